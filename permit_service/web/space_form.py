"""The form of a ledger entry: what it shows, and what was typed into it."""

import re
import uuid
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from flask import render_template

from permit_service import wallclock
from permit_service.models.enterprises import Enterprise
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries import registers
from permit_service.queries import spaces as ledger
from permit_service.queries.enterprise_files import employees
from permit_service.queries.reading import session
from permit_service.services.registers.ledger_forms import LegForm, OpeningForm, RescueGearForm, SpaceForm
from permit_service.web.forms import Form, new_nonce
from permit_service.web.register_pages import filled
from permit_service.web.space_map import map_of
from permit_service.web.trouble import Trouble
from workflows.kinds import Criterion, Gas, Hazard, Orientation, SpaceKind

_TEXTS = (
    "number",
    "name",
    "location",
    "shape",
    "medium",
    "possible_accident",
    "risk_grade",
    "barrier_method",
    "department",
    "rescue_phone",
    "precautions",
    "procedure",
)
#: What the gates look at, as boxes to tick.
FLAGS = (
    "toxic_possible",
    "oxygen_may_drop",
    "gas_may_rise",
    "poisoning_risk",
    "explosion_risk",
    "has_sludge",
    "wet_or_narrow",
    "enriched_environment",
)
_TICKED = (*FLAGS, "contracted", "in_catalogue")
_MEASURES = ("volume", "lel_vol", "longitude", "latitude")
_DAYS = ("identified_on", "reviewed_on", "half_year_reviewed_on")
_PEOPLE = ("manager_id", "work_leader_id")
_SETS = ("hazards", "extra_gases", "criteria")
_TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"legs": ("orientation", "length"), "openings": ("name", "id"), "rescue_gear": ("name", "count", "place")}
)
#: Filled in blank rows too.
_NOT_TYPED = ("orientation", "id")
_BLANK_ROWS = 2
_NEW: Mapping[str, Any] = MappingProxyType({"quantity": 1})
_YES_NO = {True: "yes", False: "no", None: ""}
#: Gases that are tested in any case are no choice.
EXTRA_GASES = tuple(gas for gas in Gas if gas not in (Gas.o2, Gas.ex, Gas.h2s, Gas.co))

TypedRow = dict[str, str]


def read_space(form: Form, enterprise_id: uuid.UUID, entry: ConfinedSpace | None = None) -> SpaceForm:
    """What was typed. Raises Invalid for what cannot be read; whether it is right is for the use case to say.

    Connections of the ``entry`` with another enterprise's spaces stay: the form cannot name those.
    """
    rows = _typed_rows(form)
    values: dict[str, Any] = {name: form.text(name) for name in _TEXTS}
    values |= {name: form.ticked(name) for name in _TICKED}
    values |= {name: form.decimal(name) for name in _MEASURES}
    values |= {name: form.day(name) for name in _DAYS}
    values |= {name: form.id(name) for name in _PEOPLE}
    values |= {
        "hazards": form.choices("hazards", Hazard),
        "extra_gases": form.choices("extra_gases", Gas),
        "criteria": form.choices("criteria", Criterion),
        "barrier_effective": form.answer("barrier_effective"),
        "quantity": form.number("quantity", form.text("quantity") or "1"),
        "legs": tuple(_leg(form, index, row) for index, row in enumerate(rows["legs"])),
        "openings": tuple(_opening(form, index, row) for index, row in enumerate(rows["openings"])),
        "rescue_gear": tuple(_gear(form, index, row) for index, row in enumerate(rows["rescue_gear"])),
        "connected_ids": _connected(form, enterprise_id) | {other.id for other in _elsewhere(entry)},
    }
    kind, area_id = form.choice("kind", SpaceKind), form.id("area_id")
    typed = SpaceForm(kind=form.needed("kind", kind), area_id=form.needed("area_id", area_id), **values)
    form.done()
    return typed


