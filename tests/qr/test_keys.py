"""The key ring, its file, and the keys that phones get."""

from __future__ import annotations

import base64
import hashlib
import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from qr import keyfile
from qr.claims import Kind
from qr.keys import KEY_KINDS, LIFE, DocumentKind, Key, KeyRing, KeyRingError
from qr.sign import issue, sign_document
from qr.verify import verify

Samples = Any
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_new_ring_has_one_signing_key_for_each_kind() -> None:
    ring = KeyRing.generate(NOW)
    assert [key.kind for key in ring.keys] == list(KEY_KINDS)
    for kind in KEY_KINDS:
        key = ring.active(kind)
        assert key.created_at == NOW
        assert ring.find(kind, key.kid) is key
    for kind in Kind:
        token = issue(ring, kind, UUID(int=1), NOW, NOW + timedelta(days=1))
        assert verify(token, ring.public(), NOW).kind is kind


def test_key_id_is_the_start_of_its_rfc_7638_thumbprint(samples: Samples) -> None:
    key = samples.ring.active(Kind.plate)
    x, y = (
        base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")
        for number in (key.public.public_numbers().x, key.public.public_numbers().y)
    )
    members = f'{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}'
    assert key.kid == int(hashlib.sha256(members.encode()).hexdigest()[:4], 16)


def test_keys_of_another_kind_or_id_are_not_found(samples: Samples) -> None:
    permit = samples.ring.active(Kind.permit)
    assert samples.ring.find(Kind.plate, permit.kid) is None
    assert samples.ring.find(Kind.permit, permit.kid ^ 1) is None


def test_rotation_keeps_the_old_key_without_its_private_half() -> None:
    ring = KeyRing.generate(NOW)
    old = ring.active(Kind.permit)
    later = NOW + timedelta(days=365)
    rotated = ring.rotate(Kind.permit, later)
    assert rotated.active(Kind.permit).kid != old.kid
    assert rotated.active(Kind.permit).created_at == later
    kept = rotated.find(Kind.permit, old.kid)
    assert kept is not None
    assert (kept.public, kept.private, kept.created_at) == (old.public, None, NOW)
    for kind in (Kind.plate, Kind.badge):
        assert rotated.active(kind) is ring.active(kind)
    assert ring.active(Kind.permit) is old


def test_a_ring_of_an_older_release_gets_the_keys_it_lacks_and_keeps_the_rest(samples: Samples) -> None:
    older = samples.ring
    assert older.missing == (DocumentKind.snapshot,)
    with pytest.raises(KeyRingError, match="no key can sign for snapshot"):
        sign_document(older, DocumentKind.snapshot, b"{}")
    ring = older.completed(NOW)
    assert ring.missing == ()
    assert ring.keys[:-1] == older.keys
    assert ring.completed(NOW) is ring
    assert set(older.public().missing) == set(KEY_KINDS)


