"""Words for ``qr``: what a code or a signed document stands for, and why a code is refused, as read out by phone."""

from enum import StrEnum

from qr.claims import Kind
from qr.keys import DocumentKind
from qr.stages import Stage
from workflows.offline_facts import BadgeState

KIND_WORDS: dict[StrEnum, str] = {
    Kind.permit: "审批单",
    Kind.plate: "空间标牌",
    Kind.badge: "工牌",
    Kind.training: "培训证明",
    Kind.exam: "考试入口",
}

DOCUMENT_WORDS: dict[StrEnum, str] = {
    DocumentKind.snapshot: "离线放行单",
}

BADGE_WORDS: dict[StrEnum, str] = {
    BadgeState.valid: "有效",
    BadgeState.broken: "码不完整",
    BadgeState.forged: "签名不对",
    BadgeState.unknown_key: "不认识签发密钥",
    BadgeState.not_a_badge: "不是工牌",
    BadgeState.not_yet_valid: "还没有生效",
    BadgeState.expired: "已过期",
}

STAGE_WORDS: dict[StrEnum, str] = {
    Stage.text: "不是本系统的码",
    Stage.base32: "码里有认不出的字符",
    Stage.character: "编号里有认不出的字符",
    Stage.length: "码不完整，或和别的内容连在一起",
    Stage.check: "编号输错了",
    Stage.version: "码的版本认不出",
    Stage.kind_unknown: "码的类型认不出",
    Stage.path: "码和它的网址对不上",
    Stage.window: "码的有效期不对",
    Stage.key: "签发的密钥认不出",
    Stage.malleated: "签名被改过",
    Stage.signature: "签名不对",
    Stage.kind: "码的类型不是这一步要的",
    Stage.revoked: "码已作废",
    Stage.not_yet: "码还没有生效",
    Stage.expired: "码已过期",
}
