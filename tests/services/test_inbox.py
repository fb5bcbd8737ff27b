"""The street's inbox: what it holds, page by page, and what finding it costs among many filings."""

from datetime import datetime, timedelta
from functools import partial

from filing_cast import late
from flask import Flask
from plan_cast import FILED, Cast, then

from permit_service import unit_of_work
from permit_service.bench import stock
from permit_service.bench.inbox import OPEN, filings, look
from permit_service.models.base import db
from permit_service.queries import inbox
from permit_service.queries.inbox import Entry, Review
from permit_service.queries.paging import Page, Wanted
from permit_service.services import filing_review


def test_many_filings_are_found_by_the_same_plan_as_few(app: Flask, cast: Cast) -> None:
    cast.filed_job()
    officer, rows = cast.actor("officer"), stock.rows_of(db.session())
    db.session.rollback()

    def grown(begin: int, end: int, days: int) -> datetime:
        for made in filings(rows, FILED + timedelta(days=days), begin, end):
            unit_of_work.run(partial(stock.write, rows=made))
        unit_of_work.run(stock.analyse)
        return FILED + timedelta(days=days)

    few = look(app, officer, grown(0, 1000, 0))
    many = look(app, officer, grown(1000, 6000, 100))
    assert few.shown == many.shown + 1 == OPEN // 2 + 1  # the sample job itself is over by then
    assert (few.statements, few.plans) == (many.statements, many.plans)
    assert "ix_filing_start_at" in " ".join(many.plans[0])


def test_the_inbox_turns_pages_by_start_and_forgets_what_is_long_over(app: Flask, cast: Cast) -> None:
    cast.filed_job()
    rows = stock.rows_of(db.session())
    db.session.rollback()
    for made in filings(rows, FILED, 0, OPEN):
        unit_of_work.run(partial(stock.write, rows=made))

    def pages(who: str, now: datetime = FILED) -> list[Page[Entry]]:
        found = [inbox.inbox(db.session(), cast.actor(who), now, Wanted(size=20))]
        while found[-1].after is not None:
            found.append(inbox.inbox(db.session(), cast.actor(who), now, Wanted(found[-1].after, 20)))
        return found

    own, others = pages("officer"), pages("other_officer")
    starts = [entry.filing.start_at for one in own for entry in one.rows]
    assert (len(own), len(starts), starts) == (2, OPEN // 2 + 1, sorted(starts))
    seen = [{entry.filing.area_path for one in found for entry in one.rows} for found in (own, others)]
    assert all(len(paths) == 1 for paths in seen)
    assert seen[0] != seen[1]
    last = own[-1].rows[-1].filing
    beside = inbox.beside(db.session(), cast.actor("officer"), FILED, last)
    assert last in [entry.filing for entry in beside.rows]
    assert pages("officer", FILED + inbox.REACH + timedelta(days=40))[0].rows == ()


def test_what_comes_first_is_told_first(app: Flask, cast: Cast) -> None:
    filing_id = late(cast).id

    def told() -> Review | None:
        db.session.rollback()
        (entry,) = inbox.inbox(db.session(), cast.actor("officer"), FILED).rows
        return entry.next

    assert told() is Review.decide_late
    with then(FILED + timedelta(days=3)):
        filing_review.decide_late(cast.actor("officer"), filing_id, cast.pin("officer"), allow=True, reason="样例")
        assert told() is Review.train  # whoever signed has read it
