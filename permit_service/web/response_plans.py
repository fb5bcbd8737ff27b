"""预案演练: plans for accidents, their drills, and when the next one is due."""

import uuid
from datetime import date

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.labels.pages import common
from permit_service.labels.pages import response as words
from permit_service.models.response import ResponsePlan
from permit_service.queries import response, scope
from permit_service.queries.reading import session
from permit_service.services.registers import response_plans
from permit_service.services.registers.response_plans import DrillForm, PlanForm
from permit_service.wallclock import civil_day
from permit_service.web.forms import Form
from permit_service.web.lasting import due
from permit_service.web.register_pages import Filter, Listing, Row, asked, may_keep, own_enterprise_id
from permit_service.web.simple_form import Field, SimpleForm, choices, simple_form
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.kinds import PlanKind

blueprint = Blueprint("response_plans", __name__, url_prefix="/registers/response-plans")

_KINDS = Filter("kind", common.KIND, tuple((kind, labels.of(kind)) for kind in PlanKind))
_PLAN = (
    Field("kind", common.KIND, "select", choices(PlanKind), words.DRILLS_HINT),
    Field("title", common.NAME),
    Field("covers", words.COVERS, "textarea", required=False),
    Field("since", words.SINCE, "date"),
    Field("document", words.PLAN_FILE, "file", hint=common.KEPT_FILE_HINT, required=False),
)
_DRILL = (
    Field("held_on", words.HELD_ON, "date"),
    Field("place", words.PLACE),
    Field("participants", words.PARTICIPANTS, "number", unit=words.PEOPLE),
    Field("course", words.COURSE, "textarea", required=False),
    Field("document", words.DRILL_FILE, "file", hint=common.FILE_HINT, required=False),
    Field("evaluation", words.EVALUATION, "textarea", hint=words.EVALUATION_HINT, required=False),
)


@blueprint.get("")
def index() -> str:
    """Plans in force that the account may know of."""
    wanted, today = asked(_KINDS), civil_day(wallclock.now())
    kind = wanted.get("kind")
    page = response.plans(
        session(), current_actor(), wanted.wanted, kind=None if kind is None else PlanKind(kind), search=wanted.search
    )
    rows = tuple(_row(response.plan_entry(plan), today) for plan in page.rows)
    listing = Listing(wanted, words.RESPONSE_PLANS_COLUMNS, rows, page.after)
    return render_template("response_plans/index.html", listing=listing, may_add=own_enterprise_id() is not None)


@blueprint.get("/new")
def new() -> str:
    """A plan not entered yet."""
    return _new(NONE)


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Enter a plan of the account's own enterprise."""

    def act() -> str:
        enterprise_id = Form().needed("enterprise_id", own_enterprise_id())
        return _shown(response_plans.add_plan(current_actor(), enterprise_id, _read()).id)

    return carried_out(act, _new)


@blueprint.get("/<uuid:response_plan_id>")
def show(response_plan_id: uuid.UUID) -> str:
    """One plan with its drills."""
    return _page(response_plan_id, NONE)


@blueprint.get("/<uuid:response_plan_id>/edit")
def edit(response_plan_id: uuid.UUID) -> str:
    """The form of a plan."""
    return _edit(_found(response_plan_id), NONE)


@blueprint.post("/<uuid:response_plan_id>/edit")
def edit_post(response_plan_id: uuid.UUID) -> ResponseReturnValue:
    """Change a plan's entry."""

    def act() -> str:
        revision = Form().number("revision")
        return _shown(response_plans.edit_plan(current_actor(), response_plan_id, revision, _read()).id)

    return carried_out(act, lambda trouble: _edit(_found(response_plan_id), trouble))


@blueprint.post("/<uuid:response_plan_id>/withdraw")
def withdraw(response_plan_id: uuid.UUID) -> ResponseReturnValue:
    """A plan is no longer in force."""
    return carried_out(
        lambda: _shown(response_plans.withdraw_plan(current_actor(), response_plan_id).id),
        lambda trouble: _page(response_plan_id, trouble),
    )


