"""``clear`` without HTTP: what loading the facts costs, judging each reading once, and asking the gates."""

from dataclasses import dataclass

from permit_service import facts_of, wallclock
from permit_service.bench.scene import Scene
from permit_service.bench.timing import Timing, time_of
from permit_service.models.base import db
from permit_service.models.permits import Permit
from permit_service.sample.registers import acting
from permit_service.services.case import Case
from permit_service.services.scan_rows import attempt_of
from workflows.facts import Facts
from workflows.gates import clear
from workflows.vocabulary import Action

#: Design: the median of ``clear(enter)`` over loaded facts, microseconds.
CLEAR_LIMIT_US = 100


class NotCleared(Exception):
    """The gates refuse who should be let in: what was measured is not what was meant."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How long each part took, and on how much."""

    crew: int
    readings: int
    load: Timing
    judge: Timing
    clear: Timing

    @property
    def in_time(self) -> bool:
        return self.clear.median * 1000 < CLEAR_LIMIT_US


def measure(scene: Scene, loads: int, clears: int) -> Judged:
    """Load, judge and clear an entry on the scene's permit, inside the application's context.

    Raises NotCleared.
    """
    loaded: list[Facts] = []
    load = Timing(tuple(time_of(lambda: loaded.append(_facts(scene))) for _ in range(loads + 1))[1:])
    judge = Timing(tuple(time_of(lambda facts=facts: (facts.gas, facts.work)) for facts in loaded))
    facts, now = loaded[-1], wallclock.now()
    told = clear(Action.enter, facts, now)
    if not told.passed:
        raise NotCleared([refusal.code for refusal in told.refusals])
    times = tuple(time_of(lambda: clear(Action.enter, facts, now)) for _ in range(clears))
    return Judged(len(facts.crew), len(facts.work_values), load, judge, Timing(times))


def _facts(scene: Scene) -> Facts:
    """Everything read anew, as for one scan."""
    db.session.rollback()
    session, actor = db.session(), acting(scene.guardian)
    case = Case(session, session.get_one(Permit, scene.permit_id), actor, wallclock.now())
    return facts_of.load(session, case.permit, actor, attempt_of(case, scene.passer_id))
