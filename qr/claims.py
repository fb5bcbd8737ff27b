"""What a code says, and the bytes that are signed. No names: a code is only a dated, typed identifier.

Layout, 28 bytes, big-endian:

    version 1 | kind 1 (the ASCII path letter) | kid 2 | id 16 (UUID) | not-before 4 | not-after 4

Times are whole seconds since 1970-01-01T00:00:00Z, unsigned, hence up to 2106-02-07T06:28:15Z.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum, unique
from uuid import UUID

from qr.stages import CodeError, Stage

VERSION = 1
MAX_KID = 0xFFFF
MAX_SECONDS = 0xFFFF_FFFF
FOREVER = datetime.fromtimestamp(MAX_SECONDS, UTC)
"""The `not_after` of a code that is called back by its id instead, such as a plate on a wall."""

_LAYOUT = struct.Struct(">BcH16sII")
SIZE = _LAYOUT.size


@unique
class Kind(StrEnum):
    """What a code stands for. Each kind has its path letter and its own signing key."""

    permit = "permit"
    plate = "plate"
    badge = "badge"
    training = "training"
    exam = "exam"

    @property
    def letter(self) -> str:
        """The path letter of this kind's URLs: /Q/ permit, /S/ plate (space), /W/ badge (worker), /T/ proof of a
        passed training, /E/ somebody's seat at an examination."""
        return _LETTERS[self]

    @classmethod
    def of_letter(cls, letter: str) -> Kind | None:
        """The kind with this path letter, or None."""
        return _KINDS.get(letter)


_LETTERS = {Kind.permit: "Q", Kind.plate: "S", Kind.badge: "W", Kind.training: "T", Kind.exam: "E"}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}


@dataclass(frozen=True)
class Claims:
    """The claims of one code, valid while `not_before <= now < not_after`.

    `kid` names the key that signs it. Both times are aware and whole seconds.
    Raises ValueError for another version, a kid outside two bytes, a naive, fractional or
    unrepresentable time, and an empty or reversed window.
    """

    version: int
    kind: Kind
    kid: int
    id: UUID
    not_before: datetime
    not_after: datetime

    def __post_init__(self) -> None:
        if self.version != VERSION:
            raise ValueError(f"version {self.version} is not {VERSION}")
        if not 0 <= self.kid <= MAX_KID:
            raise ValueError(f"kid {self.kid} does not fit two bytes")
        if _seconds(self.not_before) >= _seconds(self.not_after):
            raise ValueError("not_after must be later than not_before")


def pack(claims: Claims) -> bytes:
    """The 28 bytes that are signed: the same claims always give the same bytes."""
    return _LAYOUT.pack(
        claims.version,
        claims.kind.letter.encode("ascii"),
        claims.kid,
        claims.id.bytes,
        _seconds(claims.not_before),
        _seconds(claims.not_after),
    )


def unpack(body: bytes) -> Claims:
    """The claims in `body`, believed by nobody yet.

    Raises CodeError with stage length, version, kind_unknown or window.
    """
    if len(body) != SIZE:
        raise CodeError(Stage.length)
    version, letter, kid, raw_id, not_before, not_after = _LAYOUT.unpack(body)
    if version != VERSION:
        raise CodeError(Stage.version)
    kind = Kind.of_letter(letter.decode("latin-1"))
    if kind is None:
        raise CodeError(Stage.kind_unknown)
    if not_before >= not_after:
        raise CodeError(Stage.window)
    return Claims(version, kind, kid, UUID(bytes=raw_id), _time(not_before), _time(not_after))


def _seconds(time: datetime) -> int:
    if time.tzinfo is None or time.utcoffset() is None:
        raise ValueError(f"{time} has no time zone")
    if time.microsecond:
        raise ValueError(f"{time} is not a whole second")
    seconds = int(time.timestamp())
    if not 0 <= seconds <= MAX_SECONDS:
        raise ValueError(f"{time} does not fit four bytes")
    return seconds


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
