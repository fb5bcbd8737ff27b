"""The generated pages of docs/ are what the code writes today, and every rule is told."""

from pathlib import Path

import pytest

from permit_service import docs_rules
from permit_service.cli import GENERATED_PAGES
from permit_service.docs_rules import LEGALITY, OUT_OF_SCOPE, WATCHED_ONLY, Rule, rules
from workflows.lifecycle import LIFECYCLES
from workflows.limits import PARAMETERS, TOXIC_LIMITS

ROOT = Path(__file__).parents[2]
RULES = rules()
KEPT = [rule for rule in RULES if rule.id not in OUT_OF_SCOPE]


@pytest.fixture(autouse=True)
def in_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("name", GENERATED_PAGES)
def test_a_generated_page_is_current(name: str) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == GENERATED_PAGES[name](), "run make docs"


def test_every_rule_has_its_section() -> None:
    page = docs_rules.page()
    assert [rule.id for rule in RULES] == [*(f"R{number:02}" for number in range(1, 71)), LEGALITY]
    assert all(f"\n## {rule.id}\n" in page for rule in RULES if rule.id != LEGALITY)


def test_only_the_rules_left_out_have_nothing_that_keeps_them() -> None:
    assert {rule.id for rule in RULES if not rule.kept} == OUT_OF_SCOPE.keys()


def test_only_rules_without_a_gate_have_their_source_told_apart() -> None:
    assert {rule.id for rule in RULES if rule.watches and not rule.gates and not rule.ledger} == WATCHED_ONLY.keys()


@pytest.mark.parametrize("rule", KEPT, ids=lambda rule: rule.id)
def test_every_rule_kept_has_a_test(rule: Rule) -> None:
    assert docs_rules.tests_of(rule)


def test_the_page_holds_every_number_and_every_move() -> None:
    page = docs_rules.page()
    assert all(f"\n| `{parameter.name}` | " in page for parameter in PARAMETERS)
    assert all(f" | {limit.mg_m3} | " in page for limit in TOXIC_LIMITS.values())
    moves = [f"    {e.source} --> {e.dest} : " for lifecycle in LIFECYCLES for e in lifecycle.edges]
    assert all(move in page for move in moves)
