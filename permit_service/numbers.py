"""Human numbers, as printed on paper: ``P20261122-0417K``.

A letter for the kind of thing, the civil day, a counter of that day, an ISO 7064 check character. They are unique
under concurrency because one row counts for each kind and day, inside the transaction that uses the number.
"""

from datetime import date
from enum import StrEnum, unique

from sqlalchemy.orm import Session

from permit_service.errors import Invalid
from permit_service.models.system import NumberCounter
from permit_service.upsert import increment
from qr import short_code
from qr.stages import CodeError

_HEAD = len("P20261122")


@unique
class Series(StrEnum):
    """What is numbered; the value is the number's first letter."""

    permit = "P"
    job = "J"
    filing = "F"
    receipt = "R"
    draw = "D"
    inspection = "C"


def next_number(session: Session, series: Series, day: date) -> str:
    """The next number of this kind and day, as printed. Call inside a unit of work."""
    count = increment(session, NumberCounter, {"series": series.name, "day": day}, "last")
    return _printed(short_code.seal(f"{series}{day:%Y%m%d}{count:04d}"))


def number_of(typed: str) -> str:
    """The printed form of a number that a person typed, with or without dash, in any case or width.

    Raises Invalid for field ``number`` with the name of the stage that refused it (a mistyped one: ``check``).
    """
    try:
        return _printed(short_code.read(typed))
    except CodeError as error:
        raise Invalid({"number": error.stage.name}) from error


def _printed(code: str) -> str:
    return f"{code[:_HEAD]}-{code[_HEAD:]}"
