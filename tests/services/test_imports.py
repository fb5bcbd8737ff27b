"""Bringing ledgers in: all or nothing, the same twice is once, each fault beside its cell, whatever comes between."""

from io import BytesIO
from typing import Any

import pytest
from excel_files import workbook
from keeping import faults, tags
from plan_cast import Cast
from sqlalchemy import func, select

from permit_service import journal, unit_of_work
from permit_service.errors import Conflict, Forbidden, NotFound
from permit_service.models import db
from permit_service.models.choices import LedgerName, RowOutcome
from permit_service.models.imports import LedgerImport, LedgerImportRow
from permit_service.models.people import Person
from permit_service.models.spaces import ConfinedSpace
from permit_service.services.registers import imports, people, spaces
from permit_service.services.registers.people import PersonForm

HEADING = ("姓名", "电话", "职务")
SPACES = ("编号", "名称", "类型", "位置", "属地", "危险因素", "进入路径", "出入口", "连通空间", "管理责任人")


def uploaded(cast: Cast, ledger: LedgerName, *rows: Any) -> LedgerImport:
    """Taken in, and checked to the end."""
    keeper = cast.actor("manager")
    record = imports.take_in(keeper, cast.enterprise, ledger, workbook(*rows))
    while record.checked < record.total:
        record = imports.check_next(keeper, record.id)
    return record


def outcomes(record: LedgerImport) -> list[tuple[RowOutcome | None, dict[str, str]]]:
    rows = db.session.scalars(
        select(LedgerImportRow).where(LedgerImportRow.import_id == record.id).order_by(LedgerImportRow.line)
    )
    return [(row.outcome, {name: code for name, (code, _) in row.faults.items()}) for row in rows]


