"""Gas (气体检测): series before entry, point by point, and the values during work. Verdicts are the server's.

A value that is bad, missing or over range is a finding: it is recorded (201) with its verdict. What no display shows
(negative, not a number, in no unit) is 422.
"""

import uuid
from collections.abc import Sequence

from permit_service import labels
from permit_service.access import current_actor
from permit_service.api.judgement_views import FaultView, JudgedView, LegFaultView, fault, judged, leg_fault
from permit_service.api.noun import does, makes, noun
from permit_service.api.permits import PermitPath
from permit_service.api.serialize import Answer, Moment, Number, Sorted, View
from permit_service.api.site_bodies import EvidenceView, LateBody, ShownBody, ShownView, SnapshotRefBody, told
from permit_service.api.types import (
    Blob,
    Body,
    Choice,
    Count,
    Dec,
    DeviceBody,
    Id,
    Line,
    Many,
    Params,
    SignInBody,
    When,
)
from permit_service.api.write import once
from permit_service.models.choices import ReadingCause
from permit_service.services import gas, late_series, readings
from permit_service.services.gas import PointJudged, SeriesJudged
from permit_service.services.late_series import LatePointForm, LateSeriesJudged
from permit_service.services.readings import ReadingForm, ReadingJudged
from permit_service.services.series_rows import PointForm, SeriesForm
from permit_service.services.signing import reauthenticate
from workflows.gas_facts import Leg
from workflows.kinds import Gas, Orientation, SeriesStage
from workflows.suspicion import Shown, Suspicion
from workflows.vocabulary import EvacuationCause

blueprint = noun("gas")


class SeriesPath(Params):
    series_id: Id


class MeasuredLegBody(Body):
    """A leg as measured today; ``length`` in metres."""

    orientation: Choice[Orientation]
    length: Dec


class SeriesBody(DeviceBody):
    """How a series is taken. The tester is the account's person unless another, or a laboratory's, is named.

    ``stirred`` is left out where there is no sludge; ``legs`` only where they differ from the ledger's, with
    ``surface_reason``.
    """

    detector_id: Id
    survey_done: bool
    stirred: bool | None = None
    tester_id: Id | None = None
    lab_tester_id: Id | None = None
    legs: Many[MeasuredLegBody] = ()
    surface_reason: Line = ""
    remark: Line = ""


class PointBody(DeviceBody):
    """One sampling point: the leg counted from 0, metres along it from its entrance, every channel shown there."""

    leg: Count
    distance: Dec
    values: Many[ShownBody]
    taken_at: When | None = None


class LatePointBody(Body):
    """A point read without network; ``snapshot`` tells when, ``device_time`` what the phone's clock said."""

    leg: Count
    distance: Dec
    values: Many[ShownBody]
    snapshot: SnapshotRefBody
    device_time: When | None = None

    @property
    def form(self) -> LatePointForm:
        shown = tuple(value.form for value in self.values)
        return LatePointForm(self.leg, self.distance, shown, self.snapshot.offline(self.device_time))


class LateSeriesBody(DeviceBody):
    """A whole series read without network, begun as ``snapshot`` tells; else as a series that is begun."""

    detector_id: Id
    survey_done: bool
    stirred: bool | None = None
    tester_id: Id | None = None
    lab_tester_id: Id | None = None
    snapshot: SnapshotRefBody
    points: Many[LatePointBody]


class SeriesSignBody(DeviceBody):
    """The tester's ``sign_in``; a laboratory's tester draws (``image``) before the account's person instead."""

    sign_in: SignInBody | None = None
    image: Blob | None = None


class ReadingBody(LateBody):
    """All channels at one moment, in a ``zone`` of the space or on one person. ``keeper_id``: who keeps detection."""

    values: Many[ShownBody]
    zone: Line = ""
    wearer_id: Id | None = None
    detector_id: Id | None = None
    keeper_id: Id | None = None
    taken_at: When | None = None
    cause: Choice[ReadingCause] = ReadingCause.interval


