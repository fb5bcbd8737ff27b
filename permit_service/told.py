"""Times, spans and sizes as pages write them: 14:30, 2026-11-22, 11-19 23:59."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from permit_service.wallclock import SHANGHAI, civil_day, last_day, now

NOT_TOLD = "–"


def at(moment: datetime | None) -> str:
    """2026-11-22 14:30."""
    return _written(moment, "%Y-%m-%d %H:%M")


def clock(moment: datetime | None) -> str:
    """14:30."""
    return _written(moment, "%H:%M")


def day(moment: datetime | None) -> str:
    """2026-11-22."""
    return _written(moment, "%Y-%m-%d")


def month_day(moment: datetime | None) -> str:
    """11-22 14:30."""
    return _written(moment, "%m-%d %H:%M")


def of_today(sentence: str) -> str:
    """A sentence whose times of today stand without their day: 2026-11-22 14:30 is 14:30 on that day alone."""
    return re.sub(f"{day(now())} (?=\\d\\d:\\d\\d)", "", sentence)


def field_value(moment: datetime | None) -> str:
    """What an input of type datetime-local holds: 2026-11-22T14:30."""
    return "" if moment is None else moment.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")


def span(start: datetime | None, end: datetime | None) -> str:
    """2026-11-22 08:00 – 17:00, with the second day where it is another one."""
    if start is None or end is None:
        return f"{at(start)} – {at(end)}" if start or end else NOT_TOLD
    same = civil_day(start) == civil_day(end)
    return f"{at(start)} – {clock(end) if same else month_day(end)}"


def _written(moment: datetime | None, form: str) -> str:
    return NOT_TOLD if moment is None else moment.astimezone(SHANGHAI).strftime(form)


FILTERS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "at": at,
        "clock": clock,
        "day": day,
        "month_day": month_day,
        "field_value": field_value,
        "of_today": of_today,
        "last_day": last_day,
        "span": span,
    }
)
