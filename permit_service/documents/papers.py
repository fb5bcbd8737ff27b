"""两表一方案 as files: PDF drawn from the built-in layout, Word from the area's template, all of them in one ZIP."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from permit_service import storage
from permit_service.documents import pdf, word
from permit_service.documents.paper_values import Values, title_of, values
from permit_service.documents.word_forms import built_in
from permit_service.labels import paper_forms as words
from permit_service.labels.paper_forms import FORMS, Form
from permit_service.models.choices import Paper
from permit_service.models.papers import PaperTemplate
from permit_service.queries.papers import Papers, PermitPaper
from permit_service.services import codes
from permit_service.wallclock import SHANGHAI
from qr import image

_CODE_MM = 26.0

#: What a paper says of one permit, or of none, and that permit's code.
Sheet = tuple[Values, str | None]


@unique
class FileKind(StrEnum):
    """As what a paper is wanted."""

    pdf = "pdf"
    docx = "docx"


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A file and the name under which it is saved."""

    name: str
    data: bytes


def made(paper: Paper, kind: FileKind, papers: Papers, now: datetime, permit: PermitPaper | None = None) -> MadePaper:
    """One paper. ``permit`` is the one an approval form is of; if none is named, a PDF holds the forms of all permits,
    a Word file the first one's.

    Raises Invalid for ``file`` if the area's template, sound when it was taken, fails on these values.
    """
    of = (permit,) if permit is not None else papers.permits
    if kind is FileKind.docx or paper is not Paper.approval_form:
        of = of[:1]
    sheets = [_sheet(paper, papers, one, now) for one in of or (None,)]
    number = of[0].permit.number if paper is Paper.approval_form and len(of) == 1 else papers.job.number
    data = (
        _pdf(FORMS[paper], sheets, now)
        if kind is FileKind.pdf
        else _docx(papers.templates.get(paper), paper, sheets[0])
    )
    return MadePaper(f"{title_of(paper, papers.templates)} {number}.{kind}", data)


def package(papers: Papers, now: datetime) -> bytes:
    """All papers of a job in one ZIP: both forms of each, an approval form a permit, and what was uploaded."""
    packed = BytesIO()
    stamp = now.astimezone(SHANGHAI).timetuple()[:6]
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for one in _all(papers, now):
            archive.writestr(ZipInfo(one.name, stamp), one.data, ZIP_DEFLATED)
    return packed.getvalue()


def _all(papers: Papers, now: datetime) -> Iterator[MadePaper]:
    for kind in FileKind:
        yield made(Paper.filing_form, kind, papers, now)
        for permit in papers.permits:
            yield made(Paper.approval_form, kind, papers, now, permit)
        yield made(Paper.work_plan, kind, papers, now)
    filed = papers.filing.papers if papers.filing is not None else []
    for paper in sorted(filed, key=lambda one: one.name):
        ending = storage.ENDINGS[storage.MediaType(paper.file.media_type)]
        yield MadePaper(f"{words.FILED}/{paper.name}.{ending}", storage.read(paper.file))


def _sheet(paper: Paper, papers: Papers, of: PermitPaper | None, now: datetime) -> Sheet:
    return values(paper, papers, of, now), None if of is None else codes.permit_code(of.permit)


def _docx(template: PaperTemplate | None, paper: Paper, sheet: Sheet) -> bytes:
    (told, code), file = sheet, None if template is None else template.file
    source = built_in(paper) if file is None else storage.read(file)
    picture = None if code is None else image.png(code, "", width_mm=_CODE_MM)
    return word.render(source, told, (words.CODE, picture))


def _pdf(form: Form, sheets: Sequence[Sheet], now: datetime) -> bytes:
    codes_by_place = {str(place): code for place, (_told, code) in enumerate(sheets) if code is not None}
    pictures = {place: image.svg(code, "", width_mm=_CODE_MM).encode() for place, code in codes_by_place.items()}
    told = sheets[0][0]
    data = {
        "title": told[words.TITLE],
        "sheets": [_laid_out(form, one) for one, _code in sheets],
        "none": words.NOTHING,
        "feet": form.feet,
        "date": words.DATE_BLANK,
        "printed_at": f"{words.PRINTED_AT} {told[words.PRINTED_AT]}",
        "page_words": words.PAGE_WORDS,
    }
    return pdf("papers.typ", data, pictures, at=now)


def _laid_out(form: Form, told: Values) -> dict[str, object]:
    group, none = told[form.group], {True: words.NOTHING, False: ""}
    return {
        "code_number": told[words.CODE_NUMBER],
        "lines": [
            [{"label": one.name, "value": group[one.name] or none[one.may_lack]} for one in row] for row in form.rows
        ],
        "tables": [
            {
                "name": table.name,
                "columns": table.columns,
                "widths": table.widths,
                "rows": [[row[column] for column in table.columns] for row in told[table.name]],
            }
            for table in form.tables
            if not table.of_several or len(told[table.name]) > 1
        ],
        "sections": [{"heading": one.heading, "text": group[one.name] or words.NOT_WRITTEN} for one in form.sections],
    }
