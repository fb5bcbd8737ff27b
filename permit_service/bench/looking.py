"""What a read costs whatever the machine: what it finds, the statements it sends, and how the database plans them."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from permit_service.models.base import db

#: How the two engines say that a table is read from one end to the other.
_WHOLE = re.compile(r"(?:^SCAN |Seq Scan on )(\w+)(?!.*USING)")


@dataclass(frozen=True, slots=True)
class Look:
    """Rows shown, statements sent, and the plans of those that were asked for."""

    shown: int
    statements: int
    plans: tuple[tuple[str, ...], ...]


def look_at(app: Flask, read: Callable[[], int], holding: str = "") -> Look:
    """One read, with everything it sends; plans of the statements that hold these words."""
    sent: list[tuple[str, object]] = []

    def listen(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        sent.append((statement, parameters))

    with app.app_context():
        engine = db.engine
        event.listen(engine, "before_cursor_execute", listen)
        shown = read()
        event.remove(engine, "before_cursor_execute", listen)
        plans = tuple(_plan_of(db.session(), *one) for one in sent if holding in one[0] and "SELECT" in one[0])
        return Look(shown, len(sent), plans)


def whole_reads(seen: Look, tables: Collection[str]) -> list[str]:
    """Which of these tables a plan reads from one end to the other."""
    found = {match[1] for plan in seen.plans for line in plan for match in _WHOLE.finditer(line)}
    return sorted(found.intersection(tables))


def _plan_of(session: Session, statement: str, parameters: object) -> tuple[str, ...]:
    """The nodes of a statement's plan with what they read, costs and row counts left out."""
    connection = session.connection()
    postgresql = connection.dialect.name == "postgresql"
    explain = "EXPLAIN (COSTS OFF)" if postgresql else "EXPLAIN QUERY PLAN"
    told = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()  # type: ignore[arg-type]
    lines = [str(row[-1]) for row in told]
    if postgresql:
        lines = [line.strip(" ->") for line in lines if "->" in line or not line.startswith(" ")]
    return tuple(re.sub(r"\s+", " ", line) for line in lines)
