"""气体检测: a series is begun, read point by point, finished, signed (R19-R27, R58-R60; regulations 10.2).

What the values mean is derived each time they are asked for; nobody sends a verdict.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select

from permit_service import facts_of
from permit_service.actor import Actor
from permit_service.errors import Fault, Forbidden, Invalid
from permit_service.models.choices import SignatureAct
from permit_service.models.gas import GasPoint, GasSeries, GasSeriesLeg, GasValue
from permit_service.queries.suspicions import of_record, of_series
from permit_service.services import shown_values
from permit_service.services.case import Case
from permit_service.services.inputs import Faults
from permit_service.services.on_site import moment_told, on_site, permit_of, person_of, sign, stamped
from permit_service.services.settlement import settle
from permit_service.services.shown_values import ShownForm
from permit_service.services.signing import Signer, as_signer, attested
from workflows.facts import Facts
from workflows.gas import SeriesJudgement, stage_of
from workflows.gas_facts import Leg
from workflows.judged import Judged, at_a_point
from workflows.kinds import Gas, SeriesStage
from workflows.site_facts import Attempt
from workflows.suspicion import Shown, Suspicion
from workflows.vocabulary import Action, Part, Sector


@dataclass(frozen=True, slots=True)
class SeriesForm:
    """How a series is taken. The tester is the acting person unless another, or a laboratory's, is named.

    ``stirred`` None = no sludge here; ``legs`` as measured today, empty = as in the ledger; where they differ
    ``surface_reason`` says why (site-rules 13).
    """

    detector_id: uuid.UUID
    survey_done: bool
    stirred: bool | None = None
    tester_id: uuid.UUID | None = None
    lab_tester_id: uuid.UUID | None = None
    legs: tuple[Leg, ...] = ()
    surface_reason: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class PointForm:
    """A sampling point: the leg counted from 0, metres along it from its entrance, what was shown, when."""

    leg: int
    distance: Decimal
    values: tuple[ShownForm, ...]
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PointJudged:
    """A point as recorded, each channel judged, the required channels it lacks, and why to look again."""

    point: GasPoint
    judged: tuple[Judged, ...]
    missing: frozenset[Gas]
    suspicions: tuple[Suspicion, ...]


@dataclass(frozen=True, slots=True)
class SeriesJudged:
    """A series with what is derived of it now."""

    series: GasSeries
    judgement: SeriesJudgement
    stage: SeriesStage
    sector: Sector
    suspicions: Mapping[Shown, tuple[Suspicion, ...]]
    """the points that deserve a second look, and why"""


def begin_series(actor: Actor, permit_id: uuid.UUID, form: SeriesForm) -> GasSeries:
    """Begin a round of testing.

    Raises RefusedError (not opened, not ventilated, pipes not surveyed, detector unfit …), Invalid (``detector_id``,
    ``tester_id``, ``lab_tester_id``, ``legs``, ``surface_reason``), NotFound.
    """

    def act(case: Case) -> GasSeries:
        faults = Faults()
        detector = shown_values.detector_of(case, faults, form.detector_id)
        tester_id = None if form.lab_tester_id is not None else form.tester_id or person_of(case)
        facts = case.facts()
        _check_tester(faults, facts, tester_id, form.lab_tester_id)
        legs = _legs_measured(faults, facts, form)
        reason, remark = faults.remark("surface_reason", form.surface_reason), faults.remark("remark", form.remark)
        faults.raise_any()
        attempt = Attempt(
            person_id=str(tester_id or form.lab_tester_id),
            survey_done=form.survey_done,
            stirred=form.stirred,
            detector=None if detector is None else facts_of.gas.detector(detector, facts.rules, facts.space.lel_vol),
        )
        case.ask(Action.gas_test, attempt)
        series = case.write(
            GasSeries(
                **stamped(case),
                number=_next_number(case),
                person_id=tester_id,
                lab_tester_id=form.lab_tester_id,
                detector_id=form.detector_id,
                survey_done=form.survey_done,
                stirred=form.stirred,
                surface_reason=reason,
                remark=remark,
                legs=legs,
            )
        )
        case.record("gas_series:begin", {"series_id": series.id, "detector_id": form.detector_id})
        return series

    return on_site(actor, permit_id, act)


def add_point(actor: Actor, series_id: uuid.UUID, form: PointForm) -> PointJudged:
    """Record one point; bad air is acted on in the same transaction. No gate holds a value back.

    Raises Invalid (``series_id``: ``finished``; ``leg``, ``distance``, ``values``, ``taken_at``), NotFound.
    """

    def act(case: Case) -> PointJudged:
        series = _unfinished(case, series_id)
        taken_at = moment_told(case, form.taken_at, "taken_at")
        values = _check_point(case, series, form)
        point = case.write(
            GasPoint(
                **{name: value for name, value in stamped(case, taken_at).items() if name != "permit_id"},
                series_id=series.id,
                position=len(series.points),
                leg=form.leg,
                distance=form.distance,
                values=[GasValue(gas=v.gas, amount=v.amount, unit=v.unit, saturated=v.saturated) for v in values],
            )
        )
        place = {"series_id": series.id, "point_id": point.id, "leg": form.leg, "distance": form.distance}
        case.record("gas_point:add", {**place, "values": shown_values.told(values)})
        facts = settle(case)
        judgements, missing = shown_values.judge(facts, values)
        where = {"leg": str(form.leg + 1), "distance_m": str(form.distance), "at": taken_at.isoformat()}
        shown = Shown(taken_at, frozenset(shown_values.as_values(values)), str(series.id), (form.leg, form.distance))
        odd = of_record(case.session, facts, series.detector_id, shown)
        return PointJudged(point, tuple(at_a_point(one, facts.sector, where) for one in judgements), missing, odd)

    return on_site(actor, permit_of(GasSeries, series_id), act)


def finish_series(actor: Actor, series_id: uuid.UUID) -> SeriesJudged:
    """End the round without a signature yet, the initial test before a fan for instance.

    Raises Invalid (``series_id``: ``finished``; ``points``: ``required``), NotFound.
    """

    def act(case: Case) -> SeriesJudged:
        series = _unfinished(case, series_id)
        _finish(case, series)
        return _judged(case, series)

    return on_site(actor, permit_of(GasSeries, series_id), act)


def sign_series(
    actor: Actor, series_id: uuid.UUID, signer: Signer | None = None, image: bytes | None = None
) -> SeriesJudged:
    """The tester signs the gas record, which finishes it (G46 5.8.7): by account (``signer``), or drawn (``image``)
    before the session's person where a laboratory's tester measured (site-rules 15).

    Raises Invalid (``series_id``: ``signed``; ``points``, ``signature``: ``required``), Forbidden where another than
    the tester signs, NotFound.
    """

    def act(case: Case) -> SeriesJudged:
        series = case.session.get_one(GasSeries, series_id)
        if series.signed_at is not None:
            raise Invalid({"series_id": "signed"})
        if series.finished_at is None:
            _finish(case, series)
        series.signed_at = case.now
        _sign(case, series, signer, image)
        who = case if signer is None else as_signer(case, signer)
        who.record("gas_series:sign", {"series_id": series.id})
        return _judged(case, series)

    return on_site(actor, permit_of(GasSeries, series_id), act)


# -- beginning ------------------------------------------------------------------------------------------------


def _check_tester(faults: Faults, facts: Facts, tester_id: uuid.UUID | None, lab_tester_id: uuid.UUID | None) -> None:
    field = "tester_id" if lab_tester_id is None else "lab_tester_id"
    member = facts.members.get(str(tester_id or lab_tester_id))
    faults.check(member is not None and Part.tester in member.parts, field, "unknown")


def _legs_measured(faults: Faults, facts: Facts, form: SeriesForm) -> list[GasSeriesLeg]:
    """The legs if they differ from the ledger's: as many and of the same kinds, only their lengths are of today."""
    ledger = facts.space.legs
    if not form.legs or form.legs == ledger:
        return []
    same_way = [leg.orientation for leg in form.legs] == [leg.orientation for leg in ledger]
    faults.check(same_way, "legs", "unknown")
    for index, leg in enumerate(form.legs):
        faults.size(f"legs.{index}.length", leg.length)
    faults.check(bool(form.surface_reason.strip()), "surface_reason", "required")
    return [
        GasSeriesLeg(position=index, orientation=leg.orientation, length=leg.length)
        for index, leg in enumerate(form.legs)
    ]


