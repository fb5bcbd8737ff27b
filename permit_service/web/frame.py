"""What stands around every page: the places one can go, whose account it is, and the server's time."""

from dataclasses import dataclass

from flask import Flask, request, url_for

from permit_service import labels, told, wallclock
from permit_service.access import actor_or_none
from permit_service.actor import Actor
from permit_service.labels import events
from permit_service.labels.pages import work as words
from permit_service.queries import reading
from permit_service.queries.messages import count_unread
from permit_service.services.accounts import AREA_ROLES
from permit_service.web.check_places import check_places
from permit_service.web.register_pages import tabs
from permit_service.web.signs import filing_sign, sign_of

#: Who reviews filings rather than making them.
OFFICERS = AREA_ROLES


@dataclass(frozen=True, slots=True)
class _Place:
    endpoint: str
    label: str
    icon: str
    below: str | tuple[str, ...] = "\0"
    """every page under these addresses belongs to the place"""


_HOME = _Place("home.index", words.HOME, "check")
_JOBS = _Place("jobs.index", words.JOBS, "work", below="/permits/")
_FILED = ("/filings/", "/street-trainings/", "/street-quizzes/")
_INBOX = _Place("filings.index", words.FILING_REVIEW, "inbox", below=_FILED)
_FILINGS = _Place("filings.index", words.FILINGS, "inbox", below=_FILED)
_CHECKS = _Place(
    "inspections.index",
    words.CHECKS,
    "scan",
    below=("/inspections", "/findings", "/draws", "/unfiled-work", "/district"),
)
_REGISTERS = _Place("people.index", words.REGISTERS, "people", below="/registers/")


def init_frame(app: Flask) -> None:
    """Give every page its frame, and templates the words they need."""
    app.context_processor(_frame)
    app.jinja_env.filters.update(told.FILTERS, word=labels.of, field_name=labels.field_name)
    app.jinja_env.globals.update(
        word=labels.of,
        sign_of=sign_of,
        filing_sign=filing_sign,
        event=events.event,
        registers=tabs,
        check_places=check_places,
    )


def _frame() -> dict[str, object]:
    actor = actor_or_none()
    frame: dict[str, object] = {"server_time": wallclock.now()}
    if actor is None:
        return frame
    user, person = reading.own_account(actor)
    return frame | {
        "account_label": user.login if person is None else person.name,
        "account_url": url_for("session.me"),
        "unread": count_unread(reading.session(), user.id),
        "account_id": user.id,
        "device": actor.device,
        "nav_items": [_item(place) for place in _places(actor)],
    }


def _places(actor: Actor) -> tuple[_Place, ...]:
    office = bool(actor.roles & OFFICERS)
    return (_HOME, _INBOX, _CHECKS, _JOBS, _REGISTERS) if office else (_HOME, _JOBS, _FILINGS, _REGISTERS, _CHECKS)


def _item(place: _Place) -> dict[str, object]:
    blueprint = place.endpoint.partition(".")[0]
    return {
        "endpoint_url": url_for(place.endpoint),
        "label": place.label,
        "icon": place.icon,
        "active": request.blueprint == blueprint or request.path.startswith(place.below),
    }
