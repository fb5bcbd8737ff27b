"""The rows of a gas series: begun, read point by point, ended; and the checks of what was typed for them."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from permit_service import facts_of
from permit_service.errors import Fault, Invalid
from permit_service.models.equipment import Equipment
from permit_service.models.gas import GasPoint, GasSeries, GasSeriesLeg, GasValue
from permit_service.services import shown_values
from permit_service.services.case import Case
from permit_service.services.inputs import Faults
from permit_service.services.on_site import person_of
from permit_service.services.shown_values import ShownForm
from workflows.facts import Facts
from workflows.gas_facts import Leg
from workflows.site_facts import Attempt
from workflows.vocabulary import Action, Part


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


# -- beginning ------------------------------------------------------------------------------------------------


def begin(case: Case, form: SeriesForm, columns: Mapping[str, Any]) -> GasSeries:
    """The series as begun at the ``at`` of its evidence ``columns``, judged by the gates as of that moment."""
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
    case.ask(Action.gas_test, attempt, at=columns["at"])
    series = case.write(
        GasSeries(
            **columns,
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


def check_point(form: PointForm, lengths: Sequence[Decimal], detector: Equipment | None) -> tuple[ShownForm, ...]:
    """The values to record, on legs of these ``lengths``. Raises Invalid (``leg``, ``distance``, ``values``)."""
    faults = Faults()
    faults.check(0 <= form.leg < len(lengths), "leg", "unknown")
    faults.check(form.distance.is_finite(), "distance", "finite_number")
    if form.distance.is_finite():
        faults.check(form.distance >= 0, "distance", "greater_than_equal")
        faults.size("distance", form.distance if form.distance > 0 else None)
    values = shown_values.check(faults, form.values, detector)
    faults.raise_any()
    if form.distance > lengths[form.leg]:
        raise Invalid({"distance": Fault("less_than_equal", {"le": lengths[form.leg]})})
    return values


def add(
    case: Case, series: GasSeries, form: PointForm, values: Iterable[ShownForm], columns: Mapping[str, Any]
) -> GasPoint:
    """One more point of the series, taken at the ``at`` of its evidence ``columns``."""
    shown = tuple(values)
    point = GasPoint(
        **{name: value for name, value in columns.items() if name != "permit_id"},
        position=len(series.points),
        leg=form.leg,
        distance=form.distance,
        values=[GasValue(gas=v.gas, amount=v.amount, unit=v.unit, saturated=v.saturated) for v in shown],
    )
    series.points.append(point)
    case.session.flush()
    place = {"series_id": series.id, "point_id": point.id, "leg": form.leg, "distance": form.distance}
    case.record("gas_point:add", {**place, "values": shown_values.told(shown)})
    return point


# -- the end --------------------------------------------------------------------------------------------------


def finish(case: Case, series: GasSeries, at: datetime) -> None:
    """The round ended ``at``. Raises Invalid for ``points`` (``required``)."""
    if not series.points:
        raise Invalid({"points": "required"})
    series.finished_at = at
    case.record("gas_series:finish", {"series_id": series.id})
