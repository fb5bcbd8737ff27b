"""How long something still holds, as a sign: agreements, delegations, trainings, drills that fall due."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from permit_service import labels, told
from permit_service.labels import validity_words
from permit_service.queries.equipment import Clash
from permit_service.wallclock import last_day
from permit_service.web.register_pages import Sign
from workflows import upkeep, validity
from workflows.plan_facts import Piece
from workflows.upkeep import PieceState
from workflows.validity import Validity

_STATES: Mapping[Validity, str] = {
    Validity.undated: "warn",
    Validity.not_begun: "none",
    Validity.holds: "safe",
    Validity.ends_soon: "warn",
    Validity.lapsed: "warn",
}
_PIECES: Mapping[PieceState, str] = {
    PieceState.in_order: "safe",
    PieceState.due_soon: "warn",
    PieceState.overdue: "warn",
    PieceState.undated: "none",
    PieceState.out_of_service: "none",
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
    found = validity.of_moment(until, now)
    return Sign(_STATES[found], validity_words.TRAINING[found].format(last="" if until is None else told.day(until)))


def clash(one: Clash) -> Sign:
    """Another permit takes the piece along at the same time: told, not refused."""
    where = validity_words.CLASH_ELSEWHERE if one.permit is None else one.permit.space.name
    return Sign("warn", validity_words.CLASH.format(span=told.span(one.window_start, one.window_end), where=where))


def cautioned(piece: Piece, taken_along: Collection[Piece], now: datetime) -> str:
    """What to be warned of when the piece is used, in one line; "" if nothing."""
    return "，".join(labels.of(one) for one in upkeep.cautions(piece, taken_along, now))


def kept_up(piece: Piece, now: datetime) -> Sign:
    """Until when a piece's calibration or inspection holds, and whether it is in service."""
    found, until = upkeep.state_of(piece, now), piece.checked_until
    if until is None:
        word = validity_words.UNDATED_PIECE[found]
    else:
        word = validity_words.PIECE[found].format(last=last_day(until))
    return Sign(_PIECES[found], word)