def _next_number(case: Case) -> int:
    highest = case.session.scalar(select(func.max(GasSeries.number)).where(GasSeries.permit_id == case.permit.id))
    return (highest or 0) + 1


# -- points ---------------------------------------------------------------------------------------------------


def _unfinished(case: Case, series_id: uuid.UUID) -> GasSeries:
    series = case.session.get_one(GasSeries, series_id)
    if series.finished_at is not None:
        raise Invalid({"series_id": "finished"})
    return series


def _check_point(case: Case, series: GasSeries, form: PointForm) -> tuple[ShownForm, ...]:
    faults = Faults()
    legs = [leg.length for leg in series.legs or case.permit.space.legs]
    faults.check(0 <= form.leg < len(legs), "leg", "unknown")
    faults.check(form.distance.is_finite(), "distance", "finite_number")
    if form.distance.is_finite():
        faults.check(form.distance >= 0, "distance", "greater_than_equal")
        faults.size("distance", form.distance if form.distance > 0 else None)
    values = shown_values.check(faults, form.values, series.detector)
    faults.raise_any()
    if form.distance > legs[form.leg]:
        raise Invalid({"distance": Fault("less_than_equal", {"le": legs[form.leg]})})
    return values


# -- the end --------------------------------------------------------------------------------------------------


def _finish(case: Case, series: GasSeries) -> None:
    if not series.points:
        raise Invalid({"points": "required"})
    series.finished_at = case.now
    case.record("gas_series:finish", {"series_id": series.id})


def _sign(case: Case, series: GasSeries, signer: Signer | None, image: bytes | None) -> None:
    statement = {
        "series_id": series.id,
        "number": series.number,
        "detector_id": series.detector_id,
        "survey_done": series.survey_done,
        "stirred": series.stirred,
        "points": [
            [p.leg, p.distance, p.at, [[v.gas, v.amount, v.unit, v.saturated] for v in p.values]] for p in series.points
        ],
    }
    if series.lab_tester_id is not None:
        attested(
            case.session,
            case.actor,
            SignatureAct.gas_series,
            series.id,
            {"permit_id": case.permit.id, **statement},
            now=case.now,
            lab_tester_id=series.lab_tester_id,
            image=image,
            permit_id=case.permit.id,
            part=Part.tester,
        )
        return
    if signer is None:
        raise Invalid({"signature": "required"})
    if signer.person_id != series.person_id:
        raise Forbidden
    sign(case, signer, SignatureAct.gas_series, series.id, statement, Part.tester, image)


def _judged(case: Case, series: GasSeries) -> SeriesJudged:
    facts = settle(case)
    judgement = next(one for one in facts.gas.judged if one.id == str(series.id))
    stage = stage_of(judgement.series, facts.runs, facts.interrupted_at)
    return SeriesJudged(series, judgement, stage, facts.sector, of_series(case.session, facts, series.id))
