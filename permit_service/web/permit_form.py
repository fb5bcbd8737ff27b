"""The form of a job and its permit in one: what was typed, and how the draft fills it again."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from permit_service.errors import Fault, Invalid
from permit_service.models.choices import Answer
from permit_service.models.permits import Permit
from permit_service.models.preparation import RiskAssessment
from permit_service.services.job_forms import JobForm, MeasureForm, MemberForm, TicketForm
from permit_service.services.risk_assessments import RiskForm
from permit_service.web.forms import Form
from workflows.kinds import Hazard, WorkKind
from workflows.vocabulary import Part

#: Parts of one person each, and parts of several.
SINGLE = (Part.leader, Part.approver, Part.manager, Part.owner_approver, Part.inspector)
SEVERAL = (Part.guardian, Part.tester, Part.entrant, Part.rescuer)
#: Named by the owner, and only where the work is contracted.
OWNERS = (Part.owner_approver, Part.inspector)
TICKET_ROWS = 3
MEASURE_ROWS = 30
#: What a reserve stands by for.
_RESERVE = frozenset({Part.entrant})
_TESTS = frozenset({Part.tester})

Parts = Mapping[Part, frozenset[uuid.UUID]]


@dataclass(frozen=True)
class Filled:
    """The form as it stands: typed just now, or as the draft was saved."""

    window_start: datetime | None = None
    window_end: datetime | None = None
    planned_end: datetime | None = None
    rescue_agreement_id: uuid.UUID | None = None
    content: str = ""
    work_kind: WorkKind | None = None
    risk_grade: str = ""
    emergency_plan: str = ""
    measures: tuple[MeasureForm, ...] = ()
    hazards: Mapping[Hazard, Answer] = field(default_factory=dict)
    counter: Mapping[Hazard, str] = field(default_factory=dict)
    """the measure against each hazard"""
    parts: Parts = field(default_factory=dict)
    lab_testers: frozenset[uuid.UUID] = frozenset()
    reserves: frozenset[uuid.UUID] = frozenset()
    tickets: tuple[TicketForm, ...] = ()

    @property
    def members(self) -> tuple[MemberForm, ...]:
        """Everybody named, each once, in a stable order; who plays a part is no reserve."""
        by_person: dict[uuid.UUID, frozenset[Part]] = {}
        for part, people in self.parts.items():
            for person in people:
                by_person[person] = by_person.get(person, frozenset()) | {part}
        named = [MemberForm(parts, person_id=person) for person, parts in by_person.items()]
        labs = [MemberForm(_TESTS, lab_tester_id=tester) for tester in sorted(self.lab_testers, key=str)]
        spare = sorted(self.reserves - by_person.keys(), key=str)
        return (*named, *labs, *(MemberForm(_RESERVE, person_id=person, reserve=True) for person in spare))

    @property
    def people(self) -> frozenset[uuid.UUID]:
        """Everybody whom a field of the form names."""
        confirmers = {one.confirmed_by_id for one in self.measures if one.confirmed_by_id is not None}
        return self.reserves.union(confirmers, *self.parts.values())

    def job_form(self, permit: Permit, plan_file: bytes | None) -> JobForm:
        """As the use case takes it."""
        return JobForm(
            space_id=permit.space_id,
            contract_id=permit.contract_id,
            window_start=self.window_start,
            window_end=self.window_end,
            planned_end=self.planned_end,
            rescue_agreement_id=self.rescue_agreement_id,
            content=self.content,
            work_kind=self.work_kind,
            hazards=frozenset(hazard for hazard, answer in self.hazards.items() if answer is Answer.yes),
            risk_grade=self.risk_grade,
            emergency_plan=self.emergency_plan,
            members=self.members,
            measures=self.measures,
            tickets=self.tickets,
            plan_file=plan_file,
        )

    @property
    def assessed(self) -> Mapping[Hazard, RiskForm]:
        """Answers that are whole: a hazard that threatens has its measure."""
        return {
            hazard: RiskForm(answer, self.counter.get(hazard, ""))
            for hazard, answer in self.hazards.items()
            if answer is not Answer.yes or self.counter.get(hazard)
        }


def read(form: Form) -> Filled:
    """What was typed. Faults are left in the form."""
    return Filled(
        window_start=form.moment("window_start"),
        window_end=form.moment("window_end"),
        planned_end=form.moment("planned_end"),
        rescue_agreement_id=form.id("rescue_agreement_id"),
        content=form.text("content"),
        work_kind=form.choice("work_kind", WorkKind),
        risk_grade=form.text("risk_grade"),
        emergency_plan=form.text("emergency_plan"),
        measures=_measures(form),
        hazards=_answers(form),
        counter={hazard: form.text(f"hazards.{hazard}_remark") for hazard in Hazard},
        parts={part: frozenset(form.ids(f"parts.{part}")) for part in (*SINGLE, *SEVERAL)},
        lab_testers=frozenset(form.ids("lab_testers")),
        reserves=frozenset(form.ids("reserves")),
        tickets=_tickets(form),
    )


def of_draft(permit: Permit, assessment: RiskAssessment | None) -> Filled:
    """The draft as it was saved. Hazards of the ledger threaten until somebody says otherwise."""
    answers = {} if assessment is None else {row.hazard: row for row in assessment.answers}
    hazards = dict.fromkeys(permit.space.hazards, Answer.yes)
    hazards |= {hazard: row.answer for hazard, row in answers.items()}
    hazards |= dict.fromkeys(permit.hazards, Answer.yes)
    standing = [m for m in permit.members if m.removed_at is None]
    return Filled(
        window_start=permit.window_start,
        window_end=permit.window_end,
        planned_end=_planned_end(permit),
        rescue_agreement_id=permit.rescue_agreement_id,
        content=permit.content,
        work_kind=permit.work_kind,
        risk_grade=permit.risk_grade,
        emergency_plan=permit.emergency_plan,
        measures=tuple(MeasureForm(row.content, row.involved, row.confirmed_by_id) for row in permit.measures),
        hazards=hazards,
        counter={hazard: row.measure for hazard, row in answers.items()},
        parts={
            part: frozenset(m.person_id for m in standing if m.person_id is not None and part in m.parts)
            for part in (*SINGLE, *SEVERAL)
        },
        lab_testers=frozenset(m.lab_tester_id for m in standing if m.lab_tester_id is not None),
        reserves=frozenset(m.person_id for m in permit.job.members if m.reserve),
        tickets=tuple(TicketForm(row.number, row.kind, row.valid_until) for row in permit.tickets),
    )


def by_field(error: Invalid, filled: Filled) -> Invalid:
    """The same faults under the names of this form's fields: members are chosen by part here."""
    members, fields = filled.members, dict[str, str | Fault]()
    for path, fault in error.fields.items():
        for name in _fields_of(path, members):
            fields.setdefault(name, fault)
    return Invalid(fields)


