"""The form of a job and its permit, and what is wrong with it as typed.

A draft may lack anything; what is there must be sound: known people of the right side, a window that ends after it
begins. What a draft still lacks for submission, the gates say.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service.actor import Actor
from permit_service.facts_of.rules import rules_of
from permit_service.models.areas import Area, CalendarDay
from permit_service.models.choices import DayKind
from permit_service.models.enterprises import Contract, Enterprise
from permit_service.models.people import LabTester, Person
from permit_service.models.permits import PermitMeasure, PermitMember, PermitTicket
from permit_service.models.response import MeansAgreement
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries.scope import scope_of
from permit_service.services.inputs import Faults
from permit_service.wallclock import civil_day
from workflows.filing import Calendar
from workflows.kinds import Hazard, WorkKind
from workflows.night import at_night_or_day_off
from workflows.vocabulary import Part

_LONG = 2000
_TICKET_NUMBER = 60
#: Contracted work: who must be of the owner, and who of the contractor (site-rules 19).
_OWNERS_PARTS = frozenset({Part.owner_approver, Part.inspector})
_UNITS_PARTS = frozenset({Part.leader, Part.guardian, Part.entrant, Part.approver})


@dataclass(frozen=True, slots=True)
class MemberForm:
    """Somebody named, by ``person_id`` or, a commissioned laboratory's tester, by ``lab_tester_id``.

    ``reserve``: 备员 of the job, on no permit yet.
    """

    parts: frozenset[Part]
    person_id: uuid.UUID | None = None
    lab_tester_id: uuid.UUID | None = None
    reserve: bool = False


@dataclass(frozen=True, slots=True)
class MeasureForm:
    """One line of 主要安全防护措施."""

    content: str
    involved: bool = True
    confirmed_by_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class TicketForm:
    """关联特殊作业票."""

    number: str
    kind: WorkKind
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class JobForm:
    """The one-day form: a job and its permit in one. Only the space must be told; the rest may come later.

    ``planned_end`` is told for a job of several days, whose further permits are added one by one. ``plan_file`` is
    the 作业方案 (PDF or picture); None keeps the one stored before. Night and days off are told by the window.
    ``rescue_agreement_id`` names an outside rescue team by owner's or contractor's agreement with it.
    """

    space_id: uuid.UUID
    contract_id: uuid.UUID | None = None
    window_start: datetime | None = None
    window_end: datetime | None = None
    planned_end: datetime | None = None
    rescue_agreement_id: uuid.UUID | None = None
    content: str = ""
    work_kind: WorkKind | None = None
    hazards: frozenset[Hazard] = frozenset()
    risk_grade: str = ""
    emergency_plan: str = ""
    members: tuple[MemberForm, ...] = ()
    measures: tuple[MeasureForm, ...] = ()
    tickets: tuple[TicketForm, ...] = ()
    plan_file: bytes | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the work is done, for whom and by whom."""

    space: ConfinedSpace
    contract: Contract | None

    @property
    def owner_id(self) -> uuid.UUID:
        return self.space.enterprise_id

    @property
    def unit_id(self) -> uuid.UUID:
        return self.space.enterprise_id if self.contract is None else self.contract.contractor_id


@dataclass(frozen=True, slots=True)
class Checked:
    """A sound form: plain columns of the permit, and its rows, not yet attached to anything."""

    place: Place
    values: dict[str, object]
    members: tuple[MemberForm, ...] = field(default=())
    measures: tuple[PermitMeasure, ...] = field(default=())
    tickets: tuple[PermitTicket, ...] = field(default=())


def check(session: Session, actor: Actor, form: JobForm) -> Checked:
    """The form, checked against the registers. Raises Invalid with every fault by field."""
    faults = Faults()
    place = find_place(session, actor, form.space_id, form.contract_id)
    check_window(faults, form.window_start, form.window_end)
    late = form.planned_end is not None and form.window_end is not None and form.planned_end < form.window_end
    faults.check(not late, "planned_end", "order")
    values: dict[str, object] = {
        "window_start": form.window_start,
        "window_end": form.window_end,
        "content": faults.remark("content", form.content, longest=_LONG),
        "work_kind": form.work_kind,
        "hazards": form.hazards,
        "risk_grade": faults.remark("risk_grade", form.risk_grade, longest=40),
        "rescue_agreement_id": _rescue_agreement(session, faults, place, form.rescue_agreement_id),
        "emergency_plan": faults.remark("emergency_plan", form.emergency_plan, longest=_LONG),
    }
    check_members(session, faults, form.members, place)
    measures = tuple(_measure(session, faults, place, *numbered) for numbered in enumerate(form.measures))
    tickets = tuple(_ticket(faults, *numbered) for numbered in enumerate(form.tickets))
    numbers = [ticket.number for ticket in tickets]
    faults.check(len(set(numbers)) == len(numbers), "tickets", "taken")
    faults.raise_any()
    values["night_or_holiday"] = night_or_day_off(session, place.space, form.window_start, form.window_end)
    return Checked(place, values, form.members, measures, tickets)


def proposed_members(form: JobForm, place: Place) -> tuple[MemberForm, ...]:
    """The members named; of the parts that the owner plays and nobody is named for, whom the contract proposes."""
    if place.contract is None:
        return form.members
    named = {part for one in form.members for part in one.parts}
    proposals = {Part.owner_approver: place.contract.owner_approver, Part.inspector: place.contract.inspector}
    taken = {one.person_id for one in form.members}
    added: dict[uuid.UUID, frozenset[Part]] = {}
    for part, person in proposals.items():
        if person is not None and person.left_at is None and part not in named and person.id not in taken:
            added[person.id] = added.get(person.id, frozenset()) | {part}
    return (*form.members, *(MemberForm(parts, person_id=person_id) for person_id, parts in added.items()))


