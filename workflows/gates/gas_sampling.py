"""How a gas test is taken: pipes surveyed, sludge stirred, a fit detector (R58-R60).

Asked when a test begins, of what is about to be done, and at the entry confirmation, of the series that counts.
"""

from collections.abc import Callable
from datetime import datetime

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gas import SeriesJudgement
from workflows.gas_facts import DetectorFact
from workflows.gates.gate import NOT_APPLICABLE, PASSED, Gate, Outcome, fault, gate, refused, unless
from workflows.sources import Clause, Document
from workflows.verdict import GateState
from workflows.vocabulary import Action

_CONFIRM = {Action.permit_confirm}
_G30_PLACES = Clause(Document.G30, "6.3 b")
_SURVEY = (Clause(Document.G46, "5.8.1"), _G30_PLACES)
_STIR = (Clause(Document.G46, "5.8.4"), _G30_PLACES)
_DETECTOR = (Clause(Document.G46, "5.8.5"), Clause(Document.G46, "4.5.2"), Clause(Document.G30, "6.5"))
_DETECTOR_CODES = {Code.detector_unsuitable, Code.calibration_lapsed}


def _surveyed(done: bool) -> Outcome:
    return PASSED if done else refused(Code.survey_missing)


def _stirred(facts: Facts, stirred: bool | None) -> Outcome:
    if stirred is True or (stirred is None and not facts.space.has_sludge):
        return PASSED
    return refused(Code.sludge_not_stirred)


def _suitable(facts: Facts, detector: DetectorFact | None, used_at: datetime) -> Outcome:
    if detector is None:
        return refused(Code.detector_unsuitable, lacks="detector")
    uncovered = sorted(facts.required_gases - detector.covers)
    lacks = (["pump"] if not detector.pump else []) + uncovered
    if facts.space.explosion_risk and not detector.explosion_proof:
        lacks.append("explosion_proof")
    faults = [fault(Code.detector_unsuitable, lacks=",".join(lacks))] if lacks else []
    if detector.calibrated_until is None or detector.calibrated_until < used_at:
        faults.append(fault(Code.calibration_lapsed, item=detector.id))
    return unless(*faults)


def is_fit(facts: Facts, detector: DetectorFact, at: datetime) -> bool:
    """Whether a test here may be read with this detector ``at`` a moment (R60)."""
    return _suitable(facts, detector, at).state is GateState.passed


_Look = Callable[[Facts, SeriesJudgement], Outcome]


def _of_latest(facts: Facts, look: _Look) -> Outcome:
    latest = facts.gas.latest
    return NOT_APPLICABLE if latest is None else look(facts, latest)


@gate("R58", banned=2, sources=_SURVEY, actions={Action.gas_test}, codes={Code.survey_missing})
def pipes_surveyed_first(facts: Facts, now: datetime) -> Outcome:
    """Connected pipes are surveyed before a test (G46 5.8.1)."""
    return _surveyed(facts.attempt.survey_done)


@gate("R58", banned=2, sources=_SURVEY, actions=_CONFIRM, codes={Code.survey_missing})
def pipes_surveyed(facts: Facts, now: datetime) -> Outcome:
    """Connected pipes were surveyed before the series that counts (G46 5.8.1)."""
    return _of_latest(facts, lambda _, latest: _surveyed(latest.series.survey_done))


@gate("R59", banned=2, sources=_STIR, actions={Action.gas_test}, codes={Code.sludge_not_stirred})
def sludge_stirred_first(facts: Facts, now: datetime) -> Outcome:
    """Sludge is stirred from outside before a test (G46 5.8.4)."""
    return _stirred(facts, facts.attempt.stirred)


@gate("R59", banned=2, sources=_STIR, actions=_CONFIRM, codes={Code.sludge_not_stirred})
def sludge_stirred(facts: Facts, now: datetime) -> Outcome:
    """Sludge was stirred from outside before the series that counts (G46 5.8.4)."""
    return _of_latest(facts, lambda f, latest: _stirred(f, latest.series.stirred))


@gate("R60", banned=2, sources=_DETECTOR, actions={Action.gas_test}, codes=_DETECTOR_CODES)
def detector_suitable_first(facts: Facts, now: datetime) -> Outcome:
    """The detector is pump-type, covers every required channel and is in calibration (G46 5.8.5, 4.5.2 b)."""
    return _suitable(facts, facts.attempt.detector, now)


@gate("R60", banned=2, sources=_DETECTOR, actions=_CONFIRM, codes=_DETECTOR_CODES)
def detector_suitable(facts: Facts, now: datetime) -> Outcome:
    """The series that counts was read with such a detector (G46 5.8.5, 4.5.2 b)."""
    return _of_latest(facts, lambda f, latest: _suitable(f, latest.series.detector, latest.newest_at or now))


GATES: tuple[Gate, ...] = (
    pipes_surveyed_first,
    sludge_stirred_first,
    detector_suitable_first,
    pipes_surveyed,
    sludge_stirred,
    detector_suitable,
)
