"""Who may do what when, and codes on paper."""

from permit_service.labels.phrases import text
from workflows.codes import Code

TEXTS = {
    Code.move_illegal: text(
        "现在是“{status:Status|FilingStatus|JobStatus}”，不能办这一步。",
        "按现在的状态不能办这一步。",
        do="刷新页面，按页面上的下一步办理。",
    ),
    Code.role_missing: text(
        "这一步不归您的岗位办理。",
        do=(
            "请这张单的{parts:Part}，或本单位、本辖区的{roles:Role}办理。",
            "请这张单的{parts:Part}办理。",
            "请本单位、本辖区的{roles:Role}办理。",
            "请有权限的人员办理。",
        ),
    ),
    Code.permit_ending: text(
        "审批单已{ending:Ending}，正在收尾，不能再进入。",
        "审批单正在收尾，不能再进入。",
        do="撤出所有人员，恢复现场，由作业负责人关闭审批单；要继续作业，另办审批单。",
    ),
    Code.gate_failed: text(
        "有一项条件系统判断不了，按不准进入处理。",
        do="稍后重试；仍不行时不要进入，联系系统管理员，改用纸质审批单。",
    ),
    Code.code_broken: text(
        "码读不出来，或编号输错了。",
        do="擦净后重新扫码，或对照牌上的编号重新输入。",
    ),
    Code.code_forged: text(
        "码的签名不对，可能是伪造或改动过的。",
        do="不让持码人进入，收下这张码，报告安全管理员。",
    ),
    Code.code_foreign: text(
        "这不是本系统的码。",
        do="换扫本系统打印的审批单、标牌或工牌。",
    ),
    Code.code_wrong_kind: text(
        "这是{scanned:Kind}的码，这一步要{wanted:Kind}的码。",
        "扫的码不是这一步要的那种。",
        do=("换{wanted:Kind}再来一次。", "按页面提示换一张码：到岗扫审批单和标牌，进出扫工牌。"),
    ),
    Code.code_not_yet_valid: text(
        "这张码还没有生效。",
        do="核对审批单的计划时间，生效后再扫码。",
    ),
    Code.code_expired: text(
        "这张码已过期。",
        do="换用现在有效的码；审批单过期的，由作业负责人另办。",
    ),
    Code.code_revoked: text(
        "这张码已作废。",
        do="换用新印的码，把旧码当场撕掉。",
    ),
    Code.code_unknown: text(
        "系统里查不到这个编号。",
        do="核对编号后重新输入。",
    ),
    Code.plate_mismatch: text(
        "现场标牌和审批单不是同一个空间。",
        do="不要打开，找到审批单写明的空间，重新扫标牌。",
    ),
    Code.no_permit_in_force: text(
        "这个空间现在没有有效的审批单。",
        do="不要进入；请作业负责人办好审批单再来。",
    ),
}
