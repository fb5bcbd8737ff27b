"""What the guardian keeps an eye on during work beside the air and the people: the fan, and a post handed over."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from permit_service.models.base import db
from permit_service.models.checks import Handover
from permit_service.models.openings import VentilationCheck, VentilationRun
from permit_service.models.presence import GuardianPost
from permit_service.queries.onsite import OnSite
from workflows.kinds import VentilationKind


@dataclass(frozen=True, slots=True)
class Fan:
    """A fan that runs, and when somebody last saw it run: at its start, or looking later."""

    run: VentilationRun
    seen_at: datetime


def fan(site: OnSite) -> Fan | None:
    """The fan that was started last, if it runs."""
    run = db.session.scalar(
        select(VentilationRun)
        .where(
            VentilationRun.permit_id == site.permit.id,
            VentilationRun.kind == VentilationKind.mechanical,
            VentilationRun.stopped_at.is_(None),
        )
        .order_by(VentilationRun.at.desc())
        .limit(1)
    )
    if run is None:
        return None
    looked = db.session.scalar(select(func.max(VentilationCheck.at)).where(VentilationCheck.run_id == run.id))
    return Fan(run, looked or run.at)


def offers(site: OnSite) -> list[Handover]:
    """Posts offered to another guardian who has not checked in yet, the newest first; each still guarded by its own."""
    return list(
        db.session.scalars(
            select(Handover)
            .join(GuardianPost, GuardianPost.guardian_id == Handover.from_id)
            .where(
                Handover.permit_id == site.permit.id,
                Handover.accepted_at.is_(None),
                GuardianPost.permit_id == site.permit.id,
                GuardianPost.ended_at.is_(None),
                GuardianPost.since <= Handover.at,
            )
            .order_by(Handover.at.desc())
        )
    )
