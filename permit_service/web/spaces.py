"""有限空间台账: the list, one entry, its photos and reviews, and the way out of the ledger."""

import uuid
from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.errors import NotFound
from permit_service.facts_of.ledger import warnings_of
from permit_service.labels.pages import common
from permit_service.labels.pages import spaces as words
from permit_service.models.enterprises import Enterprise
from permit_service.models.spaces import ConfinedSpace
from permit_service.problems import refusals_as_json
from permit_service.queries import plates as hung
from permit_service.queries import registers, scope, supervision
from permit_service.queries import spaces as ledger
from permit_service.queries.reading import session
from permit_service.queries.spaces import SpaceFilter
from permit_service.services.registers import spaces
from permit_service.services.registers.spaces import SpacePhoto
from permit_service.web.evacuated_space import CAUSES, shut
from permit_service.web.forms import Form, once
from permit_service.web.register_pages import (
    Asked,
    Filter,
    Listing,
    Row,
    Sign,
    asked,
    may_govern,
    may_keep,
    own_enterprise_id,
)
from permit_service.web.space_form import FLAGS, read_space, space_form_page
from permit_service.web.space_map import map_of
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.kinds import Criterion, ReviewKind, SpaceKind
from workflows.ledger import is_confined_space
from workflows.verdict import Refusal

blueprint = Blueprint("spaces", __name__, url_prefix="/registers/spaces")

FILTERS = (
    Filter("kind", common.KIND, tuple((kind, labels.of(kind)) for kind in SpaceKind)),
    Filter("state", common.STATE, (("warned", words.WARNED), ("toxic", words.TOXIC), ("unplated", words.NO_PLATE))),
)
_COLUMNS = words.SPACES_COLUMNS
_WHOSE = common.UNIT
_SAID = "、"


@blueprint.get("")
def index() -> str:
    """Spaces of the ledger, each with what the ledger warns of."""
    actor, today, wanted = current_actor(), wallclock.today(), asked(*FILTERS)
    narrowed = narrowing(wanted)
    page = ledger.spaces(session(), actor, wanted.wanted, narrowed)
    rows = tuple(_row(space, warnings_of(space, today)) for space in page.rows)
    columns: tuple[str, ...] = _COLUMNS
    if actor.enterprise_id is None:
        named = zip(rows, page.rows, strict=True)
        rows = tuple(replace(row, cells=(*row.cells, space.enterprise.name)) for row, space in named)
        columns = (*_COLUMNS, _WHOSE)
    return render_template(
        "spaces/index.html",
        listing=Listing(wanted, columns, rows, page.after, ledger.count(session(), actor, narrowed)),
        keeps=own_enterprise_id() is not None or actor.everywhere,
    )


@blueprint.get("/new")
def new() -> str:
    """An empty form; an administrator first chooses whose space it is."""
    enterprise_id = _chosen_enterprise(request.args.get("enterprise_id"))
    if enterprise_id is None:
        found = registers.enterprises(session(), current_actor()).rows
        return render_template("spaces/whose.html", enterprises=found)
    return _form_page(_enterprise(enterprise_id), None, NONE)


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Enter a space into the ledger."""
    form = Form()
    enterprise_id = _chosen_enterprise(form.text("enterprise_id"))
    if enterprise_id is None:
        raise NotFound
    enterprise = _enterprise(enterprise_id)

    def act() -> str:
        typed = read_space(form, enterprise_id)

        def enter() -> str:
            return _url(spaces.add_space(current_actor(), enterprise_id, typed).id)

        address = once(form, enter)
        flash(words.ENTERED, "safe")
        return address

    return carried_out(act, lambda trouble: _form_page(enterprise, None, trouble))


@blueprint.get("/<uuid:space_id>")
def show(space_id: uuid.UUID) -> str:
    """The whole entry on one page."""
    return space_page(space_id, NONE)


@blueprint.get("/<uuid:space_id>/edit")
def edit(space_id: uuid.UUID) -> str:
    """The entry's form."""
    space = _space(space_id)
    return _form_page(_enterprise(space.enterprise_id), space, NONE)


@blueprint.post("/<uuid:space_id>/edit")
def edit_post(space_id: uuid.UUID) -> ResponseReturnValue:
    """Change the entry; its live permits are judged anew."""
    form, space = Form(), _space(space_id)

    def act() -> str:
        typed, revision = read_space(form, space.enterprise_id, space), form.number("revision")
        form.done()
        spaces.edit_space(current_actor(), space_id, revision, typed)
        flash(common.SAVED, "safe")
        return _url(space_id)

    return carried_out(act, lambda trouble: _form_page(_enterprise(space.enterprise_id), space, trouble))


@blueprint.get("/<uuid:space_id>/photos")
def photos(space_id: uuid.UUID) -> str:
    """The three photos of an entry, and the way to take them anew."""
    return _photos_page(space_id, NONE)


