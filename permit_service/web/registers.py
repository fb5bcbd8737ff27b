"""台账: people, spaces and equipment as lists to look things up in."""

from flask import Blueprint, render_template, request

from permit_service import wallclock
from permit_service.access import current_actor
from permit_service.queries import registers
from permit_service.queries.paging import Wanted
from permit_service.queries.reading import session

blueprint = Blueprint("registers", __name__, url_prefix="/registers")


@blueprint.get("/people")
def people() -> str:
    """People with badge and training."""
    page = registers.people(session(), current_actor(), _wanted())
    return render_template(
        "registers/people.html",
        entries=registers.person_entries(session(), page.rows),
        after=page.after,
        now=wallclock.now(),
    )


@blueprint.get("/spaces")
def spaces() -> str:
    """Spaces of the ledger."""
    page = registers.spaces(session(), current_actor(), _wanted())
    return render_template("registers/spaces.html", spaces=page.rows, after=page.after)


@blueprint.get("/equipment")
def equipment() -> str:
    """Equipment in service, with its calibration."""
    page = registers.equipment(session(), current_actor(), _wanted())
    return render_template("registers/equipment.html", equipment=page.rows, after=page.after, now=wallclock.now())


def _wanted() -> Wanted:
    return Wanted(request.args.get("after"), 50)
