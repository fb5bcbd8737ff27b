"""气体检测: a series is begun, read point by point, finished, signed (R19-R27, R58-R60; regulations 10.2).

What the values mean is derived each time they are asked for; nobody sends a verdict.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from permit_service.actor import Actor
from permit_service.errors import Forbidden, Invalid
from permit_service.models.choices import SignatureAct
from permit_service.models.gas import GasPoint, GasSeries
from permit_service.queries.suspicions import of_record, of_series
from permit_service.services import shown_values
from permit_service.services.case import Case
from permit_service.services.on_site import moment_told, on_site, permit_of, sign, stamped
from permit_service.services.series_rows import PointForm, SeriesForm, add, begin, check_point, finish
from permit_service.services.settlement import settle
from permit_service.services.signing import Signer, as_signer, attested
from workflows.gas import SeriesJudgement, stage_of
from workflows.judged import Judged, at_a_point
from workflows.kinds import Gas, SeriesStage
from workflows.suspicion import Shown, Suspicion
from workflows.vocabulary import Part, Sector


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

    return on_site(actor, permit_id, lambda case: begin(case, form, stamped(case)))


def add_point(actor: Actor, series_id: uuid.UUID, form: PointForm) -> PointJudged:
    """Record one point; bad air is acted on in the same transaction. No gate holds a value back.

    Raises Invalid (``series_id``: ``finished``; ``leg``, ``distance``, ``values``, ``taken_at``), NotFound.
    """

    def act(case: Case) -> PointJudged:
        series = _unfinished(case, series_id)
        columns = stamped(case, moment_told(case, form.taken_at, "taken_at"))
        lengths = [leg.length for leg in series.legs or case.permit.space.legs]
        values = check_point(form, lengths, series.detector)
        point = add(case, series, form, values, columns)
        facts = settle(case)
        judgements, missing = shown_values.judge(facts, values)
        where = {"leg": str(form.leg + 1), "distance_m": str(form.distance), "at": point.at.isoformat()}
        shown = Shown(point.at, frozenset(shown_values.as_values(values)), str(series.id), (form.leg, form.distance))
        odd = of_record(case.session, facts, series.detector_id, shown)
        told = tuple(at_a_point(one, facts.sector, where) for one in judgements)
        return PointJudged(point, told, missing, odd)

    return on_site(actor, permit_of(GasSeries, series_id), act)


def finish_series(actor: Actor, series_id: uuid.UUID) -> SeriesJudged:
    """End the round without a signature yet, the initial test before a fan for instance.

    Raises Invalid (``series_id``: ``finished``; ``points``: ``required``), NotFound.
    """

    def act(case: Case) -> SeriesJudged:
        series = _unfinished(case, series_id)
        finish(case, series, case.now)
        return judged(case, series)

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
            finish(case, series, case.now)
        series.signed_at = case.now
        _sign(case, series, signer, image)
        who = case if signer is None else as_signer(case, signer)
        who.record("gas_series:sign", {"series_id": series.id})
        return judged(case, series)

    return on_site(actor, permit_of(GasSeries, series_id), act)


def _unfinished(case: Case, series_id: uuid.UUID) -> GasSeries:
    series = case.session.get_one(GasSeries, series_id)
    if series.finished_at is not None:
        raise Invalid({"series_id": "finished"})
    return series


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


def judged(case: Case, series: GasSeries) -> SeriesJudged:
    """The series with what is derived of it, what fell due having been done."""
    facts = settle(case)
    judgement = next(one for one in facts.gas.judged if one.id == str(series.id))
    stage = stage_of(judgement.series, facts.runs, facts.interrupted_at)
    return SeriesJudged(series, judgement, stage, facts.sector, of_series(case.session, facts, series.id))
