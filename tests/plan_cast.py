"""The sample cast: a district with one street, a works with its well, a contractor, everyone with an account.

All invented. Rows are written plainly and at once, so that a test of a use case starts fast; what the use cases
themselves make (jobs, permits, filings) is made by them. Everyone's PIN is ``PIN``, everyone's password ``PASSWORD``.
"""

import uuid
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import cast_rows
from cast_rows import FOUNDED as FOUNDED
from cast_rows import PASSWORD as PASSWORD
from cast_rows import PIN as PIN
from databases import Template, tables_of
from pieces import PLANNED, WINDOW_END, WINDOW_START
from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import accounts, unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.models.accounts import User
from permit_service.models.base import db
from permit_service.models.choices import Answer, SignatureAct
from permit_service.models.filings import Filing
from permit_service.models.jobs import Job
from permit_service.models.permits import Permit
from permit_service.models.signatures import Signature
from permit_service.services import filings, jobs, permits, risk_assessments
from permit_service.services.job_forms import JobForm, MeasureForm, MemberForm
from permit_service.services.risk_assessments import RiskForm
from permit_service.services.signing import SignIn
from workflows.kinds import Hazard, WorkKind
from workflows.vocabulary import Part

#: When the sample job is filed: a day before the last day on time.
FILED = PLANNED + timedelta(days=3)


