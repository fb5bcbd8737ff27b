"""What the ledger of spaces (有限空间台账) warns of by itself, with no permit in sight.

Each rule tells the last day on which an entry is in order; the day after, it warns. So the same rules make today's
warnings and the reminders before something lapses.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from workflows.codes import Code
from workflows.kinds import Criterion
from workflows.limits import Rules
from workflows.sources import Clause, Document, HouseRule, Source, cite
from workflows.verdict import Refusal
from workflows.vocabulary import INDUSTRY_AND_TRADE, Sector

ALWAYS = date.max
NEVER = date.min

_ASSESSMENT_BAN, _PROTECTION_BAN, _APPROVAL_BAN = 1, 3, 6
_GATHERING = frozenset({Criterion.toxic_gathers, Criterion.flammable_gathers, Criterion.oxygen_lacks})


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What the rules look at. Days are civil days of the site; None = never, or not told."""

    sector: Sector
    entered_on: date
    in_ledger: bool = True
    toxic_possible: bool = False
    barrier_effective: bool | None = None
    identified_on: date | None = None
    criteria: frozenset[Criterion] = frozenset()
    reviewed_on: date | None = None
    half_year_reviewed_on: date | None = None
    sign_seen_on: date | None = None
    notice_seen_on: date | None = None
    rescue_gear_listed: bool = False


@dataclass(frozen=True, slots=True)
class Ageing:
    """What of an entry grows old: the newest of these days counts, and keeps for as many days as the limit says."""

    days: tuple[str, ...]
    """names of days of :class:`LedgerEntry`"""
    limit: str

    def keeps(self, rules: Rules) -> int:
        """For how many days it keeps."""
        kept: int = getattr(rules, self.limit)
        return kept

    def good_until(self, entry: LedgerEntry, rules: Rules) -> date:
        """The last day on which it is not old; ALWAYS for what never was, of which another rule warns."""
        seen = max((day for name in self.days if (day := getattr(entry, name)) is not None), default=None)
        return ALWAYS if seen is None else seen + timedelta(days=self.keeps(rules))


