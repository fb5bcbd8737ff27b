"""气体检测: a series point by point with the server's verdict beside each value, its signature, values during work."""

import uuid
from decimal import Decimal, InvalidOperation

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.access import current_actor
from permit_service.models.equipment import Equipment
from permit_service.queries import equipment as ledger
from permit_service.queries import gas_tests, onsite
from permit_service.queries.gas_tests import GasTest, Spot
from permit_service.queries.onsite import OnSite
from permit_service.services import gas as series
from permit_service.services import readings
from permit_service.services.gas import PointForm, SeriesForm
from permit_service.services.readings import ReadingForm
from permit_service.services.shown_values import ShownForm
from permit_service.web.forms import Form, once
from permit_service.web.lasting import kept_up
from permit_service.web.site_pages import done, look, named, page, prove, site_blueprint
from permit_service.web.site_steps import measure
from permit_service.web.trouble import NONE, Trouble
from workflows.codes import Code
from workflows.gas_facts import Leg
from workflows.judged import Judged
from workflows.kinds import EquipmentItem, Gas, Orientation, Unit
from workflows.vocabulary import Part

blueprint = site_blueprint("gas")

#: What instruments show when a value is beyond what they can tell.
_OVER_RANGE = frozenset({"OL", "OVER", "+OL"})


