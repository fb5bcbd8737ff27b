"""Equipment checked before work, calibrated and inspected (R17), lighting, the rescue set, explosion-proof devices."""

from collections.abc import Sequence
from datetime import datetime

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates.gate import NOT_APPLICABLE, PASSED, Gate, Outcome, fault, gate, gate_per_action, refused, unless
from workflows.kinds import EquipmentItem
from workflows.plan_facts import Piece
from workflows.sources import Clause, Document, HouseRule
from workflows.upkeep import FAULTS, NEEDS_DATE, faults_of
from workflows.vocabulary import Action

_ITEMS = frozenset(EquipmentItem)

#: Never 不涉及: without them there is no test, no contact and no rescue (G46 5.8, 6.3; O13 14).
_ALWAYS_INVOLVED = frozenset({EquipmentItem.gas_detector, EquipmentItem.communication, EquipmentItem.rescue_set})

_ON_SITE = {Action.open_space, Action.permit_confirm, Action.enter}
_BEFORE_ENTRY = {Action.permit_confirm, Action.enter}
_UPKEEP = (Clause(Document.G46, "4.5.3"), Clause(Document.O13, "13"))


@gate(
    "R17",
    banned=3,
    sources=(Clause(Document.G46, "5.5"), Clause(Document.O13, "13")),
    actions=_ON_SITE,
    codes={Code.equipment_unchecked, Code.equipment_faulty},
)
def equipment_checked(facts: Facts, now: datetime) -> Outcome:
    """Every kind of equipment is in order or not involved, none is faulty (G46 5.5)."""
    check = facts.equipment
    if check is None:
        return refused(Code.equipment_unchecked, items=_names(_ITEMS))
    answered = check.in_order | (check.not_involved - _ALWAYS_INVOLVED) | check.faulty
    faults = []
    if open_items := _ITEMS - answered:
        faults.append(fault(Code.equipment_unchecked, items=_names(open_items)))
    if check.faulty:
        faults.append(fault(Code.equipment_faulty, items=_names(check.faulty)))
    return unless(*faults)


@gate("R17", banned=3, sources=_UPKEEP, actions=_ON_SITE, codes=set(FAULTS))
def calibration(facts: Facts, now: datetime) -> Outcome:
    """No piece used is out of service or past its calibration or inspection; an unknown date is past (G46 4.5.3)."""
    check = facts.equipment
    if check is None:
        return NOT_APPLICABLE
    unnamed = (NEEDS_DATE & check.in_order) - {piece.kind for piece in check.pieces}
    return _fit((*check.pieces, *(Piece("", "", kind, None) for kind in sorted(unnamed))), now)


@gate_per_action("R17", banned=3, sources=_UPKEEP, actions=_ON_SITE | {Action.permit_submit}, codes=set(FAULTS))
def assigned_equipment(action: Action, facts: Facts, now: datetime) -> Outcome:
    """Whatever the plan takes along is in service, calibrated and inspected: now, and to submit to the end of work."""
    if not facts.assigned:
        return NOT_APPLICABLE
    ends = facts.permit.window_end
    return _fit(facts.assigned, max(now, ends) if action is Action.permit_submit and ends is not None else now)


@gate(
    "R48",
    banned=5,
    sources=(Clause(Document.G30, "4.13 b"), HouseRule("lighting_volts_dry")),
    actions=_BEFORE_ENTRY,
    codes={Code.lighting_voltage_high},
    parameters=("lighting_volts_dry", "lighting_volts_wet"),
)
def lighting(facts: Facts, now: datetime) -> Outcome:
    """Lighting taken inside runs on safe voltage, lower where it is wet or narrow (G30 4.13 b)."""
    if facts.equipment is None or facts.equipment.lighting_volts is None:
        return NOT_APPLICABLE
    volts, rules = facts.equipment.lighting_volts, facts.rules
    limit = rules.lighting_volts_wet if facts.space.wet_or_narrow else rules.lighting_volts_dry
    if volts > limit:
        return refused(Code.lighting_voltage_high, volts=str(volts), limit=str(limit))
    return PASSED


@gate(
    "R49",
    banned=3,
    sources=(Clause(Document.O13, "14"), Clause(Document.G46, "6.1"), Clause(Document.G30, "4.4")),
    actions=_BEFORE_ENTRY,
    codes={Code.rescue_kit_missing, Code.rescue_kit_far},
    parameters=("rescue_kit_metres",),
)
def rescue_kit(facts: Facts, now: datetime) -> Outcome:
    """The rescue set is on site, in order, and near enough (O13 14); a distance not told counts as not there."""
    check = facts.equipment
    if check is None or EquipmentItem.rescue_set not in check.in_order - check.faulty:
        return refused(Code.rescue_kit_missing)
    if check.rescue_kit_metres is None:
        return refused(Code.rescue_kit_missing)
    limit = facts.rules.rescue_kit_metres
    if check.rescue_kit_metres > limit:
        far, house = str(check.rescue_kit_metres), HouseRule("rescue_kit_metres")
        return refused(Code.rescue_kit_far, house, metres=far, limit=str(limit))
    return PASSED


@gate_per_action(
    "R67",
    banned=5,
    sources=(Clause(Document.G46, "4.5.2"), Clause(Document.O13, "14"), Clause(Document.G30, "4.13 b")),
    actions=_BEFORE_ENTRY | {Action.check_in},
    codes={Code.device_not_explosion_proof},
)
def device_explosion_proof(action: Action, facts: Facts, now: datetime) -> Outcome:
    """Where gas may explode the device used at the mouth is declared explosion-proof (G46 4.5.2)."""
    if not facts.space.explosion_risk:
        return NOT_APPLICABLE
    if action is Action.check_in:
        proof = facts.attempt.device_explosion_proof
    elif facts.post is None:
        return NOT_APPLICABLE  # no guardian, no device: R37 refuses
    else:
        proof = facts.post.device_explosion_proof
    return PASSED if proof else refused(Code.device_not_explosion_proof)


def _fit(pieces: Sequence[Piece], at: datetime) -> Outcome:
    """Pass unless a piece may not be used at a moment; each code once, with the pieces that it is about."""
    faulty: dict[Code, list[Piece]] = {}
    for piece in pieces:
        for code in faults_of(piece, at):
            faulty.setdefault(code, []).append(piece)
    if faulty:
        return unless(*[(code, _told(code, faulty[code]), None) for code in FAULTS if code in faulty])
    return unless(good_until=min([piece.checked_until for piece in pieces if piece.checked_until], default=None))


def _told(code: Code, pieces: Sequence[Piece]) -> dict[str, str]:
    """Which pieces, and for a single one that lapsed until when its upkeep held."""
    told = {"pieces": ",".join(piece.code for piece in pieces)}
    until = pieces[0].checked_until if len(pieces) == 1 else None
    if until is None or code is Code.equipment_out_of_service:
        return told
    return told | {"until": until.isoformat()}


def _names(items: frozenset[EquipmentItem]) -> str:
    return ",".join(sorted(items))


GATES: tuple[Gate, ...] = (
    equipment_checked,
    calibration,
    *assigned_equipment,
    lighting,
    rescue_kit,
    *device_explosion_proof,
)
