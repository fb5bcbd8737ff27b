"""The check sheet: its items stand on rules that gates keep, and it may be signed when nothing is lacking."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from workflows.gates import GATES
from workflows.inspection import ITEMS, Sheet, concluded, lacks, missed, result_of, source_of
from workflows.inspection_kinds import InspectionItem, InspectionResult, QuizTaker, SheetLack
from workflows.limits import GB46768
from workflows.sources import Clause, Document
from workflows.vocabulary import Sector

IN_ORDER: dict[InspectionItem, bool | None] = dict.fromkeys(InspectionItem, True)
WHOLE = Sheet(True, IN_ORDER, frozenset(), frozenset(QuizTaker), no_quiz=False, inspectors=2)


def answered(**answers: bool | None) -> dict[InspectionItem, bool | None]:
    return IN_ORDER | {InspectionItem(item): answer for item, answer in answers.items()}


def test_every_item_stands_on_rules_that_gates_keep_under_its_heading() -> None:
    bans: dict[str, set[int | None]] = {}
    for gate in GATES:
        bans.setdefault(gate.rule, set()).add(gate.banned)
    assert [one.item for one in ITEMS] == list(InspectionItem)
    assert {one.banned for one in ITEMS} == set(range(1, 8))
    for one in ITEMS:
        assert all(rule in bans for rule in one.rules), one.item
        assert any(one.banned in bans[rule] for rule in one.rules), one.item


@pytest.mark.parametrize("sector", Sector)
def test_every_item_cites_something_that_binds_every_trade(sector: Sector) -> None:
    for item in InspectionItem:
        assert source_of(item, sector).binds(sector)


def test_a_check_is_missed_once_the_work_is_over() -> None:
    end = datetime(2026, 12, 1, 9, tzinfo=UTC)
    after = end + timedelta(minutes=1)
    assert [missed(True, end, now) for now in (end, after)] == [False, True]
    assert not missed(False, end, after)
    assert not missed(True, None, after)  # unfiled work: nobody told when it ends


def test_a_finding_cites_what_the_gate_cites() -> None:
    assert source_of(InspectionItem.training, Sector.light_industry) == Clause(Document.O13, "9")


@pytest.mark.parametrize(
    ("sheet", "lacking"),
    [
        (WHOLE, ()),
        (replace(WHOLE, begun=False), (SheetLack.not_begun,)),
        (replace(WHOLE, answers={}), (SheetLack.items,)),
        (replace(WHOLE, answers={InspectionItem.ledger: True}), (SheetLack.items,)),
        (replace(WHOLE, answers=dict.fromkeys(InspectionItem)), (SheetLack.items,)),
        (replace(WHOLE, answers=answered(electrics=None)), ()),
        (replace(WHOLE, answers=answered(guardian=False)), (SheetLack.findings,)),
        (
            replace(WHOLE, answers=answered(guardian=False), found=frozenset({InspectionItem.ledger})),
            (SheetLack.findings,),
        ),
        (replace(WHOLE, answers=answered(guardian=False), found=frozenset({InspectionItem.guardian})), ()),
        (replace(WHOLE, asked=frozenset({QuizTaker.worker})), (SheetLack.quiz,)),
        (replace(WHOLE, asked=frozenset(), no_quiz=True), ()),
        (replace(WHOLE, inspectors=1), (SheetLack.inspectors,)),
    ],
)
def test_what_a_sheet_lacks_before_it_is_signed(sheet: Sheet, lacking: tuple[SheetLack, ...]) -> None:
    assert lacks(sheet, GB46768) == lacking


@pytest.mark.parametrize(
    ("inspectors", "signed", "enterprise", "over"),
    [
        ("ab", "ab", True, True),
        ("ab", "a", True, False),
        ("ab", "ac", True, False),
        ("ab", "ab", False, False),
        ("", "", True, False),
    ],
)
def test_a_check_is_over_when_all_have_signed(inspectors: str, signed: str, enterprise: bool, over: bool) -> None:
    assert concluded(set(inspectors), set(signed), enterprise) is over


def test_what_a_check_found() -> None:
    assert [result_of(count) for count in (0, 1, 3)] == [
        InspectionResult.in_order,
        InspectionResult.findings,
        InspectionResult.findings,
    ]
