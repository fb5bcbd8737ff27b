"""A ledger as columns: the one table that template, import and export are made from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from permit_service.errors import Fault
from permit_service.excel.kinds import Cell, Kind
from permit_service.excel.names import BadCell, Names
from permit_service.excel.width import folded
from permit_service.models.choices import LedgerName
from permit_service.wallclock import civil_day

#: Stands between the parts of a key; no cell can hold it.
BETWEEN = "\x1f"
_EMPTY = (None, "", (), frozenset())


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the form's field, its heading, what it holds, whether every row must fill it (★).

    ``also`` are other headings it goes by in the ledgers that enterprises already keep. A ``told`` column stands in
    exports to be read by people, and is passed over on the way in.
    """

    field: str
    title: str
    kind: Kind
    needed: bool = False
    also: tuple[str, ...] = ()
    told: bool = False

    @property
    def headings(self) -> frozenset[str]:
        """Every heading it goes by, as compared."""
        return frozenset(folded(title) for title in (self.title, *self.also))


@dataclass(frozen=True, slots=True)
class Table:
    """One ledger's columns; ``key`` are the fields that tell whether two rows are of the same entry."""

    ledger: LedgerName
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, field: str) -> Column:
        """The column of a field. Raises KeyError."""
        return self._by_field()[field]

    def key_of(self, values: Iterable[Any]) -> str:
        """What tells an entry, of its values in the key's fields: one for ＡＢ-１ and ab-1, one for all of a day."""
        return BETWEEN.join(_compared(value) for value in values)

    def key_in(self, cells: Mapping[str, str], names: Names) -> str:
        """What tells the entry that a row means; a cell that cannot be read stands for itself."""
        values, _ = self.read({field: cells.get(field, "") for field in self.key}, names)
        return self.key_of(values.get(field, cells.get(field)) for field in self.key)

    def read(self, cells: Mapping[str, str], names: Names) -> tuple[dict[str, Any], dict[str, Fault]]:
        """The values of a row by field (None: the cell is empty), and what is wrong with cells."""
        columns = self._by_field()
        values: dict[str, Any] = {}
        faults: dict[str, Fault] = {}
        for field, text in cells.items():
            column = columns[field]
            if not text.strip():
                values[field] = None
                if column.needed:
                    faults[field] = Fault("required")
                continue
            try:
                values[field] = column.kind.read(text, names)
            except BadCell as bad:
                faults[field] = bad.fault
        return values, faults

    def written(self, values: Mapping[str, Any], names: Names) -> list[Cell]:
        """A row of an export: the cell of each column, in order."""
        told = ((column, values.get(column.field)) for column in self.columns)
        return [None if value in _EMPTY else column.kind.write(value, names) for column, value in told]

    def _by_field(self) -> dict[str, Column]:
        return {column.field: column for column in self.columns}


def _compared(value: Any) -> str:
    if isinstance(value, datetime):
        return civil_day(value).isoformat()
    return "" if value is None else folded(str(value))
