"""The form of a job and its permit as a JSON body; jobs and permits share it."""

from permit_service.api.types import Blob, Body, Choice, Id, Line, Many, SetOf, Text, When
from permit_service.services.job_forms import JobForm, MeasureForm, MemberForm, TicketForm
from workflows.kinds import Hazard, WorkKind
from workflows.vocabulary import Part


class MemberBody(Body):
    """Somebody named with the parts they play: one of the two ids. ``reserve``: 备员 of the job, on no permit yet."""

    parts: SetOf[Choice[Part]]
    person_id: Id | None = None
    lab_tester_id: Id | None = None
    reserve: bool = False


class MeasureBody(Body):
    """One line of 主要安全防护措施."""

    content: Text
    involved: bool = True
    confirmed_by_id: Id | None = None


class TicketBody(Body):
    """关联特殊作业票."""

    number: Line
    kind: Choice[WorkKind]
    valid_until: When | None = None


class JobBody(Body):
    """The one-day form: a job and its permit in one. Only the space must be told; a draft may lack the rest.

    ``planned_end`` is told for a job of several days. ``plan_file`` is the 作业方案 (PDF or picture).
    ``rescue_agreement_id`` names an outside rescue team by the agreement with it.
    """

    space_id: Id
    contract_id: Id | None = None
    window_start: When | None = None
    window_end: When | None = None
    planned_end: When | None = None
    rescue_agreement_id: Id | None = None
    content: Text = ""
    work_kind: Choice[WorkKind] | None = None
    hazards: SetOf[Choice[Hazard]] = frozenset()
    risk_grade: Line = ""
    emergency_plan: Text = ""
    members: Many[MemberBody] = ()
    measures: Many[MeasureBody] = ()
    tickets: Many[TicketBody] = ()
    plan_file: Blob | None = None

    @property
    def form(self) -> JobForm:
        return JobForm(
            space_id=self.space_id,
            contract_id=self.contract_id,
            window_start=self.window_start,
            window_end=self.window_end,
            planned_end=self.planned_end,
            rescue_agreement_id=self.rescue_agreement_id,
            content=self.content,
            work_kind=self.work_kind,
            hazards=self.hazards,
            risk_grade=self.risk_grade,
            emergency_plan=self.emergency_plan,
            members=tuple(MemberForm(**dict(one)) for one in self.members),
            measures=tuple(MeasureForm(**dict(one)) for one in self.measures),
            tickets=tuple(TicketForm(**dict(one)) for one in self.tickets),
            plan_file=self.plan_file,
        )