def count(model: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def space(number: str, **changes: Any) -> tuple[Any, ...]:
    cells = ("样例井", "地下有限空间", "样例路", "样例街道", "中毒", "竖直 3", "人孔", None, None)
    return (number, *(changes.get(title, cell) for title, cell in zip(SPACES[1:], cells, strict=True)))


def test_people_come_in_once(cast: Cast) -> None:
    keeper, before = cast.actor("manager"), count(Person)
    record = uploaded(
        cast,
        LedgerName.people,
        HEADING,
        ("张样例", "１３８００００００００", "焊工"),
        ("张样例", "13900000000", "电工"),
    )
    assert (record.fresh, record.changed, record.faulty) == (2, 0, 0)
    assert count(Person) == before
    done = imports.carry_out(keeper, record.id)
    assert imports.carry_out(keeper, record.id).done_at == done.done_at
    assert count(Person) == before + 2
    assert count(LedgerImportRow) == 0
    assert tags().count("person:add") == 2
    assert "import:carry_out" in tags()
    with unit_of_work.snapshot() as session:
        assert journal.verify(session).breaks == ()

    again = uploaded(
        cast, LedgerName.people, HEADING, ("张样例", 13800000000, "班长"), ("张样例", "13900000000", "电工")
    )
    assert [outcome for outcome, _ in outcomes(again)] == [RowOutcome.changed, RowOutcome.same]
    imports.carry_out(keeper, again.id)
    found = db.session.scalars(select(Person.position).where(Person.name == "张样例").order_by(Person.phone))
    assert list(found) == ["班长", "电工"]


def test_a_column_that_is_missing_keeps_what_was_there_and_an_empty_cell_clears_it(cast: Cast) -> None:
    keeper = cast.actor("manager")
    people.add_person(keeper, cast.enterprise, PersonForm("李样例", phone="13700000000", position="电工"))
    assert outcomes(uploaded(cast, LedgerName.people, ("姓名", "电话"), ("李样例", "13700000000"))) == [
        (RowOutcome.same, {})
    ]
    record = uploaded(cast, LedgerName.people, ("姓名", "职务"), ("李样例", None))
    imports.carry_out(keeper, record.id)
    db.session.rollback()
    person = db.session.scalar(select(Person).where(Person.name == "李样例"))
    assert person is not None
    assert (person.phone, person.position) == ("13700000000", "")


def test_faults_stand_beside_their_cells_and_nothing_comes_in(cast: Cast) -> None:
    wrong = uploaded(cast, LedgerName.people, HEADING, ("张样例", 138, "焊工"))
    assert outcomes(wrong) == [(RowOutcome.faulty, {"phone": "telephone"})]
    before = count(ConfinedSpace)
    record = uploaded(
        cast,
        LedgerName.spaces,
        SPACES,
        space("A-1"),
        space("A-1"),
        space("A-3", 类型="天上", 进入路径="竖直 0"),
        space("A-4", 名称=None, 属地="外地"),
        space("A-5", 连通空间="A-9", 管理责任人="无此人"),
        space("A-6", 位置="=A1", 出入口="长" * 201),
    )
    assert outcomes(record) == [
        (RowOutcome.faulty, {"number": "twice"}),
        (RowOutcome.faulty, {"number": "twice"}),
        (RowOutcome.faulty, {"kind": "enum"}),
        (RowOutcome.faulty, {"name": "required", "area_id": "unknown"}),
        (RowOutcome.faulty, {"manager_id": "unknown", "connected_numbers": "unknown"}),
        (RowOutcome.faulty, {"location": "formula"}),
    ]
    assert faults(lambda: imports.carry_out(cast.actor("manager"), record.id)) == {"import_id": "faulty"}
    assert count(ConfinedSpace) == before
    record_id = record.id

    mended = uploaded(cast, LedgerName.spaces, SPACES, space("A-3", 进入路径="竖直 0"), space("A-6", 出入口="长" * 201))
    assert [told for _, told in outcomes(mended)] == [{"legs": "greater_than"}, {"openings": "string_too_long"}]
    assert db.session.get(LedgerImport, record_id) is None  # the next file takes the place of the one before


def test_spaces_that_name_each_other_are_connected_once_all_are_there(cast: Cast) -> None:
    keeper = cast.actor("manager")
    rows = (space("A-1", 连通空间="A-2；A-3"), space("A-2"), space("A-3"))
    imports.carry_out(keeper, uploaded(cast, LedgerName.spaces, SPACES, *rows).id)
    assert {outcome for outcome, _ in outcomes(uploaded(cast, LedgerName.spaces, SPACES, *rows))} == {RowOutcome.same}
    less = (space("A-1", 连通空间="A-2"), space("A-2"), space("A-3"))
    imports.carry_out(keeper, uploaded(cast, LedgerName.spaces, SPACES, *less).id)
    assert {outcome for outcome, _ in outcomes(uploaded(cast, LedgerName.spaces, SPACES, *less))} == {RowOutcome.same}
    with unit_of_work.snapshot() as session:
        assert journal.verify(session).breaks == ()


def test_what_changed_since_the_check_is_checked_anew(cast: Cast) -> None:
    keeper = cast.actor("manager")
    record = uploaded(cast, LedgerName.spaces, SPACES, space("A-1"))
    between = uploaded_by_hand(cast)
    spaces.withdraw_space(keeper, between)
    with pytest.raises(Conflict):
        imports.carry_out(keeper, record.id)
    db.session.rollback()
    assert db.session.get_one(LedgerImport, record.id).checked == 0
    imports.check_next(keeper, record.id)
    assert outcomes(record) == [(RowOutcome.faulty, {"number": "taken"})]


def uploaded_by_hand(cast: Cast) -> Any:
    """The same number, entered meanwhile and taken out of the ledger."""
    other = imports.take_in(cast.actor("principal"), cast.enterprise, LedgerName.spaces, workbook(SPACES, space("A-1")))
    imports.check_next(cast.actor("principal"), other.id)
    imports.carry_out(cast.actor("principal"), other.id)
    return db.session.scalar(select(ConfinedSpace.id).where(ConfinedSpace.number == "A-1"))


def test_only_keepers_bring_in(cast: Cast) -> None:
    file: BytesIO = workbook(HEADING, ("张样例", None, None))
    record = uploaded(cast, LedgerName.people, HEADING, ("张样例", None, None))
    for who, error in (("leader", Forbidden), ("s_leader", NotFound)):
        with pytest.raises(error):
            imports.take_in(cast.actor(who), cast.enterprise, LedgerName.people, file)
        for act in (imports.check_next, imports.carry_out, imports.discard):
            with pytest.raises(error):
                act(cast.actor(who), record.id)
    imports.discard(cast.actor("manager"), record.id)
    assert count(LedgerImport) == 0


def test_who_is_meant_must_be_told(cast: Cast) -> None:
    keeper = cast.actor("manager")
    for phone in ("13700000000", "13800000000"):
        people.add_person(keeper, cast.enterprise, PersonForm("王样例", phone=phone))
    record = uploaded(cast, LedgerName.people, ("姓名", "职务"), ("王样例", "电工"))
    assert outcomes(record) == [(RowOutcome.faulty, {"name": "ambiguous"})]
    assert faults(lambda: imports.take_in(keeper, cast.enterprise, LedgerName.people, workbook(HEADING))) == {
        "file": "xlsx_no_rows"
    }
