"""P-256 keys as JSON Web Keys (RFC 7517, RFC 7518 §6.2), which WebCrypto's `importKey("jwk", …)` reads."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric import ec

_FIELD_BYTES = 32
_FIELD = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 bytes as base64url without padding


def public_members(public: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """The required members of a public key: crv, kty, x, y."""
    numbers = public.public_numbers()
    return {"crv": "P-256", "kty": "EC", "x": _encode(numbers.x), "y": _encode(numbers.y)}


def private_member(private: ec.EllipticCurvePrivateKey) -> str:
    """The member d."""
    return _encode(private.private_numbers().private_value)


def thumbprint(public: ec.EllipticCurvePublicKey) -> bytes:
    """The SHA-256 thumbprint of RFC 7638: over the required members, sorted, without white space."""
    canonical = json.dumps(public_members(public), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).digest()


def public_key(members: Mapping[str, object]) -> ec.EllipticCurvePublicKey:
    """The key of a JWK. Raises ValueError if it is not a P-256 key or its point is not on the curve."""
    if members.get("kty") != "EC" or members.get("crv") != "P-256":
        raise ValueError("not an EC key on P-256")
    x, y = _decode(members.get("x")), _decode(members.get("y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def private_key(member: object) -> ec.EllipticCurvePrivateKey:
    """The key of a member d. Raises ValueError."""
    return ec.derive_private_key(_decode(member), ec.SECP256R1())


def _encode(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(_FIELD_BYTES, "big")).decode("ascii").rstrip("=")


def _decode(value: object) -> int:
    if not isinstance(value, str) or _FIELD.fullmatch(value) is None:
        raise ValueError("not a 32-byte base64url number")
    return int.from_bytes(base64.urlsafe_b64decode(value + "="), "big")
