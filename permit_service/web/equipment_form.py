"""The form of a piece of equipment: what its kind asks for, and what was typed into it."""

from typing import Any

from flask import render_template, url_for

from permit_service import labels
from permit_service.models.equipment import Equipment
from permit_service.services.registers.equipment import EquipmentForm, Range, told_ranges
from permit_service.web.forms import Form
from permit_service.web.register_pages import filled
from permit_service.web.trouble import Trouble
from workflows.kinds import EquipmentItem, Gas, Unit

_RANGE = ("gas", "low", "high", "unit")
#: Chosen in blank rows too.
_NOT_TYPED = ("gas", "unit")
_BLANK_ROWS = 2
#: What every detector has to show, in the unit it mostly shows it in (G46 5.8.2).
_COMMON = ((Gas.o2, Unit.vol), (Gas.ex, Unit.lel), (Gas.h2s, Unit.ppm), (Gas.co, Unit.ppm))

TypedRow = dict[str, str]


def read_equipment(form: Form) -> EquipmentForm:
    """What was typed. Raises Invalid for what cannot be read; whether it is right is for the use case to say."""
    kind, airflow = form.choice("kind", EquipmentItem), form.decimal("airflow")
    ranges = tuple(_range(form, index, row) for index, row in enumerate(_typed_rows(form)))
    told = EquipmentForm(
        kind=form.needed("kind", kind),
        code=form.text("code"),
        name=form.text("name"),
        pump=form.answer("pump"),
        explosion_proof=form.ticked("explosion_proof"),
        ranges=tuple(one for one in ranges if one is not None),
        airflow=airflow,
    )
    form.done()
    return told


def equipment_form_page(
    kind: EquipmentItem, entry: Equipment | None, trouble: Trouble, action: str, cancel_url: str
) -> str:
    """The form of one kind, empty or with the entry; after trouble with what was typed."""
    content = filled({} if entry is None else _entry(entry), trouble)
    rows = _typed_rows(Form()) if content.typed else _stored_rows(entry)
    return render_template(
        "equipment/form.html",
        kind=kind,
        entry=entry,
        action=action,
        cancel_url=cancel_url or url_for("equipment.index"),
        revision=None if entry is None else content["revision"] or str(entry.revision),
        f=content,
        rows=[*rows, *({} for _ in range(_BLANK_ROWS))],
        gases=[(gas, labels.of(gas)) for gas in Gas],
        units=[(unit, labels.of(unit)) for unit in Unit],
        trouble=trouble,
    )


def _typed_rows(form: Form) -> list[TypedRow]:
    return form.rows("ranges", _RANGE, without=_NOT_TYPED)


def _stored_rows(entry: Equipment | None) -> list[TypedRow]:
    if entry is None:
        return [{"gas": gas, "unit": unit} for gas, unit in _COMMON]
    order = list(Gas)
    return [
        {"gas": one.gas, "low": f"{one.low:f}", "high": f"{one.high:f}", "unit": one.unit}
        for one in sorted(told_ranges(entry), key=lambda one: order.index(one.gas))
    ]


def _range(form: Form, index: int, row: TypedRow) -> Range | None:
    low = form.decimal(f"ranges.{index}.low", row["low"])
    high = form.decimal(f"ranges.{index}.high", row["high"])
    known = row["gas"] in set(Gas) and row["unit"] in set(Unit)
    form.faults.check(known, f"ranges.{index}.gas", "enum")
    form.faults.check(bool(row["low"]), f"ranges.{index}.low", "required")
    form.faults.check(bool(row["high"]), f"ranges.{index}.high", "required")
    if low is None or high is None or not known:
        return None
    return Range(Gas(row["gas"]), low, high, Unit(row["unit"]))


def _entry(entry: Equipment) -> dict[str, Any]:
    held = {name: getattr(entry, name) for name in ("code", "name", "explosion_proof")}
    pump = None if entry.pump is None else {True: "yes", False: "no"}[entry.pump]
    return held | {"pump": pump, "airflow": None if entry.airflow is None else f"{entry.airflow:f}"}