class PointView(JudgedView):
    """A point as recorded, judged; ``suspicions``: why to look at the instrument again, no refusal."""

    id: uuid.UUID
    series_id: uuid.UUID
    position: int
    leg: int
    distance: Number
    at: Moment
    values: list[ShownView]
    suspicions: list[Suspicion]


class SuspectView(View):
    """A point of a series that deserves a second look, and why."""

    leg: int
    distance: Number
    at: Moment
    suspicions: list[Suspicion]


class SeriesView(EvidenceView):
    """A series with what is derived of it: its stage, whether it passed, what it lacks.

    ``failing``: values outside their limit; ``unusable``: those that cannot be judged; ``suspect``: points at which to
    look at the instrument again, no refusal.
    """

    number: int
    tester_id: uuid.UUID | None
    lab_tester_id: uuid.UUID | None
    detector_id: uuid.UUID | None
    survey_done: bool
    stirred: bool | None
    surface_reason: str
    remark: str
    finished_at: Moment | None
    signed_at: Moment | None
    stage: SeriesStage
    passed: bool
    bad: bool
    oldest_at: Moment | None
    missing: Sorted[Gas]
    leg_faults: list[LegFaultView]
    failing: list[FaultView]
    unusable: list[FaultView]
    out_of_order: bool
    suspect: list[SuspectView]


class PointFaultView(View):
    """What is wrong with a field of a point that was not recorded."""

    field: str
    code: str
    message: str


class RefusedPointView(View):
    """A point that was not recorded; ``position`` counts those that were told from 0."""

    position: int
    errors: list[PointFaultView]


class LateSeriesView(SeriesView):
    """A series told late. ``disputed``: nobody can tell when some of it was read; ``refused``: what is not in it."""

    disputed: bool
    refused: list[RefusedPointView]


class BegunView(EvidenceView):
    """A series begun."""

    number: int
    detector_id: uuid.UUID | None
    stirred: bool | None


class BegunEvacuationView(View):
    """The evacuation that stands in the space."""

    id: uuid.UUID
    cause: EvacuationCause
    at: Moment


class ReadingView(EvidenceView, JudgedView):
    """An in-work value as recorded, judged; the evacuation that stands, when the next value is due, and why to look at
    the instrument again (``suspicions``, no refusal).
    """

    cause: ReadingCause
    zone: str
    wearer_id: uuid.UUID | None
    keeper_id: uuid.UUID | None
    detector_id: uuid.UUID | None
    values: list[ShownView]
    evacuation: BegunEvacuationView | None
    next_due_at: Moment | None
    suspicions: list[Suspicion]


@blueprint.post("/permits/<uuid:permit_id>/gas-series", responses=makes(BegunView))
def begin(path: PermitPath, body: SeriesBody) -> Answer:
    """Begin a series."""
    fields = told(body) | {"legs": tuple(Leg(leg.orientation, leg.length) for leg in body.legs)}
    return once(
        body,
        lambda: BegunView.model_validate(gas.begin_series(current_actor(), path.permit_id, SeriesForm(**fields))),
    )


@blueprint.post("/permits/<uuid:permit_id>/late-gas-series", responses=makes(LateSeriesView))
def upload(path: PermitPath, body: LateSeriesBody) -> Answer:
    """Record a whole series read without network (离线补传); it then waits for its tester's signature."""
    form = SeriesForm(body.detector_id, body.survey_done, body.stirred, body.tester_id, body.lab_tester_id)
    begun, points = body.snapshot.offline(body.device_time), tuple(point.form for point in body.points)
    return once(body, lambda: _late(late_series.upload_series(current_actor(), path.permit_id, form, begun, points)))


@blueprint.post("/gas-series/<uuid:series_id>/points", responses=makes(PointView))
def add_point(path: SeriesPath, body: PointBody) -> Answer:
    """Record one point; bad air is acted on at once."""
    form = PointForm(body.leg, body.distance, tuple(value.form for value in body.values), body.taken_at)
    return once(body, lambda: _point(gas.add_point(current_actor(), path.series_id, form)))


