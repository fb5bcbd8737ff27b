"""Short codes for paper: plates, badges, proofs of training."""

import secrets

from qr import short_code
from qr.claims import Kind

#: Without I, L, O and U, which people read as 1, 1, 0 and V.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_CHARACTERS = 8


def new_code(kind: Kind) -> str:
    """A code nobody can guess or count up to. Should it be taken after all, the unit of work runs again."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM_CHARACTERS))
    return short_code.seal(kind.letter + body)
