"""Reading ledgers as enterprises keep them: titles above, merged headings, dates and digits of every form."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from excel_files import saved, workbook
from openpyxl import Workbook

from permit_service.errors import Invalid
from permit_service.excel import reading
from permit_service.excel.columns import Table
from permit_service.excel.reading import Line
from permit_service.excel.tables import TABLES
from permit_service.models.choices import LedgerName

PEOPLE, CONTRACTS = TABLES[LedgerName.people], TABLES[LedgerName.contracts]
USCC = "91330000SAMPLE0001"


def lines(file: BytesIO, table: Table = PEOPLE) -> list[Line]:
    with reading.reading(file, table) as sheet:
        return list(sheet.lines)


def refused(file: BytesIO, table: Table = PEOPLE) -> str:
    with pytest.raises(Invalid) as caught:
        lines(file, table)
    return caught.value.fields["file"].code


def test_a_merged_heading_of_two_rows_below_a_title() -> None:
    file = workbook(
        ["样例厂人员台账", None, None, None],
        ["序号", "人员", None, "备注"],
        [None, "姓 名（★）", "联系电话", None],
        [1, "张样例", "１３８００００００００", "x"],
        [None, None, None, None],
        [2, "李样例", 13900000000, None],
        merged=("A1:D1", "A2:A3", "B2:C2", "D2:D3"),
    )
    with reading.reading(file, PEOPLE) as sheet:
        assert sheet.fields == ("name", "phone")
        assert set(sheet.strange) >= {"序号", "备注"}
        found = list(sheet.lines)
    assert [line.number for line in found] == [4, 6]
    values = [PEOPLE.read(line.cells, {})[0] for line in found]
    assert values == [{"name": "张样例", "phone": "13800000000"}, {"name": "李样例", "phone": "13900000000"}]


def test_columns_stand_in_any_order_on_any_visible_sheet() -> None:
    book = Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.append(["姓名"])
    hidden.append(["不读"])
    hidden.sheet_state = "hidden"
    book.create_sheet("说明").append(["如何填写"])
    second = book.create_sheet("二")
    second.append(["电话", "姓名"])
    second.append([None, "王样例"])
    assert [dict(line.cells) for line in lines(saved(book))] == [{"phone": "", "name": "王样例"}]


@pytest.mark.parametrize(
    "typed",
    ["2026-11-22", "2026/11/22", "2026.11.22", "2026年11月22日", "２０２６－１１－２２", "20261122", 46348, 20261122,
     "46348", date(2026, 11, 22), datetime(2026, 11, 22), " 2026-11-22 00:00:00 "],
)  # fmt: skip
def test_a_day_in_every_form(typed: Any) -> None:
    [line] = lines(workbook(["协议编号", "统一社会信用代码", "到期日期"], ["A-1", USCC, typed]), CONTRACTS)
    values, faults = CONTRACTS.read({"agreement_until": line.cells["agreement_until"]}, {})
    assert (values, faults) == ({"agreement_until": date(2026, 11, 22)}, {})


@pytest.mark.parametrize(
    "typed", ["2026-13-01", "0001-01-01", "9999-12-31", "明天", "2026-11-22 08:00", "22/11/2026", 3, 2.5]
)
def test_what_is_no_day_is_told_beside_its_cell(typed: Any) -> None:
    [line] = lines(workbook(["协议编号", "统一社会信用代码", "到期日期"], ["A-1", USCC, typed]), CONTRACTS)
    _, faults = CONTRACTS.read({"agreement_until": line.cells["agreement_until"]}, {})
    assert [fault.code for fault in faults.values()] == ["date_parsing"]


def test_a_day_through_its_end_and_an_exact_moment() -> None:
    column = TABLES[LedgerName.equipment].column("calibrated_until")
    through = column.kind.read("2026-11-22", {})
    assert through == datetime(2026, 11, 22, 16, tzinfo=UTC)
    assert column.kind.write(through, {}) == date(2026, 11, 22)
    exact = datetime(2026, 11, 22, 1, 30, 0, 5000, tzinfo=UTC)
    assert column.kind.read(str(column.kind.write(exact, {})), {}) == exact


def test_formulas_and_errors_are_no_data() -> None:
    [line] = lines(workbook(["姓名", "电话", "职务"], ["张样例", "=1+1", "#REF!"]))
    assert {name: fault.code for name, fault in line.faults.items()} == {"phone": "formula", "position": "error_value"}


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (workbook(["随便"], ["什么"]), "xlsx_no_heading"),
        (workbook(["电话", "职务"]), "xlsx_columns_missing"),
        (workbook(["姓名", "电话", "手机"]), "xlsx_column_twice"),
    ],
)
def test_a_heading_that_cannot_be_used(file: BytesIO, code: str) -> None:
    assert refused(file) == code


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_LINES", 2)
    assert refused(workbook(["姓名"], *(["张样例"] for _ in range(3)))) == "xlsx_too_long"


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.ledger)
def test_headings_of_a_ledger_mean_one_column_each(table: Table) -> None:
    headings = [heading for column in table.columns for heading in column.headings]
    assert sorted(headings) == sorted(set(headings))
    assert set(table.key) <= {column.field for column in table.columns if not column.told}
