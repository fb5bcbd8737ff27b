"""人员台账: the list, one person whole, the forms; badges and proofs of training to print."""

import uuid
from dataclasses import replace
from datetime import datetime

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.documents.badges import badge_sheet
from permit_service.documents.training_proof import training_proof
from permit_service.errors import NotFound
from permit_service.labels.pages import common
from permit_service.labels.pages import people as words
from permit_service.models.people import Person
from permit_service.queries import people as register
from permit_service.queries import scope, scope_of_parts, trainings
from permit_service.queries.people import MOST_BADGES, PeopleFilter, PersonEntry, TrainingState
from permit_service.queries.reading import session
from permit_service.services import codes
from permit_service.services.registers import people, prints
from permit_service.services.registers.people import PersonForm
from permit_service.web.forms import Form
from permit_service.web.lasting import trained
from permit_service.web.register_pages import (
    Asked,
    Filter,
    Listing,
    Number,
    Row,
    Sign,
    asked,
    filled,
    may_keep,
    own_enterprise_id,
)
from permit_service.web.trouble import NONE, Trouble, carried_out
from qr import image, short_code
from workflows.training_kinds import Employment

blueprint = Blueprint("people", __name__, url_prefix="/registers/people")

_TRAINING = Filter(
    "training",
    words.TRAINING,
    (
        (TrainingState.good, words.TRAINED),
        (TrainingState.lapsed, common.OVERDUE),
        (TrainingState.none, words.NOT_TRAINED),
    ),
)
_EMPLOYMENT = Filter("employment", words.EMPLOYMENT, tuple((one, labels.of(one)) for one in Employment))
_EMPLOYMENTS = tuple((one, labels.of(one)) for one in Employment)


@blueprint.get("")
def index() -> str:
    """People with training and badge."""
    wanted, now = asked(_TRAINING, _EMPLOYMENT), wallclock.now()
    page = register.people(session(), current_actor(), wanted.wanted, _narrowing(wanted))
    rows = tuple(_row(entry, now) for entry in register.person_entries(session(), page.rows))
    listing = Listing(wanted, words.COLUMNS, rows, page.after)
    return render_template("people/index.html", listing=listing, own=own_enterprise_id(), most_badges=MOST_BADGES)


@blueprint.get("/<uuid:person_id>")
def show(person_id: uuid.UUID) -> str:
    """One person: whether they may be named, and why not; training, certificates, badge."""
    return show_page(person_id, NONE)


@blueprint.get("/new")
def new() -> str:
    """The form of a new entry."""
    return _form_page(None, NONE)


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Enter somebody of the own enterprise."""

    def act() -> str:
        enterprise_id = own_enterprise_id()
        if enterprise_id is None:
            raise NotFound
        person = people.add_person(current_actor(), enterprise_id, _form())
        return url_for("people.show", person_id=person.id)

    return carried_out(act, lambda trouble: _form_page(None, trouble))


@blueprint.get("/<uuid:person_id>/edit")
def edit(person_id: uuid.UUID) -> str:
    """The form of an entry."""
    return _form_page(_person(person_id), NONE)


@blueprint.post("/<uuid:person_id>/edit")
def edit_post(person_id: uuid.UUID) -> ResponseReturnValue:
    """Change an entry."""

    def act() -> str:
        form = Form()
        revision = form.number("revision")
        form.done()
        people.edit_person(current_actor(), person_id, revision, _form())
        return url_for("people.show", person_id=person_id)

    return carried_out(act, lambda trouble: _form_page(_person(person_id), trouble))


@blueprint.post("/<uuid:person_id>/leave")
def leave(person_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody has left."""

    def act() -> str:
        people.record_leaving(current_actor(), person_id)
        flash(words.LEAVING_RECORDED, "safe")
        return url_for("people.show", person_id=person_id)

    return carried_out(act, lambda trouble: show_page(person_id, trouble))


