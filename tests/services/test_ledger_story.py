"""A works' whole ledger goes in by Excel and comes out equal; what is in it decides at the gates, and mends there."""

import uuid
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from databases import Template
from excel_files import workbook
from openpyxl import load_workbook
from pieces import at
from plan_cast import Cast, then
from site_cast import Site
from stages import stage

from permit_service import labels
from permit_service.models import db
from permit_service.models.choices import LedgerName
from permit_service.models.enterprises import Contract, Enterprise
from permit_service.models.imports import LedgerImport
from permit_service.models.jobs import Job
from permit_service.models.people import Person
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries.clearances import clearance
from permit_service.services import jobs
from permit_service.services.job_forms import MemberForm
from permit_service.services.registers import enterprises, exports, imports, response_plans
from permit_service.services.registers.enterprises import OwnEntryForm
from permit_service.services.registers.response_plans import DrillForm, PlanForm
from workflows.codes import Code
from workflows.kinds import EquipmentItem, PlanKind
from workflows.training_kinds import TrainingTopic
from workflows.vocabulary import Action, Part

tested = stage("tested")
NOW, LATER = at("09:49"), at("09:50")
#: The works' next job, a week after the first.
START, END = at("08:30", 8), at("17:30", 8)
SPACES, PEOPLE = 300, 2000
SPACE_HEADING = ("编号", "名称", "类型", "位置", "属地", "危险因素", "进入路径", "出入口", "连通空间", "体积（m³）",
                 "可能缺氧", "责任人", "应急器材", "辨识日期")  # fmt: skip


@pytest.fixture
def template(sqlite_template: Template) -> Template:
    """Two thousand people are much for each engine; what engines differ in is tested with few."""
    return sqlite_template


def people_rows() -> list[list[Any]]:
    rows = [[f"样例工{n:04d}", 13800000000 + n, "操作工", "不导入"] for n in range(PEOPLE - 1)]
    return [["姓名", "手机", "岗位", "备注"], *rows, ["'=样例", "'+86 13800000000", "'@操作", None]]


def space_rows() -> list[list[Any]]:
    rows: list[list[Any]] = [["样例厂有限空间管理台账"], list(SPACE_HEADING)]
    days = ("2026-03-01", "2026年3月1日", 46082)
    for n in range(SPACES):
        number, next_number = f"ＫＪ-{n:03d}", f"KJ-{n + 1:03d}" if n % 10 == 0 else None
        way, gear = f"竖直 {2 + n % 5}.5；水平 3", "正压式空气呼吸器|2|井口柜"
        if n % 3 == 0:
            kind = (f"样例流量井{n}", "地下有限空间", "中毒、缺氧窒息", "人孔A；人孔B", "是")
        else:
            kind = (f"样例料仓{n}", "密闭设备", "其他危险", "检修口", "否")
        name, form, hazards, openings, oxygen = kind
        place, keeper = f"样例车间{n % 7}", f"样例工{n:04d}"
        row = [
            number,
            name,
            form,
            place,
            "样例街道",
            hazards,
            way,
            openings,
            next_number,
            12.5 + n,
            oxygen,
            keeper,
            gear,
        ]
        rows.append([*row, days[n % 3]])
    return rows


def bring_in(cast: Cast, ledger: LedgerName, file: BytesIO) -> LedgerImport:
    """Upload, check to the end, carry out."""
    keeper = cast.actor("manager")
    record = imports.take_in(keeper, cast.enterprise, ledger, file)
    while record.checked < record.total:
        record = imports.check_next(keeper, record.id)
    assert record.faulty == 0
    return imports.carry_out(keeper, record.id)


def exported(cast: Cast, ledger: LedgerName) -> BytesIO:
    with exports.ledger_file(cast.actor("manager"), cast.enterprise, ledger) as file:
        return BytesIO(file.read())


def cells(file: BytesIO) -> list[tuple[Any, ...]]:
    return list(load_workbook(file, read_only=True).worksheets[0].iter_rows(values_only=True))


def says(cast: Cast, permit_id: uuid.UUID, action: Action, code: Code, moment: datetime) -> str:
    """The remedy of this refusal now; "" where it is not refused."""
    with then(moment):
        found = clearance(db.session(), cast.actor("leader"), permit_id, action).refusals
    return next((labels.remedy(refusal) for refusal in found if refusal.code is code), "")


def planned(cast: Cast, form: Any) -> uuid.UUID:
    job: Job = jobs.plan_job(cast.actor("leader"), form)
    permit = cast.permit_of(job)
    cast.assess(permit.id)
    return permit.id


