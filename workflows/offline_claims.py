"""The signed text of a snapshot, read back: what ``decide`` looks at, out of the claims' plain JSON.

Moments are ISO 8601 in UTC, amounts decimal strings, durations whole seconds (``…_s``), ids as text.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from workflows.codes import Code
from workflows.kinds import Gas, Unit
from workflows.offline_facts import Allowed, Held, SignedLimit, Snapshot
from workflows.vocabulary import ScanVerdict

Json = Mapping[str, Any]


def snapshot_of(claims: Json) -> Snapshot:
    """Raises KeyError or ValueError for a text that is no snapshot of ours."""
    return Snapshot(
        device=claims["device"],
        user_id=claims["user"],
        permit_id=claims["permit"],
        issued_at=moment(claims["issued_at"]),
        good_until=moment(claims["good_until"]),
        lead=claims["lead"],
        evacuating=claims["evacuating"],
        reading_every=timedelta(seconds=claims["reading_every_s"]),
        interruption=timedelta(seconds=claims["interruption_s"]),
        entrants=tuple(_allowed(one) for one in claims["entrants"]),
        refused=tuple(_held(one) for one in claims["refused"]),
        limits=tuple(_limit(one) for one in claims["limits"]),
    )


def moment(text: str) -> datetime:
    """An aware moment. Raises ValueError, also for a time without its zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("naive time")
    return at


def _allowed(one: Json) -> Allowed:
    good_until = one["good_until"]
    return Allowed(one["person"], tuple(one["badges"]), None if good_until is None else moment(good_until))


def _held(one: Json) -> Held:
    codes = tuple(Code(code) for code in one["codes"])
    return Held(one["person"], tuple(one["badges"]), ScanVerdict(one["verdict"]), codes)


def _limit(one: Json) -> SignedLimit:
    return SignedLimit(Gas(one["gas"]), Unit(one["unit"]), _amount(one["low"]), _amount(one["high"]))


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
