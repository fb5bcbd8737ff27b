"""离线补传 of a gas series: read without network, told now, each point counting from when it was read (site-rules 23).

Whether it may let anybody in is asked of it as of any other series: by its age, its points, its signature. What is no
test is kept all the same, as a record of what was measured: it counts for nothing.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from permit_service.actor import Actor
from permit_service.errors import Invalid, RefusedError
from permit_service.models.equipment import Equipment
from permit_service.models.gas import GasSeries
from permit_service.queries.refused_gas import Refused
from permit_service.services import gas, refused_gas, shown_values
from permit_service.services.case import Case
from permit_service.services.gas import SeriesJudged
from permit_service.services.inputs import Faults
from permit_service.services.late import Offline, late_of, stamped_late
from permit_service.services.on_site import on_site, person_of
from permit_service.services.refused_gas import Measured, Source
from permit_service.services.series_rows import PointForm, SeriesForm, add, begin, check_point, finish
from permit_service.services.shown_values import ShownForm
from workflows.afterwards import late_point
from workflows.facts import Facts


@dataclass(frozen=True, slots=True)
class LatePointForm:
    """A point as the phone kept it: where, what was shown, and when by which snapshot."""

    leg: int
    distance: Decimal
    values: tuple[ShownForm, ...]
    offline: Offline


@dataclass(frozen=True, slots=True)
class LateSeriesJudged:
    """The series as recorded, None where it was refused whole; and what was not accepted, if anything."""

    series: SeriesJudged | None
    refused: Refused | None


@dataclass(frozen=True, slots=True)
class _Point:
    """A point as told, and as it is recorded where ``told`` has no faults."""

    told: Measured
    form: PointForm
    columns: Mapping[str, Any]


def upload_series(
    actor: Actor, permit_id: uuid.UUID, form: SeriesForm, offline: Offline, points: tuple[LatePointForm, ...]
) -> LateSeriesJudged:
    """Record a whole series that was read without network; it waits for the tester's signature. Bad air is acted on.

    A point that cannot be one holds no other back, and what no test could have been is no error either: both are kept
    as refused. Raises Invalid (``points``: ``required``, none has a value; ``snapshot.id``; ``detector_id``,
    ``tester_id``, ``lab_tester_id``: ``unknown``, never on this permit), Forbidden, NotFound.
    """

    def act(case: Case) -> LateSeriesJudged:
        if not any(one.values for one in points):
            raise Invalid({"points": "required"})
        columns = stamped_late(case, late_of(case, offline))
        detector, source = _source(case, form)
        facts = case.facts()
        read = [_read(case, facts, detector, position, one) for position, one in enumerate(points)]
        bad = [one.told for one in read if one.told.faults]
        if len(bad) == len(read):
            return LateSeriesJudged(None, refused_gas.keep(case, columns, source, bad))
        try:
            series = begin(case, form, columns)
        except (RefusedError, Invalid) as against:
            measured = [one.told for one in read]
            return LateSeriesJudged(None, refused_gas.keep(case, columns, source, measured, against))
        _fill(case, series, [one for one in read if not one.told.faults])
        kept = refused_gas.keep(case, columns, replace(source, series_id=series.id), bad) if bad else None
        return LateSeriesJudged(gas.judged(case, series), kept)

    return on_site(actor, permit_id, act)


def _source(case: Case, form: SeriesForm) -> tuple[Equipment | None, Source]:
    """The instrument, and whoever measured: they may be unfit by now, but belonged here once."""
    faults = Faults()
    detector = shown_values.detector_of(case, faults, form.detector_id)
    own = None if form.lab_tester_id is not None else form.tester_id or person_of(case)
    once_here = {member.person_id or member.lab_tester_id for member in case.permit.members}
    field = "tester_id" if own is not None else "lab_tester_id"
    faults.check((own or form.lab_tester_id) in once_here, field, "unknown")
    faults.raise_any()
    return detector, Source(form.detector_id, own, form.lab_tester_id)


def _read(case: Case, facts: Facts, detector: Equipment | None, position: int, one: LatePointForm) -> _Point:
    told = Measured(position, one.values, None, {}, leg=one.leg, distance=one.distance)
    form = PointForm(one.leg, one.distance, one.values)
    try:
        late = late_of(case, one.offline)
        told = replace(told, at=late.when.at)
        if (wrong := late_point(facts, late.when.at)) is not None:
            raise Invalid({"taken_at": wrong})
        values = check_point(form, [leg.length for leg in case.permit.space.legs], detector)
    except Invalid as refused:
        return _Point(replace(told, faults=refused.fields), form, {})
    return _Point(told, replace(form, values=values), stamped_late(case, late))


def _fill(case: Case, series: GasSeries, points: Iterable[_Point]) -> None:
    for one in points:
        add(case, series, one.form, one.form.values, one.columns)
    series.disputed = series.disputed or any(point.disputed for point in series.points)
    finish(case, series, max(series.at, *(point.at for point in series.points)))
