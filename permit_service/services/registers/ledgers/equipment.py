"""设备台账."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from permit_service.excel.tables.equipment import EQUIPMENT
from permit_service.models.equipment import Equipment
from permit_service.services.registers import equipment
from permit_service.services.registers.desk import Desk
from permit_service.services.registers.equipment import EquipmentForm, Range, UpkeepForm
from permit_service.services.registers.ledgers.ledger import Ledger, laid_over

_UNTIL = "calibrated_until"


@dataclass(frozen=True, slots=True)
class EquipmentRow:
    """A piece as a row tells it, and until when its calibration holds; a ledger cannot take a calibration back."""

    form: EquipmentForm
    calibrated_until: datetime | None


class EquipmentLedger(Ledger[Equipment, EquipmentRow]):
    table = EQUIPMENT
    column_of = MappingProxyType({"until": _UNTIL})

    def held_keys(self) -> Iterable[tuple[uuid.UUID, Sequence[Any]]]:
        standing = (Equipment.enterprise_id == self.enterprise_id, Equipment.out_of_service_at.is_(None))
        found = select(Equipment.id, Equipment.code).where(*standing).order_by(Equipment.code)
        return ((row.id, (row.code,)) for row in self.session.execute(found))

    def load(self, ids: Collection[uuid.UUID]) -> Iterable[Equipment]:
        found = select(Equipment).where(Equipment.id.in_(ids)).options(selectinload(Equipment.ranges))
        return self.session.scalars(found)

    def values(self, entry: Equipment) -> dict[str, Any]:
        told = {column.field: getattr(entry, column.field) for column in EQUIPMENT.columns}
        return told | {"ranges": [(r.gas, r.low, r.high, r.unit) for r in _sorted(equipment.told_ranges(entry))]}

    def form(self, values: Mapping[str, Any], entry: Equipment | None) -> EquipmentRow:
        told = {name: value for name, value in values.items() if name != _UNTIL}
        if "ranges" in told:
            told["ranges"] = _sorted(Range(*channel) for channel in told["ranges"] or ())
        held = None if entry is None else _form_of(entry)
        until = values.get(_UNTIL) or (None if entry is None else entry.calibrated_until)
        return EquipmentRow(laid_over(EquipmentForm, held, told), until)

    def check(self, desk: Desk, form: EquipmentRow, entry: Equipment | None) -> None:
        equipment.checked(desk, self.enterprise_id, form.form, entry)
        until = _recalibrated(form, entry)
        if until is not None:
            equipment.checked_upkeep(desk, UpkeepForm(until))

    def put(self, desk: Desk, form: EquipmentRow, entry: Equipment | None) -> None:
        until = _recalibrated(form, entry)
        if entry is None:
            entry = equipment.enter(desk, self.enterprise_id, form.form)
        else:
            equipment.amend(desk, entry, form.form)
        if until is not None:
            equipment.keep_up(desk, entry, UpkeepForm(until))


def _recalibrated(form: EquipmentRow, entry: Equipment | None) -> datetime | None:
    """The calibration that the row brings; None if it tells what is known."""
    held = None if entry is None else entry.calibrated_until
    return None if form.calibrated_until == held else form.calibrated_until


def _form_of(entry: Equipment) -> EquipmentForm:
    ranges = _sorted(equipment.told_ranges(entry))
    return EquipmentForm(entry.kind, entry.code, entry.name, entry.pump, entry.explosion_proof, ranges, entry.airflow)


def _sorted(ranges: Iterable[Range]) -> tuple[Range, ...]:
    return tuple(sorted(ranges, key=lambda channel: (channel.gas, channel.low)))
