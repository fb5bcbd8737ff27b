"""What anyone may know who holds a phone to a code: whether it is good now, and no personal data.

Nothing is written here. What cannot be told is never good.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import facts_of, wallclock
from permit_service.actor import Actor
from permit_service.models.base import db
from permit_service.models.enterprises import Enterprise
from permit_service.models.oversight import StreetQuiz, StreetTraining
from permit_service.models.people import Badge, Person, TrainingResult
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry, GuardianPost
from permit_service.models.spaces import ConfinedSpace, Plate
from permit_service.models.trainings import TrainingSeat
from permit_service.queries import space_evacuations
from permit_service.queries.scope import scope_of
from permit_service.queries.street_training import asking, quiz_of
from permit_service.services import codes
from permit_service.services.codes import Read
from permit_service.services.entries import is_inside
from workflows.facts import Facts
from workflows.next_step import Next, next_step
from workflows.steps import Step
from workflows.vocabulary import Direction, Part, Status

#: Nobody: what strangers ask as.
_STRANGER = Actor(user_id=None)


@unique
class Standing(StrEnum):
    """How a permit stands for passers-by."""

    good = "good"
    evacuating = "evacuating"
    not_now = "not_now"
    suspended = "suspended"
    not_begun = "not_begun"
    over = "over"
    void = "void"


_BY_STATUS = {
    Status.draft: Standing.not_begun,
    Status.submitted: Standing.not_begun,
    Status.approved: Standing.not_begun,
    Status.suspended: Standing.suspended,
    Status.finished: Standing.over,
    Status.closed: Standing.over,
    Status.rejected: Standing.void,
    Status.cancelled: Standing.void,
    Status.expired: Standing.void,
    Status.revoked: Standing.void,
}
#: While one of these is the next thing, people may be inside and others may go in.
_AT_WORK = frozenset({Step.admit, Step.watch, Step.reading})


@dataclass(frozen=True, slots=True)
class PublicPermit:
    """A permit as strangers see it: how it stands, counts, no names."""

    permit: Permit
    standing: Standing
    plan: Next
    entrants: int
    inside: int
    guarded: bool


@dataclass(frozen=True, slots=True)
class PublicSpace:
    """A space as strangers see it: what threatens, and the permits on which people may be inside now."""

    space: ConfinedSpace
    permits: tuple[PublicPermit, ...]
    inside: int
    evacuated_since: datetime | None

    @property
    def in_force(self) -> tuple[PublicPermit, ...]:
        """Permits that are good now."""
        return tuple(one for one in self.permits if one.standing is Standing.good)


def read_permit(token: str) -> Read[Permit]:
    """What the address of a permit's code stands for."""
    return codes.read_permit(db.session(), f"/Q/{token}", wallclock.now())


def read_plate(token: str) -> Read[Plate]:
    """What the address of a plate's code stands for."""
    return codes.read_plate(db.session(), f"/S/{token}", wallclock.now())


def read_badge(token: str) -> Read[Badge]:
    """What the address of a badge's code stands for."""
    return codes.read_badge(db.session(), f"/W/{token}", wallclock.now())


@dataclass(frozen=True, slots=True)
class BadgeQuiz:
    """A street training at which the holder of a badge is asked, and their paper, once drawn."""

    training: StreetTraining
    quiz: StreetQuiz | None

    @property
    def handed_in(self) -> bool:
        """Whether they have answered."""
        return self.quiz is not None and self.quiz.paper.handed_in_at is not None


def quiz_for(token: str, now: datetime) -> BadgeQuiz | None:
    """What the holder of a badge is asked now; the mark is gone with the paper's time, for anybody may read a badge."""
    read = read_badge(token)
    if read.row is None or read.fault is not None:
        return None
    training = asking(db.session(), read.row.person_id, now)
    if training is None:
        return None
    told = BadgeQuiz(training, quiz_of(db.session(), training.id, read.row.person_id))
    over = told.handed_in and told.quiz is not None and told.quiz.paper.due_at <= now
    return None if over else told


def read_training(token: str) -> Read[TrainingResult]:
    """What the address of a proof of training stands for."""
    return codes.read_training(db.session(), f"/T/{token}", wallclock.now())


