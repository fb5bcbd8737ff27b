"""What stands beside somebody who may be named: until when training holds, or the whole reason why not."""

import uuid
from datetime import datetime, timedelta

import pytest
from pieces import PLANNED

from permit_service.models.people import Person
from permit_service.queries.candidates import Candidate
from permit_service.queries.people import PersonEntry
from permit_service.web.people import standing_of
from permit_service.web.people_rows import person_row
from workflows.training_kinds import TrainingTopic

DAY = timedelta(days=1)
EVERY, TWO = tuple(TrainingTopic), (TrainingTopic.law, TrainingTopic.emergency)


@pytest.mark.parametrize(
    ("days", "trained", "missing", "state", "word"),
    [
        (None, False, EVERY, "warn", "没有培训合格记录"),
        (None, False, TWO, "warn", "培训还缺 法律法规和标准、应急处置和救援"),
        (-1, False, TWO, "warn", "培训 2026-11-23 到期，重新培训合格才能作业"),
        (2, False, (), "warn", "培训 2026-11-26 到期，早于作业结束"),
        (30, True, (), "safe", "培训至 2026-12-24"),
    ],
)
def test_the_reason_is_told_whole(
    days: int | None, trained: bool, missing: tuple[TrainingTopic, ...], state: str, word: str
) -> None:
    until = None if days is None else PLANNED + days * DAY
    firm = uuid.uuid4()
    one = Candidate(uuid.uuid4(), "张样例", "经理", firm, "样例厂", True, until, trained, missing)
    row = person_row(one, PLANNED)
    assert (row["state"], row["word"], row["name"]) == (state, word, "张样例（主要负责人）")


@pytest.mark.parametrize(
    ("firm", "trained_until", "state", "word"),
    [
        (None, None, "none", "不要求"),  # an officer enters no space
        (None, PLANNED + DAY, "safe", "培训至"),
        (uuid.uuid4(), None, "warn", "没有培训合格记录"),
    ],
)
def test_only_those_of_a_firm_lack_a_training(
    firm: uuid.UUID | None, trained_until: datetime | None, state: str, word: str
) -> None:
    entry = PersonEntry(Person(name="样例", enterprise_id=firm), None, trained_until, "样例街道")
    told = standing_of(entry, PLANNED)
    assert (told.state, word in told.word) == (state, True)
