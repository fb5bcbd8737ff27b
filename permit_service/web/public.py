"""Pages behind the codes on paper, for anyone with a phone: good now or not, no personal data, nothing written."""

from datetime import timedelta

from flask import Blueprint, render_template, request, url_for

from permit_service import labels, rate_limits, wallclock
from permit_service.access import actor_or_none
from permit_service.facts_of.rules import rules_of
from permit_service.labels.pages import public as words
from permit_service.models.permits import Permit
from permit_service.queries import presence, public_view, scope
from permit_service.queries.people import masked
from permit_service.queries.public_view import PublicPermit, Standing
from permit_service.services.codes import Read
from workflows.codes import Code, Nature
from workflows.kinds import Gas
from workflows.limits import Rules
from workflows.mouth import code_refused
from workflows.training_kinds import TrainingTopic
from workflows.verdict import GateState
from workflows.vocabulary import Direction, Status

blueprint = Blueprint("public", __name__)

_SIGNS = {
    Standing.good: ("safe", words.MAY_WORK),
    Standing.evacuating: ("forbid", words.EVACUATING),
    Standing.not_now: ("forbid", words.NOT_NOW),
    Standing.suspended: ("forbid", words.SUSPENDED),
    Standing.not_begun: ("none", words.NOT_YET),
    Standing.over: ("none", words.OVER),
    Standing.void: ("forbid", words.VOID),
}
_GATES = {
    GateState.passed: ("safe", words.HOLDS),
    GateState.refused: ("must", words.FAILS),
    GateState.unknown: ("none", words.UNKNOWN),
    GateState.not_applicable: ("none", words.NOT_INVOLVED),
}
_ENDED = frozenset({Standing.over, Standing.void})
#: How long a green page stands that has not been able to look again.
_GREEN = timedelta(minutes=1)
#: What the plate's page tells the limits of.
_TOLD_GASES = (Gas.h2s, Gas.co)


@blueprint.before_request
def _count() -> None:
    """At most so many a minute from one address."""
    rate_limits.count(rate_limits.PUBLIC_CODE, request.remote_addr or "")


@blueprint.get("/Q/<token>")
def permit(token: str) -> str:
    """A permit's code: is it good now."""
    read = public_view.read_permit(token)
    if read.row is None or read.fault not in (None, Code.code_expired, Code.code_not_yet_valid):
        return _fault(read)
    known = public_view.may_see(actor_or_none(), read.row)
    pulse = presence.pulse_now(read.row.id)  # before the view: an evacuation that comes between them is told next
    view = public_view.permit_view(read.row)
    state, told = _standing(view, read)
    now = wallclock.now()
    return render_template(
        "public/permit.html",
        server_time=now,
        view=view,
        good_until=min(now + _GREEN, view.plan.good_until or now + _GREEN) if state == "safe" else None,
        state=state,
        told=told,
        gates=[] if view.standing in _ENDED else _gates(view),
        check_in=_check_in(read.row, {"permit": f"/Q/{token}"}),
        scan_href=next((_scanning(row) for row in _guarded() if row.id == read.row.id), None),
        site_href=url_for("site.show", permit_id=read.row.id) if known else None,
        pulse=pulse if known else None,
        permit_id=read.row.id,
        looks_again=view.standing not in _ENDED,
    )


@blueprint.get("/S/<token>")
def plate(token: str) -> str:
    """A plate's code: may anyone be inside here, and what threatens."""
    read = public_view.read_plate(token)
    if read.row is None or read.fault is not None:
        return _fault(read)
    space = read.row.space
    view = public_view.space_view(space)
    actor = actor_or_none()
    named = [] if actor is None else public_view.permits_to_guard(actor, space)
    return render_template(
        "public/plate.html",
        server_time=wallclock.now(),
        view=view,
        limits=_limits(rules_of(public_view.enterprise_of(space))),
        bans=[labels.banned_title(number) for number in range(1, 8)],
        hazards=[labels.of(hazard) for hazard in sorted(space.hazards)],
        signs=[(one, *_SIGNS[one.standing]) for one in view.permits],
        check_ins=[(row, _check_in(row, {"plate": f"/S/{token}"})) for row in named],
        scans=[(row, _scanning(row)) for row in _guarded() if row.space_id == space.id],
        known=actor is not None and scope.SEES["space_id"](actor, space.id),
    )


