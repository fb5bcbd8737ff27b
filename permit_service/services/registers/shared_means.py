"""Shared means (互助, 统一作业力量; seed 000): rescue teams, crews, equipment, and enterprises' agreements on them."""

import uuid
from dataclasses import asdict, dataclass

from sqlalchemy import select

from permit_service import journal
from permit_service.actor import Actor
from permit_service.errors import Invalid
from permit_service.models.choices import MeansKind
from permit_service.models.permits import Permit
from permit_service.models.response import MeansAgreement, SharedMeans
from permit_service.queries.scope import find
from permit_service.services.inputs import Faults
from permit_service.services.registers.agreements import AgreementForm, agreement_values, kept_document
from permit_service.services.registers.desk import AREA_KEEPERS, Desk, at_desk, change, expect, register_of

_PHONE = 40
_LONG = 2000
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class MeansForm:
    """What is shared in an area: by whom it is run, the telephone that is always answered, how strong it is."""

    area_id: uuid.UUID
    kind: MeansKind
    name: str
    provider: str
    phone: str
    strength: str = ""


@dataclass(frozen=True, slots=True)
class MeansAgreementForm(AgreementForm):
    """An enterprise's agreement on shared means; minutes from the call to the mouth of the space."""

    minutes_to_arrive: int = 0


def add_means(actor: Actor, form: MeansForm) -> SharedMeans:
    """Enter shared means; for the officers of the area they serve. Raises Invalid, Forbidden, NotFound."""

    def work(desk: Desk) -> SharedMeans:
        means = SharedMeans(created_at=desk.now, **_checked(desk, form))
        desk.add(means)
        _record(desk, means, "shared_means:add", {})
        return means

    return at_desk(actor, work)


def edit_means(actor: Actor, means_id: uuid.UUID, revision: int, form: MeansForm) -> SharedMeans:
    """Change the entry of shared means. Raises Invalid, Forbidden, NotFound, Conflict ``stale``."""

    def work(desk: Desk) -> SharedMeans:
        means = _to_keep(desk, means_id)
        expect(means, revision)
        changed = change(means, _checked(desk, form))
        if changed:
            _bump(desk, means)
            _record(desk, means, "shared_means:edit", {"changed": changed})
        return means

    return at_desk(actor, work)


def withdraw_means(actor: Actor, means_id: uuid.UUID) -> SharedMeans:
    """Shared means are there no longer: agreements on them bind nobody. A second time does nothing.

    Raises Forbidden, NotFound.
    """

    def work(desk: Desk) -> SharedMeans:
        means = _to_keep(desk, means_id)
        if means.withdrawn_at is None:
            means.withdrawn_at = desk.now
            _bump(desk, means)
            _record(desk, means, "shared_means:withdraw", {})
        return means

    return at_desk(actor, work)


def agree_on_means(
    actor: Actor, means_id: uuid.UUID, enterprise_id: uuid.UUID, form: MeansAgreementForm
) -> MeansAgreement:
    """Enter an enterprise's agreement on shared means.

    Raises Invalid (``means_id``: ``withdrawn``; ``number``: ``taken``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> MeansAgreement:
        desk.keep_enterprise(enterprise_id)
        means = find(desk.session, SharedMeans, means_id, desk.scope.shared_means())
        if means.withdrawn_at is not None:
            raise Invalid({"means_id": "withdrawn"})
        faults = Faults()
        values = _agreed(faults, form)
        faults.check(not _number_taken(desk, means_id, enterprise_id, str(values["number"])), "number", "taken")
        faults.raise_any()
        agreement = MeansAgreement(
            means_id=means_id, enterprise_id=enterprise_id, created_at=desk.now, **values, **kept_document(desk, form)
        )
        desk.add(agreement)
        _record_agreement(desk, agreement, "means_agreement:add", {})
        return agreement

    return at_desk(actor, work)


def edit_means_agreement(
    actor: Actor, agreement_id: uuid.UUID, revision: int, form: MeansAgreementForm
) -> MeansAgreement:
    """Change or renew an agreement; live permits that name the team are judged anew.

    Raises Invalid, Forbidden, NotFound, Conflict ``stale``.
    """

    def work(desk: Desk) -> MeansAgreement:
        agreement = find(desk.session, MeansAgreement, agreement_id, desk.scope.means_agreements())
        desk.keep_enterprise(agreement.enterprise_id)
        expect(agreement, revision)
        faults = Faults()
        values = _agreed(faults, form)
        number = str(values["number"])
        taken = number != agreement.number and _number_taken(desk, agreement.means_id, agreement.enterprise_id, number)
        faults.check(not taken, "number", "taken")
        faults.raise_any()
        changed = change(agreement, values | kept_document(desk, form, agreement))
        if changed:
            desk.bump(Permit.rescue_agreement_id == agreement.id)
            _record_agreement(desk, agreement, "means_agreement:edit", {"changed": changed})
        return agreement

    return at_desk(actor, work)


def _to_keep(desk: Desk, means_id: uuid.UUID) -> SharedMeans:
    means = find(desk.session, SharedMeans, means_id, desk.scope.shared_means())
    desk.take_charge(means.area, AREA_KEEPERS)
    return means


def _checked(desk: Desk, form: MeansForm) -> dict[str, object]:
    desk.keep_area(form.area_id, AREA_KEEPERS)
    faults = Faults()
    values = asdict(form) | {
        "name": faults.words("name", form.name),
        "provider": faults.words("provider", form.provider),
        "phone": faults.words("phone", form.phone, longest=_PHONE),
        "strength": faults.remark("strength", form.strength, longest=_LONG),
    }
    faults.raise_any()
    return values


def _agreed(faults: Faults, form: MeansAgreementForm) -> dict[str, object]:
    faults.between("minutes_to_arrive", form.minutes_to_arrive, 1, _DAY_MINUTES)
    return agreement_values(faults, form) | {"minutes_to_arrive": form.minutes_to_arrive}


def _number_taken(desk: Desk, means_id: uuid.UUID, enterprise_id: uuid.UUID, number: str) -> bool:
    same = select(MeansAgreement.id).where(
        MeansAgreement.means_id == means_id,
        MeansAgreement.enterprise_id == enterprise_id,
        MeansAgreement.number == number,
    )
    return desk.session.scalar(same) is not None


def _bump(desk: Desk, means: SharedMeans) -> None:
    agreements = select(MeansAgreement.id).where(MeansAgreement.means_id == means.id)
    desk.bump(Permit.rescue_agreement_id.in_(agreements))


def _record(desk: Desk, means: SharedMeans, tag: str, payload: dict[str, object]) -> None:
    desk.record(tag, {"means_id": means.id, **payload}, journal.SYSTEM)


def _record_agreement(desk: Desk, agreement: MeansAgreement, tag: str, payload: dict[str, object]) -> None:
    told = {"means_agreement_id": agreement.id, "means_id": agreement.means_id, **payload}
    desk.record(tag, told, register_of(agreement.enterprise_id))
