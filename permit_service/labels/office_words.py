"""Words of what an authority looks at: the patterns of clues, and the things they point to."""

from enum import StrEnum

from workflows.plausibility import Pattern, Thing

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
