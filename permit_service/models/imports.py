"""Ledgers on their way in: an uploaded file as rows of text, until it is carried out or discarded."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.choices import LedgerName, RowOutcome
from permit_service.models.columns import text_list


class LedgerImport(Identified, Base):
    """One uploaded ledger. Its progress is ``checked`` of ``total``; its rows go when it is carried out."""

    __tablename__ = "ledger_import"
    __table_args__ = (
        CheckConstraint("total > 0 AND checked BETWEEN 0 AND total", name="progress"),
        CheckConstraint("done_at IS NULL OR (checked = total AND faulty = 0)", name="done"),
    )

    enterprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    ledger: Mapped[LedgerName] = mapped_column(enum_of(LedgerName))
    sha256: Mapped[str] = mapped_column(String(64))
    """of the file, for the journal"""
    columns: Mapped[tuple[str, ...]] = text_list()
    """fields that the file has a column for; entries keep what they hold in the others"""
    strange: Mapped[tuple[str, ...]] = text_list()
    """headings that are none of the ledger's"""
    total: Mapped[int]
    checked: Mapped[int] = mapped_column(default=0)
    fresh: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    faulty: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    done_at: Mapped[datetime | None]


class LedgerImportRow(Base):
    """One line of the file: its cells as text by field, what is wrong with them, what it comes to."""

    __tablename__ = "ledger_import_row"
    __table_args__ = (
        CheckConstraint("line > 0", name="line"),
        Index("ix_ledger_import_row_import_id_outcome", "import_id", "outcome"),
    )

    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ledger_import.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    """as the spreadsheet numbers it"""
    key: Mapped[str]
    cells: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    unreadable: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """faults of cells that no check can mend, by field: [code, numbers]"""
    faults: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    outcome: Mapped[RowOutcome | None] = mapped_column(enum_of(RowOutcome))
    entry_id: Mapped[uuid.UUID | None]
    """the entry that it changes, when it was checked"""
