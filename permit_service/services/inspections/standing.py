"""How a check sheet stands, for those who sign it and those who read it."""

from permit_service.facts_of.rules import rules_for
from permit_service.models.choices import Answer
from permit_service.models.inspections import Inspection
from workflows import inspection as rules_of_checks
from workflows.inspection import Sheet
from workflows.inspection_kinds import SheetLack

#: What an answer says of its item.
ORDERLY = {Answer.yes: True, Answer.no: False, Answer.not_involved: None}


def lacks_of(inspection: Inspection) -> tuple[SheetLack, ...]:
    """What stands between a sheet and its signatures."""
    sheet = Sheet(
        begun=inspection.begun_at is not None,
        answers={row.item: ORDERLY[row.answer] for row in inspection.answers},
        found=frozenset(one.item for one in inspection.findings if one.item is not None),
        asked=frozenset(quiz.taker for quiz in inspection.quizzes if quiz.paper.handed_in_at is not None),
        no_quiz=bool(inspection.no_quiz_reason),
        inspectors=len(inspection.inspectors),
    )
    return rules_of_checks.lacks(sheet, rules_for(inspection.enterprise))
