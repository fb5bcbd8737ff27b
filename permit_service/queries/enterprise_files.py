"""The files of enterprises (一企一档): the list, and one whole file on a page."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from permit_service.actor import Actor
from permit_service.models.accounts import User
from permit_service.models.enterprise_files import EnterpriseContact, RiskGrading, SafetyDocument
from permit_service.models.enterprises import Contract, Delegation, Enterprise
from permit_service.models.equipment import Equipment
from permit_service.models.parks import Tenancy
from permit_service.models.people import Person
from permit_service.models.response import MeansAgreement, ResponsePlan
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries import scope
from permit_service.queries.paging import FIRST, Page, Wanted, page
from permit_service.queries.registers import BOTH_PARTIES
from permit_service.queries.search import found_by
from workflows.inspection_kinds import RiskGrade
from workflows.vocabulary import Sector

#: The file is gone through every half year (regulations §7, 朔州: 企业台账每半年更新).
REVIEW_DAYS = 183
_MOST = 500
_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Counts:
    """How much stands in the registers of an enterprise."""

    spaces: int
    people: int
    equipment: int


@dataclass(frozen=True, slots=True)
class EnterpriseFile:
    """Everything one keeps of an enterprise, on one page; of what may be many, the first ones."""

    enterprise: Enterprise
    principal: Person | None
    contacts: tuple[EnterpriseContact, ...]
    documents: tuple[SafetyDocument, ...]
    gradings: tuple[RiskGrading, ...]
    delegations: tuple[Delegation, ...]
    tenancies: tuple[Tenancy, ...]
    contracts: tuple[Contract, ...]
    plans: tuple[ResponsePlan, ...]
    means: tuple[MeansAgreement, ...]
    counts: Counts
    more: tuple[str, ...]
    """which of these the register holds more of"""

    @property
    def grade(self) -> RiskGrade | None:
        """The grade that counts; None = not graded."""
        return self.gradings[0].grade if self.gradings else None


def review_due(enterprise: Enterprise) -> date | None:
    """The last day on which the file may still be gone through in time; None if it never was."""
    last = enterprise.file_reviewed_on
    return None if last is None else last + timedelta(days=REVIEW_DAYS)


def enterprises(
    session: Session,
    actor: Actor,
    wanted: Wanted = FIRST,
    *,
    sector: Sector | None = None,
    grade: RiskGrade | None = None,
    search: str = "",
) -> Page[Enterprise]:
    """Enterprises whose files the account may read, by the pinyin of their names."""
    statement = select(Enterprise).where(
        scope.scope_of(session, actor).enterprise_files(),
        found_by(search, Enterprise.name, Enterprise.pinyin, Enterprise.uscc),
        true() if sector is None else Enterprise.sector == sector,
        true() if grade is None else _latest_grade() == grade,
    )
    statement = statement.options(joinedload(Enterprise.area))
    return page(session, statement, (Enterprise.pinyin, Enterprise.id), wanted)


def grades(session: Session, enterprise_ids: list[uuid.UUID]) -> dict[uuid.UUID, RiskGrade]:
    """The grade that counts of each of these enterprises that was graded."""
    rows = session.execute(
        select(RiskGrading.enterprise_id, RiskGrading.grade)
        .where(RiskGrading.enterprise_id.in_(enterprise_ids))
        .order_by(RiskGrading.at)
    )
    return dict(rows.all())


def by_credit_code(session: Session, code: str) -> uuid.UUID | None:
    """The enterprise of a 统一社会信用代码. Whoever knows the code may name the other party of an agreement by it."""
    return session.scalar(select(Enterprise.id).where(Enterprise.uscc == code.strip().upper()))


def employees(session: Session, enterprise_id: uuid.UUID, *chosen: uuid.UUID | None) -> list[Person]:
    """Whom a form of the enterprise offers: those chosen already, then those with accounts, by pinyin.

    People who have left are not offered. A large firm's list is cut: who answers for something has an account.
    """
    has_account = Person.id.in_(select(User.person_id).where(User.enterprise_id == enterprise_id))
    rows = select(Person).where(Person.enterprise_id == enterprise_id, Person.left_at.is_(None))
    order = (Person.id.in_(chosen).desc(), has_account.desc(), Person.pinyin, Person.id)
    return list(session.scalars(rows.order_by(*order).limit(_MOST)))


def enterprise_file(session: Session, actor: Actor, enterprise_id: uuid.UUID) -> EnterpriseFile:
    """One whole file. Raises NotFound, also for a party of a contract, which sees the name only."""
    enterprise = scope.enterprise_file(session, actor, enterprise_id)
    many = {name: _first(session, rows(enterprise_id)) for name, rows in _MANY.items()}
    return EnterpriseFile(
        enterprise=enterprise,
        principal=session.scalar(select(Person).where(Person.enterprise_id == enterprise_id, Person.is_principal)),
        contacts=tuple(session.scalars(_contacts(enterprise_id))),
        documents=tuple(session.scalars(_documents(enterprise_id))),
        gradings=tuple(session.scalars(_gradings(enterprise_id))),
        delegations=tuple(session.scalars(_delegations(enterprise_id))),
        counts=_counts(session, enterprise_id),
        **{name: found[:_MOST_SHOWN] for name, found in many.items()},
        more=tuple(name for name, found in many.items() if len(found) > _MOST_SHOWN),
    )


def _first(session: Session, rows: Select[Any]) -> tuple[Any, ...]:
    """One more than is shown, so as to know whether there are more."""
    return tuple(session.scalars(rows.limit(_MOST_SHOWN + 1)))


def _contacts(enterprise_id: uuid.UUID) -> Select[EnterpriseContact]:
    standing = (EnterpriseContact.enterprise_id == enterprise_id, EnterpriseContact.withdrawn_at.is_(None))
    return select(EnterpriseContact).where(*standing).order_by(EnterpriseContact.created_at)


def _documents(enterprise_id: uuid.UUID) -> Select[SafetyDocument]:
    standing = (SafetyDocument.enterprise_id == enterprise_id, SafetyDocument.withdrawn_at.is_(None))
    return select(SafetyDocument).where(*standing).order_by(SafetyDocument.kind, SafetyDocument.issued_on.desc())


def _gradings(enterprise_id: uuid.UUID) -> Select[RiskGrading]:
    return select(RiskGrading).where(RiskGrading.enterprise_id == enterprise_id).order_by(RiskGrading.at.desc())


def _delegations(enterprise_id: uuid.UUID) -> Select[Delegation]:
    of_it = select(Delegation).where(Delegation.enterprise_id == enterprise_id)
    return of_it.order_by(Delegation.valid_until.desc())


def _tenancies(enterprise_id: uuid.UUID) -> Select[Tenancy]:
    standing = select(Tenancy).where(Tenancy.lessee_id == enterprise_id, Tenancy.ended_at.is_(None))
    return standing.order_by(Tenancy.created_at).options(joinedload(Tenancy.park), joinedload(Tenancy.lessor))


def _contracts(enterprise_id: uuid.UUID) -> Select[Contract]:
    either_side = or_(Contract.owner_id == enterprise_id, Contract.contractor_id == enterprise_id)
    latest_first = (Contract.agreement_until.desc(), Contract.number)
    return select(Contract).where(either_side).order_by(*latest_first).options(*BOTH_PARTIES)


def _plans(enterprise_id: uuid.UUID) -> Select[ResponsePlan]:
    in_force = (ResponsePlan.enterprise_id == enterprise_id, ResponsePlan.withdrawn_at.is_(None))
    drilled = (selectinload(ResponsePlan.drills), joinedload(ResponsePlan.enterprise))
    return select(ResponsePlan).where(*in_force).order_by(ResponsePlan.kind, ResponsePlan.since).options(*drilled)


def _means(enterprise_id: uuid.UUID) -> Select[MeansAgreement]:
    agreed = select(MeansAgreement).where(MeansAgreement.enterprise_id == enterprise_id)
    return agreed.order_by(MeansAgreement.agreement_until.desc()).options(joinedload(MeansAgreement.means))


#: What may be many, by its name in the file.
_MANY: Mapping[str, Callable[[uuid.UUID], Select[Any]]] = MappingProxyType(
    {"tenancies": _tenancies, "contracts": _contracts, "plans": _plans, "means": _means}
)


def _latest_grade() -> ScalarSelect[RiskGrade]:
    return (
        select(RiskGrading.grade)
        .where(RiskGrading.enterprise_id == Enterprise.id)
        .order_by(RiskGrading.at.desc())
        .limit(1)
        .scalar_subquery()
    )


def _counts(session: Session, enterprise_id: uuid.UUID) -> Counts:
    def count(*conditions: object) -> int:
        return session.scalar(select(func.count()).where(*conditions)) or 0  # type: ignore[arg-type]

    return Counts(
        spaces=count(ConfinedSpace.enterprise_id == enterprise_id, ConfinedSpace.withdrawn_at.is_(None)),
        people=count(Person.enterprise_id == enterprise_id, Person.left_at.is_(None)),
        equipment=count(Equipment.enterprise_id == enterprise_id, Equipment.out_of_service_at.is_(None)),
    )
