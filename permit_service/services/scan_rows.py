"""The rows that every attempt at the mouth leaves, refused and broken ones too, and what they are made of."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from permit_service import facts_of
from permit_service.actor import Actor
from permit_service.models.people import Badge
from permit_service.models.permits import Permit
from permit_service.models.spaces import Plate
from permit_service.services.case import Case
from permit_service.services.codes import Read
from workflows.limits import GB46768
from workflows.site_facts import Attempt
from workflows.verdict import Clearance
from workflows.vocabulary import ScanMethod, ScanVerdict

FUTURE = timedelta(seconds=GB46768.future_seconds)
_BACK = timedelta(seconds=GB46768.back_dated_seconds)


def is_disputed(device_time: datetime | None, now: datetime) -> bool:
    """Whether a device tells a time that ours contradicts: ahead of it, or long ago (R52)."""
    return device_time is not None and not now - _BACK <= device_time <= now + FUTURE


def received(actor: Actor, now: datetime, nonce: str, device_time: datetime | None) -> dict[str, Any]:
    """Who sent an attempt, when, by which device; both times are kept where they contradict each other."""
    return {
        "at": now,
        "created_at": now,
        "recorded_by_id": actor.user_id,
        "device": actor.device,
        "nonce": nonce,
        "device_time": device_time,
        "disputed": is_disputed(device_time, now),
    }


def of_text(read: Read[Permit] | Read[Plate] | Read[Badge]) -> dict[str, Any]:
    """What a row keeps of the text that was scanned or typed."""
    return {
        "method": ScanMethod.typed if read.typed else ScanMethod.scan,
        "token_masked": read.masked,
        "token_sha256": read.sha256,
    }


def verdict_of(clearance: Clearance) -> ScanVerdict:
    """A clearance as a scan's answer. What cannot be told is never an admission."""
    if clearance.passed:
        return ScanVerdict.admit
    return ScanVerdict.unknown if clearance.unknown else ScanVerdict.refuse


def codes_of(refusals: Iterable[Any]) -> tuple[str, ...]:
    """The codes of refusals, each once, in order."""
    return tuple(dict.fromkeys(refusal.code.value for refusal in refusals))


def attempt_of(case: Case, person_id: uuid.UUID | None, **tried: Any) -> Attempt:
    """Somebody at the mouth as the registers know them: training, and where they are inside or on post."""
    if person_id is None:
        return Attempt(**tried)
    known = facts_of.crew.standing_of(case.session, [person_id], facts_of.rules_of(case.permit.enterprise))
    return known.attempt(person_id, **tried)
