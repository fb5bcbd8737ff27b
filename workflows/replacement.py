"""Who takes the place of a drawn officer that cannot come: told by the same seed and exclusions as the draw itself;
and who was named to go along.

The next one is found among the officers of the recorded population that nothing keeps from the job, leaving out the
team and whoever was replaced in it: those with the fewest checks in the draw as it then stands, by lot among them.
Nobody chooses, so that nobody can be chosen; whoever holds the record finds the same officer.

Whoever is named (an expert, another officer) comes beside the drawn team, never for one of it, and is left out when the
lot is asked again for that job.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from workflows import draw
from workflows.draw import Drawn, Population


@dataclass(frozen=True, slots=True)
class Replacement:
    """In the team of one drawn job an officer came in for one who went out."""

    candidate_id: str
    out_id: str
    in_id: str


@dataclass(frozen=True, slots=True)
class Addition:
    """Somebody was named to go along to one drawn job, after so many replacements of the draw."""

    candidate_id: str
    person_id: str
    after: int


def next_officer(
    seed: str,
    population: Population,
    drawn: Drawn,
    earlier: Sequence[Replacement],
    candidate_id: str,
    named: Collection[str] = (),
) -> str | None:
    """Who comes in next for the job; None where nobody is left. ``earlier``: replacements of the draw, in their order.
    ``named``: who was named for the job by then.

    Raises StopIteration for a job that is not among the candidates.
    """
    candidate = next(one for one in population.candidates if one.id == candidate_id)
    teams = {team.candidate_id: team.officer_ids for team in drawn.teams}
    known = {*teams[candidate_id], *named, *(one.in_id for one in earlier if one.candidate_id == candidate_id)}
    checks = Counter(officer for team in teams.values() for officer in team)
    for one in earlier:
        checks[one.out_id] -= 1
        checks[one.in_id] += 1
    free = [one for one in population.officers if one.id not in known and draw.may_check(one, candidate, population)]
    return next((one.id for one in draw.by_lot(seed, candidate, free, checks)), None)


def sound(
    seed: str, population: Population, drawn: Drawn, kept: Sequence[Replacement], added: Sequence[Addition] = ()
) -> bool:
    """Whether each replacement, in their order, took one of the team out and brought in just who comes next, and
    whoever was ``added`` goes along to a drawn job."""
    teams = {team.candidate_id: set(team.officer_ids) for team in drawn.teams}
    if not {one.candidate_id for one in added} <= set(teams):
        return False
    for place, one in enumerate(kept):
        team = teams.get(one.candidate_id, set())
        if one.out_id not in team:
            return False
        named = named_by(added, one.candidate_id, place)
        if next_officer(seed, population, drawn, kept[:place], one.candidate_id, named) != one.in_id:
            return False
        team.remove(one.out_id)
        team.add(one.in_id)
    return True


def named_by(added: Sequence[Addition], candidate_id: str, replacements: int) -> frozenset[str]:
    """Who was named for a job before the draw's next replacement, so many having come before it; also who was taken
    off again."""
    return frozenset(one.person_id for one in added if one.candidate_id == candidate_id and one.after <= replacements)
