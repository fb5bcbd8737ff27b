"""During the work and at its end: readings, evacuation, rescue, closing, acceptance (R39-R46, R51-R53, R68)."""

from permit_service.labels.phrases import text
from permit_service.labels.readings import FLAMMABLE, OXYGEN, SATURATED, TOXIC
from workflows.codes import Code

TEXTS = {
    Code.gas_value_late: text(
        "作业中的气体读数应在 {due_at} 前记录，现在还没有。",
        "作业中的气体读数逾期没有记。",
        do="请监护人马上测一次并记录；测不了就撤人。",
    ),
    Code.bad_gas_value: text(
        *("{at}：" + value for value in (*OXYGEN, *FLAMMABLE, *TOXIC, *SATURATED)),
        "作业中的气体读数不合格。",
        do="马上撤出所有人员，加强通风，重新检测全部点位。",
    ),
    Code.evacuation_in_force: text(
        "{space_id}从 {since} 起紧急撤离（{cause:EvacuationCause}），任何人不得进入。",
        "{since} 起紧急撤离（{cause:EvacuationCause}），任何人不得进入。",
        "正在紧急撤离，任何人不得进入。",
        do="撤出所有人员并清点；查明原因，通风检测合格后再解除。",
    ),
    Code.people_inside_after_evacuation: text(
        "已下令撤离，还有人登记在内。",
        do="立即喊人撤出并清点；喊不应就按现场处置方案救援，不得盲目进入。",
    ),
    Code.interruption_unmarked: text(
        "{since} 起作业中断，没有确认警示标志和临时封闭。",
        "作业中断，没有确认警示标志和临时封闭。",
        do="请监护人摆好警示标志，封住出入口，登记确认。",
    ),
    Code.time_disputed: text(
        "记录时间 {at} 和系统时间对不上。",
        "记录时间和系统时间对不上。",
        do="核对手机时间，调准后重新登记；两个时间都会留存。",
    ),
    Code.time_unsettled: text(
        "{since} 收到的一条记录，手机的时间或离线判断和系统对不上，还没有查明。",
        "有一条记录，手机的时间或离线判断和系统对不上，还没有查明。",
        do="请安全管理员在审批单里查明，写明情况；查明前不要进入。",
    ),
    Code.rescue_without_apparatus: text(
        "没有佩戴隔绝式呼吸器，严禁进入施救。",
        do="佩戴正压式空气呼吸器或长管呼吸器；没有就等 119，在外面持续送风。",
    ),
    Code.rescue_without_lifeline: text(
        "没有系安全带和安全绳，严禁进入施救。",
        do="系好全身式安全带和安全绳，绳头由外面的人拉住。",
    ),
    Code.rescue_without_attendant: text(
        "外面没有人接应，严禁进入施救。",
        do="留一人在入口外接应并保持联络，再进入。",
    ),
    Code.people_inside: text(
        "还有 {count} 人登记在内。",
        "还有人登记在内。",
        do="撤出所有人员，逐个登记或清点后再办理。",
    ),
    Code.tools_inside: text(
        "还有 {count} 件工具没有带出。",
        "还有工具没有带出。",
        do="带出工具并登记；确实取不出的，由作业负责人写明原因核销。",
    ),
    Code.opening_not_closed: text(
        "{opening_ids}还没有封闭，或没有设警示标志。",
        "出入口还没有封闭，或没有设警示标志。",
        do="封好每个出入口，摆好警示标志，登记确认。",
    ),
    Code.acceptance_item_missing: text(
        "完工验收还缺：{items:AcceptanceItem}。",
        "完工验收还有项目没有确认。",
        do="请作业负责人逐项核对后确认。",
    ),
    Code.permit_not_ended: text(
        "还有审批单没有关闭。",
        do="先关闭本作业的全部审批单，再验收。",
    ),
    Code.something_opened: text(
        "出入口已经打开过，不能直接结束审批单。",
        do="撤出人员，恢复现场，由作业负责人签字关闭。",
    ),
    Code.nothing_opened: text(
        "出入口没有打开过，不用中断。",
        do="不再作业的，直接取消审批单。",
    ),
}
