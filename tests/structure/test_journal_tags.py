"""The journal's tags are a closed list: whatever the code writes is in it, and nothing stands there unwritten."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import permit_service
from permit_service.models.journal_tags import Tag
from workflows.lifecycle import LIFECYCLES
from workflows.vocabulary import Direction

ROOT = Path(permit_service.__path__[0])
TAG = re.compile(r"[a-z_]+:[a-z_]+")
#: A text of that form with something filled in.
COMPOSING = re.compile(r"f.([a-z_]+|\{[\w.]+\}):([a-z_]+|\{[\w.]+\}).")
_TRAINED = ("schedule", "start", "end", "attend", "note", "waive", "key_in", "reuse")
#: Made of a subject and the word of what was done.
COMPOSED = {
    *(f"{lifecycle.thing}:{edge.trigger}" for lifecycle in LIFECYCLES for edge in lifecycle.edges),
    *(f"scan:{direction}" for direction in Direction),
    *(f"stop:{done}" for done in ("impose", "lift")),
    *(f"street_training:{done}" for done in _TRAINED),
}


def texts(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def written() -> set[str]:
    """Every text in the code that has the form of a tag."""
    rooms = (path for path in ROOT.rglob("*.py") if not {"labels", "migrations"} & set(path.relative_to(ROOT).parts))
    return {text for path in rooms if path.stem != "journal_tags" for text in texts(path) if TAG.fullmatch(text)}


def test_what_is_written_is_in_the_list_and_nothing_else_is() -> None:
    assert written() | COMPOSED == {tag.value for tag in Tag}


def test_tags_are_composed_in_known_places_only() -> None:
    """A text put together elsewhere could be a tag that the list lacks, and fail only when it happens."""
    composing = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.JoinedStr) and COMPOSING.fullmatch(ast.unparse(node))
    }
    assert composing == {
        "queries/disputes.py",
        "server.py",  # no tag: host and port
        "services/endings.py",
        "services/job_case.py",
        "services/locked_permit.py",
        "services/scans.py",
        "services/stops.py",
        "services/street_trainings.py",
        "web/accounts.py",  # no tag: where a role is given
    }


def test_a_member_is_named_after_its_tag() -> None:
    assert [tag for tag in Tag if tag.name != tag.value.replace(":", "_")] == []
