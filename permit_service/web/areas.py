"""辖区: the tree of areas, what each demands, and who oversees the enterprises and spaces in it."""

import uuid
from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.access import current_actor
from permit_service.labels.pages import areas as page_words
from permit_service.models.areas import Area
from permit_service.models.choices import Department
from permit_service.models.supervision import Supervision
from permit_service.queries import registers, scope
from permit_service.queries import supervision as reading
from permit_service.queries.paging import Wanted
from permit_service.queries.reading import session
from permit_service.queries.registers import AreaBranch
from permit_service.services.registers import areas, supervision
from permit_service.services.registers.areas import AreaForm
from permit_service.services.registers.supervision import SupervisionForm
from permit_service.web.forms import Form
from permit_service.web.register_pages import Listing, Row, asked, filled
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.vocabulary import AreaLevel, DayCounting, FilingMode

blueprint = Blueprint("areas", __name__, url_prefix="/registers")

_MOST_BELOW = 50
_NUMBERS = ("lead_days", "training_minutes", "training_reuse_days", "longest_filing_days")
_WORDED = (("levels", AreaLevel), ("modes", FilingMode), ("countings", DayCounting))


@blueprint.get("/areas")
def index() -> str:
    """The areas in one's charge, each below the one above it."""
    wanted = asked()
    page = registers.area_branches(session(), current_actor(), wanted.wanted, search=wanted.search)
    rows = tuple(_row(branch) for branch in page.rows)
    listing = Listing(wanted, page_words.COLUMNS, rows, page.after)
    return render_template("areas/index.html", listing=listing, may_root=current_actor().everywhere)


@blueprint.get("/areas/new")
def new_root() -> str:
    """The form of a new root."""
    return _form_page(NONE, None, None)


@blueprint.post("/areas")
def add_root() -> ResponseReturnValue:
    """Add a root."""
    return _add(None)


@blueprint.get("/areas/<uuid:area_id>")
def show(area_id: uuid.UUID) -> str:
    """One area: what it demands, the areas and enterprises in it, and who oversees these."""
    area = scope.area(session(), current_actor(), area_id)
    wanted = asked()
    page = registers.enterprises_in(session(), current_actor(), area, wanted.wanted)
    overseen = reading.of_enterprises(session(), [enterprise.id for enterprise in page.rows])
    return render_template(
        "areas/show.html",
        area=area,
        below=registers.areas_below(session(), area, Wanted(None, _MOST_BELOW)),
        enterprises=page.rows,
        overseen=overseen,
        after=page.after,
    )


@blueprint.get("/areas/<uuid:area_id>/new")
def new(area_id: uuid.UUID) -> str:
    """The form of a new area below this one."""
    return _form_page(NONE, None, scope.area(session(), current_actor(), area_id))


@blueprint.post("/areas/<uuid:area_id>/areas")
def add(area_id: uuid.UUID) -> ResponseReturnValue:
    """Add an area below this one."""
    return _add(scope.area(session(), current_actor(), area_id))


@blueprint.get("/areas/<uuid:area_id>/edit")
def edit(area_id: uuid.UUID) -> str:
    """The form of an area."""
    return _form_page(NONE, scope.area(session(), current_actor(), area_id), None)


@blueprint.post("/areas/<uuid:area_id>/edit")
def edit_post(area_id: uuid.UUID) -> ResponseReturnValue:
    """Change an area's name and options."""
    area = scope.area(session(), current_actor(), area_id)

    def act() -> str:
        form = Form()
        values = _typed(form)
        revision = form.number("revision")
        form.done()
        areas.edit_area(current_actor(), area_id, revision, values)
        flash(page_words.CHANGED, "safe")
        return url_for("areas.show", area_id=area_id)

    return carried_out(act, lambda trouble: _form_page(trouble, area, None))


@blueprint.get("/enterprises/<uuid:enterprise_id>/supervision")
def supervise_enterprise(enterprise_id: uuid.UUID) -> str:
    """The form of who oversees an enterprise."""
    return _enterprise_page(enterprise_id, NONE)


@blueprint.post("/enterprises/<uuid:enterprise_id>/supervision")
def put_of_enterprise(enterprise_id: uuid.UUID) -> ResponseReturnValue:
    """Say who oversees an enterprise."""

    def act() -> str:
        supervision.supervise_enterprise(current_actor(), enterprise_id, _supervision())
        flash(page_words.SUPERVISION_RECORDED, "safe")
        return _enterprise_url(enterprise_id)

    return carried_out(act, lambda trouble: _enterprise_page(enterprise_id, trouble))


