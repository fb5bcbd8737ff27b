"""Who takes the place of a drawn officer that cannot come: told by the same seed and exclusions as the draw itself.

The next one is found among the officers of the recorded population that nothing keeps from the job, leaving out the
team and whoever was replaced in it: those with the fewest checks in the draw as it then stands, by lot among them.
Nobody chooses, so that nobody can be chosen; whoever holds the record finds the same officer.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workflows import draw
from workflows.draw import Drawn, Population


@dataclass(frozen=True, slots=True)
class Replacement:
    """In the team of one drawn job an officer came in for one who went out."""

    candidate_id: str
    out_id: str
    in_id: str


def next_officer(
    seed: str, population: Population, drawn: Drawn, earlier: Sequence[Replacement], candidate_id: str
) -> str | None:
    """Who comes in next for the job; None where nobody is left. ``earlier``: replacements of the draw, in their order.

    Raises StopIteration for a job that is not among the candidates.
    """
    candidate = next(one for one in population.candidates if one.id == candidate_id)
    teams = {team.candidate_id: team.officer_ids for team in drawn.teams}
    known = {*teams[candidate_id], *(one.in_id for one in earlier if one.candidate_id == candidate_id)}
    checks = Counter(officer for team in teams.values() for officer in team)
    for one in earlier:
        checks[one.out_id] -= 1
        checks[one.in_id] += 1
    free = [one for one in population.officers if one.id not in known and draw.may_check(one, candidate, population)]
    return next((one.id for one in draw.by_lot(seed, candidate, free, checks)), None)


def sound(seed: str, population: Population, drawn: Drawn, kept: Sequence[Replacement]) -> bool:
    """Whether each replacement, in their order, took one of the team out and brought in just who comes next."""
    teams = {team.candidate_id: set(team.officer_ids) for team in drawn.teams}
    for place, one in enumerate(kept):
        team = teams.get(one.candidate_id, set())
        if one.out_id not in team:
            return False
        if next_officer(seed, population, drawn, kept[:place], one.candidate_id) != one.in_id:
            return False
        team.remove(one.out_id)
        team.add(one.in_id)
    return True
