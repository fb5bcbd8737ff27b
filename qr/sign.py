"""Making a code. Signatures are ECDSA P-256 with SHA-256, the raw 64 bytes r‖s that WebCrypto reads.

The nonce is deterministic (RFC 6979) and s is the lower of its two possible values: the same claims and key
always give the same token, and no second token with the same claims verifies.
"""

from __future__ import annotations

import base64
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from qr import claims as codec
from qr import text
from qr.claims import VERSION, Claims, Kind
from qr.keys import DocumentKind, Key, KeyRing, KeyRingError

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order n of P-256 (FIPS 186-4 D.1.2.3). If (r, s) verifies, so does (r, n − s)."""
SCALAR_SIZE = 32
SIGNATURE_SIZE = 2 * SCALAR_SIZE


def issue(ring: KeyRing, kind: Kind, id: UUID, not_before: datetime, not_after: datetime) -> str:
    """The token of a new code, signed with the active key of its kind.

    Raises ValueError as `Claims` does, KeyRingError if the ring cannot sign for `kind`.
    """
    return sign(Claims(VERSION, kind, ring.active(kind).kid, id, not_before, not_after), ring)


def sign(claims: Claims, ring: KeyRing) -> str:
    """The token of `claims`. Raises KeyRingError unless they name the active key of their kind."""
    key = ring.active(claims.kind)
    if key.private is None or key.kid != claims.kid:
        raise KeyRingError(f"{claims.kind} key {claims.kid:04X} does not sign")
    body = codec.pack(claims)
    return text.encode(body + raw_signature(key.private, body))


def sign_document(ring: KeyRing, kind: DocumentKind, document: bytes) -> tuple[Key, str]:
    """The key that signs documents of this kind, and its signature of the bytes as base64url without padding.

    Raises KeyRingError if the ring cannot sign for `kind`.
    """
    key = ring.active(kind)
    assert key.private is not None
    return key, base64.urlsafe_b64encode(raw_signature(key.private, document)).decode("ascii").rstrip("=")


def raw_signature(private: ec.EllipticCurvePrivateKey, body: bytes) -> bytes:
    """The raw, deterministic, low-s signature of `body`: 32 bytes r, 32 bytes s, big-endian."""
    der = private.sign(body, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    r, s = decode_dss_signature(der)
    low_s = min(s, ORDER - s)
    return r.to_bytes(SCALAR_SIZE, "big") + low_s.to_bytes(SCALAR_SIZE, "big")
