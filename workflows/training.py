"""The yearly special training: until when it holds, what an examination asks and who passed (O13 9; G46 4.4)."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from workflows.limits import Rules
from workflows.training_kinds import ALL_TOPICS, Lack, PracticalItem, TrainingTopic

FULL_MARK = 100
_NETWORK_DELAY = timedelta(seconds=60)
"""A paper handed in as its time ran out may travel this long (house rule)."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A passed training that was not called back: what it covered, and until when it holds."""

    topics: frozenset[TrainingTopic]
    until: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """A question as drawing and marking need it: the numbers of its right options, from 0."""

    id: str
    topic: TrainingTopic
    right: frozenset[int]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody has come in one training."""

    attended: bool
    exam_passed: bool
    practical_needed: bool
    practical_passed: bool


def trained_until(passed: Iterable[Passed]) -> datetime | None:
    """The moment until which all seven topics hold, each by its latest training; None while one is missing (G46 4.4).

    A training of some topics alone therefore makes nobody trained, and two that share them out do.
    """
    latest = _latest(passed)
    return min(latest.values()) if latest.keys() == ALL_TOPICS else None


def topics_missing(passed: Iterable[Passed], now: datetime) -> tuple[TrainingTopic, ...]:
    """The topics of G46 4.4 in which nothing holds at ``now``, in the order of the standard."""
    latest = _latest(passed)
    return tuple(topic for topic in TrainingTopic if topic not in latest or now >= latest[topic])


def draw(seed: str, bank: Iterable[Question], topics: Collection[TrainingTopic], per_topic: int) -> tuple[str, ...]:
    """The ids of a random paper: ``per_topic`` questions of each topic, in random order.

    The same seed and bank give the same paper on any machine, so that a drawing can be checked afterwards. A topic
    with too few questions gives what it has: see :func:`topics_short`.
    """
    shuffled = sorted(bank, key=lambda question: _shuffle(seed, question.id))
    taken = [
        question
        for topic in topics
        for question in [question for question in shuffled if question.topic is topic][:per_topic]
    ]
    return tuple(question.id for question in sorted(taken, key=lambda question: _shuffle(f"{seed} order", question.id)))


def topics_short(
    bank: Iterable[Question], topics: Collection[TrainingTopic], per_topic: int
) -> tuple[TrainingTopic, ...]:
    """Topics with fewer than ``per_topic`` questions, of which no paper may be drawn."""
    held = [question.topic for question in bank]
    return tuple(topic for topic in TrainingTopic if topic in topics and held.count(topic) < per_topic)


def mark_of(right: int, asked: int) -> Decimal:
    """Marks out of 100 for ``right`` of ``asked`` questions, to one place, rounded down: never up to a pass."""
    return Decimal(right * FULL_MARK * 10 // asked) / 10


def paper_passed(mark: Decimal, pass_mark: int, handed_in: datetime, due: datetime) -> bool:
    """Whether a paper reached the pass mark within its time."""
    return mark >= pass_mark and handed_in <= due + _NETWORK_DELAY


def practical_passed(shown: Mapping[PracticalItem, bool | None]) -> bool:
    """Whether every item was answered and none shown wrongly; None is 不涉及, and not everything can be that."""
    return shown.keys() == set(PracticalItem) and False not in shown.values() and True in shown.values()


def tries_left(tried: int, rules: Rules) -> int:
    """How many more papers somebody may draw in one training: the first, and the retakes (补考)."""
    return max(0, rules.exam_tries - tried)


def lacks(progress: Progress) -> tuple[Lack, ...]:
    """What still stands between somebody and a pass: attendance, examination, practical (O13 9: 考核合格)."""
    found = []
    if not progress.attended:
        found.append(Lack.attendance)
    if not progress.exam_passed:
        found.append(Lack.examination)
    if progress.practical_needed and not progress.practical_passed:
        found.append(Lack.practical)
    return tuple(found)


def _latest(passed: Iterable[Passed]) -> dict[TrainingTopic, datetime]:
    latest: dict[TrainingTopic, datetime] = {}
    for one in passed:
        for topic in one.topics:
            latest[topic] = max(one.until, latest.get(topic, one.until))
    return latest


def _shuffle(seed: str, question_id: str) -> str:
    """A place in a random order that depends on nothing but seed and question, unlike ``random`` over versions."""
    return hashlib.sha256(f"{seed}|{question_id}".encode()).hexdigest()
