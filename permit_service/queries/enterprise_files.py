"""The files of enterprises (一企一档): the list, and one whole file on a page."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ScalarSelect, func, select, true
from sqlalchemy.orm import Session

from permit_service.actor import Actor
from permit_service.models.choices import RiskGrade
from permit_service.models.enterprise_files import EnterpriseContact, RiskGrading, SafetyDocument
from permit_service.models.enterprises import Contract, Delegation, Enterprise
from permit_service.models.equipment import Equipment
from permit_service.models.parks import Tenancy
from permit_service.models.people import Person
from permit_service.models.response import MeansAgreement, ResponsePlan
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries import scope
from permit_service.queries.paging import FIRST, Page, Wanted, page
from permit_service.queries.search import found_by
from workflows.vocabulary import Sector

#: The file is gone through every half year (regulations §7, 朔州: 企业台账每半年更新).
REVIEW_DAYS = 183
_MOST = 500


@dataclass(frozen=True, slots=True)
class Counts:
    """How much stands in the registers of an enterprise."""

    spaces: int
    people: int
    equipment: int


@dataclass(frozen=True, slots=True)
class EnterpriseFile:
    """Everything one keeps of an enterprise, on one page."""

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


def employees(session: Session, enterprise_id: uuid.UUID) -> list[Person]:
    """Whom a form of the enterprise offers: its people who have not left, by the pinyin of their names."""
    rows = select(Person).where(Person.enterprise_id == enterprise_id, Person.left_at.is_(None))
    return list(session.scalars(rows.order_by(Person.pinyin, Person.id).limit(_MOST)))


def enterprise_file(session: Session, actor: Actor, enterprise_id: uuid.UUID) -> EnterpriseFile:
    """One whole file. Raises NotFound, also for a party of a contract, which sees the name only."""
    enterprise = scope.enterprise_file(session, actor, enterprise_id)
    return EnterpriseFile(
        enterprise=enterprise,
        principal=session.scalar(select(Person).where(Person.enterprise_id == enterprise_id, Person.is_principal)),
        contacts=tuple(
            session.scalars(
                select(EnterpriseContact)
                .where(EnterpriseContact.enterprise_id == enterprise_id, EnterpriseContact.withdrawn_at.is_(None))
                .order_by(EnterpriseContact.created_at)
            )
        ),
        documents=tuple(
            session.scalars(
                select(SafetyDocument)
                .where(SafetyDocument.enterprise_id == enterprise_id, SafetyDocument.withdrawn_at.is_(None))
                .order_by(SafetyDocument.kind, SafetyDocument.issued_on.desc())
            )
        ),
        gradings=tuple(
            session.scalars(
                select(RiskGrading).where(RiskGrading.enterprise_id == enterprise_id).order_by(RiskGrading.at.desc())
            )
        ),
        delegations=tuple(
            session.scalars(
                select(Delegation)
                .where(Delegation.enterprise_id == enterprise_id)
                .order_by(Delegation.valid_until.desc())
            )
        ),
        tenancies=tuple(
            session.scalars(
                select(Tenancy)
                .where(Tenancy.lessee_id == enterprise_id, Tenancy.ended_at.is_(None))
                .order_by(Tenancy.created_at)
            )
        ),
        contracts=tuple(
            session.scalars(
                select(Contract)
                .where((Contract.owner_id == enterprise_id) | (Contract.contractor_id == enterprise_id))
                .order_by(Contract.agreement_until.desc(), Contract.number)
            )
        ),
        plans=tuple(
            session.scalars(
                select(ResponsePlan)
                .where(ResponsePlan.enterprise_id == enterprise_id, ResponsePlan.withdrawn_at.is_(None))
                .order_by(ResponsePlan.kind, ResponsePlan.since)
            )
        ),
        means=tuple(
            session.scalars(
                select(MeansAgreement)
                .where(MeansAgreement.enterprise_id == enterprise_id)
                .order_by(MeansAgreement.agreement_until.desc())
            )
        ),
        counts=_counts(session, enterprise_id),
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
