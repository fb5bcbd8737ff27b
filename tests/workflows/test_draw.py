"""The random draw: the same record gives the same draw anywhere, a changed one is found out, lots follow the grades."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from workflows import draw, replacement
from workflows.draw import Candidate, Drawn, Officer, Order, Population, Team
from workflows.inspection_kinds import DrawFault, RiskGrade
from workflows.limits import GB46768
from workflows.replacement import Addition, Replacement

DISTRICT, EAST, WEST = "d/", "d/e/", "d/w/"
SEED = "5eed"
DAY = date(2026, 12, 1)
ORDER = Order(DISTRICT, DAY, DAY, frozenset({"desludging"}), True, frozenset({"officer 9"}), "公差", 9, 2)


def candidate(name: str, area: str = EAST, grade: RiskGrade | None = RiskGrade.b, *enterprises: str) -> Candidate:
    return Candidate(name, area, frozenset(enterprises or (f"firm {name}",)), grade)


def population(
    *candidates: Candidate, officers: tuple[Officer, ...] | None = None, wanted: int = 2, spare: bool = False
) -> Population:
    staff = tuple(Officer(f"officer {number}", DISTRICT) for number in range(4)) if officers is None else officers
    found = candidates or tuple(candidate(f"job {number}") for number in range(5))
    return Population(ORDER, DISTRICT, found, staff, draw.lots_by_grade(GB46768), wanted, 2, spare)


def drawn_jobs(drawn: Drawn) -> list[str]:
    return [team.candidate_id for team in drawn.teams]


def test_a_draw_is_known_by_its_seed_and_does_not_turn_on_the_order_of_the_lists() -> None:
    listed = population()
    turned = replace(listed, candidates=listed.candidates[::-1], officers=listed.officers[::-1])
    first = draw.draw(SEED, listed)
    assert first == draw.draw(SEED, turned)
    assert draw.canonical(listed) == draw.canonical(turned)
    # A vector: whoever writes the same rule anew, in any language, must find just this
    assert first.teams == (
        Team("job 0", ("officer 1", "officer 2")),
        Team("job 1", ("officer 3", "officer 0")),
    )
    assert len({tuple(drawn_jobs(draw.draw(str(seed), listed))) for seed in range(50)}) > 5


def test_a_record_is_drawn_again_and_every_change_is_found_out() -> None:
    listed = population()
    text, drawn = draw.canonical(listed), draw.draw(SEED, listed)
    kept, told = draw.digest(text), draw.result_text(drawn)
    assert draw.drawn_of(told) == drawn
    assert draw.population_of(text) == listed
    assert draw.fault_of(SEED, text, kept, told) is None
    quiet = replace(listed, order=replace(ORDER, absent=frozenset(), absent_reason=""))
    for altered in (replace(listed, wanted=3), quiet):
        assert draw.fault_of(SEED, draw.canonical(altered), kept, told) is DrawFault.population_altered
    assert draw.draw(SEED, quiet) == drawn  # how the lists came about is bound, and changes nothing
    assert draw.fault_of("other", text, kept, told) is DrawFault.result_differs
    swapped = draw.result_text(replace(drawn, teams=drawn.teams[::-1]))
    assert draw.fault_of(SEED, text, kept, swapped) is DrawFault.result_differs
    for unreadable in (
        "",
        "{}",
        "[]",
        "null",
        text.replace('"v":1', '"v":2'),
        text.replace('"wanted":2', '"wanted":"2"'),
    ):
        assert draw.fault_of(SEED, unreadable, kept, told) is DrawFault.population_unreadable


@pytest.mark.parametrize(
    ("officer", "job", "spare", "may"),
    [
        (Officer("o", EAST), candidate("j", EAST), False, True),
        (Officer("o", EAST), candidate("j", EAST), True, False),
        (Officer("o", EAST), candidate("j", f"{EAST}village/"), True, False),
        (Officer("o", f"{EAST}village/"), candidate("j", EAST), True, True),
        (Officer("o", WEST), candidate("j", EAST), True, True),
        (Officer("o", DISTRICT), candidate("j", EAST), True, True),
        (Officer("o", WEST, frozenset({"unit"})), candidate("j", EAST, None, "owner", "unit"), False, False),
        (Officer("o", WEST, frozenset({"other"})), candidate("j", EAST, None, "owner", "unit"), False, True),
    ],
)
def test_who_may_check_what(officer: Officer, job: Candidate, spare: bool, may: bool) -> None:
    assert draw.may_check(officer, job, population(job, officers=(officer,), spare=spare)) is may


def test_a_job_that_too_few_may_check_is_set_aside_and_named() -> None:
    related = Officer("related", DISTRICT, frozenset({"firm held"}))
    listed = population(candidate("free"), candidate("held"), officers=(related, Officer("second", DISTRICT)), wanted=2)
    drawn = draw.draw(SEED, listed)
    assert drawn_jobs(drawn) == ["free"]
    assert drawn.unmanned == ("held",)


def test_checks_are_shared_out_evenly_and_nobody_stands_twice_in_a_team() -> None:
    listed = population(*(candidate(f"job {number}") for number in range(6)), wanted=6)
    for seed in range(20):
        drawn = draw.draw(str(seed), listed)
        assert all(len(set(team.officer_ids)) == listed.team for team in drawn.teams)
        assert set(Counter(one for team in drawn.teams for one in team.officer_ids).values()) == {3}


def test_whoever_cannot_come_is_replaced_by_the_next_of_the_same_draw() -> None:
    listed = population(candidate("job 0"), candidate("job 1"))
    drawn = draw.draw(SEED, listed)
    first = replacement.next_officer(SEED, listed, drawn, (), "job 0")
    assert first is not None
    kept = (Replacement("job 0", drawn.teams[0].officer_ids[0], first),)
    second = replacement.next_officer(SEED, listed, drawn, kept, "job 0")
    assert second is not None
    kept = (*kept, Replacement("job 0", first, second))
    assert {first, second} == {"officer 0", "officer 3"}  # nobody of the team, and nobody twice
    assert replacement.next_officer(SEED, listed, drawn, kept, "job 0") is None
    assert replacement.sound(SEED, listed, drawn, kept)
    picked = (Replacement("job 0", drawn.teams[0].officer_ids[0], second),)
    of_nobody = (Replacement("job 0", "officer 9", first),)
    for altered in (picked, of_nobody, kept[::-1], (Replacement("job 9", "officer 0", first),)):
        assert not replacement.sound(SEED, listed, drawn, altered)
    named = (Addition("job 0", first, 0),)  # the lot passes over whoever goes along already
    assert replacement.next_officer(SEED, listed, drawn, (), "job 0", [first]) == second
    after = (Replacement("job 0", drawn.teams[0].officer_ids[0], second),)
    assert replacement.sound(SEED, listed, drawn, after, named)
    assert not replacement.sound(SEED, listed, drawn, kept, named)
    assert not replacement.sound(SEED, listed, drawn, after, (Addition("job 0", first, 1),))
    assert not replacement.sound(SEED, listed, drawn, (), (Addition("job 9", first, 0),))
    keeping = replace(
        listed, officers=tuple(replace(one, related=frozenset({"firm job 0"})) for one in listed.officers)
    )
    assert replacement.next_officer(SEED, keeping, drawn, (), "job 0") is None


def test_the_next_officer_is_who_has_the_fewest_checks() -> None:
    listed = replace(population(wanted=3), team=1)
    drawn = draw.draw(SEED, listed)
    busy = {team.officer_ids[0] for team in drawn.teams}
    (idle,) = {one.id for one in listed.officers} - busy
    assert replacement.next_officer(SEED, listed, drawn, (), drawn.teams[0].candidate_id) == idle


def test_jobs_come_as_often_as_their_lots_say() -> None:
    """First of two with 8 and 2 lots in eight of ten draws; 1000 seeds keep within four standard deviations."""
    listed = population(candidate("high", EAST, RiskGrade.a), candidate("low", EAST, RiskGrade.c), wanted=1)
    high = sum(drawn_jobs(draw.draw(str(seed), listed)) == ["high"] for seed in range(1000))
    assert 749 <= high <= 851


def test_an_ungraded_enterprise_counts_as_the_highest_risk() -> None:
    ungraded, graded = population(candidate("j", EAST, None)), population(candidate("j", EAST, RiskGrade.a))
    assert draw.draw(SEED, ungraded) == draw.draw(SEED, graded)
    assert draw.higher_risk([RiskGrade.c, None]) is None
    assert draw.higher_risk([]) is None
    assert draw.higher_risk([RiskGrade.c, RiskGrade.b, RiskGrade.d]) is RiskGrade.b
