"""NUL in an address or a form: nobody types it, PostgreSQL keeps none, and a statement with it fails.

JSON bodies refuse it field by field, with all other control characters (``api.types``).
"""

from flask import Flask, request

from permit_service.errors import Invalid


def init_no_nul(app: Flask) -> None:
    """Refuse it on every page and in every query of ``app``, once it is known who asks."""
    app.before_request(_refuse)


def _refuse() -> None:
    told = (*request.args.lists(), *request.form.lists())
    wrong = [name for name, values in told if any("\0" in value for value in values)]
    if wrong:
        raise Invalid(dict.fromkeys(wrong, "string_unicode"))
