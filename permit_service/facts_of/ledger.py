"""A ledger entry as its own warnings look at it."""

from datetime import date, datetime

from permit_service.facts_of.rules import rules_of
from permit_service.models.spaces import ConfinedSpace
from permit_service.wallclock import civil_day
from workflows.ledger import LedgerEntry, ledger_warnings
from workflows.verdict import Refusal
from workflows.vocabulary import Sector


def entry_of(space: ConfinedSpace, sector: Sector) -> LedgerEntry:
    """The facts of one entry. Its rescue gear is read with it."""
    return LedgerEntry(
        sector=sector,
        entered_on=civil_day(space.created_at),
        in_ledger=space.withdrawn_at is None,
        toxic_possible=space.toxic_possible,
        barrier_effective=space.barrier_effective,
        identified_on=space.identified_on,
        criteria=space.criteria,
        reviewed_on=space.reviewed_on,
        half_year_reviewed_on=space.half_year_reviewed_on,
        sign_seen_on=_day(space.sign_seen_at),
        notice_seen_on=_day(space.notice_seen_at),
        rescue_gear_listed=bool(space.rescue_gear),
    )


def warnings_of(space: ConfinedSpace, today: date) -> tuple[Refusal, ...]:
    """What the ledger warns of in one entry."""
    return ledger_warnings(entry_of(space, space.enterprise.sector), rules_of(space.enterprise), today)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else civil_day(moment)
