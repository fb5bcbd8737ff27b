"""The JSON API under ``/api/v1``: the same use cases as the pages, described by ``/api/v1/openapi.json``.

A noun is one file with one blueprint; a new one is one line in ``NOUNS``.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, get_type_hints

from flask import current_app, request
from flask_openapi import APIBlueprint, OpenAPI

from permit_service.api import (
    acceptance,
    accounts,
    alarms,
    areas,
    contractors,
    credentials,
    crew_changes,
    delegations,
    draws,
    enterprise_files,
    enterprises,
    equipment,
    exams,
    files,
    filing_calendar,
    filings,
    findings,
    inspections,
    jobs,
    keys,
    ledgers,
    links,
    me,
    messages,
    owner_checks,
    papers,
    parks,
    people,
    permit_equipment,
    permits,
    plausibility,
    reminders,
    reports,
    response_plans,
    risk_assessments,
    shared_means,
    spaces,
    stops,
    street_quizzes,
    street_trainings,
    supervision,
    tokens,
    trainings,
)
from permit_service.api.noun import Problem
from permit_service.api.site_nouns import SITE_NOUNS
from permit_service.api.types import ExactJson
from permit_service.errors import Invalid

PREFIX = "/api/v1"

NOUNS: tuple[APIBlueprint, ...] = (
    tokens.blueprint,
    me.blueprint,
    messages.blueprint,
    accounts.blueprint,
    areas.blueprint,
    enterprises.blueprint,
    enterprise_files.blueprint,
    papers.blueprint,
    parks.blueprint,
    supervision.blueprint,
    contractors.blueprint,
    shared_means.blueprint,
    response_plans.blueprint,
    delegations.blueprint,
    reminders.blueprint,
    people.blueprint,
    credentials.blueprint,
    trainings.blueprint,
    exams.blueprint,
    spaces.blueprint,
    equipment.blueprint,
    jobs.blueprint,
    permits.blueprint,
    permit_equipment.blueprint,
    risk_assessments.blueprint,
    filing_calendar.blueprint,
    filings.blueprint,
    street_quizzes.blueprint,
    street_trainings.blueprint,
    stops.blueprint,
    draws.blueprint,
    inspections.blueprint,
    findings.blueprint,
    owner_checks.blueprint,
    links.blueprint,
    crew_changes.blueprint,
    acceptance.blueprint,
    alarms.blueprint,
    plausibility.blueprint,
    reports.blueprint,
    files.blueprint,
    ledgers.blueprint,
    keys.blueprint,
    *SITE_NOUNS,
)

_SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "session": {"type": "apiKey", "in": "cookie", "name": "session"},
}


def init_api(app: OpenAPI) -> None:
    """Put the API on ``app``."""
    app.json = ExactJson(app)
    app.openapi_version = "3.1.0"
    app.security_schemes = dict(_SECURITY)
    app.validation_error_model = Problem
    api = APIBlueprint("api", __name__, url_prefix=PREFIX)
    api.before_request(_refuse_needless_body)
    for noun in NOUNS:
        api.register_api(noun)
    app.register_api(api)


def _refuse_needless_body() -> None:
    """An operation that takes no fields accepts none: ``status`` sent to it is 422, not silently dropped."""
    if _takes_fields(current_app.view_functions[request.endpoint or ""]) or not request.get_data():
        return
    told = request.get_json(silent=True)
    if not isinstance(told, dict):
        raise Invalid({"body": "model_type"})
    if told:
        raise Invalid(dict.fromkeys(told, "extra_forbidden"))


@cache
def _takes_fields(view: Callable[..., Any]) -> bool:
    return not get_type_hints(view).keys().isdisjoint({"body", "form"})
