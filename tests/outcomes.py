"""How a use case may end other than well, and that it then leaves nothing behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select

from permit_service.errors import Invalid, RefusedError
from permit_service.models.base import Base, db
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
    """No row of any table differs afterwards, but for tries that are counted on purpose."""
    before = _everything()
    yield
    assert _everything() == before


def _everything() -> dict[str, set[Any]]:
    db.session.rollback()
    tables = [table for table in Base.metadata.sorted_tables if table.name not in ("user", "rate_count")]
    rows = {table.name: {repr(tuple(row)) for row in db.session.execute(select(table))} for table in tables}
    db.session.rollback()
    return rows
