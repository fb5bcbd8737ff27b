"""Logs: one JSON line an event, with the request's id, without personal data.

Codes in addresses are masked; query strings, bodies, parameters of statements and values of rows are never written.
Logs carry real time also on a sample, whose own clock may stand still.
"""

import logging
import re
import uuid

import structlog
from flask import Flask, Response, g, request
from flask.logging import wsgi_errors_stream
from structlog.typing import EventDict, Processor, WrappedLogger

from permit_service import log_errors, wallclock
from permit_service.canonical import timestamp

_CODE = re.compile(r"/([AQSWTEM])/[^/?\s\"']+")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_HANDLER = "permit_service"
_QUIET = frozenset({"static", "inside.pulse", "ops.livez", "ops.readyz"})

log = structlog.get_logger("permit_service")


def masked(text: str) -> str:
    """The text with the token in any code's address hidden: ``/Q/…``."""
    return _CODE.sub(r"/\1/…", text)


def configure_logging() -> None:
    """Send our lines and those of every library through one JSON renderer to standard error. May be called again."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        _add_time,
        structlog.processors.ExceptionRenderer(log_errors.told),
        structlog.processors.UnicodeDecoder(),
        _mask,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(wsgi_errors_stream)  # looks up sys.stderr at each line
    handler.set_name(_HANDLER)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    for former in [h for h in root.handlers if h.get_name() == _HANDLER]:
        root.removeHandler(former)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # its request lines are ours, unmasked
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("transitions").setLevel(logging.WARNING)  # tells every status it passes
    logging.getLogger("apscheduler").setLevel(logging.WARNING)  # tells every tick


def init_logging(app: Flask) -> None:
    """Give every request an id, and write one line when it is answered."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
    g.stopwatch = wallclock.stopwatch()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.request_id
    if request.endpoint not in _QUIET or response.status_code >= 500:
        actor = g.get("actor")
        log.info(
            "request",
            method=request.method,
            path=request.path,
            endpoint=request.endpoint,
            status=response.status_code,
            ms=round(g.stopwatch(), 1),
            user_id=None if actor is None else str(actor.user_id),
        )
    return response


def _add_time(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    event["at"] = timestamp(wallclock.system_now())
    return event


def _mask(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    return {key: masked(value) if isinstance(value, str) else value for key, value in event.items()}
