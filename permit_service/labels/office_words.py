"""Words of what an authority looks at: the patterns of clues, and the things they point to."""

from enum import StrEnum

from permit_service.models.choices import Figure, RecordKind, ReportName
from workflows.clue_facts import Thing
from workflows.plausibility import Pattern

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Pattern: {
        Pattern.signatures_at_once: "签字太密",
        Pattern.values_repeated: "气体读数一成不变",
        Pattern.points_too_fast: "检测太快",
        Pattern.detector_in_two_places: "检测仪两处使用",
        Pattern.guardian_in_two_places: "一人两处监护",
        Pattern.crowd_trained_at_once: "一分钟集体培训",
        Pattern.spaces_never_worked_in: "长期没有审批单",
        Pattern.permit_never_closed: "审批单没有关闭",
    },
    ReportName: {
        ReportName.filings: "报备情况",
        ReportName.street_trainings: "街道培训",
        ReportName.checks: "检查和问题",
        ReportName.by_work_kind: "按作业类别",
        ReportName.by_risk_grade: "按风险等级",
        ReportName.by_space: "按作业地点",
        ReportName.by_enterprise: "按申请单位",
        ReportName.by_unit: "按作业单位",
        ReportName.by_worker: "按作业人员",
        ReportName.by_status: "按状态",
        ReportName.by_month: "按月份",
        ReportName.by_alarm_kind: "按报警类型",
        ReportName.by_contracted: "按是否承包",
        ReportName.by_area: "按辖区",
        ReportName.by_alarmed: "按有无报警",
    },
    Figure: {
        Figure.filings: "报备",
        Figure.on_time: "按时",
        Figure.late: "迟报",
        Figure.emergency: "抢修",
        Figure.unfiled: "未报备作业",
        Figure.trainings: "培训次数",
        Figure.hours: "学时",
        Figure.people: "参训人次",
        Figure.waived: "免除",
        Figure.checks: "已检查",
        Figure.checks_dropped: "撤销的抽查",
        Figure.checks_open: "抽中未查完",
        Figure.findings: "问题",
        Figure.findings_open: "未整改",
        Figure.findings_overdue: "逾期未整改",
        Figure.findings_mended: "已整改",
        Figure.unfiled_found: "查出未报备",
        Figure.permits: "审批单",
        Figure.jobs: "作业数",
    },
    RecordKind: {
        RecordKind.permit: "审批单",
        RecordKind.filing: "报备",
        RecordKind.job: "作业",
        RecordKind.inspection: "检查",
        RecordKind.finding: "问题",
        RecordKind.unfiled_work: "未报备作业",
    },
    Thing: {
        Thing.permit: "审批单",
        Thing.person: "人员",
        Thing.enterprise: "企业",
        Thing.space: "有限空间",
        Thing.equipment: "设备",
        Thing.filing: "报备",
        Thing.training: "培训",
    },
}
