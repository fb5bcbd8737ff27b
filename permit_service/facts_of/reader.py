"""Asks each statement once for all the permits at hand: what loading costs hardly grows with their number.

Statements stand at module level, made once, with the ids below as parameters, so that what SQLAlchemy compiled is
always found again. A statement tells in its first column whose row it is: of a permit, a job, a space, a person.
Columns are read from the session's connection, not objects: what the database holds, whatever the session has seen.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Row, ScalarSelect, Select, SQLColumnExpression, bindparam, select
from sqlalchemy.orm import Session

from permit_service.models.base import Id, UTCDateTime
from permit_service.models.permits import Permit

Query = Select[*tuple[Any, ...]]
Statement = Query | CompoundSelect[*tuple[Any, ...]]
Found = Row[*tuple[Any, ...]]
Column = SQLColumnExpression[Any]


def _ids(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True, type_=Id())


PERMITS, JOBS, SPACES = _ids("permits"), _ids("jobs"), _ids("spaces")
#: Both sides of contracted work.
ENTERPRISES = _ids("enterprises")
AREAS = _ids("areas")
#: Everybody named on the permits.
PEOPLE = _ids("people")
#: The spaces and those connected with them.
NEAR = _ids("near")
#: The permits and those linked with them: they share the space's air.
AIR = _ids("air")
#: Who asks.
ME: BindParameter[Any] = bindparam("me", type_=Id())
#: Since when presence matters to any of the permits.
SINCE: BindParameter[Any] = bindparam("since", type_=UTCDateTime())


class Reader:
    """What was asked about, and the rows found so far."""

    def __init__(self, session: Session, **about: object) -> None:
        session.flush()  # what is still to be written counts
        self._about: dict[str, object] = about
        self._connection = session.connection()
        self._found: dict[Statement, Mapping[Any, list[Found]]] = {}

    def also(self, **about: object) -> None:
        """What else is asked about: known only from what was read first."""
        self._about |= about

    def rows(self, statement: Statement, owner: uuid.UUID | None) -> Sequence[Found]:
        """The rows of ``owner``, in the statement's order."""
        return self._grouped(statement).get(owner, ())

    def row(self, statement: Statement, owner: uuid.UUID | None) -> Found | None:
        """The last row of ``owner``; None without any."""
        rows = self.rows(statement, owner)
        return rows[-1] if rows else None

    def all(self, statement: Statement) -> Sequence[Found]:
        """All rows of a statement that asks about nothing at hand."""
        return [row for rows in self._grouped(statement).values() for row in rows]

    def _grouped(self, statement: Statement) -> Mapping[Any, list[Found]]:
        if statement not in self._found:
            self._found[statement] = _by_owner(self._connection.execute(statement, self._about).all())
        return self._found[statement]


def newest(kind: Any, *conditions: Column, by: tuple[Column, ...] = ()) -> ScalarSelect[Any]:
    """The id of the newest row of ``kind`` under each permit of the statement around it."""
    order = by or (kind.at, kind.created_at)
    newest_first = [column.desc() for column in order]
    found = select(kind.id).where(kind.permit_id == Permit.id, *conditions).order_by(*newest_first).limit(1)
    return found.correlate(Permit).scalar_subquery()


def _by_owner(rows: Iterable[Found]) -> Mapping[Any, list[Found]]:
    found: dict[Any, list[Found]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found
