"""The random spot-check draw (双随机): which jobs are checked and by whom, told by a recorded seed alone.

A job has as many lots as the risk grade of its enterprises gives it. The place of a lot is the SHA-256 of seed and
lot; jobs are taken in the order of their first lots. That is drawing lots one by one with no lot put back, so a job
with twice the lots is twice as likely to come next. Whole numbers and SHA-256 give the same draw on every machine:
whoever holds the record can draw again and must find the same.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.inspection_kinds import DrawFault, RiskGrade
from workflows.limits import Rules

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who may be drawn: the path of the area they serve, the enterprises they declared a relation with."""

    id: str
    area: str
    related: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A job that may be drawn: its area's path, its owner and unit, their higher risk grade; None = never graded."""

    id: str
    area: str
    enterprises: frozenset[str]
    grade: RiskGrade | None


@dataclass(frozen=True, slots=True)
class Order:
    """How the population came about. Nothing of it changes what is drawn; the digest binds it all the same, so that
    nobody can narrow the lists until one job or one officer is left, and not be seen.

    ``area``: path of where the jobs lie. ``work_kinds``: none = all. ``absent``: ids of officers left out, all for
    ``absent_reason``. ``jobs``: all that could be drawn in area and days; ``waiting`` of them have a check already;
    those of the rest that are no candidates were narrowed out.
    """

    area: str
    from_day: date
    until_day: date
    work_kinds: frozenset[str]
    alarmed: bool
    absent: frozenset[str]
    absent_reason: str
    jobs: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Population:
    """Everything a draw depends on beside its seed. ``area`` is the path of the authority that draws.

    ``wanted`` jobs, ``team`` officers for each. ``spare_own_area``: nobody checks the street they serve.
    """

    order: Order

    area: str
    candidates: tuple[Candidate, ...]
    officers: tuple[Officer, ...]
    lots: Mapping[RiskGrade, int]
    wanted: int
    team: int
    spare_own_area: bool


@dataclass(frozen=True, slots=True)
class Team:
    """One drawn job and who checks it, both in the order in which they were drawn."""

    candidate_id: str
    officer_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The result. ``unmanned``: jobs set aside because too few officers are free of a conflict of interest."""

    teams: tuple[Team, ...]
    unmanned: tuple[str, ...]


def lots_by_grade(rules: Rules) -> Mapping[RiskGrade, int]:
    """How many lots each grade has (house rule)."""
    return {
        RiskGrade.a: rules.draw_lots_a,
        RiskGrade.b: rules.draw_lots_b,
        RiskGrade.c: rules.draw_lots_c,
        RiskGrade.d: rules.draw_lots_d,
    }


def higher_risk(grades: Iterable[RiskGrade | None]) -> RiskGrade | None:
    """The highest of several grades; None where one is missing, which counts as the highest."""
    found = list(grades)
    return None if None in found or not found else min(grade for grade in found if grade is not None)


def may_check(officer: Officer, candidate: Candidate, population: Population) -> bool:
    """Whether nothing keeps an officer from this job: no declared relation, and not their own street where spared.

    Who serves the drawing authority's whole area has no own street.
    """
    if officer.related & candidate.enterprises:
        return False
    own = officer.area != population.area and candidate.area.startswith(officer.area)
    return not (population.spare_own_area and own)


def draw(seed: str, population: Population) -> Drawn:
    """Draw jobs by their lots, and for each a team of those who have the fewest checks in this draw, by lot among them.

    Fewer jobs come than wanted where fewer can be manned.
    """
    by_id = sorted(population.candidates, key=lambda one: one.id)
    free = {
        one.id: [officer for officer in population.officers if may_check(officer, one, population)] for one in by_id
    }
    manned = [one for one in by_id if len(free[one.id]) >= population.team]
    drawn = sorted(manned, key=lambda one: _first_lot(seed, one, population.lots))[: population.wanted]
    checks = dict.fromkeys((officer.id for officer in population.officers), 0)
    teams = []
    for candidate in drawn:
        order = by_lot(seed, candidate, free[candidate.id], checks)
        team = tuple(officer.id for officer in order[: population.team])
        for officer_id in team:
            checks[officer_id] += 1
        teams.append(Team(candidate.id, team))
    return Drawn(tuple(teams), tuple(one.id for one in by_id if one not in manned))


def by_lot(seed: str, candidate: Candidate, free: Iterable[Officer], checks: Mapping[str, int]) -> tuple[Officer, ...]:
    """Officers in the order in which they come for a job: who has the fewest checks first, by lot among those."""
    return tuple(sorted(free, key=lambda one: (checks[one.id], _place(seed, "officer", candidate.id, one.id))))


def canonical(population: Population) -> str:
    """The population as one text, the same on every machine: JSON of texts and whole numbers, sorted, in ASCII."""
    return _text(
        {
            "v": _VERSION,
            "area": population.area,
            "candidates": [_candidate_told(one) for one in sorted(population.candidates, key=lambda one: one.id)],
            "officers": [_officer_told(one) for one in sorted(population.officers, key=lambda one: one.id)],
            "lots": {grade.value: lots for grade, lots in population.lots.items()},
            "wanted": population.wanted,
            "team": population.team,
            "spare_own_area": population.spare_own_area,
            "order": _order_told(population.order),
        }
    )


def population_of(text: str) -> Population:
    """The population that ``canonical`` wrote. Raises ValueError for any other text."""
    try:
        told = json.loads(text)
        population = _read(told)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no population of a draw") from error
    if canonical(population) != text or not _countable(population):
        raise ValueError("no population of a draw")
    return population


def digest(text: str) -> str:
    """SHA-256 of a population's text, in hex: what was fixed before the seed was known."""
    return hashlib.sha256(text.encode()).hexdigest()


