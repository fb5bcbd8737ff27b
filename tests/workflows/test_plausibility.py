"""Clues: each pattern just at its measure and just short of it, and nothing on ordinary work."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from workflows.clue_facts import Attended, Evidence, GasRecord, Post, Ref, Signed, Thing, ToxicSpaces, Unclosed
from workflows.gas_facts import Value
from workflows.kinds import Gas, Unit
from workflows.limits import GB46768
from workflows.plausibility import DEFAULT, Clue, Pattern, clues
from workflows.suspicion import Shown

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
WELL, TANK = Ref(Thing.space, "s1", "样例井"), Ref(Thing.space, "s2", "样例罐")
GUARDIAN, DETECTOR = Ref(Thing.person, "g", "王样例"), Ref(Thing.equipment, "d", "JC-02")
FIRM, LESSON = Ref(Thing.enterprise, "e", "样例厂"), Ref(Thing.training, "t", "样例培训")


def permit(number: int = 1) -> Ref:
    return Ref(Thing.permit, f"p{number}", f"P-{number}")


PERMIT = permit()


def person(number: int) -> Ref:
    return Ref(Thing.person, f"w{number}", f"样例{number}")


def found(**evidence: Sequence[object]) -> list[Clue]:
    return list(clues(Evidence(**evidence), GB46768, NOW))  # type: ignore[arg-type]


def patterns(**evidence: Sequence[object]) -> list[Pattern]:
    return [clue.pattern for clue in found(**evidence)]


def gas(at: datetime, amount: str = "3", permit_: Ref = PERMIT, space: Ref = WELL, o2: str = "20.9") -> GasRecord:
    values = {Value(Gas.h2s, Decimal(amount), Unit.ppm), Value(Gas.o2, Decimal(o2), Unit.vol)}
    return GasRecord(permit_, space, DETECTOR, Shown(at, frozenset(values)))


def test_seven_signatures_in_twenty_seconds() -> None:
    seven = [Signed(NOW + SECOND * at, permit(), person(at)) for at in (0, 2, 5, 9, 11, 16, 20)]
    (clue,) = found(signed=seven)
    assert (clue.pattern, clue.since, clue.until) == (Pattern.signatures_at_once, NOW, NOW + timedelta(seconds=20))
    assert clue.things[0] == permit()
    assert set(clue.things[1:]) == {one.signer for one in seven}
    assert clue.facts == {"count": "7", "seconds": "20"}
    assert found(signed=seven[:6]) == []
    assert found(signed=[*seven[:6], replace(seven[6], at=NOW + timedelta(seconds=20, milliseconds=1))]) == []


def test_one_hand_on_seven_permits_and_one_run_told_once() -> None:
    hand = [Signed(NOW + SECOND * n, permit(n), person(1)) for n in range(7)]
    (clue,) = found(signed=hand)
    assert clue.things[0] == person(1)
    assert len(found(signed=[Signed(NOW + SECOND * n, permit(), person(1)) for n in range(8)])) == 1
    assert len(found(signed=[*hand, *(replace(one, at=one.at + MINUTE) for one in hand)])) == 2
    assert found(signed=[replace(one, signer=None) for one in hand]) == []


def test_gas_records_are_held_against_the_measures_of_the_record_itself() -> None:
    alike = [gas(NOW + 15 * MINUTE * n) for n in range(3)]
    (clue,) = found(gas=alike)
    assert (clue.pattern, clue.things) == (Pattern.values_repeated, (permit(), DETECTOR, WELL))
    assert found(gas=alike[:2]) == []
    assert found(gas=[gas(NOW + 15 * MINUTE * n, amount="0") for n in range(9)]) == [], "clean air is always the same"
    assert patterns(gas=[gas(NOW + 15 * MINUTE * n, amount="0", o2="20.3") for n in range(3)]) == [
        Pattern.values_repeated
    ]


def test_a_detector_in_two_places() -> None:
    apart = [gas(NOW, "0"), gas(NOW + 4 * MINUTE, "0", permit(2), TANK)]
    assert patterns(gas=apart) == [Pattern.detector_in_two_places] * 2, "each permit's page leads to it"
    assert found(gas=[apart[0], replace(apart[1], shown=replace(apart[1].shown, at=NOW + 5 * MINUTE))]) == []
    assert found(gas=[apart[0], replace(apart[1], space=WELL)]) == []
    assert found(gas=[replace(one, detector=None) for one in apart]) == []


@pytest.mark.parametrize(
    ("until", "second_at", "space", "clear"),
    [
        (None, -MINUTE, TANK, False),
        (-10 * MINUTE, -9 * MINUTE, TANK, False),
        (-10 * MINUTE, -8 * MINUTE, TANK, True),
        (None, -MINUTE, WELL, True),
    ],
)
def test_a_guardian_on_two_sites(until: timedelta | None, second_at: timedelta, space: Ref, clear: bool) -> None:
    left = None if until is None else NOW + until
    first = Post(GUARDIAN, WELL, permit(), NOW - timedelta(hours=1), left)
    second = Post(GUARDIAN, space, permit(2), NOW + second_at, None)
    assert patterns(posts=[second, first]) == ([] if clear else [Pattern.guardian_in_two_places])
    assert patterns(posts=[first, replace(second, guardian=person(2))]) == []


def test_a_crowd_trained_at_one_minute() -> None:
    forty = [Attended(NOW + SECOND * n, LESSON) for n in range(40)]
    assert patterns(attended=forty) == [Pattern.crowd_trained_at_once]
    assert patterns(attended=forty[1:]) == []
    assert patterns(attended=[Attended(NOW + 2 * SECOND * n, LESSON) for n in range(60)]) == []


def test_spaces_that_poison_and_no_permit() -> None:
    known = ToxicSpaces(FIRM, 3, NOW - DEFAULT.idle, None)
    (clue,) = found(toxic_spaces=[known])
    assert (clue.pattern, clue.things, clue.facts) == (
        Pattern.spaces_never_worked_in,
        (FIRM,),
        {"spaces": "3", "days": "183"},
    )
    assert found(toxic_spaces=[replace(known, known_since=known.known_since + SECOND)]) == []
    assert found(toxic_spaces=[replace(known, last_permit_at=NOW - 100 * timedelta(days=1))]) == []
    assert patterns(toxic_spaces=[replace(known, last_permit_at=NOW - DEFAULT.idle)]) == [
        Pattern.spaces_never_worked_in
    ]


def test_a_permit_never_closed() -> None:
    open_still = Unclosed(permit(), WELL, NOW - DEFAULT.unclosed)
    assert patterns(unclosed=[open_still]) == [Pattern.permit_never_closed]
    assert patterns(unclosed=[replace(open_still, window_end=open_still.window_end + SECOND)]) == []


def test_the_newest_clue_stands_first() -> None:
    old = Unclosed(permit(), WELL, NOW - timedelta(days=9))
    forty = [Attended(NOW - timedelta(days=1), LESSON)] * 40
    assert patterns(attended=forty, unclosed=[old]) == [Pattern.permit_never_closed, Pattern.crowd_trained_at_once]