def _comes_back_equal(cast: Cast) -> None:
    for ledger, rows in ((LedgerName.people, people_rows()), (LedgerName.spaces, space_rows())):
        first = bring_in(cast, ledger, workbook(*rows))
        assert first.fresh == first.total
        out = exported(cast, ledger)
        again = bring_in(cast, ledger, out)
        assert (again.fresh, again.changed) == (0, 0)
        assert cells(exported(cast, ledger)) == cells(out)
        once_more = bring_in(cast, ledger, workbook(*rows))
        assert (once_more.fresh, once_more.changed) == (0, 0)
    told = {row[:3] for row in cells(exported(cast, LedgerName.people))}
    assert told >= {(name, str(phone), position) for name, phone, position, _ in people_rows()[1:]}
    spaces = {row[0]: row for row in cells(exported(cast, LedgerName.spaces))}
    assert len(spaces) == 1 + SPACES + 2  # the heading, and the cast's own
    number, name, kind, place = spaces["KJ-000"][:4]
    assert (number, name, kind, place) == ("KJ-000", "样例流量井0", "地下有限空间", "样例车间0")
    assert {"竖直 2.5；水平 3", "人孔A；人孔B", "KJ-001", 12.5} <= set(spaces["KJ-000"])
    assert "KJ-000" in spaces["KJ-001"]  # told by the other end alone


def _plan(cast: Cast) -> tuple[uuid.UUID, uuid.UUID]:
    """A job in a space of the ledger by a worker of the ledger, and one by the contractor."""
    space = db.session.query(ConfinedSpace).filter_by(number="KJ-000").one()
    worker = db.session.query(Person).filter_by(name="样例工0000").one()
    window = {"space_id": space.id, "window_start": START, "window_end": END}
    whole = cast.job_form(**window)
    entrant = MemberForm(frozenset({Part.entrant}), person_id=worker.id)
    own = planned(cast, replace(whole, members=(*whole.members, entrant)))
    return own, planned(cast, cast.contracted_form(**window))


def _training(cast: Cast, permit_id: uuid.UUID) -> None:
    def lacks(code: Code) -> str:
        return says(cast, permit_id, Action.permit_submit, code, LATER)

    assert lacks(Code.training_missing)
    trained(cast, "2025年12月3日")
    assert not lacks(Code.training_missing)
    assert lacks(Code.training_lapsed)  # a year is over before the work is
    trained(cast, "2026-12-01")
    assert not lacks(Code.training_lapsed)


def trained(cast: Cast, day: str) -> None:
    heading = ("姓名", "培训名称", "培训日期", "培训主题", "成绩", "合格日期")
    topics = "；".join(labels.of(topic) for topic in TrainingTopic)
    row = ("样例工0000", f"有限空间专项培训 {day}", day, topics, 90, day)
    assert bring_in(cast, LedgerName.trainings, workbook(heading, row)).fresh == 1


def _agreement(cast: Cast, permit_id: uuid.UUID) -> None:
    def lapses() -> str:
        return says(cast, permit_id, Action.permit_submit, Code.agreement_lapsed, LATER)

    contract = db.session.get_one(Contract, cast.contract)
    heading = ("协议编号", "统一社会信用代码", "截止日期")
    key = (contract.number, contract.contractor.uscc)
    assert not lapses()
    assert bring_in(cast, LedgerName.contracts, workbook(heading, (*key, "2026/12/5"))).changed == 1
    assert lapses()
    assert bring_in(cast, LedgerName.contracts, workbook(heading, (*key, date(2027, 12, 31)))).changed == 1
    assert not lapses()


def _calibration(site: Site) -> None:
    def lapses(moment: datetime) -> str:
        return says(site.cast, site.permit_id, Action.permit_confirm, Code.calibration_lapsed, moment)

    def calibrated(until: str) -> None:
        heading = ("编号", "名称", "种类", "校准有效期")
        row = ("D1", "样例检测仪", labels.of(EquipmentItem.gas_detector), until)
        assert bring_in(site.cast, LedgerName.equipment, workbook(heading, row)).changed == 1

    assert not lapses(LATER)
    calibrated("2026-12-01 09:49:30")
    assert not lapses(NOW)
    assert lapses(LATER)
    calibrated("2027-11-30")
    assert not lapses(LATER)


def _drill(cast: Cast, permit_id: uuid.UUID) -> None:
    """Plans and drills have no ledger to bring in: the gate is switched on and mended on their own pages."""

    def lacks(code: Code) -> str:
        return says(cast, permit_id, Action.permit_submit, code, LATER)

    keeper, enterprise = cast.actor("manager"), db.session.get_one(Enterprise, cast.enterprise)
    blocking = OwnEntryForm(enterprise.address, enterprise.phone, enterprise.night_approval, drills_block=True)
    enterprises.edit_own_entry(keeper, cast.enterprise, enterprise.revision, blocking)
    assert lacks(Code.response_plan_missing)
    plan = response_plans.add_plan(
        keeper, cast.enterprise, PlanForm(PlanKind.special, "样例专项预案", date(2024, 1, 1))
    )
    response_plans.record_drill(keeper, plan.id, DrillForm(date(2025, 11, 1), "样例车间", 12, evaluation="达到要求"))
    assert lacks(Code.drill_overdue)
    response_plans.record_drill(keeper, plan.id, DrillForm(date(2026, 11, 30), "样例车间", 12, evaluation="达到要求"))
    assert not lacks(Code.drill_overdue)


def test_a_works_ledger_comes_in_and_out_equal_and_decides_at_the_gates(tested: Site) -> None:
    cast = tested.cast
    with then(NOW):
        _comes_back_equal(cast)
        own, contracted = _plan(cast)
        _training(cast, own)
        _agreement(cast, contracted)
        _calibration(tested)
        _drill(cast, own)
