"""Days and moments as people write them: by any separators, in full width, or as Excel's serial number."""

import re
from datetime import UTC, date, datetime, timedelta

from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from permit_service.excel.names import BadCell
from permit_service.excel.width import half_width
from permit_service.wallclock import SHANGHAI, is_within_reach

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}(\.0*)?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?")
_WHOLE_DAY = timedelta(days=1)


def from_serial(number: float, epoch: datetime = WINDOWS_EPOCH) -> str:
    """The day, or day and time, that a number stands for in a column of dates; anything else stays a number."""
    if not 20_000 <= number < 80_000:
        return f"{number:g}" if number != int(number) else str(int(number))
    told = from_excel(number, epoch)
    return written(told) if isinstance(told, datetime) else str(number)


def written(told: date | datetime) -> str:
    """A date cell as text: its time only if it has one."""
    if isinstance(told, datetime):
        return told.date().isoformat() if told.time() == told.min.time() else told.isoformat(sep=" ")
    return told.isoformat()


def day(text: str) -> date:
    """A civil day; a time of day beside it is let go if it is midnight. Raises BadCell ``date_parsing``."""
    told, time = _parted(text)
    if time not in ("", "00:00", "00:00:00"):
        raise BadCell("date_parsing")
    return told


def moment(text: str, *, through: bool) -> datetime:
    """A moment of the site's clock. A day alone is its beginning, or with ``through`` its end.

    Raises BadCell ``datetime_parsing``.
    """
    told, time = _parted(text, "datetime_parsing")
    midnight = datetime(told.year, told.month, told.day, tzinfo=SHANGHAI)
    if not time:
        return (midnight + (_WHOLE_DAY if through else timedelta())).astimezone(UTC)
    parts = _TIME.fullmatch(time)
    if parts is None:
        raise BadCell("datetime_parsing")
    hour, minute, second, fraction = parts.groups(default="0")
    try:
        exact = midnight.replace(
            hour=int(hour), minute=int(minute), second=int(second), microsecond=int(fraction.ljust(3, "0")) * 1000
        )
    except ValueError as error:
        raise BadCell("datetime_parsing") from error
    return exact.astimezone(UTC)


def moment_written(told: datetime, *, through: bool) -> date | str:
    """A moment as a day where the day alone says it, else in full; ``moment`` reads both back."""
    local = told.astimezone(SHANGHAI).replace(tzinfo=None)
    if local.time() == local.min.time():
        return (local - _WHOLE_DAY if through else local).date()
    return local.isoformat(sep=" ", timespec="milliseconds")


def _parted(text: str, code: str = "date_parsing") -> tuple[date, str]:
    """The day, and what stands after it."""
    typed = half_width(text).strip().replace("T", " ").replace("：", ":")
    if _SERIAL.fullmatch(typed):
        typed = from_serial(float(typed))
    found = _DAY.match(typed) or _PLAIN.match(typed)
    if found is None:
        raise BadCell(code)
    try:
        told = date(*(int(part) for part in found.groups()))
    except ValueError as error:
        raise BadCell(code) from error
    if not is_within_reach(told):
        raise BadCell(code)
    return told, typed[found.end() :].strip()
