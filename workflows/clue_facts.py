"""What the patterns of :mod:`workflows.plausibility` look at: records of many permits, down to what they need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from workflows.suspicion import Shown


@unique
class Thing(StrEnum):
    """What a clue points to."""

    permit = "permit"
    person = "person"
    enterprise = "enterprise"
    space = "space"
    equipment = "equipment"
    filing = "filing"
    training = "training"


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """One thing, by its kind, id and the name people know it by."""

    kind: Thing
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature on something of a permit; ``signer`` None = a tester of a commissioned lab."""

    at: datetime
    permit: Ref
    signer: Ref | None


@dataclass(frozen=True, slots=True)
class GasRecord:
    """One record of gas, with the detector it was read from, if told."""

    permit: Ref
    space: Ref
    detector: Ref | None
    shown: Shown

    @property
    def at(self) -> datetime:
        return self.shown.at


@dataclass(frozen=True, slots=True)
class Post:
    """A guardian at a space, until ``until``; None = still there."""

    guardian: Ref
    space: Ref
    permit: Ref
    since: datetime
    until: datetime | None

    @property
    def at(self) -> datetime:
        return self.since


@dataclass(frozen=True, slots=True)
class Attended:
    """Somebody signed in to a training, or handed in a paper of it, by the server's clock."""

    at: datetime
    training: Ref


@dataclass(frozen=True, slots=True)
class ToxicSpaces:
    """An enterprise with spaces in which poisoning or asphyxiation threatens, and when it last applied for a permit."""

    enterprise: Ref
    count: int
    known_since: datetime
    """since when it has such a space"""
    last_permit_at: datetime | None


@dataclass(frozen=True, slots=True)
class Unclosed:
    """A permit whose work began and which nobody has closed."""

    permit: Ref
    space: Ref
    window_end: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the patterns look at."""

    signed: Sequence[Signed] = ()
    gas: Sequence[GasRecord] = ()
    posts: Sequence[Post] = ()
    attended: Sequence[Attended] = ()
    toxic_spaces: Sequence[ToxicSpaces] = ()
    unclosed: Sequence[Unclosed] = ()
