"""One blueprint a noun, each operation with every answer it can give."""

from http import HTTPStatus
from typing import Any

from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel

from permit_service.api.serialize import RefusalView, View
from permit_service.errors import ProblemCode
from permit_service.labels.api_nouns import NOUNS
from workflows.vocabulary import Action


class FieldFaultView(View):
    """What is wrong with one field: its dotted path, a stable code, and what to tell people."""

    field: str
    code: str
    message: str


class Problem(View):
    """Why a request was not carried out (RFC 9457). ``errors`` stands in a 422, ``refusals`` in a refused move."""

    type: str
    title: str
    status: int
    detail: str
    code: ProblemCode
    request_id: str | None
    errors: list[FieldFaultView] | None = None
    action: Action | None = None
    refusals: list[RefusalView] | None = None
    unknown: list[str] | None = None


_MEANINGS = {
    400: "The request cannot be read, or a cookie came without its CSRF token",
    401: "Nobody is signed in, or the token has ended",
    403: "The account may see the thing, but not do this",
    404: "No such thing, or none that this account may know of",
    409: "Refused by the rules (with refusals), stale, or a nonce used for another body",
    413: "Larger than 10 MB",
    422: "Bad input: each field is named",
    429: "Too often: Retry-After tells seconds",
    500: "A fault of the service; nothing was written",
    503: "The rows are held by others; nothing was written, trying again is safe",
}
_ON_READING = (401, 403, 404, 422, 500, 503)
_ON_WRITING = (400, 401, 403, 404, 409, 413, 422, 429, 500, 503)

SECURITY: list[dict[str, list[str]]] = [{"bearer": []}, {"session": []}]

Responses = dict[str | int | HTTPStatus, Any]


def noun(name: str) -> APIBlueprint:
    """The blueprint of a noun; the labels say what the noun is. Raises KeyError for one that they do not know."""
    return APIBlueprint(
        name,
        __name__,
        abp_tags=[Tag(name=name, description=NOUNS[name])],
        abp_security=SECURITY,
        operation_id_callback=_operation_id,
    )


def reads(view: type[BaseModel]) -> Responses:
    """The answers of an operation that only reads."""
    return {"200": view} | _problems(_ON_READING)


def does(view: type[BaseModel] | None, status: int = 200) -> Responses:
    """The answers of an operation that changes something; without a view it is 204."""
    return {str(status) if view is not None else "204": view} | _problems(_ON_WRITING)


def makes(view: type[BaseModel]) -> Responses:
    """The answers of an operation that adds something."""
    return does(view, 201)


def sends(*media_types: str) -> Responses:
    """The answers of an operation that sends a file."""
    content = {kind: {"schema": {"type": "string", "contentMediaType": kind}} for kind in media_types}
    return {"200": {"description": "The file", "content": content}} | _problems(_ON_READING)


def _problems(statuses: tuple[int, ...]) -> Responses:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        str(status): {"description": _MEANINGS[status], "content": {"application/problem+json": {"schema": schema}}}
        for status in statuses
    }


def _operation_id(*, bp_name: str, name: str, path: str, method: str) -> str:
    return f"{bp_name}_{name}"