def space_form_page(
    enterprise: Enterprise, space: ConfinedSpace | None, trouble: Trouble, *, action: str, cancel_url: str
) -> str:
    """The form, empty or with the entry; after trouble with what was typed."""
    content = filled(_NEW if space is None else _entry(space), trouble)
    rows = _typed_rows(Form()) if content.typed else _stored_rows(space)
    shown_revision = content["revision"] if content.typed else ""
    return render_template(
        "spaces/form.html",
        action=action,
        cancel_url=cancel_url,
        trouble=trouble,
        space=space,
        enterprise=enterprise,
        nonce="" if space else new_nonce(),
        revision=None if space is None else shown_revision or str(space.revision),
        f=content,
        rows={name: [*rows[name], *_blank_rows(fields)] for name, fields in _TABLES.items()},
        areas=registers.area_names(session()),
        people=employees(session(), enterprise.id, *_keepers(space)),
        kinds=tuple(SpaceKind),
        hazards=tuple(Hazard),
        gases=EXTRA_GASES,
        criteria=tuple(Criterion),
        flags=FLAGS,
        map=map_of(space, ledger.placed(session(), enterprise.id)),
    )


def _keepers(space: ConfinedSpace | None) -> tuple[uuid.UUID | None, ...]:
    return () if space is None else (space.manager_id, space.work_leader_id)


def _typed_rows(form: Form) -> dict[str, list[TypedRow]]:
    return {name: form.rows(name, fields, without=_NOT_TYPED) for name, fields in _TABLES.items()}


def _stored_rows(space: ConfinedSpace | None) -> dict[str, list[TypedRow]]:
    if space is None:
        return {name: [] for name in _TABLES}
    return {
        "legs": [{"orientation": leg.orientation, "length": f"{leg.length:f}"} for leg in space.legs],
        "openings": [{"name": o.name, "id": str(o.id)} for o in space.openings if o.withdrawn_at is None],
        "rescue_gear": [{"name": g.name, "count": str(g.count), "place": g.place} for g in space.rescue_gear],
    }


def _blank_rows(fields: tuple[str, ...]) -> list[TypedRow]:
    return [dict.fromkeys(fields, "") for _ in range(_BLANK_ROWS)]


def _leg(form: Form, index: int, row: TypedRow) -> LegForm:
    orientation = Orientation.horizontal if row["orientation"] == Orientation.horizontal else Orientation.vertical
    return LegForm(orientation, form.decimal(f"legs.{index}.length", row["length"]) or Decimal(0))


def _opening(form: Form, index: int, row: TypedRow) -> OpeningForm:
    return OpeningForm(row["name"], form.id(f"openings.{index}.name", row["id"]))


def _gear(form: Form, index: int, row: TypedRow) -> RescueGearForm:
    return RescueGearForm(row["name"], form.number(f"rescue_gear.{index}.count", row["count"]), row["place"])


def _connected(form: Form, enterprise_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Connected spaces are typed by number; a number that no space of the enterprise has is a fault."""
    numbers = [number for number in re.split(r"[\s,，、;；]+", form.text("connected_ids")) if number]
    found = ledger.ids_by_number(session(), enterprise_id, numbers)
    form.faults.check(found.keys() >= set(numbers), "connected_ids", "unknown")
    return frozenset(found.values())


def _entry(space: ConfinedSpace) -> dict[str, Any]:
    """The entry's content as the form's fields show it."""
    connected = [other for other in _connected_now(space) if other.enterprise_id == space.enterprise_id]
    names = (*_TEXTS, *_TICKED, *_MEASURES, *_DAYS, *_PEOPLE, *_SETS, "kind", "area_id", "quantity")
    return {name: getattr(space, name) for name in names} | {
        "barrier_effective": _YES_NO[space.barrier_effective],
        "connected_ids": " ".join(other.number for other in connected),
    }


def _elsewhere(entry: ConfinedSpace | None) -> list[ConfinedSpace]:
    if entry is None:
        return []
    return [other for other in _connected_now(entry) if other.enterprise_id != entry.enterprise_id]


def _connected_now(space: ConfinedSpace) -> tuple[ConfinedSpace, ...]:
    return ledger.space_entry(session(), space, wallclock.today()).connected
