"""一园一档: parks, and who lets to whom in them."""

import uuid

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.labels.pages import common
from permit_service.labels.pages import parks as words
from permit_service.models.choices import ParkKind
from permit_service.models.parks import Park, Tenancy
from permit_service.queries import parks as read
from permit_service.queries import registers, scope
from permit_service.queries.reading import session
from permit_service.services.registers import parks
from permit_service.services.registers.desk import AREA_KEEPERS
from permit_service.services.registers.parks import ParkForm, TenancyForm
from permit_service.wallclock import civil_day
from permit_service.web.forms import Form
from permit_service.web.lasting import lasting
from permit_service.web.register_pages import Filter, Listing, Row, Sign, asked, may_govern, may_keep
from permit_service.web.simple_form import AGREEMENT, Field, SimpleForm, choices, named, simple_form
from permit_service.web.trouble import NONE, Trouble, carried_out

blueprint = Blueprint("parks", __name__, url_prefix="/registers/parks")

_KINDS = Filter("kind", common.KIND, tuple((kind, labels.of(kind)) for kind in ParkKind))
_CODE_HINT = words.CODE_HINT


@blueprint.get("")
def index() -> str:
    """Parks the account may know of."""
    wanted = asked(_KINDS)
    kind = wanted.get("kind")
    page = read.parks(
        session(), current_actor(), wanted.wanted, kind=None if kind is None else ParkKind(kind), search=wanted.search
    )
    rows = tuple(_row(park) for park in page.rows)
    listing = Listing(wanted, words.COLUMNS, rows, page.after)
    return render_template("parks/index.html", listing=listing, may_add=_may_add())


@blueprint.get("/new")
def new() -> str:
    """A park not entered yet."""
    return _page(None, NONE)


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Enter a park."""

    def act() -> str:
        return _shown(parks.add_park(current_actor(), _park_form()).id)

    return carried_out(act, lambda trouble: _page(None, trouble))


@blueprint.get("/<uuid:park_id>")
def show(park_id: uuid.UUID) -> str:
    """One park with everybody in it."""
    park = scope.park(session(), current_actor(), park_id)
    today = civil_day(wallclock.now())
    tenancies = read.tenancies(session(), current_actor(), park)
    return render_template(
        "parks/show.html",
        park=park,
        tenancies=[(one, lasting(one.agreement_from, one.agreement_until, today), _may_let(one)) for one in tenancies],
        may_edit=may_govern(park.area),
        may_add=may_govern(park.area) or may_keep(park.lessor_id),
    )


@blueprint.get("/<uuid:park_id>/edit")
def edit(park_id: uuid.UUID) -> str:
    """The form of a park."""
    return _page(scope.park(session(), current_actor(), park_id), NONE)


@blueprint.post("/<uuid:park_id>/edit")
def edit_post(park_id: uuid.UUID) -> ResponseReturnValue:
    """Change a park's entry."""

    def act() -> str:
        revision = Form().number("revision")
        return _shown(parks.edit_park(current_actor(), park_id, revision, _park_form()).id)

    return carried_out(act, lambda trouble: _page(scope.park(session(), current_actor(), park_id), trouble))


@blueprint.get("/<uuid:park_id>/tenancies/new")
def new_tenancy(park_id: uuid.UUID) -> str:
    """A tenant not entered yet."""
    return _new_tenancy(scope.park(session(), current_actor(), park_id), NONE)


@blueprint.post("/<uuid:park_id>/tenancies/new")
def create_tenancy(park_id: uuid.UUID) -> ResponseReturnValue:
    """Enter a tenant."""

    def act() -> str:
        form = Form()
        lessor, lessee = form.id("lessor_id"), form.enterprise("lessee_id")
        told = _tenancy_form(form)
        parks.add_tenancy(
            current_actor(), park_id, form.needed("lessor_id", lessor), form.needed("lessee_id", lessee), told
        )
        return _shown(park_id)

    return carried_out(act, lambda trouble: _new_tenancy(scope.park(session(), current_actor(), park_id), trouble))


@blueprint.get("/tenancies/<uuid:tenancy_id>/edit")
def edit_tenancy(tenancy_id: uuid.UUID) -> str:
    """The form of a tenancy."""
    return _edit_tenancy(scope.tenancy(session(), current_actor(), tenancy_id), NONE)


@blueprint.post("/tenancies/<uuid:tenancy_id>/edit")
def edit_tenancy_post(tenancy_id: uuid.UUID) -> ResponseReturnValue:
    """Change or renew a tenancy's agreement."""

    def act() -> str:
        form = Form()
        revision, told = form.number("revision"), _tenancy_form(form)
        form.done()
        return _shown(parks.edit_tenancy(current_actor(), tenancy_id, revision, told).park_id)

    return carried_out(
        act, lambda trouble: _edit_tenancy(scope.tenancy(session(), current_actor(), tenancy_id), trouble)
    )


