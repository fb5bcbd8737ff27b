"""Finishing, closing, accepting (R46), with the count settled, as for lifting an evacuation (R45), and the interruption
marked (R44)."""

from datetime import datetime

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gate import NOT_APPLICABLE, PASSED, Gate, Outcome, fault, gate, refused, unless
from workflows.kinds import AcceptanceItem
from workflows.site_facts import Inside, Opening
from workflows.sources import Clause, Document
from workflows.vocabulary import Action

_R46_SOURCES = (Clause(Document.G46, "7.1.1"), Clause(Document.G30, "4.15"))
_R45_SOURCES = (Clause(Document.G30, "6.8"), Clause(Document.G46, "7.1.1"))
_R44_SOURCES = (Clause(Document.G46, "6.2.6"), Clause(Document.G30, "6.9"))
_WINDING_UP = {Action.permit_finish, Action.permit_close}


@gate("R46", banned=None, sources=_R46_SOURCES, actions=_WINDING_UP, codes={Code.people_inside, Code.tools_inside})
def nobody_inside(facts: Facts, now: datetime) -> Outcome:
    """All people and all tools are out (G46 7.1.1). People of a linked permit in the same space do not count."""
    faults = []
    if inside := [person for person in facts.presence.inside if _ours(facts, person)]:
        faults.append(fault(Code.people_inside, count=str(len(inside))))
    if facts.presence.tools_inside:
        faults.append(fault(Code.tools_inside, count=str(facts.presence.tools_inside)))
    return unless(*faults)


def _ours(facts: Facts, person: Inside) -> bool:
    """Entered on this permit, or on none that is known."""
    return person.permit_id in (None, facts.permit.id)


@gate("R45", banned=4, sources=_R45_SOURCES, actions=_WINDING_UP | {Action.lift}, codes={Code.headcount_differs})
def headcount_settled(facts: Facts, now: datetime) -> Outcome:
    """A count by eye that differs from the register closes nothing, nor ends an evacuation, until settled (G30 6.8)."""
    return refused(Code.headcount_differs) if facts.presence.headcount_differs else PASSED


@gate("R46", banned=None, sources=_R44_SOURCES, actions={Action.permit_close}, codes={Code.opening_not_closed})
def openings_closed(facts: Facts, now: datetime) -> Outcome:
    """Every opening is closed, for now or for good, with its sign (G46 6.2.6); no record of one is no proof."""
    left = [opening.opening_id for opening in facts.openings if not _closed(opening)]
    if left or not facts.openings:
        return refused(Code.opening_not_closed, opening_ids=",".join(left))
    return PASSED


def _closed(opening: Opening) -> bool:
    return opening.closed_at is not None and opening.closing is not None and opening.sign_set


@gate("R44", banned=None, sources=_R44_SOURCES, actions=_WINDING_UP, codes={Code.interruption_unmarked})
def interruption_marked(facts: Facts, now: datetime) -> Outcome:
    """A suspension without sign and temporary closure is told; it never keeps people from winding up (G46 6.2.6)."""
    if facts.suspension is None or facts.suspension.marked:
        return NOT_APPLICABLE
    return unless(warnings=(fault(Code.interruption_unmarked, since=facts.suspension.at.isoformat()),))


@gate(
    "R46",
    banned=None,
    sources=_R46_SOURCES,
    actions={Action.job_accept},
    codes={Code.permit_not_ended, Code.acceptance_item_missing},
)
def acceptance(facts: Facts, now: datetime) -> Outcome:
    """Every permit of the job has ended and the four items of G46 7.1 are told."""
    faults = []
    if not facts.job.permits_ended:
        faults.append(fault(Code.permit_not_ended))
    if missing := [item.value for item in AcceptanceItem if item not in facts.job.acceptance_items]:
        faults.append(fault(Code.acceptance_item_missing, items=",".join(missing)))
    return unless(*faults)


GATES: tuple[Gate, ...] = (nobody_inside, headcount_settled, openings_closed, interruption_marked, acceptance)
