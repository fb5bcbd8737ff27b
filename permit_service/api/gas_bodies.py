"""What the API takes and tells of gas: series, points, and the values during work."""

import uuid
from typing import Literal

from pydantic import RootModel

from permit_service.api.judgement_views import FaultView, JudgedView, LegFaultView
from permit_service.api.refused_gas_views import RefusedGasView, RefusedPointView
from permit_service.api.serialize import Moment, Number, Sorted, View
from permit_service.api.site_bodies import EvidenceView, LateBody, ShownBody, ShownView, SnapshotRefBody
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
from permit_service.models.choices import ReadingCause
from permit_service.services.late_series import LatePointForm
from workflows.kinds import Gas, Orientation, SeriesStage
from workflows.suspicion import Suspicion
from workflows.vocabulary import EvacuationCause


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


class LateSeriesView(SeriesView):
    """A series told late. ``disputed``: nobody can tell when some of it was read; ``refused``: what is not in it."""

    accepted: Literal[True] = True
    disputed: bool
    refused: list[RefusedPointView]


class LateSeriesAnswer(RootModel[LateSeriesView | RefusedGasView]):
    """``accepted`` tells which: the series as recorded, or what was measured, which is kept but is no test."""


class BegunView(EvidenceView):
    """A series begun."""

    number: int
    detector_id: uuid.UUID | None
    stirred: bool | None


class BegunEvacuationView(View):
    """The evacuation that stands in the space; ``failed`` tells what called for it, each value with limit and place."""

    id: uuid.UUID
    cause: EvacuationCause
    at: Moment
    failed: list[dict[str, str]]


class ReadingView(EvidenceView, JudgedView):
    """An in-work value as recorded, judged; the evacuation that stands, when the next value is due, and why to look at
    the instrument again (``suspicions``, no refusal).
    """

    accepted: Literal[True] = True
    cause: ReadingCause
    zone: str
    wearer_id: uuid.UUID | None
    keeper_id: uuid.UUID | None
    detector_id: uuid.UUID | None
    values: list[ShownView]
    evacuation: BegunEvacuationView | None
    next_due_at: Moment | None
    suspicions: list[Suspicion]


class ReadingAnswer(RootModel[ReadingView | RefusedGasView]):
    """``accepted`` tells which: the value as recorded, or what was measured without network, which is kept but counts
    for nothing.
    """
