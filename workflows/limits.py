"""Numbers the rules use, as data with a source: two national profiles and stricter local overlays.

``PARAMETERS`` is the one table of them: documents are generated from it and :data:`PROFILES` is made of it.
A number without a law is a :class:`~workflows.sources.HouseRule` and is never quoted as law.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Any

from workflows.kinds import Gas
from workflows.sources import Clause, Document, HouseRule, Source
from workflows.vocabulary import ProfileName

Number = int | Decimal


@unique
class Stricter(StrEnum):
    """Which way a number goes to become stricter."""

    downwards = "downwards"
    upwards = "upwards"


@unique
class LimitKind(StrEnum):
    """Kind of an occupational exposure limit (GBZ 2.1): ceiling, 15-minute mean, shift mean."""

    mac = "mac"
    stel = "stel"
    twa = "twa"


@dataclass(frozen=True, slots=True)
class ToxicLimit:
    """Highest concentration at which somebody may enter, mg/m3 (G46 5.9.1 c: MAC or STEL, TWA if neither exists)."""

    mg_m3: Decimal
    kind: LimitKind
    source: Source


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of one profile and where it comes from; ``None`` = the profile does not have it."""

    value: Number | None
    source: Source


@dataclass(frozen=True, slots=True)
class Parameter:
    """One named number: the attribute of :class:`Rules`, its unit, which way is stricter, its value per profile."""

    name: str
    unit: str
    stricter: Stricter
    limits: Mapping[ProfileName, Limit]


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers that bind one enterprise. Units are in the names, or in the parameter's ``unit``."""

    profile: ProfileName
    toxic: Mapping[Gas, ToxicLimit]
    training_valid_days: int
    drill_days_special: int
    drill_days_on_site: int
    window_hours: int
    early_on_site_hours: int
    oxygen_min: Decimal
    oxygen_max: Decimal
    oxygen_max_enriched: Decimal
    flammable_lel: Decimal | None
    flammable_vol: Decimal | None
    flammable_vol_low: Decimal | None
    flammable_split_lel: Decimal
    gas_age_minutes: int
    work_value_minutes: int
    interruption_minutes: int
    retest_ventilation_minutes: int
    spacing_tolerance_metres: Decimal
    point_end_metres: Decimal
    point_gap_metres: Decimal
    horizontal_near_metres: Decimal
    horizontal_far_metres: Decimal
    post_hours: int
    beat_seconds: int
    beat_misses: int
    contact_check_minutes: int
    stay_minutes: int
    window_end_near_minutes: int
    lighting_volts_dry: int
    lighting_volts_wet: int
    rescue_kit_metres: int
    future_seconds: int
    back_dated_seconds: int
    repeated_records: int
    point_seconds: int
    detector_moves_minutes: int
    longest_filing_days: int
    closure_left_hours: int
    night_approvals: int
    night_begins_hour: int
    night_ends_hour: int
    ledger_review_days: int
    ledger_half_year_days: int
    sign_photo_days: int
    exam_questions_per_topic: int
    exam_pass_mark: int
    exam_minutes: int
    exam_tries: int
    exam_open_days: int
    snapshot_minutes: int
    inspectors: int
    draw_lots_a: int
    draw_lots_b: int
    draw_lots_c: int
    draw_lots_d: int
    quiz_questions_per_topic: int
    quiz_minutes: int

    @property
    def quiet_seconds(self) -> int:
        """Silence after which a guardian's post counts as gone quiet (失联)."""
        return self.beat_seconds * self.beat_misses


def _both(name: str, unit: str, stricter: Stricter, value: Number, source: Source | None = None) -> Parameter:
    limit = Limit(value, source or HouseRule(name))
    return Parameter(name, unit, stricter, MappingProxyType({ProfileName.GB46768: limit, ProfileName.GB30871: limit}))


def _each(name: str, unit: str, stricter: Stricter, gb46768: Limit, gb30871: Limit) -> Parameter:
    return Parameter(
        name, unit, stricter, MappingProxyType({ProfileName.GB46768: gb46768, ProfileName.GB30871: gb30871})
    )


def _g46(value: Number | None, clause: str) -> Limit:
    return Limit(value, Clause(Document.G46, clause))


def _g30(value: Number | None, clause: str) -> Limit:
    return Limit(value, Clause(Document.G30, clause))


def _house(value: Number, name: str) -> Limit:
    return Limit(value, HouseRule(name))


_LOWER, _HIGHER = Stricter.downwards, Stricter.upwards
_POINTS_VERTICAL = Clause(Document.G46, "5.8.6 a")
_POINTS_HORIZONTAL = Clause(Document.G46, "5.8.6 b")

