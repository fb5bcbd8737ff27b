"""What the guardian's phone may say alone at the mouth, without network: admit, refuse, cannot tell (site-rules 25).

``decide`` is what the page's own code does, written once more: both meet ``tests/vectors/offline_decisions.json``. The
phone judges by the snapshot that the server signed for it. It may be stricter than the server, never laxer; what it
cannot tell is ``unknown``, and nobody goes in on that. Exits are only recorded. A rescuer's protection is asked for,
and needs no network (G46 6.2.8; site-rules 24).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum, unique
from types import MappingProxyType

from workflows.codes import Code
from workflows.gates.rescue import unticked
from workflows.kinds import Gas, Unit
from workflows.offline_facts import Allowed, BadgeState, Held, PhoneAttempt, Snapshot
from workflows.site_facts import Attempt
from workflows.vocabulary import Direction, ScanVerdict


@unique
class Doubt(StrEnum):
    """Why the phone cannot tell. None of these is a reason against the person: with network the server may admit."""

    snapshot_missing = "snapshot_missing"
    """no snapshot on this phone, or one whose signature does not verify"""
    snapshot_foreign = "snapshot_foreign"
    """it was signed for another device or another account"""
    not_lead = "not_lead"
    """another phone holds the space's lease"""
    clock_disputed = "clock_disputed"
    """the phone's clock jumped, or tells a time before the snapshot was made"""
    snapshot_stale = "snapshot_stale"
    """the snapshot is past its ``good_until``"""
    revocations_stale = "revocations_stale"
    """the list of codes called back is missing, or older than the snapshot"""
    key_unknown = "key_unknown"
    """the badge names a key that the phone does not have: foreign, or newer than its keys"""
    unnamed_inside = "unnamed_inside"
    """somebody unnamed is inside: it may be this person"""
    undecided = "undecided"
    """when the snapshot was made the server could not tell either"""
    entrant_lapsed = "entrant_lapsed"
    """something about this one person lapsed since"""


_BAD_BADGE: Mapping[BadgeState, Code] = MappingProxyType(
    {
        BadgeState.broken: Code.code_broken,
        BadgeState.forged: Code.code_forged,
        BadgeState.not_a_badge: Code.code_wrong_kind,
        BadgeState.not_yet_valid: Code.code_not_yet_valid,
        BadgeState.expired: Code.code_expired,
    }
)


#: What the phone itself may refuse for; anything else it only repeats from its snapshot.
OWN_REFUSALS: tuple[Code, ...] = (
    Code.evacuation_in_force,
    *_BAD_BADGE.values(),
    Code.code_revoked,
    Code.not_on_permit,
    Code.already_inside,
    Code.resume_untested,
    Code.gas_value_late,
    Code.rescue_without_apparatus,
    Code.rescue_without_lifeline,
    Code.rescue_without_attendant,
)


@dataclass(frozen=True, slots=True)
class Decision:
    """The phone's answer with its reasons: codes of refusals, or the one doubt."""

    verdict: ScanVerdict
    reasons: tuple[Code | Doubt, ...] = field(default=())


_ADMIT = Decision(ScanVerdict.admit)
_RECORDED = Decision(ScanVerdict.recorded)


def decide(snapshot: Snapshot | None, tried: PhoneAttempt) -> Decision:
    """The phone's answer to one attempt. ``snapshot`` is None without one whose signature verified."""
    if tried.direction is Direction.out:
        return _RECORDED
    if tried.direction is Direction.rescue_in:
        return _rescue(tried)
    if tried.evacuating or (snapshot is not None and snapshot.evacuating):
        return _refuse(Code.evacuation_in_force)
    if snapshot is None:
        return _unknown(Doubt.snapshot_missing)
    doubt = _doubt(snapshot, tried)
    if doubt is not None:
        return _unknown(doubt)
    return _of_codes(snapshot, tried) or _of_person(snapshot, tried)


