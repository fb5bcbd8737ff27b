"""Where reminders come from: for each kind of thing one statement, over enterprises or over one person's own.

Here stand the things whose last day is kept with them; ``reminder_rules`` has those whose last day the rules tell.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, case, exists, literal, or_, select
from sqlalchemy.orm import aliased

from permit_service.models.columns import Agreed
from permit_service.models.enterprises import Contract, Delegation, Enterprise
from permit_service.models.equipment import Equipment
from permit_service.models.parks import Tenancy
from permit_service.models.people import Certificate, Person
from permit_service.models.response import MeansAgreement, SharedMeans
from permit_service.wallclock import civil_day, day_end
from workflows.reminders import ReminderKind
from workflows.upkeep import UPKEEP, Upkeep

_NOTHING = literal("")

Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Whose:
    """The things of these enterprises; of none of them, what is one person's own."""

    enterprise_ids: frozenset[uuid.UUID] = frozenset()
    person_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Things of one kind: each lapses ``days`` after ``since``, a moment, or a civil day at whose end it lapses.

    ``rows`` names the columns ``enterprise`` (whose it is), ``thing``, ``page`` (what it is mended on), ``title``,
    ``about``, ``what`` and ``since``, all but the last three ids.
    """

    kind: ReminderKind
    rows: Rows
    days: int = 0

    @property
    def thing(self) -> ColumnElement[uuid.UUID]:
        return self.rows.selected_columns["thing"]

    @property
    def since(self) -> ColumnElement[Any]:
        return self.rows.selected_columns["since"]

    def after(self, moment: datetime) -> ColumnElement[bool]:
        """The rows that lapse after a moment; one dated by the day lapses when that day is over."""
        begun = moment - timedelta(days=self.days)
        return self.since >= civil_day(begun) if isinstance(self.since.type, Date) else self.since > begun

    def lapses_at(self, since: date | datetime) -> datetime:
        """When a row lapses."""
        lapses = since + timedelta(days=self.days)
        return lapses if isinstance(lapses, datetime) else day_end(lapses)


def rows_of(
    *, enterprise: Any, thing: Any, page: Any, title: Any, since: Any, about: Any = _NOTHING, what: Any = _NOTHING
) -> Rows:
    """The rows of a source, by the columns told."""
    return select(
        enterprise.label("enterprise"),
        thing.label("thing"),
        page.label("page"),
        title.label("title"),
        about.label("about"),
        what.label("what"),
        since.label("since"),
    )


def kept(whose: Whose, kinds: frozenset[ReminderKind]) -> Iterator[Source]:
    """The sources of these kinds whose last day is kept; where nobody's own is among a kind, only of enterprises."""
    asked = _KEPT if whose.enterprise_ids else {kind: _KEPT[kind] for kind in _OWN}
    yield from (Source(kind, rows(whose)) for kind, rows in asked.items() if kind in kinds)


def _people(whose: Whose) -> ColumnElement[bool]:
    if whose.enterprise_ids:
        return Person.enterprise_id.in_(whose.enterprise_ids)
    return Person.id == whose.person_id


def _training(whose: Whose) -> Rows:
    rows = rows_of(
        enterprise=Person.enterprise_id,
        thing=Person.id,
        page=Person.id,
        title=Person.name,
        about=Person.position,
        since=Person.trained_until,
    )
    return rows.where(_people(whose), Person.left_at.is_(None))


def _certificate(whose: Whose) -> Rows:
    """One beside which a longer one of the same kind stands was renewed."""
    newer = aliased(Certificate)
    renewed = exists().where(
        newer.person_id == Certificate.person_id,
        newer.kind == Certificate.kind,
        newer.category == Certificate.category,
        newer.withdrawn_at.is_(None),
        or_(newer.expires_on.is_(None), newer.expires_on > Certificate.expires_on),
    )
    rows = rows_of(
        enterprise=Person.enterprise_id,
        thing=Certificate.id,
        page=Person.id,
        title=Person.name,
        about=Certificate.category,
        what=Certificate.kind,
        since=Certificate.expires_on,
    )
    rows = rows.join(Person, Person.id == Certificate.person_id)
    return rows.where(_people(whose), Person.left_at.is_(None), Certificate.withdrawn_at.is_(None), ~renewed)


