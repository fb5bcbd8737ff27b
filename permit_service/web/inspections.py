"""现场抽查: checks to be made, and the sheet on an inspector's phone: items, photos, problems, people asked."""

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.access import current_actor
from permit_service.actor import Actor
from permit_service.errors import Invalid
from permit_service.labels.pages import checks as words
from permit_service.models.choices import Answer
from permit_service.models.inspections import Inspection
from permit_service.queries import draws as drawing
from permit_service.queries import inspections as reading
from permit_service.queries.draws import DRAWN_ROLES
from permit_service.queries.reading import session
from permit_service.services.inspections import beginning, filling, replacing
from permit_service.services.inspections.filling import FindingForm, ItemAnswer
from permit_service.typed_codes import count_try
from permit_service.web.check_places import narrowed
from permit_service.web.exam import chosen
from permit_service.web.forms import Form, new_nonce, once
from permit_service.web.frame import OFFICERS
from permit_service.web.inspection_page import sheet_page
from permit_service.web.inspection_rows import check_link, check_row, sign_link
from permit_service.web.register_pages import Filter, Listing, filled
from permit_service.web.simple_form import Field, SimpleForm, simple_form
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.inspection_kinds import InspectionItem, InspectionState

blueprint = Blueprint("inspections", __name__, url_prefix="/inspections")

_STATES = Filter("state", words.STATE, tuple((state, labels.of(state)) for state in InspectionState))
_WORDS = {"yes": Answer.yes, "no": Answer.no, "na": Answer.not_involved}


@blueprint.get("")
def index() -> str:
    """What one was sent to check, then every check one may know of."""
    (wanted, area_path), actor = narrowed(_STATES), current_actor()
    told = wanted.get("state")
    state = None if told is None else InspectionState(told)
    page = reading.inspections(session(), actor, wanted.wanted, state=state, area_path=area_path)
    return render_template(
        "inspections/index.html",
        listing=Listing(wanted, words.CHECK_COLUMNS, tuple(check_row(one) for one in page.rows), page.after),
        mine=[
            *(check_link(one) for one in reading.to_make(session(), actor)),
            *(sign_link(one) for one in reading.to_sign(session(), actor)),
        ],
        checks=bool(actor.roles & DRAWN_ROLES),
        officer=bool(actor.roles & OFFICERS),
    )


@blueprint.get("/new")
def new() -> str:
    """A check on site: the permit's code, and who checks with the officer."""
    return _scan_page(NONE)


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Begin a check on site."""
    form = Form()

    def act() -> str:
        code, with_ids = form.text("code"), form.ids("with_ids")
        form.faults.check(bool(code), "code", "required")
        form.done()
        count_try(code)
        return once(form, lambda: sheet_url(beginning.begin_on_site(current_actor(), code, with_ids).id))

    return carried_out(act, _scan_page)


@blueprint.get("/<uuid:inspection_id>")
def show(inspection_id: uuid.UUID) -> str:
    """The sheet."""
    return sheet_page(inspection_id, NONE)


@blueprint.post("/<uuid:inspection_id>/begin")
def begin(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """On site, by the code of the permit that lies there, or without one."""

    def act() -> str:
        code = Form().text("code")
        count_try(code)
        beginning.begin_waiting(current_actor(), inspection_id, code)
        return sheet_url(inspection_id)

    return on_sheet(inspection_id, act)


@blueprint.post("/<uuid:inspection_id>/answers")
def answer(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """Save the items answered so far; one found wrong leads on to its problem."""
    form = Form()

    def act() -> str:
        typed = {item: form.text(f"items.{item}") for item in InspectionItem}
        told = {
            item: ItemAnswer(_WORDS[word], form.text(f"items.{item}_remark"))
            for item, word in typed.items()
            if word in _WORDS
        }
        done = filling.answer(current_actor(), inspection_id, told)
        flash(words.SAVED, "safe")
        return _next_problem(done) or sheet_url(inspection_id, "items")

    return on_sheet(inspection_id, act)


@blueprint.post("/<uuid:inspection_id>/photos")
def add_photo(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """Keep a photo with the sheet."""
    form = Form()

    def act() -> str:
        item, data = form.choice("item", InspectionItem), form.upload("photo")
        filling.add_photo(current_actor(), inspection_id, form.needed("photo", data), item)
        return sheet_url(inspection_id, "photos")

    return on_sheet(inspection_id, act)


@blueprint.get("/<uuid:inspection_id>/findings/new")
def new_finding(inspection_id: uuid.UUID) -> str:
    """A problem not written yet."""
    return _finding_page(inspection_id, NONE)


@blueprint.post("/<uuid:inspection_id>/findings/new")
def find_problem(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """Write a problem."""

    def act() -> str:
        form = Form()
        form.expects("text", "responsible", "due_on")
        due_on, item = form.day("due_on"), form.choice("item", InspectionItem)
        told = FindingForm(
            text=form.text("text"),
            responsible=form.text("responsible"),
            due_on=form.needed("due_on", due_on),
            item=item,
            clause=form.text("clause"),
            photo=form.upload("photo"),
        )
        form.done()
        written = filling.find_problem(current_actor(), inspection_id, told)
        flash(words.FINDING_WRITTEN, "safe")
        return _next_problem(written.inspection) or sheet_url(inspection_id, "findings")

    return carried_out(act, lambda trouble: _finding_page(inspection_id, trouble))


@blueprint.post("/<uuid:inspection_id>/quizzes")
def ask(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """Draw a paper for somebody, and hand them the phone."""
    form = Form()

    def act() -> str:
        person_id = form.id("person_id")
        quiz = filling.ask(current_actor(), inspection_id, form.needed("person_id", person_id))
        return url_for("inspections.quiz", quiz_id=quiz.id)

    return on_sheet(inspection_id, act)


@blueprint.get("/quizzes/<uuid:quiz_id>")
def quiz(quiz_id: uuid.UUID) -> str:
    """The paper, and its mark when it was handed in."""
    return _quiz_page(quiz_id, NONE)


@blueprint.post("/quizzes/<uuid:quiz_id>")
def hand_in(quiz_id: uuid.UUID) -> ResponseReturnValue:
    """Mark the paper."""

    def act() -> str:
        filling.hand_in(current_actor(), quiz_id, chosen())
        return url_for("inspections.quiz", quiz_id=quiz_id)

    return carried_out(act, lambda trouble: _quiz_page(quiz_id, trouble))


@blueprint.post("/<uuid:inspection_id>/no-quiz")
def leave_out_quiz(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """Say why not everybody was asked."""

    def act() -> str:
        filling.leave_out_quiz(current_actor(), inspection_id, Form().text("no_quiz_reason"))
        return sheet_url(inspection_id, "quiz")

    return on_sheet(inspection_id, act)


@blueprint.post("/<uuid:inspection_id>/drop")
def drop(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """A drawn check that cannot be made."""

    def act() -> str:
        beginning.drop(current_actor(), inspection_id, Form().text("reason"))
        flash(words.DROPPED, "none")
        return sheet_url(inspection_id)

    return on_sheet(inspection_id, act)


@blueprint.post("/<uuid:inspection_id>/replace")
def replace(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """A drawn inspector who cannot come: the next one of the draw takes the place."""
    return _change_team(inspection_id, "replace", replacing.replace_inspector, words.REPLACED)


@blueprint.post("/<uuid:inspection_id>/add")
def add(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody named to go along with a drawn team."""
    return _change_team(inspection_id, "add", replacing.add_inspector, words.ADDED)


