"""气体记录: the value every fifteen minutes, and what the server says of figures while they are typed."""

import uuid
from collections.abc import Sequence

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service.access import current_actor
from permit_service.labels.pages import gas as words
from permit_service.models.equipment import Equipment
from permit_service.queries import gas_tests, onsite
from permit_service.queries.onsite import OnSite
from permit_service.services import readings, shown_values
from permit_service.services.readings import ReadingForm
from permit_service.services.shown_values import ShownForm
from permit_service.web.forms import Form, once
from permit_service.web.site_pages import done, look, named, page, site_blueprint
from permit_service.web.site_steps import measure
from permit_service.web.trouble import NONE, Trouble
from permit_service.web.typed_gas import channels, names, odd, says, typed_values, value_told
from workflows.kinds import EquipmentItem

blueprint = site_blueprint("gas_work")


@blueprint.get("/permits/<uuid:permit_id>/gas/reading")
def show(permit_id: uuid.UUID) -> str:
    """A value during work: everything proposed but the figures."""
    return _show(look(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/gas/reading")
def record(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Record a value during work; a bad one evacuates at once."""

    def act() -> str:
        form = Form()
        values, detector_id = typed_values(form), form.id("detector_id")
        form.done()
        asked = ReadingForm(values, zone=form.text("zone"), detector_id=detector_id)

        def write() -> str:
            judged = readings.record_reading(current_actor(), permit_id, asked)
            if judged.evacuation is not None:
                return url_for("inside.show", permit_id=permit_id)
            flash(words.READING_GOOD if judged.good else words.READING_NOT_GOOD, "safe" if judged.good else "warn")
            return url_for("gas_work.show", permit_id=permit_id, saved=1)

        return once(form, write)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/gas/judge")
def judge(permit_id: uuid.UUID) -> str:
    """What the server says of the figures typed so far; nothing is recorded, and nothing has to be complete."""
    form, site = Form(), look(permit_id)
    detector = gas_tests.detector_here(site, form.id("detector_id"))
    values = shown_values.check(form.faults, typed_values(form), detector)
    wrong = [form.faults.wrong(f"values.{index}.amount") for index, _ in enumerate(values)]
    by_gas = {channel.gas: channel for channel in channels(site, detector)}
    rows = [
        (number, says(site, by_gas[one.gas], one, wrong[number]))
        for number, one in enumerate(values)
        if one.gas in by_gas
    ]
    return render_template("gas/says.html", rows=rows, odd="" if any(wrong) else _odd(form, site, detector, values))


def _odd(form: Form, site: OnSite, detector: Equipment | None, values: Sequence[ShownForm]) -> str:
    """What would be odd about the figures once all of them are there."""
    distance = measure(form, "distance")
    place = None if distance is None else (form.number("leg"), distance)
    if not all(one.saturated or one.amount is not None for one in values):
        return ""
    record = gas_tests.record_typed(site, values, place)
    return odd(gas_tests.suspicions_of(site, None if detector is None else detector.id, record))


def _show(site: OnSite, trouble: Trouble = NONE) -> str:
    last = gas_tests.last_reading(site)
    proposed = (last.row.detector_id if last is not None else None) or gas_tests.last_detector(site.permit)
    found = channels(site, gas_tests.detector(proposed))
    return page(
        "gas/reading.html",
        site,
        named(trouble, names(found)),
        last=last,
        saved="saved" in request.args and last is not None,
        told=[] if last is None else [value_told(one) for one in last.judged],
        odd="" if last is None else odd(gas_tests.suspicions_of(site, last.row.detector_id, last.record)),
        zone=last.row.zone if last is not None and last.row.zone else words.BOTTOM,
        detectors=onsite.pieces(site)[EquipmentItem.gas_detector],
        proposed=proposed,
        channels=found,
    )
