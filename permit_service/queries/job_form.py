"""What the form of a job offers: spaces, contracts, and the people of owner and unit with their training."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, or_, select
from sqlalchemy.orm import Session

from permit_service.actor import Actor
from permit_service.facts_of.crew import passed_trainings
from permit_service.facts_of.rules import rules_of
from permit_service.models.choices import MeansKind
from permit_service.models.enterprises import Contract
from permit_service.models.people import LabTester, Person
from permit_service.models.permits import Permit
from permit_service.models.preparation import RiskAssessment
from permit_service.models.response import MeansAgreement, SharedMeans
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries.registers import BOTH_PARTIES
from permit_service.queries.scope import scope_of
from workflows.training import topics_missing, trained_until
from workflows.training_kinds import TrainingTopic

_MOST = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be named. ``trained_until`` None = not trained in all topics; ``trained``: it holds by then.

    ``missing``: the topics in which nothing holds now (G46 4.4).
    """

    id: uuid.UUID
    name: str
    position: str
    enterprise_id: uuid.UUID
    enterprise: str
    is_principal: bool
    trained_until: datetime | None
    trained: bool
    missing: tuple[TrainingTopic, ...]


def spaces(session: Session, actor: Actor) -> list[ConfinedSpace]:
    """Spaces that the account may plan work in, own ones and those of owners it has a contract with."""
    scope = scope_of(session, actor)
    owners = select(Contract.owner_id).where(Contract.contractor_id.in_(scope.enterprises))
    mine = scope.spaces() | ConfinedSpace.enterprise_id.in_(owners)
    rows = select(ConfinedSpace).where(mine, ConfinedSpace.withdrawn_at.is_(None))
    return list(session.scalars(rows.order_by(ConfinedSpace.enterprise_id, ConfinedSpace.number).limit(_MOST)))


def contracts(session: Session, actor: Actor, owner_id: uuid.UUID | None = None) -> list[Contract]:
    """Contracts of the account's enterprises; of one owner, if told."""
    rows = select(Contract).where(scope_of(session, actor).contracts())
    if owner_id is not None:
        rows = rows.where(Contract.owner_id == owner_id)
    latest_first = rows.order_by(Contract.agreement_until.desc(), Contract.number).limit(_MOST)
    return list(session.scalars(latest_first.options(*BOTH_PARTIES)))


def candidates(session: Session, permit: Permit, now: datetime) -> list[Candidate]:
    """Everybody of owner and unit who has not left, by sort key; trained or not at the end of the work.

    A large firm's list is cut: those whose training holds and those named already come before all others.
    """
    needed_until = max(permit.window_end or now, now)
    longest = timedelta(days=rules_of(permit.enterprise).training_valid_days)
    people = _likeliest(session, permit, now)
    passed = passed_trainings(session, [person.id for person in people], longest)
    names = {permit.enterprise_id: permit.enterprise.name, permit.unit_id: permit.unit.name}

    def candidate(person: Person, firm_id: uuid.UUID) -> Candidate:
        held = passed.get(person.id, [])
        until = trained_until(held)
        return Candidate(
            id=person.id,
            name=person.name,
            position=person.position,
            enterprise_id=firm_id,
            enterprise=names[firm_id],
            is_principal=person.is_principal,
            trained_until=until,
            trained=until is not None and until > needed_until,
            missing=topics_missing(held, now),
        )

    return [candidate(person, person.enterprise_id) for person in people if person.enterprise_id is not None]


def _likeliest(session: Session, permit: Permit, now: datetime) -> list[Person]:
    named = [member.person_id for member in permit.members if member.removed_at is None]
    likely = case((or_(Person.trained_until > now, Person.id.in_(named)), 0), else_=1)
    rows = select(Person).where(
        Person.enterprise_id.in_((permit.enterprise_id, permit.unit_id)), Person.left_at.is_(None)
    )
    found = session.scalars(rows.order_by(likely, Person.pinyin, Person.name).limit(_MOST))
    return sorted(found, key=lambda person: (person.pinyin, person.name))


def lab_testers(session: Session, permit: Permit) -> list[LabTester]:
    """Testers of laboratories that owner or unit commissioned, by laboratory and name."""
    rows = select(LabTester).where(LabTester.enterprise_id.in_((permit.enterprise_id, permit.unit_id)))
    return list(session.scalars(rows.order_by(LabTester.laboratory, LabTester.name).limit(_MOST)))


def rescue_agreements(session: Session, permit: Permit) -> list[MeansAgreement]:
    """Agreements of owner and unit on rescue teams and mutual aid, which the permit may name."""
    rows = (
        select(MeansAgreement)
        .join(SharedMeans, SharedMeans.id == MeansAgreement.means_id)
        .where(
            MeansAgreement.enterprise_id.in_((permit.enterprise_id, permit.unit_id)),
            SharedMeans.kind.in_((MeansKind.rescue_team, MeansKind.mutual_aid)),
            SharedMeans.withdrawn_at.is_(None),
        )
    )
    return list(session.scalars(rows.order_by(MeansAgreement.minutes_to_arrive, MeansAgreement.id)))


def risk_answers(session: Session, permit_id: uuid.UUID) -> RiskAssessment | None:
    """The assessment that counts."""
    return session.scalar(
        select(RiskAssessment)
        .where(RiskAssessment.permit_id == permit_id)
        .order_by(RiskAssessment.created_at.desc())
        .limit(1)
    )
