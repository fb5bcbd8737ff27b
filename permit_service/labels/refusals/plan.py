"""What is wrong on paper: ledger, document, window, scope (R01, R11, R13, R14, R51, R62, R65)."""

from permit_service.labels.phrases import text
from workflows.codes import Code

TEXTS = {
    Code.space_not_in_ledger: text(
        "这个空间不在有限空间台账里。",
        do="请安全管理员先辨识这个空间，登入台账。",
    ),
    Code.space_ledger_incomplete: text(
        "台账里没有填{field:field}。",
        "台账缺名称、位置或主要危险因素。",
        do="请安全管理员补全台账。",
    ),
    Code.field_missing: text(
        "还没有填{field:field}。",
        "有必填项没有填。",
        do="补填后再提交。",
    ),
    Code.document_altered: text(
        "审批单内容和签字时不一致。",
        do="停止作业，撤出人员，保留原件，报告系统管理员，另办审批单。",
    ),
    Code.risk_assessment_missing: text(
        "风险辨识还没有做完。",
        do="请作业负责人组织风险辨识，逐项填完。",
    ),
    Code.owner_information_missing: text(
        "发包单位没有参加风险辨识，也没有提供资料。",
        do="请发包单位参加辨识，或书面提供危险因素资料。",
    ),
    Code.window_too_long: text(
        "报备的时间超过 {limit_days} 天。",
        "计划时间超过 {limit_hours} 小时。",
        "计划时间太长。",
        do="缩短计划时间，超出的部分另行办理。",
    ),
    Code.window_not_begun: text(
        "计划 {window_start} 开始，现在还没有到。",
        "计划时间还没有到。",
        do="在外面做准备，到时间再打开和进入。",
    ),
    Code.window_ended: text(
        "作业时间已于 {window_end} 结束。",
        "计划的作业时间已过。",
        do="不要进入，里面有人的马上撤出；要继续作业，另行办理。",
    ),
    Code.window_not_ended: text(
        "计划时间还没有结束，不能按过期处理。",
        do="等计划时间结束；不再作业的，直接取消或撤回。",
    ),
    Code.too_early_on_site: text(
        "{earliest} 起才能做现场准备。",
        "离计划开始还太早，现在不能做现场准备。",
        do="等临近计划时间再到岗。",
    ),
    Code.space_changed: text(
        "空间情况比签字时变差了，审批单不再适用。",
        do="停止作业，按现在的情况另办审批单。",
    ),
    Code.outside_filing_space: text(
        "这个空间不在报备范围内。",
        do="为这个空间另行报备。",
    ),
    Code.outside_filing_content: text(
        "作业内容和报备的不一样。",
        do="按报备的内容作业，或重新报备。",
    ),
    Code.outside_filing_unit: text(
        "作业单位和报备的不一样。",
        do="由报备的单位作业，或重新报备。",
    ),
    Code.outside_filing_crew: text(
        "{person_id}不在报备名单里。",
        "有人不在报备名单里。",
        do="请作业负责人提交报备变更，补报人员。",
    ),
    Code.outside_filing_window: text(
        "作业时间不在报备的时间内。",
        do="改到报备的时间内作业，或重新报备。",
    ),
    Code.filing_not_begun: text(
        "报备的作业时间 {filed_start} 才开始。",
        "还没有到报备的作业时间。",
        do="在外面做准备，到报备的时间再进入。",
    ),
    Code.crew_change_unsigned: text(
        "{person_id}的人员变更还没有签齐。",
        "人员变更还没有签齐。",
        do="请作业负责人和新增人员签齐变更单。",
    ),
}
