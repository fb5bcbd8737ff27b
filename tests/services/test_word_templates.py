"""Templates that offices write in Word: what they may say, and how a mistake is told."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from permit_service.documents import word
from permit_service.documents.paper_values import example
from permit_service.documents.word_forms import built_in
from permit_service.errors import Fault, Invalid
from permit_service.labels import paper_forms as words
from permit_service.models.choices import Paper

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f030005fe02fea7"
    "d1f1b60000000049454e44ae426082"
)


def template(*paragraphs: str, header: str = "") -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.sections[0].header.paragraphs[0].text = header
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def fault_of(data: bytes) -> Fault:
    with pytest.raises(Invalid) as caught:
        word.render(data, example(Paper.filing_form), (words.CODE, None))
    return caught.value.fields["file"]


def texts(data: bytes) -> str:
    document = Document(BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("paper", list(Paper))
def test_built_in_templates_take_every_value_and_the_code(paper: Paper) -> None:
    made = word.render(built_in(paper), example(paper), (words.CODE, PNG))
    told = texts(made)
    assert "{{" not in told
    assert "{%" not in told
    assert words.FORMS[paper].name in told
    assert (words.ARRANGEMENT.name in told) is (words.ARRANGEMENT in words.FORMS[paper].tables)
    assert len(Document(BytesIO(made)).inline_shapes) == 1


def test_built_in_forms_hold_together_on_paper_and_say_what_there_is_none_of() -> None:
    values = {**example(Paper.filing_form), words.PEOPLE.name: [], words.ARRANGEMENT.name: [{}]}
    values[words.FILING] = dict.fromkeys(values[words.FILING], "")
    document = Document(BytesIO(word.render(built_in(Paper.filing_form), values, (words.CODE, None))))
    page, (_title, head, spaces, people) = document.sections[0], document.tables  # one permit: nothing to arrange
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    told_below = page.footer.paragraphs[0]
    assert told_below.text.startswith(f"{words.PRINTED_AT} {words.EXAMPLE_TIME}")
    fields = [field.get(qn("w:instr")) for field in told_below._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    for table in (head, spaces, people):
        assert sum(column.width for column in table.columns) == pytest.approx(Mm(174), abs=Mm(1))
    assert all(len(row.cells) == len(head.columns) for row in head.rows)
    languages = {one.get(qn("w:eastAsia")) for one in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"zh-CN"}
    told = {row.cells[0].text: row.cells[-1].text for row in head.rows}
    assert (told["迟报理由"], told["作业时间"]) == (words.NOTHING, "")
    assert [[cell.text for cell in row.cells] for row in people.rows[1:]] == [[words.NOTHING] * 5]
    assert [row.cells[0].text for row in spaces.rows] == [words.NUMBER, words.EXAMPLE, words.EXAMPLE]
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in spaces.rows] == [True, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for table in document.tables for row in table.rows)
    headings = [one for one in document.paragraphs if one.text in (words.SPACES.name, words.PEOPLE.name)]
    assert [one.paragraph_format.keep_with_next for one in headings] == [True, True]
    assert {run.element.rPr.rFonts.get(qn("w:eastAsia")) for one in document.paragraphs for run in one.runs} == {
        words.WORD_FONT,
        words.WORD_TITLE_FONT,
    }


def test_what_people_typed_stays_text() -> None:
    values = example(Paper.filing_form)
    values[words.FILING]["作业内容"] = "<w:p/> & {{ 报备 }} 䶮"
    told = texts(word.render(template("{{ 报备.作业内容 }}"), values, (words.CODE, None)))
    assert "<w:p/> & {{ 报备 }} 䶮" in told


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{{ 报备.作业时间", "template_syntax"),
        ("{% if 报备.作业时间 %}没有结束", "template_syntax"),
        ("{{ 报备.没有这一项 }}", "template_unknown"),
        ("{{ 没有这一组 }}", "template_unknown"),
        ("{{ 报备.__class__ }}", "template_not_allowed"),
        ("{{ ''.join(人员) }}", "template_not_allowed"),
        ("{{ 9 ** 9 }}", "template_not_allowed"),
        ("{% for 字 in 报备.作业内容 %}{{ 字 }}{% endfor %}", "template_not_allowed"),
        ("{% for 数 in range(9) %}{{ 数 }}{% endfor %}", "template_not_allowed"),
        ("{% set 甲 = 1 %}", "template_not_allowed"),
        ("{% for 甲 in 人员 %}{% for 乙 in 人员 %}{% endfor %}{% endfor %}", "template_not_allowed"),
        ("{% include '/etc/passwd' %}", "template_not_allowed"),
        ("{{ 报备.作业内容|pprint }}", "template_"),
    ],
)
def test_a_bad_template_is_refused_with_its_paragraph(line: str, code: str) -> None:
    fault = fault_of(template("第一段", line, "第三段"))
    assert fault.code.startswith(code)
    assert fault.context["number"] == 2 or "没有结束" in line
    if "没有结束" not in line:
        assert str(fault.context["line"]).startswith(line)


def test_headers_and_properties_are_looked_at_too() -> None:
    assert fault_of(template("好的", header="{{ 报备.没有 }}")).code == "template_unknown"
    document = Document(BytesIO(template("好的")))
    document.core_properties.subject = "{{ 9 ** 9 }}"
    made = BytesIO()
    document.save(made)
    assert fault_of(made.getvalue()).code == "template_not_allowed"


def packed(change: Callable[[ZipFile], None], base: bytes | None = None) -> bytes:
    made = BytesIO(template("好的") if base is None else base)
    with ZipFile(made, "a", ZIP_DEFLATED) as archive:
        change(archive)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"%PDF-1.7", "docx_type"),
        (b"PK\x03\x04 and nothing", "docx_broken"),
        (b"x" * (1024 * 1024 + 1), "docx_too_large"),
        (packed(lambda archive: archive.writestr("word/vbaProject.bin", "macro")), "docx_macros"),
        (packed(lambda archive: archive.writestr("word/embeddings/a.bin", "object")), "docx_macros"),
        (packed(lambda archive: archive.writestr("word/a.rels", '<R TargetMode="External"/>')), "docx_links"),
        (packed(lambda archive: archive.writestr("word/a.xml", "<!DOCTYPE x>")), "docx_broken"),
        (packed(lambda archive: archive.writestr("word/big.bin", bytes(20 * 1024 * 1024))), "docx_bomb"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 a file of 2003", "docx_old"),
    ],
)
def test_a_file_that_is_no_plain_word_file_is_refused(data: bytes, code: str) -> None:
    assert fault_of(data).code == code
