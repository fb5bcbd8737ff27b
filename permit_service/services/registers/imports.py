"""Bringing a ledger in from an Excel file: upload, check a few hundred rows at a time, carry out all or nothing.

Nothing runs behind anybody's back: each call checks the next rows and says how far it got, so whoever asks drives the
work, and a process that dies loses nothing but its own call. Rows are told by their code, so the same file brought in
twice changes nothing.
"""

import hashlib
import json
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any, BinaryIO, TextIO

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from permit_service import unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.errors import Conflict, Invalid, ProblemCode
from permit_service.excel.reading import Line, reading
from permit_service.excel.tables import TABLES
from permit_service.models.base import db
from permit_service.models.choices import LedgerName, RowOutcome
from permit_service.models.imports import LedgerImport, LedgerImportRow
from permit_service.queries.scope import find, scope_of
from permit_service.services.registers.batch import BatchDesk, at_batch_desk
from permit_service.services.registers.desk import Desk, at_desk, register_of
from permit_service.services.registers.import_rows import BATCH, Judge, Judged, batches, kept
from permit_service.services.registers.ledgers import LEDGERS

_BLOCK = 256 * 1024
#: How long a file that nobody carried out is kept.
_KEPT = timedelta(days=1)
_UNCHECKED: dict[str, Any] = {"outcome": None, "faults": {}, "entry_id": None}


class _Moved(Exception):
    """The register is not what it was when the rows were checked."""


def take_in(actor: Actor, enterprise_id: uuid.UUID, ledger: LedgerName, file: BinaryIO) -> LedgerImport:
    """Take in a file: its rows wait to be checked. Others of the account for the same ledger are dropped.

    Raises Invalid for ``file`` (``xlsx_…``), Forbidden, NotFound.
    """
    _reading_desk(actor).keep_enterprise(enterprise_id)
    table = TABLES[ledger]
    names = LEDGERS[ledger](db.session(), enterprise_id).names
    with reading(file, table) as sheet, tempfile.TemporaryFile("w+", encoding="utf-8") as lines:
        total = 0
        for total, line in enumerate(sheet.lines, start=1):  # noqa: B007  the last count is the total
            lines.write(f"{json.dumps(_kept_line(line, table.key_in(line.cells, names)), ensure_ascii=False)}\n")
        if total == 0:
            raise Invalid({"file": "xlsx_no_rows"})
        sha256 = _sha256(file)

        def work(desk: Desk) -> LedgerImport:
            desk.keep_enterprise(enterprise_id)
            _drop_old(desk, enterprise_id, ledger)
            record = LedgerImport(
                enterprise_id=enterprise_id,
                ledger=ledger,
                sha256=sha256,
                columns=sheet.fields,
                strange=sheet.strange,
                total=total,
                created_at=desk.now,
                created_by_id=desk.user_id,
            )
            desk.add(record)
            lines.seek(0)
            for rows in _told(lines):
                desk.session.execute(insert(LedgerImportRow), [{"import_id": record.id, **row} for row in rows])
            return record

        return at_desk(actor, work)


def check_next(actor: Actor, import_id: uuid.UUID) -> LedgerImport:
    """Check the next 500 rows; once all are checked it does nothing. Raises Forbidden, NotFound."""
    desk = _reading_desk(actor)
    record = _to_keep(desk, import_id)
    last = select(func.max(LedgerImportRow.line)).where(
        LedgerImportRow.import_id == import_id, LedgerImportRow.outcome.is_not(None)
    )
    rows = next(batches(desk.session, import_id, after=desk.session.scalar(last) or 0), ())
    found = [_found(import_id, judged) for judged in Judge(desk, record).judge(rows)] if rows else []

    def work(session: Session) -> LedgerImport:
        if found:
            session.execute(update(LedgerImportRow), found)
        record = session.get_one(LedgerImport, import_id)
        _count(session, record)
        return record

    return unit_of_work.run(work)


def carry_out(actor: Actor, import_id: uuid.UUID) -> LedgerImport:
    """Make and change the entries of all rows, or none; a second time does nothing.

    Raises Invalid (``import_id``: ``unchecked``, ``faulty``), Forbidden, NotFound, and Conflict ``stale`` where the
    register has changed so that rows do not fit any more: they must be checked again.
    """
    desk = _reading_desk(actor)
    spaces = _locks(desk, _to_keep(desk, import_id))

    def work(desk: BatchDesk) -> LedgerImport:
        record = _to_keep(desk, import_id)
        desk.session.refresh(record, with_for_update={"key_share": True})
        if record.done_at is not None:
            return record
        if record.checked < record.total or record.faulty:
            raise Invalid({"import_id": "faulty" if record.faulty else "unchecked"})
        _put_all(desk, record)
        desk.session.execute(delete(LedgerImportRow).where(LedgerImportRow.import_id == import_id))
        record.done_at = desk.now
        counts = {"ledger": record.ledger, "new": record.fresh, "changed": record.changed}
        payload = {"import_id": import_id, "sha256": record.sha256, **counts}
        desk.record("import:carry_out", payload, register_of(record.enterprise_id))
        return record

    try:
        return at_batch_desk(actor, work, spaces=spaces)
    except _Moved as moved:
        unit_of_work.run(lambda session: _check_anew(session, import_id))
        raise Conflict(ProblemCode.stale) from moved


