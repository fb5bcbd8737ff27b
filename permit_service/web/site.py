"""现场准入: what stands between now and the next entry, one button to the next thing, and the way out."""

import uuid

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.access import current_actor
from permit_service.labels.pages import common
from permit_service.labels.pages import site as words
from permit_service.queries import during_work, presence
from permit_service.queries.onsite import OnSite
from permit_service.services import evacuation, posts
from permit_service.told import clock
from permit_service.web.forms import Form
from permit_service.web.site_pages import (
    done,
    hindrance_groups,
    look,
    page,
    site_blueprint,
    site_url,
    step_url,
    who_does,
)
from permit_service.web.trouble import NONE, Trouble
from workflows.next_step import Ban
from workflows.steps import Step, answered_by
from workflows.verdict import GateState
from workflows.vocabulary import AlarmKind, Part

blueprint = site_blueprint("site")

_SIGNS = {
    GateState.passed: ("safe", words.HOLDS),
    GateState.unknown: ("none", words.UNKNOWN),
    GateState.not_applicable: ("none", words.NOT_INVOLVED),
}
_GUARDING = 4
#: Steps that a page lists for going back to; the rest come by themselves.
_LISTED = (
    Step.check_in,
    Step.briefing,
    Step.area,
    Step.equipment,
    Step.isolation,
    Step.opening,
    Step.ventilation,
    Step.protection,
    Step.guardian_check,
    Step.confirm,
    Step.close_openings,
    Step.finish,
)


@blueprint.get("/permits/<uuid:permit_id>/site")
def show(permit_id: uuid.UUID) -> str:
    """The next thing to do, and how the seven prohibitions stand."""
    return _show(look(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/site/suspend")
def suspend(permit_id: uuid.UUID) -> ResponseReturnValue:
    """中断作业."""

    def act() -> str:
        evacuation.suspend(current_actor(), permit_id, Form().text("remark"))
        flash(words.SUSPENDED, "warn")
        return site_url(permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/site/mark")
def mark(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Sign and temporary closure stand while the work is interrupted."""

    def act() -> str:
        evacuation.mark_interruption(current_actor(), permit_id)
        return site_url(permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/site/posts/<uuid:post_id>/leave")
def leave(permit_id: uuid.UUID, post_id: uuid.UUID) -> ResponseReturnValue:
    """The guardian leaves the post."""

    def act() -> str:
        posts.leave(current_actor(), post_id)
        flash(words.LEFT_POST, "warn")
        return site_url(permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/site/posts/<uuid:post_id>/absent")
def absent(permit_id: uuid.UUID, post_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody saw that the guardian is not there."""

    def act() -> str:
        posts.confirm_absence(current_actor(), post_id)
        return url_for("inside.show", permit_id=permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/site/handover")
def hand_over(permit_id: uuid.UUID) -> ResponseReturnValue:
    """The guardian offers the post to another, who takes it by checking in."""

    def act() -> str:
        form = Form()
        to_id = form.id("to_id")
        form.faults.check(to_id is not None, "to_id", "required")
        form.done()
        assert to_id is not None
        posts.offer_handover(current_actor(), permit_id, to_id, form.text("remark"))
        flash(words.HANDOVER_PROPOSED, "must")
        return site_url(permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


def _show(site: OnSite, trouble: Trouble = NONE) -> str:
    step = site.plan.step
    return page(
        "site/show.html",
        site,
        trouble,
        gates=[_row(ban, site) for ban in site.plan.bans],
        step=step,
        step_href=None if step is None else step_url(step, site.permit.id),
        step_by="" if step is None else who_does(step, site),
        hindrances=hindrance_groups(site),
        alarms=[
            alarm for alarm in presence.alarms(site) if not (site.evacuating and alarm.kind is AlarmKind.evacuation)
        ],
        steps=[(one, step_url(one, site.permit.id)) for one in _LISTED],
        offers=during_work.offers(site),
        successors=[m for m in site.people(Part.guardian) if m.person_id not in {p.guardian_id for p in site.posts}],
    )


def _row(ban: Ban, site: OnSite) -> dict[str, object]:
    """One of the seven as a row of the macro ``gate_list``."""
    row: dict[str, object] = {"number": ban.number, "label": labels.banned_short(ban.number)}
    if ban.state is not GateState.refused:
        state, told = _SIGNS[ban.state]
        if ban.number == _GUARDING and ban.state is GateState.passed and site.posts:
            told = words.ON_POST_SINCE.format(since=clock(site.posts[0].since))
        return row | {"state": state, "word": told}
    refused = [result for result in ban.results if result.state is GateState.refused]
    steps = dict.fromkeys(answered_by(result, site.facts) for result in refused)
    first = min((step for step in steps if step is not None), key=list(Step).index, default=None)
    href = {} if first is None else {"href": step_url(first, site.permit.id)}
    return row | href | {"state": "forbid" if ban.forbidden else "must", "word": _todo(first, len(steps), ban)}


def _todo(first: Step | None, count: int, ban: Ban) -> str:
    if ban.forbidden:
        return common.NOT_GOOD if first in (Step.initial_test, Step.retest) else words.FORBIDDEN
    name = words.TO_DO if first is None else labels.of(first)
    return name if count == 1 else words.AND_OTHERS.format(name=name, count=count)
