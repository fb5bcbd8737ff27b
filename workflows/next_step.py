"""What comes next at the mouth: read from the answers of ``clear``, never judged anew, the same whoever asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from workflows.codes import Nature
from workflows.facts import Facts
from workflows.gates import clear
from workflows.gates.gas_clocks import work_value_due
from workflows.site_facts import Attempt
from workflows.space_evacuation import under_way
from workflows.steps import Step, answered_by, order_of
from workflows.verdict import Clearance, GateResult, GateState
from workflows.vocabulary import LIVE_STATUSES, Action, Part, Status

#: What differs from person to person, asked of somebody who is inside already.
_ABOUT_GOING_IN = frozenset({"not_inside_yet", "inside_nothing"})
#: What has to be asked before a step that nothing later asks for: it may be too early, or stopped.
_OWN_ACTION: Mapping[Step, Action] = {
    Step.check_in: Action.check_in,
    **dict.fromkeys((Step.briefing, Step.area, Step.equipment, Step.isolation), Action.prepare),
}
_STOPPING = (GateState.refused, GateState.unknown)

#: An in-work value that is due within this time comes before anything else.
_VALUE_SOON = timedelta(minutes=5)

_ON_SITE = LIVE_STATUSES - {Status.draft}

SEVEN = range(1, 8)
#: The one of the seven that air is judged under: 先通风、再检测、后作业.
_AIR = 2

Results = tuple[GateResult, ...]


@dataclass(frozen=True, slots=True)
class Ban:
    """How one of the 七不准 stands: the results of its gates, and what is left of them."""

    number: int
    results: tuple[GateResult, ...]

    @property
    def state(self) -> GateState:
        """``refused`` before ``unknown`` before ``passed``; not applicable where no gate had anything to say."""
        states = {result.state for result in self.results}
        order = (GateState.refused, GateState.unknown, GateState.passed)
        return next((state for state in order if state in states), GateState.not_applicable)

    @property
    def forbidden(self) -> bool:
        """Something is wrong that must not be gone round, rather than not done yet."""
        return any(r.code.nature is Nature.forbidden for result in self.results for r in result.refusals)


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next. ``step`` None = nothing on site can be done until ``hindrances`` are gone, or all is over."""

    step: Step | None
    bans: tuple[Ban, ...]
    hindrances: tuple[GateResult, ...] = ()
    """gates that stop what comes next and that no step on site answers"""
    good_until: datetime | None = None
    """when the answer lapses by time alone"""

    @property
    def open_bans(self) -> int:
        """How many of the seven are not kept yet."""
        return sum(ban.state in _STOPPING for ban in self.bans)


def next_step(facts: Facts, now: datetime) -> Next:
    """The next thing to do on site under this permit, whoever asks."""
    asked, cleared = _before_entry(facts, now)
    bans = tuple(Ban(number, tuple(r for r in asked if r.banned == number)) for number in SEVEN)
    good_until = min((r.good_until for r in asked if r.good_until is not None), default=None)
    step, hindrances = _decide(facts, now, asked, cleared)
    return Next(step, bans, hindrances, good_until)


def entry_of(facts: Facts, now: datetime, person_id: str) -> Clearance:
    """Whether this person could go in now, asked as the guardian on post would ask."""
    return _as_guardian(Action.enter, facts, now, person_id)


def gas_good_until(plan: Next) -> datetime | None:
    """Until when the gas test lets people in, by the clock that counts now (site-rules 11); None = it does not."""
    clocks = {"series_age", "series_age_at_entry"}
    air = [result for ban in plan.bans if ban.number == _AIR for result in ban.results]
    if any(result.state in _STOPPING for result in air):
        return None
    return min((r.good_until for r in air if r.gate in clocks and r.good_until is not None), default=None)


# -- what is asked --------------------------------------------------------------------------------------


def _before_entry(facts: Facts, now: datetime) -> tuple[Results, Step]:
    """All that stands between now and the next entry, and the step that comes when nothing does.

    The entry confirmation's gates until it stands, those of entry from then on.
    """
    if facts.permit.status is Status.active:
        results = _of_entrants(facts, now)
        if not any(answered_by(result, facts) is Step.confirm for result in _stopped(results)):
            return results, Step.admit if _entrants_outside(facts) else Step.watch
    as_leader = Attempt(person_id=_first(facts, Part.leader))
    return clear(Action.permit_confirm, facts.trying(as_leader), now).results, Step.confirm


