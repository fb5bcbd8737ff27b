"""Who goes to a drawn check changes: the next of the draw comes in for who cannot come, others are named to go along.

The draw itself stays as it is; every change is kept beside it.
"""

import uuid

from permit_service.actor import Actor
from permit_service.draw_record import additions_of, replacements_of
from permit_service.errors import Invalid
from permit_service.models.areas import Area
from permit_service.models.draws import Draw, DrawAddition, DrawReplacement
from permit_service.models.inspections import Inspection, Inspector
from permit_service.queries.draws import companions
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
        inspection, row, told = _drawn(desk, inspection_id, reason)
        leaving = _of_team(inspection, person_id)
        if leaving is None or _named(row, inspection, person_id) is not None:
            raise Invalid({"person_id": "unknown"})
        kept = _replacement(desk, inspection, row, person_id, told)
        desk.session.delete(leaving)
        desk.session.flush()
        _send(desk, inspection, kept.in_id, leaving.position)
        record(desk, inspection, "inspection:replace", {"replacement_id": kept.id, "out": person_id, "in": kept.in_id})
        hand_overs.inspector_replaced(desk, inspection, kept)
        return inspection

    return at_desk(actor, work)


def add_inspector(actor: Actor, inspection_id: uuid.UUID, person_id: uuid.UUID, reason: str) -> Inspection:
    """Name somebody to go along: an expert, a third-party inspector, another officer; for the district's officers.

    Raises Invalid (``reason``; ``person_id``: ``unknown`` for who serves nowhere in the district, ``taken`` for who
    goes already, ``kept_away`` for who has a relation to the firm, or serves the street that the draw spares;
    ``inspection_id``: ``not_drawn``, ``signed``, ``ended``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Inspection:
        inspection, row, told = _drawn(desk, inspection_id, reason)
        _may_go(desk, inspection, row, person_id)
        added = DrawAddition(
            draw_id=row.id,
            job_id=inspection.job_id,
            person_id=person_id,
            after=len(row.replacements),
            reason=told,
            at=desk.now,
            by_id=desk.user_id,
        )
        desk.add(added)
        desk.session.expire(row, ["additions"])
        _send(desk, inspection, person_id, 1 + max((one.position for one in inspection.inspectors), default=-1))
        record(desk, inspection, "inspection:add", {"addition_id": added.id, "person_id": person_id})
        hand_overs.inspector_added(desk, inspection, added)
        return inspection

    return at_desk(actor, work)


def take_off_inspector(actor: Actor, inspection_id: uuid.UUID, person_id: uuid.UUID, reason: str) -> Inspection:
    """Somebody who was named does not go after all; for the district's officers.

    Raises Invalid (``reason``; ``person_id``: ``unknown`` for who was not named; ``inspection_id``: ``not_drawn``,
    ``signed``, ``ended``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Inspection:
        inspection, row, told = _drawn(desk, inspection_id, reason)
        added, leaving = _named(row, inspection, person_id), _of_team(inspection, person_id)
        if added is None or leaving is None:
            raise Invalid({"person_id": "unknown"})
        added.ended_at, added.ended_by_id, added.end_reason = desk.now, desk.user_id, told
        desk.session.delete(leaving)
        desk.session.flush()
        desk.session.expire(inspection, ["inspectors"])
        record(desk, inspection, "inspection:take_off", {"addition_id": added.id, "person_id": person_id})
        hand_overs.inspector_taken_off(desk, inspection, added)
        return inspection

    return at_desk(actor, work)


def _drawn(desk: Desk, inspection_id: uuid.UUID, reason: str) -> tuple[Inspection, Draw, str]:
    """A drawn check that nobody has signed, with its draw, both locked, and the reason as typed."""
    inspection = locked(desk, inspection_id)
    desk.take_charge(desk.session.get_one(Area, area_of(inspection.area_path)), REGISTRARS)
    faults = Faults()
    told = faults.words("reason", reason, longest=1000)
    faults.check(inspection.draw_id is not None, "inspection_id", "not_drawn")
    faults.check(not standing_signatures(desk, inspection.id), "inspection_id", "signed")
    faults.raise_any()
    row = desk.session.get_one(Draw, inspection.draw_id)
    desk.session.refresh(row, with_for_update={"of": Draw})  # each change turns on those before it
    return inspection, row, told


def _of_team(inspection: Inspection, person_id: uuid.UUID) -> Inspector | None:
    return next((one for one in inspection.inspectors if one.person_id == person_id), None)


def _named(row: Draw, inspection: Inspection, person_id: uuid.UUID) -> DrawAddition | None:
    """By what the person was named for this check, if not drawn for it."""
    standing = (one for one in row.additions if one.ended_at is None and one.job_id == inspection.job_id)
    return next((one for one in standing if one.person_id == person_id), None)


def _send(desk: Desk, inspection: Inspection, person_id: uuid.UUID, position: int) -> None:
    desk.add(Inspector(inspection_id=inspection.id, person_id=person_id, position=position))
    desk.session.expire(inspection, ["inspectors"])


def _may_go(desk: Desk, inspection: Inspection, row: Draw, person_id: uuid.UUID) -> None:
    """What keeps a drawn officer from a job keeps everyone else from it. Raises Invalid (``person_id``)."""
    if _of_team(inspection, person_id) is not None:
        raise Invalid({"person_id": "taken"})
    going = next((one for who, one in companions(desk.session, row.area_path).items() if who.id == person_id), None)
    if going is None:
        raise Invalid({"person_id": "unknown"})
    population = draw.population_of(row.population)
    job = next(one for one in population.candidates if one.id == str(inspection.job_id))
    if not draw.may_check(going, job, population):
        raise Invalid({"person_id": "kept_away"})


def _replacement(desk: Desk, inspection: Inspection, row: Draw, person_id: uuid.UUID, reason: str) -> DrawReplacement:
    earlier, job = replacements_of(row), str(inspection.job_id)
    population, drawn = draw.population_of(row.population), draw.drawn_of(row.result)
    named = replacement.named_by(additions_of(row), job, len(earlier))
    following = replacement.next_officer(row.seed, population, drawn, earlier, job, named)
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
