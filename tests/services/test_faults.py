"""Faults at any point of a decision: a refusal or an error, never an admission that is not wholly written."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from pieces import at
from plan_cast import then
from site_cast import Site
from sqlalchemy import event, func, select

from permit_service.models.base import db
from permit_service.models.journal import JournalRow
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry, Scan
from permit_service.services import scans
from permit_service.services.scans import ScanForm, Scanned
from workflows import gates
from workflows.codes import Code
from workflows.facts import Facts
from workflows.vocabulary import Action, Direction, ScanVerdict

#: More statements than a scan ever needs.
_MOST = 400


class Trouble(Exception):
    """Anything that goes wrong below a use case."""


@contextmanager
def trouble_at(number: int) -> Iterator[None]:
    """The ``number``-th statement, counted from 0, and all after it fail."""
    seen = 0

    def fail(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen > number:
            raise Trouble

    event.listen(db.engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", fail)


@contextmanager
def trouble_at_commit() -> Iterator[None]:
    def fail(_connection: object) -> None:
        raise Trouble

    event.listen(db.engine, "commit", fail)
    try:
        yield
    finally:
        event.remove(db.engine, "commit", fail)


def written(site: Site) -> tuple[Any, ...]:
    """Everything that a scan writes."""
    db.session.rollback()
    counts = (db.session.scalar(select(func.count()).select_from(kind)) for kind in (Scan, Entry, JournalRow))
    permit = db.session.get_one(Permit, site.permit_id)
    return (*counts, permit.revision, permit.first_entry_at, permit.next_due_at)


def enter(site: Site, badge: str) -> Scanned:
    guardian = site.cast.actor("guardian")
    with then(at("09:52")):
        return scans.scan(guardian, ScanForm(Direction.in_, "n", permit_id=site.permit_id, badge=badge))


def test_a_fault_at_any_statement_leaves_nothing(active: Site) -> None:
    guardian, badge, before = active.cast.actor("guardian"), active.badge("entrant"), written(active)
    form = ScanForm(Direction.in_, "n", permit_id=active.permit_id, badge=badge)
    for number in range(_MOST):
        db.session.rollback()
        try:
            with then(at("09:52")), trouble_at(number):
                answer = scans.scan(guardian, form)
        except Trouble:
            assert written(active) == before, f"statement {number}"
            continue
        break
    assert number > 20
    assert answer.verdict is ScanVerdict.admit
    assert db.session.scalar(select(func.count()).select_from(Entry)) == 1


def test_a_fault_at_the_commit_leaves_nothing(active: Site) -> None:
    badge, before = active.badge("entrant"), written(active)
    with trouble_at_commit(), pytest.raises(Trouble):
        enter(active, badge)
    assert written(active) == before
    assert enter(active, badge).verdict is ScanVerdict.admit


def test_a_gate_that_breaks_is_unknown_and_admits_nobody(active: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(facts: Facts, now: object) -> Any:
        raise Trouble

    badge = active.badge("entrant")
    real = gates._BY_ACTION[Action.enter]
    for number, gate in enumerate(real):
        guards = tuple(replace(one, check=broken) if one is gate else one for one in real)
        monkeypatch.setitem(gates._BY_ACTION, Action.enter, guards)
        answer = enter(active, badge)
        assert answer.verdict is ScanVerdict.unknown, gate.name
        assert {refusal.code for refusal in answer.refusals} == {Code.gate_failed}
        assert (answer.entries, answer.inside) == ((), ())
        verdicts = db.session.scalars(select(Scan.verdict).where(Scan.nonce == "n")).all()
        assert verdicts == [ScanVerdict.unknown] * (number + 1)