def proves(result: TrainingResult, now: datetime) -> bool:
    """Whether a result proves a training today: passed, not lapsed, not called back, its person still where it was."""
    person = db.session.get_one(Person, result.person_id)
    holds = result.valid_until is not None and now < result.valid_until
    return holds and result.voided_at is None and person.left_at is None


def name_of(result: TrainingResult) -> str:
    """Whose result it is."""
    return db.session.get_one(Person, result.person_id).name


def read_exam(token: str) -> Read[TrainingSeat]:
    """What the address of a seat at an examination stands for."""
    return codes.read_exam(db.session(), f"/E/{token}", wallclock.now())


def permit_view(permit: Permit) -> PublicPermit:
    """How the permit stands now."""
    return _view(permit, facts_of.load(db.session(), permit, _STRANGER))


def _view(permit: Permit, facts: Facts) -> PublicPermit:
    plan = next_step(facts, wallclock.now())
    standing = _BY_STATUS.get(permit.status)
    if any(one.space_id == facts.space.id for one in facts.evacuations):
        standing = Standing.evacuating
    elif standing is None:
        standing = Standing.good if plan.step in _AT_WORK and not plan.hindrances else Standing.not_now
    return PublicPermit(
        permit=permit,
        standing=standing,
        plan=plan,
        entrants=sum(Part.entrant in member.parts for member in facts.crew),
        inside=len(facts.presence.inside),
        guarded=facts.post is not None,
    )


def space_view(space: ConfinedSpace) -> PublicSpace:
    """What threatens in the space, and who may be in it."""
    session = db.session()
    rows = session.scalars(
        select(Permit)
        .where(Permit.space_id == space.id, Permit.status.in_((Status.active, Status.suspended)))
        .order_by(Permit.window_start)
    ).all()
    facts = facts_of.load_all(session, rows, _STRANGER)
    inside = session.scalars(select(Entry.id).where(Entry.space_id == space.id, Entry.out_at.is_(None)))
    evacuations = space_evacuations.in_force(session, space.id)
    return PublicSpace(
        space,
        tuple(_view(row, facts[row.id]) for row in rows),
        len(inside.all()),
        evacuations[0].at if evacuations else None,
    )


def permits_to_guard(actor: Actor, space: ConfinedSpace) -> list[Permit]:
    """Permits of the space on which this account's person may take the post: the way from a plate to check-in."""
    session = db.session()
    rows = session.scalars(
        select(Permit)
        .where(
            Permit.space_id == space.id,
            Permit.status.in_((Status.approved, Status.active, Status.suspended)),
            scope_of(session, actor).permits(),
        )
        .order_by(Permit.window_start)
    )
    return [row for row in rows if _named(row, actor)]


def guarded_by(actor: Actor | None) -> list[Permit]:
    """Permits on which this account's person holds the post: where a code that they open leads on to."""
    if actor is None or actor.person_id is None:
        return []
    held = select(GuardianPost.permit_id).where(
        GuardianPost.guardian_id == actor.person_id, GuardianPost.ended_at.is_(None)
    )
    return list(db.session.scalars(select(Permit).where(Permit.id.in_(held)).order_by(Permit.window_start)))


def way_of(badge: Badge | None) -> Direction:
    """Where the holder of a badge is going: whoever is inside comes out."""
    inside = badge is not None and is_inside(db.session(), badge.person_id)
    return Direction.out if inside else Direction.in_


def may_see(actor: Actor | None, permit: Permit) -> bool:
    """Whether this account may open the permit's own pages."""
    return actor is not None and _visible(db.session(), actor, permit)


def _visible(session: Session, actor: Actor, permit: Permit) -> bool:
    scope = scope_of(session, actor)
    return session.scalar(select(Permit.id).where(Permit.id == permit.id, scope.permits())) is not None


def _named(permit: Permit, actor: Actor) -> bool:
    return any(m.removed_at is None and m.person_id == actor.person_id for m in permit.members)


def enterprise_of(space: ConfinedSpace) -> Enterprise:
    """The owner of a space, whose rules bind there."""
    return db.session.get_one(Enterprise, space.enterprise_id)
