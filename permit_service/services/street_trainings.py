"""街道培训 (site-rules 33): its minutes run between two calls in server time; what was told afterwards is marked 代录.

An officer who misses the training reschedules or waives it with a reason; it never passes silently (site-rules 27).
"""

import uuid
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import storage
from permit_service.actor import Actor
from permit_service.errors import Conflict, Forbidden, Invalid, NotFound, ProblemCode
from permit_service.models.areas import Area
from permit_service.models.base import db
from permit_service.models.filings import Filing
from permit_service.models.oversight import StreetTraining, TrainingAttendee
from permit_service.queries import street_training as reading
from permit_service.services import codes
from permit_service.services.filing_case import FilingCase, on_filing
from permit_service.services.filing_forms import checked_reason
from permit_service.services.hand_overs import filings as hand_overs
from permit_service.services.inputs import Faults
from workflows.training_kinds import StreetTopic
from workflows.vocabulary import Action, AlarmKind, FilingStatus, Role

T = TypeVar("T")

#: Who holds a training, in the area of the filing or above it.
TRAINERS = frozenset({Role.street_officer, Role.grid_officer})
_HANDED_IN = (FilingStatus.submitted, FilingStatus.decided)


def schedule(actor: Actor, filing_id: uuid.UUID, scheduled_at: datetime, place: str = "") -> StreetTraining:
    """Arrange a training, or another one in place of one that did not come about.

    Raises Invalid (``scheduled_at``: ``datetime_future`` unless it lies ahead), Forbidden, NotFound.
    """

    def act(case: FilingCase) -> StreetTraining:
        _require_trainer(case)
        faults = Faults()
        told = faults.remark("place", place)
        faults.check(scheduled_at > case.now, "scheduled_at", "datetime_future")
        faults.raise_any()
        row = _add(case, "schedule", scheduled_at=scheduled_at, place=told)
        hand_overs.training_set(case.of_job, case.filing, row)
        return row

    return on_filing(actor, filing_id, act)


def start(actor: Actor, training_id: uuid.UUID) -> StreetTraining:
    """The minutes begin now. Raises Conflict ``stale`` for one that began or was waived, Forbidden, NotFound."""

    def act(case: FilingCase, training: StreetTraining) -> StreetTraining:
        _require_trainer(case)
        if training.started_at is not None or training.waived_at is not None:
            raise Conflict(ProblemCode.stale)
        training.started_at = case.now
        _record(case, "start", training)
        return training

    return _on_training(actor, training_id, act)


def end(actor: Actor, training_id: uuid.UUID) -> StreetTraining:
    """The minutes end now; whether they were enough, the gates say.

    Raises Conflict ``stale`` for one that is not running, Forbidden, NotFound.
    """

    def act(case: FilingCase, training: StreetTraining) -> StreetTraining:
        _require_trainer(case)
        if training.started_at is None or training.ended_at is not None:
            raise Conflict(ProblemCode.stale)
        training.ended_at = case.now
        _record(case, "end", training)
        case.clear_alarms(AlarmKind.training_overdue)
        return training

    return _on_training(actor, training_id, act)


def note(
    actor: Actor, training_id: uuid.UUID, topics: Collection[StreetTopic], photo: bytes | None = None
) -> StreetTraining:
    """What was gone through, as ticked now; a photo of those who sit there replaces an earlier one.

    Raises Invalid (``photo``: ``file_*``), Conflict ``stale`` for a training that has not begun, Forbidden, NotFound.
    """

    def act(case: FilingCase, training: StreetTraining) -> StreetTraining:
        _require_trainer(case)
        if training.started_at is None:
            raise Conflict(ProblemCode.stale)
        training.topics = frozenset(topics)
        if photo is not None:
            kept = {"uploaded_by_id": case.of_job.user_id, "at": case.now, "accept": storage.IMAGES, "field": "photo"}
            training.photo_id = storage.save(case.of_job.session, photo, **kept).id
        _record(case, "note", training, topics=sorted(topics), photo_id=training.photo_id)
        return training

    return _on_training(actor, training_id, act)


def sign_in_attendee(
    actor: Actor, training_id: uuid.UUID, *, person_id: uuid.UUID | None = None, badge: str | None = None
) -> TrainingAttendee:
    """Note who attends, by badge (scanned or typed) or from the list of those the filing names; again does nothing.

    Who comes late is trained from then on. Raises Invalid (``badge``: ``unknown``; ``person_id``: ``required``,
    ``unknown``), Conflict ``stale`` once the training is over, Forbidden, NotFound.
    """

    def act(case: FilingCase, training: StreetTraining) -> TrainingAttendee:
        _require_trainer(case)
        if training.ended_at is not None or training.waived_at is not None:
            raise Conflict(ProblemCode.stale)
        who = _attendee(case, person_id, badge)
        there = case.of_job.session.get(TrainingAttendee, (training.id, who))
        if there is not None:
            return there
        row = case.of_job.write(TrainingAttendee(training_id=training.id, person_id=who, at=case.now))
        _record(case, "attend", training, person_id=who)
        return row

    return _on_training(actor, training_id, act)


def waive(actor: Actor, filing_id: uuid.UUID, reason: str) -> StreetTraining:
    """A street officer does without the training. Raises Invalid (``reason``), Forbidden, NotFound."""

    def act(case: FilingCase) -> StreetTraining:
        case.of_job.require_role(Action.filing_return)
        told = checked_reason("reason", reason)
        row = _add(case, "waive", waived_at=case.now, waived_by_id=case.of_job.user_id, waive_reason=told)
        case.clear_alarms(AlarmKind.training_overdue)
        hand_overs.training_waived(case.of_job, case.filing, row)
        return row

    return on_filing(actor, filing_id, act)


