"""Column types and mixins that several noun groups share."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, Dialect, ForeignKey, Index, String, and_, text
from sqlalchemy.orm import InstrumentedAttribute, Mapped, MappedColumn, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from permit_service.models.base import Identified, Revised

#: Ids of an area and all above it, the highest first, each in hex and followed by "/". Compared byte by byte on both
#: engines, so that a subtree is one range of an index whatever the database's own collation is.
AreaPath = String(400).with_variant(String(400, collation="C"), "postgresql")


def within(column: InstrumentedAttribute[str], path: str) -> ColumnElement[bool]:
    """The rows in the area of ``path`` and below it. ``path`` ends with "/"; "0" is the character after it."""
    return and_(column >= path, column < f"{path[:-1]}0")


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the rows that ``where`` (SQL of both engines) picks."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


class EnumSet(TypeDecorator[frozenset[Any]]):
    """A set of members of one closed list, kept as a sorted JSON list.

    Raises ValueError for anything that is not in the list, going in or coming out.
    """

    impl = JSON
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Iterable[StrEnum] | None, dialect: Dialect) -> list[str] | None:
        return None if value is None else sorted({self.kind(item).value for item in value})

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> frozenset[StrEnum] | None:
        return None if value is None else frozenset(self.kind(item) for item in value)


class TextList(TypeDecorator[tuple[str, ...]]):
    """A short list of plain words (codes, field names, evidence ids) in its order, kept as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> list[str] | None:
        return None if value is None else [str(item) for item in value]

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(value)


def set_of(kind: type[StrEnum]) -> MappedColumn[frozenset[Any]]:
    """A column for a set of ``kind``, empty unless told."""
    return mapped_column(EnumSet(kind), default=frozenset)


def text_list() -> MappedColumn[tuple[str, ...]]:
    """A column for a list of words, empty unless told."""
    return mapped_column(TextList(), default=tuple)


class Guarded(Revised):
    """A row edited by forms: two edits of one revision cannot both be written."""

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.revision}


class Agreed(Identified, Guarded):
    """An agreement of two parties: its number, the days it holds from and until (both included), the signed paper."""

    number: Mapped[str] = mapped_column(String(60))
    agreement_from: Mapped[date | None]
    agreement_until: Mapped[date | None]
    file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    created_at: Mapped[datetime]


def agreement_dates() -> CheckConstraint:
    """No agreement ends before it begins."""
    return CheckConstraint("agreement_until >= agreement_from", name="agreement_dates")


class Recorded(Identified):
    """Something that somebody recorded.

    ``at`` is when it happened by the server's reckoning (server time in the snapshot + elapsed time when uploaded
    late), ``created_at`` when the server received it, ``device_time`` what the device's clock said.
    """

    at: Mapped[datetime]
    created_at: Mapped[datetime]
    recorded_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    device_time: Mapped[datetime | None]
    disputed: Mapped[bool] = mapped_column(default=False)
    late_upload: Mapped[bool] = mapped_column(default=False)


class Evidence(Recorded):
    """Evidence under a permit. Whoever adds a row bumps ``Permit.revision`` in the same transaction."""

    permit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("permit.id"), index=True)