@blueprint.get("/spaces/<uuid:space_id>/supervision")
def supervise_space(space_id: uuid.UUID) -> str:
    """The form of who oversees a space."""
    return _space_page(space_id, NONE)


@blueprint.post("/spaces/<uuid:space_id>/supervision")
def put_of_space(space_id: uuid.UUID) -> ResponseReturnValue:
    """Say who oversees a space."""

    def act() -> str:
        supervision.supervise_space(current_actor(), space_id, _supervision())
        flash(page_words.SUPERVISION_RECORDED, "safe")
        return _space_url(space_id)

    return carried_out(act, lambda trouble: _space_page(space_id, trouble))


def _enterprise_url(enterprise_id: uuid.UUID) -> str:
    return url_for("enterprises.show", enterprise_id=enterprise_id, _anchor="supervision")


def _space_url(space_id: uuid.UUID) -> str:
    return url_for("spaces.show", space_id=space_id, _anchor="supervision")


def _add(parent: Area | None) -> ResponseReturnValue:
    def act() -> str:
        form = Form()
        values = _typed(form)
        form.done()
        area = areas.add_area(current_actor(), values, None if parent is None else parent.id)
        flash(page_words.ADDED, "safe")
        return url_for("areas.show", area_id=area.id)

    return carried_out(act, lambda trouble: _form_page(trouble, None, parent))


def _typed(form: Form) -> AreaForm:
    numbers: dict[str, Any] = {name: form.number(name) for name in _NUMBERS}
    return AreaForm(
        name=form.text("name"),
        level=form.needed("level", form.choice("level", AreaLevel)),
        duty_phone=form.text("duty_phone"),
        filing_mode=form.needed("filing_mode", form.choice("filing_mode", FilingMode)),
        counting=form.needed("counting", form.choice("counting", DayCounting)),
        emergency_allowed=form.ticked("emergency_allowed"),
        document=form.text("document"),
        package_items=tuple(line.strip() for line in form.text("package_items").splitlines() if line.strip()),
        **numbers,
    )


def _supervision() -> SupervisionForm:
    form = Form()
    department = form.needed("department", form.choice("department", Department))
    typed = SupervisionForm(form.text("managing_body"), department, form.number("revision"))
    form.done()
    return typed


def _form_page(trouble: Trouble, area: Area | None, parent: Area | None) -> str:
    standing = AreaForm("", AreaLevel.street) if area is None else area
    names = (*_NUMBERS, "name", "level", "duty_phone", "filing_mode", "counting", "emergency_allowed", "document")
    entry = {name: getattr(standing, name) for name in names}
    entry["package_items"] = "\n".join(standing.package_items)
    words = {name: [(one.value, labels.of(one)) for one in kind] for name, kind in _WORDED}
    return render_template(
        "areas/edit.html", trouble=trouble, area=area, parent=parent, f=filled(entry, trouble), **words
    )


def _enterprise_page(enterprise_id: uuid.UUID, trouble: Trouble) -> str:
    enterprise = scope.enterprise(session(), current_actor(), enterprise_id)
    standing = reading.of_enterprise(session(), enterprise_id)
    action = url_for("areas.put_of_enterprise", enterprise_id=enterprise_id)
    about = (enterprise.name, _enterprise_url(enterprise_id))
    return _supervision_page(trouble, about, standing, standing, action)


def _space_page(space_id: uuid.UUID, trouble: Trouble) -> str:
    space = scope.space(session(), current_actor(), space_id)
    standing = reading.of_space(session(), space)
    own = standing if standing is not None and standing.space_id is not None else None
    action = url_for("areas.put_of_space", space_id=space_id)
    return _supervision_page(trouble, (f"{space.number} {space.name}", _space_url(space_id)), standing, own, action)


def _supervision_page(
    trouble: Trouble, about: tuple[str, str], shown: Supervision | None, own: Supervision | None, action: str
) -> str:
    entry = {} if shown is None else {"managing_body": shown.managing_body, "department": shown.department}
    return render_template(
        "areas/supervision.html",
        trouble=trouble,
        name=about[0],
        back=about[1],
        inherited=shown is not None and own is None,
        revision=0 if own is None else own.revision,
        action=action,
        f=filled(entry, trouble),
        departments=[(one.value, labels.of(one)) for one in Department],
    )


def _row(branch: AreaBranch) -> Row:
    area = branch.area
    cells = (area.name, labels.of(area.level), branch.above, labels.of(area.filing_mode), area.duty_phone)
    return Row(url_for("areas.show", area_id=area.id), cells, branch.depth)