def _fields_of(path: str, members: tuple[MemberForm, ...]) -> list[str]:
    head, _, rest = path.partition(".")
    index = rest.partition(".")[0]
    if head == "members" and index.isdecimal() and int(index) < len(members):
        one = members[int(index)]
        if one.lab_tester_id is not None:
            return ["lab_testers"]
        return ["reserves"] if one.reserve else [f"parts.{part}" for part in sorted(one.parts)]
    return [path]


def _answers(form: Form) -> dict[Hazard, Answer]:
    words = {"yes": Answer.yes, "no": Answer.no, "na": Answer.not_involved}
    typed = {hazard: form.text(f"hazards.{hazard}") for hazard in Hazard}
    return {hazard: words[word] for hazard, word in typed.items() if word in words}


def _measures(form: Form) -> tuple[MeasureForm, ...]:
    """The lines that say something; a confirmer alone is none."""
    return tuple(
        MeasureForm(content, not form.ticked(f"measures.{row}.left_out"), form.id(f"measures.{row}.confirmed_by_id"))
        for row in range(MEASURE_ROWS)
        if (content := form.text(f"measures.{row}.content"))
    )


def _tickets(form: Form) -> tuple[TicketForm, ...]:
    found = []
    for row in range(TICKET_ROWS):
        number, kind = form.text(f"tickets.{row}.number"), form.choice(f"tickets.{row}.kind", WorkKind)
        until = form.moment(f"tickets.{row}.valid_until")
        if not number and kind is None and until is None:
            continue
        if kind is None:
            form.faults.add(f"tickets.{row}.kind", "required")
            continue
        found.append(TicketForm(number, kind, until))
    return tuple(found)


def _planned_end(permit: Permit) -> datetime | None:
    end = permit.job.planned_end
    return end if end != permit.window_end else None
