"""People: who works for whom and how, their photos; testers of commissioned laboratories."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select, update

from permit_service.actor import Actor
from permit_service.models.accounts import ApiToken, RoleGrant, SessionRow, User
from permit_service.models.people import Badge, LabTester, Person, PersonPhoto
from permit_service.models.presence import Entry
from permit_service.services.bumps import naming
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import REGISTRARS, Desk, at_desk, change, expect, register_of
from permit_service.services.registers.pinyin import pinyin_of
from permit_service.storage import IMAGES
from workflows.training_kinds import Employment


@dataclass(frozen=True, slots=True)
class PersonForm:
    """A person as typed. ``pinyin`` sorts and finds; without it the name's own is made."""

    name: str
    pinyin: str = ""
    phone: str = ""
    position: str = ""
    employment: Employment = Employment.employed


@dataclass(frozen=True, slots=True)
class LabTesterForm:
    """A tester of a commissioned laboratory: unit, qualification, certificate (G46 5.8.3; site-rules 15)."""

    laboratory: str
    qualification: str
    name: str
    certificate: str


def add_person(actor: Actor, enterprise_id: uuid.UUID, form: PersonForm) -> Person:
    """Enter somebody of an enterprise. Raises Invalid, Forbidden, NotFound."""

    def work(desk: Desk) -> Person:
        desk.keep_enterprise(enterprise_id)
        return enter(desk, enterprise_id, form)

    return at_desk(actor, work)


def add_officer(actor: Actor, area_id: uuid.UUID, form: PersonForm) -> Person:
    """Enter somebody of an area's authority. Raises Invalid, Forbidden, NotFound."""

    def work(desk: Desk) -> Person:
        desk.keep_area(area_id, REGISTRARS)
        return _add(desk, Person(area_id=area_id, created_at=desk.now, **checked(form)))

    return at_desk(actor, work)


def edit_person(actor: Actor, person_id: uuid.UUID, revision: int, form: PersonForm) -> Person:
    """Change a person's entry. Raises Invalid, Forbidden, NotFound, Conflict ``stale``."""

    def work(desk: Desk) -> Person:
        person = desk.keep_person(person_id)
        expect(person, revision)
        amend(desk, person, form)
        return person

    return at_desk(actor, work)


def record_leaving(actor: Actor, person_id: uuid.UUID) -> Person:
    """Somebody has left: badge and account end with it, live permits that name them are judged anew.

    Raises Invalid (``person_id``: ``inside`` a space, ``principal``: name another first), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Person:
        person = desk.keep_person(person_id)
        faults = Faults()
        inside = select(Entry.id).where(Entry.person_id == person.id, Entry.out_at.is_(None))
        faults.check(desk.session.scalar(inside) is None, "person_id", "inside")
        faults.check(not person.is_principal, "person_id", "principal")
        faults.raise_any()
        if person.left_at is None:
            person.left_at = desk.now
            _end_access(desk, person)
            desk.bump(naming(person.id))
            _record(desk, person, "person:leave", {})
        return person

    return at_desk(actor, work)


def put_photo(actor: Actor, person_id: uuid.UUID, photo: bytes) -> PersonPhoto:
    """Keep the photo by which a guardian compares face and badge. Raises Invalid, Forbidden, NotFound."""

    def work(desk: Desk) -> PersonPhoto:
        person = desk.keep_person(person_id)
        file_id = desk.keep_file(photo, "photo", IMAGES)
        kept = desk.session.merge(PersonPhoto(person_id=person.id, file_id=file_id, taken_at=desk.now))
        _record(desk, person, "person:photo", {"file_id": file_id})
        return kept

    return at_desk(actor, work)


def add_lab_tester(actor: Actor, enterprise_id: uuid.UUID, form: LabTesterForm) -> LabTester:
    """Enter a tester of a laboratory that the enterprise commissioned. Raises Invalid, Forbidden, NotFound."""

    def work(desk: Desk) -> LabTester:
        desk.keep_enterprise(enterprise_id)
        faults = Faults()
        tester = LabTester(
            enterprise_id=enterprise_id,
            laboratory=faults.words("laboratory", form.laboratory),
            qualification=faults.words("qualification", form.qualification),
            name=faults.words("name", form.name),
            certificate=faults.words("certificate", form.certificate),
            created_at=desk.now,
            created_by_id=desk.user_id,
        )
        faults.raise_any()
        desk.add(tester)
        desk.record("lab_tester:add", {"lab_tester_id": tester.id}, register_of(enterprise_id))
        return tester

    return at_desk(actor, work)


def enter(desk: Desk, enterprise_id: uuid.UUID, form: PersonForm) -> Person:
    """Enter somebody, inside a unit of work, at an enterprise whose register is the account's to keep."""
    return _add(desk, Person(enterprise_id=enterprise_id, created_at=desk.now, **checked(form)))


def amend(desk: Desk, person: Person, form: PersonForm) -> None:
    """Change an entry that is the account's to keep, inside a unit of work."""
    changed = change(person, checked(form))
    if changed:
        desk.bump(naming(person.id))
        _record(desk, person, "person:edit", {"changed": changed})


def checked(form: PersonForm) -> dict[str, object]:
    """The columns of an entry, cleaned. Raises Invalid."""
    faults = Faults()
    name = faults.words("name", form.name, longest=100)
    values = {
        "name": name,
        "pinyin": faults.remark("pinyin", form.pinyin).casefold() or pinyin_of(name),
        "phone": faults.telephone("phone", form.phone, longest=40),
        "position": faults.remark("position", form.position),
        "employment": form.employment,
    }
    faults.raise_any()
    return values


def _add(desk: Desk, person: Person) -> Person:
    desk.add(person)
    _record(desk, person, "person:add", {})
    return person


def _end_access(desk: Desk, person: Person) -> None:
    user_ids = select(User.id).where(User.person_id == person.id)
    desk.session.execute(
        update(Badge).where(Badge.person_id == person.id, Badge.revoked_at.is_(None)).values(revoked_at=desk.now)
    )
    desk.session.execute(update(User).where(User.person_id == person.id).values(active=False))
    for held in (RoleGrant, SessionRow, ApiToken):
        desk.session.execute(
            update(held).where(held.user_id.in_(user_ids), held.ended_at.is_(None)).values(ended_at=desk.now)
        )


def _record(desk: Desk, person: Person, tag: str, payload: dict[str, object]) -> None:
    desk.record(tag, {"person_id": person.id, **payload}, register_of(person.enterprise_id or person.area_id))
