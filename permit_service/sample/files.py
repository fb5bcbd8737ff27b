"""SAMPLE ONLY: files of the sample enterprises, their park, plans with drills, the street's rescue team."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

from permit_service.actor import Actor
from permit_service.models.choices import Department, GradeReason, MeansKind, ParkKind, SafetyPaper
from permit_service.sample.papers import paper
from permit_service.services.registers import enterprise_files, parks, response_plans, shared_means, supervision
from permit_service.services.registers.enterprise_files import ContactForm, DocumentForm, GradeForm
from permit_service.services.registers.parks import ParkForm, TenancyForm
from permit_service.services.registers.response_plans import DrillForm, PlanForm
from permit_service.services.registers.shared_means import MeansAgreementForm, MeansForm
from permit_service.services.registers.supervision import SupervisionForm
from workflows.inspection_kinds import RiskGrade
from workflows.kinds import PlanKind

_YEAR, _MONTH = timedelta(days=365), timedelta(days=30)

_PAPERS = (
    (SafetyPaper.management, "有限空间作业安全管理制度（样例）", "Management rules"),
    (SafetyPaper.approval, "有限空间作业审批制度（样例）", "Approval rules"),
    (SafetyPaper.operation, "污水设施清淤操作规程（样例）", "Operating rules"),
)
_PLANS = {
    PlanKind.special: PlanForm(PlanKind.special, "有限空间作业事故专项应急预案（样例）", date.min, "全厂有限空间"),
    PlanKind.on_site: PlanForm(PlanKind.on_site, "流量井硫化氢中毒现场处置方案（样例）", date.min, "流量井、曝气池"),
}


def keep_file(keeper: Actor, enterprise_id: uuid.UUID, today: date) -> None:
    """A contact, the safety system, and both plans, each drilled in time."""
    enterprise_files.add_contact(keeper, enterprise_id, ContactForm("样例值班室", "0000-20000001", "24 小时值班"))
    for kind, title, printed in _PAPERS:
        form = DocumentForm(kind, title, today - _YEAR, paper(printed))
        enterprise_files.add_document(keeper, enterprise_id, form)
    for kind, plan in _PLANS.items():
        kept = response_plans.add_plan(
            keeper, enterprise_id, replace(plan, since=today - _YEAR, document=paper(f"Plan {kind}"))
        )
        held = DrillForm(
            today - 3 * _MONTH,
            "污水站（样例）",
            9,
            "模拟井内人员中毒，佩戴空气呼吸器救出假人",
            "4 分钟救出，通信不畅，已配防爆对讲机",
        )
        response_plans.record_drill(keeper, kept.id, held)
    enterprise_files.review_file(keeper, enterprise_id)


def grade(officer: Actor, enterprise_id: uuid.UUID, *grades: tuple[RiskGrade, GradeReason, str]) -> None:
    """Gradings in their order; the last one counts."""
    for given, reason, remark in grades:
        enterprise_files.grade_enterprise(officer, enterprise_id, GradeForm(given, reason, remark))


def oversee(officer: Actor, enterprise_id: uuid.UUID) -> None:
    """属地管理机构 and 主管部门 of one of the street's enterprises."""
    form = SupervisionForm("东岸街道办事处（样例）", Department.emergency)
    supervision.supervise_enterprise(officer, enterprise_id, form)


def let_park(officer: Actor, area_id: uuid.UUID, lessor_id: uuid.UUID, lessee_id: uuid.UUID, today: date) -> uuid.UUID:
    """A factory within a factory: the one lets a workshop to the other."""
    form = ParkForm("东岸样例产业园", ParkKind.factory, area_id, lessor_id, "东岸路 1 号", "0000-20000002", True)
    park_id = parks.add_park(officer, form).id
    agreed = TenancyForm("ZL-01", today - _YEAR, today + 10 * _MONTH, paper("Lease ZL-01"), place="2 号车间")
    parks.add_tenancy(officer, park_id, lessor_id, lessee_id, agreed)
    return park_id


def share(officer: Actor, keeper: Actor, area_id: uuid.UUID, enterprise_id: uuid.UUID, today: date) -> uuid.UUID:
    """The street's rescue team and its common crew; the enterprise has an agreement with the team."""
    team = MeansForm(
        area_id,
        MeansKind.rescue_team,
        "东岸街道应急救援队（样例）",
        "东岸消防救援站（样例）",
        "0000-0119",
        "12 人，正压式空气呼吸器 8 套，三脚架 2 副，车载发电机",
    )
    crew = replace(
        team, kind=MeansKind.crew, name="东岸有限空间作业队（样例）", provider="安全生产协会（样例）", phone="0000-0120"
    )
    team_id = shared_means.add_means(officer, team).id
    shared_means.add_means(officer, crew)
    agreed = MeansAgreementForm("JY-01", today - _MONTH, today + 11 * _MONTH, paper("Aid JY-01"), minutes_to_arrive=12)
    return shared_means.agree_on_means(keeper, team_id, enterprise_id, agreed).id


#: What the officers found at each firm, by the login of its keeper.
GRADES = {
    "water-safety": (
        (RiskGrade.c, GradeReason.assessment, "首次评定（样例）"),
        (RiskGrade.b, GradeReason.major_hazard, "曝气池出入口没有物理隔离（样例）"),
    ),
    "chemical-safety": ((RiskGrade.b, GradeReason.assessment, "首次评定（样例）"),),
}
