"""What the guardian's phone looks at without network: its signed snapshot, what it scanned, what it knows since.

:func:`workflows.offline.decide` answers by these.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum, unique

from workflows.codes import Code
from workflows.kinds import Gas, Unit
from workflows.vocabulary import Direction, ScanVerdict


@unique
class BadgeState(StrEnum):
    """What the phone found when it verified a scanned code."""

    valid = "valid"
    broken = "broken"
    forged = "forged"
    unknown_key = "unknown_key"
    not_a_badge = "not_a_badge"
    not_yet_valid = "not_yet_valid"
    expired = "expired"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Somebody for whom every gate of ``enter`` passed when the snapshot was made; ``good_until`` of that clearance."""

    person_id: str
    badges: tuple[str, ...]
    good_until: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody of the crew who could not be let in then: ``refuse`` with the codes of then, or ``unknown``."""

    person_id: str
    badges: tuple[str, ...]
    verdict: ScanVerdict
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class SignedLimit:
    """Bounds of one gas in one unit, both still good; None = no bound that way."""

    gas: Gas
    unit: Unit
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the server signed for one phone: who may go in, until when, and what makes the phone stricter.

    ``interruption`` is how long the space may stand empty before tests are due anew (G46 6.2.7; G30 6.3 f);
    ``reading_every`` how often a value is due while somebody is inside (G46 6.2.3; G30 6.5).
    """

    device: str
    user_id: str
    permit_id: str
    issued_at: datetime
    good_until: datetime
    lead: bool
    evacuating: bool
    reading_every: timedelta
    interruption: timedelta
    entrants: tuple[Allowed, ...] = ()
    refused: tuple[Held, ...] = ()
    limits: tuple[SignedLimit, ...] = ()


@dataclass(frozen=True, slots=True)
class Revocations:
    """Ids of codes called back, as of a moment."""

    as_of: datetime
    badges: frozenset[str] = frozenset()
    permits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReadBadge:
    """A badge as scanned; ``id`` only where its signature verified."""

    state: BadgeState
    id: str | None = None


@dataclass(frozen=True, slots=True)
class PhoneAttempt:
    """One attempt at the mouth as the phone sees it.

    ``now`` is the server's time as the phone estimates it; ``clock_disputed`` that it cannot. ``inside`` counts
    everyone by the snapshot and by what was recorded since, None for somebody unnamed. ``emptied_at`` is when the last
    one came out, ``work_clock_from`` the later of the first one going in and the last complete value: both None unless
    it happened after the snapshot was made.
    """

    direction: Direction
    device: str
    user_id: str
    now: datetime
    clock_disputed: bool = False
    revocations: Revocations | None = None
    badge: ReadBadge | None = None
    person_id: str | None = None
    inside: tuple[str | None, ...] = ()
    emptied_at: datetime | None = None
    work_clock_from: datetime | None = None
    evacuating: bool = False
    apparatus: bool = False
    lifeline: bool = False
    attendant: bool = False
