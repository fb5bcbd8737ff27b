"""What the form of a job offers besides people: spaces, contracts, testers of laboratories, rescue teams."""

import uuid
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager

from permit_service.actor import Actor
from permit_service.models.choices import MeansKind
from permit_service.models.enterprises import Contract
from permit_service.models.people import LabTester
from permit_service.models.permits import Permit
from permit_service.models.preparation import RiskAssessment
from permit_service.models.response import MeansAgreement, SharedMeans
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries.registers import BOTH_PARTIES
from permit_service.queries.scope import scope_of
from permit_service.queries.search import found_by

_MOST = 500
#: So many spaces are offered at once.
_SPACES = 40
#: So many rescue teams.
_NEAREST = 40
_OF_SPACE = (ConfinedSpace.number, ConfinedSpace.name, ConfinedSpace.pinyin, ConfinedSpace.location)


@dataclass(frozen=True, slots=True)
class OfferedSpaces:
    """Spaces to choose from. ``cut``: there are more, to be looked up."""

    rows: tuple[ConfinedSpace, ...]
    cut: bool


def spaces(session: Session, actor: Actor, search: str = "", chosen: uuid.UUID | None = None) -> OfferedSpaces:
    """Spaces that the account may plan work in, own ones and those of owners it has a contract with.

    The one that is chosen stays, whatever is looked for.
    """
    scope = scope_of(session, actor)
    owners = select(Contract.owner_id).where(Contract.contractor_id.in_(scope.enterprises))
    mine = scope.spaces() | ConfinedSpace.enterprise_id.in_(owners)
    sought = or_(found_by(search, *_OF_SPACE), ConfinedSpace.id == chosen)
    rows = select(ConfinedSpace).where(mine, ConfinedSpace.withdrawn_at.is_(None), sought)
    first = (ConfinedSpace.id != chosen,) if chosen is not None else ()
    rows = rows.order_by(*first, ConfinedSpace.enterprise_id, ConfinedSpace.number).limit(_SPACES + 1)
    found = session.scalars(rows).all()
    return OfferedSpaces(tuple(found[:_SPACES]), len(found) > _SPACES)


def contracts(session: Session, actor: Actor, owner_id: uuid.UUID | None = None) -> list[Contract]:
    """Contracts of the account's enterprises; of one owner, if told."""
    rows = select(Contract).where(scope_of(session, actor).contracts())
    if owner_id is not None:
        rows = rows.where(Contract.owner_id == owner_id)
    latest_first = rows.order_by(Contract.agreement_until.desc(), Contract.number).limit(_MOST)
    return list(session.scalars(latest_first.options(*BOTH_PARTIES)))


def lab_testers(session: Session, permit: Permit) -> list[LabTester]:
    """Testers of laboratories that owner or unit commissioned, by laboratory and name."""
    rows = select(LabTester).where(LabTester.enterprise_id.in_((permit.enterprise_id, permit.unit_id)))
    return list(session.scalars(rows.order_by(LabTester.laboratory, LabTester.name).limit(_MOST)))


def rescue_agreements(session: Session, permit: Permit) -> list[MeansAgreement]:
    """Agreements of owner and unit on rescue teams and mutual aid, which the permit may name: the nearest.

    The one that the permit names stays.
    """
    rows = (
        select(MeansAgreement)
        .join(SharedMeans, SharedMeans.id == MeansAgreement.means_id)
        .where(
            MeansAgreement.enterprise_id.in_((permit.enterprise_id, permit.unit_id)),
            SharedMeans.kind.in_((MeansKind.rescue_team, MeansKind.mutual_aid)),
            SharedMeans.withdrawn_at.is_(None),
        )
    )
    rows = rows.options(contains_eager(MeansAgreement.means)).limit(_NEAREST)
    named = MeansAgreement.id.is_not_distinct_from(permit.rescue_agreement_id)
    return list(session.scalars(rows.order_by(named.desc(), MeansAgreement.minutes_to_arrive, MeansAgreement.id)))


def risk_answers(session: Session, permit_id: uuid.UUID) -> RiskAssessment | None:
    """The assessment that counts."""
    return session.scalar(
        select(RiskAssessment)
        .where(RiskAssessment.permit_id == permit_id)
        .order_by(RiskAssessment.created_at.desc())
        .limit(1)
    )
