"""The leader's entry confirmation (R35) and the guardian-check it rests on (R61)."""

from datetime import datetime, timedelta

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gate import NOT_APPLICABLE, PASSED, Gate, Outcome, gate, refused, unless
from workflows.interruption import outdated, redo_since
from workflows.kinds import RESUME_ITEMS, GuardianCheckItem
from workflows.site_facts import Confirmation, GuardianCheck
from workflows.sources import Clause, Document, HouseRule
from workflows.vocabulary import Action

_R35_SOURCES = (Clause(Document.G46, "6.1"), Clause(Document.G30, "4.11"))

_ITEMS = frozenset(GuardianCheckItem)

#: The only items a guardian may answer with 不涉及: a space without energy or medium has nothing to shut or clear.
_MAY_BE_ABSENT = frozenset({GuardianCheckItem.isolation, GuardianCheckItem.clearing})


@gate(
    "R35",
    banned=6,
    sources=_R35_SOURCES,
    actions={Action.enter},
    codes={Code.confirmation_missing, Code.confirmation_void},
)
def confirmation_stands(facts: Facts, now: datetime) -> Outcome:
    """It is signed, on the evidence as it is now, since the last interruption (G46 6.1)."""
    signed = facts.confirmation
    if signed is None:
        return refused(Code.confirmation_missing)
    rests = signed.bound == facts.binding and _series_is_latest(facts, signed)
    if not rests or outdated(signed.signed_at, redo_since(facts, now)):
        return refused(Code.confirmation_void, signed_at=signed.signed_at.isoformat())
    return PASSED


def _series_is_latest(facts: Facts, signed: Confirmation) -> bool:
    latest = facts.gas.latest
    return latest is not None and latest.id == signed.series_id


@gate(
    "R35",
    banned=6,
    sources=(HouseRule("confirmation_validity"),),
    actions={Action.enter},
    codes={Code.confirmation_lapsed},
    parameters=("gas_age_minutes",),
)
def confirmation_used_in_time(facts: Facts, now: datetime) -> Outcome:
    """It falls if nobody went in while clock (a) of its series ran (site-rules 12)."""
    signed, latest = facts.confirmation, facts.gas.latest
    if signed is None or latest is None or latest.oldest_at is None:
        return NOT_APPLICABLE
    if facts.presence.rose_at is not None and facts.presence.rose_at >= signed.signed_at:
        return PASSED
    lapses_at = latest.oldest_at + timedelta(minutes=facts.rules.gas_age_minutes)
    if not facts.presence.inside and now > lapses_at:
        return refused(Code.confirmation_lapsed, lapsed_at=lapses_at.isoformat())
    return unless(good_until=None if facts.presence.inside else lapses_at)


@gate(
    "R61",
    banned=4,
    sources=(Clause(Document.O13, "14"), Clause(Document.G46, "6.3"), Clause(Document.G30, "4.10")),
    actions={Action.permit_confirm, Action.enter},
    codes={Code.guardian_check_incomplete},
)
def guardian_checked(facts: Facts, now: datetime) -> Outcome:
    """The guardian confirmed every item and signed; after an interruption ventilation, detection and rescue anew."""
    check = facts.guardian_check
    if check is None:
        return refused(Code.guardian_check_incomplete, items=_names(_ITEMS))
    since = redo_since(facts, now)
    open_items = _open_items(check, since)
    if open_items or not _signed(check, since):
        return refused(Code.guardian_check_incomplete, items=_names(open_items))
    return PASSED


def _open_items(check: GuardianCheck, since: datetime | None) -> frozenset[GuardianCheckItem]:
    answered = (frozenset(check.confirmed) | (check.not_involved & _MAY_BE_ABSENT)) - check.denied
    stale = frozenset(item for item in RESUME_ITEMS if outdated(check.confirmed.get(item), since))
    return (_ITEMS - answered) | stale


def _signed(check: GuardianCheck, since: datetime | None) -> bool:
    """The signature covers every answer: it is not older than the latest of them."""
    if check.signed_at is None or outdated(check.signed_at, since):
        return False
    return max(check.confirmed.values(), default=check.signed_at) <= check.signed_at


def _names(items: frozenset[GuardianCheckItem]) -> str:
    return ",".join(item.value for item in GuardianCheckItem if item in items)


GATES: tuple[Gate, ...] = (confirmation_stands, confirmation_used_in_time, guardian_checked)
