"""The closed lists of things on site: gases, units, gear, kinds of work, isolation and ventilation, items to check.

Lower-case members whose name equals their value, like those of ``workflows.vocabulary``.
"""

from enum import StrEnum, unique


@unique
class WorkKind(StrEnum):
    """作业类别. Those in ``MECHANICAL_WORK`` always need mechanical ventilation (G46 6.2.4; seed 001 pt 13)."""

    desludging = "desludging"
    coating = "coating"
    waterproofing = "waterproofing"
    anticorrosion = "anticorrosion"
    welding = "welding"
    hot_work = "hot_work"
    maintenance = "maintenance"
    inspection = "inspection"
    installation = "installation"
    other = "other"


MECHANICAL_WORK = frozenset(
    {
        WorkKind.desludging,
        WorkKind.coating,
        WorkKind.waterproofing,
        WorkKind.anticorrosion,
        WorkKind.welding,
        WorkKind.hot_work,
    }
)


#: Work that must not share a space with hot work (G30 6.7).
HOT_WORK = frozenset({WorkKind.welding, WorkKind.hot_work})


PAINTING_WORK = frozenset({WorkKind.coating, WorkKind.waterproofing, WorkKind.anticorrosion})


@unique
class Hazard(StrEnum):
    """危险因素 (regulations §10.1)."""

    poisoning = "poisoning"
    oxygen_deficiency = "oxygen_deficiency"
    explosion = "explosion"
    drowning = "drowning"
    fall = "fall"
    electric_shock = "electric_shock"
    mechanical_injury = "mechanical_injury"
    burial = "burial"
    burns = "burns"
    heat_and_damp = "heat_and_damp"
    other = "other"


@unique
class SpaceKind(StrEnum):
    """有限空间类型."""

    underground = "underground"
    above_ground = "above_ground"
    closed_vessel = "closed_vessel"


@unique
class Criterion(StrEnum):
    """What makes a place a confined space (regulations 10.7): A, B, C, and one of D."""

    enclosed = "enclosed"
    not_a_workplace = "not_a_workplace"
    badly_aired = "badly_aired"
    toxic_gathers = "toxic_gathers"
    flammable_gathers = "flammable_gathers"
    oxygen_lacks = "oxygen_lacks"


@unique
class ReviewKind(StrEnum):
    """How thoroughly a ledger entry was gone through."""

    yearly = "yearly"
    half_year = "half_year"


@unique
class Orientation(StrEnum):
    vertical = "vertical"
    horizontal = "horizontal"


@unique
class Gas(StrEnum):
    """Channels of a gas test: ``ex`` is flammable gas as the instrument reads it, the rest are formulas."""

    o2 = "o2"
    ex = "ex"
    h2s = "h2s"
    co = "co"
    co2 = "co2"
    nh3 = "nh3"
    cl2 = "cl2"
    so2 = "so2"
    no2 = "no2"
    c6h6 = "c6h6"
    c7h8 = "c7h8"
    c8h10 = "c8h10"
    hcn = "hcn"
    hcl = "hcl"
    hf = "hf"
    cocl2 = "cocl2"
    o3 = "o3"
    ch3oh = "ch3oh"
    ph3 = "ph3"
    ch4 = "ch4"


@unique
class Unit(StrEnum):
    """Units as a detector shows them: %VOL, %LEL, ppm, mg/m3."""

    vol = "vol"
    lel = "lel"
    ppm = "ppm"
    mg_m3 = "mg_m3"


@unique
class SeriesStage(StrEnum):
    """检测阶段, always derived by the server, never taken from a client (site-rules 10)."""

    initial = "initial"
    retest = "retest"
    after_interruption = "after_interruption"


@unique
class VentilationKind(StrEnum):
    natural = "natural"
    mechanical = "mechanical"


@unique
class AirSource(StrEnum):
    """What a fan or breathing set is fed with; anything but clean air is refused (G46 5.10.1)."""

    clean_air = "clean_air"
    oxygen = "oxygen"
    enriched_air = "enriched_air"


@unique
class IsolationKind(StrEnum):
    """One item of 隔断、封堵、上锁挂牌 or 清空、清洗、置换 (G46 5.6)."""

    blind_plate = "blind_plate"
    spool_removed = "spool_removed"
    plug = "plug"
    lock_tag = "lock_tag"
    person_on_guard = "person_on_guard"
    valve = "valve"
    water_seal = "water_seal"
    emptying = "emptying"
    washing = "washing"
    purging = "purging"


@unique
class ClosingKind(StrEnum):
    temporary = "temporary"
    final = "final"


@unique
class Gear(StrEnum):
    """Personal protection (G46 5.12)."""

    helmet = "helmet"
    escape_set = "escape_set"
    harness = "harness"
    lifeline = "lifeline"
    supplied_air = "supplied_air"
    open_circuit_scba = "open_circuit_scba"
    closed_circuit_scba = "closed_circuit_scba"
    filter_mask = "filter_mask"


BREATHING_SETS = frozenset({Gear.supplied_air, Gear.open_circuit_scba, Gear.closed_circuit_scba})


@unique
class BriefingItem(StrEnum):
    """The five things a briefing must tell (G46 5.3; regulations §10.3)."""

    content = "content"
    division = "division"
    hazards = "hazards"
    requirements = "requirements"
    emergency = "emergency"


@unique
class GuardianCheckItem(StrEnum):
    """What the guardian confirms item by item before the entry confirmation (O13 14; regulations §10.4)."""

    briefing = "briefing"
    area_closure = "area_closure"
    equipment = "equipment"
    openings = "openings"
    isolation = "isolation"
    clearing = "clearing"
    ventilation = "ventilation"
    detection = "detection"
    protection = "protection"
    rescue = "rescue"
    communication = "communication"


#: Items that a guardian confirms again after every interruption (site-rules 11).
RESUME_ITEMS = frozenset({GuardianCheckItem.ventilation, GuardianCheckItem.detection, GuardianCheckItem.rescue})


@unique
class EquipmentItem(StrEnum):
    """Kinds of equipment checked before work (G46 5.5; seed 001 pt 14)."""

    gas_detector = "gas_detector"
    fan = "fan"
    breathing_set = "breathing_set"
    harness_and_lifeline = "harness_and_lifeline"
    tripod = "tripod"
    lighting = "lighting"
    communication = "communication"
    rescue_set = "rescue_set"


@unique
class AcceptanceItem(StrEnum):
    """The four items of G46 7.1."""

    people_out = "people_out"
    tools_out = "tools_out"
    openings_closed = "openings_closed"
    isolation_removed = "isolation_removed"


@unique
class EmergencyCategory(StrEnum):
    """Category of an emergency repair (抢修; site-rules 30)."""

    flood = "flood"
    leak = "leak"
    public_supply = "public_supply"
    rescue_of_property = "rescue_of_property"
    other = "other"


@unique
class PlanKind(StrEnum):
    """应急预案 that an enterprise keeps and drills (G46 4.6)."""

    special = "special"
    on_site = "on_site"
