"""What a report is made of: its period, its lines with their figures, and the records behind a figure."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service.errors import Invalid
from permit_service.models.areas import Area
from permit_service.models.choices import Figure, RecordKind, ReportName
from permit_service.queries.paging import Page, Wanted
from permit_service.queries.sight import Scope
from permit_service.wallclock import day_end

#: No report covers more days than this: a leap year.
LONGEST_DAYS = 366
_DAY = timedelta(days=1)
_NO_FILTER: Mapping[ReportName, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Period:
    """Civil days of the site, both included. Raises Invalid (``until``: ``order``, ``period_long``).

    ``only``: which permits of these days are counted, by the key of a line in each report that counts permits
    (AQ 3064.2 6.3); none = all.
    """

    since: date
    until: date
    only: Mapping[ReportName, str] = field(default_factory=lambda: _NO_FILTER)

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise Invalid({"until": "order"})
        if (self.until - self.since).days >= LONGEST_DAYS:
            raise Invalid({"until": "period_long"})

    @property
    def begin(self) -> datetime:
        """The first moment of the period."""
        return day_end(self.since - _DAY)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return day_end(self.until)


@dataclass(frozen=True, slots=True)
class Line:
    """What one line counts: its key, what it is called, and a figure for each column of the report.

    ``called`` is a member of a closed list where it has words of its own, else a name; empty = nothing was told.
    """

    key: str
    called: str | StrEnum
    figures: tuple[int | Decimal, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One record behind a figure. ``number`` is empty where it has none; a finding stands on an inspection's sheet."""

    kind: RecordKind
    id: uuid.UUID
    number: str
    about: str
    at: datetime | None
    status: StrEnum
    inspection_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """Which figure is looked behind: the key of its line, its column, the page of records wanted."""

    key: str
    figure: Figure
    wanted: Wanted

    @property
    def area_id(self) -> uuid.UUID:
        """The key of a line that counts an area. Raises Invalid (``key``: ``unknown``)."""
        try:
            return uuid.UUID(self.key)
        except ValueError as error:
            raise Invalid({"key": "unknown"}) from error


@dataclass(frozen=True, slots=True)
class Report:
    """One report: its columns, how its lines are counted, and what stands behind a figure.

    Both read only what the scope lets be seen. ``records`` raises Invalid (``key``: ``unknown``).
    """

    name: ReportName
    figures: tuple[Figure, ...]
    lines: Callable[[Session, Scope, Period], list[Line]]
    records: Callable[[Session, Scope, Period, Behind], Page[Record]]


def lines_by_area(
    session: Session, counted: Mapping[tuple[uuid.UUID, Figure], int], figures: Sequence[Figure]
) -> list[Line]:
    """A line for each area of which anything was counted."""
    ids = {area_id for area_id, _ in counted}
    names = session.execute(select(Area.id, Area.name).where(Area.id.in_(ids)).order_by(Area.path))
    return [Line(str(row_id), name, tuple(counted.get((row_id, one), 0) for one in figures)) for row_id, name in names]


def totals(report: Report, lines: list[Line]) -> tuple[int | Decimal, ...] | None:
    """The sum of each column; None where a record may be counted in several lines, so that a sum would lie."""
    if report.name in _OVERLAPPING or not lines:
        return None
    return tuple(sum(column) for column in zip(*(line.figures for line in lines), strict=True))


#: A permit has several workers and alarms, and a job several permits.
_OVERLAPPING = frozenset(ReportName) - {ReportName.filings, ReportName.street_trainings, ReportName.checks}