@blueprint.post("/<uuid:space_id>/photos")
def put_photo(space_id: uuid.UUID) -> ResponseReturnValue:
    """Keep a photo of barrier, sign or notice board."""
    form = Form()

    def act() -> str:
        shows = form.needed("shows", form.choice("shows", SpacePhoto))
        photo = form.needed("photo", form.upload("photo"))
        spaces.put_space_photo(current_actor(), space_id, shows, photo)
        flash(words.PHOTO_CHANGED, "safe")
        return url_for("spaces.photos", space_id=space_id)

    return carried_out(act, lambda trouble: _photos_page(space_id, trouble))


@blueprint.post("/<uuid:space_id>/reviews")
def review(space_id: uuid.UUID) -> ResponseReturnValue:
    """The entry was gone through on the spot today."""
    form = Form()

    def act() -> str:
        kind = form.needed("kind", form.choice("kind", ReviewKind))
        spaces.review_space(current_actor(), space_id, kind, form.text("remark"))
        flash(words.REVIEWED, "safe")
        return _url(space_id, "reviews")

    return _on_page(space_id, act)


@blueprint.post("/<uuid:space_id>/withdraw")
def withdraw(space_id: uuid.UUID) -> ResponseReturnValue:
    """Take the space out of the ledger."""

    def act() -> str:
        spaces.withdraw_space(current_actor(), space_id)
        flash(words.WITHDRAWN, "none")
        return url_for("spaces.index")

    return _on_page(space_id, act)


def narrowing(wanted: Asked) -> SpaceFilter:
    """What a list of spaces was narrowed to."""
    kind, state = wanted.get("kind"), wanted.get("state")
    return SpaceFilter(
        search=wanted.search,
        kind=None if kind is None else SpaceKind(kind),
        toxic=True if state == "toxic" else None,
        plated=False if state == "unplated" else None,
        warned_on=wallclock.today() if state == "warned" else None,
    )


def space_page(space_id: uuid.UUID, trouble: Trouble) -> str:
    """An entry with everything that belongs to it, and what stood against the last act."""
    space = _space(space_id)
    entry = ledger.space_entry(session(), space, wallclock.today())
    return render_template(
        "spaces/show.html",
        trouble=trouble,
        entry=entry,
        space=space,
        warnings=refusals_as_json(entry.warnings),
        flags=[flag for flag in FLAGS if getattr(space, flag)],
        openings=[opening for opening in space.openings if opening.withdrawn_at is None],
        criteria=tuple(Criterion),
        identified=is_confined_space(space.criteria, entry.enterprise.sector),
        map=map_of(space, ledger.placed(session(), space.enterprise_id)),
        all_plates=hung.plates(session(), space_id),
        reviews=tuple(ReviewKind),
        shut=shut(space, entry.enterprise),
        causes=[{"value": cause, "title": labels.of(cause)} for cause in CAUSES],
        supervision=supervision.of_space(session(), space),
        keeps=may_keep(space.enterprise_id) and space.withdrawn_at is None,
        may_govern=may_govern(entry.area),
    )


def _row(space: ConfinedSpace, warnings: tuple[Refusal, ...]) -> Row:
    hazards = _SAID.join(labels.of(hazard) for hazard in sorted(space.hazards))
    state = Sign("warn", words.WARNINGS.format(count=len(warnings))) if warnings else Sign("safe", words.IN_ORDER)
    return Row(_url(space.id), (f"{space.number} {space.name}", labels.of(space.kind), space.location, hazards, state))


def _form_page(enterprise: Enterprise, space: ConfinedSpace | None, trouble: Trouble) -> str:
    if space is None:
        action, cancel = url_for("spaces.create"), url_for("spaces.index")
    else:
        action, cancel = url_for("spaces.edit_post", space_id=space.id), _url(space.id)
    return space_form_page(enterprise, space, trouble, action=action, cancel_url=cancel)


def _photos_page(space_id: uuid.UUID, trouble: Trouble) -> str:
    return render_template("spaces/photos.html", space=_space(space_id), shows=tuple(SpacePhoto), trouble=trouble)


def _on_page(space_id: uuid.UUID, act: Callable[[], str]) -> ResponseReturnValue:
    return carried_out(act, lambda trouble: space_page(space_id, trouble))


def _chosen_enterprise(told: str | None) -> uuid.UUID | None:
    """The one told; else the account's own."""
    if not told:
        return own_enterprise_id()
    try:
        return uuid.UUID(told)
    except ValueError as error:
        raise NotFound from error


def _enterprise(enterprise_id: uuid.UUID) -> Enterprise:
    return scope.enterprise(session(), current_actor(), enterprise_id)


def _space(space_id: uuid.UUID) -> ConfinedSpace:
    return scope.space(session(), current_actor(), space_id)


def _url(space_id: uuid.UUID, part: str | None = None) -> str:
    return url_for("spaces.show", space_id=space_id, _anchor=part)
