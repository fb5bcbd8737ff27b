"""What the form of a job offers: spaces, contracts, and the people of owner and unit with their training."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service.actor import Actor
from permit_service.facts_of.crew import standing_of
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

_MOST = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be named. ``trained_until`` None = never passed a training; ``trained``: it holds by then."""

    id: uuid.UUID
    name: str
    position: str
    enterprise_id: uuid.UUID
    enterprise: str
    is_principal: bool
    trained_until: datetime | None
    trained: bool


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
    """Everybody of owner and unit who has not left, by sort key; trained or not at the end of the work."""
    needed_until = max(permit.window_end or now, now)
    firms = (permit.enterprise_id, permit.unit_id)
    rows = select(Person).where(Person.enterprise_id.in_(firms), Person.left_at.is_(None))
    people = session.scalars(rows.order_by(Person.pinyin, Person.name).limit(_MOST)).all()
    known = standing_of(session, [person.id for person in people], rules_of(permit.enterprise))
    names = {permit.enterprise_id: permit.enterprise.name, permit.unit_id: permit.unit.name}
    return [
        Candidate(
            person.id,
            person.name,
            person.position,
            person.enterprise_id,
            names[person.enterprise_id],
            person.is_principal,
            known.trained_until.get(person.id),
            known.trained_until.get(person.id, now) > needed_until,
        )
        for person in people
        if person.enterprise_id is not None
    ]


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
