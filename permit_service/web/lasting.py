"""How long something still holds, as a sign: agreements, delegations, trainings, drills that fall due."""

from collections.abc import Mapping
from datetime import date, datetime

from permit_service.labels import validity_words
from permit_service.web import told
from permit_service.web.register_pages import Sign
from workflows import validity
from workflows.validity import Validity

_STATES: Mapping[Validity, str] = {
    Validity.undated: "warn",
    Validity.not_begun: "none",
    Validity.holds: "safe",
    Validity.ends_soon: "warn",
    Validity.lapsed: "warn",
}


def lasting(first: date | None, last: date | None, today: date) -> Sign:
    """What an agreement's two days say of it today, both included."""
    found = validity.of_days(first, last, today)
    return Sign(_STATES[found], validity_words.LASTING[found].format(first=first, last=last))


def due(day: date, today: date) -> Sign:
    """Until when something has to be done again."""
    found = validity.of_days(date.min, day, today)
    return Sign(_STATES[found], validity_words.DUE[found].format(last=day))


def trained(until: datetime | None, now: datetime) -> Sign:
    """Until when somebody's training holds."""
    return _holding(until, now, validity_words.TRAINING)


def calibrated(until: datetime | None, now: datetime) -> Sign:
    """Until when a piece's calibration holds; many pieces need none."""
    sign = _holding(until, now, validity_words.CALIBRATION)
    return Sign("none", sign.word) if until is None else sign


def _holding(until: datetime | None, now: datetime, words: Mapping[Validity, str]) -> Sign:
    found = validity.of_moment(until, now)
    return Sign(_STATES[found], words[found].format(last="" if until is None else told.day(until)))
