"""Errors at the edge: problem+json (RFC 9457) for the API, a page for people; both with the words of ``labels``."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NoReturn

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from permit_service import labels
from permit_service.access import API_PREFIX, actor_or_none, login_manager
from permit_service.errors import Fault, Invalid, ProblemCode, RateLimited, RefusedError, ServiceError
from permit_service.models.base import db
from permit_service.queries.names import of_refusals
from workflows.codes import Nature
from workflows.verdict import GateState, Refusal

_BY_STATUS = {
    401: ProblemCode.unauthenticated,
    403: ProblemCode.forbidden,
    404: ProblemCode.not_found,
    405: ProblemCode.method_not_allowed,
    413: ProblemCode.too_large,
    415: ProblemCode.media_type,
    422: ProblemCode.invalid,
    429: ProblemCode.rate_limited,
    500: ProblemCode.internal,
    503: ProblemCode.busy,
}
#: These pages say more than the problem's own words would.
_OWN_WORDS = frozenset({400, 403, 404, 500, 503})
_PAGES = _OWN_WORDS | {409, 422, 429}
#: Facts that name one of several alike.
_LISTED = ("field", "person_id")
_SIGNS = {Nature.forbidden: "forbid", Nature.todo: "must"}


def init_problems(app: Flask) -> None:
    """Answer every error of ``app``."""
    app.register_error_handler(ServiceError, _answer_service_error)
    app.register_error_handler(HTTPException, _answer_http_exception)


def invalid_input(error: ValidationError) -> NoReturn:
    """Raise pydantic's findings as Invalid, the first of each field: the callback that flask-openapi asks for."""
    fields: dict[str, str | Fault] = {}
    for found in error.errors(include_url=False, include_input=False):
        path = ".".join(str(step) for step in found["loc"]) or "body"
        fields.setdefault(path, Fault(found["type"], found.get("ctx", {})))
    raise Invalid(fields) from error


def refusals_as_json(refusals: Iterable[Refusal]) -> list[dict[str, object]]:
    """Refusals for machines and people: code and facts, message and remedy with the names the asker may know."""
    found = list(refusals)
    names = _names_in(found)
    return [
        {
            "code": refusal.code,
            "nature": refusal.code.nature,
            "banned": refusal.banned,
            "source": labels.source_text(refusal.source),
            "message": labels.message(refusal, names),
            "remedy": labels.remedy(refusal, names),
            "facts": dict(refusal.facts),
        }
        for refusal in found
    ]


def _names_in(refusals: Iterable[Refusal]) -> Mapping[str, str]:
    actor = actor_or_none()
    return labels.NOBODY if actor is None else of_refusals(db.session(), actor, refusals)


def _answer_service_error(error: ServiceError) -> BaseResponse:
    asked_to_sign_in = error.code is ProblemCode.unauthenticated and login_manager.login_view is not None
    if asked_to_sign_in and not _for_machine():
        return make_response(login_manager.unauthorized())  # to the page for it, and back afterwards
    response = _answer(error.status, error.code, error)
    if isinstance(error, RateLimited):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _answer_http_exception(error: HTTPException) -> BaseResponse:
    status = error.code or 500
    if error.response is not None or status < 400:  # a redirect, or an answer already made
        return error.get_response()
    if status >= 500:
        db.session.rollback()  # what failed may have left the transaction unusable, and the answer still reads
    code = ProblemCode.csrf if isinstance(error, CSRFError) else _BY_STATUS.get(status, ProblemCode.malformed)
    response = _answer(status, code)
    if (allowed := error.get_response().headers.get("Allow")) is not None:
        response.headers["Allow"] = allowed
    return response


def _answer(status: int, code: ProblemCode, error: ServiceError | None = None) -> Response:
    return _problem(status, code, error) if _for_machine() else _page(status, code, error)


def _for_machine() -> bool:
    """Whether the asker is a program: the API, and the addresses that probes and scripts use."""
    return request.path.startswith(API_PREFIX) or request.blueprint in ("ops", "sample_clock")


def _problem(status: int, code: ProblemCode, error: ServiceError | None) -> Response:
    title, detail = labels.problem(code)
    body: dict[str, object] = {
        "type": f"urn:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": g.get("request_id"),
    }
    if isinstance(error, Invalid):
        body["errors"] = [
            {"field": path, "code": fault.code, "message": labels.field_fault(fault.code, fault.context)}
            for path, fault in error.fields.items()
        ]
    if isinstance(error, RefusedError):
        body["action"] = error.clearance.action
        body["refusals"] = refusals_as_json(error.clearance.refusals)
        body["unknown"] = [r.gate for r in error.clearance.results if r.state is GateState.unknown]
    response = jsonify(body)
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response


def _page(status: int, code: ProblemCode, error: ServiceError | None) -> Response:
    page = status if status in _PAGES else (500 if status >= 500 else 400)
    title, detail = labels.problem(code)
    own_words = status in _OWN_WORDS and code is not ProblemCode.csrf
    html = render_template(
        f"errors/{page}.html",
        message=None if own_words else f"{title}。",
        remedy=None if own_words else detail,
        refusal_groups=_groups_in(error) if isinstance(error, RefusedError) else [],
        request_id=g.get("request_id"),
    )
    return current_app.make_response((html, status))


def _groups_in(error: RefusedError) -> list[dict[str, object]]:
    refusals = error.clearance.refusals
    return refusal_groups(refusals, _names_in(refusals))


def refusal_groups(refusals: Iterable[Refusal], names: Mapping[str, str] = labels.NOBODY) -> list[dict[str, object]]:
    """Refusals under their headings, as the macro ``refusal_list`` shows them; ``names`` resolves ids."""
    return [
        {
            "title": title,
            "refusals": [
                {
                    "state": _SIGNS[refusal.code.nature],
                    "message": labels.message(refusal, names),
                    "remedy": labels.remedy(refusal, names),
                    "source": labels.source_text(refusal.source, brief=True),
                }
                for refusal in group
            ],
        }
        for title, group in labels.group(_told(refusals))
    ]


def _told(refusals: Iterable[Refusal]) -> list[Refusal]:
    """Refusals as people read them: a reason that two rules give is told once, by the first of them, and what is
    the same of several fields or people is one sentence."""
    found: dict[tuple[object, ...], Refusal] = {}
    for refusal in refusals:
        about = next((name for name in _LISTED if refusal.facts.keys() == {name}), None)
        same = (refusal.code, about) if about else (refusal.code, *sorted(refusal.facts.items()))
        first = found.setdefault(same, refusal)
        if about is not None and refusal.facts[about] not in first.facts[about].split(","):
            found[same] = replace(first, facts={about: f"{first.facts[about]},{refusal.facts[about]}"})
    return list(found.values())
