"""The database itself refuses rows that no service should write, and keeps what it takes exactly, on both engines."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from breaches import BREACHES, CLASHES
from rows import NOON, Rows
from sqlalchemy import CheckConstraint, Enum, Table, inspect, text, update
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from permit_service.models import Base
from permit_service.models.areas import Area
from permit_service.models.columns import within
from permit_service.models.gas import GasValue
from permit_service.models.permits import Permit
from permit_service.models.presence import Scan
from permit_service.models.spaces import ConfinedSpace, SpaceLeg
from workflows.kinds import Gas, Hazard
from workflows.vocabulary import Direction

_MODELS = sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda model: model.__name__)


@pytest.fixture
def rows(session: Session) -> Rows:
    return Rows(session)


def _table(model: type[Base]) -> Table:
    table = inspect(model).local_table
    assert isinstance(table, Table)
    return table


def _checks() -> set[str]:
    """Names of all CHECKs but those of closed lists, which are tested together."""
    closed_lists = {
        f"ck_{table.name}_{column.type.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Enum)
    }
    return {
        str(constraint.name)
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    } - closed_lists


def test_every_check_and_unique_index_is_tested() -> None:
    assert {f"ck_{_table(case.model).name}_{case.name}" for case in BREACHES} == _checks()
    indexes = {index.name for table in Base.metadata.tables.values() for index in table.indexes if index.unique}
    assert {case.index for case in CLASHES} == indexes


def test_each_check_refuses_its_breach(session: Session, subtests: pytest.Subtests) -> None:
    """Each beside a good row, in a savepoint of its own: a database for each of them would take minutes."""
    for breach in BREACHES:
        name = f"ck_{_table(breach.model).name}_{breach.name}"
        with subtests.test(name), session.begin_nested() as savepoint:
            rows = Rows(session)
            values = breach.of(rows)
            rows.make(breach.model)
            with pytest.raises(IntegrityError, match=rf"\b{name}\b"), session.begin_nested():
                rows.make(breach.model, **values)
            savepoint.rollback()


def test_each_unique_index_refuses_a_clash(session: Session, subtests: pytest.Subtests) -> None:
    for clash in CLASHES:
        (index,) = (index for index in _table(clash.model).indexes if index.name == clash.index)
        columns = ", ".join(f"{index.table.name}.{column.name}" for column in index.columns)
        with subtests.test(clash.index), session.begin_nested() as savepoint:
            rows = Rows(session)
            rows.make(clash.model, **clash.values(rows))
            rows.make(clash.model, **clash.values(rows) | clash.lawful(rows))
            message = f"{index.name}|UNIQUE constraint failed: {columns}"
            with pytest.raises(IntegrityError, match=message), session.begin_nested():
                rows.make(clash.model, **clash.values(rows))
            savepoint.rollback()


def test_closed_lists_are_closed(rows: Rows, session: Session) -> None:
    for model in _MODELS:
        rows.shared(model)
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Enum) and table.name != "journal_row":  # which nobody can update at all
                statement = text(f"UPDATE \"{table.name}\" SET {column.name} = 'other words'")
                with pytest.raises(IntegrityError, match="ck_"), session.begin_nested():
                    session.execute(statement)


def test_every_table_gives_back_what_it_took(rows: Rows, session: Session) -> None:
    for model in _MODELS:
        row = rows.shared(model)
        columns = [attribute.key for attribute in inspect(model).column_attrs]
        written = {name: getattr(row, name) for name in columns}
        session.expire(row)
        assert {name: getattr(row, name) for name in columns} == written


@pytest.mark.parametrize("amount", ["20.9", "-0.1", "0.000001", "123456789012.5", "0"])
def test_numbers_come_back_exactly(rows: Rows, session: Session, amount: str) -> None:
    value = rows.make(GasValue, gas=Gas.o2, amount=Decimal(amount))
    session.expire(value)
    assert str(value.amount) == amount


def test_times_come_back_in_utc_to_the_millisecond(rows: Rows, session: Session) -> None:
    in_shanghai = datetime(2026, 11, 22, 12, 0, 0, 123456, timezone(timedelta(hours=8)))
    permit = rows.make(Permit, created_at=in_shanghai)
    session.expire(permit)
    assert permit.created_at == datetime(2026, 11, 22, 4, 0, 0, 123000, UTC)
    assert permit.created_at.utcoffset() == timedelta(0)


def test_a_naive_time_is_refused(rows: Rows) -> None:
    with pytest.raises(StatementError, match="naive datetime"):
        rows.make(Permit, created_at=NOON.replace(tzinfo=None))


def test_sets_of_words(rows: Rows, session: Session) -> None:
    space = rows.make(ConfinedSpace, hazards={Hazard.poisoning, Hazard.explosion, "drowning"})
    session.expire(space)
    assert space.hazards == frozenset({Hazard.poisoning, Hazard.explosion, Hazard.drowning})
    stored = session.execute(text("SELECT hazards FROM confined_space")).scalar_one()
    assert stored in (["drowning", "explosion", "poisoning"], '["drowning", "explosion", "poisoning"]')
    with pytest.raises(StatementError, match="dragons"):
        rows.make(ConfinedSpace, hazards={"dragons"})


def test_a_direction_is_kept_by_its_value(rows: Rows, session: Session) -> None:
    rows.make(Scan, direction=Direction.in_)
    assert session.execute(text("SELECT direction FROM scan")).scalar_one() == "in"


def test_foreign_keys_are_enforced(rows: Rows) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        rows.make(SpaceLeg, space_id=rows.make(Permit).id)


def test_a_stale_edit_is_refused(rows: Rows, session: Session) -> None:
    space = rows.make(ConfinedSpace)
    session.execute(
        update(ConfinedSpace).values(revision=ConfinedSpace.revision + 1),
        execution_options={"synchronize_session": False},
    )
    space.name = "流量计井"
    with pytest.raises(StaleDataError):
        session.flush()


def test_a_subtree_is_the_area_and_all_below_it(rows: Rows, session: Session) -> None:
    for path in ("a/", "a/b/", "a/b/c/", "a0/", "ab/", "A/", "b/a/"):
        rows.make(Area, path=path)
    found = session.scalars(Area.__table__.select().with_only_columns(Area.path).where(within(Area.path, "a/")))
    assert set(found) == {"a/", "a/b/", "a/b/c/"}