@blueprint.get("/permits/<uuid:permit_id>/gas")
def show(permit_id: uuid.UUID) -> str:
    """The series being read, or beginning one; the earlier ones below."""
    return _show(look(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/gas")
def begin(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Begin a round of testing."""

    def act() -> str:
        form = Form()
        detector_id, tester = form.id("detector_id"), form.text("tester")
        form.faults.check(detector_id is not None, "detector_id", "required")
        site = look(permit_id)
        lab = next((m for m in site.people(Part.tester) if str(m.lab_tester_id) == tester), None)
        own = next((m for m in site.people(Part.tester) if str(m.person_id) == tester), None)
        legs = _legs_told(form, site)
        form.done()
        assert detector_id is not None
        asked = SeriesForm(
            detector_id=detector_id,
            survey_done=form.ticked("survey_done"),
            stirred=form.ticked("stirred") if site.facts.space.has_sludge else None,
            tester_id=None if own is None else own.person_id,
            lab_tester_id=None if lab is None else lab.lab_tester_id,
            legs=legs,
            surface_reason=form.text("surface_reason"),
        )
        series.begin_series(current_actor(), permit_id, asked)
        return url_for("gas.show", permit_id=permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/gas/<uuid:series_id>/points")
def add_point(permit_id: uuid.UUID, series_id: uuid.UUID) -> ResponseReturnValue:
    """Record one point; the page then tells what the server says of it."""

    def act() -> str:
        form = Form()
        leg, distance, values = form.number("leg"), measure(form, "distance"), _values(form)
        form.faults.check(distance is not None, "distance", "required")
        form.done()
        assert distance is not None
        point = PointForm(leg, distance, values)

        def add() -> str:
            series.add_point(current_actor(), series_id, point)
            return url_for("gas.show", permit_id=permit_id)

        return once(form, add)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/gas/<uuid:series_id>/finish")
def finish(permit_id: uuid.UUID, series_id: uuid.UUID) -> ResponseReturnValue:
    """End the round; it may be signed afterwards."""

    def act() -> str:
        series.finish_series(current_actor(), series_id)
        return url_for("gas.show", permit_id=permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/gas/<uuid:series_id>/sign")
def sign(permit_id: uuid.UUID, series_id: uuid.UUID) -> ResponseReturnValue:
    """The tester signs, which ends the round."""

    def act() -> str:
        form = Form()
        image = form.drawn()
        form.done()
        of_a_lab = any(test.row.id == series_id and test.row.lab_tester_id for test in gas_tests.tests(look(permit_id)))
        signed = series.sign_series(current_actor(), series_id, None if of_a_lab else prove(form), image)
        passed = signed.judgement.passed
        flash("检测记录已签字。" if passed else "检测记录已签字，不合格，不得进入。", "safe" if passed else "forbid")
        return url_for("gas.show", permit_id=permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.get("/permits/<uuid:permit_id>/gas/reading")
def reading(permit_id: uuid.UUID) -> str:
    """A value during work: everything proposed but the figures."""
    return _reading(look(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/gas/reading")
def record(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Record a value during work; a bad one evacuates at once."""

    def act() -> str:
        form = Form()
        values, detector_id = _values(form), form.id("detector_id")
        form.done()
        asked = ReadingForm(values, zone=form.text("zone"), detector_id=detector_id)

        def write() -> str:
            judged = readings.record_reading(current_actor(), permit_id, asked)
            if judged.evacuation is not None:
                return url_for("inside.show", permit_id=permit_id)
            return url_for("gas.reading", permit_id=permit_id)

        return once(form, write)

    return done(permit_id, act, lambda trouble: _reading(look(permit_id), trouble))


def _values(form: Form) -> tuple[ShownForm, ...]:
    """The channels as typed; over range is told as the instrument shows it."""
    found = []
    for index, _ in enumerate(Gas):
        gas, unit = form.choice(f"values.{index}.gas", Gas), form.choice(f"values.{index}.unit", Unit)
        if gas is not None:
            found.append(_value(form, f"values.{index}.amount", gas, unit))
    return tuple(found)


def _value(form: Form, name: str, gas: Gas, unit: Unit | None) -> ShownForm:
    typed = form.text(name).upper()
    if typed in _OVER_RANGE:
        return ShownForm(gas, None, unit, saturated=True)
    form.faults.check(bool(typed), name, "required")
    try:
        return ShownForm(gas, Decimal(typed), unit) if typed else ShownForm(gas)
    except InvalidOperation:
        form.faults.add(name, "decimal_parsing")
        return ShownForm(gas)


def _legs_told(form: Form, site: OnSite) -> tuple[Leg, ...]:
    """Today's lengths; where none was typed the ledger's stands."""
    return tuple(
        Leg(leg.orientation, measure(form, f"legs.{index}.length") or leg.length)
        for index, leg in enumerate(site.facts.space.legs)
    )


def _show(site: OnSite, trouble: Trouble = NONE) -> str:
    found = gas_tests.tests(site)
    running = next((test for test in found if test.running), None)
    detector = None if running is None else running.row.detector
    spots = [] if running is None else gas_tests.spots(running, site)
    following = gas_tests.next_spot(spots)
    channels = _channels(site, detector)
    return page(
        "gas/show.html",
        site,
        named(trouble, _names(channels)),
        running=running,
        calibration=None if detector is None else kept_up(ledger.piece_of(detector), site.now),
        unsigned=next((test for test in found if not test.running and test.row.signed_at is None), None),
        legs=[] if running is None else _drawn(running, spots, following),
        spots=[(spot, _place(spot, running), _told(running, spot, site)) for spot in reversed(spots) if spot.taken]
        if running is not None
        else [],
        following=following,
        place=_place(following, running) if following is not None and running is not None else "",
        channels=channels,
        earlier=[_summary(test, site) for test in found if not test.running],
        detectors=onsite.pieces(site)[EquipmentItem.gas_detector],
        last_detector=gas_tests.last_detector(site),
        testers=[(m.person_id or m.lab_tester_id, site.name_of(m)) for m in site.people(Part.tester)],
        ledger_legs=site.facts.space.legs,
    )


def _reading(site: OnSite, trouble: Trouble = NONE) -> str:
    last = gas_tests.last_reading(site)
    proposed = (last.row.detector_id if last is not None else None) or gas_tests.last_detector(site)
    channels = _channels(site, gas_tests.detector(proposed))
    return page(
        "gas/reading.html",
        site,
        named(trouble, _names(channels)),
        last=last,
        told=[] if last is None else [value_told(one) for one in last.judged],
        zone=last.row.zone if last is not None and last.row.zone else "底部",
        detectors=onsite.pieces(site)[EquipmentItem.gas_detector],
        proposed=proposed,
        channels=channels,
    )


def _channels(site: OnSite, detector: Equipment | None) -> list[dict[str, str]]:
    return [
        {"gas": gas, "name": labels.short(gas), "unit": unit, "unit_told": labels.of(unit)}
        for gas, unit in gas_tests.channels(site, detector)
    ]


def _names(channels: list[dict[str, str]]) -> dict[str, str]:
    """What the page calls the field of each channel."""
    return {f"values.{index}.amount": one["name"] for index, one in enumerate(channels)}


def _drawn(test: GasTest, spots: list[Spot], following: Spot | None) -> list[dict[str, object]]:
    """The legs as drawings with their points: measured, not within the limits, next, open."""
    words = {"done": "已测", "bad": "不合格", "next": "下一个", "open": "未测"}
    bad = {(one.leg, one.distance) for one in test.judgement.readings if one.judgement.code is not None}
    drawings = []
    for number, leg in enumerate(test.legs):
        points = []
        for spot in (one for one in spots if one.leg == number):
            measured = "bad" if (spot.leg, spot.distance) in bad else "done"
            state = measured if spot.taken is not None else "next" if spot == following else "open"
            points.append(
                {"depth": spot.distance, "state": state, "label": _place(spot, test, brief=True), "word": words[state]}
            )
        title = f"第 {number + 1} 段，{labels.of(leg.orientation)} {leg.length.normalize():f} m"
        drawings.append({"points": points, "length": leg.length, "orientation": leg.orientation, "title": title})
    return drawings


def _place(spot: Spot, test: GasTest, *, brief: bool = False) -> str:
    """Where a point is, as the tester says it: 下 2.2 m, 距入口 5.9 m."""
    leg = test.legs[spot.leg]
    metres = f"{spot.distance.normalize():f} m"
    if leg.orientation is Orientation.horizontal:
        told = f"距入口 {metres}"
    else:
        third = leg.length / 3
        told = f"{'上' if spot.distance < third else '下' if spot.distance > 2 * third else '中'} {metres}"
    return told if brief or len(test.legs) == 1 else f"第 {spot.leg + 1} 段 {told}"


def _told(test: GasTest, spot: Spot, site: OnSite) -> list[dict[str, str]]:
    return [value_told(one) for one in gas_tests.readings_at(test, spot, site)]


def value_told(judged: Judged) -> dict[str, str]:
    """A judged value as the macros ``gas_value`` and ``judged`` show it: sentences only where something is wrong."""
    judgement, told = judged.judgement, labels.judged(judged)
    state, verdict = ("safe", "合格") if judgement.code is None else ("forbid", "超限")
    if judgement.code is Code.reading_unusable:
        state, verdict = ("forbid", "超量程") if judgement.saturated else ("warn", "不能用")
    unit = judgement.told["unit"]
    return {
        "channel": labels.short(judgement.gas),
        "value": "OL" if judgement.saturated else judgement.told["amount"],
        "unit": labels.of(Unit(unit)) if unit else "",
        "state": state,
        "word": verdict,
        "limit": labels.limit_text(judgement.told),
        "converted": labels.converted_text(judgement.told),
        "wrong": told.text if told.remedy else "",
        "clause": told.clause,
        "remedy": told.remedy,
    }


def _summary(test: GasTest, site: OnSite) -> dict[str, object]:
    judgement = test.judgement
    return {
        "test": test,
        "title": f"第 {test.row.number} 组，{labels.of(test.stage)}",
        "state": "safe" if judgement.passed else "forbid" if judgement.bad else "warn",
        "word": "合格" if judgement.passed else "不合格" if judgement.bad else "不完整",
        "points": [
            (_place(spot, test), _told(test, spot, site))
            for spot in gas_tests.spots(test, site)
            if spot.taken is not None
        ],
    }
