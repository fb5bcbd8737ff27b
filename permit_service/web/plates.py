"""空间标牌: made and called back one by one, printed one by one or many at once."""

import uuid

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import wallclock
from permit_service.access import current_actor
from permit_service.documents.plates import MOST_PLATES, PlatePaper, plate_sheet
from permit_service.errors import NotFound
from permit_service.labels.pages import spaces as words
from permit_service.models.spaces import Plate
from permit_service.queries import plates as hung
from permit_service.queries import scope_of_parts
from permit_service.queries import spaces as ledger
from permit_service.queries.reading import session
from permit_service.services.registers import prints
from permit_service.web.forms import Form
from permit_service.web.register_pages import asked
from permit_service.web.spaces import FILTERS, narrowing, space_page
from permit_service.web.trouble import NONE, Trouble, carried_out

blueprint = Blueprint("plates", __name__, url_prefix="/registers")


@blueprint.post("/spaces/<uuid:space_id>/plates")
def issue(space_id: uuid.UUID) -> ResponseReturnValue:
    """Make a plate for a space, or for one of its openings."""
    form = Form()

    def act() -> str:
        opening_id = form.id("opening_id")
        form.done()
        prints.issue_plate(current_actor(), space_id, opening_id)
        flash(words.PLATE_MADE, "safe")
        return url_for("spaces.show", space_id=space_id, _anchor="plates")

    return carried_out(act, lambda trouble: space_page(space_id, trouble))


@blueprint.post("/plates/<uuid:plate_id>/revoke")
def revoke(plate_id: uuid.UUID) -> ResponseReturnValue:
    """Call a plate back: its code is refused from now on."""
    plate = _plate(plate_id)

    def act() -> str:
        prints.revoke_plate(current_actor(), plate_id)
        flash(words.PLATE_REVOKED, "none")
        return url_for("spaces.show", space_id=plate.space_id, _anchor="plates")

    return carried_out(act, lambda trouble: space_page(plate.space_id, trouble))


@blueprint.get("/plates/<uuid:plate_id>/sheet")
def sheet(plate_id: uuid.UUID) -> Response:
    """The plate as a PDF, on A4 or A6."""
    plate = _plate(plate_id)
    paper = PlatePaper.a6 if request.args.get("paper") == PlatePaper.a6 else PlatePaper.a4
    return _pdf(plate_sheet([hung.hung_plate(session(), plate)], paper, wallclock.now()), f"plate-{plate.code}")


@blueprint.get("/spaces/prints")
def choose() -> str:
    """What to print for the spaces of the list as it was narrowed."""
    return _choose_page(NONE)


@blueprint.post("/spaces/prints")
def prepare() -> ResponseReturnValue:
    """Make the plates that are missing, if asked, and go on to the PDF."""
    form = Form()

    def act() -> str:
        ids = _listed()
        paper = form.needed("paper", form.choice("paper", PlatePaper))
        form.faults.check(len(ids) <= MOST_PLATES, "plate", "too_long", max_length=MOST_PLATES)
        form.done()
        if form.ticked("missing"):
            prints.issue_missing_plates(current_actor(), ids)
        form.faults.check(bool(hung.to_print(session(), ids)), "plate", "required")
        form.done()
        return url_for("plates.sheets", paper=paper, **asked(*FILTERS).as_query)

    return carried_out(act, _choose_page)


@blueprint.get("/spaces/prints/sheet")
def sheets() -> Response:
    """Plates or labels of the spaces of the list as one PDF."""
    told = request.args.get("paper")
    paper = PlatePaper(told) if told in set(PlatePaper) else PlatePaper.label
    found = hung.to_print(session(), _listed()[:MOST_PLATES])
    if not found:
        raise NotFound
    return _pdf(plate_sheet(found, paper, wallclock.now()), f"plates-{paper}")


def _choose_page(trouble: Trouble) -> str:
    wanted, ids = asked(*FILTERS), _listed()
    plated = {plate.space.id for plate in hung.to_print(session(), ids)}
    return render_template(
        "spaces/prints.html",
        trouble=trouble,
        wanted=wanted,
        action=url_for("plates.prepare", **wanted.as_query),
        back_url=url_for("spaces.index", **wanted.as_query),
        found=len(ids),
        missing=len(set(ids) - plated),
        most=MOST_PLATES,
        papers=tuple(PlatePaper),
    )


def _listed() -> tuple[uuid.UUID, ...]:
    """The spaces of the list, and one more than can be printed, to tell that there are more."""
    return ledger.ids_of(session(), current_actor(), narrowing(asked(*FILTERS)), MOST_PLATES + 1)


def _plate(plate_id: uuid.UUID) -> Plate:
    return scope_of_parts.plate(session(), current_actor(), plate_id)


def _pdf(made: bytes, name: str) -> Response:
    return Response(made, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})
