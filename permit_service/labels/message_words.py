"""Sentences of messages, each from the most telling to the bare one."""

from collections.abc import Mapping
from types import MappingProxyType

from permit_service.labels.message_titles import TITLES
from permit_service.labels.phrases import fill
from permit_service.labels.readings import WHAT_FAILED, with_national_limit
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
        MessageKind.late_allowed: (
            "{place}的迟报 {number} 已同意。{reason}。",
            "{place}的迟报 {number} 已同意。",
            "迟报已同意。",
        ),
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
        MessageKind.inspector_replaced: (
            "检查单 {number}（{place}）：{out}不能去，按抽签换成{in}。原因：{reason}。",
            "有一次检查换了检查人员。",
        ),
        MessageKind.inspector_added: (
            "检查单 {number}（{place}）加派{who}一起去查。原因：{reason}。检查前不告知企业。",
            "有一次检查加派了检查人员。",
        ),
        MessageKind.inspector_taken_off: (
            "检查单 {number}（{place}）不再派{who}去查。原因：{reason}。",
            "有一次检查撤回了加派的检查人员。",
        ),
        MessageKind.filing_withdrawn: (
            "{unit}撤回了{place}的报备 {number}，不再按它作业。原因：{reason}。",
            "有一份报备已撤回，不再按它作业。",
        ),
        MessageKind.filing_lapsed: (
            "{place}的报备 {number} 到作业结束时间还没有交齐，已失效。还要作业的，请重新报备。",
            "报备已失效，还要作业的，请重新报备。",
        ),
        MessageKind.street_training_waived: (
            "{place}的作业（报备 {number}）免街道培训。原因：{reason}。",
            "街道培训已免，请看报备。",
        ),
        MessageKind.job_abandoned: (
            "{place}的作业已放弃，报备 {number} 不再等。原因：{reason}。",
            "报备过的作业已放弃。",
        ),
        MessageKind.filing_keyed_in: (
            "{place}的作业在窗口报备，街道已代录，{start_at} 开工，报备号 {number}，回执 {receipt}。请核对。",
            "窗口报备已由街道代录，请核对。",
        ),
        MessageKind.delegation_written: (
            "{principal}书面委托您审批：{scope}，{valid_from} 至 {valid_until}。",
            "您受书面委托审批有限空间作业。",
        ),
        MessageKind.delegation_revoked: (
            "{principal}的书面委托（{scope}）已撤销，不能再代为审批。",
            "书面委托已撤销，不能再代为审批。",
        ),
        MessageKind.permit_approved: (
            "{place}的审批单 {number} 已审批完，{window_start} 开工，可以准备现场。",
            "审批单已审批完，可以准备现场。",
        ),
        MessageKind.permit_sent_back: (
            "{place}的审批单 {number} 被退回修改，已有的签字全部作废。原因：{reason}。",
            "审批单被退回修改，已有的签字全部作废。",
        ),
        MessageKind.permit_withdrawn: (
            "{place}的审批单 {number} 由申请人撤回，现在不用签字，已有的签字作废。",
            "审批单已撤回，现在不用签字。",
        ),
        MessageKind.permit_rejected: (
            "{place}的审批单 {number} 没有同意，不能作业。原因：{reason}。",
            "审批单没有同意，不能作业。",
        ),
        MessageKind.permit_cancelled: (
            "{place}的审批单 {number} 已取消，任何人不得进入。原因：{reason}。",
            "{place}的审批单 {number} 已取消，任何人不得进入。",
            "审批单已取消，任何人不得进入。",
        ),
        MessageKind.permit_revoked: (
            "{place}的审批单 {number} 已作废，任何人不得进入。原因：{reason}。",
            "审批单已作废，任何人不得进入。",
        ),
        MessageKind.permit_expired: (
            "{place}的审批单 {number} 过了时限，任何人不得进入。还要作业的，请重新办审批单。",
            "审批单过了时限，任何人不得进入。",
        ),
        MessageKind.closing_wanted: (
            "{place}的作业已结束，人员和工具全部撤出，请签字关闭审批单 {number}。",
            "作业已结束，请签字关闭审批单。",
        ),
        MessageKind.extra_approval_wanted: (
            "{place}的审批单 {number}，{window_start} 开工，是夜间或节假日作业，请没有参加审批和作业的人加签。",
            "夜间或节假日作业等加签。",
        ),
        MessageKind.crew_change_wanted: (
            "{place}的审批单 {number} 要换人，请以{part:Part}身份签字。原因：{reason}。",
            "审批单要换人，请签字。",
        ),
        MessageKind.crew_change_signed: (
            "{place}的审批单 {number} 换人已签字，请看换了谁。原因：{reason}。",
            "审批单换人已签字，请看换了谁。",
        ),
        MessageKind.crew_changed: (
            "{place}的审批单 {number} 人员已变更，从现在起按变更后的人员作业。原因：{reason}。",
            "审批单人员已变更，请看现在的人员。",
        ),
        MessageKind.crew_change_abandoned: (
            "{place}的审批单 {number} 不换人了，人员照旧。",
            "审批单不换人了，人员照旧。",
        ),
        MessageKind.post_offered: (
            "{place}的审批单 {number}，{giver}要把监护交给{taker}。{taker}到入口扫码到岗后才算交接。",
            "监护要交接，接岗的人到入口扫码到岗后才算。",
        ),
        MessageKind.post_handed_over: (
            "{place}的审批单 {number}，监护已由{giver}交给{taker}，{at} 到岗。",
            "监护已交接。",
        ),
        MessageKind.evacuation_begun: (
            *("{place}紧急撤离（{cause:EvacuationCause}），{since} 起。" + failed for failed in WHAT_FAILED),
            "{place}紧急撤离（{cause:EvacuationCause}），{since} 起。",
            "现场紧急撤离。",
        ),
        MessageKind.link_wanted: (
            "{place}的审批单 {number} 和 {other} 要同时作业，请审批人签交叉作业。",
            "同一空间两张审批单要同时作业，请审批人签交叉作业。",
        ),
        MessageKind.link_signed: (
            "{place}的审批单 {number} 和 {other} 的交叉作业已由双方审批人签字，可以同时作业。",
            "交叉作业已由双方审批人签字。",
        ),
        MessageKind.findings_written: (
            "{place}的检查发现 {findings} 个问题，最早的 {due_on} 前整改，检查单 {number}。",
            "{place}的检查发现 {findings} 个问题，请整改，检查单 {number}。",
            "检查发现问题，请整改。",
        ),
        MessageKind.unfiled_found: (
            "{place}有未报备的作业，里面 {people_inside} 人，请核实。",
            "发现未报备的作业，请核实。",
        ),
        MessageKind.finding_reported: (
            "检查单 {number} 的问题已报告整改：{text}。请复查。",
            "有问题报告了整改，请复查。",
        ),
        MessageKind.finding_accepted: ("整改复查通过：{text}。", "整改复查通过。"),
        MessageKind.finding_sent_back: (
            "整改被退回：{text}。原因：{reason}。期限 {due_on}。",
            "整改被退回，请看原因后重新整改。",
        ),
        MessageKind.finding_due_near: (
            "{text}。{due_on} 前整改完并报告，现在还没有报告。",
            "有问题快到整改期限，还没有报告整改。",
        ),
        MessageKind.finding_overdue: (
            "{text}。整改期限 {due_on} 已过，还没有报告整改。",
            "有问题过了整改期限，还没有报告整改。",
        ),
    }
)

