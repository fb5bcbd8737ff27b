"""The JSON API under ``/api/v1``: the same use cases as the pages, described by ``/api/v1/openapi.json``.

A noun is one file with one blueprint; a new one is one line in ``NOUNS``.
"""

from flask_openapi import APIBlueprint, OpenAPI

from permit_service.api import areas, contractors, delegations, enterprises, equipment, me, people, spaces, tokens
from permit_service.api.noun import Problem
from permit_service.api.types import ExactJson

PREFIX = "/api/v1"

NOUNS: tuple[APIBlueprint, ...] = (
    tokens.blueprint,
    me.blueprint,
    areas.blueprint,
    enterprises.blueprint,
    contractors.blueprint,
    delegations.blueprint,
    people.blueprint,
    spaces.blueprint,
    equipment.blueprint,
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
    for noun in NOUNS:
        api.register_api(noun)
    app.register_api(api)
