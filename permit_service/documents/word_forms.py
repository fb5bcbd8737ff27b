"""The built-in Word templates, drawn from the layout of the forms: what an office downloads to write its own."""

from functools import cache
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from permit_service.labels import paper_forms as words
from permit_service.labels.paper_forms import FORMS, Form, Line, Table
from permit_service.models.choices import Paper

_FONT, _TITLE_FONT, _LANGUAGE = words.WORD_FONT, words.WORD_TITLE_FONT, "zh-CN"
_TEXT_SIZE, _TITLE_SIZE, _SMALL_SIZE = Pt(10.5), Pt(19), Pt(8)
_SIDE, _TOP = Mm(18), Mm(16)
_TABLE_MM = 174
_TABLE_WIDTH = Mm(_TABLE_MM)
_HEAD_WIDTHS = (Mm(39), Mm(48), Mm(39), Mm(48))
_TITLE_WIDTHS = (Mm(34), Mm(106), Mm(34))
_ROW_HEIGHT = Mm(7)
_LABEL_FILL = "F4F4F4"
_PREFIX = "w:"


@cache
def built_in(paper: Paper) -> bytes:
    """The template of a paper as this service draws it, A4."""
    form, document = FORMS[paper], Document()
    _set_page(document)
    _title(document)
    _head(document, form)
    for table in form.tables:
        _list(document, table)
    for section in form.sections:
        _heading(document, section.heading)
        _write(document.add_paragraph(), _named(f"{form.group}.{section.name}", words.NOT_WRITTEN))
    _feet(document, form)
    _number_pages(document)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _named(name: str, lacking: str = "") -> str:
    """Where a value goes, and what stands there if it is blank."""
    return "{{ " + name + (f" or '{lacking}'" if lacking else "") + " }}"


def _name(word: str) -> str:
    """A name as Word's own elements and attributes have it."""
    return qn(_PREFIX + word)


