"""Ledgers as Excel files, to keep or to fill in and bring back: what goes out comes back in equal."""

import tempfile
import uuid
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from permit_service import wallclock
from permit_service.actor import Actor
from permit_service.excel.kinds import Cell
from permit_service.excel.writing import write
from permit_service.models.base import db
from permit_service.models.choices import LedgerName
from permit_service.queries.scope import scope_of
from permit_service.services.registers.desk import Desk
from permit_service.services.registers.import_rows import BATCH
from permit_service.services.registers.ledgers import LEDGERS
from permit_service.services.registers.ledgers.ledger import Ledger


def ledger_file(actor: Actor, enterprise_id: uuid.UUID, name: LedgerName, *, empty: bool = False) -> BinaryIO:
    """A file of all that stands in an enterprise's ledger, or the empty template; the caller closes it.

    Raises Forbidden, NotFound.
    """
    session = db.session()
    Desk(session, actor, scope_of(session, actor), wallclock.now()).keep_enterprise(enterprise_id)
    ledger = LEDGERS[name](session, enterprise_id)
    out = tempfile.TemporaryFile()  # noqa: SIM115  it is sent when this has returned
    write(ledger.table, () if empty else _rows(ledger), ledger.names, out)
    out.seek(0)
    return out


def _rows(ledger: Ledger[Any, Any]) -> Iterator[list[Cell]]:
    ids = iter([entry_id for entry_id, _ in ledger.held_keys()])
    while batch := list(islice(ids, BATCH)):
        entries = {entry.id: entry for entry in ledger.load(batch)}
        for entry_id in batch:
            yield ledger.table.written(ledger.values(entries[entry_id]), ledger.names)
