"""Whether an account may know of a thing: for every query and every service.

What is out of scope does not exist for the reader; ``sight`` holds the conditions.
"""

import uuid
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ORMOption

from permit_service.actor import Actor
from permit_service.errors import NotFound
from permit_service.models.accounts import User
from permit_service.models.alarms import Alarm
from permit_service.models.areas import Area
from permit_service.models.base import Identified, db
from permit_service.models.draws import Draw, OfficerRelation
from permit_service.models.enterprises import Contract, Delegation, Enterprise
from permit_service.models.equipment import Equipment
from permit_service.models.filings import Filing
from permit_service.models.imports import LedgerImport
from permit_service.models.inspections import Finding, Inspection, UnfiledWork
from permit_service.models.jobs import Job
from permit_service.models.oversight import Stop
from permit_service.models.parks import Park, Tenancy
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.response import MeansAgreement, ResponsePlan, SharedMeans
from permit_service.models.spaces import ConfinedSpace
from permit_service.models.trainings import ExamQuestion, TrainingSeat, TrainingSession
from permit_service.queries.sight import Condition, Scope

M = TypeVar("M", bound=Identified)
M_co = TypeVar("M_co", bound=Identified, covariant=True)

#: Which rows of one table a scope lets be seen.
Seen = Callable[[Scope], Condition]


def scope_of(session: Session, actor: Actor) -> Scope:
    """The scope of an account's roles now; nothing for an account without a role."""
    enterprises = frozenset(g.enterprise_id for g in actor.grants if g.enterprise_id is not None)
    area_ids = {g.area_id for g in actor.grants if g.area_id is not None}
    if not area_ids:
        return Scope(actor.everywhere, enterprises, (), actor.person_id)
    paths = session.scalars(select(Area.path).where(Area.id.in_(area_ids)).order_by(Area.path))
    return Scope(actor.everywhere, enterprises, tuple(paths), actor.person_id)


def find(session: Session, model: type[M], row_id: uuid.UUID, condition: Condition, *options: ORMOption) -> M:
    """The row of this id, if the condition lets it be seen; ``options`` say what to load with it.

    Raises NotFound: strangers cannot tell why.
    """
    row = session.scalar(select(model).where(model.id == row_id, condition).options(*options))
    if row is None:
        raise NotFound
    return row


class Finder(Protocol[M_co]):
    """Finds one row for an account; ``options`` say what to load with it. Raises NotFound out of its scope."""

    def __call__(self, session: Session, actor: Actor, row_id: uuid.UUID, *options: ORMOption) -> M_co: ...


def _finder(model: type[M], condition: Seen) -> Finder[M]:
    def find_one(session: Session, actor: Actor, row_id: uuid.UUID, *options: ORMOption) -> M:
        return find(session, model, row_id, condition(scope_of(session, actor)), *options)

    return find_one


#: By the name of an id in an address: the table, and which of its rows an account may know of.
NOUNS: Mapping[str, tuple[type[Identified], Seen]] = MappingProxyType(
    {
        "area_id": (Area, Scope.areas),
        "enterprise_id": (Enterprise, Scope.enterprise_rows),
        "contract_id": (Contract, Scope.contracts),
        "park_id": (Park, Scope.parks),
        "tenancy_id": (Tenancy, Scope.tenancies),
        "means_id": (SharedMeans, Scope.shared_means),
        "means_agreement_id": (MeansAgreement, Scope.means_agreements),
        "response_plan_id": (ResponsePlan, Scope.response_plans),
        "delegation_id": (Delegation, Scope.delegations),
        "person_id": (Person, Scope.people),
        "user_id": (User, Scope.users),
        "equipment_id": (Equipment, Scope.equipment),
        "import_id": (LedgerImport, Scope.ledger_imports),
        "space_id": (ConfinedSpace, Scope.spaces),
        "job_id": (Job, Scope.jobs),
        "permit_id": (Permit, Scope.permits),
        "filing_id": (Filing, Scope.filings),
        "alarm_id": (Alarm, Scope.alarms),
        "stop_id": (Stop, Scope.stops),
        "training_session_id": (TrainingSession, Scope.training_sessions),
        "training_seat_id": (TrainingSeat, Scope.training_seats),
        "question_id": (ExamQuestion, Scope.exam_questions),
        "draw_id": (Draw, Scope.draws),
        "relation_id": (OfficerRelation, Scope.relations),
        "inspection_id": (Inspection, Scope.inspections),
        "finding_id": (Finding, Scope.findings),
        "unfiled_work_id": (UnfiledWork, Scope.unfiled_work),
    }
)

area = _finder(Area, Scope.areas)
enterprise = _finder(Enterprise, Scope.enterprise_rows)
contract = _finder(Contract, Scope.contracts)
enterprise_file = _finder(Enterprise, Scope.enterprise_files)
park = _finder(Park, Scope.parks)
tenancy = _finder(Tenancy, Scope.tenancies)
means = _finder(SharedMeans, Scope.shared_means)
means_agreement = _finder(MeansAgreement, Scope.means_agreements)
response_plan = _finder(ResponsePlan, Scope.response_plans)
delegation = _finder(Delegation, Scope.delegations)
person = _finder(Person, Scope.people)
user = _finder(User, Scope.users)
equipment = _finder(Equipment, Scope.equipment)
ledger_import = _finder(LedgerImport, Scope.ledger_imports)
space = _finder(ConfinedSpace, Scope.spaces)
job = _finder(Job, Scope.jobs)
permit = _finder(Permit, Scope.permits)
filing = _finder(Filing, Scope.filings)
alarm = _finder(Alarm, Scope.alarms)
stop = _finder(Stop, Scope.stops)
training_session = _finder(TrainingSession, Scope.training_sessions)
training_seat = _finder(TrainingSeat, Scope.training_seats)
draw = _finder(Draw, Scope.draws)
inspection = _finder(Inspection, Scope.inspections)
finding = _finder(Finding, Scope.findings)
unfiled_work = _finder(UnfiledWork, Scope.unfiled_work)


def sees(model: type[Identified], seen: Seen) -> Callable[[Actor, uuid.UUID], bool]:
    """A function that tells whether an account may know of one row of ``model``."""

    def sees_one(actor: Actor, row_id: uuid.UUID) -> bool:
        session = db.session()
        condition = seen(scope_of(session, actor))
        return session.scalar(select(model.id).where(model.id == row_id, condition)) is not None

    return sees_one


#: By the name of an id in an address: whether an account may know of the thing.
SEES: Mapping[str, Callable[[Actor, uuid.UUID], bool]] = MappingProxyType(
    {name: sees(model, seen) for name, (model, seen) in NOUNS.items()}
)
