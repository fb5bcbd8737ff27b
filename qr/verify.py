"""Judging a code: a chain of small steps, each with its own stage code.

Decoding never verifies, and verifying never decides a permit's rules: it only tells that the code is
genuine, of the wanted kind, not called back, and inside its window.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from qr import claims as codec
from qr import text as text_form
from qr.claims import Claims, Kind
from qr.keys import KeyRing
from qr.sign import ORDER, SCALAR_SIZE, SIGNATURE_SIZE
from qr.stages import CodeError, Stage


@dataclass(frozen=True)
class SignedClaims:
    """A decoded code whose signature nobody has looked at yet."""

    claims: Claims
    body: bytes
    signature: bytes


def verify(
    text: str,
    ring: KeyRing,
    now: datetime,
    expected_kind: Kind | None = None,
    revoked: Container[UUID] = frozenset(),
) -> Claims:
    """The claims of a good code. `ring` may be public; `now` is aware; `revoked` holds ids called back.

    Raises CodeError with the first stage that refuses; from the R stages on it carries the claims.
    """
    claims = authenticate(decode(text), ring)
    check_kind(claims, expected_kind)
    check_revocation(claims, revoked)
    check_window(claims, now)
    return claims


def decode(text: str) -> SignedClaims:
    """Read a URL, path or bare token. Proves nothing. Raises CodeError with a D stage."""
    code = text_form.parse(text)
    raw = text_form.decode(code.token)
    if len(raw) != codec.SIZE + SIGNATURE_SIZE:
        raise CodeError(Stage.length)
    body, signature = raw[: codec.SIZE], raw[codec.SIZE :]
    claims = codec.unpack(body)
    if code.path_kind not in (None, claims.kind):
        raise CodeError(Stage.path)
    return SignedClaims(claims, body, signature)


def authenticate(signed: SignedClaims, ring: KeyRing) -> Claims:
    """The claims, proved to be signed by a key of their own kind. Raises CodeError with an S stage."""
    key = ring.find(signed.claims.kind, signed.claims.kid)
    if key is None:
        raise CodeError(Stage.key)
    check_signature(key.public, signed.body, signed.signature)
    return signed.claims


def check_signature(public: ec.EllipticCurvePublicKey, body: bytes, signature: bytes) -> None:
    """Refuse a signature with a high s, so that a token has no twin, then one that does not fit `body`."""
    r = int.from_bytes(signature[:SCALAR_SIZE], "big")
    s = int.from_bytes(signature[SCALAR_SIZE:], "big")
    if s > ORDER // 2:
        raise CodeError(Stage.malleated)
    try:
        public.verify(encode_dss_signature(r, s), body, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise CodeError(Stage.signature) from None


def check_kind(claims: Claims, expected: Kind | None) -> None:
    """Refuse a code of another kind than `expected`; None expects none."""
    if expected not in (None, claims.kind):
        raise CodeError(Stage.kind, claims)


def check_revocation(claims: Claims, revoked: Container[UUID]) -> None:
    """Refuse a code whose id was called back."""
    if claims.id in revoked:
        raise CodeError(Stage.revoked, claims)


def check_window(claims: Claims, now: datetime) -> None:
    """Refuse outside `not_before <= now < not_after`."""
    if now < claims.not_before:
        raise CodeError(Stage.not_yet, claims)
    if now >= claims.not_after:
        raise CodeError(Stage.expired, claims)
