"""People: who works for whom, their training results, their photos; testers of commissioned laboratories."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select, update

from permit_service.actor import Actor
from permit_service.models.accounts import ApiToken, RoleGrant, SessionRow, User
from permit_service.models.enterprises import Enterprise
from permit_service.models.people import Badge, LabTester, Person, PersonPhoto, TrainingResult
from permit_service.models.presence import Entry
from permit_service.services.bumps import naming
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import REGISTRARS, Desk, at_desk, change, expect, register_of
from permit_service.storage import IMAGES
from workflows.limits import PROFILES
from workflows.vocabulary import ProfileName

_FULL_MARK = 100


@dataclass(frozen=True, slots=True)
class PersonForm:
    """A person as typed. ``pinyin`` sorts lists; without it the name itself does."""

    name: str
    pinyin: str = ""
    phone: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class TrainingForm:
    """A training and its examination; ``passed_at`` None = not passed."""

    held_at: datetime
    topics: str
    passed_at: datetime | None
    mark: Decimal | None = None
    certificate: bytes | None = None


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


def record_training(actor: Actor, person_id: uuid.UUID, form: TrainingForm) -> TrainingResult:
    """Enter a training result; a pass is good for a year from the day of passing (O13 9; G46 4.4).

    Raises Invalid (``held_at``, ``passed_at``: ``future``; ``passed_at``: ``order``; ``mark``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> TrainingResult:
        person = desk.keep_person(person_id)
        faults = Faults()
        topics = faults.words("topics", form.topics)
        faults.past("held_at", form.held_at, desk.now)
        faults.past("passed_at", form.passed_at, desk.now)
        faults.check(form.passed_at is None or form.passed_at >= form.held_at, "passed_at", "order")
        faults.between("mark", form.mark, 0, _FULL_MARK)
        faults.raise_any()
        result = TrainingResult(
            person_id=person.id,
            held_at=form.held_at,
            topics=topics,
            mark=form.mark,
            passed_at=form.passed_at,
            valid_until=None if form.passed_at is None else form.passed_at + _validity(desk, person),
            file_id=desk.keep_file(form.certificate, "certificate"),
            created_at=desk.now,
            created_by_id=desk.user_id,
        )
        desk.add(result)
        desk.bump(naming(person.id))
        _record(desk, person, "person:train", {"training_id": result.id, "passed": form.passed_at is not None})
        return result

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


def checked(form: PersonForm) -> dict[str, str]:
    """The columns of an entry, cleaned. Raises Invalid."""
    faults = Faults()
    name = faults.words("name", form.name, longest=100)
    values = {
        "name": name,
        "pinyin": faults.remark("pinyin", form.pinyin).casefold() or name,
        "phone": faults.remark("phone", form.phone, longest=40),
        "position": faults.remark("position", form.position),
    }
    faults.raise_any()
    return values


def _add(desk: Desk, person: Person) -> Person:
    desk.add(person)
    _record(desk, person, "person:add", {})
    return person


def _validity(desk: Desk, person: Person) -> timedelta:
    enterprise = desk.session.get(Enterprise, person.enterprise_id) if person.enterprise_id is not None else None
    profile = ProfileName.GB46768 if enterprise is None else enterprise.profile
    return timedelta(days=PROFILES[profile].training_valid_days)


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
