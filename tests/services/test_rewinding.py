"""What tests on PostgreSQL rely on: a database that was given back is as its origin, or another one."""

from databases import Template, tables_of
from sqlalchemy import text

from permit_service.models import db

_YEARS = text("SELECT year, source FROM calendar_year ORDER BY year")


def changed(url: str, *statements: str) -> list[tuple[int, str]]:
    """The rows that are left after some statements."""
    with tables_of(url):
        for statement in statements:
            db.session.execute(text(statement))
        db.session.commit()
        return [(row.year, row.source) for row in db.session.execute(_YEARS)]


def test_rows_come_back_and_a_changed_schema_is_not_used_again(postgresql_template: Template) -> None:
    template = postgresql_template
    insert = "INSERT INTO calendar_year (year, source, loaded_at) VALUES ({}, 'sample', now())"
    origin = template.copy()
    rows = changed(origin, insert.format(2001), insert.format(2002))
    url = template.copy(of=origin)
    for written in (
        insert.format(2003),
        "UPDATE calendar_year SET source = 'else' WHERE year = 2001",
        "DELETE FROM calendar_year",
    ):
        assert changed(url, written) != rows
        template.drop(url)
        assert template.copy(of=origin) == url, "set back, not made anew"
        assert changed(url) == rows
    changed(url, "ALTER TABLE calendar_year ALTER source DROP NOT NULL")
    template.drop(url)
    other = template.copy(of=origin)
    assert other != url
    assert changed(other) == rows
    template.drop(other)
    template.drop(origin)
