"""The declarative base, the column types every table uses, and the database handle.

Names of constraints are fixed before the first table, so that migrations can name what they drop. No floats: numbers
are decimals, kept as text on SQLite, whose own numbers are binary. No naive datetime leaves ``UTCDateTime``.
"""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Date, DateTime, Dialect, Enum, Integer, MetaData, Numeric, String, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.types import TypeDecorator, TypeEngine

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


#: How many different values of one type are remembered as they were read.
_KEPT = 20_000


class UTCDateTime(TypeDecorator[datetime]):
    """An aware datetime in UTC, to the millisecond on both engines.

    Raises ValueError for a naive datetime: a time without its zone is a bug, not a time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """Told anew, for a decorator does not take it from what it decorates; cursors are read by it."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        value = value.astimezone(UTC)
        value = value.replace(microsecond=value.microsecond // 1000 * 1000)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Id(Uuid[uuid.UUID]):
    """A UUID. Where the engine keeps it as text, ids that come again and again are made from it once."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], uuid.UUID | None] | None:
        native = super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]
        return None if native is None else _id_of


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal that comes back with the value it went in with: NUMERIC on PostgreSQL, text on SQLite."""

    impl = Numeric(18, 6)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(Numeric(18, 6))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if not value.is_finite():
            raise ValueError("a number must be finite")
        return f"{value.normalize():f}" if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else _exact(value)


@lru_cache(maxsize=_KEPT)
def _id_of(text: str | None) -> uuid.UUID | None:
    return None if text is None else uuid.UUID(text)


@lru_cache(maxsize=_KEPT)
def _exact(value: str | Decimal) -> Decimal:
    return Decimal(f"{Decimal(value).normalize():f}")


def enum_of(kind: type[StrEnum], name: str | None = None) -> Enum:
    """A checked text column for a closed list; its constraint is named after the list.

    ``name`` names it otherwise: a table that has two columns of one list tells them apart.
    """
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        validate_strings=True,
        values_callable=lambda members: [m.value for m in members],
        name=name or re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower(),
    )


class Base(DeclarativeBase):
    # The type map stands on the registry: Flask-SQLAlchemy copies the class body, and a copy may not bring a second map
    registry = registry(
        metadata=MetaData(naming_convention=NAMING_CONVENTION),
        type_annotation_map={
            uuid.UUID: Id(),
            datetime: UTCDateTime,
            date: Date,
            Decimal: ExactDecimal,
            int: Integer,
            str: String,
        },
    )


class Identified:
    """A row with a random UUID as its key; the UUID is what URLs carry."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)


class Revised:
    """A row whose edits are guarded: a stale edit raises StaleDataError (HTTP 409 ``stale``)."""

    revision: Mapped[int] = mapped_column(default=1)


#: Parameters of statements hold personal data: they stay out of error texts and logs.
db = SQLAlchemy(model_class=Base, disable_autonaming=True, engine_options={"hide_parameters": True})
