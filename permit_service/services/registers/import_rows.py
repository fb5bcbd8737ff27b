"""Judging the rows of a file that is on its way in: which entry each means, what it would do, what is wrong with it."""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from permit_service.errors import Fault, Invalid
from permit_service.excel.names import BadCell
from permit_service.models.choices import RowOutcome
from permit_service.models.imports import LedgerImport, LedgerImportRow
from permit_service.services.registers.desk import Desk
from permit_service.services.registers.ledgers import LEDGERS
from permit_service.services.registers.ledgers.ledger import Ledger

BATCH = 500

#: Faults by field as they are kept: code and numbers.
KeptFaults = dict[str, tuple[str, Mapping[str, object]]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A row, and what it comes to. ``form`` and ``entry`` are what the register's use cases take."""

    row: Row[Any]
    outcome: RowOutcome
    form: Any = None
    entry: Any = None
    faults: Mapping[str, Fault] = field(default_factory=dict)

    @property
    def entry_id(self) -> uuid.UUID | None:
        return None if self.entry is None else self.entry.id


def batches(session: Session, import_id: uuid.UUID, *, after: int = 0) -> Iterator[Sequence[Row[Any]]]:
    """The rows in their order, from the line after ``after`` on."""
    columns = (LedgerImportRow.line, LedgerImportRow.key, LedgerImportRow.cells, LedgerImportRow.unreadable)
    rows = select(*columns).where(LedgerImportRow.import_id == import_id).order_by(LedgerImportRow.line).limit(BATCH)
    while batch := session.execute(rows.where(LedgerImportRow.line > after)).all():
        yield batch
        after = batch[-1].line


class Judge:
    """Judges rows by the register as it stands now. Only reads."""

    def __init__(self, desk: Desk, record: LedgerImport) -> None:
        self.desk = desk
        self.ledger: Ledger[Any, Any] = LEDGERS[record.ledger](desk.session, record.enterprise_id)
        keys = list(desk.session.scalars(select(LedgerImportRow.key).where(LedgerImportRow.import_id == record.id)))
        self._keys = Counter(keys)
        self._meant = Counter(self._entry_id(key) for key in keys)
        if self.ledger.reads_ahead:
            for batch in batches(desk.session, record.id):
                self.ledger.read_ahead((row.key, row.cells) for row in batch)

    def judge(self, rows: Iterable[Row[Any]], *, check: bool = True) -> list[Judged]:
        """What each of these rows comes to; without ``check`` for rows that are put next, which checks them."""
        told = list(rows)
        ids = {entry_id for row in told if (entry_id := self._entry_id(row.key)) is not None}
        entries = {entry.id: entry for entry in self.ledger.load(ids)}
        return [self._one(row, entries.get(self._entry_id(row.key)), check) for row in told]

    def waits(self, judged: Judged) -> bool:
        """Whether the row must be put again once all others are."""
        return self.ledger.waits(judged.row.key)

    def put(self, judged: Judged) -> None:
        """Make or change the row's entry, inside a unit of work."""
        self.ledger.put(self.desk, judged.form, judged.entry)

    def _entry_id(self, key: str) -> uuid.UUID | None:
        try:
            return self.ledger.find(key)
        except BadCell:
            return None

    def _one(self, row: Row[Any], entry: Any, check: bool) -> Judged:
        values, faults = self.ledger.table.read(row.cells, self.ledger.names)
        faults |= {name: Fault(code, numbers) for name, (code, numbers) in row.unreadable.items()}
        faults |= self._fault_of_key(row.key, entry)
        values = {name: value for name, value in values.items() if name not in faults}
        missing = [c.field for c in self.ledger.table.columns if c.needed and c.field not in values]
        if entry is None and missing:
            return Judged(row, RowOutcome.faulty, faults=faults)
        try:
            form = self.ledger.form(values, entry)
            same = entry is not None and form == self.ledger.form({}, entry)
            if check and not same:
                self.ledger.check(self.desk, form, entry)
        except Invalid as invalid:
            faults = self._by_column(invalid) | faults
        if faults:
            return Judged(row, RowOutcome.faulty, entry=entry, faults=faults)
        if same and not self.ledger.waits(row.key):
            return Judged(row, RowOutcome.same, form, entry)
        return Judged(row, RowOutcome.new if entry is None else RowOutcome.changed, form, entry)

    def _fault_of_key(self, key: str, entry: Any) -> dict[str, Fault]:
        first = self.ledger.table.key[0]
        if self._keys[key] > 1 or (entry is not None and self._meant[entry.id] > 1):
            return {first: Fault("twice")}
        try:
            self.ledger.find(key)
        except BadCell as bad:
            return {first: bad.fault}
        return {}

    def _by_column(self, invalid: Invalid) -> dict[str, Fault]:
        """Faults of the form beside the columns that they are of; what has no column stands beside the first."""
        columns = {column.field for column in self.ledger.table.columns}
        found: dict[str, Fault] = {}
        for path, fault in invalid.fields.items():
            name = path.partition(".")[0]
            name = self.ledger.column_of.get(name, name)
            found.setdefault(name if name in columns else self.ledger.table.key[0], fault)
        return found


def kept(faults: Mapping[str, Fault]) -> KeptFaults:
    """Faults as rows keep them."""
    return {name: (fault.code, dict(fault.context)) for name, fault in faults.items()}
