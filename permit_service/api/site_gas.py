"""Gas (气体检测): series before entry, point by point, and the values during work. Verdicts are the server's.

A value that is bad, missing or over range is a finding: it is recorded (201) with its verdict. What no display shows
(negative, not a number, in no unit) is 422.
"""

from collections.abc import Sequence

from permit_service.access import current_actor
from permit_service.api import refused_gas_views
from permit_service.api.gas_bodies import (
    BegunEvacuationView,
    BegunView,
    LateSeriesAnswer,
    LateSeriesBody,
    LateSeriesView,
    PointBody,
    PointView,
    ReadingAnswer,
    ReadingBody,
    ReadingView,
    SeriesBody,
    SeriesPath,
    SeriesSignBody,
    SeriesView,
    SuspectView,
)
from permit_service.api.judgement_views import fault, judged, leg_fault
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.permits import PermitPath
from permit_service.api.refused_gas_views import RefusedGasesView, RefusedGasView
from permit_service.api.serialize import Answer, answer
from permit_service.api.site_bodies import EvidenceView, ShownView, told
from permit_service.api.types import (
    DeviceBody,
)
from permit_service.api.write import once
from permit_service.queries import refused_gas, scope
from permit_service.queries.reading import session
from permit_service.queries.refused_gas import Refused
from permit_service.services import gas, late_series, readings
from permit_service.services.gas import PointJudged, SeriesJudged
from permit_service.services.late_series import LateSeriesJudged
from permit_service.services.readings import ReadingForm, ReadingJudged
from permit_service.services.series_rows import PointForm, SeriesForm
from permit_service.services.signing import reauthenticate
from workflows.gas_facts import Leg
from workflows.suspicion import Shown, Suspicion

blueprint = noun("gas")


@blueprint.post("/permits/<uuid:permit_id>/gas-series", responses=makes(BegunView))
def begin(path: PermitPath, body: SeriesBody) -> Answer:
    """Begin a series."""
    fields = told(body) | {"legs": tuple(Leg(leg.orientation, leg.length) for leg in body.legs)}
    return once(
        body,
        lambda: BegunView.model_validate(gas.begin_series(current_actor(), path.permit_id, SeriesForm(**fields))),
    )


@blueprint.post("/permits/<uuid:permit_id>/late-gas-series", responses=makes(LateSeriesAnswer))
def upload(path: PermitPath, body: LateSeriesBody) -> Answer:
    """Record a whole series read without network (离线补传); it then waits for its tester's signature.

    What the rules refuse of it is kept, and counts for nothing.
    """
    form = SeriesForm(body.detector_id, body.survey_done, body.stirred, body.tester_id, body.lab_tester_id)
    begun, points = body.snapshot.offline(body.device_time), tuple(point.form for point in body.points)
    return once(body, lambda: _late(late_series.upload_series(current_actor(), path.permit_id, form, begun, points)))


@blueprint.get("/permits/<uuid:permit_id>/refused-gas", responses=reads(RefusedGasesView))
def refused(path: PermitPath) -> Answer:
    """What was measured under a permit without network and not accepted."""
    permit = scope.permit(session(), current_actor(), path.permit_id)
    found = refused_gas.of_permit(session(), permit)
    return answer(RefusedGasesView(items=[refused_gas_views.told(one) for one in found]))


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


@blueprint.post("/permits/<uuid:permit_id>/readings", responses=makes(ReadingAnswer))
def record(path: PermitPath, body: ReadingBody) -> Answer:
    """Record an in-work value and do at once what it calls for; of who is not named on the permit only bad air."""
    form = ReadingForm(**told(body) | {"values": tuple(value.form for value in body.values)})
    offline = body.offline
    if offline is None:
        return once(body, lambda: _reading(readings.record_reading(current_actor(), path.permit_id, form)))
    return once(body, lambda: _told_late(readings.upload_reading(current_actor(), path.permit_id, form, offline)))


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


def _late(done: LateSeriesJudged) -> LateSeriesView | RefusedGasView:
    if done.series is None:
        assert done.refused is not None
        return refused_gas_views.told(done.refused)
    series = done.series.series
    return LateSeriesView(
        **dict(_series(done.series)), disputed=series.disputed, refused=refused_gas_views.points(done.refused)
    )


def _suspect(record: Shown, why: Sequence[Suspicion]) -> SuspectView:
    assert record.place is not None
    leg, distance = record.place
    return SuspectView(leg=leg, distance=distance, at=record.at, suspicions=list(why))


def _told_late(done: ReadingJudged | Refused) -> ReadingView | RefusedGasView:
    return refused_gas_views.told(done) if isinstance(done, Refused) else _reading(done)


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
