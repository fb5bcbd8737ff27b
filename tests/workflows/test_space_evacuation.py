"""Who ends an evacuation that belongs to no permit, and what stands against it."""

from dataclasses import replace

import pytest

from workflows.space_evacuation import Found, LiftFault, fault, under_way
from workflows.vocabulary import Status

EMPTY = Found(lifted=False, work_under_way=False, inside=0, headcount_differs=False)


def test_an_empty_space_without_work_is_opened_again() -> None:
    assert fault(EMPTY) is None


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (replace(EMPTY, lifted=True), LiftFault.ended),
        (replace(EMPTY, work_under_way=True), LiftFault.work_under_way),
        (replace(EMPTY, inside=1), LiftFault.people_inside),
        (replace(EMPTY, headcount_differs=True), LiftFault.headcount_differs),
        (replace(EMPTY, inside=1, headcount_differs=True, work_under_way=True), LiftFault.work_under_way),
    ],
)
def test_what_stands_against_it(found: Found, told: LiftFault) -> None:
    assert fault(found) is told


def test_work_is_under_way_where_somebody_is_at_the_mouth() -> None:
    assert {status for status in Status if under_way(status, guarded=False)} == {
        Status.active,
        Status.suspended,
        Status.finished,
    }
    assert under_way(Status.approved, guarded=True)
