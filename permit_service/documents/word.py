"""Word papers from templates that an office may write itself (docxtpl).

A template may name values, loop over the lists it is given but not inside a loop, and choose; nothing else. It is read
as a tree before it is kept, so that a mistake is told with the paragraph it stands in, and it never runs anything of
ours.
"""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from docx.opc.exceptions import OpcError
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import LxmlError

from permit_service.errors import Fault, Invalid
from permit_service.office_package import DOCX, opened

Values = Mapping[str, Any]

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const,
    nodes.For, nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.Filter, nodes.Test,
)  # fmt: skip
_FILTERS = frozenset({"default", "join", "length"})
_TESTS = frozenset({"defined"})
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
_SHOWN = 60
_CODE_WIDTH = Mm(26)
_TAGS = re.compile(r"<[^>]+>")
_PARAGRAPH = re.compile(r"<w:p([ >])")


def render(template: bytes, values: Values, code: tuple[str, bytes | None]) -> bytes:
    """The paper. ``code``: the name of the picture of the QR code, and its PNG if there is one.

    Raises Invalid for ``file``: ``docx_*``; ``template_syntax``, ``template_not_allowed``, ``template_unknown`` with
    the number and text of the paragraph, and what is wrong in it (``detail``). Offices write templates, so each is
    looked at whenever it is used.
    """
    with opened(BytesIO(template), DOCX):
        paper, (name, png) = _opened(template), code
    sources = list(_sources(paper))
    for source in sources:
        _check(source, values)
    picture = "" if png is None else InlineImage(paper, BytesIO(png), width=_CODE_WIDTH)
    try:
        paper.render({**values, name: picture}, _environment(), autoescape=True)
    except (TemplateError, LxmlError, ValueError) as error:
        for source in sources:
            _tell_where(source, {**values, name: ""})
        raise _fault("template_syntax", "", 1, str(error)) from error  # sound line by line, and yet no Word file
    made = BytesIO()
    paper.save(made)
    return made.getvalue()


def _opened(template: bytes) -> DocxTemplate:
    paper = DocxTemplate(BytesIO(template))
    try:
        paper.init_docx()
    except (OpcError, KeyError, ValueError, LxmlError) as error:
        raise Invalid({"file": "docx_broken"}) from error
    return paper


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.globals = {}
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    environment.tests = {name: environment.tests[name] for name in _TESTS}
    return environment


def _sources(paper: DocxTemplate) -> Iterator[str]:
    """Every text that the engine reads, as it reads it: a paragraph a line."""
    texts = [paper.get_xml()]
    for uri in (paper.HEADER_URI, paper.FOOTER_URI):
        texts += [paper.get_part_xml(part) for _key, part in paper.get_headers_footers(uri)]
    parts = paper.docx.part.package.parts
    texts += [part.blob.decode("utf-8") for part in parts if part.content_type == _FOOTNOTES]
    for text in texts:
        yield _PARAGRAPH.sub(r"\n<w:p\1", paper.patch_xml(text))
    for name in _PROPERTIES:
        yield getattr(paper.docx.core_properties, name)


def _check(source: str, values: Values) -> None:
    try:
        _check_node(_environment().parse(source), source, values)
    except TemplateSyntaxError as error:
        raise _fault("template_syntax", source, error.lineno, error.message or "") from error


def _tell_where(source: str, values: Values) -> None:
    """Fill in one text alone, to name the paragraph in which the whole failed."""
    try:
        _environment().from_string(source).render(values)
    except TemplateError as error:  # a name that is not there, or something that the sandbox forbids
        raise _fault("template_unknown", source, _line_of(error), error.message or "") from error


def _check_node(node: nodes.Node, source: str, values: Values, *, looping: bool = False) -> None:
    loops = isinstance(node, nodes.For)
    if not _may_stand(node, values) or (loops and looping):
        raise _fault("template_not_allowed", source, node.lineno, type(node).__name__)
    for child in node.iter_child_nodes():
        _check_node(child, source, values, looping=looping or loops)


def _may_stand(node: nodes.Node, values: Values) -> bool:
    if isinstance(node, nodes.Filter):
        return node.name in _FILTERS
    if isinstance(node, nodes.Test):
        return node.name in _TESTS
    if isinstance(node, nodes.Getattr):
        return not node.attr.startswith("_")
    if isinstance(node, nodes.For):  # over our lists only, which are short: never letter by letter over a text
        return not node.recursive and isinstance(node.iter, nodes.Name) and _is_list(values.get(node.iter.name, []))
    return isinstance(node, _ALLOWED)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _line_of(error: Exception) -> int:
    """The line of the template in which it failed: the last frame of the trace that is the template's."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _fault(code: str, source: str, line: int, detail: str) -> Invalid:
    lines = source.split("\n")
    text = _TAGS.sub("", lines[line - 1] if 0 < line <= len(lines) else "").strip()
    return Invalid({"file": Fault(code, {"line": text[:_SHOWN], "number": line - 1, "detail": detail[:_SHOWN]})})