def result_text(drawn: Drawn) -> str:
    """A result as one text, as ``canonical`` writes a population."""
    teams = [{"job": team.candidate_id, "officers": list(team.officer_ids)} for team in drawn.teams]
    return _text({"v": _VERSION, "teams": teams, "unmanned": list(drawn.unmanned)})


def drawn_of(text: str) -> Drawn:
    """The result that ``result_text`` wrote."""
    told = json.loads(text)
    teams = tuple(Team(team["job"], tuple(team["officers"])) for team in told["teams"])
    return Drawn(teams, tuple(told["unmanned"]))


def fault_of(seed: str, text: str, recorded_digest: str, recorded: str) -> DrawFault | None:
    """What is wrong with a record when it is drawn again; None = the same jobs and the same officers come out.

    ``text`` is the population's, ``recorded`` the result's.
    """
    try:
        population = population_of(text)
    except ValueError:
        return DrawFault.population_unreadable
    if digest(text) != recorded_digest:
        return DrawFault.population_altered
    return None if result_text(draw(seed, population)) == recorded else DrawFault.result_differs


def _countable(population: Population) -> bool:
    """Whether every grade has a lot and the counts are counts; text of another hand may hold anything."""
    counts = (population.wanted, population.team, *population.lots.values())
    return set(population.lots) == set(RiskGrade) and all(type(count) is int and count > 0 for count in counts)


def _first_lot(seed: str, candidate: Candidate, lots: Mapping[RiskGrade, int]) -> str:
    held = lots[candidate.grade or RiskGrade.a]
    return min(_place(seed, "job", candidate.id, str(lot)) for lot in range(held))


def _place(seed: str, *what: str) -> str:
    return hashlib.sha256("|".join((seed, *what)).encode()).hexdigest()


def _text(told: Mapping[str, Any]) -> str:
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _candidate_told(one: Candidate) -> dict[str, object]:
    grade = "" if one.grade is None else one.grade.value
    return {"id": one.id, "area": one.area, "enterprises": sorted(one.enterprises), "grade": grade}


def _order_told(one: Order) -> dict[str, object]:
    return {
        "area": one.area,
        "from_day": one.from_day.isoformat(),
        "until_day": one.until_day.isoformat(),
        "work_kinds": sorted(one.work_kinds),
        "alarmed": one.alarmed,
        "absent": sorted(one.absent),
        "absent_reason": one.absent_reason,
        "jobs": one.jobs,
        "waiting": one.waiting,
    }


def _officer_told(one: Officer) -> dict[str, object]:
    return {"id": one.id, "area": one.area, "related": sorted(one.related)}


def _read(told: Mapping[str, Any]) -> Population:
    return Population(
        order=_order(told["order"]),
        area=told["area"],
        candidates=tuple(_candidates(told["candidates"])),
        officers=tuple(Officer(one["id"], one["area"], frozenset(one["related"])) for one in told["officers"]),
        lots={RiskGrade(grade): lots for grade, lots in told["lots"].items()},
        wanted=told["wanted"],
        team=told["team"],
        spare_own_area=told["spare_own_area"],
    )


def _order(told: Mapping[str, Any]) -> Order:
    return Order(
        area=told["area"],
        from_day=date.fromisoformat(told["from_day"]),
        until_day=date.fromisoformat(told["until_day"]),
        work_kinds=frozenset(told["work_kinds"]),
        alarmed=told["alarmed"],
        absent=frozenset(told["absent"]),
        absent_reason=told["absent_reason"],
        jobs=told["jobs"],
        waiting=told["waiting"],
    )


def _candidates(told: Iterable[Mapping[str, Any]]) -> Iterator[Candidate]:
    for one in told:
        grade = RiskGrade(one["grade"]) if one["grade"] else None
        yield Candidate(one["id"], one["area"], frozenset(one["enterprises"]), grade)