@blueprint.post("/<uuid:person_id>/photo")
def put_photo(person_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the photo by which a guardian compares face and badge."""

    def act() -> str:
        form = Form()
        photo = form.needed("photo", form.upload("photo"))
        people.put_photo(current_actor(), person_id, photo)
        return url_for("people.show", person_id=person_id, _anchor="badge")

    return carried_out(act, lambda trouble: show_page(person_id, trouble))


@blueprint.post("/<uuid:person_id>/badge")
def issue_badge(person_id: uuid.UUID) -> ResponseReturnValue:
    """Make a badge; the one before is revoked with it."""

    def act() -> str:
        prints.issue_badge(current_actor(), person_id)
        return url_for("people.show", person_id=person_id, _anchor="badge")

    return carried_out(act, lambda trouble: show_page(person_id, trouble))


@blueprint.get("/<uuid:person_id>/badge.svg")
def badge_code(person_id: uuid.UUID) -> Response:
    """The code of the badge in force."""
    (entry,) = register.person_entries(session(), (_person(person_id),))
    if entry.badge is None:
        raise NotFound
    caption = f"{short_code.grouped(entry.badge.number)}\n{entry.person.name}"
    return Response(image.svg(codes.badge_code(entry.badge), caption, width_mm=60), mimetype="image/svg+xml")


@blueprint.post("/badges")
def issue_badges() -> ResponseReturnValue:
    """Make badges for everybody of the own enterprise who has none, and go on to print them."""
    enterprise_id = own_enterprise_id()
    if enterprise_id is None:
        raise NotFound
    count = prints.issue_missing_badges(current_actor(), enterprise_id)
    flash(words.BADGES_ISSUED.format(count=count) if count else words.BADGES_COMPLETE, "safe")
    return redirect(url_for("people.index"), 303)


@blueprint.get("/badges.pdf")
def print_badges() -> Response:
    """A sheet of the badges of the own enterprise's people, narrowed as the list is."""
    enterprise_id = own_enterprise_id()
    if enterprise_id is None:
        raise NotFound
    narrowed = replace(_narrowing(asked(_TRAINING, _EMPLOYMENT)), enterprise_id=enterprise_id)
    badges = register.badges_to_print(session(), current_actor(), narrowed)
    if not badges:
        raise NotFound
    enterprise = scope.enterprise(session(), current_actor(), enterprise_id)
    return _pdf(badge_sheet(badges, enterprise.name, wallclock.now()))


@blueprint.get("/trainings/<uuid:training_id>/proof.pdf")
def proof(training_id: uuid.UUID) -> Response:
    """培训证明 of a passed training."""
    result = scope_of_parts.training_result(session(), current_actor(), training_id)
    made = training_proof(trainings.proven(session(), result), wallclock.now())
    if made is None:
        raise NotFound
    return _pdf(made)


def _narrowing(wanted: Asked) -> PeopleFilter:
    employment, training = wanted.get("employment"), wanted.get("training")
    return PeopleFilter(
        search=wanted.search,
        employment=None if employment is None else Employment(employment),
        training=None if training is None else TrainingState(training),
    )


def show_page(person_id: uuid.UUID, trouble: Trouble) -> str:
    """The page of one person, with what stood against a form of it."""
    person, now = _person(person_id), wallclock.now()
    today = wallclock.civil_day(now)
    file = register.person_file(session(), person, now)
    return render_template(
        "people/show.html",
        trouble=trouble,
        person=person,
        file=file,
        standing=standing_of(file.entry, now),
        proven={one.id: trained(one.valid_until, now) for one in person.trainings if one.passed_at},
        lapsed={one.id for one in file.certificates if register.certificate_lapsed(one, today)},
        keeps=keeps(person),
    )


def keeps(person: Person) -> bool:
    """Whether to offer what changes this person's entry."""
    return person.left_at is None and person.enterprise_id is not None and may_keep(person.enterprise_id)


def standing_of(entry: PersonEntry, now: datetime) -> Sign:
    """Whether somebody may be named on a permit by their training, in few words."""
    if entry.person.left_at is not None:
        return Sign("none", words.LEFT)
    if entry.person.enterprise_id is None and entry.trained_until is None:
        return Sign("none", words.NO_TRAINING_NEEDED)
    return trained(entry.trained_until, now)


def _row(entry: PersonEntry, now: datetime) -> Row:
    person = entry.person
    return Row(
        url_for("people.show", person_id=person.id),
        (
            person.name,
            entry.organisation,
            person.position,
            "" if person.employment is Employment.employed else labels.of(person.employment),
            standing_of(entry, now),
            Number(entry.badge.number) if entry.badge else None,
        ),
    )


def _person(person_id: uuid.UUID) -> Person:
    return scope.person(session(), current_actor(), person_id)


def _form() -> PersonForm:
    form = Form()
    employment = form.choice("employment", Employment)
    form.done()
    return PersonForm(
        name=form.text("name"),
        pinyin=form.text("pinyin"),
        phone=form.text("phone"),
        position=form.text("position"),
        employment=employment or Employment.employed,
    )


def _form_page(person: Person | None, trouble: Trouble) -> str:
    if person is None and own_enterprise_id() is None:
        raise NotFound
    names = ("name", "pinyin", "phone", "position", "employment")
    entry = {"employment": Employment.employed}
    if person is not None:
        entry = {name: getattr(person, name) for name in names}
    return render_template(
        "people/edit.html", trouble=trouble, person=person, f=filled(entry, trouble), employments=_EMPLOYMENTS
    )


def _pdf(made: bytes) -> Response:
    return Response(made, mimetype="application/pdf")
