"""Words for ``workflows.inspection_kinds``: grades, draws, what is looked at and what is found."""

from enum import StrEnum

from workflows.inspection_kinds import (
    DrawFault,
    FindingFault,
    FindingState,
    FindingStatus,
    FindingTrigger,
    InspectionItem,
    InspectionOrigin,
    InspectionResult,
    InspectionState,
    QuizTaker,
    Relation,
    RiskGrade,
    SheetLack,
)

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    RiskGrade: {
        RiskGrade.a: "A 级",
        RiskGrade.b: "B 级",
        RiskGrade.c: "C 级",
        RiskGrade.d: "D 级",
    },
    DrawFault: {
        DrawFault.population_unreadable: "名单读不出来",
        DrawFault.population_altered: "名单与记录的摘要不符",
        DrawFault.result_differs: "重抽的结果与记录不符",
        DrawFault.replacement_differs: "替换的检查人员与重抽不符",
    },
    Relation: {
        Relation.relative: "近亲属任职",
        Relation.share: "持股、投资",
        Relation.employment: "曾任职、兼职",
        Relation.dispute: "纠纷、诉讼",
        Relation.other: "其他利害关系",
    },
    InspectionOrigin: {
        InspectionOrigin.drawn: "双随机抽查",
        InspectionOrigin.on_site: "现场抽查",
        InspectionOrigin.unfiled: "未报备作业检查",
    },
    InspectionItem: {
        InspectionItem.ledger: "空间已辨识建账，警示标志和告知牌完好",
        InspectionItem.risk_assessment: "作业前做了风险辨识，方案与现场一致",
        InspectionItem.isolation: "能量隔离、清空置换到位，上锁挂牌",
        InspectionItem.area_closure: "作业区封闭，出入口有人管、有告知牌",
        InspectionItem.ventilation: "先通风，需要时机械通风不间断",
        InspectionItem.gas_test: "气体检测的项目、点位、数值符合要求",
        InspectionItem.monitoring: "作业中连续检测，按时记录",
        InspectionItem.protection: "进入人员防护用品佩戴正确",
        InspectionItem.equipment: "设备在检定、检验有效期内",
        InspectionItem.rescue_kit: "应急救援装备在现场、能用",
        InspectionItem.guardian: "监护人在岗，不兼做其他事",
        InspectionItem.entry_register: "进出登记与井内人数一致",
        InspectionItem.electrics: "照明电压、防爆等级符合要求",
        InspectionItem.approval: "审批单有效，人员、内容、时间与现场一致",
        InspectionItem.filing: "已按规定报备，街道培训已完成",
        InspectionItem.contracting: "发包有协议、有审查，发包单位派人在场",
        InspectionItem.training: "在场人员专题培训合格",
        InspectionItem.briefing: "安全交底逐人签字",
        InspectionItem.drills: "按期开展应急演练",
    },
    QuizTaker: {
        QuizTaker.principal: "主要负责人",
        QuizTaker.worker: "作业人员",
    },
    SheetLack: {
        SheetLack.not_begun: "还没有开始检查",
        SheetLack.items: "还有检查项没有填",
        SheetLack.findings: "有不符合的项没有写成问题",
        SheetLack.quiz: "主要负责人或作业人员还没有考，也没有写明原因",
        SheetLack.inspectors: "检查人员人数不够",
    },
    InspectionResult: {
        InspectionResult.in_order: "未发现问题",
        InspectionResult.findings: "发现问题",
    },
    InspectionState: {
        InspectionState.waiting: "待检查",
        InspectionState.begun: "检查中",
        InspectionState.concluded: "已办结",
        InspectionState.dropped: "已撤销",
    },
    FindingStatus: {
        FindingStatus.open: "待整改",
        FindingStatus.reported: "待复查",
        FindingStatus.accepted: "已整改",
    },
    FindingTrigger: {
        FindingTrigger.report: "报告整改",
        FindingTrigger.accept: "复查通过",
        FindingTrigger.send_back: "退回整改",
    },
    FindingFault: {
        FindingFault.not_concluded: "检查还没有办结",
        FindingFault.reported_already: "已经报告整改，等检查人员复查",
        FindingFault.not_reported: "企业还没有报告整改",
        FindingFault.accepted_already: "已经复查通过",
        FindingFault.related: "您申报过与这家企业的利害关系，请别的检查人员复查",
    },
    FindingState: {
        FindingState.open: "待整改",
        FindingState.overdue: "逾期未整改",
        FindingState.reported: "待复查",
        FindingState.accepted: "已整改",
    },
}
