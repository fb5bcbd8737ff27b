"""Where reminders come from: for each kind of thing one statement, over an enterprise's or over one person's own.

A statement names the columns ``thing`` (id of what lapses), ``page`` (id of what it is mended on), ``title``,
``about``, ``what`` and ``lapses``, a moment, or a civil day at whose end it lapses.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, case, exists, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from permit_service.models.columns import Agreed
from permit_service.models.enterprises import Contract, Delegation, Enterprise
from permit_service.models.equipment import Equipment
from permit_service.models.parks import Tenancy
from permit_service.models.people import Certificate, Person
from permit_service.models.response import MeansAgreement, SharedMeans
from permit_service.wallclock import civil_day
from workflows.reminders import ReminderKind
from workflows.upkeep import UPKEEP, Upkeep

_NOTHING = literal("")

Statement = Select[*tuple[Any, ...]]
Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
Lapsing = Moment | InstrumentedAttribute[date | None]


@dataclass(frozen=True, slots=True)
class Whose:
    """An enterprise's things, or what of them is one person's own."""

    enterprise_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """How one kind is read: what lapses when, and its statement; none where nobody's own is among it."""

    lapses: Lapsing
    thing: InstrumentedAttribute[uuid.UUID]
    statement: Callable[[Whose], Statement | None]


def after(column: Lapsing, moment: datetime) -> ColumnElement[bool]:
    """The rows that lapse after a moment; one dated by the day lapses when that day is over."""
    if isinstance(column.type, Date):
        return column >= civil_day(moment)
    return column > moment


def _rows(
    lapses: Lapsing, *, thing: Any, page: Any, title: Any, about: Any = _NOTHING, what: Any = _NOTHING
) -> Statement:
    return select(
        thing.label("thing"),
        page.label("page"),
        title.label("title"),
        about.label("about"),
        what.label("what"),
        lapses.label("lapses"),
    )


def _people(whose: Whose) -> ColumnElement[bool]:
    if whose.enterprise_id is not None:
        return Person.enterprise_id == whose.enterprise_id
    return Person.id == whose.person_id


def _training(whose: Whose) -> Statement:
    rows = _rows(Person.trained_until, thing=Person.id, page=Person.id, title=Person.name, about=Person.position)
    return rows.where(_people(whose), Person.left_at.is_(None))


def _certificate(whose: Whose) -> Statement:
    """One beside which a longer one of the same kind stands was renewed."""
    newer = aliased(Certificate)
    renewed = exists().where(
        newer.person_id == Certificate.person_id,
        newer.kind == Certificate.kind,
        newer.category == Certificate.category,
        newer.withdrawn_at.is_(None),
        or_(newer.expires_on.is_(None), newer.expires_on > Certificate.expires_on),
    )
    rows = _rows(
        Certificate.expires_on,
        thing=Certificate.id,
        page=Person.id,
        title=Person.name,
        about=Certificate.category,
        what=Certificate.kind,
    )
    rows = rows.join(Person, Person.id == Certificate.person_id)
    return rows.where(_people(whose), Person.left_at.is_(None), Certificate.withdrawn_at.is_(None), ~renewed)


def _upkeep(upkeep: Upkeep) -> Callable[[Whose], Statement | None]:
    kinds = [kind for kind, its in UPKEEP.items() if its is upkeep]

    def statement(whose: Whose) -> Statement | None:
        if whose.enterprise_id is None:
            return None
        rows = _rows(
            Equipment.calibrated_until,
            thing=Equipment.id,
            page=Equipment.id,
            title=Equipment.name,
            about=Equipment.code,
            what=Equipment.kind,
        )
        owned = Equipment.enterprise_id == whose.enterprise_id
        return rows.where(owned, Equipment.out_of_service_at.is_(None), Equipment.kind.in_(kinds))

    return statement


