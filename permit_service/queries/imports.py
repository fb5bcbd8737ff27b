"""Reading a ledger that is on its way in: its rows a page at a time, as the file has them."""

import uuid

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from permit_service.models.choices import LedgerName, RowOutcome
from permit_service.models.enterprises import Enterprise
from permit_service.models.imports import LedgerImport, LedgerImportRow
from permit_service.queries.paging import FIRST, Page, Wanted, page


def enterprise_of(session: Session, enterprise_id: uuid.UUID) -> Enterprise:
    """The enterprise whose ledgers these are; access control has let the reader see it."""
    return session.get_one(Enterprise, enterprise_id)


def last_done(session: Session, enterprise_id: uuid.UUID, ledger: LedgerName) -> LedgerImport | None:
    """The file last carried out."""
    done = select(LedgerImport).where(
        LedgerImport.enterprise_id == enterprise_id, LedgerImport.ledger == ledger, LedgerImport.done_at.is_not(None)
    )
    return session.scalar(done.order_by(LedgerImport.done_at.desc()).limit(1))


def rows(
    session: Session, record: LedgerImport, wanted: Wanted = FIRST, *, outcome: RowOutcome | None = None
) -> Page[LedgerImportRow]:
    """Rows of a file in its order, those of one outcome or all."""
    narrowed = true() if outcome is None else LedgerImportRow.outcome == outcome
    statement = select(LedgerImportRow).where(LedgerImportRow.import_id == record.id, narrowed)
    return page(session, statement, (LedgerImportRow.line,), wanted)


def counts(record: LedgerImport) -> dict[RowOutcome, int]:
    """How many of the rows checked so far come to what."""
    known = {RowOutcome.new: record.fresh, RowOutcome.changed: record.changed, RowOutcome.faulty: record.faulty}
    return known | {RowOutcome.same: record.checked - sum(known.values())}
