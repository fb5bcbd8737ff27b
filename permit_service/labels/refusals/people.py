"""Who is named, trained, briefed, posted, inside (R06, R07, R45, R66, R70)."""

from permit_service.labels.phrases import text
from workflows.codes import Code

TEXTS = {
    Code.training_missing: text(
        "{person_id}没有培训合格记录。",
        "有人没有培训合格记录。",
        do="换有合格记录的人，或培训考核合格后由安全管理员登记。",
    ),
    Code.training_lapsed: text(
        "{person_id}的培训合格记录已于 {trained_until} 到期。",
        "有人的培训合格记录已于 {trained_until} 到期。",
        "有人的培训合格记录已满一年。",
        do="换在有效期内的人，或重新培训考核合格后登记。",
    ),
    Code.guardian_is_entrant: text(
        "{person_id}不能既当监护人又当作业人员。",
        "监护人不能同时是作业人员。",
        do="换一名监护人。",
    ),
    Code.guardian_posted_elsewhere: text(
        "监护人正在另一处空间监护。",
        do="先在那一处交接离岗，或换一名监护人。",
    ),
    Code.not_on_permit: text(
        "这个人不在本审批单上。",
        do="不让其进入；确需进入的，由作业负责人办理人员变更。",
    ),
    Code.not_briefed: text(
        "{person_ids}没有在安全交底上签字。",
        "有人没有在安全交底上签字。",
        do="请作业负责人补做交底，由本人签字。",
    ),
    Code.headcount_differs: text(
        "清点人数和登记人数不一致。",
        do="停止进入，重新清点，查清每个人在哪里再更正登记。",
    ),
    Code.approver_is_entrant: text(
        "审批人不能同时是作业人员。",
        do="换一名审批人或作业人员。",
    ),
    Code.delegate_is_leader: text(
        "受委托审批的人不能是本单作业负责人。",
        do="请主要负责人审批，或书面委托另一个人。",
    ),
    Code.inside_elsewhere: text(
        "这个人登记在另一处空间内，还没有撤出。",
        do="先在那一处登记撤出，再登记进入。",
    ),
    Code.already_inside: text(
        "这个人已登记在内。",
        do="核对本人；已经出来的，先补登撤出。",
    ),
}
