"""The built-in Word templates, drawn from the layout of the forms: what an office downloads to write its own."""

from functools import cache
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from permit_service.labels import paper_forms as words
from permit_service.labels.paper_forms import FORMS, Form, Table
from permit_service.models.choices import Paper

_FONT, _TITLE_FONT = words.WORD_FONT, words.WORD_TITLE_FONT
_TEXT_SIZE, _TITLE_SIZE, _SMALL_SIZE = Pt(11), Pt(20), Pt(9)
_MARGIN = Mm(20)
_LABEL_WIDTH, _VALUE_WIDTH = Mm(40), Mm(45)
_TABLE_MM = 170
_TABLE_WIDTH = Mm(_TABLE_MM)
_ROW_HEIGHT = Mm(8)


@cache
def built_in(paper: Paper) -> bytes:
    """The template of a paper as this service draws it, A4."""
    form, document = FORMS[paper], Document()
    _set_page(document)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(title, _named(words.TITLE), font=_TITLE_FONT, size=_TITLE_SIZE)
    code = document.add_paragraph()
    code.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _write(code, _named(words.CODE))
    _head(document, form)
    for table in form.tables:
        _list(document, table)
    for section in form.sections:
        _heading(document, section.heading)
        _write(document.add_paragraph(), _named(f"{form.group}.{section.name}", words.NOT_WRITTEN))
    _feet(document, form)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _named(name: str, lacking: str = "") -> str:
    """Where a value goes, and what stands there if it is blank."""
    return "{{ " + name + (f" or '{lacking}'" if lacking else "") + " }}"


def _set_page(document: DocumentType) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, _TEXT_SIZE
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    document.core_properties.author = ""
    document.core_properties.title = ""
    document.core_properties.comments = ""


def _write(paragraph: Paragraph, text: str, font: str = _FONT, size: Pt = _TEXT_SIZE) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, size
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    paragraph.paragraph_format.space_after = Pt(2)


def _table(document: DocumentType, columns: int) -> WordTable:
    table = document.add_table(rows=0, cols=columns)
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    return table


def _fill(cell: _Cell, text: str, width: Mm, font: str = _FONT) -> None:
    cell.width = width
    _write(cell.paragraphs[0], text, font=font)


def _head(document: DocumentType, form: Form) -> None:
    """Two lines a row, wide ones alone; a line left over takes its row."""
    table, waiting = _table(document, 4), None
    for line in form.lines:
        value = _named(f"{form.group}.{line.name}", words.NOTHING if line.may_lack else "")
        if line.wide:
            waiting = None
            cells = _row(table)
            _fill(cells[0], line.name, _LABEL_WIDTH, _TITLE_FONT)
            _fill(cells[1].merge(cells[3]), value, _VALUE_WIDTH)
        elif waiting is None:
            waiting = _row(table)
            _fill(waiting[0], line.name, _LABEL_WIDTH, _TITLE_FONT)
            _fill(waiting[1], value, _VALUE_WIDTH)
            _fill(waiting[2], "", _LABEL_WIDTH)
            _fill(waiting[3], "", _VALUE_WIDTH)
        else:
            _write(waiting[2].paragraphs[0], line.name, font=_TITLE_FONT)
            _write(waiting[3].paragraphs[0], value)
            waiting = None


def _row(table: WordTable, *, repeated: bool = False) -> tuple[_Cell, ...]:
    """One more row, which no page's end splits; ``repeated`` on each page that the table reaches."""
    row = table.add_row()
    row.height = _ROW_HEIGHT
    for mark in ("w:cantSplit", "w:tblHeader") if repeated else ("w:cantSplit",):
        row._tr.get_or_add_trPr().append(OxmlElement(mark))
    return row.cells


def _heading(document: DocumentType, text: str) -> None:
    """It stays with what it heads."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = Pt(8)
    _write(paragraph, text, font=_TITLE_FONT)


def _list(document: DocumentType, table: Table) -> None:
    """Heading, one row a member of the list, one that says so if there is none; rows with ``{%tr`` vanish."""
    _heading(document, table.name)
    drawn, widths = _table(document, len(table.columns)), _widths(table)
    for cell, column, width in zip(_row(drawn, repeated=True), table.columns, widths, strict=True):
        _fill(cell, column, width, _TITLE_FONT)
    _fill(_row(drawn)[0], f"{{%tr for {words.ROW} in {table.name} %}}", widths[0])
    for cell, column, width in zip(_row(drawn), table.columns, widths, strict=True):
        _fill(cell, _named(f"{words.ROW}.{column}"), width)
    _fill(_row(drawn)[0], "{%tr endfor %}", widths[0])
    _fill(_row(drawn)[0], f"{{%tr if not {table.name} %}}", widths[0])
    none = _row(drawn)
    _fill(none[0].merge(none[-1]), words.NOTHING, _TABLE_WIDTH)
    _fill(_row(drawn)[0], "{%tr endif %}", widths[0])


def _widths(table: Table) -> list[Mm]:
    return [Mm(_TABLE_MM * part / sum(table.widths)) for part in table.widths]


def _feet(document: DocumentType, form: Form) -> None:
    """Who signs stands together, each with the date at the right."""
    for foot in form.feet:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(14)
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.tab_stops.add_tab_stop(_TABLE_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        _write(paragraph, f"{foot}：\t{words.DATE_BLANK}")
    _write(document.add_paragraph(), f"{words.PRINTED_AT} {_named(words.PRINTED_AT)}", size=_SMALL_SIZE)
