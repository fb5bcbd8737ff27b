"""``of``: the Chinese word of any member of a closed list."""

from enum import StrEnum

from permit_service.labels import (
    events,
    inspection_words,
    office_words,
    record_words,
    rule_words,
    site_words,
    step_words,
    training_words,
)
from permit_service.labels.codes_on_paper import BADGE_WORDS, DOCUMENT_WORDS, KIND_WORDS, STAGE_WORDS
from qr.claims import Kind
from qr.keys import DocumentKind
from qr.stages import Stage
from workflows.afterwards import LatePoint
from workflows.codes import Nature
from workflows.kinds import Gas
from workflows.limits import LimitKind
from workflows.offline import Doubt
from workflows.offline_facts import BadgeState
from workflows.points import Level, PointFault
from workflows.sources import Document
from workflows.suspicion import Suspicion
from workflows.verdict import GateState
from workflows.watches import DueKind

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    **rule_words.WORDS,
    **site_words.WORDS,
    **record_words.WORDS,
    **step_words.WORDS,
    **events.WORDS,
    **training_words.WORDS,
    **inspection_words.WORDS,
    **office_words.WORDS,
    GateState: {
        GateState.passed: "已满足",
        GateState.refused: "未满足",
        GateState.unknown: "无法判断",
        GateState.not_applicable: "不涉及",
    },
    Nature: {
        Nature.todo: "待办",
        Nature.forbidden: "禁止",
    },
    Document: {
        Document.O13: "《工贸企业有限空间作业安全规定》",
        Document.G46: "《有限空间作业安全技术规范》",
        Document.G30: "《危险化学品企业特殊作业安全规范》",
        Document.AQ: "《特殊作业审批与作业过程管理》",
        Document.GBZ: "《工作场所有害因素职业接触限值》",
    },
    DueKind: {
        DueKind.evacuate: "撤离",
        DueKind.suspend: "中断",
        DueKind.expire: "到期",
        DueKind.alarm: "报警",
    },
    LimitKind: {
        LimitKind.mac: "最高容许浓度",
        LimitKind.stel: "短时间接触容许浓度",
        LimitKind.twa: "时间加权平均容许浓度",
    },
    Doubt: {
        Doubt.snapshot_missing: "没有放行单",
        Doubt.snapshot_foreign: "放行单属于别的手机或账号",
        Doubt.not_lead: "放行权在另一部手机",
        Doubt.clock_disputed: "手机时间对不上",
        Doubt.snapshot_stale: "放行单过期",
        Doubt.revocations_stale: "作废码清单太旧",
        Doubt.key_unknown: "不认识签发密钥",
        Doubt.unnamed_inside: "里面有没记名的人",
        Doubt.undecided: "系统当时也不能判断",
        Doubt.entrant_lapsed: "个人条件到时间",
    },
    Suspicion: {
        Suspicion.values_repeated: "读数连续几次完全一样",
        Suspicion.points_too_fast: "和别的点隔得太近，检测仪来不及反应",
        Suspicion.detector_elsewhere: "这台检测仪几分钟内在别处用过",
    },
    Level: {Level.top: "上", Level.middle: "中", Level.bottom: "下"},
    LatePoint: {
        LatePoint.before_opening: "那时空间还没有打开，不能作为检测",
        LatePoint.after_window: "那时作业时间已过，不能作为检测",
    },
    PointFault: {
        PointFault.too_few: "点数太少",
        PointFault.top_missing: "缺上部的点",
        PointFault.bottom_missing: "缺底部的点",
        PointFault.gap_too_wide: "两点隔得太远",
        PointFault.near_missing: "缺近端的点",
        PointFault.far_missing: "缺远端的点",
    },
    Kind: KIND_WORDS,
    DocumentKind: DOCUMENT_WORDS,
    BadgeState: BADGE_WORDS,
    Stage: STAGE_WORDS,
}


def of(member: StrEnum) -> str:
    """The word for ``member``. Raises KeyError for a list that has no words, which a test rules out."""
    return WORDS[type(member)][member]


def short(member: StrEnum) -> str:
    """The word for ``member`` beside a value: a gas by its formula alone, anything else as in full."""
    return site_words.FORMULAS[member] if isinstance(member, Gas) else of(member)
