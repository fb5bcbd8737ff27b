"""Equipment with its dates: detectors and what they can measure, fans and what they move, breathing sets (G46 4.5)."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from permit_service.actor import Actor
from permit_service.models.equipment import DetectorRange, Equipment, UpkeepRecord
from permit_service.queries.scope import find
from permit_service.services.bumps import of_enterprise
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import Desk, at_desk, change, expect, register_of, touch
from permit_service.wallclock import civil_day
from workflows.kinds import EquipmentItem, Gas, Unit

#: Units in which an instrument can show a gas; any other gas is shown in one of the last.
_UNITS = {
    Gas.o2: frozenset({Unit.vol}),
    Gas.ex: frozenset({Unit.lel, Unit.vol}),
    Gas.ch4: frozenset(Unit),
}
#: mg/m3 or ppm beyond which no instrument reads.
_HIGHEST = 10**9
_UNITS_OF_TOXIC_GAS = frozenset({Unit.ppm, Unit.mg_m3, Unit.vol})


@dataclass(frozen=True, slots=True)
class Range:
    """What one channel shows, ends included."""

    gas: Gas
    low: Decimal
    high: Decimal
    unit: Unit


@dataclass(frozen=True, slots=True)
class EquipmentForm:
    """A piece as typed. ``pump`` (泵吸式) and ``ranges`` are a detector's alone, ``airflow`` (m³/h) is a fan's."""

    kind: EquipmentItem
    code: str
    name: str
    pump: bool | None = None
    explosion_proof: bool = False
    ranges: tuple[Range, ...] = ()
    airflow: Decimal | None = None


@dataclass(frozen=True, slots=True)
class UpkeepForm:
    """A calibration (检定、校准) or inspection (检验、检查) as typed: until when it holds, when done, and by whom."""

    until: datetime
    done_on: date | None = None
    done_by: str = ""
    number: str = ""
    certificate: bytes | None = None


def add_equipment(actor: Actor, enterprise_id: uuid.UUID, form: EquipmentForm) -> Equipment:
    """Enter a piece of equipment. Raises Invalid (``code``: ``taken``; ``ranges…``), Forbidden, NotFound."""

    def work(desk: Desk) -> Equipment:
        desk.keep_enterprise(enterprise_id)
        return enter(desk, enterprise_id, form)

    return at_desk(actor, work)


def edit_equipment(actor: Actor, equipment_id: uuid.UUID, revision: int, form: EquipmentForm) -> Equipment:
    """Change a piece's entry; its kind stays.

    Raises Invalid (``kind``: ``fixed``), Forbidden, NotFound, Conflict ``stale``.
    """

    def work(desk: Desk) -> Equipment:
        piece = _to_keep(desk, equipment_id)
        expect(piece, revision)
        amend(desk, piece, form)
        return piece

    return at_desk(actor, work)


def record_upkeep(actor: Actor, equipment_id: uuid.UUID, form: UpkeepForm) -> Equipment:
    """Enter a calibration or inspection, which counts from now on in place of the one before.

    Raises Invalid (``until``: ``past``; ``done_on``: ``future``; texts), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Equipment:
        piece = _to_keep(desk, equipment_id)
        keep_up(desk, piece, form)
        return piece

    return at_desk(actor, work)


def take_out_of_service(actor: Actor, equipment_id: uuid.UUID, reason: str) -> Equipment:
    """Take a piece out of use; work that takes it along is refused. A second time does nothing.

    Raises Invalid (``reason``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Equipment:
        piece = _to_keep(desk, equipment_id)
        faults = Faults()
        told = faults.words("reason", reason)
        faults.raise_any()
        if piece.out_of_service_at is None:
            piece.out_of_service_at, piece.out_of_service_reason = desk.now, told
            _changed(desk, piece, "equipment:retire", {})
        return piece

    return at_desk(actor, work)


def put_back_into_service(actor: Actor, equipment_id: uuid.UUID) -> Equipment:
    """A piece is fit for use again; its dates stand as they were. A second time does nothing.

    Raises Forbidden, NotFound.
    """

    def work(desk: Desk) -> Equipment:
        piece = _to_keep(desk, equipment_id)
        if piece.out_of_service_at is not None:
            piece.out_of_service_at, piece.out_of_service_reason = None, ""
            _changed(desk, piece, "equipment:restore", {})
        return piece

    return at_desk(actor, work)


def enter(desk: Desk, enterprise_id: uuid.UUID, form: EquipmentForm) -> Equipment:
    """Enter a piece, inside a unit of work, at an enterprise whose register is the account's to keep."""
    values = checked(desk, enterprise_id, form)
    piece = Equipment(
        enterprise_id=enterprise_id, kind=form.kind, ranges=_rows(form.ranges), created_at=desk.now, **values
    )
    desk.add(piece)
    _record(desk, piece, "equipment:add", {"kind": piece.kind})
    return piece


