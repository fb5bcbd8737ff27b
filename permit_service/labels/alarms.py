"""Alarms: what has happened, and what to do at once."""

from permit_service.labels.phrases import Text, text
from workflows.vocabulary import AlarmKind

TITLES: dict[AlarmKind, str] = {
    AlarmKind.permit_expired: "审批单到期",
    AlarmKind.window_ends_soon: "作业时间快到",
    AlarmKind.gas_value_late: "气体读数逾期",
    AlarmKind.gas_bad: "气体超限",
    AlarmKind.guardian_quiet: "监护人失联",
    AlarmKind.guardian_left: "监护人离岗",
    AlarmKind.evacuation: "紧急撤离",
    AlarmKind.people_inside: "撤离后仍有人在内",
    AlarmKind.headcount_differs: "人数不符",
    AlarmKind.interruption_unmarked: "中断后未封闭",
    AlarmKind.filing_lapsed: "报备失效",
    AlarmKind.contact_check_late: "联络逾期",
    AlarmKind.fan_stopped: "风机停了",
    AlarmKind.rescue_unprotected: "无防护施救",
    AlarmKind.closure_left: "封闭未撤除",
    AlarmKind.training_overdue: "街道培训逾期",
    AlarmKind.emergency_filed: "抢修报备",
    AlarmKind.time_disputed: "时间对不上",
    AlarmKind.barrier_ineffective: "物理隔离无效",
    AlarmKind.document_altered: "审批单被改动",
}

TEXTS: dict[AlarmKind, Text] = {
    AlarmKind.permit_expired: text(
        "审批的作业时间 {since} 已到。",
        "审批的作业时间已到。",
        do="撤出所有人员，恢复现场，由作业负责人关闭审批单。",
    ),
    AlarmKind.window_ends_soon: text(
        "审批的作业时间快到了。",
        do="安排收尾和撤出；做不完的，另办审批单。",
    ),
    AlarmKind.gas_value_late: text(
        "{since} 应记的气体读数没有记。",
        "作业中的气体读数到时间没有记。",
        do="请监护人马上测一次并记录；测不了就撤人。",
    ),
    AlarmKind.gas_bad: text(
        "{since} 的气体读数超限。",
        "作业中的气体读数超限。",
        do="马上撤出所有人员，加强通风；不要进去查看。",
    ),
    AlarmKind.guardian_quiet: text(
        "监护人的手机从 {since} 起没有应答。",
        "监护人的手机没有应答。",
        do="马上打电话找监护人；联系不上就派人到入口接替。",
    ),
    AlarmKind.guardian_left: text(
        "监护人 {since} 离开了岗位。",
        "监护人离开了岗位。",
        do="马上撤出所有人员；另派监护人到岗前不得进入。",
    ),
    AlarmKind.evacuation: text(
        "{since} 起现场紧急撤离。",
        "现场已下令紧急撤离。",
        do="撤出所有人员，逐个清点；没有呼吸器和安全绳不得进去施救。",
    ),
    AlarmKind.people_inside: text(
        "{since} 下令撤离后，{person_ids}还登记在内。",
        "{since} 下令撤离后，还有人登记在内。",
        "下令撤离后，还有人登记在内。",
        do="喊人撤出并清点；喊不应就按现场处置方案救援，拨打 119、120。",
    ),
    AlarmKind.headcount_differs: text(
        "清点人数和登记人数不一致。",
        do="停止进入，查清每个人在哪里，再更正登记。",
    ),
    AlarmKind.interruption_unmarked: text(
        "{since} 作业中断后，没有确认警示标志和临时封闭。",
        "作业中断后没有确认警示标志和临时封闭。",
        do="请监护人摆好警示标志，封住出入口，登记确认。",
    ),
    AlarmKind.filing_lapsed: text(
        "报备的作业时间已过，报备没有办成。",
        do="还要作业的，重新报备。",
    ),
    AlarmKind.contact_check_late: text(
        "{since} 应有的联络没有登记。",
        "到时间没有和里面的人联络。",
        do="请监护人马上喊话联络；没有应答就下令撤离。",
    ),
    AlarmKind.fan_stopped: text(
        "{since} 风机停了，作业还没有停。",
        "作业中风机停了。",
        do="马上撤出所有人员；风机恢复后重新检测。",
    ),
    AlarmKind.rescue_unprotected: text(
        "有人没有防护就进去施救。",
        do="喊住其他人，不要再进；拨打 119，在外面持续送风。",
    ),
    AlarmKind.closure_left: text(
        "作业已验收，到 {since} 作业区封闭还没有撤除。",
        "作业已验收，作业区封闭还没有撤除。",
        do="请作业负责人派人撤除并登记。",
    ),
    AlarmKind.training_overdue: text(
        "街道培训到时间没有做。",
        do="请街道应急办改期，或写明理由免训。",
    ),
    AlarmKind.emergency_filed: text(
        "辖区内有一份抢修报备。",
        do="请值班人员核对情况；需要停下来的，下达暂停要求。",
    ),
    AlarmKind.time_disputed: text(
        "{since} 收到的记录，手机的时间或离线判断和系统对不上。",
        "上传的记录，手机的时间或离线判断和系统对不上。",
        do="请安全管理员核对手机时间和现场情况，在审批单里写明以哪个为准。",
    ),
    AlarmKind.barrier_ineffective: text(
        "可能产生有毒物质的空间，出入口物理隔离无效。",
        do="派人上锁或修好隔离栏、防护网，拍照更新台账。",
    ),
    AlarmKind.document_altered: text(
        "审批单内容和签字时不一致。",
        do="停止作业，撤出人员；保留原件，请系统管理员查明。",
    ),
}
