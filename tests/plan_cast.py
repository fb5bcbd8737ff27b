"""The sample cast: a district with one street, a works with its well, a contractor, everyone with an account.

All invented. Rows are written plainly and at once, so that a test of a use case starts fast; what the use cases
themselves make (jobs, permits, filings) is made by them. Everyone's PIN is ``PIN``, everyone's password ``PASSWORD``.
"""

import uuid
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from pieces import PLANNED, TRAINED_UNTIL, WINDOW_END, WINDOW_START
from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import accounts, passwords, unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.models.accounts import RoleGrant, User
from permit_service.models.areas import Area
from permit_service.models.base import db
from permit_service.models.choices import Answer
from permit_service.models.enterprises import Contract, Enterprise
from permit_service.models.equipment import DetectorRange, Equipment
from permit_service.models.filings import Filing
from permit_service.models.jobs import Job
from permit_service.models.people import Badge, Person, TrainingResult
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace, Plate, SpaceLeg, SpaceOpening
from permit_service.services import filings, jobs, permits, risk_assessments
from permit_service.services.job_forms import JobForm, MeasureForm, MemberForm
from permit_service.services.risk_assessments import RiskForm
from permit_service.services.signing import SignIn
from workflows.kinds import EquipmentItem, Gas, Hazard, Orientation, SpaceKind, Unit, WorkKind
from workflows.vocabulary import AreaLevel, FilingMode, Part, Role, Sector

PIN = "294817"
PASSWORD = "sample password 1"
#: Everything of the registers was entered long before the job.
FOUNDED = PLANNED - timedelta(days=300)
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

    def sign_all(self, permit_id: uuid.UUID) -> None:
        """Consent and approval, each on their own phone."""
        permits.consent(self.actor("leader"), permit_id, self.pin("leader"))
        permits.approve(self.actor("principal"), permit_id, self.pin("principal"))


#: Who belongs where: organisation, roles of the account (none: no account), whether trained.
_OWNER: dict[str, tuple[Role, ...]] = {
    "leader": (Role.work_leader,),
    "guardian": (Role.guardian, Role.tester),
    "guardian_2": (Role.guardian,),
    "entrant": (),
    "entrant_2": (),
    "reserve": (),
    "rescuer": (),
    "principal": (Role.principal, Role.approver),
    "deputy": (Role.approver,),
    "manager": (Role.safety_manager,),
    "inspector": (Role.site_inspector,),
    "untrained": (),
}
_CONTRACTOR: dict[str, tuple[Role, ...]] = {
    "c_leader": (Role.work_leader,),
    "c_guardian": (Role.guardian, Role.tester),
    "c_entrant": (),
    "c_principal": (Role.principal, Role.approver),
}
_STRANGER: dict[str, tuple[Role, ...]] = {"s_leader": (Role.work_leader, Role.safety_manager)}
_STREET: dict[str, tuple[Role, ...]] = {"officer": (Role.street_officer,), "grid": (Role.grid_officer,)}
_DISTRICT: dict[str, tuple[Role, ...]] = {"district_officer": (Role.district_officer,)}
_OTHER_STREET: dict[str, tuple[Role, ...]] = {"other_officer": (Role.street_officer,)}


def raise_cast() -> Cast:
    """Write the cast into an empty database, in one transaction."""
    cast = Cast()

    def work(session: Session) -> None:
        _areas(session, cast)
        _enterprises(session, cast)
        _people(session, cast)
        _spaces(session, cast)
        _equipment(session, cast)

    unit_of_work.run(work)
    return cast


def then(moment: datetime) -> AbstractContextManager[None]:
    """The clock stands at ``moment`` inside the block."""
    return wallclock.at(moment)


@cache
def _hashes() -> tuple[str, str]:
    """Everyone's secrets, hashed once: argon2 is slow by design."""
    return passwords.hash_password(PASSWORD), passwords.hash_pin(PIN)


def _areas(session: Session, cast: Cast) -> None:
    top = f"{cast.district.hex}/"
    rows = [
        Area(id=cast.district, name="样例区", level=AreaLevel.district, path=top),
        Area(
            id=cast.street,
            name="样例街道",
            level=AreaLevel.street,
            parent_id=cast.district,
            path=f"{top}{cast.street.hex}/",
            filing_mode=FilingMode.system,
            training_minutes=30,
            document="样例街道通知",
            package_items=("报备表", "审批表", "作业方案"),
        ),
        Area(
            id=cast.other_street,
            name="样例二街道",
            level=AreaLevel.street,
            parent_id=cast.district,
            path=f"{top}{cast.other_street.hex}/",
        ),
    ]
    for row in rows:
        session.add(row)
        session.flush()


def _enterprises(session: Session, cast: Cast) -> None:
    for number, (row_id, name) in enumerate(
        ((cast.enterprise, "样例水务厂"), (cast.contractor, "样例清淤公司"), (cast.stranger, "样例别厂"))
    ):
        session.add(
            Enterprise(
                id=row_id,
                name=name,
                uscc=f"9132000000000000{number:02d}",
                sector=Sector.light_industry,
                area_id=cast.street,
                created_at=FOUNDED,
            )
        )
    session.flush()


