"""``docs/api.md``, written by ``permit-service docs`` from the API as it is served.

It tells an outside client everything: conventions, codes in Chinese, every operation with its fields, and one worked
example that a test runs as it stands.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from permit_service import labels
from permit_service.api import PREFIX
from permit_service.docs_api_names import Schema, answer_of, body_of, document, each_operation, named, schemas
from permit_service.errors import ProblemCode
from permit_service.labels.bans import banned_title
from permit_service.labels.inputs import FAULTS
from workflows.codes import Code
from workflows.gates import GATES
from workflows.sources import HouseRule
from workflows.verdict import Refusal

EXAMPLE = Path("docs/example_client.py")

_HEAD = """\
# The API
Written by `make docs` from the application; a test fails when this page is behind. The same is served for machines at
`{prefix}/openapi.json` (OpenAPI 3.1). Everything stands under `{prefix}`, is JSON in UTF-8, and asks the same use cases
as the pages do.

## Conventions
- **Signing in.** `POST {prefix}/tokens` with login and password answers a bearer token; send it as
  `Authorization: Bearer <token>`. It ends after hours, or by `DELETE {prefix}/tokens/current`. A page's cookie works
  too: its writes then need the header `X-CSRFToken`.
- **Bodies are strict.** An unknown field, and any derived one (`status`, `passed`, `verdict`), is 422. Findings of
  people (`in_order`, an answer to a check) are fields like others.
- **Times** are ISO 8601 with their zone, answered in UTC to the millisecond: `2026-11-22T06:30:00.000Z`. Server time
  decides; every answer carries it in `X-Server-Time`. A **day** is `2026-11-22` in Asia/Shanghai.
- **Numbers** with decimals are exact: send `20.9` or `"20.9"`, read text. At most 12 whole digits and 6 places.
- **Ids** are UUIDs; numbers on paper (`number`, `code`) are for people and may be typed into `badge`, `plate`,
  `permit`.
- **Files** are base64 (or a data URL) in the field itself, or the id that `POST {prefix}/files` answered. JPEG, PNG,
  PDF up to 10 MB, told by content.
- **Lists** come in pages: `size` (1-200, default 50) and `after`, which takes `next` of the page before.
- **Edits** carry the `revision` that was read; another one in the meantime is 409 `stale`: read again.
- **Signatures** that count (`sign_in`) prove the signer with each request: `pin`, or `password`; `login` lets another
  account sign on this device. The session stays whose it was.
- **Device writes** (bodies with `device` and `nonce`) are carried out once. `device` is the id that came with the
  token, `nonce` a new random text. The same again answers what was answered first, with `replayed: true` and
  `decided_at`; another body under the nonce is 409 `nonce_reused`. `green` tells whether an admission may still be
  shown as one.
- **Moves** are `POST /<noun>/<id>/<trigger>`. `GET /permits/<id>/clearance?for=<action>` tells beforehand what every
  gate says; the act itself is judged anew. Unknown (cannot tell) never passes.
- **Order of answers**: 401, then 404 for what is not yours to know of, then 403 for another's task, then 422.
- Scans, readings and gas points answer 201 with a derived verdict, refusals included: every attempt is recorded.

