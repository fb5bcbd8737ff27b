"""Public keys: with them anyone verifies a printed code or a signed snapshot without asking us, by WebCrypto."""

from permit_service.api.noun import noun, reads
from permit_service.api.serialize import Answer, Moment, View, answer
from permit_service.services.codes import key_ring
from qr import jwk
from qr.keys import KeyKind

blueprint = noun("keys")


class KeyView(View):
    """A key as a JWK (RFC 7517), ECDSA on P-256. ``kid`` stands in the codes it signed, as four hex digits here."""

    kid: str
    kind: KeyKind
    created_at: Moment
    kty: str
    crv: str
    x: str
    y: str


class KeysView(View):
    """Every key that codes and snapshots may be signed with, older ones included."""

    keys: list[KeyView]


@blueprint.get("/keys", responses=reads(KeysView))
def index() -> Answer:
    """All public keys; for everyone."""
    return answer(KeysView(keys=public_keys()))


def public_keys() -> list[KeyView]:
    """Every key of the installation without its private half."""
    return [
        KeyView(kid=f"{key.kid:04X}", kind=key.kind, created_at=key.created_at, **jwk.public_members(key.public))
        for key in key_ring().keys
    ]
