"""Alarms: one row a fault, seen by the right people until it is over, acknowledged by name."""

import uuid

from permit_service import labels
from permit_service.access import current_actor
from permit_service.api.noun import does, noun, reads
from permit_service.api.serialize import Answer, Moment, PageView, View, answer
from permit_service.api.types import Id, PageQuery, Params
from permit_service.models.alarms import Alarm
from permit_service.queries import works
from permit_service.queries.reading import session
from permit_service.services import alarms
from workflows.vocabulary import AlarmKind

blueprint = noun("alarms")


class AlarmPath(Params):
    alarm_id: Id


class AlarmsQuery(PageQuery):
    """``standing``: only those whose fault is not over."""

    standing: bool = False


class AlarmView(View):
    """An alarm in words; ``since`` is when the fault began."""

    id: uuid.UUID
    kind: AlarmKind
    title: str
    message: str
    remedy: str
    subject_id: uuid.UUID
    permit_id: uuid.UUID | None
    space_id: uuid.UUID | None
    filing_id: uuid.UUID | None
    job_id: uuid.UUID | None
    enterprise_id: uuid.UUID
    since: Moment
    raised_at: Moment
    acknowledged_at: Moment | None
    acknowledged_by_id: uuid.UUID | None
    cleared_at: Moment | None


@blueprint.get("/alarms", responses=reads(PageView[AlarmView]))
def index(query: AlarmsQuery) -> Answer:
    """Alarms the account may know of, the newest first."""
    found = works.alarms(session(), current_actor(), query.wanted, standing=query.standing)
    return answer(PageView[AlarmView](items=[_view(row) for row in found.rows], next=found.after))


@blueprint.post("/alarms/<uuid:alarm_id>/acknowledge", responses=does(AlarmView))
def acknowledge(path: AlarmPath) -> Answer:
    """知悉: somebody has seen it; it stands until its fault is over."""
    return answer(_view(alarms.acknowledge(current_actor(), path.alarm_id)))


def _view(alarm: Alarm) -> AlarmView:
    title, message, remedy = labels.alarm(alarm.kind, failed=alarm.failed)
    told = {name: getattr(alarm, name) for name in AlarmView.model_fields if hasattr(alarm, name)}
    return AlarmView(**told, title=title, message=message, remedy=remedy)
