"""The key ring as a JWK Set: published without private halves, and kept with them in a file of mode 0600.

Each key carries, beside the standard members, `kind` and `created_at` (RFC 3339, UTC).
"""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from qr import jwk
from qr.keys import Key, KeyRing, KeyRingError, key_kind

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def public_jwks(ring: KeyRing) -> dict[str, list[dict[str, str]]]:
    """The JWK Set that anyone may have: every key that verifies, no private half."""
    return {"keys": [_members(key) for key in ring.keys]}


def ring_of_jwks(document: object) -> KeyRing:
    """The ring of a JWK Set, public or private. Raises KeyRingError for anything else."""
    entries = document.get("keys") if isinstance(document, Mapping) else None
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        raise KeyRingError("not a JWK Set")
    return KeyRing(tuple(_key(entry) for entry in entries))


def save(ring: KeyRing, path: Path, *, replace: bool = False) -> None:
    """Write the ring with its private halves to `path`, mode 0600, whole or not at all.

    Raises FileExistsError if `path` is there and `replace` is false: losing a ring would void every print.
    """
    entries = [_members(key) | _private_members(key) for key in ring.keys]
    content = json.dumps({"keys": entries}, indent=2) + "\n"
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made with mode 0600
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            temporary.replace(path)
        else:
            path.hardlink_to(temporary)  # unlike a rename this fails if path exists
    finally:
        temporary.unlink(missing_ok=True)


def load(path: Path) -> KeyRing:
    """The ring in `path`. Raises OSError if it cannot be read.

    Raises KeyRingError if group or others have any right on the file, or it does not hold a ring.
    """
    with path.open(encoding="utf-8") as file:
        mode = os.fstat(file.fileno()).st_mode
        if mode & _OTHERS:
            raise KeyRingError(f"{path} has mode {stat.S_IMODE(mode):04o}: only its owner may read it (0600)")
        try:
            document = json.load(file)
        except ValueError as error:
            raise KeyRingError(f"{path} is not JSON") from error
    return ring_of_jwks(document)


def _members(key: Key) -> dict[str, str]:
    return {
        **jwk.public_members(key.public),
        "alg": "ES256",
        "use": "sig",
        "kid": f"{key.kid:04X}",
        "kind": key.kind.value,
        "created_at": key.created_at.astimezone(UTC).isoformat(),
    }


def _private_members(key: Key) -> dict[str, str]:
    return {} if key.private is None else {"d": jwk.private_member(key.private)}


def _key(members: Mapping[str, object]) -> Key:
    try:
        key = Key(
            kind=key_kind(str(members.get("kind"))),
            created_at=datetime.fromisoformat(str(members.get("created_at"))),
            public=jwk.public_key(members),
            private=jwk.private_key(members["d"]) if "d" in members else None,
        )
    except ValueError as error:
        raise KeyRingError(f"not a key of ours: {error}") from error
    if members.get("kid") != f"{key.kid:04X}":
        raise KeyRingError("a key is filed under an id that is not its own")
    return key
