"""How a check begins: on a drawn job, by the code of a permit on site, on unfiled work; or is dropped before it has."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from permit_service import numbers, wallclock
from permit_service.actor import Actor
from permit_service.errors import Fault, Forbidden, Invalid
from permit_service.models.areas import Area
from permit_service.models.inspections import Inspection, Inspector, UnfiledWork
from permit_service.models.permits import Permit
from permit_service.numbers import Series
from permit_service.queries.draws import DRAWN_ROLES, fellows
from permit_service.queries.scope import find
from permit_service.services import codes
from permit_service.services.hand_overs import oversight as hand_overs
from permit_service.services.inputs import Faults
from permit_service.services.inspections.sheets import area_of, in_hand, inspector_id, locked, record
from permit_service.services.registers.desk import REGISTRARS, Desk, at_desk, register_of
from permit_service.storage import IMAGES
from workflows.codes import Code
from workflows.inspection_kinds import InspectionOrigin

#: A code that is over or not yet good still tells which permit lies at the mouth.
_TELLING = (None, Code.code_expired, Code.code_not_yet_valid)


@dataclass(frozen=True, slots=True)
class UnfiledForm:
    """Unfiled work as an officer found it. ``plate`` is a plate's code, ``enterprise_id`` the firm if registered."""

    area_id: uuid.UUID
    place: str
    content: str
    people_inside: int
    done: str
    firm: str = ""
    enterprise_id: uuid.UUID | None = None
    plate: str = ""
    photo: bytes | None = None


