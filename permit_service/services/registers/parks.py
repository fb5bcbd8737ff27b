"""Parks (一园一档): who lets to whom in 园区, 厂中厂 and 园中园, and the safety agreement between them."""

import uuid
from dataclasses import asdict, dataclass

from sqlalchemy import select

from permit_service import journal
from permit_service.actor import Actor
from permit_service.models.choices import ParkKind
from permit_service.models.enterprises import Enterprise
from permit_service.models.parks import Park, Tenancy
from permit_service.queries.scope import find
from permit_service.services.inputs import Faults
from permit_service.services.registers.agreements import AgreementForm, agreement_values, kept_document
from permit_service.services.registers.desk import AREA_KEEPERS, Desk, at_desk, change, expect, register_of
from permit_service.services.registers.pinyin import pinyin_of

_PHONE = 40


@dataclass(frozen=True, slots=True)
class ParkForm:
    """A park as typed; ``lessor_id`` is the firm that answers for it as a whole."""

    name: str
    kind: ParkKind
    area_id: uuid.UUID
    lessor_id: uuid.UUID
    address: str = ""
    phone: str = ""
    safety_committee: bool = False


@dataclass(frozen=True, slots=True)
class TenancyForm(AgreementForm):
    """A tenant's place in the park and its safety agreement with who lets it."""

    place: str = ""


def add_park(actor: Actor, form: ParkForm) -> Park:
    """Enter a park; for the officers of its area.

    Raises Invalid (``lessor_id``: ``unknown``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Park:
        park = Park(created_at=desk.now, **_checked(desk, form))
        desk.add(park)
        _record(desk, park, "park:add", {})
        return park

    return at_desk(actor, work)


def edit_park(actor: Actor, park_id: uuid.UUID, revision: int, form: ParkForm) -> Park:
    """Change a park's entry. Raises Invalid, Forbidden, NotFound, Conflict ``stale``."""

    def work(desk: Desk) -> Park:
        park = find(desk.session, Park, park_id, desk.scope.parks())
        desk.take_charge(park.area, AREA_KEEPERS)
        expect(park, revision)
        changed = change(park, _checked(desk, form))
        if changed:
            _record(desk, park, "park:edit", {"changed": changed})
        return park

    return at_desk(actor, work)


def add_tenancy(
    actor: Actor, park_id: uuid.UUID, lessor_id: uuid.UUID, lessee_id: uuid.UUID, form: TenancyForm
) -> Tenancy:
    """Enter a tenant; for the officers of the park's area and the keepers of the park's lessor.

    The lessor is the park's own or a tenant that lets on (园中园). Raises Invalid (``lessor_id``, ``lessee_id``:
    ``unknown``, ``same_party``; ``place``: ``taken``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Tenancy:
        park = _park_to_keep(desk, park_id)
        faults = Faults()
        faults.check(lessor_id in _lessors(desk, park), "lessor_id", "unknown")
        faults.check(desk.session.get(Enterprise, lessee_id) is not None, "lessee_id", "unknown")
        faults.check(lessee_id != lessor_id, "lessee_id", "same_party")
        values = _agreed(faults, form)
        faults.check(not _place_taken(desk, park_id, lessor_id, lessee_id, str(values["place"])), "place", "taken")
        faults.raise_any()
        tenancy = Tenancy(
            park_id=park_id,
            lessor_id=lessor_id,
            lessee_id=lessee_id,
            created_at=desk.now,
            **values,
            **kept_document(desk, form),
        )
        desk.add(tenancy)
        _record_tenancy(desk, tenancy, "tenancy:add", {})
        return tenancy

    return at_desk(actor, work)


def edit_tenancy(actor: Actor, tenancy_id: uuid.UUID, revision: int, form: TenancyForm) -> Tenancy:
    """Change a tenancy's place or agreement; without a new document the old one stays.

    Raises Invalid, Forbidden, NotFound, Conflict ``stale``.
    """

    def work(desk: Desk) -> Tenancy:
        tenancy = _tenancy_to_keep(desk, tenancy_id)
        expect(tenancy, revision)
        faults = Faults()
        values = _agreed(faults, form)
        place = str(values["place"])
        taken = place != tenancy.place and _place_taken(
            desk, tenancy.park_id, tenancy.lessor_id, tenancy.lessee_id, place
        )
        faults.check(not taken, "place", "taken")
        faults.raise_any()
        changed = change(tenancy, values | kept_document(desk, form, tenancy))
        if changed:
            _record_tenancy(desk, tenancy, "tenancy:edit", {"changed": changed})
        return tenancy

    return at_desk(actor, work)


def end_tenancy(actor: Actor, tenancy_id: uuid.UUID) -> Tenancy:
    """The tenant has moved out; a second time does nothing. Raises Forbidden, NotFound."""

    def work(desk: Desk) -> Tenancy:
        tenancy = _tenancy_to_keep(desk, tenancy_id)
        if tenancy.ended_at is None:
            tenancy.ended_at = desk.now
            _record_tenancy(desk, tenancy, "tenancy:end", {})
        return tenancy

    return at_desk(actor, work)


def _park_to_keep(desk: Desk, park_id: uuid.UUID) -> Park:
    park = find(desk.session, Park, park_id, desk.scope.parks())
    if not desk.keeps(park.lessor_id):
        desk.take_charge(park.area, AREA_KEEPERS)
    return park


def _tenancy_to_keep(desk: Desk, tenancy_id: uuid.UUID) -> Tenancy:
    tenancy = find(desk.session, Tenancy, tenancy_id, desk.scope.tenancies())
    if not desk.keeps(tenancy.lessor_id):
        _park_to_keep(desk, tenancy.park_id)
    return tenancy


def _checked(desk: Desk, form: ParkForm) -> dict[str, object]:
    desk.keep_area(form.area_id, AREA_KEEPERS)
    faults = Faults()
    faults.check(desk.session.get(Enterprise, form.lessor_id) is not None, "lessor_id", "unknown")
    name = faults.words("name", form.name)
    values = asdict(form) | {
        "name": name,
        "pinyin": pinyin_of(name),
        "address": faults.remark("address", form.address),
        "phone": faults.telephone("phone", form.phone, longest=_PHONE),
    }
    faults.raise_any()
    return values


def _agreed(faults: Faults, form: TenancyForm) -> dict[str, object]:
    return agreement_values(faults, form) | {"place": faults.words("place", form.place)}


def _lessors(desk: Desk, park: Park) -> set[uuid.UUID]:
    tenants = select(Tenancy.lessee_id).where(Tenancy.park_id == park.id, Tenancy.ended_at.is_(None))
    return {park.lessor_id, *desk.session.scalars(tenants)}


def _place_taken(desk: Desk, park_id: uuid.UUID, lessor_id: uuid.UUID, lessee_id: uuid.UUID, place: str) -> bool:
    same = select(Tenancy.id).where(
        Tenancy.park_id == park_id,
        Tenancy.lessor_id == lessor_id,
        Tenancy.lessee_id == lessee_id,
        Tenancy.place == place,
        Tenancy.ended_at.is_(None),
    )
    return desk.session.scalar(same) is not None


def _record(desk: Desk, park: Park, tag: str, payload: dict[str, object]) -> None:
    desk.record(tag, {"park_id": park.id, **payload}, journal.SYSTEM)


def _record_tenancy(desk: Desk, tenancy: Tenancy, tag: str, payload: dict[str, object]) -> None:
    streams = register_of(tenancy.lessor_id), register_of(tenancy.lessee_id)
    desk.record(tag, {"tenancy_id": tenancy.id, **payload}, *streams)