def beyond(snapshot: Snapshot, gas: Gas, amount: Decimal, unit: Unit) -> bool:
    """Whether a value typed without network is beyond a signed limit, so that the phone calls everybody out.

    A gas or unit without a signed limit is left to the server: the phone evacuates for it only when told to.
    """
    return any(
        (limit.low is not None and amount < limit.low) or (limit.high is not None and amount > limit.high)
        for limit in snapshot.limits
        if limit.gas is gas and limit.unit is unit
    )


def _rescue(tried: PhoneAttempt) -> Decision:
    lacking = unticked(Attempt(apparatus=tried.apparatus, lifeline=tried.lifeline, attendant=tried.attendant))
    return Decision(ScanVerdict.refuse, lacking) if lacking else _ADMIT


def _doubt(snapshot: Snapshot, tried: PhoneAttempt) -> Doubt | None:
    """Why nothing at all can be told from this snapshot."""
    if (snapshot.device, snapshot.user_id) != (tried.device, tried.user_id):
        return Doubt.snapshot_foreign
    if not snapshot.lead:
        return Doubt.not_lead
    if tried.clock_disputed or tried.now < snapshot.issued_at:
        return Doubt.clock_disputed
    if tried.now >= snapshot.good_until:
        return Doubt.snapshot_stale
    if tried.revocations is None or tried.revocations.as_of < snapshot.issued_at:
        return Doubt.revocations_stale
    return None


def _of_codes(snapshot: Snapshot, tried: PhoneAttempt) -> Decision | None:
    """What the codes alone say: the permit's, and the badge's if one was scanned."""
    assert tried.revocations is not None
    if snapshot.permit_id in tried.revocations.permits:
        return _refuse(Code.code_revoked)
    badge = tried.badge
    if badge is None:
        return None
    if badge.state is BadgeState.unknown_key:
        return _unknown(Doubt.key_unknown)
    if badge.state is not BadgeState.valid:
        return _refuse(_BAD_BADGE[badge.state])
    return _refuse(Code.code_revoked) if badge.id in tried.revocations.badges else None


def _of_person(snapshot: Snapshot, tried: PhoneAttempt) -> Decision:
    held = next((one for one in snapshot.refused if _is(one, tried)), None)
    if held is not None:
        return Decision(held.verdict, held.codes or (Doubt.undecided,))
    entrant = next((one for one in snapshot.entrants if _is(one, tried)), None)
    if entrant is None:
        return _refuse(Code.not_on_permit)
    if entrant.person_id in tried.inside:
        return _refuse(Code.already_inside)
    return _of_presence(snapshot, tried) or _of_lapse(entrant, tried)


def _is(one: Allowed | Held, tried: PhoneAttempt) -> bool:
    """The badge tells who somebody is; a name chosen from the list only where none was scanned."""
    if tried.badge is not None:
        return tried.badge.id in one.badges
    return one.person_id == tried.person_id


def _of_presence(snapshot: Snapshot, tried: PhoneAttempt) -> Decision | None:
    """What changed since the snapshot: the space stood empty (R43), a value is late (R39), a stranger is inside."""
    if None in tried.inside:
        return _unknown(Doubt.unnamed_inside)
    if not tried.inside and tried.emptied_at is not None and _interrupted(snapshot, tried.emptied_at, tried.now):
        return _refuse(Code.resume_untested)
    since = tried.work_clock_from
    if tried.inside and since is not None and tried.now > since + snapshot.reading_every:
        return _refuse(Code.gas_value_late)
    return None


def _interrupted(snapshot: Snapshot, emptied_at: datetime, now: datetime) -> bool:
    return not snapshot.interruption or now - emptied_at > snapshot.interruption


def _of_lapse(entrant: Allowed, tried: PhoneAttempt) -> Decision:
    if entrant.good_until is not None and tried.now >= entrant.good_until:
        return _unknown(Doubt.entrant_lapsed)
    return _ADMIT


def _refuse(code: Code) -> Decision:
    return Decision(ScanVerdict.refuse, (code,))


def _unknown(doubt: Doubt) -> Decision:
    return Decision(ScanVerdict.unknown, (doubt,))