PARAMETERS: tuple[Parameter, ...] = (
    _both("training_valid_days", "d", _LOWER, 365, Clause(Document.G46, "4.4")),
    _both("drill_days_special", "d", _LOWER, 365, Clause(Document.G46, "4.6.2")),
    _both("drill_days_on_site", "d", _LOWER, 183, Clause(Document.G46, "4.6.2")),
    _each("window_hours", "h", _LOWER, _house(24, "window_hours"), _g30(24, "6.10")),
    _both("early_on_site_hours", "h", _LOWER, 12),
    _each("oxygen_min", "%VOL", _HIGHER, _g46(Decimal("19.5"), "5.9.1 a"), _g30(Decimal("19.5"), "6.4")),
    _each("oxygen_max", "%VOL", _LOWER, _g46(Decimal("23.5"), "5.9.1 a"), _g30(Decimal("21"), "6.4")),
    _each("oxygen_max_enriched", "%VOL", _LOWER, _g46(Decimal("23.5"), "5.9.1 a"), _g30(Decimal("23.5"), "6.4")),
    _each("flammable_lel", "%LEL", _LOWER, _g46(Decimal(10), "5.9.1 b"), _g30(None, "5.3.2")),
    _each("flammable_vol", "%VOL", _LOWER, _g46(None, "5.9.1 b"), _g30(Decimal("0.5"), "5.3.2")),
    _each("flammable_vol_low", "%VOL", _LOWER, _g46(None, "5.9.1 b"), _g30(Decimal("0.2"), "5.3.2")),
    _both("flammable_split_lel", "%VOL", _HIGHER, Decimal(4), Clause(Document.G30, "5.3.2")),
    _each("gas_age_minutes", "min", _LOWER, _house(30, "gas_age_minutes"), _g30(30, "6.3 a")),
    _each("work_value_minutes", "min", _LOWER, _g46(15, "6.2.3"), _g30(120, "6.5")),
    _each("interruption_minutes", "min", _LOWER, _g46(0, "6.2.7"), _g30(60, "6.3 f")),
    _both("retest_ventilation_minutes", "min", _HIGHER, 30),
    _both("spacing_tolerance_metres", "m", _LOWER, Decimal("0.3")),
    _both("point_end_metres", "m", _LOWER, Decimal(1), _POINTS_VERTICAL),
    _both("point_gap_metres", "m", _LOWER, Decimal(8), _POINTS_VERTICAL),
    _both("horizontal_near_metres", "m", _HIGHER, Decimal("0.5"), _POINTS_HORIZONTAL),
    _both("horizontal_far_metres", "m", _HIGHER, Decimal(2), _POINTS_HORIZONTAL),
    _both("post_hours", "h", _LOWER, 4),
    _both("beat_seconds", "s", _LOWER, 60),
    _both("beat_misses", "", _LOWER, 3),
    _both("contact_check_minutes", "min", _LOWER, 15),
    _both("stay_minutes", "min", _LOWER, 60),
    _both("window_end_near_minutes", "min", _HIGHER, 30),
    _each("lighting_volts_dry", "V", _LOWER, _house(24, "lighting_volts_dry"), _g30(36, "4.13 b")),
    _each("lighting_volts_wet", "V", _LOWER, _house(12, "lighting_volts_wet"), _g30(12, "4.13 b")),
    _both("rescue_kit_metres", "m", _LOWER, 400),
    _both("future_seconds", "s", _LOWER, 60),
    _both("back_dated_seconds", "s", _LOWER, 300),
    _both("repeated_records", "", _LOWER, 3),
    _both("point_seconds", "s", _HIGHER, 10),
    _both("detector_moves_minutes", "min", _HIGHER, 5),
    _both("longest_filing_days", "d", _LOWER, 7),
    _both("closure_left_hours", "h", _LOWER, 24),
    _both("night_approvals", "", _HIGHER, 0),
    _both("night_begins_hour", "h", _LOWER, 22),
    _both("night_ends_hour", "h", _HIGHER, 6),
    _both("ledger_review_days", "d", _LOWER, 365),
    _both("ledger_half_year_days", "d", _LOWER, 183),
    _both("sign_photo_days", "d", _LOWER, 365),
    _both("exam_questions_per_topic", "", _HIGHER, 2),
    _both("exam_pass_mark", "", _HIGHER, 80),
    _both("exam_minutes", "min", _LOWER, 40),
    _both("exam_tries", "", _LOWER, 3),
    _both("exam_open_days", "d", _LOWER, 30),
    _both("snapshot_minutes", "min", _LOWER, 30),
    _both("inspectors", "", _HIGHER, 2),
    _both("draw_lots_a", "", _HIGHER, 8),
    _both("draw_lots_b", "", _HIGHER, 4),
    _both("draw_lots_c", "", _HIGHER, 2),
    _both("draw_lots_d", "", _HIGHER, 1),
    _both("quiz_questions_per_topic", "", _HIGHER, 1),
    _both("quiz_minutes", "min", _LOWER, 15),
)

