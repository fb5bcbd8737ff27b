"""SAMPLE ONLY: the invented areas, firms, spaces and equipment, as the forms that the services take."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from permit_service.services.registers.areas import AreaForm
from permit_service.services.registers.enterprises import EnterpriseForm
from permit_service.services.registers.equipment import EquipmentForm, Range
from permit_service.services.registers.ledger_forms import LegForm, OpeningForm, RescueGearForm, SpaceForm
from workflows.kinds import Criterion, EquipmentItem, Gas, Hazard, Orientation, SpaceKind, Unit
from workflows.vocabulary import AreaLevel, DayCounting, FilingMode, Sector

_PACKAGE = ("有限空间作业报备表", "有限空间作业审批表", "作业方案")
_REVIEWED_DAYS_AGO = timedelta(days=30)

_FOUL = frozenset({Criterion.toxic_gathers, Criterion.oxygen_lacks})
_VAPOURS = frozenset({Criterion.toxic_gathers, Criterion.flammable_gathers})
_SHAPED = frozenset({Criterion.enclosed, Criterion.not_a_workplace, Criterion.badly_aired})


def _kept(today: date, gathers: frozenset[Criterion], *, gear_at: str, position: tuple[str, str]) -> dict[str, Any]:
    """What a ledger that is kept up tells beside the space itself: identification, reviews, rescue gear, place."""
    longitude, latitude = position
    return {
        "criteria": _SHAPED | gathers,
        "identified_on": today - 10 * _REVIEWED_DAYS_AGO,
        "reviewed_on": today - _REVIEWED_DAYS_AGO,
        "rescue_gear": (
            RescueGearForm("正压式空气呼吸器", 2, gear_at),
            RescueGearForm("三脚架和安全绳", 1, gear_at),
        ),
        "rescue_phone": "000-0000 0199（样例）",
        "longitude": Decimal(longitude),
        "latitude": Decimal(latitude),
    }


DISTRICT = AreaForm("样例区", AreaLevel.district, duty_phone="000-0000 0100（样例）")
EAST = AreaForm(
    "东岸街道",
    AreaLevel.street,
    duty_phone="000-0000 0101（样例）",
    filing_mode=FilingMode.system,
    training_minutes=30,
    training_reuse_days=7,
    document="样例区有限空间作业报备通知（样例）",
    package_items=_PACKAGE,
)
WEST = AreaForm(
    "西岸街道",
    AreaLevel.street,
    duty_phone="000-0000 0102（样例）",
    filing_mode=FilingMode.system,
    counting=DayCounting.working_days,
    training_minutes=30,
    document="样例区有限空间作业报备通知（样例）",
    package_items=_PACKAGE,
)


def water(area_id: uuid.UUID) -> EnterpriseForm:
    return EnterpriseForm(
        "样例净水有限公司", "91000000YANGLJ001E", Sector.light_industry, area_id, address="东岸路 1 号"
    )


def machinery(area_id: uuid.UUID) -> EnterpriseForm:
    return EnterpriseForm("样例机械有限公司", "91000000YANGLJ002H", Sector.machinery, area_id, address="西岸路 2 号")


def chemical(area_id: uuid.UUID) -> EnterpriseForm:
    return EnterpriseForm("样例精细化工有限公司", "91000000YANGLJ003L", Sector.chemical, area_id, address="东岸路 3 号")


def contractor(area_id: uuid.UUID) -> EnterpriseForm:
    return EnterpriseForm(
        "样例市政工程有限公司", "91000000YANGLJ004P", Sector.municipal, area_id, address="西岸路 4 号"
    )


def flow_well(area_id: uuid.UUID, today: date) -> SpaceForm:
    """The well of the sample job: 2.0 m by 3.0 m, 3.0 m deep."""
    return SpaceForm(
        number="JS-01",
        name="流量井",
        kind=SpaceKind.underground,
        location="厂区东侧进水总管",
        area_id=area_id,
        hazards=frozenset({Hazard.poisoning, Hazard.oxygen_deficiency, Hazard.explosion, Hazard.fall}),
        legs=(LegForm(Orientation.vertical, Decimal("3.0")),),
        openings=(OpeningForm("井口"),),
        volume=Decimal("18.0"),
        medium="生活污水",
        possible_accident="中毒、窒息",
        risk_grade="较大",
        toxic_possible=True,
        oxygen_may_drop=True,
        gas_may_rise=True,
        poisoning_risk=True,
        has_sludge=True,
        lel_vol=Decimal("5.0"),
        barrier_method="上锁盖板",
        barrier_effective=True,
        department="维修班",
        in_catalogue=True,
        **_kept(
            today,
            _FOUL,
            gear_at="值班室",
            position=("113.1204", "22.5731"),
        ),
    )


def aeration_tank(area_id: uuid.UUID, today: date) -> SpaceForm:
    """A tank whose barrier does not hold: the ledger warns, and opening is refused until a temporary one is set."""
    return SpaceForm(
        number="JS-02",
        name="好氧池",
        kind=SpaceKind.above_ground,
        location="厂区南侧生化区",
        area_id=area_id,
        hazards=frozenset({Hazard.poisoning, Hazard.oxygen_deficiency, Hazard.drowning}),
        legs=(LegForm(Orientation.vertical, Decimal("5.0")),),
        openings=(OpeningForm("1 号人孔"), OpeningForm("2 号人孔")),
        volume=Decimal(360),
        medium="活性污泥",
        possible_accident="中毒、窒息、淹溺",
        risk_grade="重大",
        toxic_possible=True,
        oxygen_may_drop=True,
        gas_may_rise=True,
        poisoning_risk=True,
        has_sludge=True,
        lel_vol=Decimal("5.0"),
        barrier_method="防护网（破损）",
        barrier_effective=False,
        department="运行班",
        in_catalogue=True,
        **_kept(
            today,
            _FOUL,
            gear_at="生化区工具间",
            position=("113.1207", "22.5722"),
        ),
    )


def paint_pit(area_id: uuid.UUID, today: date) -> SpaceForm:
    return SpaceForm(
        number="JX-01",
        name="喷漆废水池",
        kind=SpaceKind.underground,
        location="喷漆车间北侧",
        area_id=area_id,
        hazards=frozenset({Hazard.poisoning, Hazard.oxygen_deficiency}),
        legs=(LegForm(Orientation.vertical, Decimal("2.5")),),
        openings=(OpeningForm("池口"),),
        volume=Decimal(20),
        medium="喷漆废水",
        possible_accident="中毒、窒息",
        risk_grade="较大",
        toxic_possible=True,
        oxygen_may_drop=True,
        poisoning_risk=True,
        has_sludge=True,
        extra_gases=frozenset({Gas.c7h8}),
        lel_vol=Decimal("1.1"),
        barrier_method="上锁盖板",
        barrier_effective=True,
        department="机修班",
        **_kept(today, _VAPOURS, gear_at="喷漆车间门口", position=("113.1021", "22.5610")),
    )


def reactor(area_id: uuid.UUID, today: date) -> SpaceForm:
    return SpaceForm(
        number="HG-01",
        name="R-101 反应釜",
        kind=SpaceKind.closed_vessel,
        location="一车间二层",
        area_id=area_id,
        hazards=frozenset({Hazard.poisoning, Hazard.oxygen_deficiency, Hazard.explosion, Hazard.mechanical_injury}),
        legs=(LegForm(Orientation.vertical, Decimal("3.5")),),
        openings=(OpeningForm("人孔"),),
        volume=Decimal(10),
        medium="甲苯",
        possible_accident="中毒、爆炸",
        risk_grade="重大",
        toxic_possible=True,
        oxygen_may_drop=True,
        gas_may_rise=True,
        poisoning_risk=True,
        explosion_risk=True,
        wet_or_narrow=True,
        extra_gases=frozenset({Gas.c7h8}),
        lel_vol=Decimal("1.1"),
        barrier_method="人孔盖螺栓紧固并挂牌",
        barrier_effective=True,
        department="一车间",
        **_kept(
            today,
            _VAPOURS,
            gear_at="一车间应急柜",
            position=("113.1302", "22.5803"),
        ),
    )


def reactor_pit(area_id: uuid.UUID, today: date, reactor_id: uuid.UUID) -> SpaceForm:
    """The pit under the reactor, connected with it."""
    return SpaceForm(
        number="HG-02",
        name="釜底地坑",
        kind=SpaceKind.underground,
        location="一车间一层",
        area_id=area_id,
        hazards=frozenset({Hazard.poisoning, Hazard.oxygen_deficiency}),
        legs=(LegForm(Orientation.vertical, Decimal("2.2")), LegForm(Orientation.horizontal, Decimal("3.0"))),
        openings=(OpeningForm("坑口"),),
        connected_ids=frozenset({reactor_id}),
        volume=Decimal(15),
        medium="甲苯残液",
        possible_accident="中毒、窒息",
        risk_grade="较大",
        toxic_possible=True,
        oxygen_may_drop=True,
        poisoning_risk=True,
        explosion_risk=True,
        extra_gases=frozenset({Gas.c7h8}),
        lel_vol=Decimal("1.1"),
        barrier_method="格栅盖板",
        barrier_effective=True,
        department="一车间",
        **_kept(
            today,
            _VAPOURS,
            gear_at="一车间应急柜",
            position=("113.1303", "22.5803"),
        ),
    )


_FOUR_GASES = (
    Range(Gas.o2, Decimal(0), Decimal(30), Unit.vol),
    Range(Gas.ex, Decimal(0), Decimal(100), Unit.lel),
    Range(Gas.h2s, Decimal(0), Decimal(100), Unit.ppm),
    Range(Gas.co, Decimal(0), Decimal(1000), Unit.ppm),
)
_TOLUENE = Range(Gas.c7h8, Decimal(0), Decimal(500), Unit.ppm)


def detector(code: str, *, explosion_proof: bool = True, toluene: bool = False) -> EquipmentForm:
    """A pump-type four-gas detector, with a toluene channel if asked."""
    ranges = (*_FOUR_GASES, _TOLUENE) if toluene else _FOUR_GASES
    name = f"泵吸式{'五' if toluene else '四'}合一检测仪"
    return EquipmentForm(EquipmentItem.gas_detector, code, name, True, explosion_proof, ranges)


#: What every firm keeps beside its detectors.
GEAR = (
    EquipmentForm(EquipmentItem.fan, "FJ-01", "防爆轴流风机", explosion_proof=True, airflow=Decimal(2800)),
    EquipmentForm(EquipmentItem.breathing_set, "HX-01", "正压式空气呼吸器"),
    EquipmentForm(EquipmentItem.breathing_set, "HX-02", "长管呼吸器"),
    EquipmentForm(EquipmentItem.harness_and_lifeline, "AQ-01", "全身式安全带和安全绳"),
    EquipmentForm(EquipmentItem.tripod, "SJ-01", "救援三脚架"),
    EquipmentForm(EquipmentItem.lighting, "ZM-01", "12 V 防爆灯", explosion_proof=True),
    EquipmentForm(EquipmentItem.communication, "TX-01", "防爆对讲机", explosion_proof=True),
    EquipmentForm(EquipmentItem.rescue_set, "JY-01", "应急救援装备箱"),
)