def key_in_training(
    actor: Actor,
    filing_id: uuid.UUID,
    started_at: datetime,
    ended_at: datetime,
    attendees: Collection[uuid.UUID],
    place: str = "",
) -> StreetTraining:
    """代录: a training that was held without the service.

    Raises Invalid (``ended_at``: ``order``, ``future``; ``attendees``: ``required``, ``unknown``), Forbidden, NotFound.
    """

    def act(case: FilingCase) -> StreetTraining:
        _require_trainer(case)
        faults = Faults()
        told = faults.remark("place", place)
        faults.check(ended_at > started_at, "ended_at", "order")
        faults.past("ended_at", ended_at, case.now)
        faults.some("attendees", attendees)
        faults.check(set(attendees) <= _named(case), "attendees", "unknown")
        faults.raise_any()
        rows = [TrainingAttendee(person_id=person_id, at=started_at) for person_id in dict.fromkeys(attendees)]
        row = _add(case, "key_in", place=told, started_at=started_at, ended_at=ended_at, keyed_in=True, attendees=rows)
        case.clear_alarms(AlarmKind.training_overdue)
        return row

    return on_filing(actor, filing_id, act)


def reuse(actor: Actor, filing_id: uuid.UUID, training_id: uuid.UUID, reason: str) -> StreetTraining:
    """Let an earlier training of the same unit count again, as long as the area's setting allows (default: never).

    Raises Invalid (``training_id``: ``unknown``, ``not_reusable``; ``reason``), Forbidden, NotFound.
    """

    def act(case: FilingCase) -> StreetTraining:
        _require_trainer(case)
        told = checked_reason("reason", reason)
        earlier = case.of_job.session.get(StreetTraining, training_id)
        if earlier is None or earlier.started_at is None or earlier.ended_at is None:
            raise Invalid({"training_id": "unknown"})
        if earlier not in reading.reusable(case.of_job.session, case.filing, case.now):
            raise Invalid({"training_id": "not_reusable"})
        named = _named(case)
        rows = [
            TrainingAttendee(person_id=one.person_id, at=one.at) for one in earlier.attendees if one.person_id in named
        ]
        times = {"started_at": earlier.started_at, "ended_at": earlier.ended_at, "keyed_in": earlier.keyed_in}
        row = _add(case, "reuse", place=earlier.place, reused_id=earlier.id, reuse_reason=told, attendees=rows, **times)
        case.clear_alarms(AlarmKind.training_overdue)
        return row

    return on_filing(actor, filing_id, act)


def alarm_overdue(actor: Actor, filing_id: uuid.UUID) -> None:
    """The work's start has come and the street has neither trained nor waived: tell those above it, once."""

    def act(case: FilingCase) -> None:
        start_at = case.filing.start_at
        if start_at is not None and filing_id in trainings_overdue(case.of_job.session, case.now):
            case.raise_alarm(AlarmKind.training_overdue, start_at)

    on_filing(actor, filing_id, act)


def trainings_overdue(session: Session, now: datetime) -> list[uuid.UUID]:
    """Filings whose start has come without the training their area demands: what the clock calls the alarm for."""
    done = select(StreetTraining.filing_id).where(
        StreetTraining.ended_at.is_not(None) | StreetTraining.waived_at.is_not(None)
    )
    rows = (
        select(Filing.id)
        .join(Area, Area.id == Filing.area_id)
        .where(
            Filing.status.in_(_HANDED_IN),
            Filing.start_at <= now,
            Filing.end_at > now,
            Area.training_minutes > 0,
            Filing.emergency_signed_at.is_(None),
            Filing.id.not_in(done),
        )
        .order_by(Filing.start_at)
    )
    return list(session.scalars(rows))


# -- details -------------------------------------------------------------------------------------------------


def _on_training(actor: Actor, training_id: uuid.UUID, act: Callable[[FilingCase, StreetTraining], T]) -> T:
    filing_id = db.session.scalar(select(StreetTraining.filing_id).where(StreetTraining.id == training_id))
    if filing_id is None:
        raise NotFound
    return on_filing(actor, filing_id, lambda case: act(case, case.of_job.session.get_one(StreetTraining, training_id)))


def _require_trainer(case: FilingCase) -> None:
    """Raises Forbidden for all but the officers of the filing's area and those above it."""
    if not case.of_job.facts().actor.roles & TRAINERS:
        raise Forbidden


def _named(case: FilingCase) -> set[uuid.UUID]:
    return {member.person_id for member in case.filing.members}


def _attendee(case: FilingCase, person_id: uuid.UUID | None, badge: str | None) -> uuid.UUID:
    who = person_id
    if badge is not None:
        read = codes.read_badge(case.of_job.session, badge, case.now)
        if read.row is None or read.fault is not None:
            raise Invalid({"badge": "unknown"})
        who = read.row.person_id
    if who is None:
        raise Invalid({"person_id": "required"})
    if who not in _named(case):
        raise Invalid({"person_id": "unknown"})
    return who


def _add(case: FilingCase, done: str, **columns: Any) -> StreetTraining:
    row = StreetTraining(filing_id=case.filing.id, created_at=case.now, officer_id=case.of_job.user_id, **columns)
    case.of_job.write(row)
    _record(case, done, row)
    return row


def _record(case: FilingCase, done: str, training: StreetTraining, **told: object) -> None:
    case.record(f"street_training:{done}", {"training_id": training.id, **told})
