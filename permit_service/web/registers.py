"""台账: equipment as a list to look things up in."""

from flask import Blueprint, render_template

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.queries import registers
from permit_service.queries.reading import session
from permit_service.web.lasting import calibrated
from permit_service.web.register_pages import Filter, Listing, Row, asked
from workflows.kinds import EquipmentItem

blueprint = Blueprint("registers", __name__, url_prefix="/registers")

_EQUIPMENT_KINDS = Filter("kind", "种类", tuple((kind, labels.of(kind)) for kind in EquipmentItem))


@blueprint.get("/equipment")
def equipment() -> str:
    """Equipment in service, with its calibration."""
    wanted, now = asked(_EQUIPMENT_KINDS), wallclock.now()
    kind = wanted.get("kind")
    page = registers.equipment(
        session(),
        current_actor(),
        wanted.wanted,
        kind=None if kind is None else EquipmentItem(kind),
        search=wanted.search,
    )
    rows = tuple(
        Row("", (f"{e.code} {e.name}", labels.of(e.kind), calibrated(e.calibrated_until, now))) for e in page.rows
    )
    listing = Listing(wanted, ("名称", "种类", "检定、校准"), rows, page.after)
    return render_template("registers/equipment.html", listing=listing)
