"""Civil days reckoned by the database, for lists too long to be read whole: one spelling for both engines."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

#: Stands for a day that never was: older than any.
NEVER = date.min


class CivilDayOf(FunctionElement[date]):
    """The civil day in Asia/Shanghai of a moment, as ``wallclock.civil_day`` tells it."""

    type = Date()
    inherit_cache = True


class Newest(FunctionElement[date]):
    """The newest of several days, none of them NULL."""

    type = Date()
    inherit_cache = True


@compiles(CivilDayOf, "sqlite")
def _civil_day_on_sqlite(element: CivilDayOf, compiler: SQLCompiler, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, '+8 hours')"


@compiles(CivilDayOf, "postgresql")
def _civil_day_on_postgresql(element: CivilDayOf, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(timezone(INTERVAL '8 hours', {compiler.process(element.clauses, **options)}) AS DATE)"


@compiles(Newest, "sqlite")
def _newest_on_sqlite(element: Newest, compiler: SQLCompiler, **options: Any) -> str:
    return f"max({compiler.process(element.clauses, **options)})"


@compiles(Newest, "postgresql")
def _newest_on_postgresql(element: Newest, compiler: SQLCompiler, **options: Any) -> str:
    return f"greatest({compiler.process(element.clauses, **options)})"


def newest_day(*days: ColumnElement[Any]) -> ColumnElement[date]:
    """The newest of these days and moments that ever was; NEVER if none was."""
    told = [day if isinstance(day.type, Date) else CivilDayOf(day) for day in days]
    return Newest(*(func.coalesce(day, NEVER, type_=Date()) for day in told))
