"""What the roles of an account let it know of: one condition a noun.

An enterprise sees its own, a contractor the jobs it does and what they touch, an authority what lies in its area and
below, the administrator of the whole installation everything.
"""

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, literal, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from permit_service.models.accounts import RoleGrant, User
from permit_service.models.alarms import Alarm
from permit_service.models.areas import Area
from permit_service.models.columns import within
from permit_service.models.draws import Draw, OfficerRelation
from permit_service.models.enterprises import Contract, ContractWorker, Delegation, Enterprise
from permit_service.models.equipment import Equipment
from permit_service.models.filings import Filing
from permit_service.models.imports import LedgerImport
from permit_service.models.inspections import Finding, Inspection, Inspector, UnfiledWork
from permit_service.models.jobs import Job, JobMember, JobSpace
from permit_service.models.oversight import Stop
from permit_service.models.parks import Park, Tenancy
from permit_service.models.people import Person
from permit_service.models.permits import Permit, PermitMember
from permit_service.models.response import MeansAgreement, ResponsePlan, SharedMeans
from permit_service.models.spaces import ConfinedSpace
from permit_service.models.trainings import ExamQuestion, TrainingSeat, TrainingSession

Condition = ColumnElement[bool]
Id = InstrumentedAttribute[uuid.UUID] | InstrumentedAttribute[uuid.UUID | None]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an account's roles hold: everywhere, in these enterprises, in the areas of these paths and below.

    ``person_id`` is whose account it is, for what somebody was given to do wherever it lies.
    """

    everything: bool
    enterprises: frozenset[uuid.UUID]
    paths: tuple[str, ...]
    person_id: uuid.UUID | None = None

    def areas(self) -> Condition:
        """Areas in the account's charge. Names of areas are no secret; this is for changing them and for filters."""
        return self._any(*self._under(Area.path))

    def enterprise_rows(self) -> Condition:
        """Own enterprises, those in the area, and the other party of every contract and job one may see."""
        own = self.enterprises
        return self._any(
            self._mine(Enterprise.id),
            self._in_area(Enterprise.area_id),
            Enterprise.id.in_(select(Contract.owner_id).where(Contract.contractor_id.in_(own))),
            Enterprise.id.in_(select(Contract.contractor_id).where(Contract.owner_id.in_(own))),
            Enterprise.id.in_(select(Job.enterprise_id).where(self.jobs())),
            Enterprise.id.in_(select(Job.unit_id).where(self.jobs())),
        )

    def enterprise_files(self) -> Condition:
        """Own enterprises and those in the area: a party of a contract sees the other's name, not its file."""
        return self._any(self._mine(Enterprise.id), self._in_area(Enterprise.area_id))

    def parks(self) -> Condition:
        """Parks in the area, those an own enterprise lets, and those it is a tenant in."""
        let = select(Tenancy.park_id).where(
            or_(self._mine(Tenancy.lessor_id), self._mine(Tenancy.lessee_id)), Tenancy.ended_at.is_(None)
        )
        return self._any(self._in_area(Park.area_id), self._mine(Park.lessor_id), Park.id.in_(let))

    def tenancies(self) -> Condition:
        """Tenancies of own enterprises on either side, and all in parks that lie in the area or that one lets."""
        parks = select(Park.id).where(or_(self._in_area(Park.area_id), self._mine(Park.lessor_id)))
        return self._any(self._mine(Tenancy.lessor_id), self._mine(Tenancy.lessee_id), Tenancy.park_id.in_(parks))

    def shared_means(self) -> Condition:
        """Means in the area, and those offered in the areas of own enterprises or above them."""
        own, above = aliased(Area), aliased(Area)
        offered = (
            select(above.id)
            .join(own, own.path.startswith(above.path))
            .join(Enterprise, Enterprise.area_id == own.id)
            .where(self._mine(Enterprise.id))
        )
        return self._any(self._in_area(SharedMeans.area_id), SharedMeans.area_id.in_(offered))

    def means_agreements(self) -> Condition:
        """Agreements of own enterprises, and of those in the area."""
        return self._any(self._mine(MeansAgreement.enterprise_id), self._of_enterprises(MeansAgreement.enterprise_id))

    def response_plans(self) -> Condition:
        """Plans of own enterprises, and of those in the area."""
        return self._any(self._mine(ResponsePlan.enterprise_id), self._of_enterprises(ResponsePlan.enterprise_id))

    def contracts(self) -> Condition:
        """Contracts of own enterprises on either side, and those of owners in the area."""
        return self._any(
            self._mine(Contract.owner_id), self._mine(Contract.contractor_id), self._of_enterprises(Contract.owner_id)
        )

    def delegations(self) -> Condition:
        """Delegations within own enterprises, and within those in the area."""
        return self._any(self._mine(Delegation.enterprise_id), self._of_enterprises(Delegation.enterprise_id))

    def people(self) -> Condition:
        """Own and contractors' people, those of the area, all named on contracts and jobs."""
        jobs, permits, contracts = self.jobs(), self.permits(), self.contracts()
        return self._any(
            self._mine(Person.enterprise_id),
            self._of_enterprises(Person.enterprise_id),
            self._in_area(Person.area_id),
            Person.enterprise_id.in_(select(Contract.contractor_id).where(Contract.owner_id.in_(self.enterprises))),
            Person.id.in_(select(JobMember.person_id).join(Job, Job.id == JobMember.job_id).where(jobs)),
            Person.id.in_(
                select(ContractWorker.person_id)
                .join(Contract, Contract.id == ContractWorker.contract_id)
                .where(contracts, ContractWorker.ended_at.is_(None))
            ),
            Person.id.in_(
                select(PermitMember.person_id)
                .join(Permit, Permit.id == PermitMember.permit_id)
                .where(permits, PermitMember.person_id.is_not(None))
            ),
        )

    def users(self) -> Condition:
        """Accounts of own enterprises, of the area's authority and enterprises, and those with a role there."""
        granted = select(RoleGrant.user_id).where(RoleGrant.ended_at.is_(None))
        return self._any(
            self._mine(User.enterprise_id),
            self._of_enterprises(User.enterprise_id),
            self._in_area(User.area_id),
            User.id.in_(granted.where(RoleGrant.enterprise_id.in_(self.enterprises))),
            User.id.in_(
                granted.where(or_(self._of_enterprises(RoleGrant.enterprise_id), self._in_area(RoleGrant.area_id)))
            ),
        )

    def training_sessions(self) -> Condition:
        """Trainings that own enterprises hold, and those that the area's authority and enterprises hold."""
        return self._any(
            self._mine(TrainingSession.enterprise_id),
            self._of_enterprises(TrainingSession.enterprise_id),
            self._in_area(TrainingSession.area_id),
        )

    def training_seats(self) -> Condition:
        """Seats in those trainings."""
        return TrainingSeat.session_id.in_(select(TrainingSession.id).where(self.training_sessions()))

    def exam_questions(self) -> Condition:
        """Common questions, those of own enterprises, and of those in the area."""
        return self._any(
            ExamQuestion.enterprise_id.is_(None),
            self._mine(ExamQuestion.enterprise_id),
            self._of_enterprises(ExamQuestion.enterprise_id),
        )

    def equipment(self) -> Condition:
        """Equipment of own enterprises, and of those in the area."""
        return self._any(self._mine(Equipment.enterprise_id), self._of_enterprises(Equipment.enterprise_id))

    def ledger_imports(self) -> Condition:
        """Files brought in for own enterprises, and for those in the area."""
        return self._any(self._mine(LedgerImport.enterprise_id), self._of_enterprises(LedgerImport.enterprise_id))

    def spaces(self) -> Condition:
        """Own spaces, those in the area, and those of the jobs that an own enterprise does as contractor."""
        named = select(JobSpace.space_id).join(Job, Job.id == JobSpace.job_id).where(Job.unit_id.in_(self.enterprises))
        return self._any(
            self._mine(ConfinedSpace.enterprise_id),
            self._in_area(ConfinedSpace.area_id),
            ConfinedSpace.id.in_(named),
        )

    def jobs(self) -> Condition:
        """Jobs that an own enterprise ordered or does, and those in the area."""
        return self._any(self._mine(Job.enterprise_id), self._mine(Job.unit_id), *self._under(Job.area_path))

    def permits(self) -> Condition:
        """Permits that an own enterprise ordered or works under, and those in the area."""
        return self._any(self._mine(Permit.enterprise_id), self._mine(Permit.unit_id), *self._under(Permit.area_path))

    def filings(self) -> Condition:
        """Filings of own enterprises' jobs, and those to the area."""
        return self._any(self._mine(Filing.enterprise_id), self._mine(Filing.unit_id), *self._under(Filing.area_path))

    def alarms(self) -> Condition:
        """Alarms about own spaces and work, and those in the area."""
        return self._any(self._mine(Alarm.enterprise_id), self._mine(Alarm.unit_id), *self._under(Alarm.area_path))

    def stops(self) -> Condition:
        """Stops on something one may see, and those of the area."""
        return self._any(
            self._mine(Stop.enterprise_id),
            Stop.job_id.in_(select(Job.id).where(self.jobs())),
            Stop.space_id.in_(select(ConfinedSpace.id).where(self.spaces())),
            *self._under(Stop.area_path),
        )

    def draws(self) -> Condition:
        """Draws of the area, and of an authority above it: whoever may be drawn may draw again."""
        above = (literal(path).startswith(Draw.area_path) for path in self.paths)
        return self._any(*self._under(Draw.area_path), *above)

    def relations(self) -> Condition:
        """Declared relations of the area's officers, and one's own."""
        return self._any(self._in_area(OfficerRelation.area_id), OfficerRelation.person_id == self.person_id)

    def inspections(self) -> Condition:
        """Checks in the area, those one was sent to wherever they are, and of own enterprises those that have begun."""
        sent = select(Inspector.inspection_id).where(Inspector.person_id == self.person_id)
        return self._any(
            *self._under(Inspection.area_path),
            Inspection.id.in_(sent),
            Inspection.begun_at.is_not(None)
            & or_(self._mine(Inspection.enterprise_id), self._mine(Inspection.unit_id)),
        )

    def findings(self) -> Condition:
        """What those checks found."""
        return Finding.inspection_id.in_(select(Inspection.id).where(self.inspections()))

    def unfiled_work(self) -> Condition:
        """Unfiled work in the area, of own enterprises, and what one came upon oneself."""
        return self._any(
            *self._under(UnfiledWork.area_path),
            self._mine(UnfiledWork.enterprise_id),
            UnfiledWork.found_by_id == self.person_id,
        )

    def _any(self, *conditions: Condition) -> Condition:
        return true() if self.everything else or_(false(), *conditions)

    def _mine(self, column: Id) -> Condition:
        return column.in_(self.enterprises)

    def _under(self, path: InstrumentedAttribute[str]) -> tuple[Condition, ...]:
        return tuple(within(path, root) for root in self.paths)

    def _in_area(self, area_id: Id) -> Condition:
        if not self.paths:
            return false()
        return area_id.in_(select(Area.id).where(or_(*self._under(Area.path))))

    def _of_enterprises(self, enterprise_id: Id) -> Condition:
        if not self.paths:
            return false()
        return enterprise_id.in_(select(Enterprise.id).where(self._in_area(Enterprise.area_id)))
