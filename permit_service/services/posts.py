"""监护到岗 once taken (``check_ins``): beats of the phone, handing over, leaving, being seen to be gone (R37, R38)."""

import uuid

from sqlalchemy import ColumnElement, select, update

from permit_service import unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.errors import Forbidden, Invalid, NotFound
from permit_service.models.alarms import Alarm
from permit_service.models.base import db
from permit_service.models.checks import Handover
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry, GuardianPost
from permit_service.services import leases
from permit_service.services.case import Case
from permit_service.services.hand_overs import permits as hand_overs
from permit_service.services.inputs import Faults
from permit_service.services.on_site import (
    beat,
    is_beat_due,
    on_site,
    parts_of,
    person_of,
    stamped,
)
from permit_service.services.settlement import settle
from workflows.vocabulary import AlarmKind, Part

#: Why a post ended whose guardian was found gone when another one checked in.
_RELIEVED = "relieved"


def beat_for(actor: Actor, permit_id: uuid.UUID) -> None:
    """A request of the guardian's session about this permit was heard; written at most every 20 s.

    The phone that had gone quiet ends its alarm by being heard, not a minute later.
    """
    now = wallclock.now()
    if actor.person_id is None:
        return
    if db.session.scalar(select(GuardianPost.id).where(*is_beat_due(actor, permit_id, now))) is None:
        return
    if db.session.scalar(select(Alarm.id).where(*_missed(permit_id))) is None:
        unit_of_work.run(lambda session: beat(session, actor, permit_id, now))
    else:
        on_site(actor, permit_id, lambda _: None)  # beats, and settles


def _missed(permit_id: uuid.UUID) -> tuple[ColumnElement[bool], ...]:
    """The alarm that calls for the guardian of this permit."""
    return Alarm.subject_id == permit_id, Alarm.kind == AlarmKind.guardian_quiet, Alarm.cleared_at.is_(None)


def beat_of(actor: Actor, post_id: uuid.UUID) -> None:
    """The guardian's phone was heard about this post. Raises NotFound."""
    beat_for(actor, permit_of_post(post_id))


def confirm_absence(actor: Actor, post_id: uuid.UUID) -> GuardianPost:
    """Somebody saw that the guardian is not there: whoever is inside is evacuated (R38). Anybody in scope may tell.

    Raises NotFound, Invalid for ``post_id`` (``ended``).
    """

    def act(case: Case) -> GuardianPost:
        post = _open_post(case, post_id)
        _now_absent(case, post, "guardian_post:absent")
        return post

    return on_site(actor, permit_of_post(post_id), act)


def leave(actor: Actor, post_id: uuid.UUID) -> GuardianPost:
    """The guardian leaves. Guarding has then stopped, unless another guardian stands at the same opening.

    With people inside the post stays open as absent, so that they are brought out (R38; site-rules 20). Raises
    NotFound, Forbidden for a post of somebody else, Invalid for ``post_id`` (``ended``).
    """

    def act(case: Case) -> GuardianPost:
        post = _open_post(case, post_id)
        if post.guardian_id != person_of(case):
            raise Forbidden
        if _covered(case, post):
            end_post(case, post, "left")
            return post
        _now_absent(case, post, "guardian_post:leave")
        settle(case)  # what the absence calls for is decided while the post still tells of it
        if not _anybody_inside(case):
            end_post(case, post, "left")
        return post

    return on_site(actor, permit_of_post(post_id), act)


def offer_handover(actor: Actor, permit_id: uuid.UUID, to_id: uuid.UUID, remark: str = "") -> Handover:
    """The guardian offers the post to another guardian named on the permit, who accepts by checking in.

    Until then the post stays theirs, so nobody inside is ever unguarded. Raises Forbidden without an open post,
    Invalid for ``to_id`` (``unknown``: not a guardian of this permit, or oneself) and ``remark``.
    """

    def act(case: Case) -> Handover:
        from_id = person_of(case)
        if not any(post.guardian_id == from_id for post in open_posts(case)):
            raise Forbidden
        faults = Faults()
        told = faults.remark("remark", remark)
        faults.check(to_id != from_id and Part.guardian in parts_of(case.permit, to_id), "to_id", "unknown")
        faults.raise_any()
        offer = case.write(Handover(**stamped(case), from_id=from_id, to_id=to_id, remark=told))
        case.record("handover:offer", {"handover_id": offer.id, "from_id": from_id, "to_id": to_id})
        hand_overs.post_offered(case, case.permit, *_both(case, offer))
        return offer

    return on_site(actor, permit_id, act)


# -- inside a use case --------------------------------------------------------------------------------------


def open_posts(case: Case) -> list[GuardianPost]:
    """The posts that stand on the permit, the oldest first."""
    standing = select(GuardianPost).where(GuardianPost.permit_id == case.permit.id, GuardianPost.ended_at.is_(None))
    return list(case.session.scalars(standing.order_by(GuardianPost.since)))


