"""Insert or meet what is there already: the two engines' ON CONFLICT, which SQLAlchemy keeps in two dialects."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from permit_service.models.base import Base


def insert_new(session: Session, model: type[Base], values: Mapping[str, Any]) -> bool:
    """Insert a row unless its primary key is taken. True if this call inserted it: of two callers, one wins."""
    key = _table(model).primary_key.columns
    statement = _insert(session, model).values(**values).on_conflict_do_nothing().returning(*key)
    return session.execute(statement).first() is not None  # psycopg tells no row count here


def insert_all_new(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those rows whose primary key is not taken, in one statement."""
    if rows:
        session.execute(_insert(session, model).values(list(rows)).on_conflict_do_nothing())


def increment(session: Session, model: type[Base], key: Mapping[str, Any], counter: str) -> int:
    """Add one to the counter of the row with this primary key, made at 1 if missing; returns the new count."""
    column: Column[int] = _table(model).c[counter]
    statement = (
        _insert(session, model)
        .values(**key, **{counter: 1})
        .on_conflict_do_update(index_elements=list(key), set_={counter: column + 1})
        .returning(column)
    )
    return session.execute(statement).scalar_one()


def put(session: Session, model: type[Base], key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Insert the row with this primary key, or set its values."""
    session.execute(
        _insert(session, model)
        .values(**key, **values)
        .on_conflict_do_update(index_elements=list(key), set_=dict(values))
    )


def put_where(
    session: Session,
    model: type[Base],
    key: Mapping[str, Any],
    first: Mapping[str, Any],
    then: Mapping[str, Any],
    where: ColumnElement[bool],
) -> bool:
    """Insert the row with this primary key, or set ``then`` on it if ``where`` holds of it; False if it does not."""
    statement = (
        _insert(session, model)
        .values(**key, **first)
        .on_conflict_do_update(index_elements=list(key), set_=dict(then), where=where)
        .returning(*_table(model).primary_key.columns)
    )
    return session.execute(statement).first() is not None


def _insert(session: Session, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(_table(model))
    return postgresql.insert(_table(model))


def _table(model: type[Base]) -> Table:
    table = inspect(model).local_table
    assert isinstance(table, Table)
    return table