## Problems
Errors are `application/problem+json` (RFC 9457) with a stable `code`. 422 names each field in
`errors`; a refused move (409 `move_refused`) carries `refusals`, each with code, nature (`todo`: do
it; `forbidden`: do not go round it), the number of the 七不准 it enforces, source, message, remedy and
facts.
"""

_EXAMPLE_HEAD = """\
## From sign-in to admit
Set `BASE` (the server's address), `LOGINS` (of leader, guardian, principal, safety manager and street officer),
`PASSWORD` and `PIN` of these accounts, `ENTRANT` and `WELL` (names in the registers), `START` (of the work). Against
`make run`, eight days or more before `START`:
```
BASE=http://127.0.0.1:8000 PASSWORD=sample-2026 PIN=729416 ENTRANT=赵样例 WELL=流量井 START=2027-03-01T08:30:00+08:00 \\
LOGINS="water-leader water-guardian water-principal water-safety street-east" python docs/example_client.py
```
"""


def page() -> str:
    """The whole of ``docs/api.md``. Raises FileNotFoundError outside a checkout, which holds the example."""
    return "\n".join(
        (
            _HEAD.format(prefix=PREFIX),
            *_problem_codes(),
            *_field_codes(),
            *_refusal_codes(),
            _EXAMPLE_HEAD,
            "```python",
            EXAMPLE.read_text("utf-8").rstrip(),
            "```\n",
            "## Operations\n",
            *_operations(),
            "## Closed lists\n",
            *_closed_lists(),
        )
    )


def _problem_codes() -> Iterator[str]:
    yield "| code | 标题 | 怎么办 |\n|---|---|---|"
    for code in ProblemCode:
        title, detail = labels.problem(code)
        yield f"| `{code}` | {title} | {detail} |"
    yield ""


def _field_codes() -> Iterator[str]:
    yield "### Codes of a field\n\n| code | 说明 |\n|---|---|"
    for code in sorted(FAULTS):
        yield f"| `{code}` | {labels.field_fault(code)} |"
    yield ""


def _refusal_codes() -> Iterator[str]:
    yield "### Codes of a refusal\n\nMessages as they stand without facts; an answer tells the values.\n"
    yield "| code | nature | 七不准 | 说明 | 怎么办 |\n|---|---|---|---|---|"
    for code in Code:
        bare = Refusal(code, None, HouseRule("adopted"))
        banned = "、".join(str(number) for number in _bans_of(code)) or "-"
        yield f"| `{code}` | {code.nature} | {banned} | {labels.message(bare)} | {labels.remedy(bare)} |"
    yield ""
    yield "七不准: " + "；".join(f"{number} {banned_title(number)}" for number in range(1, 8)) + "。\n"


def _bans_of(code: Code) -> list[int]:
    return sorted({gate.banned for gate in GATES if code in gate.codes and gate.banned is not None})


def _operations() -> Iterator[str]:
    about = {tag["name"]: tag["description"] for tag in document()["tags"]}
    told: set[str] = set()
    for noun in about:
        yield f"### {about[noun]}\n"
        mine = [(method, path, o) for method, path, o in each_operation() if o["tags"] == [noun]]
        for method, path, operation in mine:
            yield from _operation(method, path, operation)
        for schema in (schema for _, _, o in mine for schema in (body_of(o), answer_of(o)) if schema is not None):
            yield from _tables(schema, told)


def _operation(method: str, path: str, told: Schema) -> Iterator[str]:
    answer, body = answer_of(told), body_of(told)
    status = next(status for status in told["responses"] if status.startswith("2"))
    sent = f" `{_type(body)}`" if body is not None else ""
    got = f" `{_type(answer)}`" if answer is not None else ""
    yield f"- **`{method} {path}`**{sent} → {status}{got}: {told['summary']}"
    for parameter in told.get("parameters", []):
        if parameter["in"] == "query":
            needed = "" if parameter.get("required") else ", optional"
            yield f"  - query `{parameter['name']}`: {_type(parameter['schema'])}{needed}"


def _tables(schema: Schema, told: set[str]) -> Iterator[str]:
    """The fields of a schema and of those it holds, each told once in the page."""
    for name in _objects(schema):
        if name in told:
            continue
        told.add(name)
        whole = schemas()[name]
        yield f"\n**{name}.** {_one_line(whole.get('description', ''))}\n"
        yield from _sent_fields(whole) if name.endswith(("Body", "Form")) else _answered_fields(whole)
    yield ""


def _sent_fields(whole: Schema) -> Iterator[str]:
    yield "| field | type | default |\n|---|---|---|"
    needed = set(whole.get("required", ()))
    for field, inner in whole["properties"].items():
        default = "required" if field in needed else json.dumps(inner.get("default"), ensure_ascii=False)
        yield f"| `{field}` | {_type(inner)} | {default} |"


def _answered_fields(whole: Schema) -> Iterator[str]:
    if "anyOf" in whole:
        yield "One of " + ", ".join(f"`{_type(one)}`" for one in whole["anyOf"]) + "."
        return
    yield "| field | type |\n|---|---|"
    for field, inner in whole["properties"].items():
        yield f"| `{field}` | {_type(inner)} |"


def _objects(schema: Schema) -> Iterable[str]:
    name = named(schema)
    if name is not None:
        whole = schemas()[name]
        if "enum" in whole:
            return
        yield name
        for inner in (*whole.get("properties", {}).values(), *whole.get("anyOf", ())):
            yield from (found for found in _objects(inner) if found != name)
        return
    for part in (*schema.get("anyOf", ()), *filter(None, (schema.get("items"), schema.get("additionalProperties")))):
        if isinstance(part, dict):
            yield from _objects(part)


_FORMATS = {
    "date-time": "time",
    "date": "day",
    "uuid": "id",
    "password": "secret",
    "binary": "file",
}


def _type(schema: Schema) -> str:
    """A field's type in a few words."""
    if (name := named(schema)) is not None:
        return name
    if "anyOf" in schema:
        kinds = [_type(part) for part in schema["anyOf"]]
        return "number" if kinds == ["number", "text"] else " or ".join(dict.fromkeys(kinds))
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}" if "items" in schema else "list"
    if "propertyNames" in schema:
        return f"map of {_type(schema['propertyNames'])} to {_type(schema['additionalProperties'])}"
    if schema.get("contentEncoding") == "base64":
        return "base64 or file id"
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    plain = {"string": "text", "integer": "whole number", "boolean": "yes or no", "object": "object", "null": "null"}
    return plain.get(str(schema.get("type")), str(schema.get("type", "anything")))


def _closed_lists() -> Iterator[str]:
    for name, schema in sorted(schemas().items()):
        if "enum" in schema:
            members = ", ".join(f"`{member}`" for member in schema["enum"])
            yield f"- **{name}**: {members}"
    yield ""


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("``", "`")).strip()
