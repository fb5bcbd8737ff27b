"""The public names of the API, and ``docs/api.lock.json``, which holds every name ever published.

Names are added to the lock by ``permit-service docs`` and never taken out, so that a test finds the one that is gone:
removing an operation, a field, a member of a closed list or a code breaks somebody's client.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask_openapi import Info, OpenAPI

from permit_service.api import init_api
from permit_service.errors import ProblemCode
from permit_service.labels.inputs import FAULTS
from workflows.codes import Code

LOCK = Path("docs/api.lock.json")

Schema = Mapping[str, Any]
Names = dict[str, Any]

_LIST = re.compile(r"\[\s+([^\[\]]*?)\s+\]")


def lock() -> str:
    """The whole of ``docs/api.lock.json``: every name published until now."""
    published = json.loads(LOCK.read_text("utf-8")) if LOCK.exists() else {}
    text = json.dumps(_merged(published, names()), ensure_ascii=False, indent=1, sort_keys=True)
    return _LIST.sub(lambda found: "[" + re.sub(r"\s+", " ", found[1]) + "]", text) + "\n"


def names() -> Names:
    """The public names of the API as it is: operations with their fields, members of closed lists, codes."""
    return {
        "codes": {"field": sorted(FAULTS), "problem": sorted(ProblemCode), "refusal": sorted(Code)},
        "lists": {name: sorted(schema["enum"]) for name, schema in schemas().items() if "enum" in schema},
        "operations": {
            f"{method} {path}": {
                "id": told["operationId"],
                "query": sorted(p["name"] for p in told.get("parameters", []) if p["in"] == "query"),
                "takes": sorted(_fields(body_of(told))),
                "answers": sorted(_fields(answer_of(told))),
            }
            for method, path, told in each_operation()
        },
    }


def missing(published: Names, today: Names, at: str = "") -> list[str]:
    """What was published once and is gone, by its path in the lock."""
    gone = []
    for key, value in published.items():
        here = f"{at}/{key}"
        if key not in today:
            gone.append(here)
        elif isinstance(value, dict):
            gone += missing(value, today[key], here)
        elif isinstance(value, list):
            gone += [f"{here}/{item}" for item in value if item not in today[key]]
        elif value != today[key]:
            gone.append(here)
    return gone


def _merged(published: Names, today: Names) -> Names:
    merged = dict(published)
    for key, value in today.items():
        before = published.get(key)
        if isinstance(value, dict) and isinstance(before, dict):
            merged[key] = _merged(before, value)
        elif isinstance(value, list) and isinstance(before, list):
            merged[key] = sorted({*before, *value})
        elif before is None:
            merged[key] = value
    return merged


@cache
def document() -> Schema:
    """The OpenAPI document."""
    app = OpenAPI("permit_service", info=Info(title="API", version="1"), doc_ui=False)
    init_api(app)
    told: Schema = app.api_doc
    return told


def schemas() -> Mapping[str, Schema]:
    """All schemas by name."""
    found: Mapping[str, Schema] = document()["components"]["schemas"]
    return found


def each_operation() -> Iterator[tuple[str, str, Schema]]:
    """Method, path and description of every operation."""
    for path, item in document()["paths"].items():
        for method, told in item.items():
            yield method.upper(), path, told


def body_of(told: Schema) -> Schema | None:
    """What an operation takes."""
    content = told.get("requestBody", {}).get("content", {})
    return next((part["schema"] for part in content.values()), None)


def answer_of(told: Schema) -> Schema | None:
    """What it answers when it succeeds, if that is JSON."""
    good = next(answer for status, answer in told["responses"].items() if status.startswith("2"))
    json_answer = good.get("content", {}).get("application/json")
    return None if json_answer is None else json_answer["schema"]


def named(schema: Schema) -> str | None:
    """The name of the schema that is referred to."""
    ref = schema.get("$ref")
    return None if ref is None else str(ref).rpartition("/")[2]


def _fields(schema: Schema | None, within: tuple[str, ...] = ()) -> Iterator[str]:
    """Paths of all fields below: ``members.*.person_id``."""
    if schema is None:
        return
    name = named(schema)
    if name is not None:
        if name not in within:
            yield from _fields(schemas()[name], (*within, name))
        return
    for part in schema.get("anyOf", ()):
        yield from _fields(part, within)
    if "items" in schema:
        yield from (f"*.{path}" for path in _fields(schema["items"], within))
    for field, inner in schema.get("properties", {}).items():
        yield field
        yield from (f"{field}.{path}" for path in _fields(inner, within))