@blueprint.post("/<uuid:inspection_id>/take-off")
def take_off(inspection_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody who was named does not go after all."""
    return _change_team(inspection_id, "take_off", replacing.take_off_inspector, words.TAKEN_OFF)


def sheet_url(inspection_id: uuid.UUID, anchor: str | None = None) -> str:
    """The address of a sheet, or of a part of it."""
    return url_for("inspections.show", inspection_id=inspection_id, _anchor=anchor)


def on_sheet(inspection_id: uuid.UUID, act: Callable[[], str]) -> ResponseReturnValue:
    """Carry out what the sheet asks; trouble stands on the sheet."""
    return carried_out(act, lambda trouble: sheet_page(inspection_id, trouble))


def _change_team(
    inspection_id: uuid.UUID, of: str, change: Callable[[Actor, uuid.UUID, uuid.UUID, str], Inspection], done: str
) -> ResponseReturnValue:
    """``of``: what the form's fields begin with, for other forms of the sheet have fields of these names."""
    form = Form()

    def act() -> str:
        typed = form.id(f"{of}.person_id")
        person_id = form.needed(f"{of}.person_id", typed)
        form.done()
        try:
            change(current_actor(), inspection_id, person_id, form.text(f"{of}.reason"))
        except Invalid as error:
            raise Invalid({f"{of}.{path}": fault for path, fault in error.fields.items()}) from error
        flash(done, "none")
        return sheet_url(inspection_id)

    return on_sheet(inspection_id, act)


def _next_problem(inspection: Inspection) -> str | None:
    """Where the next item found wrong is written as a problem; None when each has its own."""
    written = {finding.item for finding in inspection.findings}
    wrong = {row.item for row in inspection.answers if row.answer is Answer.no and row.item not in written}
    following = next((item for item in InspectionItem if item in wrong), None)
    if following is None:
        return None
    return url_for("inspections.new_finding", inspection_id=inspection.id, item=following)


def _scan_page(trouble: Trouble) -> str:
    officers = [one for one in drawing.colleagues(session(), current_actor()) if one.id != current_actor().person_id]
    f = filled({"with_ids": ()}, trouble)
    return render_template("inspections/new.html", trouble=trouble, officers=officers, f=f, nonce=new_nonce())


def _finding_page(inspection_id: uuid.UUID, trouble: Trouble) -> str:
    view = reading.sheet(session(), current_actor(), inspection_id)
    item = request.args.get("item", "")
    known = InspectionItem(item) if item in set(InspectionItem) else None
    remark = next((row.remark for row in view.inspection.answers if row.item is known), "")
    fields = (
        Field("item", words.ITEM, "select", tuple((one, labels.of(one)) for one in InspectionItem), required=False),
        Field("text", words.FINDING, "textarea", hint=words.FINDING_HINT),
        Field("clause", words.CLAUSE, hint=words.CLAUSE_HINT, required=False),
        Field("responsible", words.RESPONSIBLE),
        Field("due_on", words.DUE_ON, "date"),
        Field("photo", words.PHOTO, "file", required=False),
    )
    entry = {"item": known, "text": remark, "due_on": "", "responsible": ""}
    action = url_for("inspections.find_problem", inspection_id=inspection_id)
    back = sheet_url(inspection_id, "findings")
    return simple_form(SimpleForm(words.WRITE_FINDING, view.inspection.number, action, back, fields, entry), trouble)


def _quiz_page(quiz_id: uuid.UUID, trouble: Trouble) -> str:
    quiz = reading.quiz(session(), current_actor(), quiz_id)
    return render_template("inspections/quiz.html", trouble=trouble, quiz=quiz)
