"""What an authority's records of the last days look like together: the evidence of its area, and the clues in it.

One statement for each kind of evidence, whatever the size of the area; rows outside of it are never read.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from permit_service.actor import Actor
from permit_service.models.enterprises import Enterprise
from permit_service.models.equipment import Equipment
from permit_service.models.filings import Filing
from permit_service.models.gas import GasPoint, GasSeries, GasValue
from permit_service.models.oversight import StreetTraining, TrainingAttendee
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.presence import GuardianPost
from permit_service.models.readings import WorkReading, WorkReadingValue
from permit_service.models.signatures import Signature
from permit_service.models.spaces import ConfinedSpace
from permit_service.models.trainings import ExamPaper, TrainingSeat, TrainingSession
from permit_service.queries.scope import scope_of
from permit_service.queries.sight import Scope
from workflows.clue_facts import Attended, Evidence, GasRecord, Post, Ref, Signed, Thing, ToxicSpaces, Unclosed
from workflows.gas_facts import Value
from workflows.limits import GB46768
from workflows.plausibility import Clue, clues
from workflows.suspicion import Shown
from workflows.vocabulary import Status

_BEGUN = (Status.active, Status.suspended, Status.finished)
_Values = dict[uuid.UUID, set[Value]]


class Span(NamedTuple):
    """The moments looked at. Told with both ends, or a planner takes the area for the narrower of the two."""

    since: datetime
    until: datetime


def clues_of(session: Session, actor: Actor, now: datetime, days: int) -> tuple[Clue, ...]:
    """The clues in the records of the last ``days`` in the account's area, the newest first."""
    scope, span = scope_of(session, actor), Span(now - timedelta(days=days), now)
    evidence = Evidence(
        signed=_signed(session, scope, span),
        gas=[*_points(session, scope, span), *_readings(session, scope, span)],
        posts=_posts(session, scope, span),
        attended=[*_attendees(session, scope, span), *_papers(session, scope, span)],
        toxic_spaces=_toxic_spaces(session, scope),
        unclosed=_unclosed(session, scope, now),
    )
    return clues(evidence, GB46768, now)


def _signed(session: Session, scope: Scope, span: Span) -> list[Signed]:
    rows = (
        select(Signature.at, Permit.id, Permit.number, Person.id, Person.name)
        .join(Permit, Permit.id == Signature.permit_id)
        .outerjoin(Person, Person.id == Signature.signer_id)
        .where(Signature.at.between(*span), scope.permits())
    )
    return [
        Signed(at, _ref(Thing.permit, *permit), _ref(Thing.person, *signer) if signer[0] is not None else None)
        for at, *rest in session.execute(rows)
        for permit, signer in ((rest[:2], rest[2:]),)
    ]


def _points(session: Session, scope: Scope, span: Span) -> list[GasRecord]:
    points = (
        _of_gas(GasPoint.id, GasPoint.at, GasSeries.id, GasPoint.leg, GasPoint.distance)
        .select_from(GasPoint)
        .join(GasSeries, GasSeries.id == GasPoint.series_id)
        .join(Permit, Permit.id == GasSeries.permit_id)
        .join(ConfinedSpace, ConfinedSpace.id == Permit.space_id)
        .outerjoin(Equipment, Equipment.id == GasSeries.detector_id)
        .where(GasPoint.at.between(*span), scope.permits())
    )
    shown = (
        select(GasValue.point_id, GasValue.gas, GasValue.amount, GasValue.unit, GasValue.saturated)
        .join(GasPoint, GasPoint.id == GasValue.point_id)
        .join(GasSeries, GasSeries.id == GasPoint.series_id)
        .join(Permit, Permit.id == GasSeries.permit_id)
        .where(GasPoint.at.between(*span), scope.permits())
    )
    values = _values(session, shown)
    return [
        _record(rest, Shown(at, frozenset(values.get(row_id, ())), str(series_id), (leg, distance)))
        for row_id, at, series_id, leg, distance, *rest in session.execute(points)
    ]


def _readings(session: Session, scope: Scope, span: Span) -> list[GasRecord]:
    readings = (
        _of_gas(WorkReading.id, WorkReading.at)
        .select_from(WorkReading)
        .join(Permit, Permit.id == WorkReading.permit_id)
        .join(ConfinedSpace, ConfinedSpace.id == Permit.space_id)
        .outerjoin(Equipment, Equipment.id == WorkReading.detector_id)
        .where(WorkReading.at.between(*span), scope.permits())
    )
    told = WorkReadingValue
    shown = (
        select(told.reading_id, told.gas, told.amount, told.unit, told.saturated)
        .join(WorkReading, WorkReading.id == told.reading_id)
        .join(Permit, Permit.id == WorkReading.permit_id)
        .where(WorkReading.at.between(*span), scope.permits())
    )
    values = _values(session, shown)
    return [
        _record(rest, Shown(at, frozenset(values.get(row_id, ())))) for row_id, at, *rest in session.execute(readings)
    ]