def _of_entrants(facts: Facts, now: datetime) -> Results:
    """The answers to whoever may go in, else to everyone outside, each once.

    With all of them inside: what does not concern going in.
    """
    outside = _entrants_outside(facts)
    if outside:
        answers = [entry_of(facts, now, person_id).results for person_id in outside]
        return _each_once([results for results in answers if not _stopped(results)] or answers)
    answer = entry_of(facts, now, _first(facts, Part.entrant) or "")
    return tuple(result for result in answer.results if result.gate not in _ABOUT_GOING_IN)


def _entrants_outside(facts: Facts) -> list[str]:
    inside = {one.person_id for one in facts.presence.inside}
    return [m.person_id for m in facts.crew if Part.entrant in m.parts and m.person_id not in inside]


def _each_once(answers: Iterable[Results]) -> Results:
    found: list[GateResult] = []
    for results in answers:
        found += [result for result in results if result not in found]
    return tuple(found)


def _as_guardian(action: Action, facts: Facts, now: datetime, person_id: str | None) -> Clearance:
    """Ask as the guardian would: whoever looks at the page, the next thing is the same."""
    guardian = replace(facts.actor, person_id=_guardian(facts))
    member = facts.members.get(person_id or "")
    attempt = Attempt(
        person_id=person_id,
        trained_until=None if member is None else member.trained_until,
        plate_space_id=facts.space.id,
        device_explosion_proof=True,
        upwind=True,
    )
    return clear(action, facts.trying(attempt, by=guardian), now)


def _guardian(facts: Facts) -> str | None:
    return facts.post.guardian_id if facts.post is not None else _first(facts, Part.guardian)


def _first(facts: Facts, part: Part) -> str | None:
    return next((member.person_id for member in facts.crew if part in member.parts), None)


# -- what comes next ------------------------------------------------------------------------------------


def _decide(facts: Facts, now: datetime, asked: Results, cleared: Step) -> tuple[Step | None, Results]:
    status, inside = facts.permit.status, facts.presence.inside
    if status not in _ON_SITE:
        return None, ()
    if _is_begun(facts) and any(one.space_id == facts.space.id for one in facts.evacuations):
        return Step.evacuate if inside or facts.presence.headcount_differs else Step.lift, ()
    if status is Status.finished or _winding_up(facts, now):
        return _way_out(facts), ()
    if status is Status.active and inside and _value_soon(facts, now):
        return Step.reading, ()
    if not _is_open(facts):
        asked, cleared = _as_guardian(Action.open_space, facts, now, _guardian(facts)).results, Step.opening
    return _earliest(facts, now, asked, cleared)


def _is_begun(facts: Facts) -> bool:
    """Whether somebody is at the mouth under this permit; those of a later permit do not lift what others called."""
    return under_way(facts.permit.status, guarded=facts.post is not None)


def _earliest(facts: Facts, now: datetime, asked: Results, cleared: Step) -> tuple[Step | None, Results]:
    """The first step in the order of the site that a stopped gate asks for; ``cleared`` if none is stopped."""
    answers = [(result, answered_by(result, facts)) for result in _stopped(asked)]
    hindrances = tuple(result for result, step in answers if step is None)
    steps = [step for _, step in answers if step is not None]
    if not steps:
        return (None, hindrances) if hindrances else (cleared, ())
    step = min(steps, key=order_of(facts.rules.profile).__getitem__)
    forbids = _own_hindrances(step, facts, now)
    return (None, forbids) if forbids else (step, hindrances)


def _own_hindrances(step: Step, facts: Facts, now: datetime) -> Results:
    """What stops the step itself: it may be too early for it, or the guardian may not take the post."""
    action = _OWN_ACTION.get(step)
    if action is None:
        return ()
    asked = _as_guardian(action, facts, now, _guardian(facts)).results
    return tuple(result for result in _stopped(asked) if answered_by(result, facts) is None)


def _stopped(results: Iterable[GateResult]) -> list[GateResult]:
    """Gates that refuse or cannot tell, but for those of legality: they turn on who asks."""
    return [result for result in results if result.state in _STOPPING and result.rule != "legality"]


def _value_soon(facts: Facts, now: datetime) -> bool:
    due = work_value_due(facts)
    return due is not None and now >= due - _VALUE_SOON


def _winding_up(facts: Facts, now: datetime) -> bool:
    """Something was opened, and the permit is ending or its window over: it can only be brought to its close."""
    end = facts.permit.window_end
    over = end is not None and now >= end
    begun = facts.permit.status in (Status.active, Status.suspended)
    return begun and (facts.permit.ending is not None or over)


def _way_out(facts: Facts) -> Step:
    if facts.presence.inside:
        return Step.bring_out
    if _is_open(facts):
        return Step.close_openings
    return Step.close if facts.permit.status is Status.finished else Step.finish


def _is_open(facts: Facts) -> bool:
    return any(opening.closed_at is None for opening in facts.openings)