def _upkeep(upkeep: Upkeep) -> Callable[[Whose], Rows]:
    kinds = [kind for kind, its in UPKEEP.items() if its is upkeep]

    def rows(whose: Whose) -> Rows:
        pieces = rows_of(
            enterprise=Equipment.enterprise_id,
            thing=Equipment.id,
            page=Equipment.id,
            title=Equipment.name,
            about=Equipment.code,
            what=Equipment.kind,
            since=Equipment.calibrated_until,
        )
        owned = Equipment.enterprise_id.in_(whose.enterprise_ids)
        return pieces.where(owned, Equipment.out_of_service_at.is_(None), Equipment.kind.in_(kinds))

    return rows


def _contract(whose: Whose) -> Rows:
    newer, both = aliased(Contract), (Contract.owner_id, Contract.contractor_id)
    renewed = _longer(newer, Contract, newer.owner_id == both[0], newer.contractor_id == both[1])
    return _of_two(Contract, both, whose, page=Contract.id).where(~renewed)


def _tenancy(whose: Whose) -> Rows:
    both = (Tenancy.lessor_id, Tenancy.lessee_id)
    return _of_two(Tenancy, both, whose, page=Tenancy.park_id).where(Tenancy.ended_at.is_(None))


def _of_two(model: Any, both: tuple[Any, Any], whose: Whose, *, page: Any) -> Rows:
    """Agreements of two parties, told by the other one; of two that are both asked for it is the first one's."""
    first, second = (party.in_(whose.enterprise_ids) for party in both)
    rows = rows_of(
        enterprise=case((first, both[0]), else_=both[1]),
        thing=model.id,
        page=page,
        title=Enterprise.name,
        about=model.number,
        since=model.agreement_until,
    )
    return rows.join(Enterprise, Enterprise.id == case((first, both[1]), else_=both[0])).where(or_(first, second))


def _means(whose: Whose) -> Rows:
    newer = aliased(MeansAgreement)
    renewed = _longer(
        newer,
        MeansAgreement,
        newer.means_id == MeansAgreement.means_id,
        newer.enterprise_id == MeansAgreement.enterprise_id,
    )
    rows = rows_of(
        enterprise=MeansAgreement.enterprise_id,
        thing=MeansAgreement.id,
        page=SharedMeans.id,
        title=SharedMeans.name,
        about=MeansAgreement.number,
        what=SharedMeans.kind,
        since=MeansAgreement.agreement_until,
    ).join(SharedMeans, SharedMeans.id == MeansAgreement.means_id)
    owned = MeansAgreement.enterprise_id.in_(whose.enterprise_ids)
    return rows.where(owned, SharedMeans.withdrawn_at.is_(None), ~renewed)


def _longer(newer: Any, model: type[Agreed], *same: ColumnElement[bool]) -> ColumnElement[bool]:
    """Another agreement of the same parties holds longer."""
    return exists().where(*same, newer.agreement_until > model.agreement_until)


def _delegation(whose: Whose) -> Rows:
    newer = aliased(Delegation)
    renewed = exists().where(
        newer.principal_id == Delegation.principal_id,
        newer.delegate_id == Delegation.delegate_id,
        newer.revoked_at.is_(None),
        newer.valid_until > Delegation.valid_until,
    )
    if whose.enterprise_ids:
        own = Delegation.enterprise_id.in_(whose.enterprise_ids)
    else:
        own = or_(Delegation.delegate_id == whose.person_id, Delegation.principal_id == whose.person_id)
    rows = rows_of(
        enterprise=Delegation.enterprise_id,
        thing=Delegation.id,
        page=Delegation.enterprise_id,
        title=Person.name,
        about=Delegation.scope,
        since=Delegation.valid_until,
    )
    return rows.join(Person, Person.id == Delegation.delegate_id).where(own, Delegation.revoked_at.is_(None), ~renewed)


_KEPT: Mapping[ReminderKind, Callable[[Whose], Rows]] = MappingProxyType(
    {
        ReminderKind.training: _training,
        ReminderKind.certificate: _certificate,
        ReminderKind.calibration: _upkeep(Upkeep.calibration),
        ReminderKind.inspection: _upkeep(Upkeep.inspection),
        ReminderKind.contract: _contract,
        ReminderKind.tenancy: _tenancy,
        ReminderKind.means_agreement: _means,
        ReminderKind.delegation: _delegation,
    }
)
#: Of what one person holds for themselves.
_OWN = (ReminderKind.training, ReminderKind.certificate, ReminderKind.delegation)