def _contract(whose: Whose) -> Statement | None:
    if whose.enterprise_id is None:
        return None
    newer, both = aliased(Contract), (Contract.owner_id, Contract.contractor_id)
    renewed = _longer(newer, Contract, newer.owner_id == both[0], newer.contractor_id == both[1])
    return _of_two(Contract, both, whose.enterprise_id, page=Contract.id).where(~renewed)


def _tenancy(whose: Whose) -> Statement | None:
    if whose.enterprise_id is None:
        return None
    both = (Tenancy.lessor_id, Tenancy.lessee_id)
    return _of_two(Tenancy, both, whose.enterprise_id, page=Tenancy.park_id).where(Tenancy.ended_at.is_(None))


def _of_two(model: Any, both: tuple[Any, Any], own: uuid.UUID, *, page: Any) -> Statement:
    """Agreements of two parties, told by the other one."""
    other = case((both[0] == own, both[1]), else_=both[0])
    rows = _rows(model.agreement_until, thing=model.id, page=page, title=Enterprise.name, about=model.number)
    return rows.join(Enterprise, Enterprise.id == other).where(or_(both[0] == own, both[1] == own))


def _means(whose: Whose) -> Statement | None:
    if whose.enterprise_id is None:
        return None
    newer = aliased(MeansAgreement)
    renewed = _longer(
        newer,
        MeansAgreement,
        newer.means_id == MeansAgreement.means_id,
        newer.enterprise_id == MeansAgreement.enterprise_id,
    )
    rows = _rows(
        MeansAgreement.agreement_until,
        thing=MeansAgreement.id,
        page=SharedMeans.id,
        title=SharedMeans.name,
        about=MeansAgreement.number,
        what=SharedMeans.kind,
    ).join(SharedMeans, SharedMeans.id == MeansAgreement.means_id)
    return rows.where(MeansAgreement.enterprise_id == whose.enterprise_id, SharedMeans.withdrawn_at.is_(None), ~renewed)


def _longer(newer: Any, model: type[Agreed], *same: ColumnElement[bool]) -> ColumnElement[bool]:
    """Another agreement of the same parties holds longer."""
    return exists().where(*same, newer.agreement_until > model.agreement_until)


def _delegation(whose: Whose) -> Statement:
    newer = aliased(Delegation)
    renewed = exists().where(
        newer.principal_id == Delegation.principal_id,
        newer.delegate_id == Delegation.delegate_id,
        newer.revoked_at.is_(None),
        newer.valid_until > Delegation.valid_until,
    )
    mine = or_(Delegation.delegate_id == whose.person_id, Delegation.principal_id == whose.person_id)
    own = Delegation.enterprise_id == whose.enterprise_id if whose.enterprise_id is not None else mine
    rows = _rows(
        Delegation.valid_until,
        thing=Delegation.id,
        page=Delegation.enterprise_id,
        title=Person.name,
        about=Delegation.scope,
    )
    return rows.join(Person, Person.id == Delegation.delegate_id).where(own, Delegation.revoked_at.is_(None), ~renewed)


SOURCES: Mapping[ReminderKind, Source] = MappingProxyType(
    {
        ReminderKind.training: Source(Person.trained_until, Person.id, _training),
        ReminderKind.certificate: Source(Certificate.expires_on, Certificate.id, _certificate),
        ReminderKind.calibration: Source(Equipment.calibrated_until, Equipment.id, _upkeep(Upkeep.calibration)),
        ReminderKind.inspection: Source(Equipment.calibrated_until, Equipment.id, _upkeep(Upkeep.inspection)),
        ReminderKind.contract: Source(Contract.agreement_until, Contract.id, _contract),
        ReminderKind.tenancy: Source(Tenancy.agreement_until, Tenancy.id, _tenancy),
        ReminderKind.means_agreement: Source(MeansAgreement.agreement_until, MeansAgreement.id, _means),
        ReminderKind.delegation: Source(Delegation.valid_until, Delegation.id, _delegation),
    }
)