@blueprint.post("/tenancies/<uuid:tenancy_id>/end")
def end_tenancy(tenancy_id: uuid.UUID) -> ResponseReturnValue:
    """The tenant has moved out."""
    return carried_out(
        lambda: _shown(parks.end_tenancy(current_actor(), tenancy_id).park_id),
        lambda trouble: _edit_tenancy(scope.tenancy(session(), current_actor(), tenancy_id), trouble),
    )


def _shown(park_id: uuid.UUID) -> str:
    return url_for("parks.show", park_id=park_id)


def _row(park: Park) -> Row:
    committee = Sign("safe", words.COMMITTEE_STANDS) if park.safety_committee else Sign("warn", words.NO_COMMITTEE)
    return Row(_shown(park.id), (park.name, labels.of(park.kind), park.lessor.name, park.area.name, committee))


def _may_add() -> bool:
    return any(grant.role in AREA_KEEPERS for grant in current_actor().grants) or current_actor().everywhere


def _may_let(tenancy: Tenancy) -> bool:
    return tenancy.ended_at is None and (
        may_keep(tenancy.lessor_id) or may_keep(tenancy.park.lessor_id) or may_govern(tenancy.park.area)
    )


def _park_form() -> ParkForm:
    form = Form()
    kind, area_id, lessor_id = form.choice("kind", ParkKind), form.id("area_id"), form.enterprise("lessor_id")
    return ParkForm(
        name=form.text("name"),
        kind=form.needed("kind", kind),
        area_id=form.needed("area_id", area_id),
        lessor_id=form.needed("lessor_id", lessor_id),
        address=form.text("address"),
        phone=form.text("phone"),
        safety_committee=form.ticked("safety_committee"),
    )


def _tenancy_form(form: Form) -> TenancyForm:
    return TenancyForm(
        number=form.text("number"),
        agreement_from=form.day("agreement_from"),
        agreement_until=form.day("agreement_until"),
        document=form.upload("document"),
        place=form.text("place"),
    )


def _page(park: Park | None, trouble: Trouble) -> str:
    fields = (
        Field("name", common.NAME),
        Field("kind", common.KIND, "select", choices(ParkKind)),
        Field("area_id", common.AREA, "select", named(registers.area_names_in_charge(session(), current_actor()))),
        Field("lessor_id", words.LESSOR_CODE, hint=_CODE_HINT),
        Field("address", common.ADDRESS, required=False),
        Field("phone", common.PHONE, "tel", required=False),
        Field("safety_committee", words.COMMITTEE_IS_SET_UP, "tick"),
    )
    if park is None:
        back = url_for("parks.index")
        return simple_form(SimpleForm(words.ADD, "", url_for("parks.create"), back, fields), trouble)
    entry = {name: getattr(park, name) for name in ("name", "kind", "area_id", "address", "phone", "safety_committee")}
    entry["lessor_id"] = park.lessor.uscc
    action = url_for("parks.edit_post", park_id=park.id)
    return simple_form(
        SimpleForm(words.REGISTRATION, park.name, action, _shown(park.id), fields, entry, park.revision), trouble
    )


def _new_tenancy(park: Park, trouble: Trouble) -> str:
    standing = [one.lessee for one in read.tenancies(session(), current_actor(), park) if one.ended_at is None]
    fields = (
        Field("lessor_id", words.LESSOR, "select", named(dict.fromkeys((park.lessor, *standing)))),
        Field("lessee_id", words.LESSEE_CODE, hint=_CODE_HINT),
        Field("place", words.PLACE),
        *AGREEMENT,
    )
    action = url_for("parks.create_tenancy", park_id=park.id)
    entry = {"lessor_id": park.lessor_id}
    return simple_form(SimpleForm(words.ADD_TENANCY, park.name, action, _shown(park.id), fields, entry), trouble)


def _edit_tenancy(tenancy: Tenancy, trouble: Trouble) -> str:
    names = ("place", "number", "agreement_from", "agreement_until")
    entry = {name: getattr(tenancy, name) for name in names}
    action = url_for("parks.edit_tenancy_post", tenancy_id=tenancy.id)
    sub = f"{tenancy.lessor.name} → {tenancy.lessee.name}"
    fields = (Field("place", words.PLACE), *AGREEMENT)
    form = SimpleForm(words.TENANCY_AGREEMENT, sub, action, _shown(tenancy.park_id), fields, entry, tenancy.revision)
    return simple_form(form, trouble)
