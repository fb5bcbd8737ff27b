"""A spot-check (抽查): what is looked at and which rules stand behind it, and when its sheet may be signed.

The items follow the 七不准; each names rules of the list, so that a finding cites the clauses that the gates cite.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from workflows.gates import GATES
from workflows.inspection_kinds import InspectionItem, InspectionResult, QuizTaker, SheetLack
from workflows.limits import Rules
from workflows.sources import Source, cite
from workflows.vocabulary import Sector


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the sheet: its number among the 七不准, and the rules it asks for."""

    item: InspectionItem
    banned: int
    rules: tuple[str, ...]


ITEMS: tuple[Item, ...] = (
    Item(InspectionItem.ledger, 1, ("R01",)),
    Item(InspectionItem.risk_assessment, 1, ("R62",)),
    Item(InspectionItem.isolation, 1, ("R18",)),
    Item(InspectionItem.area_closure, 1, ("R56",)),
    Item(InspectionItem.ventilation, 2, ("R29", "R31")),
    Item(InspectionItem.gas_test, 2, ("R19", "R20", "R21", "R23", "R24", "R25")),
    Item(InspectionItem.monitoring, 2, ("R39",)),
    Item(InspectionItem.protection, 3, ("R34",)),
    Item(InspectionItem.equipment, 3, ("R17",)),
    Item(InspectionItem.rescue_kit, 3, ("R49",)),
    Item(InspectionItem.guardian, 4, ("R37", "R07")),
    Item(InspectionItem.entry_register, 4, ("R45",)),
    Item(InspectionItem.electrics, 5, ("R48", "R67")),
    Item(InspectionItem.approval, 6, ("R09", "R08", "R14")),
    Item(InspectionItem.filing, 6, ("R15", "R65")),
    Item(InspectionItem.contracting, 6, ("R10",)),
    Item(InspectionItem.training, 7, ("R06",)),
    Item(InspectionItem.briefing, 7, ("R16",)),
    Item(InspectionItem.drills, 7, ("R50",)),
)

_BY_ITEM: Mapping[InspectionItem, Item] = {one.item: one for one in ITEMS}


@dataclass(frozen=True, slots=True)
class Sheet:
    """How far a sheet is filled in. An answer is True (in order), False (not) or None (不涉及).

    ``found``: items that a finding was written for. ``asked``: who handed in a paper; ``no_quiz``: a reason was told
    why not everybody was asked.
    """

    begun: bool
    answers: Mapping[InspectionItem, bool | None]
    found: frozenset[InspectionItem]
    asked: frozenset[QuizTaker]
    no_quiz: bool
    inspectors: int


def lacks(sheet: Sheet, rules: Rules) -> tuple[SheetLack, ...]:
    """What stands between the sheet and its signatures: a check that looked at nothing or asked nobody is none."""
    wrong = {item for item, answer in sheet.answers.items() if answer is False}
    lacking = {
        SheetLack.not_begun: not sheet.begun,
        SheetLack.items: sheet.answers.keys() != set(InspectionItem) or set(sheet.answers.values()) == {None},
        SheetLack.findings: not wrong <= sheet.found,
        SheetLack.quiz: sheet.asked != set(QuizTaker) and not sheet.no_quiz,
        SheetLack.inspectors: sheet.inspectors < rules.inspectors,
    }
    return tuple(lack for lack, lacking_now in lacking.items() if lacking_now)


def missed(waiting: bool, work_ended_at: datetime | None, now: datetime) -> bool:
    """Whether a check that was ordered was never begun while there was work to look at."""
    return waiting and work_ended_at is not None and work_ended_at < now


def result_of(findings: int) -> InspectionResult:
    """What a check found."""
    return InspectionResult.findings if findings else InspectionResult.in_order


def concluded(inspectors: Collection[str], signed: Collection[str], enterprise_answered: bool) -> bool:
    """Whether every inspector has signed (谁检查、谁签名、谁负责), and the enterprise signed or refused to."""
    return bool(inspectors) and set(inspectors) <= set(signed) and enterprise_answered


def source_of(item: InspectionItem, sector: Sector) -> Source:
    """The clause that a finding under this item cites: the first of its rules' sources that binds the trade."""
    rules = _BY_ITEM[item].rules
    return cite(
        tuple(source for rule in rules for gate in GATES if gate.rule == rule for source in gate.sources), sector
    )
