"""安全交底 (R16): held by the leader with its five items, heard and signed by everyone on site."""

from datetime import datetime

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gate import NOT_APPLICABLE, PASSED, Gate, Outcome, gate_per_action, refused
from workflows.kinds import BriefingItem
from workflows.plan_facts import Member
from workflows.sources import Clause, Document
from workflows.vocabulary import Action, Part, ProfileName

_SOURCES = (Clause(Document.G46, "5.3"), Clause(Document.O13, "14"), Clause(Document.G30, "4.4"))
_APPROVALS = frozenset({Action.permit_consent, Action.permit_approve, Action.permit_owner_approve})

#: Parts whose holders stand at the mouth or go in.
_ON_SITE = frozenset({Part.leader, Part.guardian, Part.entrant, Part.rescuer, Part.tester})


def listens(person: Member) -> bool:
    """A commissioned laboratory's tester needs no register entry and only tests (site-rules 15)."""
    parts = person.parts & _ON_SITE
    return bool(parts) and not (person.training_exempt and parts == {Part.tester})


@gate_per_action(
    "R16",
    banned=7,
    sources=_SOURCES,
    actions={Action.open_space, Action.permit_confirm, Action.enter} | _APPROVALS,
    codes={Code.briefing_missing, Code.briefing_incomplete},
)
def briefing_held(action: Action, facts: Facts, now: datetime) -> Outcome:
    """The leader told all five items and signed (G46 5.3). Profile 30 wants it before approval (G30 4.11)."""
    if action in _APPROVALS and facts.rules.profile is not ProfileName.GB30871:
        return NOT_APPLICABLE
    briefing = facts.briefing
    if briefing is None:
        return refused(Code.briefing_missing)
    missing = [item.value for item in BriefingItem if item not in briefing.items]
    if missing or not briefing.signed_by_leader:
        return refused(Code.briefing_incomplete, items=",".join(missing))
    return PASSED


@gate_per_action(
    "R16", banned=7, sources=_SOURCES, actions={Action.permit_confirm, Action.enter}, codes={Code.not_briefed}
)
def people_briefed(action: Action, facts: Facts, now: datetime) -> Outcome:
    """Everyone named to be on site signed the briefing before work, and who goes in did so (G46 5.3).

    An absent one is taken off by a crew change (site-rules 35). Who is not named at all is refused by R45.
    """
    if action is Action.enter:
        person = facts.members.get(facts.attempt.person_id or "")
        deaf = [facts.attempt.person_id or ""] if person is None or person.briefed_at is None else []
    else:
        deaf = [one.person_id for one in facts.crew if listens(one) and one.briefed_at is None]
    return refused(Code.not_briefed, person_ids=",".join(deaf)) if deaf else PASSED


GATES: tuple[Gate, ...] = (*briefing_held, *people_briefed)
