"""What a page is made of: headings, ids, labels, controls, links, forms, and what is wrong with them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

_CONTROLS = {"input", "select", "textarea"}
_WITHOUT_LABEL = {"hidden", "submit", "button"}
_SENT_ONLY_IF_CHOSEN = {"checkbox", "radio"}


@dataclass
class FormOnPage:
    """A form as it stands on a page: where it goes and what it would send untouched."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class Reader(HTMLParser):
    """Reads a page once."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.forms: list[FormOnPage] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[str] = []
        self.title = ""
        self._label_targets: set[str] = set()
        self._controls: list[dict[str, str | None]] = []
        self._images: list[dict[str, str | None]] = []
        self._labels_open = 0
        self._templates_open = 0
        self._into: str | None = None
        self._select: str | None = None
        self._textarea: str | None = None
        self.feed(html)

    @property
    def words(self) -> str:
        """What a person reads, without markup and with single blanks."""
        return self._words("script|style|svg|head|template")

    def _words(self, without: str) -> str:
        body = re.sub(rf"(?s)<({without})\b.*?</\1>|<[^>]+>", " ", self.html)
        return re.sub(r"\s+", " ", unescape(body)).strip()

    def faults(self) -> list[str]:
        """What is wrong with the page whatever it says."""
        return list(self._faults())

    def _faults(self) -> Iterator[str]:
        if len(self.headings) != 1:
            yield f"{len(self.headings)} h1"
        elif not self.title.startswith(self.headings[0].strip()):
            yield f"title {self.title!r} under h1 {self.headings[0]!r}"
        yield from sorted({f"id {one} twice" for one in self.ids if self.ids.count(one) > 1})
        for one in self._controls:
            if not (one.get("id") in self._label_targets or one["inside_label"] or one.get("aria-label")):
                yield f"no label: {one.get('name')}"
        yield from (f"label for nothing: {one}" for one in sorted(self._label_targets - set(self.ids)))
        places = {link.removeprefix("#") for link in self.links if link.startswith("#")}
        yield from (f"link to nothing: #{one}" for one in sorted(places - set(self.ids)))
        yield from (f"no words for image {one.get('src')}" for one in self._images if not one.get("alt"))
        if re.search(r"\bNone\b|Undefined|\{\{|\{%", self._words("script|style|svg|head|template|code")):
            yield "a value that is no word"
        if 'name="server-time"' not in self.html:
            yield "no server time"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self._templates_open += tag == "template"
        if self._templates_open:  # not on the page before a script puts it there
            return
        if said.get("id"):
            self.ids.append(str(said["id"]))
        if tag == "form":
            self.forms.append(FormOnPage(said.get("action") or ""))
        elif tag == "label":
            self._labels_open += 1
            self._label_targets |= {said["for"]} if said.get("for") else set()  # type: ignore[arg-type]
        elif tag == "a" and said.get("href"):
            self.links.append(str(said["href"]))
        elif tag == "img":
            self._images.append(said)
        elif tag in ("h1", "title"):
            self._into = tag
            self.headings += [""] if tag == "h1" else []
        elif tag == "option" and self._select is not None and "selected" in said and self.forms:
            self.forms[-1].fields[self._select] = [said.get("value") or ""]
        elif tag in _CONTROLS or (tag == "button" and said.get("name")):
            self._control(tag, said)

    def handle_endtag(self, tag: str) -> None:
        self._templates_open -= tag == "template"
        if tag == self._into:
            self._into = None
        elif tag == "label":
            self._labels_open -= 1
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self.forms[-1].fields[self._textarea] = [data]
        elif self._into == "h1":
            self.headings[-1] += data
        elif self._into == "title":
            self.title += data

    def _control(self, tag: str, said: dict[str, str | None]) -> None:
        kind, name = said.get("type") or "text", said.get("name")
        if tag in _CONTROLS and kind not in _WITHOUT_LABEL:
            self._controls.append({**said, "inside_label": "yes" if self._labels_open else None})
        if not self.forms or name is None:
            return
        form = self.forms[-1]
        form.names.add(name)
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
        elif tag == "input" and kind != "file" and (kind not in _SENT_ONLY_IF_CHOSEN or "checked" in said):
            form.fields.setdefault(name, []).append(said.get("value") or "")
