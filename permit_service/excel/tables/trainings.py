"""培训记录. A result is told by the person, the training's name and the day it was held; it is never changed."""

from permit_service.excel.columns import Column, Table
from permit_service.excel.kinds import Choices, Measure, Moment, Reference, Text
from permit_service.excel.names import Noun
from permit_service.models.choices import LedgerName
from workflows.training_kinds import TrainingTopic

TRAININGS = Table(
    LedgerName.trainings,
    key=("person_id", "title", "held_at"),
    columns=(
        Column("person_id", "姓名", Reference(Noun.person), needed=True, also=("人员", "参训人员", "人员姓名")),
        Column("title", "培训名称", Text(), needed=True, also=("培训内容", "培训班", "期次")),
        Column("held_at", "培训日期", Moment(through=False), needed=True, also=("培训时间",)),
        Column("topics", "培训主题", Choices(TrainingTopic), needed=True, also=("课程",)),
        Column("mark", "成绩", Measure(), also=("考核成绩", "分数")),
        Column("passed_at", "考核合格日期", Moment(through=False), also=("合格日期", "考核日期", "通过日期")),
        Column("valid_until", "有效期至", Moment(through=False), told=True),
    ),
)
