"""Sentences of messages, each from the most telling to the bare one."""

from collections.abc import Mapping
from types import MappingProxyType

from permit_service.labels.message_titles import TITLES
from permit_service.labels.phrases import fill
from permit_service.models.choices import MessageKind

#: The head of a letter.
SUBJECT = "准入：{title}"

#: The last sentence of each needs no fact.
TEXTS: Mapping[MessageKind, tuple[str, ...]] = MappingProxyType(
    {
        MessageKind.filing_submitted: (
            "{unit}迟报{place}的作业，{start_at} 开工，报备号 {number}，原因：{late_reason}。请批复。",
            "{unit}报备{place}的作业，{start_at} 开工，报备号 {number}。",
            "有一份新的报备，请受理。",
        ),
        MessageKind.filing_resubmitted: (
            "{unit}补正了{place}的报备，{start_at} 开工，报备号 {number}。",
            "退回的报备已补正，请受理。",
        ),
        MessageKind.filing_amended: (
            "{unit}改了{place}的报备 {number}：{fields:field}。",
            "报备交了以后有变更，请看变更。",
        ),
        MessageKind.filing_returned: (
            "{place}的报备 {number} 被退回，请补正{fields:field}。原因：{reason}。",
            "报备被退回，补正后才能进入。",
        ),
        MessageKind.filing_deadline_near: (
            "{place}的作业 {start_at} 开工，最迟 {latest} 前提交报备，现在还没有提交。",
            "有作业还没有报备，期限快到了。",
        ),
        MessageKind.late_allowed: ("{place}的迟报 {number} 已同意。{reason}。", "迟报已同意。"),
        MessageKind.late_refused: ("{place}的迟报 {number} 未同意，不能进入。{reason}。", "迟报未同意，不能进入。"),
        MessageKind.emergency_declared: (
            "{unit}在{place}抢修，{category:EmergencyCategory}：{reason}。报备号 {number}。",
            "有一份抢修报备，请核对。",
        ),
        MessageKind.street_training_set: (
            "{place}的作业，街道培训定在 {scheduled_at}，{room}，请带齐人员。",
            "{place}的作业，街道培训定在 {scheduled_at}，请带齐人员。",
            "街道培训已安排，请看报备。",
        ),
        MessageKind.stop_imposed: (
            "{target}：{stop:StopKind}。原因：{reason}。里面的人马上撤出，解除前任何人不得进入。",
            "作业被要求停止，里面的人马上撤出，解除前任何人不得进入。",
        ),
        MessageKind.stop_lifted: ("{target}：停止要求已解除。{reason}。", "停止要求已解除。"),
        MessageKind.signature_wanted: (
            "{place}的审批单 {number}，{window_start} 开工，轮到您以{part:Part}身份签字。",
            "有一张审批单轮到您签字。",
        ),
        MessageKind.draw_result: (
            "{place}的作业被抽中检查，由您去查，检查单 {number}。检查前不告知企业。",
            "有作业被抽中，由您去检查。",
        ),
    }
)

NOT_SENT = "邮件没有送到"
ALL_READ = "全部标为已读了。"
EMAIL_SET = "邮箱已保存，以后的消息同时发到这里。"
EMAIL_CLEARED = "邮箱已清除，以后的消息只在这里看。"


def told(kind: MessageKind, facts: Mapping[str, str]) -> tuple[str, str]:
    """A message's title and sentence."""
    return TITLES[kind], fill(TEXTS[kind], facts, {})
