"""未报备作业: work that an officer came upon and nobody had filed."""

import uuid

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from permit_service.access import current_actor
from permit_service.labels.pages import checks as words
from permit_service.queries import draws as drawing
from permit_service.queries import inspections as reading
from permit_service.queries import registers, scope, space_evacuations
from permit_service.queries.draws import DRAWN_ROLES
from permit_service.queries.inspections import firm_of
from permit_service.queries.reading import session
from permit_service.services.inspections import beginning
from permit_service.services.inspections.beginning import UnfiledForm
from permit_service.typed_codes import count_try
from permit_service.web.check_places import narrowed
from permit_service.web.forms import Form
from permit_service.web.inspection_rows import unfiled_row
from permit_service.web.register_pages import Listing
from permit_service.web.simple_form import Field, SimpleForm, named, simple_form
from permit_service.web.trouble import NONE, Trouble, carried_out

blueprint = Blueprint("unfiled", __name__, url_prefix="/unfiled-work")


@blueprint.get("")
def index() -> str:
    """Unfiled work, the newest first."""
    wanted, area_path = narrowed()
    page = reading.unfiled_work(session(), current_actor(), wanted.wanted, area_path=area_path)
    listing = Listing(wanted, words.UNFILED_COLUMNS, tuple(unfiled_row(one) for one in page.rows), page.after)
    return render_template("unfiled/index.html", listing=listing, officer=_officer())


@blueprint.get("/new")
def new() -> str:
    """Unfiled work not written down yet."""
    return _form_page(NONE)


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Write it down."""

    def act() -> str:
        form = Form()
        area_id, inside, enterprise_id = (
            form.id("area_id"),
            form.whole("people_inside"),
            form.enterprise("enterprise_id"),
        )
        told = UnfiledForm(
            area_id=form.needed("area_id", area_id),
            place=form.text("place"),
            content=form.text("content"),
            people_inside=form.needed("people_inside", inside),
            done=form.text("done"),
            firm=form.text("firm"),
            enterprise_id=enterprise_id,
            plate=form.text("plate"),
            photo=form.upload("photo"),
        )
        form.done()
        count_try(told.plate)
        return _shown(beginning.report_unfiled(current_actor(), told).id)

    return carried_out(act, _form_page)


@blueprint.get("/<uuid:unfiled_work_id>")
def show(unfiled_work_id: uuid.UUID) -> str:
    """What was found, and its check."""
    return _page(unfiled_work_id, NONE)


@blueprint.post("/<uuid:unfiled_work_id>/check")
def check(unfiled_work_id: uuid.UUID) -> ResponseReturnValue:
    """Begin its check."""

    def act() -> str:
        inspection = beginning.check_unfiled(current_actor(), unfiled_work_id, Form().ids("with_ids"))
        flash(words.SHEET_MADE, "safe")
        return url_for("inspections.show", inspection_id=inspection.id)

    return carried_out(act, lambda trouble: _page(unfiled_work_id, trouble))


def _officer() -> bool:
    return bool(current_actor().roles & DRAWN_ROLES)


def _shown(unfiled_work_id: uuid.UUID) -> str:
    return url_for("unfiled.show", unfiled_work_id=unfiled_work_id)


def _page(unfiled_work_id: uuid.UUID, trouble: Trouble) -> str:
    work = scope.unfiled_work(session(), current_actor(), unfiled_work_id)
    officers = [one for one in drawing.colleagues(session(), current_actor()) if one.id != current_actor().person_id]
    return render_template(
        "unfiled/show.html",
        trouble=trouble,
        work=work,
        firm=firm_of(work),
        inspection=reading.check_of_unfiled(session(), work),
        officers=officers,
        officer=_officer(),
        known_space=work.space_id is not None and scope.SEES["space_id"](current_actor(), work.space_id),
        evacuated=work.space_id is not None and bool(space_evacuations.in_force(session(), work.space_id)),
    )


def _form_page(trouble: Trouble) -> str:
    areas = registers.area_names_in_charge(session(), current_actor())
    fields = (
        Field("area_id", words.AREA, "select", named(areas)),
        Field("place", words.PLACE),
        Field("plate", words.PLATE, hint=words.PLATE_HINT, required=False),
        Field("content", words.CONTENT, "textarea"),
        Field("firm", words.FIRM_TOLD, required=False),
        Field("enterprise_id", words.FIRM_CODE, hint=words.KNOWN_FIRM_HINT, required=False),
        Field("people_inside", words.PEOPLE_INSIDE, "number", unit=words.PEOPLE),
        Field("done", words.DONE, "textarea"),
        Field("photo", words.PHOTO, "file", required=False),
    )
    entry = {"area_id": areas[-1].id} if areas else {}
    back = url_for("unfiled.index")
    return simple_form(SimpleForm(words.REPORT_UNFILED, "", url_for("unfiled.create"), back, fields, entry), trouble)