def begin_waiting(actor: Actor, inspection_id: uuid.UUID, told: str = "") -> Inspection:
    """An inspector is on site: the firm may know of the check from now on. ``told`` is the permit's code, if one lies
    there; a code scanned later is kept too.

    Raises Invalid (``code``: what is wrong with it, ``other_job``; ``inspection_id``: ``ended``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Inspection:
        inspection = in_hand(desk, inspection_id)
        permit = _permit(desk, told) if told else None
        if permit is not None and permit.job_id != inspection.job_id:
            raise Invalid({"code": "other_job"})
        first = inspection.begun_at is None
        inspection.begun_at = inspection.begun_at or desk.now
        if permit is not None and permit.id != inspection.permit_id:
            inspection.permit_id = permit.id
        elif not first:
            return inspection
        record(desk, inspection, "inspection:begin", {"permit_id": inspection.permit_id})
        return inspection

    return at_desk(actor, work)


def begin_on_site(actor: Actor, told: str, with_ids: Collection[uuid.UUID]) -> Inspection:
    """Check the job whose permit's code lies at the mouth, together with other officers.

    A check that already waits for this job in the same hands is begun instead. Raises Invalid (``code``: what is wrong
    with it, ``permit_elsewhere``, ``in_other_hands``; ``with_ids``: ``unknown``), Forbidden.
    """

    def work(desk: Desk) -> Inspection:
        own = _officer(desk)
        permit = _permit_in_sight(desk, told)
        waiting = desk.session.scalar(
            select(Inspection).where(
                Inspection.job_id == permit.job_id,
                Inspection.concluded_at.is_(None),
                Inspection.dropped_at.is_(None),
            )
        )
        if waiting is not None and own not in {one.person_id for one in waiting.inspectors}:
            raise Invalid({"code": "in_other_hands"})
        inspection = waiting or _of_permit(desk, permit, _team(desk, own, with_ids, permit.area_path))
        inspection.permit_id, inspection.begun_at = permit.id, inspection.begun_at or desk.now
        record(desk, inspection, "inspection:begin", {"permit_id": permit.id})
        return inspection

    return at_desk(actor, work)


def report_unfiled(actor: Actor, form: UnfiledForm) -> UnfiledWork:
    """Write down work that nobody had filed, as it was found.

    Raises Invalid (by field), Forbidden, NotFound.
    """

    def work(desk: Desk) -> UnfiledWork:
        found_by = _officer(desk)
        area = desk.keep_area(form.area_id, DRAWN_ROLES)
        faults = Faults()
        values = {
            "place": faults.words("place", form.place),
            "content": faults.words("content", form.content, longest=1000),
            "done": faults.words("done", form.done, longest=1000),
            "firm": faults.remark("firm", form.firm),
        }
        faults.between("people_inside", form.people_inside, 0, 999)
        plate = codes.read_plate(desk.session, form.plate, desk.now) if form.plate else None
        space = None if plate is None or plate.row is None else plate.row.space
        known = plate is None or (plate.fault is None and space is not None)
        faults.check(known, "plate", "unknown")
        faults.check(bool(values["firm"]) or form.enterprise_id is not None, "firm", "required")
        faults.raise_any()
        row = UnfiledWork(
            area_id=area.id,
            area_path=area.path,
            space_id=None if space is None else space.id,
            enterprise_id=form.enterprise_id,
            people_inside=form.people_inside,
            photo_id=desk.keep_file(form.photo, "photo", IMAGES),
            found_at=desk.now,
            found_by_id=found_by,
            **values,
        )
        desk.add(row)
        told = {"unfiled_work_id": row.id, "people_inside": row.people_inside}
        desk.record("unfiled:report", told, register_of(area.id))
        hand_overs.unfiled_found(desk, row)
        return row

    return at_desk(actor, work)


def check_unfiled(actor: Actor, unfiled_work_id: uuid.UUID, with_ids: Collection[uuid.UUID]) -> Inspection:
    """Check unfiled work with a sheet; one that is there already is given again.

    Raises Invalid (``with_ids``: ``unknown``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Inspection:
        own = _officer(desk)
        found = find(desk.session, UnfiledWork, unfiled_work_id, desk.scope.unfiled_work())
        there = desk.session.scalar(select(Inspection).where(Inspection.unfiled_id == found.id))
        if there is not None:
            return there
        inspection = Inspection(
            origin=InspectionOrigin.unfiled,
            unfiled_id=found.id,
            enterprise_id=found.enterprise_id,
            area_path=found.area_path,
            begun_at=desk.now,
        )
        return _written(desk, inspection, _team(desk, own, with_ids, found.area_path))

    return at_desk(actor, work)


def drop(actor: Actor, inspection_id: uuid.UUID, reason: str) -> Inspection:
    """A drawn check that cannot be made, the job being cancelled for instance; for the district's officers.

    Raises Invalid (``reason``; ``inspection_id``: ``ended``, ``begun``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Inspection:
        inspection = locked(desk, inspection_id)
        desk.take_charge(desk.session.get_one(Area, area_of(inspection.area_path)), REGISTRARS)
        faults = Faults()
        told = faults.words("reason", reason, longest=1000)
        faults.check(inspection.begun_at is None, "inspection_id", "begun")
        faults.raise_any()
        inspection.dropped_at, inspection.drop_reason = desk.now, told
        record(desk, inspection, "inspection:drop", {})
        return inspection

    return at_desk(actor, work)


def _permit(desk: Desk, told: str) -> Permit:
    """The permit of a code. Raises Invalid (``code``: what is wrong with it)."""
    read = codes.read_permit(desk.session, told, desk.now)
    if read.row is None or read.fault not in _TELLING:
        refusal = read.refusal
        assert refusal is not None
        raise Invalid({"code": Fault(refusal.code, refusal.facts)})
    return read.row


def _permit_in_sight(desk: Desk, told: str) -> Permit:
    """The same, in the officer's area. Who holds the code itself may hear that the permit is another area's; a number
    that somebody typed tells nothing of it. Raises Invalid."""
    permit = _permit(desk, told)
    seen = select(Permit.id).where(Permit.id == permit.id, desk.scope.permits())
    if desk.session.scalar(seen) is None:
        raise Invalid({"code": Code.code_unknown if codes.is_typed(told) else "permit_elsewhere"})
    return permit


def _officer(desk: Desk) -> uuid.UUID:
    """The person who acts for an authority. Raises Forbidden."""
    if not desk.actor.roles & DRAWN_ROLES:
        raise Forbidden
    return inspector_id(desk)


def _team(desk: Desk, own: uuid.UUID, with_ids: Collection[uuid.UUID], area_path: str) -> list[uuid.UUID]:
    """The officer and those with them: officers, experts, third-party inspectors of the district. Raises Invalid."""
    others = [one for one in dict.fromkeys(with_ids) if one != own]
    if not set(others) <= {person.id for person in fellows(desk.session, area_path)}:
        raise Invalid({"with_ids": "unknown"})
    return [own, *others]


def _of_permit(desk: Desk, permit: Permit, team: list[uuid.UUID]) -> Inspection:
    inspection = Inspection(
        origin=InspectionOrigin.on_site,
        job_id=permit.job_id,
        enterprise_id=permit.enterprise_id,
        unit_id=permit.unit_id,
        area_path=permit.area_path,
    )
    return _written(desk, inspection, team)


def _written(desk: Desk, inspection: Inspection, team: list[uuid.UUID]) -> Inspection:
    today = wallclock.civil_day(desk.now)
    inspection.number = numbers.next_number(desk.session, Series.inspection, today)
    inspection.created_at, inspection.created_by_id = desk.now, desk.user_id
    inspection.inspectors = [Inspector(person_id=one, position=place) for place, one in enumerate(team)]
    desk.add(inspection)
    if inspection.unfiled_id is not None:
        record(desk, inspection, "inspection:begin", {"unfiled_work_id": inspection.unfiled_id})
    return inspection
