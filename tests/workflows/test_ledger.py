"""What the ledger warns of, day by day, and which profile binds which trade."""

from datetime import date, timedelta
from typing import Any

import pytest

from workflows.codes import Code
from workflows.kinds import Criterion
from workflows.ledger import AGEING, ALWAYS, LEDGER_RULES, LedgerEntry, is_confined_space, ledger_warnings
from workflows.limits import GB46768, overlay
from workflows.profiles import default_profile, may_choose
from workflows.sources import Clause, Document, HouseRule
from workflows.vocabulary import CHEMICAL_SECTORS, INDUSTRY_AND_TRADE, ProfileName, Sector

TODAY = date(2026, 11, 24)
WELL = frozenset({Criterion.enclosed, Criterion.not_a_workplace, Criterion.toxic_gathers})


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def entry(**changes: Any) -> LedgerEntry:
    """An entry in order, last gone through today."""
    in_order: dict[str, Any] = {
        "sector": Sector.machinery,
        "entered_on": ago(1000),
        "toxic_possible": True,
        "barrier_effective": True,
        "identified_on": ago(900),
        "criteria": WELL,
        "reviewed_on": TODAY,
        "sign_seen_on": TODAY,
        "rescue_gear_listed": True,
    }
    return LedgerEntry(**{**in_order, **changes})


def warned(subject: LedgerEntry) -> list[Code]:
    return [warning.code for warning in ledger_warnings(subject, GB46768, TODAY)]


ENTRIES = [
    ({}, []),
    ({"barrier_effective": False}, [Code.barrier_missing]),
    ({"barrier_effective": None}, [Code.barrier_missing]),
    ({"barrier_effective": False, "toxic_possible": False}, []),
    ({"barrier_effective": False, "in_ledger": False}, []),
    ({"sign_seen_on": None}, [Code.sign_missing]),
    ({"sign_seen_on": None, "notice_seen_on": TODAY}, []),
    ({"sign_seen_on": ago(364)}, []),
    ({"sign_seen_on": ago(365)}, []),
    ({"sign_seen_on": ago(366)}, [Code.sign_photo_old]),
    ({"sign_seen_on": ago(366), "notice_seen_on": ago(365)}, []),
    ({"reviewed_on": ago(182)}, []),
    ({"reviewed_on": ago(183)}, []),
    ({"reviewed_on": ago(184)}, [Code.ledger_half_year_due]),
    ({"reviewed_on": ago(184), "half_year_reviewed_on": ago(183)}, []),
    ({"reviewed_on": ago(365)}, [Code.ledger_half_year_due]),
    ({"reviewed_on": ago(366)}, [Code.ledger_stale]),
    ({"reviewed_on": ago(366), "half_year_reviewed_on": TODAY}, [Code.ledger_stale]),
    ({"reviewed_on": None}, [Code.ledger_stale]),
    ({"reviewed_on": None, "identified_on": TODAY}, []),
    ({"reviewed_on": None, "entered_on": TODAY}, []),
    ({"identified_on": None}, [Code.identification_missing]),
    ({"criteria": frozenset()}, [Code.identification_missing]),
    ({"criteria": frozenset({Criterion.enclosed})}, [Code.identification_negative]),
    ({"rescue_gear_listed": False}, [Code.rescue_gear_unlisted]),
]


@pytest.mark.parametrize(("changes", "codes"), ENTRIES)
def test_the_ledger_warns_by_itself(changes: dict[str, Any], codes: list[Code]) -> None:
    assert warned(entry(**changes)) == codes


def test_every_rule_of_the_ledger_has_a_case() -> None:
    assert {code for _, codes in ENTRIES for code in codes} == {rule.code for rule in LEDGER_RULES}


def test_a_stricter_number_warns_earlier() -> None:
    strict = overlay(GB46768, sign_photo_days=30)
    (warning,) = ledger_warnings(entry(sign_seen_on=ago(31)), strict, TODAY)
    assert (warning.code, warning.facts) == (Code.sign_photo_old, {"until_day": ago(1).isoformat()})
    assert ledger_warnings(entry(sign_seen_on=ago(30)), strict, TODAY) == ()


def test_what_lapses_by_time_is_known_ahead() -> None:
    assert {code: ages.good_until(entry(), GB46768) for code, ages in AGEING.items()} == {
        Code.sign_photo_old: TODAY + timedelta(days=365),
        Code.ledger_stale: TODAY + timedelta(days=365),
        Code.ledger_half_year_due: TODAY + timedelta(days=183),
    }
    assert AGEING[Code.sign_photo_old].good_until(entry(sign_seen_on=None), GB46768) == ALWAYS


@pytest.mark.parametrize(
    ("sector", "source"),
    [(Sector.machinery, Clause(Document.O13, "12")), (Sector.municipal, HouseRule("adopted"))],
)
def test_order_13_is_cited_where_it_binds(sector: Sector, source: object) -> None:
    subject = entry(sector=sector, barrier_effective=False, criteria=WELL | {Criterion.badly_aired})
    (warning,) = ledger_warnings(subject, GB46768, TODAY)
    assert (warning.source, warning.banned) == (source, 6)


@pytest.mark.parametrize(
    ("lacking", "industry", "elsewhere"),
    [
        (None, True, True),
        (Criterion.enclosed, False, False),
        (Criterion.not_a_workplace, False, False),
        (Criterion.badly_aired, True, False),
        (Criterion.toxic_gathers, False, False),
    ],
)
def test_the_identification_check(lacking: Criterion | None, industry: bool, elsewhere: bool) -> None:
    criteria = (WELL | {Criterion.badly_aired}) - {lacking}
    assert is_confined_space(criteria, Sector.machinery) is industry
    assert is_confined_space(criteria, Sector.municipal) is elsewhere


@pytest.mark.parametrize("gathers", [Criterion.flammable_gathers, Criterion.oxygen_lacks])
def test_any_one_thing_that_gathers_is_enough(gathers: Criterion) -> None:
    assert is_confined_space((WELL - {Criterion.toxic_gathers}) | {gathers}, Sector.machinery)


@pytest.mark.parametrize("sector", list(Sector))
def test_the_trade_decides_the_profile(sector: Sector) -> None:
    chemical = sector in CHEMICAL_SECTORS
    expected = ProfileName.GB30871 if chemical else ProfileName.GB46768
    assert default_profile(sector) is expected
    assert may_choose(sector, expected)
    free = not chemical and sector not in INDUSTRY_AND_TRADE
    other = ProfileName.GB46768 if chemical else ProfileName.GB30871
    assert may_choose(sector, other) is free