def _people(session: Session, cast: Cast) -> None:
    in_firms = ((cast.enterprise, _OWNER), (cast.contractor, _CONTRACTOR), (cast.stranger, _STRANGER))
    in_areas = ((cast.street, _STREET), (cast.district, _DISTRICT), (cast.other_street, _OTHER_STREET))
    for enterprise_id, members in in_firms:
        for name, roles in members.items():
            _person(session, cast, name, roles, enterprise_id=enterprise_id)
    for area_id, members in in_areas:
        for name, roles in members.items():
            _person(session, cast, name, roles, area_id=area_id)
    session.add(
        Contract(
            id=cast.contract,
            owner_id=cast.enterprise,
            contractor_id=cast.contractor,
            number="样例协议1",
            agreement_from=date(2026, 1, 1),
            agreement_until=date(2026, 12, 31),
            reviewed_at=FOUNDED,
            reviewed_by_id=cast.people["manager"],
            review_passed=True,
            created_at=FOUNDED,
        )
    )
    session.flush()


def _person(
    session: Session,
    cast: Cast,
    name: str,
    roles: tuple[Role, ...],
    *,
    enterprise_id: uuid.UUID | None = None,
    area_id: uuid.UUID | None = None,
) -> None:
    person = Person(
        name=f"样例{name}",
        pinyin=name,
        enterprise_id=enterprise_id,
        area_id=area_id,
        is_principal=Role.principal in roles,
        created_at=FOUNDED,
    )
    session.add(person)
    session.flush()
    cast.people[name] = person.id
    badge = Badge(person_id=person.id, number=f"W{len(cast.people):04d}", issued_at=FOUNDED)
    session.add(badge)
    if roles:
        password_hash, pin_hash = _hashes()
        user = User(
            login=name,
            password_hash=password_hash,
            pin_hash=pin_hash,
            person_id=person.id,
            enterprise_id=enterprise_id,
            area_id=area_id,
            created_at=FOUNDED,
        )
        user.grants = [
            RoleGrant(role=role, enterprise_id=enterprise_id, area_id=area_id, granted_at=FOUNDED) for role in roles
        ]
        session.add(user)
        session.flush()
        cast.users[name] = user.id
    session.flush()
    cast.badges[name] = badge.id
    if enterprise_id is not None and name != "untrained":
        _train(session, cast, person.id)


def _train(session: Session, cast: Cast, person_id: uuid.UUID) -> None:
    passed_at = TRAINED_UNTIL - timedelta(days=365)
    session.add(
        TrainingResult(
            person_id=person_id,
            held_at=passed_at,
            topics="样例培训",
            passed_at=passed_at,
            valid_until=TRAINED_UNTIL,
            created_at=passed_at,
            created_by_id=next(iter(cast.users.values())),
        )
    )


def _spaces(session: Session, cast: Cast) -> None:
    for row_id, number, name in ((cast.space, "1", "流量计井1"), (cast.other_space, "2", "流量计井2")):
        session.add(
            ConfinedSpace(
                id=row_id,
                enterprise_id=cast.enterprise,
                area_id=cast.street,
                number=number,
                name=name,
                kind=SpaceKind.underground,
                location="样例水务厂进水口",
                hazards=frozenset({Hazard.poisoning, Hazard.oxygen_deficiency, Hazard.fall}),
                toxic_possible=True,
                oxygen_may_drop=True,
                gas_may_rise=True,
                poisoning_risk=True,
                has_sludge=True,
                lel_vol=Decimal("5"),
                barrier_method="上锁井盖",
                barrier_effective=True,
                created_at=FOUNDED,
                legs=[SpaceLeg(position=0, orientation=Orientation.vertical, length=Decimal("3"))],
            )
        )
        session.flush()
    session.add(SpaceOpening(id=cast.opening, space_id=cast.space, position=0, name="井口"))
    session.add(SpaceOpening(space_id=cast.other_space, position=0, name="井口"))
    session.flush()
    session.add(Plate(id=cast.plate, space_id=cast.space, code="S0001", issued_at=FOUNDED))
    session.flush()


def _equipment(session: Session, cast: Cast) -> None:
    until = TRAINED_UNTIL
    ranges = (
        (Gas.o2, "30", Unit.vol),
        (Gas.ex, "100", Unit.lel),
        (Gas.h2s, "100", Unit.ppm),
        (Gas.co, "500", Unit.ppm),
    )
    session.add(
        Equipment(
            id=cast.detector,
            enterprise_id=cast.enterprise,
            kind=EquipmentItem.gas_detector,
            code="D1",
            name="样例四合一检测仪",
            pump=True,
            explosion_proof=True,
            calibrated_until=until,
            created_at=FOUNDED,
            ranges=[
                DetectorRange(gas=gas, low=Decimal(0), high=Decimal(high), unit=unit) for gas, high, unit in ranges
            ],
        )
    )
    session.add(
        Equipment(
            id=cast.breathing_set,
            enterprise_id=cast.enterprise,
            kind=EquipmentItem.breathing_set,
            code="B1",
            name="样例正压式呼吸器",
            calibrated_until=until,
            created_at=FOUNDED,
        )
    )
    session.flush()