def end_post(case: Case, post: GuardianPost, reason: str) -> None:
    """End a post; ``reason`` is a word of ours for the record."""
    post.ended_at, post.end_reason, post.may_admit = case.now, reason, False
    if reason != _RELIEVED:  # who was found gone may hold a snapshot out of reach: its lease runs out by itself
        leases.release_post(case.session, post.id, case.now)
    case.record("guardian_post:end", {"post_id": post.id, "reason": reason})


def take_post(case: Case, *, device_explosion_proof: bool = False, opening_id: uuid.UUID | None = None) -> GuardianPost:
    """The acting guardian's post on this permit, made or renewed. The gates of ``check_in`` have passed."""
    guardian_id = person_of(case)
    post = case.session.scalar(
        select(GuardianPost).where(GuardianPost.guardian_id == guardian_id, GuardianPost.ended_at.is_(None))
    )
    if post is not None and post.permit_id != case.permit.id:
        _move_away(case, post)
        post = None
    values = {
        "renewed_at": case.now,
        "last_beat_at": case.now,
        "may_admit": True,
        "user_id": case.user_id,
        "device": case.actor.device,
        "device_explosion_proof": device_explosion_proof,
        "opening_id": opening_id,
    }
    if post is None:
        whose = {"permit_id": case.permit.id, "space_id": case.permit.space_id, "guardian_id": guardian_id}
        post = case.write(GuardianPost(since=case.now, **whose, **values))
    else:
        for name, value in values.items():
            setattr(post, name, value)
    _relieve(case, post)
    return post


def _relieve(case: Case, successor: GuardianPost) -> None:
    """Accept the handovers offered to the successor, and end posts at the opening whose guardian has left."""
    offers = case.session.scalars(
        select(Handover).where(
            Handover.permit_id == case.permit.id,
            Handover.to_id == successor.guardian_id,
            Handover.accepted_at.is_(None),
        )
    ).all()
    for offer in offers:
        offer.accepted_at = case.now
        case.record("handover:accept", {"handover_id": offer.id})
        hand_overs.post_handed_over(case, case.permit, *_both(case, offer))
    handed_over = {offer.from_id for offer in offers}
    for post in open_posts(case):
        if post.guardian_id in handed_over:
            end_post(case, post, "handover")
        elif post is not successor and _is_absent(post) and _same_opening(post, successor):
            end_post(case, post, _RELIEVED)


def _both(case: Case, offer: Handover) -> tuple[Person, Person]:
    """Who hands the post over, and who takes it."""
    return case.session.get_one(Person, offer.from_id), case.session.get_one(Person, offer.to_id)


def _move_away(case: Case, post: GuardianPost) -> None:
    """The guardian goes over to another permit of the same space; the clock looks at the one that is left."""
    post.ended_at, post.end_reason, post.may_admit = case.now, "moved", False
    leases.release_post(case.session, post.id, case.now)
    case.session.flush()  # a guardian holds one open post: this one ends before the next begins
    left = update(Permit).where(Permit.id == post.permit_id)
    case.session.execute(left.values(revision=Permit.revision + 1, next_due_at=case.now))


def permit_of_post(post_id: uuid.UUID) -> uuid.UUID:
    """The permit that a post stands on. Raises NotFound."""
    permit_id = db.session.scalar(select(GuardianPost.permit_id).where(GuardianPost.id == post_id))
    if permit_id is None:
        raise NotFound
    return permit_id


def _open_post(case: Case, post_id: uuid.UUID) -> GuardianPost:
    post = case.session.get_one(GuardianPost, post_id)
    if post.ended_at is not None:
        raise Invalid({"post_id": "ended"})
    return post


def _now_absent(case: Case, post: GuardianPost, tag: str) -> None:
    if not _is_absent(post):
        post.confirmed_absent_at = case.now
    case.record(tag, {"post_id": post.id, "since": post.confirmed_absent_at})


def _is_absent(post: GuardianPost) -> bool:
    return post.confirmed_absent_at is not None and post.renewed_at <= post.confirmed_absent_at


def _covered(case: Case, post: GuardianPost) -> bool:
    """Another guardian is there at the same opening."""
    others = (other for other in open_posts(case) if other is not post)
    return any(not _is_absent(other) and _same_opening(other, post) for other in others)


def _same_opening(one: GuardianPost, other: GuardianPost) -> bool:
    return one.opening_id == other.opening_id or None in (one.opening_id, other.opening_id)


def _anybody_inside(case: Case) -> bool:
    inside = select(Entry.id).where(Entry.permit_id == case.permit.id, Entry.out_at.is_(None)).limit(1)
    return case.session.scalar(inside) is not None
