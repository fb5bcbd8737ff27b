"""People: the register, their training results, photos and badges; testers of commissioned laboratories."""

import uuid

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, CodeView, Moment, Number, PageView, View, answer, page
from permit_service.api.types import Blob, Body, Count, Dec, Id, Line, PageQuery, Params, Text, When
from permit_service.errors import Invalid
from permit_service.models.people import Person
from permit_service.queries import registers, scope, scope_of_parts
from permit_service.queries.reading import session
from permit_service.services import codes
from permit_service.services.registers import people, prints
from permit_service.services.registers.people import LabTesterForm, PersonForm, TrainingForm

blueprint = noun("people", "People, their training 培训 and badges 工牌")


class PersonPath(Params):
    person_id: Id


class BadgePath(Params):
    badge_id: Id


class PeopleQuery(PageQuery):
    enterprise_id: Id | None = None


class PersonBody(Body):
    """``pinyin`` sorts lists; without it the name itself does."""

    name: Line
    pinyin: Line = ""
    phone: Line = ""
    position: Line = ""


class NewPersonBody(PersonBody):
    """Of an enterprise, or of an area's authority: one of the two."""

    enterprise_id: Id | None = None
    area_id: Id | None = None


class ChangedPersonBody(PersonBody):
    """``revision`` is the entry's when it was read; another one is 409 ``stale``."""

    revision: Count


class TrainingBody(Body):
    """A training and its examination. ``passed_at`` is the examiner's finding; without it, not passed."""

    held_at: When
    topics: Text
    passed_at: When | None = None
    mark: Dec | None = None
    certificate: Blob | None = None


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


class TrainingView(View):
    """A training result; a pass holds until ``valid_until``."""

    id: uuid.UUID
    person_id: uuid.UUID
    held_at: Moment
    topics: str
    mark: Number | None
    passed_at: Moment | None
    valid_until: Moment | None
    file_id: uuid.UUID | None
    created_at: Moment


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
    found = registers.people(session(), current_actor(), query.wanted, enterprise_id=query.enterprise_id)
    return answer(page(found, PersonView))


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


@blueprint.post("/people/<uuid:person_id>/trainings", responses=makes(TrainingView))
def add_training(path: PersonPath, body: TrainingBody) -> Answer:
    """Enter a training result; a pass is good for a year."""
    result = people.record_training(current_actor(), path.person_id, TrainingForm(**body.model_dump()))
    return answer(TrainingView.model_validate(result), 201)


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
    (entry,) = registers.person_entries(session(), (person,))
    return PersonEntryView(
        **PersonView.model_validate(person).model_dump(),
        trained_until=entry.trained_until,
        badge=None if entry.badge is None else BadgeView.model_validate(entry.badge),
        photo_id=None if person.photo is None else person.photo.file_id,
        trainings=[TrainingView.model_validate(row) for row in person.trainings],
    )
