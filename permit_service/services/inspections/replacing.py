"""A drawn inspector who cannot come is replaced by the next one of the same draw; the draw itself stays as it is."""

import uuid

from permit_service.actor import Actor
from permit_service.draw_record import replacements_of
from permit_service.errors import Invalid
from permit_service.models.areas import Area
from permit_service.models.draws import Draw, DrawReplacement
from permit_service.models.inspections import Inspection, Inspector
from permit_service.services.hand_overs import oversight as hand_overs
from permit_service.services.inputs import Faults
from permit_service.services.inspections.sheets import area_of, locked, record, standing_signatures
from permit_service.services.registers.desk import REGISTRARS, Desk, at_desk
from workflows import draw, replacement


def replace_inspector(actor: Actor, inspection_id: uuid.UUID, person_id: uuid.UUID, reason: str) -> Inspection:
    """Somebody drawn cannot come, being ill for instance; for the district's officers.

    Raises Invalid (``reason``; ``person_id``: ``unknown`` for who is not of the drawn team, ``too_few_officers``
    where nobody is left; ``inspection_id``: ``not_drawn``, ``signed``, ``ended``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Inspection:
        inspection = locked(desk, inspection_id)
        desk.take_charge(desk.session.get_one(Area, area_of(inspection.area_path)), REGISTRARS)
        leaving = next((one for one in inspection.inspectors if one.person_id == person_id), None)
        faults = Faults()
        told = faults.words("reason", reason, longest=1000)
        faults.check(inspection.draw_id is not None, "inspection_id", "not_drawn")
        faults.check(not standing_signatures(desk, inspection.id), "inspection_id", "signed")
        faults.check(leaving is not None, "person_id", "unknown")
        faults.raise_any()
        assert leaving is not None
        row = _replacement(desk, inspection, leaving.person_id, told)
        coming = Inspector(inspection_id=inspection.id, person_id=row.in_id, position=leaving.position)
        desk.session.delete(leaving)
        desk.session.flush()
        desk.add(coming)
        desk.session.expire(inspection, ["inspectors"])
        record(desk, inspection, "inspection:replace", {"replacement_id": row.id, "out": row.out_id, "in": row.in_id})
        hand_overs.inspector_replaced(desk, inspection, row)
        return inspection

    return at_desk(actor, work)


def _replacement(desk: Desk, inspection: Inspection, person_id: uuid.UUID, reason: str) -> DrawReplacement:
    """Written beside the draw, which is locked: each replacement turns on those before it."""
    row = desk.session.get_one(Draw, inspection.draw_id)
    desk.session.refresh(row, with_for_update={"of": Draw})
    earlier = replacements_of(row)
    population, drawn = draw.population_of(row.population), draw.drawn_of(row.result)
    following = replacement.next_officer(row.seed, population, drawn, earlier, str(inspection.job_id))
    if following is None:
        raise Invalid({"person_id": "too_few_officers"})
    kept = DrawReplacement(
        draw_id=row.id,
        position=len(earlier) + 1,
        job_id=inspection.job_id,
        out_id=person_id,
        in_id=uuid.UUID(following),
        reason=reason,
        at=desk.now,
        by_id=desk.user_id,
    )
    desk.add(kept)
    desk.session.expire(row, ["replacements"])
    return kept