_BY_NAME: Mapping[str, Parameter] = MappingProxyType({p.name: p for p in PARAMETERS})

_TABLE = Clause(Document.GBZ, "table 1")


def _toxic(mg_m3: str, kind: LimitKind, source: Source = _TABLE) -> ToxicLimit:
    return ToxicLimit(Decimal(mg_m3), kind, source)


#: Entry limits in mg/m3. Methane has none: it is judged as a flammable gas.
TOXIC_LIMITS: Mapping[Gas, ToxicLimit] = MappingProxyType(
    {
        Gas.h2s: _toxic("10", LimitKind.mac),
        Gas.co: _toxic("30", LimitKind.stel),
        Gas.co2: _toxic("18000", LimitKind.stel),
        Gas.nh3: _toxic("30", LimitKind.stel),
        Gas.cl2: _toxic("1", LimitKind.mac),
        Gas.c6h6: _toxic("6", LimitKind.stel, Clause(Document.GBZ, "table 1, amendment 1")),
        Gas.c7h8: _toxic("100", LimitKind.stel),
        Gas.c8h10: _toxic("100", LimitKind.stel),
        Gas.so2: _toxic("10", LimitKind.stel),
        Gas.no2: _toxic("10", LimitKind.stel),
        Gas.hcn: _toxic("1", LimitKind.mac),
        Gas.hcl: _toxic("7.5", LimitKind.mac),
        Gas.hf: _toxic("2", LimitKind.mac),
        Gas.cocl2: _toxic("0.5", LimitKind.mac),
        Gas.o3: _toxic("0.3", LimitKind.mac),
        Gas.ch3oh: _toxic("50", LimitKind.stel),
        Gas.ph3: _toxic("0.3", LimitKind.mac, HouseRule("phosphine_limit")),
    }
)


def _profile(name: ProfileName) -> Rules:
    values: dict[str, Any] = {p.name: p.limits[name].value for p in PARAMETERS}
    return Rules(profile=name, toxic=TOXIC_LIMITS, **values)


PROFILES: Mapping[ProfileName, Rules] = MappingProxyType({name: _profile(name) for name in ProfileName})
GB46768 = PROFILES[ProfileName.GB46768]
GB30871 = PROFILES[ProfileName.GB30871]


def overlay(rules: Rules, *, toxic: Mapping[Gas, ToxicLimit] | None = None, **stricter: Number) -> Rules:
    """Rules with local numbers laid over them (属地规定): a number may only become stricter, a gas may be added.

    Raises ValueError for a laxer value, a parameter that does not exist, and what is not a finite number.
    """
    changed: dict[str, Any] = {name: _tightened(rules, name, value) for name, value in stricter.items()}
    if toxic:
        changed["toxic"] = MappingProxyType({**rules.toxic, **{g: _lowered(rules, g, t) for g, t in toxic.items()}})
    return replace(rules, **changed)


def _tightened(rules: Rules, name: str, value: Number) -> Number:
    parameter = _BY_NAME.get(name)
    if parameter is None:
        raise ValueError(f"there is no parameter {name}")
    if not Decimal(value).is_finite() or value < 0:
        raise ValueError(f"{name}: {value} is no measure")
    today: Number | None = getattr(rules, name)
    if today is None:
        return value
    laxer = value > today if parameter.stricter is Stricter.downwards else value < today
    if laxer:
        raise ValueError(f"{name}: {value} is laxer than {today}")
    return value


def _lowered(rules: Rules, gas: Gas, limit: ToxicLimit) -> ToxicLimit:
    if not limit.mg_m3.is_finite() or limit.mg_m3 < 0:
        raise ValueError(f"{gas}: {limit.mg_m3} mg/m3 is no measure")
    today = rules.toxic.get(gas)
    if today is not None and limit.mg_m3 > today.mg_m3:
        raise ValueError(f"{gas}: {limit.mg_m3} mg/m3 is laxer than {today.mg_m3}")
    return limit