@dataclass
class Cast:
    """Ids of everything the sample job needs; people and accounts by their part in it."""

    street: uuid.UUID = field(default_factory=uuid.uuid4)
    district: uuid.UUID = field(default_factory=uuid.uuid4)
    other_street: uuid.UUID = field(default_factory=uuid.uuid4)
    enterprise: uuid.UUID = field(default_factory=uuid.uuid4)
    contractor: uuid.UUID = field(default_factory=uuid.uuid4)
    stranger: uuid.UUID = field(default_factory=uuid.uuid4)
    contract: uuid.UUID = field(default_factory=uuid.uuid4)
    space: uuid.UUID = field(default_factory=uuid.uuid4)
    opening: uuid.UUID = field(default_factory=uuid.uuid4)
    other_space: uuid.UUID = field(default_factory=uuid.uuid4)
    plate: uuid.UUID = field(default_factory=uuid.uuid4)
    detector: uuid.UUID = field(default_factory=uuid.uuid4)
    breathing_set: uuid.UUID = field(default_factory=uuid.uuid4)
    people: dict[str, uuid.UUID] = field(default_factory=dict)
    users: dict[str, uuid.UUID] = field(default_factory=dict)
    badges: dict[str, uuid.UUID] = field(default_factory=dict)

    def actor(self, who: str, device: str = "phone-1") -> Actor:
        """The account of somebody, as a session holds it."""
        return accounts.actor_for(db.session.get_one(User, self.users[who]), device)

    def pin(self, who: str) -> SignIn:
        """Somebody's PIN, on whosever phone."""
        return SignIn(login=who, pin=PIN)

    def member(self, who: str, *parts: Part, reserve: bool = False) -> MemberForm:
        return MemberForm(frozenset(parts), person_id=self.people[who], reserve=reserve)

    def job_form(self, **changes: Any) -> JobForm:
        """The whole form of the sample job: a week ahead, one day, everyone of the owner."""
        whole = JobForm(
            space_id=self.space,
            window_start=WINDOW_START,
            window_end=WINDOW_END,
            content="更换流量计",
            work_kind=WorkKind.maintenance,
            hazards=frozenset({Hazard.poisoning, Hazard.oxygen_deficiency, Hazard.fall}),
            emergency_plan="样例现场处置方案",
            members=(
                self.member("leader", Part.leader),
                self.member("guardian", Part.guardian, Part.tester),
                self.member("entrant", Part.entrant),
                self.member("entrant_2", Part.entrant),
                self.member("principal", Part.approver, Part.rescuer),
                self.member("manager", Part.manager),
                self.member("reserve", Part.entrant, reserve=True),
            ),
            measures=(MeasureForm("先通风，再检测，后作业"),),
        )
        return replace(whole, **changes)

    def contracted_form(self, **changes: Any) -> JobForm:
        """The sample job done by the contractor, approved by both sides."""
        both_sides = (
            self.member("c_leader", Part.leader),
            self.member("c_guardian", Part.guardian, Part.tester),
            self.member("c_entrant", Part.entrant),
            self.member("c_principal", Part.approver),
            self.member("principal", Part.owner_approver),
            self.member("inspector", Part.inspector),
        )
        return self.job_form(contract_id=self.contract, members=both_sides, **changes)

    def deputised_form(self) -> JobForm:
        """The sample job with the deputy named to approve it."""
        whole = self.job_form()
        others = tuple(one for one in whole.members if one.person_id != self.people["principal"])
        return replace(whole, members=(*others, self.member("deputy", Part.approver)))

    # -- what use cases make of it; each pins the clock to when it is done in the sample job

    def planned_job(self, form: JobForm | None = None, by: str = "leader") -> Job:
        """A job with one whole draft, its risks assessed."""
        with then(PLANNED - timedelta(hours=2)):
            job = jobs.plan_job(self.actor(by), form or self.job_form())
            self.assess(self.permit_of(job).id, by)
        return job

    def assess(self, permit_id: uuid.UUID, by: str = "leader") -> None:
        answers = {hazard: RiskForm(Answer.yes, "样例措施") for hazard in Hazard}
        risk_assessments.assess_risks(self.actor(by), permit_id, answers)

    def permit_of(self, job: Job) -> Permit:
        """The job's latest permit."""
        newest = select(Permit).where(Permit.job_id == job.id).order_by(Permit.created_at.desc(), Permit.number.desc())
        return db.session.scalars(newest).first()  # type: ignore[return-value]

    def draft_permit(self, form: JobForm | None = None) -> Permit:
        return self.permit_of(self.planned_job(form))

    def submitted_permit(self, form: JobForm | None = None) -> Permit:
        """Submitted by the leader, nothing signed."""
        permit = self.draft_permit(form)
        with then(PLANNED - timedelta(hours=1)):
            return permits.submit(self.actor("leader"), permit.id)

    def approved_permit(self, form: JobForm | None = None) -> Permit:
        """Consented by the leader, approved by the principal."""
        permit = self.submitted_permit(form)
        with then(PLANNED):
            self.sign_all(permit.id)
        return permit

    def filed_job(self, form: JobForm | None = None, *, at: datetime = FILED) -> Filing:
        """Approved, and filed with the street on time."""
        permit = self.approved_permit(form)
        with then(at):
            draft = filings.make_from_job(self.actor("leader"), permit.job_id)
            return filings.submit_filing(self.actor("leader"), draft.id)

    def signatures_on(self, permit_id: uuid.UUID) -> set[SignatureAct]:
        """The signatures that stand on a permit."""
        found = select(Signature.act).where(Signature.subject_id == permit_id, Signature.fallen_at.is_(None))
        return set(db.session.scalars(found))

    def sign_all(self, permit_id: uuid.UUID) -> None:
        """Consent and approval, each on their own phone."""
        permits.consent(self.actor("leader"), permit_id, self.pin("leader"))
        permits.approve(self.actor("principal"), permit_id, self.pin("principal"))


def raise_cast() -> Cast:
    """Write the cast into an empty database, in one transaction."""
    cast = Cast()

    def work(session: Session) -> None:
        for write in cast_rows.WRITERS:
            write(session, cast)

    unit_of_work.run(work)
    return cast


@dataclass(frozen=True)
class CastIn:
    """A database that nobody changes, and the cast in it."""

    url: str
    cast: Cast


_raised: dict[int, CastIn] = {}


def with_cast(template: Template) -> CastIn:
    """A database with the cast, raised once a template: to copy, which is quicker than to raise again."""
    if id(template) not in _raised:
        url = template.copy()
        template.keep(url)
        with tables_of(url):
            _raised[id(template)] = CastIn(url, raise_cast())
    return _raised[id(template)]


def then(moment: datetime) -> AbstractContextManager[None]:
    """The clock stands at ``moment`` inside the block."""
    return wallclock.at(moment)
