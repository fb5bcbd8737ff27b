"""Personal protection of those who go in (R34)."""

from datetime import datetime

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gate import Fault, Gate, Outcome, fault, gate_per_action, unless
from workflows.interruption import outdated, redo_since
from workflows.kinds import BREATHING_SETS, Gear, WorkKind
from workflows.sources import Clause, Document
from workflows.vocabulary import Action, Part, ProfileName


def _air_may_change(facts: Facts) -> bool:
    """Oxygen may drop or gas may rise (G46 5.12 b); profile 30 counts every desludging (G30 6.6)."""
    if facts.rules.profile is ProfileName.GB30871 and facts.permit.work_kind is WorkKind.desludging:
        return True
    return facts.space.oxygen_may_drop or facts.space.gas_may_rise


def _lacking(gear: frozenset[Gear], air_may_change: bool) -> tuple[str, ...]:
    """What is missing or must not be there, as names of gear; ``breathing_set`` = any one of the isolating kinds."""
    lacking = [] if Gear.helmet in gear else [Gear.helmet.value]
    if air_may_change:
        lacking += [piece.value for piece in (Gear.harness, Gear.lifeline) if piece not in gear]
        lacking += [] if gear & BREATHING_SETS else ["breathing_set"]
    elif Gear.escape_set not in gear and not gear & BREATHING_SETS:
        lacking.append(Gear.escape_set.value)
    return tuple(lacking)


def _faults_of(facts: Facts, person_id: str, now: datetime) -> tuple[Fault, ...]:
    """Judge the latest check of one person."""
    latest = facts.worn.get(person_id)
    if latest is None or outdated(latest.at, redo_since(facts, now)):
        return (fault(Code.protection_missing, person_id=person_id),)
    lacking = _lacking(latest.gear, _air_may_change(facts))
    # A filter does not make oxygen: no filter mask goes in, whatever else is worn (R34).
    unfit = (Gear.filter_mask.value,) if Gear.filter_mask in latest.gear else ()
    if not lacking and not unfit:
        return ()
    return (fault(Code.protection_mismatch, person_id=person_id, lacking=",".join(lacking), unfit=",".join(unfit)),)


@gate_per_action(
    "R34",
    banned=3,
    sources=(Clause(Document.G46, "5.12"), Clause(Document.O13, "14"), Clause(Document.G30, "6.6")),
    actions={Action.permit_confirm, Action.enter},
    codes={Code.protection_missing, Code.protection_mismatch},
)
def protection(action: Action, facts: Facts, now: datetime) -> Outcome:
    """Who goes in wears what this air asks for, looked over since the last interruption (G46 5.12).

    The entry confirmation asks it of every named entrant.
    """
    if action is Action.enter:
        person_ids = [facts.attempt.person_id or ""]
    else:
        person_ids = [person.person_id for person in facts.crew if Part.entrant in person.parts]
    return unless(*[found for person_id in person_ids for found in _faults_of(facts, person_id, now)])


GATES: tuple[Gate, ...] = protection
