"""What goes out comes back in equal, and nothing that goes out is a formula."""

import uuid
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from permit_service.excel import reading, writing
from permit_service.excel.columns import Table
from permit_service.excel.guard import armoured, bare
from permit_service.excel.kinds import (
    Choice,
    Choices,
    Code,
    Codes,
    Day,
    Items,
    Kind,
    Measure,
    Reference,
    Rows,
    Text,
    Whole,
    YesNo,
)
from permit_service.excel.names import BadCell, Noun, Spellings
from permit_service.excel.tables import TABLES
from permit_service.models.choices import LedgerName
from workflows.kinds import Gas, Hazard, Orientation, SpaceKind, Unit

#: What services keep: trimmed, and without control characters but line breaks and tabs.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r\t"), max_size=30).map(str.strip)
ZHANG, OTHER_ZHANG, STREET = (uuid.UUID(int=number) for number in range(3))
NAMES = {
    Noun.person: Spellings([(ZHANG, ("张样例", "张样例 1")), (OTHER_ZHANG, ("张样例", "张样例 2"))]),
    Noun.area: Spellings([(STREET, ("样例街道", "样例区样例街道"))]),
}
GEAR, RANGES = Rows((Text(), Whole(), Text()), "gear", between="|"), Rows((Choice(Gas, brief=True), Measure()), "legs")


@given(TEXTS)
@example("=1+1")
@example("'=1+1")
@example("''@x")
@example("'说明")
@example("＝1")
def test_no_text_is_a_formula_and_each_comes_back(text: str) -> None:
    assert not armoured(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert bare(armoured(text)) == text


@settings(max_examples=20, deadline=None)
@given(st.lists(TEXTS.filter(lambda text: text and "_x" not in text), min_size=1, max_size=20))
def test_texts_come_back_through_a_file(texts: list[str]) -> None:
    people = TABLES[LedgerName.people]
    out = BytesIO()
    writing.write(people, (people.written({"name": "张样例", "position": text}, {}) for text in texts), {}, out)
    with reading.reading(out, people) as sheet:
        assert [line.cells["position"] for line in sheet.lines] == texts


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Code(), "AB-1"),
        (Whole(), 12),
        (Measure(), Decimal("12.5")),
        (Measure(), Decimal("123456789012.123456")),
        (Day(), date(2026, 11, 22)),
        (YesNo(), True),
        (YesNo(), False),
        (Choice(SpaceKind), SpaceKind.underground),
        (Choice(Unit), Unit.mg_m3),
        (Choices(Hazard), frozenset(Hazard)),
        (Codes(), frozenset({"A-1", "B;2", "C,3"})),
        (Items(), ("人孔", "一；二", "反斜\\杠", "两\n行")),
        (Rows((Choice(Orientation), Measure()), "legs"), ((Orientation.vertical, Decimal("3.5")),) * 2),
        (GEAR, (("呼吸器|A", 2, "井口；柜"), ("三脚架\\", 1, "车上"))),
        (RANGES, ((Gas.h2s, Decimal(100)), (Gas.ex, Decimal(0)))),
        (Reference(Noun.person), ZHANG),
        (Reference(Noun.area), STREET),
    ],
)
def test_a_kind_reads_what_it_wrote(kind: Kind, value: Any) -> None:
    assert kind.read(str(kind.write(value, NAMES)), NAMES) == value


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (Whole(), "1.5", "int_from_float"),
        (Whole(), "许多", "int_parsing"),
        (Measure(), "1e999999999", "decimal_parsing"),
        (Measure(), "NaN", "decimal_parsing"),
        (YesNo(), "也许", "bool_parsing"),
        (Choice(SpaceKind), "天上", "enum"),
        (Choices(Hazard), "中毒；天上", "enum"),
        (GEAR, "呼吸器|2", "parts"),
        (Reference(Noun.person), "张样例", "ambiguous"),
        (Reference(Noun.area), "外地", "unknown"),
    ],
)
def test_a_cell_that_means_nothing_is_told(kind: Kind, text: str, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        kind.read(text, NAMES)
    assert caught.value.fault.code == code


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.ledger)
def test_a_template_tells_how_it_is_filled_in(table: Table) -> None:
    out = BytesIO()
    writing.write(table, (), NAMES, out)
    book = load_workbook(out)
    ledger, notes, _ = book.worksheets
    assert [cell.value for cell in ledger[1]] == [f"{c.title}{'★' if c.needed else ''}" for c in table.columns]
    told = {row[0]: row[1:] for row in notes.iter_rows(values_only=True)}
    assert all(told[column.title][1] for column in table.columns)
    chosen = {str(v.sqref) for v in ledger.data_validations.dataValidation}
    assert len(chosen) == len([c for c in table.columns if c.kind.options(NAMES)])
    with reading.reading(out, table) as sheet:
        assert list(sheet.lines) == []