NOT_SENT = "邮件没有送到"
ALL_READ = "全部标为已读了。"
CONFIRM_TITLE = "确认邮箱"
CONFIRM_LETTER = """有人在准入系统里把这个邮箱登记为接收消息的地址。

是您本人的，请在 {until} 前登录后打开下面的链接确认：
{link}

不是您本人的，不用理会，不会再收到别的信。
"""
FAREWELL_TITLE = "邮箱不再接收消息"
FAREWELL_LETTER = """账号 {login} 在 {at} 改了接收消息的邮箱，以后的消息不再发到这里。

是您本人改的，不用理会。

不是您本人改的，请马上登录修改密码和签字密码，并告诉系统管理员：
{origin}/me
"""
EMAIL_ASKED = "确认信已发出，请到邮箱里打开链接。"
EMAIL_CONFIRMED = "邮箱已确认，以后的消息同时发到这里。"
EMAIL_LINK_DEAD = "这个链接用过了、过期了，或者不是这个账号的。要确认邮箱，请再发一次确认信。"
EMAIL_KEPT = "邮箱没有变。"
EMAIL_CLEARED = "以后的消息只在这里看。"


def told(kind: MessageKind, facts: Mapping[str, str]) -> tuple[str, str]:
    """A message's title and sentence."""
    return TITLES[kind], fill(TEXTS[kind], with_national_limit(facts), {})
