"""Who may sign: P-256 keys, one active a kind. Older keys stay to verify, without their private half.

Each kind of code has its own key, and each kind of document that is signed whole.

A key's id (kid) is not handed out but derived: the first two bytes of its RFC 7638 thumbprint. So a key
cannot be filed under a wrong id, and a foreign code nearly always names a key that we do not have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum, unique
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric import ec

from qr import jwk
from qr.claims import Kind


@unique
class DocumentKind(StrEnum):
    """What is signed beside codes."""

    snapshot = "snapshot"
    """what a guardian's phone may let in without network"""


KeyKind = Kind | DocumentKind

KEY_KINDS: tuple[KeyKind, ...] = (*Kind, *DocumentKind)

LIFE = MappingProxyType({Kind.permit: timedelta(days=365)})
"""How long a key signs. Kinds not named never fall due: those of codes live as long as their prints hang, that of
snapshots until it is rotated, since a snapshot lives for minutes."""


_DOCUMENTS = frozenset(kind.value for kind in DocumentKind)


def key_kind(word: str) -> KeyKind:
    """The kind of that name. Raises ValueError."""
    return DocumentKind(word) if word in _DOCUMENTS else Kind(word)


class KeyRingError(Exception):
    """Keys that do not make a ring, a key that is missing, or a file that cannot be trusted."""


@dataclass(frozen=True)
class Key:
    """One key; it can sign only while it holds its private half. `created_at` is aware."""

    kind: KeyKind
    created_at: datetime
    public: ec.EllipticCurvePublicKey
    private: ec.EllipticCurvePrivateKey | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.created_at.tzinfo is None:
            raise KeyRingError("a key's time of creation needs a time zone")
        if not isinstance(self.public.curve, ec.SECP256R1):
            raise KeyRingError("only P-256 keys are used")
        if self.private is not None and self.private.public_key() != self.public:
            raise KeyRingError("the private half belongs to another key")

    @classmethod
    def of_private(cls, kind: KeyKind, created_at: datetime, private: ec.EllipticCurvePrivateKey) -> Key:
        """A key that can sign."""
        return cls(kind, created_at, private.public_key(), private)

    @property
    def kid(self) -> int:
        """The key id that codes carry, 0 to 65535."""
        return int.from_bytes(jwk.thumbprint(self.public)[:2], "big")

    def without_private(self) -> Key:
        """The same key, for verification only."""
        return replace(self, private=None)


@dataclass(frozen=True)
class KeyRing:
    """All keys of an installation, never changed in place. Without private halves it is the public ring.

    Raises KeyRingError if two keys of a kind share a kid or two can sign for one kind.
    """

    keys: tuple[Key, ...]

    def __post_init__(self) -> None:
        if _repeated((key.kind, key.kid) for key in self.keys):
            raise KeyRingError("two keys of one kind share a key id")
        if _repeated(key.kind for key in self.keys if key.private is not None):
            raise KeyRingError("two keys can sign for one kind")

    @classmethod
    def generate(cls, now: datetime) -> KeyRing:
        """A ring with one new key for each kind."""
        return cls(tuple(_new_key(kind, now, taken=frozenset()) for kind in KEY_KINDS))

    def active(self, kind: KeyKind) -> Key:
        """The key that signs for `kind`. Raises KeyRingError in a public ring."""
        for key in self.keys:
            if key.kind is kind and key.private is not None:
                return key
        raise KeyRingError(f"no key can sign for {kind}")

    def find(self, kind: KeyKind, kid: int) -> Key | None:
        """The key of this kind and id, active or older; None if it is not ours."""
        return next((key for key in self.keys if key.kind is kind and key.kid == kid), None)

    def rotate(self, kind: KeyKind, now: datetime) -> KeyRing:
        """A ring in which a new key signs for `kind`. Older ones verify on, private half dropped."""
        taken = frozenset(key.kid for key in self.keys if key.kind is kind)
        older = tuple(key.without_private() if key.kind is kind else key for key in self.keys)
        return KeyRing((*older, _new_key(kind, now, taken)))

    @property
    def missing(self) -> tuple[KeyKind, ...]:
        """The kinds for which no key can sign: all in a public ring; new kinds in one of an older release."""
        signing = {key.kind for key in self.keys if key.private is not None}
        return tuple(kind for kind in KEY_KINDS if kind not in signing)

    def completed(self, now: datetime) -> KeyRing:
        """A ring in which a new key signs for every kind that was `missing`; nothing else changes."""
        ring = self
        for kind in self.missing:
            ring = ring.rotate(kind, now)
        return ring

    def due_for_rotation(self, now: datetime) -> tuple[KeyKind, ...]:
        """The kinds whose active key has signed for its whole `LIFE`: permit keys after a year."""
        return tuple(kind for kind, life in LIFE.items() if now >= self.active(kind).created_at + life)

    def without(self, kind: KeyKind, kid: int) -> KeyRing:
        """A ring that no longer knows a leaked key: everything it signed is refused from now on.

        Raises KeyRingError if the key is not in the ring, or still signs: rotate first.
        """
        key = self.find(kind, kid)
        if key is None:
            raise KeyRingError(f"no {kind} key {kid:04X}")
        if key.private is not None:
            raise KeyRingError(f"{kind} key {kid:04X} still signs: rotate first")
        return KeyRing(tuple(other for other in self.keys if other is not key))

    def public(self) -> KeyRing:
        """The same ring for verification only."""
        return KeyRing(tuple(key.without_private() for key in self.keys))


def _new_key(kind: KeyKind, now: datetime, taken: Set[int]) -> Key:
    while True:  # one draw in 65,536 a key meets a taken id
        key = Key.of_private(kind, now, ec.generate_private_key(ec.SECP256R1()))
        if key.kid not in taken:
            return key


def _repeated(values: Iterable[object]) -> bool:
    return any(count > 1 for count in Counter(values).values())