def discard(actor: Actor, import_id: uuid.UUID) -> None:
    """Drop a file that was not carried out, with its rows. Raises Forbidden, NotFound."""

    def work(desk: Desk) -> None:
        record = _to_keep(desk, import_id)
        if record.done_at is None:
            _drop(desk.session, [record.id])

    at_desk(actor, work)


def _reading_desk(actor: Actor) -> Desk:
    """A desk for looking only: what is judged at it writes nothing and locks nothing."""
    session = db.session()
    return Desk(session, actor, scope_of(session, actor), wallclock.now())


def _to_keep(desk: Desk, import_id: uuid.UUID) -> LedgerImport:
    record = find(desk.session, LedgerImport, import_id, desk.scope.ledger_imports())
    desk.keep_enterprise(record.enterprise_id)
    return record


def _put_all(desk: BatchDesk, record: LedgerImport) -> None:
    _enterprise = desk.keep_enterprise(record.enterprise_id)  # held: the session need not ask for it with every row
    judge = Judge(desk, record)
    waiting: set[int] = set()
    for rows in batches(desk.session, record.id):
        waiting |= _put(desk, judge, judge.judge(rows, check=False))
    if waiting:
        again = Judge(desk, record)
        for rows in batches(desk.session, record.id):
            _put(desk, again, again.judge((row for row in rows if row.line in waiting), check=False))


def _put(desk: BatchDesk, judge: Judge, found: Sequence[Judged]) -> set[int]:
    """Put rows that were judged just now; the lines of those that wait for others."""
    for judged in found:
        if judged.outcome is RowOutcome.faulty:
            raise _Moved
        if judged.outcome is not RowOutcome.same:
            try:
                judge.put(judged)
            except Invalid as invalid:
                raise _Moved from invalid
    desk.put_out()
    return {judged.row.line for judged in found if judge.waits(judged)}


def _locks(desk: Desk, record: LedgerImport) -> frozenset[uuid.UUID]:
    ledger = Judge(desk, record).ledger
    changed = select(LedgerImportRow.entry_id).where(
        LedgerImportRow.import_id == record.id, LedgerImportRow.outcome == RowOutcome.changed
    )
    return ledger.locks(frozenset(entry_id for entry_id in desk.session.scalars(changed) if entry_id is not None))


def _found(import_id: uuid.UUID, judged: Judged) -> dict[str, Any]:
    return {
        "import_id": import_id,
        "line": judged.row.line,
        "outcome": judged.outcome,
        "faults": kept(judged.faults),
        "entry_id": judged.entry_id,
    }


def _count(session: Session, record: LedgerImport) -> None:
    if record.done_at is not None:
        return
    of_import = select(LedgerImportRow.outcome, func.count()).where(
        LedgerImportRow.import_id == record.id, LedgerImportRow.outcome.is_not(None)
    )
    counts = dict(session.execute(of_import.group_by(LedgerImportRow.outcome)).all())
    record.checked = sum(counts.values())
    record.fresh, record.changed = counts.get(RowOutcome.new, 0), counts.get(RowOutcome.changed, 0)
    record.faulty = counts.get(RowOutcome.faulty, 0)


def _check_anew(session: Session, import_id: uuid.UUID) -> None:
    session.execute(update(LedgerImportRow).where(LedgerImportRow.import_id == import_id).values(_UNCHECKED))
    _count(session, session.get_one(LedgerImport, import_id))


def _drop_old(desk: Desk, enterprise_id: uuid.UUID, ledger: LedgerName) -> None:
    """A file waits for its owner for a day, and for no longer than until the next one."""
    before_this = (
        LedgerImport.enterprise_id == enterprise_id,
        LedgerImport.ledger == ledger,
        LedgerImport.created_by_id == desk.user_id,
    )
    undone = select(LedgerImport.id).where(LedgerImport.done_at.is_(None))
    old = undone.where(LedgerImport.created_at < desk.now - _KEPT).union(undone.where(*before_this))
    _drop(desk.session, list(desk.session.scalars(old)))


def _drop(session: Session, ids: list[uuid.UUID]) -> None:
    session.execute(delete(LedgerImportRow).where(LedgerImportRow.import_id.in_(ids)))
    session.execute(delete(LedgerImport).where(LedgerImport.id.in_(ids)))


def _kept_line(line: Line, key: str) -> dict[str, Any]:
    return {"line": line.number, "key": key, "cells": dict(line.cells), "unreadable": kept(line.faults)}


def _told(lines: TextIO) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(lines, BATCH)):
        yield [json.loads(line) for line in batch]


def _sha256(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()