@blueprint.get("/W/<token>")
def badge(token: str) -> str:
    """A badge's code: strangers learn 有效 or 无效 only; who knows the person anyway also learns the name.

    To the guardian on post it is the way to the same answer as a scan; nothing is recorded before they press there.
    """
    read = public_view.read_badge(token)
    good = read.row is not None and read.fault is None
    actor = actor_or_none()
    known = read.row is not None and good and actor is not None and scope.SEES["person_id"](actor, read.row.person_id)
    return render_template(
        "public/badge.html",
        server_time=wallclock.now(),
        good=good,
        stage=read.stage,
        name=read.row.person.name if known and read.row is not None else "",
        scans=[(row, _scanning(row, f"/W/{token}", public_view.way_of(read.row))) for row in _guarded()],
        quiz=_quiz(token),
    )


@blueprint.get("/T/<token>")
def training(token: str) -> str:
    """A proof of training: 有效 or 无效, the masked name, the training and until when it holds."""
    read, now = public_view.read_training(token), wallclock.now()
    result = read.row
    return render_template(
        "public/training.html",
        server_time=now,
        good=result is not None and read.fault is None and public_view.proves(result, now),
        lapsed=read.fault is Code.code_expired,
        result=result,
        name="" if result is None else masked(public_view.name_of(result)),
        topics=[] if result is None else [labels.of(one) for one in TrainingTopic if one in result.topics],
        stage=read.stage,
    )


def _fault(read: Read[Permit]) -> str:
    """Why a code is not believed: the stage that a guardian can read out over the phone."""
    refusal = read.refusal
    assert read.fault is not None
    assert refusal is not None
    return render_template(
        "public/fault.html",
        server_time=wallclock.now(),
        state="forbid" if read.fault.nature is Nature.forbidden else "warn",
        message=labels.message(refusal),
        remedy=labels.remedy(refusal),
        stage=read.stage,
        stage_told="" if read.stage is None else labels.of(read.stage),
    )


def _standing(view: PublicPermit, read: Read[Permit]) -> tuple[str, str]:
    """Sign and word; a code outside its own window is never green."""
    if view.standing is Standing.good and read.fault is not None:
        return "forbid", labels.message(code_refused(read.fault)).rstrip("。")
    return _SIGNS[view.standing]


def _gates(view: PublicPermit) -> list[dict[str, object]]:
    rows = []
    for ban in view.plan.bans:
        state, told = ("forbid", words.NOT_MET) if ban.forbidden else _GATES[ban.state]
        rows.append({"number": ban.number, "label": labels.banned_short(ban.number), "state": state, "word": told})
    return rows


def _limits(rules: Rules) -> list[tuple[str, str]]:
    flammable = f"≤ {rules.flammable_lel} %LEL" if rules.flammable_lel is not None else f"≤ {rules.flammable_vol} %VOL"
    toxic = [(labels.of(gas), f"≤ {rules.toxic[gas].mg_m3} mg/m³") for gas in _TOLD_GASES]
    return [(words.OXYGEN, f"{rules.oxygen_min}–{rules.oxygen_max} %VOL"), (labels.short(Gas.ex), flammable), *toxic]


def _guarded() -> list[Permit]:
    return public_view.guarded_by(actor_or_none())


def _scanning(permit: Permit, badge: str | None = None, direction: Direction | None = None) -> str:
    """Where the guardian scans, with the badge that was just read."""
    return url_for("scan.show", permit_id=permit.id, badge=badge, direction=direction)


def _quiz(token: str) -> str:
    """Where the holder of a badge answers what a street training asks; empty where nobody asks, or asks no more."""
    told = public_view.quiz_for(token, wallclock.now())
    return "" if told is None or told.handed_in else url_for("badge_quizzes.by_badge", token=token)


def _check_in(permit: Permit, code: dict[str, str]) -> str | None:
    """The way into check-in for an account that may see the permit, with the code just scanned."""
    open_for_it = permit.status in (Status.submitted, Status.approved, Status.active, Status.suspended)
    if not open_for_it or not public_view.may_see(actor_or_none(), permit):
        return None
    return url_for("site_check_in.show", permit_id=permit.id, **code)
