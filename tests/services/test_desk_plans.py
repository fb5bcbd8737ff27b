"""Clues and reports look back over days without reading years: no table that grows is read whole."""

from functools import partial

from flask import current_app
from pieces import at
from plan_cast import then
from site_cast import Site

from permit_service.bench import desk, stock
from permit_service.bench.looking import Look, look_at, whole_reads
from permit_service.models.base import db


def test_days_are_read_without_the_years_before_them(active: Site) -> None:
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    officer, now, rows = active.cast.actor("officer"), at("17:00"), stock.rows_of(db.session())
    db.session.rollback()
    assert list(desk.fill(rows, now, recent=20, older=1000)) == [1020]
    with then(now):
        seen = {name: look_at(app, partial(desk.read, app, officer, name, now)) for name in desk.NAMES}
    assert seen["by_status"].shown > 0
    assert seen["checks"].shown > 0
    if db.engine.dialect.name == "sqlite":  # PostgreSQL rightly reads so few whole; `bench desk` brings enough of them
        assert {name: whole for name, one in seen.items() if (whole := whole_reads(one, desk.GROWING))} == {}
        by_place = "ix_finding_area_path_status_due_on"  # all findings of an area, of whatever year
        assert not any(by_place in line for plan in seen["checks"].plans for line in plan)


def test_how_the_engines_tell_that_a_table_is_read_whole() -> None:
    lines = (
        "SCAN permit",
        "SCAN area USING INDEX a",
        "Seq Scan on job",
        "SEARCH entry USING INDEX e (a=?)",
        "SCAN gas",
    )
    assert whole_reads(Look(0, 1, (lines,)), {"permit", "job", "entry", "area"}) == ["job", "permit"]