def check_window(faults: Faults, start: datetime | None, end: datetime | None) -> None:
    """A window that is told whole ends after it begins; how long it may be is a rule's matter."""
    faults.check(start is None or end is None or end > start, "window_end", "order")


def find_place(session: Session, actor: Actor, space_id: uuid.UUID, contract_id: uuid.UUID | None) -> Place:
    """The space and, for contracted work, the contract with its owner.

    A contractor plans in a space of the owner whose contract it shows. Raises Invalid for ``contract_id`` or
    ``space_id`` (``unknown``).
    """
    scope = scope_of(session, actor)
    faults = Faults()
    contract = None
    if contract_id is not None:
        contract = session.scalar(select(Contract).where(Contract.id == contract_id, scope.contracts()))
        faults.check(contract is not None, "contract_id", "unknown")
        faults.raise_any()
    mine = scope.spaces() if contract is None else ConfinedSpace.enterprise_id == contract.owner_id
    space = session.scalar(
        select(ConfinedSpace).where(ConfinedSpace.id == space_id, mine, ConfinedSpace.withdrawn_at.is_(None))
    )
    if space is None:
        faults.add("space_id", "unknown")
        faults.raise_any()
    assert space is not None
    return Place(space, contract)


def area_path(session: Session, space: ConfinedSpace) -> str:
    """Path of the space's area today."""
    return session.get_one(Area, space.area_id).path


def night_or_day_off(session: Session, space: ConfinedSpace, start: datetime | None, end: datetime | None) -> bool:
    """Whether the window reaches into the owner's night or a day off; False while it is not told."""
    if start is None or end is None:
        return False
    rules = rules_of(session.get_one(Enterprise, space.enterprise_id))
    return at_night_or_day_off(start, end, _calendar(session, civil_day(start), civil_day(end)), rules)


def member_rows(members: Sequence[MemberForm], at: datetime) -> list[PermitMember]:
    """Rows of a permit for everyone named who is no reserve."""
    return [
        PermitMember(person_id=one.person_id, lab_tester_id=one.lab_tester_id, parts=one.parts, added_at=at)
        for one in members
        if not one.reserve
    ]


def _calendar(session: Session, first: date, last: date) -> Calendar:
    days = session.scalars(select(CalendarDay).where(CalendarDay.day.between(first, last))).all()
    return Calendar(
        frozenset(d.day for d in days if d.kind is DayKind.off),
        frozenset(d.day for d in days if d.kind is DayKind.swap),
    )


def check_members(session: Session, faults: Faults, members: Sequence[MemberForm], place: Place) -> None:
    """Known people of owner or contractor, each once, on the side their part belongs to (site-rules 19)."""
    people = {one.person_id for one in members if one.person_id is not None}
    known = {person.id: person for person in session.scalars(select(Person).where(Person.id.in_(people)))}
    seen: set[uuid.UUID] = set()
    for index, one in enumerate(members):
        named = f"members.{index}"
        faults.check(bool(one.parts), f"{named}.parts", "required")
        if one.person_id is None:
            _check_lab_tester(session, faults, named, one, place)
            continue
        faults.check(one.lab_tester_id is None, f"{named}.lab_tester_id", "none_required")
        faults.check(one.person_id not in seen, f"{named}.person_id", "taken")
        seen.add(one.person_id)
        person = known.get(one.person_id)
        if person is None or person.enterprise_id not in {place.owner_id, place.unit_id}:
            faults.add(f"{named}.person_id", "unknown")
        elif person.left_at is not None:
            faults.add(f"{named}.person_id", "left")
        elif place.contract is not None:
            wrong = one.parts & (_UNITS_PARTS if person.enterprise_id == place.owner_id else _OWNERS_PARTS)
            faults.check(not wrong, f"{named}.parts", "other_enterprise")


def _check_lab_tester(session: Session, faults: Faults, named: str, one: MemberForm, place: Place) -> None:
    row = session.get(LabTester, one.lab_tester_id) if one.lab_tester_id is not None else None
    faults.check(
        row is not None and row.enterprise_id in {place.owner_id, place.unit_id}, f"{named}.person_id", "unknown"
    )
    faults.check(one.parts <= {Part.tester}, f"{named}.parts", "tester_only")


def _rescue_agreement(
    session: Session, faults: Faults, place: Place, agreement_id: uuid.UUID | None
) -> uuid.UUID | None:
    row = session.get(MeansAgreement, agreement_id) if agreement_id is not None else None
    known = row is not None and row.enterprise_id in {place.owner_id, place.unit_id}
    faults.check(agreement_id is None or known, "rescue_agreement_id", "unknown")
    return agreement_id


def _measure(session: Session, faults: Faults, place: Place, index: int, form: MeasureForm) -> PermitMeasure:
    person = session.get(Person, form.confirmed_by_id) if form.confirmed_by_id is not None else None
    known = form.confirmed_by_id is None or (
        person is not None and person.enterprise_id in {place.owner_id, place.unit_id}
    )
    faults.check(known, f"measures.{index}.confirmed_by_id", "unknown")
    return PermitMeasure(
        position=index,
        content=faults.words(f"measures.{index}.content", form.content, longest=_LONG),
        involved=form.involved,
        confirmed_by_id=form.confirmed_by_id,
    )


def _ticket(faults: Faults, index: int, form: TicketForm) -> PermitTicket:
    number = faults.words(f"tickets.{index}.number", form.number, longest=_TICKET_NUMBER)
    return PermitTicket(number=number, kind=form.kind, valid_until=form.valid_until)
