"""Looking rows up by a few typed letters: part of a name, a number, or the pinyin of either."""

from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy.orm import InstrumentedAttribute

_MOST_WORDS = 6


def found_by(typed: str, *columns: InstrumentedAttribute[str] | ColumnElement[str]) -> ColumnElement[bool]:
    """The rows in which every typed word stands somewhere in one of the columns, whatever its case.

    Nothing typed finds every row. ``%`` and ``_`` are letters like any other.
    """
    words = typed.split()[:_MOST_WORDS]
    return and_(true(), *(or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words))
