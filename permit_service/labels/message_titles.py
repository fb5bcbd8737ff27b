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
    MessageKind.filing_withdrawn: "报备已撤回",
    MessageKind.filing_lapsed: "报备已失效",
    MessageKind.street_training_waived: "街道培训已免",
    MessageKind.job_abandoned: "作业已放弃",
    MessageKind.permit_approved: "审批完成",
    MessageKind.permit_sent_back: "审批单退回修改",
    MessageKind.permit_withdrawn: "审批单已撤回",
    MessageKind.permit_rejected: "审批单不同意",
    MessageKind.permit_cancelled: "审批单已取消",
    MessageKind.permit_revoked: "审批单已作废",
    MessageKind.permit_expired: "审批单已过期",
    MessageKind.closing_wanted: "等您签字关闭",
    MessageKind.extra_approval_wanted: "等加签",
    MessageKind.crew_change_wanted: "换人等您签字",
    MessageKind.crew_change_signed: "换人已签字",
    MessageKind.crew_changed: "人员已变更",
    MessageKind.crew_change_abandoned: "换人已放弃",
    MessageKind.link_wanted: "交叉作业等您签字",
    MessageKind.link_signed: "交叉作业已签",
    MessageKind.findings_written: "检查发现问题",
    MessageKind.unfiled_found: "发现未报备作业",
}