def _element(word: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(_PREFIX + word)
    for name, value in attributes.items():
        element.set(_name(name), value)
    return element


def _set_page(document: DocumentType) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = _SIDE
    section.top_margin = section.bottom_margin = _TOP
    section.footer_distance = Mm(8)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, _TEXT_SIZE
    style.element.rPr.rFonts.set(_name("eastAsia"), _FONT)
    _speak_chinese(document)
    document.core_properties.author = ""
    document.core_properties.title = ""
    document.core_properties.comments = ""


def _speak_chinese(document: DocumentType) -> None:
    """Without it a machine without these faces draws characters and commas as Japan or Taiwan writes them."""
    for language in document.styles.element.iter(_name("lang")):
        for side in ("val", "eastAsia"):
            language.set(_name(side), _LANGUAGE)


def _title(document: DocumentType) -> None:
    """The paper's name in the middle, the code at the right, below it whose it is."""
    table = _table(document, _TITLE_WIDTHS, style="Normal Table")
    _, name, code = _row(table)
    _fill(name, _named(words.TITLE), font=_TITLE_FONT, size=_TITLE_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER)
    _fill(code, _named(words.CODE), align=WD_ALIGN_PARAGRAPH.CENTER)
    below = code.add_paragraph()
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(below, _named(words.CODE_NUMBER), size=_SMALL_SIZE)
    _gap(document)


def _gap(document: DocumentType) -> None:
    """Word makes one table of two that touch."""
    _write(document.add_paragraph(), "", size=Pt(4))


def _write(paragraph: Paragraph, text: str, font: str = _FONT, size: Pt = _TEXT_SIZE) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, size
    run._element.get_or_add_rPr().get_or_add_rFonts().set(_name("eastAsia"), font)
    paragraph.paragraph_format.space_after = Pt(2)


def _table(document: DocumentType, widths: tuple[Mm, ...], style: str = "Table Grid") -> WordTable:
    """Its columns keep their widths: Word reads them off the cells, others off the columns."""
    table = document.add_table(rows=0, cols=len(widths))
    table.style, table.alignment, table.autofit = style, WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def _row(table: WordTable, *, repeated: bool = False) -> tuple[_Cell, ...]:
    """One more row, which no page's end splits; ``repeated`` on each page that the table reaches."""
    row = table.add_row()
    row.height = _ROW_HEIGHT
    for mark in ("cantSplit", "tblHeader") if repeated else ("cantSplit",):
        row._tr.get_or_add_trPr().append(_element(mark))
    return row.cells


def _fill(
    cell: _Cell,
    text: str,
    *,
    font: str = _FONT,
    size: Pt = _TEXT_SIZE,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
) -> None:
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(2)
    _write(paragraph, text, font, size)


def _label(cell: _Cell, text: str) -> None:
    """What stands before a value, or over a column."""
    cell._tc.get_or_add_tcPr().append(_element("shd", val="clear", color="auto", fill=_LABEL_FILL))
    _fill(cell, text, font=_TITLE_FONT, align=WD_ALIGN_PARAGRAPH.CENTER)


def _head(document: DocumentType, form: Form) -> None:
    table = _table(document, _HEAD_WIDTHS)
    for lines in form.rows:
        cells = _row(table)
        if len(lines) == 1:
            cells[1].merge(cells[3])
        for place, line in enumerate(lines):
            _label(cells[2 * place], line.name)
            _fill(cells[2 * place + 1], _value(form, line))


def _value(form: Form, line: Line) -> str:
    return _named(f"{form.group}.{line.name}", words.NOTHING if line.may_lack else "")


def _heading(document: DocumentType, text: str) -> None:
    """It stays with what it heads."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = Pt(8)
    _write(paragraph, text, font=_TITLE_FONT)


def _list(document: DocumentType, table: Table) -> None:
    """Heading, one row a member of the list, one that says so if there is none.

    Rows with ``{%tr`` and paragraphs with ``{%p`` vanish, with what they choose against.
    """
    if table.of_several:
        _write(document.add_paragraph(), f"{{%p if {table.name}|length > 1 %}}")
    _heading(document, table.name)
    drawn = _table(document, tuple(Mm(_TABLE_MM * part / sum(table.widths)) for part in table.widths))
    for cell, column in zip(_row(drawn, repeated=True), table.columns, strict=True):
        _label(cell, column)
    _fill(_row(drawn)[0], f"{{%tr for {words.ROW} in {table.name} %}}")
    for cell, column in zip(_row(drawn), table.columns, strict=True):
        _fill(cell, _named(f"{words.ROW}.{column}"))
    _fill(_row(drawn)[0], "{%tr endfor %}")
    if table.of_several:
        _write(document.add_paragraph(), "{%p endif %}")
    else:
        _say_none(drawn, table)


def _say_none(drawn: WordTable, table: Table) -> None:
    _fill(_row(drawn)[0], f"{{%tr if not {table.name} %}}")
    none = _row(drawn)
    _fill(none[0].merge(none[-1]), words.NOTHING, align=WD_ALIGN_PARAGRAPH.CENTER)
    _fill(_row(drawn)[0], "{%tr endif %}")


def _feet(document: DocumentType, form: Form) -> None:
    """Who signs stands together, each with the date at the right."""
    for foot in form.feet:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(18)
        paragraph.paragraph_format.keep_with_next = foot != form.feet[-1]
        paragraph.paragraph_format.tab_stops.add_tab_stop(_TABLE_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        _write(paragraph, f"{foot}：\t{words.DATE_BLANK}")


def _number_pages(document: DocumentType) -> None:
    """When it was printed, which page, and of how many: on each page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, between, after = words.PAGE_WORDS
    _write(paragraph, f"{words.PRINTED_AT} {_named(words.PRINTED_AT)}　{before}", size=_SMALL_SIZE)
    _counted(paragraph, "PAGE")
    _write(paragraph, between, size=_SMALL_SIZE)
    _counted(paragraph, "NUMPAGES")
    _write(paragraph, after, size=_SMALL_SIZE)


def _counted(paragraph: Paragraph, what: str) -> None:
    """A number that Word counts itself."""
    field = _element("fldSimple", instr=what)
    _write(paragraph, "1", size=_SMALL_SIZE)
    run = paragraph.runs[-1]._element
    run.addprevious(field)
    field.append(run)
