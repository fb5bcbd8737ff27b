"""Disputed times 时间对不上: records whose two times contradict each other, and which one was found to hold."""

import uuid

from permit_service.access import current_actor
from permit_service.api.noun import makes, noun, reads
from permit_service.api.permits import PermitPath
from permit_service.api.serialize import Answer, Moment, Ref, View, answer
from permit_service.api.site_bodies import EvidenceView
from permit_service.api.types import Choice, DeviceBody, Id, Line, Params
from permit_service.api.write import once
from permit_service.labels.events import event
from permit_service.models.choices import TimeSource
from permit_service.queries import disputes, scope
from permit_service.queries.disputes import DisputedTime
from permit_service.queries.reading import session
from permit_service.services.disputes import settle_time
from workflows.vocabulary import ScanVerdict

blueprint = noun("disputed_times")


class RecordPath(Params):
    record_id: Id


class SettleTimeBody(DeviceBody):
    """Which of the two times holds, and what was found; ``alike``: also of what else this account recorded."""

    holds: Choice[TimeSource]
    remark: Line
    alike: bool = False


class SettlementView(EvidenceView):
    """What was found: which time holds, who says so and when."""

    holds: TimeSource
    remark: str


class DisputedTimeView(View):
    """A record (scan, reading, gas series, contact check, count) with both its times. While ``settlement`` is null
    nobody goes in.

    ``phone_verdict`` is what a phone said of an entry without network, ``verdict`` what it should have said.
    """

    id: uuid.UUID
    event: str
    person: Ref | None
    at: Moment
    device_time: Moment | None
    received_at: Moment
    phone_verdict: ScanVerdict | None
    verdict: ScanVerdict | None
    settlement: SettlementView | None


class DisputedTimesView(View):
    """Those of one permit."""

    items: list[DisputedTimeView]


@blueprint.get("/permits/<uuid:permit_id>/disputed-times", responses=reads(DisputedTimesView))
def index(path: PermitPath) -> Answer:
    """The disputed times under a permit, settled ones included."""
    scope.permit(session(), current_actor(), path.permit_id)
    found = disputes.of_permit(session(), path.permit_id)
    return answer(DisputedTimesView(items=[_view(one) for one in found]))


@blueprint.post("/disputed-times/<uuid:record_id>/settle", responses=makes(SettlementView))
def settle(path: RecordPath, body: SettleTimeBody) -> Answer:
    """Say which time holds. Entry is judged anew from then on."""
    return once(
        body,
        lambda: SettlementView.model_validate(
            settle_time(current_actor(), path.record_id, body.holds, body.remark, alike=body.alike)
        ),
    )


def _view(one: DisputedTime) -> DisputedTimeView:
    return DisputedTimeView(
        id=one.id,
        event=event(one.tag),
        person=None if one.person is None else Ref.model_validate(one.person),
        at=one.at,
        device_time=one.device_time,
        received_at=one.received_at,
        phone_verdict=one.phone_verdict,
        verdict=None if one.phone_verdict is None else one.record.verdict,
        settlement=None if one.settlement is None else SettlementView.model_validate(one.settlement),
    )
