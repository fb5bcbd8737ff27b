"""离线补传 of a gas series: read without network, told now, each point counting from when it was read (site-rules 23).

Whether it may let anybody in is asked of it as of any other series: by its age, its points, its signature.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from permit_service.actor import Actor
from permit_service.errors import Fault, Invalid
from permit_service.models.gas import GasSeries
from permit_service.services import gas
from permit_service.services.case import Case
from permit_service.services.gas import SeriesJudged
from permit_service.services.late import Offline, late_of, stamped_late
from permit_service.services.on_site import on_site
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
    """The series as recorded, and the points that were not: by their place in what was told, the fields at fault."""

    series: SeriesJudged
    refused: Mapping[int, Mapping[str, Fault]]


def upload_series(
    actor: Actor, permit_id: uuid.UUID, form: SeriesForm, offline: Offline, points: tuple[LatePointForm, ...]
) -> LateSeriesJudged:
    """Record a whole series that was read without network; it waits for the tester's signature. Bad air is acted on.

    A point that cannot be one is told in the answer and holds no other back. Raises RefusedError where no test could
    have begun then, Invalid (``points``: ``required``; where none of them stands ``points.N.…``; ``snapshot.id``; as
    :func:`permit_service.services.gas.begin_series`), NotFound.
    """

    def act(case: Case) -> LateSeriesJudged:
        if not points:
            raise Invalid({"points": "required"})
        begun = late_of(case, offline)
        series = begin(case, form, stamped_late(case, begun))
        facts = case.facts()
        refused = {index: faults for index, one in enumerate(points) if (faults := _add(case, series, one, facts))}
        if len(refused) == len(points):
            raise Invalid(
                {f"points.{n}.{field}": told for n, faults in refused.items() for field, told in faults.items()}
            )
        series.disputed = series.disputed or any(point.disputed for point in series.points)
        finish(case, series, max(series.at, *(point.at for point in series.points)))
        return LateSeriesJudged(gas.judged(case, series), refused)

    return on_site(actor, permit_id, act)


def _add(case: Case, series: GasSeries, one: LatePointForm, facts: Facts) -> Mapping[str, Fault]:
    """Record a point; what is wrong with it where it cannot be recorded."""
    form = PointForm(one.leg, one.distance, one.values)
    try:
        late = late_of(case, one.offline)
        if (wrong := late_point(facts, late.when.at)) is not None:
            raise Invalid({"taken_at": wrong})
        values = check_point(case, series, form)
    except Invalid as refused:
        return refused.fields
    add(case, series, form, values, stamped_late(case, late))
    return {}
