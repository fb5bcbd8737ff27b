"""The yearly training: until when it holds, how papers are drawn and marked, what a pass takes."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from workflows.limits import GB46768
from workflows.training import (
    Passed,
    Progress,
    Question,
    draw,
    lacks,
    mark_of,
    paper_passed,
    practical_passed,
    topics_missing,
    topics_short,
    trained_until,
    tries_left,
)
from workflows.training_kinds import ALL_TOPICS, Lack, PracticalItem, TrainingTopic

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
DAY = timedelta(days=1)
BANK = [Question(f"{topic}-{number}", topic, frozenset({0})) for topic in TrainingTopic for number in range(5)]
SOME = frozenset({TrainingTopic.law, TrainingTopic.emergency})


def test_training_holds_until_the_first_of_the_seven_topics_lapses() -> None:
    old, new = Passed(ALL_TOPICS, NOW + DAY), Passed(SOME, NOW + 9 * DAY)
    assert trained_until([old, new]) == NOW + DAY
    assert trained_until([old, Passed(ALL_TOPICS, NOW + 9 * DAY)]) == NOW + 9 * DAY


def test_some_topics_alone_make_nobody_trained_and_two_trainings_share_them_out() -> None:
    rest = Passed(ALL_TOPICS - SOME, NOW + 2 * DAY)
    assert trained_until([Passed(SOME, NOW + DAY)]) is None
    assert trained_until([Passed(SOME, NOW + DAY), rest]) == NOW + DAY
    assert trained_until([]) is None


def test_topics_that_do_not_hold_are_named_in_the_order_of_the_standard() -> None:
    held = [Passed(ALL_TOPICS - SOME, NOW + DAY), Passed(SOME, NOW)]
    assert topics_missing(held, NOW) == (TrainingTopic.law, TrainingTopic.emergency)
    assert topics_missing([Passed(ALL_TOPICS, NOW + DAY)], NOW) == ()


def test_a_drawing_can_be_repeated_by_its_seed_whatever_order_the_bank_comes_in() -> None:
    drawn = draw("seed", BANK, ALL_TOPICS, 2)
    assert drawn == draw("seed", list(reversed(BANK)), ALL_TOPICS, 2)
    assert Counter(question.partition("-")[0] for question in drawn) == dict.fromkeys(TrainingTopic, 2)
    assert len(set(drawn)) == len(drawn) == 14


def test_other_seeds_draw_other_papers_in_other_orders() -> None:
    papers = {draw(f"seed {number}", BANK, ALL_TOPICS, 2) for number in range(20)}
    assert len(papers) == 20
    assert {question for paper in papers for question in paper} == {question.id for question in BANK}


def test_only_the_topics_of_the_training_are_asked() -> None:
    assert {question.partition("-")[0] for question in draw("seed", BANK, SOME, 3)} == set(SOME)


def test_a_topic_with_too_few_questions_is_named() -> None:
    thin = [question for question in BANK if question.id != "law-0"]
    assert topics_short(thin, SOME, 5) == (TrainingTopic.law,)
    assert topics_short(thin, ALL_TOPICS - SOME, 5) == ()


@pytest.mark.parametrize(("right", "asked", "mark"), [(0, 14, "0"), (11, 14, "78.5"), (14, 14, "100"), (2, 3, "66.6")])
def test_marks_are_never_rounded_up_to_a_pass(right: int, asked: int, mark: str) -> None:
    assert mark_of(right, asked) == Decimal(mark)


@pytest.mark.parametrize(
    ("mark", "late_s", "passed"), [("80", 0, True), ("79.9", 0, False), ("100", 60, True), ("100", 61, False)]
)
def test_a_paper_passes_by_its_mark_and_within_its_time(mark: str, late_s: int, passed: bool) -> None:
    assert paper_passed(Decimal(mark), 80, NOW + timedelta(seconds=late_s), NOW) is passed


def test_a_practical_check_is_whole_and_without_a_fault() -> None:
    good: dict[PracticalItem, bool | None] = dict.fromkeys(PracticalItem, True)
    assert practical_passed(good)
    assert practical_passed(good | {PracticalItem.breathing: None})
    assert not practical_passed(good | {PracticalItem.rescue: False})
    assert not practical_passed({item: True for item in PracticalItem if item is not PracticalItem.rescue})
    assert not practical_passed(dict.fromkeys(PracticalItem, None))


def test_three_tries() -> None:
    assert [tries_left(tried, GB46768) for tried in range(5)] == [3, 2, 1, 0, 0]


@pytest.mark.parametrize(
    ("progress", "lacking"),
    [
        (Progress(True, True, True, True), ()),
        (Progress(True, True, False, False), ()),
        (Progress(True, True, True, False), (Lack.practical,)),
        (Progress(False, False, True, False), (Lack.attendance, Lack.examination, Lack.practical)),
        (Progress(False, True, False, False), (Lack.attendance,)),
    ],
)
def test_a_pass_takes_attendance_examination_and_what_else_was_set(
    progress: Progress, lacking: tuple[Lack, ...]
) -> None:
    assert lacks(progress) == lacking