@blueprint.get("/<uuid:response_plan_id>/drills/new")
def drill(response_plan_id: uuid.UUID) -> str:
    """A drill not entered yet."""
    return _drill(_found(response_plan_id), NONE)


@blueprint.post("/<uuid:response_plan_id>/drills/new")
def record_drill(response_plan_id: uuid.UUID) -> ResponseReturnValue:
    """Enter a drill that was held."""

    def act() -> str:
        form = Form()
        held_on, participants = form.day("held_on"), form.whole("participants")
        told = DrillForm(
            held_on=form.needed("held_on", held_on),
            place=form.text("place"),
            participants=form.needed("participants", participants),
            course=form.text("course"),
            evaluation=form.text("evaluation"),
            document=form.upload("document"),
        )
        return _shown(response_plans.record_drill(current_actor(), response_plan_id, told).plan_id)

    return carried_out(act, lambda trouble: _drill(_found(response_plan_id), trouble))


@blueprint.post("/<uuid:response_plan_id>/drills/<uuid:drill_id>/evaluate")
def evaluate(response_plan_id: uuid.UUID, drill_id: uuid.UUID) -> ResponseReturnValue:
    """Write down the effect of a drill; from then on it counts."""
    return carried_out(
        lambda: _shown(response_plans.evaluate_drill(current_actor(), drill_id, Form().text("evaluation")).plan_id),
        lambda trouble: _page(response_plan_id, trouble),
    )


def _shown(plan_id: uuid.UUID) -> str:
    return url_for("response_plans.show", response_plan_id=plan_id)


def _found(plan_id: uuid.UUID) -> ResponsePlan:
    return scope.response_plan(session(), current_actor(), plan_id)


def _row(entry: response.PlanEntry, today: date) -> Row:
    plan = entry.plan
    last = "" if entry.drilled_on is None else str(entry.drilled_on)
    return Row(
        _shown(plan.id), (plan.title, labels.of(plan.kind), plan.enterprise.name, last, due(entry.due_on, today))
    )


def _page(plan_id: uuid.UUID, trouble: Trouble) -> str:
    entry, today = response.plan_entry(_found(plan_id)), civil_day(wallclock.now())
    return render_template(
        "response_plans/show.html",
        plan=entry.plan,
        drilled_on=entry.drilled_on,
        due=due(entry.due_on, today),
        drills=sorted(entry.plan.drills, key=lambda one: one.held_on, reverse=True),
        trouble=trouble,
        may_edit=may_keep(entry.plan.enterprise_id) and entry.plan.withdrawn_at is None,
    )


def _read() -> PlanForm:
    form = Form()
    kind, since = form.choice("kind", PlanKind), form.day("since")
    return PlanForm(
        kind=form.needed("kind", kind),
        title=form.text("title"),
        since=form.needed("since", since),
        covers=form.text("covers"),
        document=form.upload("document"),
    )


def _new(trouble: Trouble) -> str:
    back = url_for("response_plans.index")
    return simple_form(SimpleForm(words.ADD_PLAN, "", url_for("response_plans.create"), back, _PLAN), trouble)


def _edit(plan: ResponsePlan, trouble: Trouble) -> str:
    held = {name: getattr(plan, name) for name in ("kind", "title", "covers", "since")}
    action = url_for("response_plans.edit_post", response_plan_id=plan.id)
    return simple_form(SimpleForm(words.PLAN, plan.title, action, _shown(plan.id), _PLAN, held, plan.revision), trouble)


def _drill(plan: ResponsePlan, trouble: Trouble) -> str:
    action = url_for("response_plans.record_drill", response_plan_id=plan.id)
    return simple_form(SimpleForm(words.ADD_DRILL, plan.title, action, _shown(plan.id), _DRILL), trouble)