@blueprint.post("/gas-series/<uuid:series_id>/finish", responses=does(SeriesView))
def finish(path: SeriesPath, body: DeviceBody) -> Answer:
    """End the round without a signature yet."""
    return once(body, lambda: _series(gas.finish_series(current_actor(), path.series_id)), 200)


@blueprint.post("/gas-series/<uuid:series_id>/sign", responses=does(SeriesView))
def sign(path: SeriesPath, body: SeriesSignBody) -> Answer:
    """The tester signs the record, which finishes it."""
    signer = None if body.sign_in is None else reauthenticate(current_actor(), body.sign_in.told)
    return once(body, lambda: _series(gas.sign_series(current_actor(), path.series_id, signer, body.image)), 200)


@blueprint.post("/permits/<uuid:permit_id>/readings", responses=makes(ReadingView))
def record(path: PermitPath, body: ReadingBody) -> Answer:
    """Record an in-work value and do at once what it calls for."""
    fields = told(body) | {"values": tuple(value.form for value in body.values), "offline": body.offline}
    return once(body, lambda: _reading(readings.record_reading(current_actor(), path.permit_id, ReadingForm(**fields))))


def _point(done: PointJudged) -> PointView:
    point = done.point
    return PointView(
        id=point.id,
        series_id=point.series_id,
        position=point.position,
        leg=point.leg,
        distance=point.distance,
        at=point.at,
        values=[ShownView.model_validate(value) for value in point.values],
        suspicions=list(done.suspicions),
        **judged(done.judged, done.missing),
    )


def _series(done: SeriesJudged) -> SeriesView:
    series, judgement = done.series, done.judgement
    return SeriesView(
        **dict(EvidenceView.model_validate(series)),
        number=series.number,
        tester_id=series.person_id,
        lab_tester_id=series.lab_tester_id,
        detector_id=series.detector_id,
        survey_done=series.survey_done,
        stirred=series.stirred,
        surface_reason=series.surface_reason,
        remark=series.remark,
        finished_at=series.finished_at,
        signed_at=series.signed_at,
        stage=done.stage,
        passed=judgement.passed,
        bad=judgement.bad,
        oldest_at=judgement.oldest_at,
        missing=judgement.missing,
        leg_faults=[leg_fault(lack, done.sector) for lack in judgement.leg_faults],
        failing=[fault(reading, done.sector) for reading in judgement.failing],
        unusable=[fault(reading, done.sector) for reading in judgement.unusable],
        out_of_order=judgement.out_of_order,
        suspect=[_suspect(record, why) for record, why in done.suspicions.items()],
    )


def _late(done: LateSeriesJudged) -> LateSeriesView:
    refused = [
        RefusedPointView(
            position=position,
            errors=[
                PointFaultView(field=field, code=why.code, message=labels.field_fault(why.code, why.context))
                for field, why in faults.items()
            ],
        )
        for position, faults in done.refused.items()
    ]
    return LateSeriesView(**dict(_series(done.series)), disputed=done.series.series.disputed, refused=refused)


def _suspect(record: Shown, why: Sequence[Suspicion]) -> SuspectView:
    assert record.place is not None
    leg, distance = record.place
    return SuspectView(leg=leg, distance=distance, at=record.at, suspicions=list(why))


def _reading(done: ReadingJudged) -> ReadingView:
    row = done.reading
    return ReadingView(
        **dict(EvidenceView.model_validate(row)),
        **judged(done.judged, done.missing),
        cause=row.cause,
        zone=row.zone,
        wearer_id=row.wearer_id,
        keeper_id=row.keeper_id,
        detector_id=row.detector_id,
        values=[ShownView.model_validate(value) for value in row.values],
        evacuation=None if done.evacuation is None else BegunEvacuationView.model_validate(done.evacuation),
        next_due_at=done.next_due_at,
        suspicions=list(done.suspicions),
    )
