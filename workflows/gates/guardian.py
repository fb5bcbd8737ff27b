"""The guardian at the mouth of the space (R37, R38): checked in, with the power to admit, and there."""

from datetime import datetime, timedelta

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gate import NOT_APPLICABLE, PASSED, Gate, Outcome, fault, gate, refused, unless
from workflows.site_facts import Post
from workflows.sources import Clause, Document, HouseRule
from workflows.vocabulary import Action, Part

_SOURCES = (Clause(Document.O13, "15"), Clause(Document.G46, "6.3.1"), Clause(Document.G30, "4.10"))
_GUARDED = {Action.open_space, Action.permit_confirm, Action.enter}


def named_guardian(facts: Facts, person_id: str | None) -> bool:
    """The person is named on this permit as a guardian."""
    person = facts.members.get(person_id or "")
    return person is not None and Part.guardian in person.parts


def has_left(post: Post) -> bool:
    """The guardian's absence was confirmed and no scan of permit and plate followed (R38)."""
    return post.confirmed_absent_at is not None and post.renewed_at <= post.confirmed_absent_at


@gate("R37", banned=4, sources=_SOURCES, actions={Action.check_in}, codes={Code.plate_mismatch})
def plate_of_this_space(facts: Facts, now: datetime) -> Outcome:
    """Permit and plate scanned at check-in belong to the same space (site-rules 20)."""
    return PASSED if facts.attempt.plate_space_id == facts.space.id else refused(Code.plate_mismatch)


@gate("R37", banned=4, sources=_SOURCES, actions=_GUARDED, codes={Code.guardian_absent})
def guardian_posted(facts: Facts, now: datetime) -> Outcome:
    """A guardian named on this permit holds an open post (O13 15). A quiet phone only warns (site-rules 23)."""
    post = facts.post
    if post is None or not named_guardian(facts, post.guardian_id):
        return refused(Code.guardian_absent)
    return PASSED


@gate(
    "R37",
    banned=4,
    sources=(HouseRule("beat_seconds"),),
    actions=_GUARDED,
    codes={Code.guardian_quiet},
    parameters=("beat_seconds", "beat_misses"),
)
def guardian_heard(facts: Facts, now: datetime) -> Outcome:
    """Silence of the guardian's phone warns and never refuses: screens lock, signal drops (site-rules 23)."""
    if facts.post is None:
        return NOT_APPLICABLE
    last_beat_at = facts.post.last_beat_at
    if now - last_beat_at >= timedelta(seconds=facts.rules.quiet_seconds):
        return unless(warnings=(fault(Code.guardian_quiet, since=last_beat_at.isoformat()),))
    return PASSED


@gate(
    "R37",
    banned=4,
    sources=(HouseRule("post_hours"),),
    actions=_GUARDED,
    codes={Code.guardian_post_stale},
    parameters=("post_hours",),
)
def guardian_may_admit(facts: Facts, now: datetime) -> Outcome:
    """The power to admit falls at suspension, at handover and some hours after the last scan (site-rules 20)."""
    post = facts.post
    if post is None:
        return NOT_APPLICABLE
    suspended_at = facts.suspension.at if facts.suspension is not None else None
    ends_at = post.renewed_at + timedelta(hours=facts.rules.post_hours)
    fell = not post.may_admit or (suspended_at is not None and post.renewed_at <= suspended_at)
    if fell or now > ends_at:
        return refused(Code.guardian_post_stale, renewed_at=post.renewed_at.isoformat())
    return unless(good_until=ends_at)


@gate("R37", banned=4, sources=_SOURCES, actions={Action.enter}, codes={Code.guardian_not_on_post})
def guardian_admits(facts: Facts, now: datetime) -> Outcome:
    """Who lets somebody in holds the open post: a guardian elsewhere, or one relieved, admits nobody (O13 15)."""
    if facts.post is None:
        return NOT_APPLICABLE
    return PASSED if facts.actor.person_id == facts.post.guardian_id else refused(Code.guardian_not_on_post)


@gate(
    "R38",
    banned=4,
    sources=_SOURCES,
    actions=_GUARDED,
    codes={Code.guardian_left},
)
def guardian_there(facts: Facts, now: datetime) -> Outcome:
    """The guardian has not left and has not gone in (O13 15)."""
    post = facts.post
    if post is None:
        return NOT_APPLICABLE
    gone_in = any(inside.person_id == post.guardian_id for inside in facts.presence.inside)
    return refused(Code.guardian_left) if gone_in or has_left(post) else PASSED


GATES: tuple[Gate, ...] = (
    plate_of_this_space,
    guardian_posted,
    guardian_admits,
    guardian_heard,
    guardian_may_admit,
    guardian_there,
)
