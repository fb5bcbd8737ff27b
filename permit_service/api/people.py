"""People: the register, photos and badges; testers of commissioned laboratories."""

import uuid

from permit_service import wallclock
from permit_service.access import current_actor
from permit_service.api.credentials import CertificateView, TrainingView
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, CodeView, Moment, PageView, View, answer, page
from permit_service.api.types import Blob, Body, Choice, Count, Id, Line, PageQuery, Params
from permit_service.errors import Invalid
from permit_service.models.people import Person
from permit_service.queries import people as register
from permit_service.queries import scope, scope_of_parts
from permit_service.queries.people import PeopleFilter, TrainingState
from permit_service.queries.reading import session
from permit_service.services import codes
from permit_service.services.registers import people, prints
from permit_service.services.registers.people import LabTesterForm, PersonForm
from workflows.training_kinds import Employment

blueprint = noun("people")


class PersonPath(Params):
    person_id: Id


class BadgePath(Params):
    badge_id: Id


class PeopleQuery(PageQuery):
    """``q`` looks in names, pinyin and telephone numbers."""

    enterprise_id: Id | None = None
    employment: Employment | None = None
    training: TrainingState | None = None
    q: Line = ""


class PersonBody(Body):
    """``pinyin`` sorts and finds; without it the name's own is made."""

    name: Line
    pinyin: Line = ""
    phone: Line = ""
    position: Line = ""
    employment: Choice[Employment] = Employment.employed


class NewPersonBody(PersonBody):
    """Of an enterprise, or of an area's authority: one of the two."""

    enterprise_id: Id | None = None
    area_id: Id | None = None


class ChangedPersonBody(PersonBody):
    """``revision`` is the entry's when it was read; another one is 409 ``stale``."""

    revision: Count


class PhotoBody(Body):
    """JPEG or PNG in base64."""

    photo: Blob


class LabTesterBody(Body):
    """A tester of a commissioned laboratory: unit, qualification, certificate (G46 5.8.3)."""

    enterprise_id: Id
    laboratory: Line
    qualification: Line
    name: Line
    certificate: Line


class BadgeView(View):
    """A badge; ``number`` is what people can type."""

    id: uuid.UUID
    person_id: uuid.UUID
    number: str
    issued_at: Moment
    revoked_at: Moment | None


class PersonView(View):
    """A person of the register."""

    id: uuid.UUID
    revision: int
    name: str
    pinyin: str
    phone: str
    position: str
    employment: Employment
    enterprise_id: uuid.UUID | None
    area_id: uuid.UUID | None
    is_principal: bool
    left_at: Moment | None
    created_at: Moment


class PersonEntryView(PersonView):
    """A person with the trainings, the badge in force, and the moment until which training holds."""

    trained_until: Moment | None
    badge: BadgeView | None
    photo_id: uuid.UUID | None
    trainings: list[TrainingView]
    certificates: list[CertificateView]


class LabTesterView(View):
    """A commissioned laboratory's tester."""

    id: uuid.UUID
    enterprise_id: uuid.UUID
    laboratory: str
    qualification: str
    name: str
    certificate: str
    created_at: Moment


@blueprint.get("/people", responses=reads(PageView[PersonView]))
def index(query: PeopleQuery) -> Answer:
    """People who have not left, by sort key."""
    narrowed = PeopleFilter(query.q, query.enterprise_id, query.employment, query.training)
    return answer(page(register.people(session(), current_actor(), query.wanted, narrowed), PersonView))


@blueprint.post("/people", responses=makes(PersonView))
def create(body: NewPersonBody) -> Answer:
    """Enter somebody of an enterprise or of an area's authority."""
    form = PersonForm(**body.model_dump(exclude={"enterprise_id", "area_id"}))
    if (body.enterprise_id is None) == (body.area_id is None):
        raise Invalid({"enterprise_id": "required" if body.area_id is None else "none_required"})
    if body.enterprise_id is not None:
        entry = people.add_person(current_actor(), body.enterprise_id, form)
    else:
        assert body.area_id is not None
        entry = people.add_officer(current_actor(), body.area_id, form)
    return answer(PersonView.model_validate(entry), 201)


@blueprint.get("/people/<uuid:person_id>", responses=reads(PersonEntryView))
def show(path: PersonPath) -> Answer:
    """One person with trainings and badge."""
    return answer(_entry(scope.person(session(), current_actor(), path.person_id)))


@blueprint.put("/people/<uuid:person_id>", responses=does(PersonView))
def edit(path: PersonPath, body: ChangedPersonBody) -> Answer:
    """Change a person's entry."""
    form = PersonForm(**body.model_dump(exclude={"revision"}))
    return answer(PersonView.model_validate(people.edit_person(current_actor(), path.person_id, body.revision, form)))


@blueprint.post("/people/<uuid:person_id>/leave", responses=does(PersonView))
def leave(path: PersonPath) -> Answer:
    """Somebody has left: badge and account end with it."""
    return answer(PersonView.model_validate(people.record_leaving(current_actor(), path.person_id)))


@blueprint.put("/people/<uuid:person_id>/photo", responses=does(PersonEntryView))
def put_photo(path: PersonPath, body: PhotoBody) -> Answer:
    """Keep the photo by which a guardian compares face and badge."""
    people.put_photo(current_actor(), path.person_id, body.photo)
    return answer(_entry(scope.person(session(), current_actor(), path.person_id)))


@blueprint.post("/people/<uuid:person_id>/badges", responses=makes(BadgeView))
def issue_badge(path: PersonPath) -> Answer:
    """Make somebody's badge; the one before is revoked with it."""
    return answer(BadgeView.model_validate(prints.issue_badge(current_actor(), path.person_id)), 201)


@blueprint.get("/badges/<uuid:badge_id>/code", responses=reads(CodeView))
def show_badge_code(path: BadgePath) -> Answer:
    """What a badge's printed code holds."""
    badge = scope_of_parts.badge(session(), current_actor(), path.badge_id)
    return answer(CodeView(url=codes.badge_code(badge), typed=badge.number))


@blueprint.post("/badges/<uuid:badge_id>/revoke", responses=does(BadgeView))
def revoke_badge(path: BadgePath) -> Answer:
    """Call a badge back."""
    return answer(BadgeView.model_validate(prints.revoke_badge(current_actor(), path.badge_id)))


@blueprint.post("/lab-testers", responses=makes(LabTesterView))
def add_lab_tester(body: LabTesterBody) -> Answer:
    """Enter a tester of a laboratory that the enterprise commissioned."""
    form = LabTesterForm(**body.model_dump(exclude={"enterprise_id"}))
    tester = people.add_lab_tester(current_actor(), body.enterprise_id, form)
    return answer(LabTesterView.model_validate(tester), 201)


def _entry(person: Person) -> PersonEntryView:
    entry = register.person_file(session(), person, wallclock.now()).entry
    return PersonEntryView(
        **PersonView.model_validate(person).model_dump(),
        trained_until=entry.trained_until,
        badge=None if entry.badge is None else BadgeView.model_validate(entry.badge),
        photo_id=None if person.photo is None else person.photo.file_id,
        trainings=[TrainingView.model_validate(row) for row in person.trainings],
        certificates=[CertificateView.model_validate(row) for row in person.certificates],
    )
