"""Plans for accidents and their drills (O13 10; G46 4.6)."""

import uuid
from dataclasses import dataclass
from datetime import date

from permit_service.actor import Actor
from permit_service.errors import Forbidden, NotFound
from permit_service.models.permits import Permit
from permit_service.models.response import Drill, ResponsePlan
from permit_service.queries.scope import find
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import Desk, at_desk, change, expect, register_of
from permit_service.wallclock import civil_day
from workflows.kinds import PlanKind

_LONG = 2000
_MOST_PEOPLE = 10_000


@dataclass(frozen=True, slots=True)
class PlanForm:
    """A plan as typed: its kind, what it covers, the day it came into force, the paper."""

    kind: PlanKind
    title: str
    since: date
    covers: str = ""
    document: bytes | None = None


@dataclass(frozen=True, slots=True)
class DrillForm:
    """A drill that was held; ``evaluation`` may follow, but until then the drill does not count."""

    held_on: date
    place: str
    participants: int
    course: str = ""
    evaluation: str = ""
    document: bytes | None = None


def add_plan(actor: Actor, enterprise_id: uuid.UUID, form: PlanForm) -> ResponsePlan:
    """Enter a plan; its first drill is due an interval after it came into force.

    Raises Invalid (``since``: ``future``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> ResponsePlan:
        desk.keep_enterprise(enterprise_id)
        plan = ResponsePlan(
            enterprise_id=enterprise_id,
            created_at=desk.now,
            **_checked(desk, form),
            file_id=desk.keep_file(form.document, "document"),
        )
        desk.add(plan)
        _record(desk, plan, "response_plan:add", {"kind": plan.kind})
        return plan

    return at_desk(actor, work)


def edit_plan(actor: Actor, plan_id: uuid.UUID, revision: int, form: PlanForm) -> ResponsePlan:
    """Change a plan's entry; without a new document the old one stays.

    Raises Invalid, Forbidden, NotFound, Conflict ``stale``.
    """

    def work(desk: Desk) -> ResponsePlan:
        plan = _to_keep(desk, plan_id)
        expect(plan, revision)
        values = _checked(desk, form)
        file_id = desk.keep_file(form.document, "document")
        changed = change(plan, values | {"file_id": file_id or plan.file_id})
        if changed:
            _record(desk, plan, "response_plan:edit", {"changed": changed})
        return plan

    return at_desk(actor, work)


def withdraw_plan(actor: Actor, plan_id: uuid.UUID) -> ResponsePlan:
    """A plan is no longer in force, its drills fall due no more. A second time does nothing.

    Raises Forbidden, NotFound.
    """

    def work(desk: Desk) -> ResponsePlan:
        plan = _to_keep(desk, plan_id)
        if plan.withdrawn_at is None:
            plan.withdrawn_at = desk.now
            _record(desk, plan, "response_plan:withdraw", {})
        return plan

    return at_desk(actor, work)


def record_drill(actor: Actor, plan_id: uuid.UUID, form: DrillForm) -> Drill:
    """Enter a drill that was held, with its evaluation if there is one already.

    Raises Invalid (``held_on``: ``future``), Forbidden (an evaluation by an account
    without a person), NotFound.
    """

    def work(desk: Desk) -> Drill:
        plan = _to_keep(desk, plan_id)
        faults = Faults()
        faults.check(form.held_on <= civil_day(desk.now), "held_on", "future")
        faults.between("participants", form.participants, 1, _MOST_PEOPLE)
        drill = Drill(
            plan_id=plan.id,
            held_on=form.held_on,
            place=faults.words("place", form.place),
            participants=form.participants,
            course=faults.remark("course", form.course, longest=_LONG),
            created_at=desk.now,
            created_by_id=desk.user_id,
        )
        evaluation = faults.remark("evaluation", form.evaluation, longest=_LONG)
        faults.raise_any()
        drill.file_id = desk.keep_file(form.document, "document")
        if evaluation:
            _evaluate(desk, drill, evaluation)
        desk.add(drill)
        _record(desk, plan, "drill:record", {"drill_id": drill.id, "evaluated": bool(evaluation)})
        return drill

    return at_desk(actor, work)


def evaluate_drill(actor: Actor, drill_id: uuid.UUID, evaluation: str) -> Drill:
    """Write down the effect of a drill (效果评估), once: from then on it counts.

    Raises Invalid (``evaluation``: ``required``, ``fixed`` if it was evaluated), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Drill:
        drill = desk.session.get(Drill, drill_id)
        if drill is None:
            raise NotFound
        plan = _to_keep(desk, drill.plan_id)
        faults = Faults()
        told = faults.words("evaluation", evaluation, longest=_LONG)
        faults.check(drill.evaluated_at is None, "evaluation", "fixed")
        faults.raise_any()
        _evaluate(desk, drill, told)
        _record(desk, plan, "drill:evaluate", {"drill_id": drill.id})
        return drill

    return at_desk(actor, work)


def _to_keep(desk: Desk, plan_id: uuid.UUID) -> ResponsePlan:
    plan = find(desk.session, ResponsePlan, plan_id, desk.scope.response_plans())
    desk.keep_enterprise(plan.enterprise_id)
    return plan


def _checked(desk: Desk, form: PlanForm) -> dict[str, object]:
    faults = Faults()
    faults.check(form.since <= civil_day(desk.now), "since", "future")
    values = {
        "kind": form.kind,
        "title": faults.words("title", form.title),
        "covers": faults.remark("covers", form.covers, longest=_LONG),
        "since": form.since,
    }
    faults.raise_any()
    return values


def _evaluate(desk: Desk, drill: Drill, evaluation: str) -> None:
    if desk.actor.person_id is None:
        raise Forbidden
    drill.evaluation = evaluation
    drill.evaluated_at, drill.evaluated_by_id = desk.now, desk.actor.person_id


def _record(desk: Desk, plan: ResponsePlan, tag: str, payload: dict[str, object]) -> None:
    """Into the journal; live permits in the owner's spaces are judged anew, since drills may hold them."""
    desk.bump(Permit.enterprise_id == plan.enterprise_id)
    desk.record(tag, {"response_plan_id": plan.id, **payload}, register_of(plan.enterprise_id))
