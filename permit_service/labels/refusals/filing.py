"""The notice to the street (R15) and stops (R64)."""

from permit_service.labels.phrases import text
from workflows.codes import Code

TEXTS = {
    Code.filing_missing: text(
        "还没有向属地街道报备。",
        do="请作业负责人提交报备。",
    ),
    Code.filing_late_undecided: text(
        "报备应在 {on_time_before} 之前，已经迟了，街道还没有批复。",
        "报备晚于期限，街道还没有批复。",
        do="联系街道应急办批复，批复前不要进入。",
    ),
    Code.filing_late_refused: text(
        "街道没有同意这次迟报。",
        do="改期作业，按期限重新报备。",
    ),
    Code.filing_returned: text(
        "报备被街道退回了。",
        do="按退回意见改好，重新提交。",
    ),
    Code.filing_reason_missing: text(
        "报备应在 {on_time_before} 之前，现在已迟，没有写迟报理由。",
        "已过报备期限，没有写迟报理由。",
        do="写明迟报理由再提交。",
    ),
    Code.filing_field_unanswered: text(
        "街道要求补正{field:field}，还没有改。",
        "街道要求补正的项目还没有改。",
        do="改好再提交；确实不用改的，在这一项下面写明理由，街道会看到。",
    ),
    Code.filing_permits_unapproved: text(
        "首日的审批单还没有批准，不能报备。",
        do="先办完首日审批单的签字，再提交报备。",
    ),
    Code.filing_after_entry: text(
        "已有人按这份报备进入，不能再退回。",
        do="需要停下来的，下达暂停要求。",
    ),
    Code.emergency_path_off: text(
        "本辖区不接受抢修报备。",
        do="按普通报备办理，并联系街道应急办。",
    ),
    Code.emergency_unsigned: text(
        "抢修报备还缺主要负责人本人签字和理由。",
        do="请主要负责人写明类别和理由，本人签字。",
    ),
    Code.street_training_missing: text(
        "{person_id}还没有参加街道培训，要满 {minutes} 分钟。",
        "有人还没有参加街道培训，要满 {minutes} 分钟。",
        "企业还没有派{part:Part}参加街道培训。",
        "街道培训还没有做完。",
        do="联系街道应急办安排培训，全员到场签到。",
    ),
    Code.calendar_incomplete: text(
        "系统没有这一年的放假安排，暂按周一至周五算工作日。",
        do="请系统管理员补录放假安排；报备宜早不宜晚。",
    ),
    Code.stop_in_force: text(
        "{since} 起{kind:StopKind}，还没有解除。",
        "本作业已被要求停止，还没有解除。",
        do="撤出人员，按要求整改，由下达的部门解除后再作业。",
    ),
}
