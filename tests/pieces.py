"""Pieces of the sample job: people, readings, evidence, each made good and changed by keyword.

The job: replace the flow meter in a well of 2.0 m by 3.0 m, 3.0 m deep, at a sewage works, on 2026-12-01 between 08:30
and 17:30 (Asia/Shanghai). Every person and firm is invented.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from workflows.gas_facts import DetectorFact, Leg, Point, Series, Value, WorkValue
from workflows.kinds import (
    AirSource,
    EquipmentItem,
    Gas,
    Gear,
    Hazard,
    Orientation,
    PlanKind,
    Unit,
    VentilationKind,
)
from workflows.plan_facts import (
    Approval,
    Contract,
    Filing,
    Member,
    Piece,
    RescueTeam,
    ResponsePlan,
    Space,
)
from workflows.site_facts import (
    Protection,
    VentilationRun,
)
from workflows.vocabulary import (
    FilingStatus,
    Part,
)

CHINA = timezone(timedelta(hours=8))
LEADER, GUARDIAN, ENTRANT, ENTRANT_2, PRINCIPAL = "leader", "guardian", "entrant", "entrant-2", "principal"
OWNER, INSPECTOR, MANAGER, OFFICER = "owner-approver", "inspector", "manager", "officer"
SPACE, OTHER_SPACE = "well-1", "well-2"
SECOND = timedelta(seconds=1)


def at(clock: str, day: int = 1) -> datetime:
    """A moment of December 2026 in Asia/Shanghai, ``at("09:40")``."""
    hour, minute = clock.split(":")
    return datetime(2026, 12, day, int(hour), int(minute), tzinfo=CHINA)


#: While the job is planned: a week before, on time for everything.
PLANNED = at("10:00") - timedelta(days=7)
WINDOW_START, WINDOW_END = at("08:30"), at("17:30")
#: At the mouth of the well: everything is ready, the re-test's oldest point is 15 minutes old.
NOW = at("09:55")
TRAINED_UNTIL = at("00:00") + timedelta(days=180)


def changed(value: Any, **overrides: Any) -> Any:
    """A copy with fields replaced; ``a__b`` replaces field ``b`` of field ``a``."""
    inner: dict[str, dict[str, Any]] = {}
    flat: dict[str, Any] = {}
    for name, new in overrides.items():
        head, _, rest = name.partition("__")
        if rest:
            inner.setdefault(head, {})[rest] = new
        else:
            flat[head] = new
    flat |= {head: changed(getattr(value, head), **rest) for head, rest in inner.items()}
    return replace(value, **flat)


def person(person_id: str, *parts: Part, **overrides: Any) -> Member:
    """A trained, briefed, filed and street-trained member."""
    made: Member = changed(
        Member(
            person_id,
            frozenset(parts),
            trained_until=TRAINED_UNTIL,
            briefed_at=at("08:10"),
            street_trained=True,
            in_filing=True,
        ),
        **overrides,
    )
    return made


def crew() -> tuple[Member, ...]:
    """Leader (also applicant), guardian (also tester), two entrants, the principal as approver, one manager."""
    return (
        person(LEADER, Part.applicant, Part.leader),
        person(GUARDIAN, Part.guardian, Part.tester),
        person(ENTRANT, Part.entrant),
        person(ENTRANT_2, Part.entrant),
        person(PRINCIPAL, Part.approver, briefed_at=None, street_trained=False, in_filing=False),
        person(MANAGER, Part.manager, briefed_at=None, in_filing=False),
    )


def values(o2: str = "20.9", ex: str = "0", h2s: str = "0", co: str = "0") -> tuple[Value, ...]:
    """The four channels: O2 in %VOL, flammable in %LEL, H2S and CO in ppm."""
    return (
        Value(Gas.o2, Decimal(o2), Unit.vol),
        Value(Gas.ex, Decimal(ex), Unit.lel),
        Value(Gas.h2s, Decimal(h2s), Unit.ppm),
        Value(Gas.co, Decimal(co), Unit.ppm),
    )


def detector(**overrides: Any) -> DetectorFact:
    """A pump-type four-gas detector in calibration."""
    made: DetectorFact = changed(
        DetectorFact("detector-1", True, frozenset({Gas.o2, Gas.ex, Gas.h2s, Gas.co}), at("00:00", 31), True),
        **overrides,
    )
    return made


#: What is used and runs out, by kind.
PIECES = (
    Piece("detector-1", "D1", EquipmentItem.gas_detector, at("00:00", 31)),
    Piece("breathing-set-1", "B1", EquipmentItem.breathing_set, at("00:00", 31)),
    Piece("tripod-1", "T1", EquipmentItem.tripod, at("00:00", 31)),
)


def series(
    series_id: str, begun_at: datetime, *, readings: tuple[Value, ...] | None = None, **overrides: Any
) -> Series:
    """A signed round of three points, at 0.8, 1.5 and 2.2 m of the 3 m well, one minute apart."""
    shown = values() if readings is None else readings
    points = tuple(
        Point(0, Decimal(distance), begun_at + timedelta(minutes=minute), shown)
        for minute, distance in enumerate(("0.8", "1.5", "2.2"))
    )
    made: Series = changed(
        Series(
            series_id,
            begun_at,
            points,
            tester_id=GUARDIAN,
            signed_at=begun_at + timedelta(minutes=3),
            survey_done=True,
            stirred=True,
            detector=detector(),
            finished_at=begun_at + timedelta(minutes=2),
        ),
        **overrides,
    )
    return made


def work_value(value_id: str, when: datetime, readings: tuple[Value, ...] | None = None) -> WorkValue:
    """An in-work value of all four channels."""
    return WorkValue(value_id, when, values() if readings is None else readings)


def run(run_id: str, kind: VentilationKind, started_at: datetime, **overrides: Any) -> VentilationRun:
    """A ventilation run on clean air, its duct confirmed."""
    made: VentilationRun = changed(
        VentilationRun(run_id, kind, AirSource.clean_air, started_at, duct_confirmed=True), **overrides
    )
    return made


def protection(person_id: str, when: datetime) -> Protection:
    """Helmet, harness, lifeline, long-tube respirator and escape set (G46 5.12: the gas may change)."""
    gear = {Gear.helmet, Gear.harness, Gear.lifeline, Gear.supplied_air, Gear.escape_set}
    return Protection(person_id, when, frozenset(gear))


def space(**overrides: Any) -> Space:
    """The flow-meter well: one vertical leg of 3 m, sludge, toxic gas possible, one opening."""
    made: Space = changed(
        Space(
            SPACE,
            in_ledger=True,
            name="Flow-meter well 1",
            location="Sewage works, inlet",
            hazards=frozenset({Hazard.poisoning, Hazard.oxygen_deficiency, Hazard.fall}),
            legs=(Leg(Orientation.vertical, Decimal("3.0")),),
            opening_ids=("hatch-1",),
            toxic_possible=True,
            oxygen_may_drop=True,
            gas_may_rise=True,
            poisoning_risk=True,
            has_sludge=True,
            lel_vol=Decimal("5.0"),
            barrier_effective=True,
        ),
        **overrides,
    )
    return made


def consent() -> Approval:
    return Approval(Part.leader, LEADER, PLANNED - timedelta(hours=1))


def approval(**overrides: Any) -> Approval:
    made: Approval = changed(Approval(Part.approver, PRINCIPAL, PLANNED, is_principal=True, on_site=True), **overrides)
    return made


def filing(**overrides: Any) -> Filing:
    """Filed on 2026-11-27, a day before the last day on time."""
    made: Filing = changed(
        Filing(
            FilingStatus.submitted,
            start=WINDOW_START,
            end=WINDOW_END,
            first_submitted_at=at("16:00") - timedelta(days=4),
            space_ids=frozenset({SPACE}),
            content="Replace the flow meter",
            unit_id="unit-1",
        ),
        **overrides,
    )
    return made


def response_plans() -> tuple[ResponsePlan, ...]:
    """Both plans of the enterprise, of 2025, drilled in the year and the half-year before the work."""
    since = date(2025, 1, 1)
    return (
        ResponsePlan(PlanKind.special, since, drilled_on=date(2026, 3, 1)),
        ResponsePlan(PlanKind.on_site, since, drilled_on=date(2026, 9, 1)),
    )


def rescue_team() -> RescueTeam:
    """An outside rescue team under an agreement of this year."""
    return RescueTeam(date(2026, 1, 1), date(2026, 12, 31))


def contract(**overrides: Any) -> Contract:
    """A reviewed contractor under an agreement of this year, its work checked on site by the owner."""
    made: Contract = changed(
        Contract(
            agreement_from=date(2026, 1, 1),
            agreement_until=date(2026, 12, 31),
            reviewed_at=at("10:00") - timedelta(days=30),
            review_passed=True,
            inspector_id=INSPECTOR,
            site_checked_at=at("08:30"),
            owner_information=True,
        ),
        **overrides,
    )
    return made
