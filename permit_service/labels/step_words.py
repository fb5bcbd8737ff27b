"""Words for ``workflows.steps``: what comes next on site, and what is done there."""

from enum import StrEnum

from workflows.steps import Step

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Step: {
        Step.approval: "审批签字",
        Step.evacuate: "人员撤离",
        Step.lift: "解除撤离",
        Step.check_in: "监护到岗",
        Step.briefing: "安全交底",
        Step.area: "作业区封闭",
        Step.equipment: "设备检查",
        Step.isolation: "隔离和清洗",
        Step.opening: "打开出入口",
        Step.initial_test: "初始检测",
        Step.ventilation: "机械通风",
        Step.retest: "再次检测",
        Step.protection: "防护用品检查",
        Step.guardian_check: "监护确认",
        Step.site_check: "发包单位现场检查",
        Step.confirm: "进入确认",
        Step.admit: "扫码进入",
        Step.reading: "气体记录",
        Step.watch: "井内监护",
        Step.bring_out: "撤出登记",
        Step.close_openings: "关闭出入口",
        Step.finish: "作业结束",
        Step.close: "关闭审批单",
    },
}

#: What is done at the step, in one line under its name.
_TOLD: dict[Step, str] = {
    Step.approval: "签字齐全后才能打开出入口",
    Step.evacuate: "里面的人全部撤出，逐一登记",
    Step.lift: "查明原因、处置完毕后解除",
    Step.check_in: "扫审批单和空间标牌，或输入编号",
    Step.briefing: "五项内容讲清，现场人员逐一签字",
    Step.area: "围挡或警戒线围好，告知牌摆好",
    Step.equipment: "逐件查看，核对检定校准日期",
    Step.isolation: "隔断、上锁挂牌，清空清洗置换",
    Step.opening: "站上风侧打开，自然通风",
    Step.initial_test: "在入口外逐点检测，由上到下",
    Step.ventilation: "风管送到底部附近，持续送风",
    Step.retest: "通风后逐点再测一遍",
    Step.protection: "逐人检查进入人员的防护用品",
    Step.guardian_check: "监护人逐项核对并签字",
    Step.site_check: "由发包单位现场安全检查人员登记",
    Step.confirm: "作业负责人核对现场后签字",
    Step.admit: "逐人扫工牌，绿色才放人进入",
    Step.reading: "读检测仪，按时记下一组读数",
    Step.watch: "看住入口，按时联络和记录气体",
    Step.bring_out: "逐人登记撤出，或全部撤出清点",
    Step.close_openings: "临时封闭或最终关闭，摆好标志",
    Step.finish: "人员和工具全部撤出后登记",
    Step.close: "作业负责人签字关闭",
}


def step_told(step: Step) -> str:
    """What is done at a step, for the line under its name."""
    return _TOLD[step]
