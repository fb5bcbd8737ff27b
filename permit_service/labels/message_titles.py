"""What each hand-over is called, apart from its sentence, which needs these words to be filled in."""

from enum import StrEnum

from permit_service.models.choices import MessageKind

TITLES: dict[StrEnum, str] = {
    MessageKind.filing_submitted: "收到报备",
    MessageKind.filing_resubmitted: "报备已补正",
    MessageKind.filing_amended: "报备有变更",
    MessageKind.filing_returned: "报备被退回",
    MessageKind.filing_deadline_near: "报备快到期限",
    MessageKind.late_allowed: "迟报已同意",
    MessageKind.late_refused: "迟报未同意",
    MessageKind.emergency_declared: "抢修报备",
    MessageKind.street_training_set: "街道培训已安排",
    MessageKind.stop_imposed: "要求停止作业",
    MessageKind.stop_lifted: "停止要求已解除",
    MessageKind.signature_wanted: "等您签字",
    MessageKind.draw_result: "抽查抽中",
}
