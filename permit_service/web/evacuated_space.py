"""A space that is evacuated, as its own page shows it: why, who is still inside, whom to call, who ends it."""

from dataclasses import dataclass

from permit_service import labels
from permit_service.access import current_actor
from permit_service.models.enterprises import Enterprise
from permit_service.models.interruptions import Evacuation
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries import names, public_view, space_evacuations
from permit_service.queries.reading import session
from permit_service.queries.space_evacuations import Inside
from permit_service.services import space_evacuation
from workflows.vocabulary import EvacuationCause

#: What calls people out of a space into which nobody was let.
CAUSES = (
    EvacuationCause.intruder,
    EvacuationCause.detector_alarm,
    EvacuationCause.unwell,
    EvacuationCause.other_danger,
)


@dataclass(frozen=True, slots=True)
class Call:
    """One evacuation in force: who called it (empty: the clock did), and what called for it."""

    evacuation: Evacuation
    by: str
    says: str


@dataclass(frozen=True, slots=True)
class Shut:
    """The evacuations in force, the first first. ``works``: permits under way there that the reader may open."""

    calls: list[Call]
    inside: list[Inside]
    works: list[Permit]
    phone: str
    may_lift: bool
    against: str
    """what stands against ending it without a permit; empty = nothing"""


def shut(space: ConfinedSpace, enterprise: Enterprise) -> Shut | None:
    """How the evacuation of a space stands; None where none is in force."""
    evacuations = space_evacuations.in_force(session(), space.id)
    if not evacuations:
        return None
    actor = current_actor()
    against = space_evacuation.lift_fault(session(), evacuations[0])
    return Shut(
        calls=_calls(evacuations),
        inside=space_evacuations.inside(session(), actor, space.id),
        works=[one for one in space_evacuations.works_in(session(), (space.id,)) if public_view.may_see(actor, one)],
        phone=space.rescue_phone or enterprise.phone,
        may_lift=space_evacuation.may_lift(actor, space),
        against="" if against is None else labels.field_fault(against),
    )


def _calls(evacuations: list[Evacuation]) -> list[Call]:
    callers = names.of_accounts(session(), {one.recorded_by_id for one in evacuations})
    return [
        Call(
            one,
            "" if one.recorded_by_id is None else callers[one.recorded_by_id],
            labels.what_failed(one.failed) + one.remark,
        )
        for one in evacuations
    ]