def test_a_signed_document_verifies_over_its_very_bytes_under_an_older_key() -> None:
    ring = KeyRing.generate(NOW)
    key, signature = sign_document(ring, DocumentKind.snapshot, "样例".encode())
    raw = base64.urlsafe_b64decode(signature + "==")
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    kept = ring.rotate(DocumentKind.snapshot, NOW).find(DocumentKind.snapshot, key.kid)
    assert kept is not None
    kept.public.verify(der, "样例".encode(), ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        kept.public.verify(der, "样例 ".encode(), ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    ("age", "due"),
    [
        (LIFE[Kind.permit] - timedelta(seconds=1), ()),
        (LIFE[Kind.permit], (Kind.permit,)),
        (timedelta(days=36500), (Kind.permit,)),
    ],
)
def test_permit_keys_fall_due_yearly_and_prints_never(age: timedelta, due: tuple[Kind, ...]) -> None:
    assert KeyRing.generate(NOW).due_for_rotation(NOW + age) == due


def test_only_a_retired_key_can_be_withdrawn() -> None:
    ring = KeyRing.generate(NOW)
    leaked = ring.active(Kind.plate)
    with pytest.raises(KeyRingError, match="rotate first"):
        ring.without(Kind.plate, leaked.kid)
    clean = ring.rotate(Kind.plate, NOW).without(Kind.plate, leaked.kid)
    assert clean.find(Kind.plate, leaked.kid) is None
    with pytest.raises(KeyRingError, match="no plate key"):
        clean.without(Kind.plate, leaked.kid)


def test_ring_with_contradicting_keys_is_refused(samples: Samples) -> None:
    plate = samples.ring.active(Kind.plate)
    with pytest.raises(KeyRingError, match="share a key id"):
        KeyRing((plate, plate.without_private()))
    badge = samples.ring.active(Kind.badge)
    other_plate = Key(Kind.plate, NOW, badge.public, badge.private)
    with pytest.raises(KeyRingError, match="two keys can sign"):
        KeyRing((plate, other_plate))
    assert KeyRing((plate, other_plate.without_private())).active(Kind.plate) is plate


def test_key_that_does_not_hold_together_is_refused(samples: Samples) -> None:
    plate, badge = samples.ring.active(Kind.plate), samples.ring.active(Kind.badge)
    with pytest.raises(KeyRingError, match="another key"):
        Key(Kind.plate, NOW, plate.public, badge.private)
    with pytest.raises(KeyRingError, match="time zone"):
        Key(Kind.plate, NOW.replace(tzinfo=None), plate.public)
    with pytest.raises(KeyRingError, match="P-256"):
        Key.of_private(Kind.plate, NOW, ec.generate_private_key(ec.SECP384R1()))


def test_private_half_is_not_in_what_a_log_would_show(samples: Samples) -> None:
    assert "private" not in repr(samples.ring)


def test_public_export_is_what_webcrypto_imports_and_nothing_secret(samples: Samples) -> None:
    exported = keyfile.public_jwks(samples.ring)["keys"]
    assert len(exported) == len(samples.ring.keys) == len(Kind) + 1
    for entry, key in zip(exported, samples.ring.keys, strict=True):
        assert set(entry) == {"kty", "crv", "x", "y", "alg", "use", "kid", "kind", "created_at"}
        assert (entry["kty"], entry["crv"], entry["alg"], entry["use"]) == ("EC", "P-256", "ES256", "sig")
        assert (entry["kid"], entry["kind"]) == (f"{key.kid:04X}", key.kind)
    again = keyfile.ring_of_jwks(json.loads(json.dumps({"keys": exported})))
    assert again == samples.ring.public()


def test_file_is_for_its_owner_alone_and_comes_back(samples: Samples, tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keyfile.save(samples.ring, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
    loaded = keyfile.load(path)
    assert loaded.public() == samples.ring.public()
    for kind in Kind:
        claims = samples.claims(kind)
        assert issue(loaded, kind, claims.id, claims.not_before, claims.not_after) == samples.token(kind)


def test_existing_file_is_replaced_only_on_demand(samples: Samples, tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keyfile.save(samples.ring, path)
    with pytest.raises(FileExistsError):
        keyfile.save(samples.foreign, path)
    assert keyfile.load(path).public() == samples.ring.public()
    keyfile.save(samples.foreign, path, replace=True)
    assert keyfile.load(path).public() == samples.foreign.public()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o666])
def test_file_that_others_can_reach_is_not_loaded(samples: Samples, tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys.json"
    keyfile.save(samples.ring, path)
    path.chmod(mode)
    with pytest.raises(KeyRingError, match=f"mode {mode:04o}"):
        keyfile.load(path)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_file_of_the_owner_alone_is_loaded(samples: Samples, tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys.json"
    keyfile.save(samples.ring, path)
    path.chmod(mode)
    assert len(keyfile.load(path).keys) == len(Kind) + 1


def test_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        keyfile.load(tmp_path / "keys.json")


def change(**members: object) -> Callable[[dict[str, Any]], None]:
    return lambda document: document["keys"][0].update(members)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document.clear(),
        lambda document: document.update(keys={}),
        lambda document: document.update(keys=[7]),
        lambda document: document["keys"][0].pop("x"),
        lambda document: document["keys"][0].pop("created_at"),
        lambda document: document["keys"][0].update(x=document["keys"][0]["y"]),
        lambda document: document["keys"][0].update(d=document["keys"][1]["d"]),
        lambda document: document["keys"].append(document["keys"][0]),
        change(kid="0000"),
        change(kind="passport"),
        change(kty="RSA"),
        change(crv="P-384"),
        change(x="AAAA"),
        change(x="!" * 43),
        change(d="A" * 43),
        change(d=None),
        change(created_at="yesterday"),
        change(created_at="2026-11-22T00:00:00"),
    ],
)
def test_file_without_a_ring_is_refused(
    samples: Samples, tmp_path: Path, spoil: Callable[[dict[str, Any]], None]
) -> None:
    path = tmp_path / "keys.json"
    keyfile.save(samples.foreign, path)
    document = json.loads(path.read_text())
    spoil(document)
    path.write_text(json.dumps(document))
    with pytest.raises(KeyRingError):
        keyfile.load(path)


@pytest.mark.parametrize("content", ["", "not JSON", "[]", "null", '{"keys": '])
def test_file_that_is_no_jwk_set_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.touch(mode=0o600)
    path.write_text(content)
    with pytest.raises(KeyRingError):
        keyfile.load(path)