def amend(desk: Desk, piece: Equipment, form: EquipmentForm) -> None:
    """Change an entry that is the account's to keep, inside a unit of work."""
    changed = change(piece, checked(desk, piece.enterprise_id, form, piece))
    if told_ranges(piece) != set(form.ranges):
        if not changed:
            touch(piece)
        _put_ranges(desk, piece, form.ranges)
        changed.append("ranges")
    if changed:
        _changed(desk, piece, "equipment:edit", {"changed": changed})


def keep_up(desk: Desk, piece: Equipment, form: UpkeepForm) -> None:
    """Enter the calibration or inspection of a piece that is the account's to keep, inside a unit of work."""
    values = checked_upkeep(desk, form)
    file_id = desk.keep_file(form.certificate, "certificate")
    written = {"file_id": file_id, "created_at": desk.now, "created_by_id": desk.user_id}
    desk.add(UpkeepRecord(equipment_id=piece.id, valid_until=form.until, **values, **written))
    piece.calibrated_until = form.until
    piece.certificate_id = file_id or piece.certificate_id
    _changed(desk, piece, "equipment:calibrate", {"until": form.until, "file_id": file_id})


def checked_upkeep(desk: Desk, form: UpkeepForm) -> dict[str, object]:
    """The columns of a record, cleaned. Raises Invalid: one that has run out already is none."""
    faults = Faults()
    faults.check(form.until > desk.now, "until", "past")
    faults.check(form.done_on is None or form.done_on <= civil_day(desk.now), "done_on", "future")
    values: dict[str, object] = {
        "done_on": form.done_on,
        "done_by": faults.remark("done_by", form.done_by),
        "number": faults.remark("number", form.number, longest=60),
    }
    faults.raise_any()
    return values


def _to_keep(desk: Desk, equipment_id: uuid.UUID) -> Equipment:
    piece = find(desk.session, Equipment, equipment_id, desk.scope.equipment())
    desk.keep_enterprise(piece.enterprise_id)
    return piece


def checked(
    desk: Desk, enterprise_id: uuid.UUID, form: EquipmentForm, entry: Equipment | None = None
) -> dict[str, object]:
    """The columns of an entry, cleaned. Raises Invalid."""
    faults = Faults()
    faults.check(entry is None or entry.kind is form.kind, "kind", "fixed")
    values: dict[str, object] = {
        "code": faults.words("code", form.code, longest=40),
        "name": faults.words("name", form.name),
        "pump": form.pump,
        "explosion_proof": form.explosion_proof,
        "airflow": form.airflow,
    }
    if form.kind is EquipmentItem.gas_detector:
        _check_detector(faults, form)
    else:
        faults.check(form.pump is None, "pump", "none_required")
        faults.check(not form.ranges, "ranges", "none_required")
    faults.check(form.airflow is None or form.kind is EquipmentItem.fan, "airflow", "none_required")
    faults.size("airflow", form.airflow)
    same = select(Equipment.id).where(Equipment.enterprise_id == enterprise_id, Equipment.code == values["code"])
    holder = desk.session.scalar(same)
    faults.check(holder is None or (entry is not None and holder == entry.id), "code", "taken")
    faults.raise_any()
    return values


def _check_detector(faults: Faults, form: EquipmentForm) -> None:
    faults.check(form.pump is not None, "pump", "required")
    faults.some("ranges", form.ranges)
    for index, channel in enumerate(form.ranges):
        field = f"ranges.{index}"
        units = _UNITS.get(channel.gas, _UNITS_OF_TOXIC_GAS)
        faults.check(channel.unit in units, f"{field}.unit", "enum")
        faults.size(f"{field}.high", channel.high)
        faults.between(f"{field}.low", channel.low, 0, _HIGHEST)
        finite = channel.low.is_finite() and channel.high.is_finite()
        faults.check(not finite or channel.low < channel.high, f"{field}.high", "order")
        faults.check(channel.gas not in {c.gas for c in form.ranges[:index]}, f"{field}.gas", "taken")


def _rows(ranges: tuple[Range, ...]) -> list[DetectorRange]:
    return [DetectorRange(gas=r.gas, low=r.low, high=r.high, unit=r.unit) for r in ranges]


def told_ranges(piece: Equipment) -> set[Range]:
    """What the piece's channels show."""
    return {Range(r.gas, r.low, r.high, r.unit) for r in piece.ranges}


def _put_ranges(desk: Desk, piece: Equipment, ranges: tuple[Range, ...]) -> None:
    piece.ranges.clear()
    desk.session.flush()
    piece.ranges = _rows(ranges)


def _changed(desk: Desk, piece: Equipment, tag: str, payload: dict[str, object]) -> None:
    desk.bump(of_enterprise(piece.enterprise_id))
    _record(desk, piece, tag, payload)


def _record(desk: Desk, piece: Equipment, tag: str, payload: dict[str, object]) -> None:
    desk.record(tag, {"equipment_id": piece.id, **payload}, register_of(piece.enterprise_id))