def _posts(session: Session, scope: Scope, span: Span) -> list[Post]:
    rows = (
        select(
            Person.id,
            Person.name,
            ConfinedSpace.id,
            ConfinedSpace.name,
            Permit.id,
            Permit.number,
            GuardianPost.since,
            GuardianPost.ended_at,
        )
        .select_from(GuardianPost)
        .join(Person, Person.id == GuardianPost.guardian_id)
        .join(ConfinedSpace, ConfinedSpace.id == GuardianPost.space_id)
        .join(Permit, Permit.id == GuardianPost.permit_id)
        .where(GuardianPost.since.between(*span), scope.permits())
    )
    return [
        Post(_ref(Thing.person, *row[:2]), _ref(Thing.space, *row[2:4]), _ref(Thing.permit, *row[4:6]), *row[6:])
        for row in session.execute(rows)
    ]


def _attendees(session: Session, scope: Scope, span: Span) -> list[Attended]:
    """Who signed in to street trainings; times told afterwards (代录) say nothing."""
    rows = (
        select(TrainingAttendee.at, Filing.id, Filing.number)
        .join(StreetTraining, StreetTraining.id == TrainingAttendee.training_id)
        .join(Filing, Filing.id == StreetTraining.filing_id)
        .where(
            TrainingAttendee.at.between(*span), StreetTraining.keyed_in.is_(False), StreetTraining.reused_id.is_(None)
        )
        .where(scope.filings())
    )
    return [Attended(at, _ref(Thing.filing, *filing)) for at, *filing in session.execute(rows)]


def _papers(session: Session, scope: Scope, span: Span) -> list[Attended]:
    rows = (
        select(ExamPaper.handed_in_at, TrainingSession.id, TrainingSession.title)
        .join(TrainingSeat, TrainingSeat.id == ExamPaper.seat_id)
        .join(TrainingSession, TrainingSession.id == TrainingSeat.session_id)
        .where(ExamPaper.handed_in_at.between(*span), scope.training_sessions())
    )
    return [Attended(at, _ref(Thing.training, *training)) for at, *training in session.execute(rows) if at is not None]


def _toxic_spaces(session: Session, scope: Scope) -> list[ToxicSpaces]:
    """By enterprise; when a permit was last applied for counts whatever became of it, drafts apart."""
    applied = (
        select(func.max(Permit.submitted_at))
        .where(Permit.enterprise_id == Enterprise.id, Permit.status != Status.draft)
        .scalar_subquery()
    )
    rows = (
        select(
            Enterprise.id, Enterprise.name, func.count(ConfinedSpace.id), func.min(ConfinedSpace.created_at), applied
        )
        .join(ConfinedSpace, ConfinedSpace.enterprise_id == Enterprise.id)
        .where(ConfinedSpace.poisoning_risk, ConfinedSpace.withdrawn_at.is_(None), scope.enterprise_files())
        .group_by(Enterprise.id, Enterprise.name)
    )
    return [ToxicSpaces(_ref(Thing.enterprise, *row[:2]), *row[2:]) for row in session.execute(rows)]


def _unclosed(session: Session, scope: Scope, now: datetime) -> list[Unclosed]:
    rows = (
        select(Permit.id, Permit.number, ConfinedSpace.id, ConfinedSpace.name, Permit.window_end)
        .join(ConfinedSpace, ConfinedSpace.id == Permit.space_id)
        .where(Permit.status.in_(_BEGUN), Permit.window_end < now, scope.permits())
    )
    return [
        Unclosed(_ref(Thing.permit, *row[:2]), _ref(Thing.space, *row[2:4]), row[4]) for row in session.execute(rows)
    ]


# -- details -------------------------------------------------------------------------------------------------


def _of_gas(*columns: Any) -> Select[Any]:
    """The columns, and after them permit, space and detector of a record."""
    permit, space = (Permit.id, Permit.number), (ConfinedSpace.id, ConfinedSpace.name)
    return select(*columns, *permit, *space, Equipment.id, Equipment.code)


def _record(row: list[Any], shown: Shown) -> GasRecord:
    detector = None if row[4] is None else _ref(Thing.equipment, *row[4:])
    return GasRecord(_ref(Thing.permit, *row[:2]), _ref(Thing.space, *row[2:4]), detector, shown)


def _values(session: Session, rows: Select[Any]) -> Mapping[uuid.UUID, set[Value]]:
    found: _Values = {}
    for row_id, gas, amount, unit, saturated in session.execute(rows):
        found.setdefault(row_id, set()).add(Value(gas, amount, unit, saturated))
    return found


def _ref(thing: Thing, row_id: uuid.UUID, name: str) -> Ref:
    return Ref(thing, str(row_id), name)