#: What lapses by time alone, and so can be reminded of ahead.
AGEING: Mapping[Code, Ageing] = MappingProxyType(
    {
        Code.sign_photo_old: Ageing(("sign_seen_on", "notice_seen_on"), "sign_photo_days"),
        Code.ledger_stale: Ageing(("reviewed_on", "identified_on", "entered_on"), "ledger_review_days"),
        Code.ledger_half_year_due: Ageing(
            ("half_year_reviewed_on", "reviewed_on", "identified_on", "entered_on"), "ledger_half_year_days"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class LedgerRule:
    """One rule: the last day on which an entry keeps it, or ALWAYS, or NEVER. ``covered_by`` says the same louder."""

    rule: str
    code: Code
    banned: int
    sources: tuple[Source, ...]
    good_until: Callable[[LedgerEntry, Rules], date]
    parameter: str | None = None
    covered_by: Code | None = None


def is_confined_space(criteria: frozenset[Criterion], sector: Sector) -> bool:
    """The identification check (regulations 10.7): closed in, no fixed workplace, badly aired, and something gathers.

    Order 13 does not ask for bad airing, so the eight trades of 工贸 do without it (O13 2).
    """
    needed = {Criterion.enclosed, Criterion.not_a_workplace}
    if sector not in INDUSTRY_AND_TRADE:
        needed.add(Criterion.badly_aired)
    return needed <= criteria and not _GATHERING.isdisjoint(criteria)


def ledger_warnings(entry: LedgerEntry, rules: Rules, today: date) -> tuple[Refusal, ...]:
    """What is wrong with an entry today; nothing for one that was taken out of the ledger."""
    if not entry.in_ledger:
        return ()
    broken = [rule for rule in LEDGER_RULES if rule.good_until(entry, rules) < today]
    codes = {rule.code for rule in broken}
    return tuple(
        Refusal(rule.code, rule.banned, cite(rule.sources, entry.sector), _facts(rule, entry, rules))
        for rule in broken
        if rule.covered_by not in codes
    )


def _facts(rule: LedgerRule, entry: LedgerEntry, rules: Rules) -> dict[str, str]:
    until = rule.good_until(entry, rules)
    return {} if until == NEVER else {"until_day": until.isoformat()}


def _barrier(entry: LedgerEntry, rules: Rules) -> date:
    """R04 in the ledger: a space that may turn toxic keeps people out physically, by something known to work.

    A barrier that nobody has looked at is no better than an ineffective one. The gate of the same rule blocks opening.
    """
    return ALWAYS if entry.barrier_effective or not entry.toxic_possible else NEVER


def _sign(entry: LedgerEntry, rules: Rules) -> date:
    """R03: a warning sign or notice board (告知牌) stands at the mouth, and a photo shows it."""
    return ALWAYS if entry.sign_seen_on or entry.notice_seen_on else NEVER


def _sign_photo(entry: LedgerEntry, rules: Rules) -> date:
    """R03: the newest photo of sign or notice board is not old."""
    return AGEING[Code.sign_photo_old].good_until(entry, rules)


def _review(entry: LedgerEntry, rules: Rules) -> date:
    """R02: the whole entry is gone through once a year; one just entered or identified counts as gone through."""
    return AGEING[Code.ledger_stale].good_until(entry, rules)


def _half_year_review(entry: LedgerEntry, rules: Rules) -> date:
    """R02: between two yearly reviews somebody looks whether the entry still holds on the spot."""
    return AGEING[Code.ledger_half_year_due].good_until(entry, rules)


def _identification(entry: LedgerEntry, rules: Rules) -> date:
    """R01: the entry tells when it was identified, and by which criteria."""
    return ALWAYS if entry.identified_on and entry.criteria else NEVER


def _identified(entry: LedgerEntry, rules: Rules) -> date:
    """R01: the criteria told make it a confined space."""
    return ALWAYS if not entry.criteria or is_confined_space(entry.criteria, entry.sector) else NEVER


def _rescue_gear(entry: LedgerEntry, rules: Rules) -> date:
    """R49: the entry tells which rescue gear is at hand, how much, and where."""
    return ALWAYS if entry.rescue_gear_listed else NEVER


_LEDGER = (Clause(Document.O13, "6"), Clause(Document.G46, "4.1"))
_SIGN = (Clause(Document.O13, "11"),)

LEDGER_RULES: tuple[LedgerRule, ...] = (
    LedgerRule("R04", Code.barrier_missing, _APPROVAL_BAN, (Clause(Document.O13, "12"),), _barrier),
    LedgerRule("R03", Code.sign_missing, _ASSESSMENT_BAN, _SIGN, _sign),
    LedgerRule(
        "R03", Code.sign_photo_old, _ASSESSMENT_BAN, (HouseRule("sign_photo_days"),), _sign_photo, "sign_photo_days"
    ),
    LedgerRule(
        "R02", Code.ledger_stale, _ASSESSMENT_BAN, (HouseRule("ledger_review_days"),), _review, "ledger_review_days"
    ),
    LedgerRule(
        "R02",
        Code.ledger_half_year_due,
        _ASSESSMENT_BAN,
        (HouseRule("ledger_half_year_days"),),
        _half_year_review,
        "ledger_half_year_days",
        covered_by=Code.ledger_stale,
    ),
    LedgerRule("R01", Code.identification_missing, _ASSESSMENT_BAN, _LEDGER, _identification),
    LedgerRule("R01", Code.identification_negative, _ASSESSMENT_BAN, _LEDGER, _identified),
    LedgerRule("R49", Code.rescue_gear_unlisted, _PROTECTION_BAN, (Clause(Document.O13, "13"),), _rescue_gear),
)
