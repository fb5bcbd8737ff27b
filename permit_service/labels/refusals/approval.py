"""Signatures that make a permit and what stands behind it: agreements, plans, drills (R08-R10, R12, R36, R49, R50)."""

from permit_service.labels.phrases import text
from workflows.codes import Code

TEXTS = {
    Code.approver_not_authorised: text(
        "有中毒、窒息风险，只能由主要负责人或其书面委托的人审批。",
        do="转请主要负责人审批，或先上传书面委托书。",
    ),
    Code.delegation_lapsed: text(
        "书面委托只在 {since} 至 {until} 有效。",
        "书面委托不在有效期内。",
        do="请主要负责人审批，或重新办理书面委托。",
    ),
    Code.consent_missing: text(
        "作业负责人还没有签字同意。",
        do="请作业负责人签署意见。",
    ),
    Code.approval_missing: text(
        "审批人还没有签字。",
        do="请审批人签署意见。",
    ),
    Code.owner_approval_missing: text(
        "发包单位审批人还没有签字。",
        do="请发包单位审批人签署意见。",
    ),
    Code.agreement_missing: text(
        "没有和承包单位签订安全管理协议。",
        do="请安全管理员签订并上传协议。",
    ),
    Code.agreement_lapsed: text(
        "安全管理协议只在 {first_day} 至 {last_day} 有效。",
        "安全管理协议不在有效期内。",
        do="请安全管理员续签并上传协议。",
    ),
    Code.contractor_review_missing: text(
        "没有承包单位安全条件审查合格的记录。",
        do="请发包单位完成审查，登记结果。",
    ),
    Code.response_plan_missing: text(
        "没有有限空间事故应急预案或现场处置方案。",
        do="请安全管理员登记预案，按期组织演练。",
    ),
    Code.drill_overdue: text(
        "{kind:PlanKind}最迟应在 {due_day} 演练，没有演练并评估的记录。",
        "应急演练逾期。",
        do="请安全管理员组织演练，评估效果，登记后再办。",
    ),
    Code.rescue_agreement_lapsed: text(
        "外部救援队的协议只在 {first_day} 至 {last_day} 有效。",
        "外部救援队没有有效的协议。",
        do="请安全管理员续签协议，或换一支救援队。",
    ),
    Code.applicant_is_approver: text(
        "申请人不能审批自己的申请。",
        do="换一名审批人签字。",
    ),
    Code.approver_off_site: text(
        "审批人不在作业现场。",
        do="请审批人到现场核对措施后再签字。",
    ),
    Code.night_approval_missing: text(
        "夜间或节假日作业还缺加签。",
        do="请加签的审批人签字。",
    ),
    Code.night_approval_needless: text(
        "这张审批单不在夜间、节假日作业，不用加签。",
        do="不要加签，按原来的签字办理。",
    ),
    Code.night_approver_involved: text(
        "申请人、作业负责人、进入人员和已签批的审批人不能加签。",
        do="请没有参与这次作业的审批人、主要负责人或安全管理员加签。",
    ),
    Code.already_signed: text(
        "这一栏已经签过字。",
        do="不要重复签字，刷新页面查看。",
    ),
}
