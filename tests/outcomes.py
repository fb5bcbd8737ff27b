"""How a use case may end other than well, and that it then leaves nothing behind."""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from permit_service.errors import Invalid, RefusedError
from permit_service.models.base import db
from workflows.codes import Code


@contextmanager
def refused(*codes: Code) -> Iterator[None]:
    """The gates refuse with these codes among what they say; nothing is written."""
    with unwritten(), pytest.raises(RefusedError) as caught:
        yield
    told = {refusal.code for refusal in caught.value.clearance.refusals}
    assert set(codes) <= told, told


@contextmanager
def invalid(**faults: str) -> Iterator[None]:
    """Bad input with exactly these faults, ``a__0__b`` standing for the field ``a.0.b``; nothing is written."""
    with unwritten(), pytest.raises(Invalid) as caught:
        yield
    assert {field: fault.code for field, fault in caught.value.fields.items()} == {
        name.replace("__", "."): code for name, code in faults.items()
    }


@contextmanager
def raises(kind: type[Exception]) -> Iterator[None]:
    """This error, and nothing is written."""
    with unwritten(), pytest.raises(kind):
        yield


@contextmanager
def unwritten() -> Iterator[None]:
    """No row of any table is written and committed meanwhile, but tries that are counted on purpose."""
    db.session.rollback()
    with _watched(db.engine) as written:
        yield
        db.session.rollback()
    rest = written.committed - COUNTED
    assert not rest, f"written: {sorted(rest)}"


#: Where tries are counted on purpose.
COUNTED = {"user", "rate_count"}
_WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


class _Written:
    """The tables in which rows were written, and of these the ones whose transaction was committed."""

    def __init__(self) -> None:
        self.committed: set[str] = set()
        self._open: dict[int, set[str]] = defaultdict(set)

    def after_cursor_execute(self, connection: Connection, cursor: Any, statement: str, *_: object) -> None:
        found = _WRITE.match(statement)
        if found and cursor.rowcount != 0:
            self._open[id(connection)].add(found[1])

    def rollback(self, connection: Connection) -> None:
        self._open.pop(id(connection), None)

    def commit(self, connection: Connection) -> None:
        self.committed |= self._open.pop(id(connection), set())


@contextmanager
def _watched(engine: Engine) -> Iterator[_Written]:
    written = _Written()
    heard = [(name, getattr(written, name)) for name in ("after_cursor_execute", "rollback", "commit")]
    for name, hear in heard:
        event.listen(engine, name, hear)
    try:
        yield written
    finally:
        for name, hear in heard:
            event.remove(engine, name, hear)
