"""Telling of findings whose day is near, and of those that are overdue: once an hour, each of them once."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import job_slots, unit_of_work, wallclock
from permit_service.models.inspections import Finding, Inspection
from permit_service.services.hand_overs import oversight as hand_overs
from workflows.inspection_kinds import FindingStatus

#: So many days before the one a finding is due on the enterprise is told (G).
NEAR = timedelta(days=1)
#: So long after it a clock that stood still catches up (G).
_CATCH_UP = timedelta(days=7)


def remind_of_findings() -> int:
    """Tell of what is due until tomorrow and not reported as mended, and of what is overdue; how many were told.

    Of several clocks the one that takes the hour's slot does it.
    """
    return unit_of_work.run(_remind)


def _remind(session: Session) -> int:
    now = wallclock.now()
    if not job_slots.claim(session, "finding_deadlines", job_slots.HOUR, now):
        return 0
    today = wallclock.civil_day(now)
    return sum(hand_overs.finding_due(session, row, today, now) for row in _unmended(session, today))


def _unmended(session: Session, today: date) -> list[Finding]:
    """Open findings of concluded checks, due about today."""
    rows = select(Finding).join(Inspection, Inspection.id == Finding.inspection_id)
    return list(
        session.scalars(
            rows.where(
                Inspection.concluded_at.is_not(None),
                Finding.status == FindingStatus.open,
                Finding.due_on.between(today - _CATCH_UP, today + NEAR),
            )
        )
    )
