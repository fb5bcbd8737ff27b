"""设备台账: the list by state, one piece with its history, the forms; calibration, inspection, out of service."""

import uuid

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.labels import equipment_words as words
from permit_service.models.equipment import Equipment
from permit_service.queries import equipment as ledger
from permit_service.queries import scope
from permit_service.queries.reading import session
from permit_service.services.registers import equipment
from permit_service.services.registers.equipment import UpkeepForm
from permit_service.wallclock import day_end
from permit_service.web.equipment_form import equipment_form_page, read_equipment
from permit_service.web.forms import Form
from permit_service.web.lasting import kept_up
from permit_service.web.register_pages import Filter, Listing, Row, asked, may_keep, own_enterprise_id
from permit_service.web.rows import permit_row
from permit_service.web.simple_form import Field, SimpleForm, simple_form
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.kinds import EquipmentItem, Gas
from workflows.upkeep import UPKEEP, PieceState

blueprint = Blueprint("equipment", __name__, url_prefix="/registers/equipment")

_STATES = Filter("state", words.STATE, tuple((state, labels.of(state)) for state in PieceState))
_KINDS = Filter("kind", words.KIND, tuple((kind, labels.of(kind)) for kind in EquipmentItem))
_GASES = tuple(Gas)
_UPKEEP = (
    Field("until", words.FIELDS["until"], "date", hint=words.UNTIL_HINT),
    Field("done_on", words.FIELDS["done_on"], "date", required=False),
    Field("done_by", words.FIELDS["done_by"], required=False),
    Field("number", words.FIELDS["number"], required=False),
    Field("certificate", words.FIELDS["certificate"], "file", hint=words.FILE_HINT, required=False),
)


@blueprint.get("")
def index() -> str:
    """Equipment in service, or in the state asked for."""
    wanted, now = asked(_STATES, _KINDS), wallclock.now()
    state, kind = wanted.get("state"), wanted.get("kind")
    page = ledger.equipment(
        session(),
        current_actor(),
        wanted.wanted,
        kind=None if kind is None else EquipmentItem(kind),
        state=None if state is None else PieceState(state),
        search=wanted.search,
    )
    rows = tuple(
        Row(
            _shown(row.id),
            (
                f"{row.code} {row.name}",
                labels.of(row.kind),
                kept_up(ledger.piece_of(row), now),
                row.enterprise.name,
            ),
        )
        for row in page.rows
    )
    listing = Listing(wanted, words.COLUMNS, rows, page.after)
    return render_template("equipment/index.html", listing=listing, may_add=own_enterprise_id() is not None)


@blueprint.get("/new")
def new() -> str:
    """The form of a new piece; first the kind is chosen, which says what is asked for."""
    return _new(NONE)


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Enter a piece of the account's own enterprise."""

    def act() -> str:
        enterprise_id = Form().needed("enterprise_id", own_enterprise_id())
        return _shown(equipment.add_equipment(current_actor(), enterprise_id, read_equipment(Form())).id)

    return carried_out(act, _new)


@blueprint.get("/<uuid:equipment_id>")
def show(equipment_id: uuid.UUID) -> str:
    """One piece: whether it may be used, its dates and their history, and on which permits it stands."""
    return _page(equipment_id, NONE)


@blueprint.get("/<uuid:equipment_id>/edit")
def edit(equipment_id: uuid.UUID) -> str:
    """The form of a piece."""
    return _edit(_found(equipment_id), NONE)


@blueprint.post("/<uuid:equipment_id>/edit")
def edit_post(equipment_id: uuid.UUID) -> ResponseReturnValue:
    """Change a piece's entry."""

    def act() -> str:
        form = Form()
        revision = form.number("revision")
        equipment.edit_equipment(current_actor(), equipment_id, revision, read_equipment(form))
        return _shown(equipment_id)

    return carried_out(act, lambda trouble: _edit(_found(equipment_id), trouble))


@blueprint.get("/<uuid:equipment_id>/upkeep")
def upkeep(equipment_id: uuid.UUID) -> str:
    """The form of a calibration or inspection."""
    return _upkeep(_found(equipment_id), NONE)


@blueprint.post("/<uuid:equipment_id>/upkeep")
def keep_up(equipment_id: uuid.UUID) -> ResponseReturnValue:
    """Enter a calibration or inspection."""

    def act() -> str:
        form = Form()
        until, done_on = form.day("until"), form.day("done_on")
        told = UpkeepForm(
            until=day_end(form.needed("until", until)),
            done_on=done_on,
            done_by=form.text("done_by"),
            number=form.text("number"),
            certificate=form.upload("certificate"),
        )
        form.done()
        equipment.record_upkeep(current_actor(), equipment_id, told)
        flash(words.RECORDED, "safe")
        return _shown(equipment_id)

    return carried_out(act, lambda trouble: _upkeep(_found(equipment_id), trouble))


@blueprint.post("/<uuid:equipment_id>/retire")
def retire(equipment_id: uuid.UUID) -> ResponseReturnValue:
    """Take a piece out of use."""

    def act() -> str:
        equipment.take_out_of_service(current_actor(), equipment_id, Form().text("reason"))
        flash(words.RETIRED, "none")
        return _shown(equipment_id)

    return carried_out(act, lambda trouble: _page(equipment_id, trouble))


@blueprint.post("/<uuid:equipment_id>/restore")
def restore(equipment_id: uuid.UUID) -> ResponseReturnValue:
    """Put a piece back into use."""

    def act() -> str:
        equipment.put_back_into_service(current_actor(), equipment_id)
        flash(words.RESTORED, "safe")
        return _shown(equipment_id)

    return carried_out(act, lambda trouble: _page(equipment_id, trouble))


def _shown(equipment_id: uuid.UUID) -> str:
    return url_for("equipment.show", equipment_id=equipment_id)


def _found(equipment_id: uuid.UUID) -> Equipment:
    return scope.equipment(session(), current_actor(), equipment_id)


def _page(equipment_id: uuid.UUID, trouble: Trouble) -> str:
    row, now = _found(equipment_id), wallclock.now()
    file = ledger.equipment_file(session(), current_actor(), row)
    return render_template(
        "equipment/show.html",
        row=row,
        file=file,
        ranges=sorted(row.ranges, key=lambda one: _GASES.index(one.gas)),
        upkeep=UPKEEP[row.kind],
        standing=kept_up(ledger.piece_of(row), now),
        permits=[permit_row(permit) for permit in file.permits],
        keeps=may_keep(row.enterprise_id),
        trouble=trouble,
    )


def _new(trouble: Trouble) -> str:
    asked_kind = request.values.get("kind")
    if asked_kind not in set(EquipmentItem):
        return render_template("equipment/kinds.html", kinds=tuple(EquipmentItem), trouble=trouble)
    return equipment_form_page(EquipmentItem(asked_kind), None, trouble, url_for("equipment.create"), "")


def _edit(row: Equipment, trouble: Trouble) -> str:
    action = url_for("equipment.edit_post", equipment_id=row.id)
    return equipment_form_page(row.kind, row, trouble, action, _shown(row.id))


def _upkeep(row: Equipment, trouble: Trouble) -> str:
    action = url_for("equipment.keep_up", equipment_id=row.id)
    title = words.RECORD[UPKEEP[row.kind]]
    return simple_form(SimpleForm(title, f"{row.code} {row.name}", action, _shown(row.id), _UPKEEP), trouble)
