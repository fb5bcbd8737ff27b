"""Enterprises: who they are, which rules bind them, who their 主要负责人 is."""

import uuid
from dataclasses import asdict, dataclass

from sqlalchemy import select, update
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

from permit_service.actor import Actor
from permit_service.errors import Invalid
from permit_service.models.accounts import RoleGrant
from permit_service.models.enterprises import Enterprise
from permit_service.models.people import Person
from permit_service.queries.scope import find
from permit_service.services.bumps import of_enterprise
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import REGISTRARS, Desk, at_desk, change, expect, register_of
from permit_service.services.registers.pinyin import pinyin_of
from workflows.profiles import default_profile, may_choose
from workflows.vocabulary import ProfileName, Role, Sector


@dataclass(frozen=True, slots=True)
class EnterpriseForm:
    """An enterprise as typed; without a profile it gets its trade's."""

    name: str
    uscc: str
    sector: Sector
    area_id: uuid.UUID
    profile: ProfileName | None = None
    address: str = ""
    phone: str = ""
    night_approval: bool = False
    drills_block: bool = False


@dataclass(frozen=True, slots=True)
class OwnEntryForm:
    """What a firm decides about itself: where to reach it, and two rules stricter than the law's.

    ``night_approval``: work at night or on a day off needs one more approver. ``drills_block``: an overdue drill
    refuses work instead of warning (G46 4.6.2).
    """

    address: str
    phone: str
    night_approval: bool
    drills_block: bool


def add_enterprise(actor: Actor, form: EnterpriseForm) -> Enterprise:
    """Enter a firm. For administrators and the district officers of its area.

    Raises Invalid (``uscc``: length, check, ``string_pattern_mismatch``, ``taken``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Enterprise:
        enterprise = Enterprise(created_at=desk.now, **_checked(desk, form))
        desk.add(enterprise)
        payload = {"enterprise_id": enterprise.id, "sector": enterprise.sector, "profile": enterprise.profile}
        desk.record("enterprise:add", payload, register_of(enterprise.id))
        return enterprise

    return at_desk(actor, work)


def edit_enterprise(actor: Actor, enterprise_id: uuid.UUID, revision: int, form: EnterpriseForm) -> Enterprise:
    """Change a firm's entry, as its registrars may; live permits of its spaces and its work are judged anew.

    Raises Invalid, Forbidden, NotFound, Conflict ``stale``.
    """

    def work(desk: Desk) -> Enterprise:
        enterprise = find(desk.session, Enterprise, enterprise_id, desk.scope.enterprise_rows())
        desk.take_charge(enterprise.area, REGISTRARS)
        expect(enterprise, revision)
        return _change(desk, enterprise, _checked(desk, form, enterprise))

    return at_desk(actor, work)


def edit_own_entry(actor: Actor, enterprise_id: uuid.UUID, revision: int, form: OwnEntryForm) -> Enterprise:
    """Change what a firm decides about itself; its live permits are judged anew.

    Raises Invalid, Forbidden, NotFound, Conflict ``stale``.
    """

    def work(desk: Desk) -> Enterprise:
        enterprise = desk.keep_enterprise(enterprise_id)
        expect(enterprise, revision)
        faults = Faults()
        values = asdict(form) | {
            "address": faults.remark("address", form.address),
            "phone": faults.telephone("phone", form.phone),
        }
        faults.raise_any()
        return _change(desk, enterprise, values)

    return at_desk(actor, work)


def name_principal(actor: Actor, enterprise_id: uuid.UUID, person_id: uuid.UUID) -> Person:
    """Say who is the firm's 主要负责人 from now on; the one before ceases to be, in the role too.

    For the firm's registrars and its principal of today: a keeper cannot raise anybody to approver of high risks.
    Raises Invalid (``person_id``: ``unknown``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Person:
        enterprise = find(desk.session, Enterprise, enterprise_id, desk.scope.enterprise_rows())
        if enterprise_id not in actor.enterprises_as(Role.principal):
            desk.take_charge(enterprise.area, REGISTRARS)
        person = _employee(desk, enterprise_id, person_id)
        if not person.is_principal:
            _end_principal(desk, enterprise_id)
            person.is_principal = True
            desk.bump(of_enterprise(enterprise_id))
            payload = {"enterprise_id": enterprise_id, "person_id": person.id}
            desk.record("enterprise:name_principal", payload, register_of(enterprise_id))
        return person

    return at_desk(actor, work)


def _checked(desk: Desk, form: EnterpriseForm, entry: Enterprise | None = None) -> dict[str, object]:
    desk.keep_area(form.area_id, REGISTRARS)
    faults = Faults()
    profile = form.profile or default_profile(form.sector)
    faults.check(may_choose(form.sector, profile), "profile", "profile_of_sector")
    name = faults.words("name", form.name)
    values = {
        "name": name,
        "pinyin": pinyin_of(name),
        "uscc": _credit_code(desk, faults, form.uscc, entry),
        "sector": form.sector,
        "profile": profile,
        "area_id": form.area_id,
        "address": faults.remark("address", form.address),
        "phone": faults.telephone("phone", form.phone),
        "night_approval": form.night_approval,
        "drills_block": form.drills_block,
    }
    faults.raise_any()
    return values


def _credit_code(desk: Desk, faults: Faults, typed: str, entry: Enterprise | None) -> str:
    try:
        code: str = uscc.validate(typed)
    except InvalidLength:
        faults.add("uscc", "length")
    except InvalidChecksum:
        faults.add("uscc", "check")
    except ValidationError:
        faults.add("uscc", "string_pattern_mismatch")
    else:
        holder = desk.session.scalar(select(Enterprise.id).where(Enterprise.uscc == code))
        faults.check(holder is None or (entry is not None and holder == entry.id), "uscc", "taken")
        return code
    return typed


def _change(desk: Desk, enterprise: Enterprise, values: dict[str, object]) -> Enterprise:
    changed = change(enterprise, values)
    if changed:
        desk.bump(of_enterprise(enterprise.id))
        payload = {"enterprise_id": enterprise.id, "changed": changed}
        desk.record("enterprise:edit", payload, register_of(enterprise.id))
    return enterprise


def _employee(desk: Desk, enterprise_id: uuid.UUID, person_id: uuid.UUID) -> Person:
    if not desk.employs(enterprise_id, person_id):
        raise Invalid({"person_id": "unknown"})
    return desk.session.get_one(Person, person_id)


def _end_principal(desk: Desk, enterprise_id: uuid.UUID) -> None:
    """The one before ceases to be principal: first in the table, since there may be one at a time only."""
    desk.session.execute(update(Person).where(Person.enterprise_id == enterprise_id).values(is_principal=False))
    desk.session.execute(
        update(RoleGrant)
        .where(RoleGrant.enterprise_id == enterprise_id, RoleGrant.role == Role.principal)
        .where(RoleGrant.ended_at.is_(None))
        .values(ended_at=desk.now)
    )
