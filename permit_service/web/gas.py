"""气体检测: a series point by point on a drawing of the space, the server's word beside each value, its signature."""

import uuid
from collections.abc import Mapping, Sequence

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.access import current_actor
from permit_service.labels.pages import common
from permit_service.labels.pages import gas as words
from permit_service.queries import equipment as ledger
from permit_service.queries import gas_tests, onsite
from permit_service.queries.gas_tests import GasTest, Spot
from permit_service.queries.onsite import OnSite
from permit_service.services import gas as series
from permit_service.services.series_rows import PointForm, SeriesForm
from permit_service.web import refused_gas
from permit_service.web.forms import Form, once
from permit_service.web.gas_drawing import drawn
from permit_service.web.lasting import kept_up
from permit_service.web.site_pages import done, look, named, next_url, page, prove, site_blueprint
from permit_service.web.site_steps import measure
from permit_service.web.trouble import NONE, Trouble
from permit_service.web.typed_gas import channels, names, odd, typed_values, value_told
from workflows.gas_facts import Leg
from workflows.kinds import EquipmentItem
from workflows.points import level_of
from workflows.steps import Step
from workflows.suspicion import Shown, Suspicion
from workflows.vocabulary import Part

blueprint = site_blueprint("gas")

Suspicions = Mapping[Shown, Sequence[Suspicion]]


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
        leg, distance, values = form.number("leg"), measure(form, "distance"), typed_values(form)
        form.faults.check(distance is not None, "distance", "required")
        form.done()
        assert distance is not None
        point = PointForm(leg, distance, values)

        def add() -> str:
            series.add_point(current_actor(), series_id, point)
            return url_for("gas.show", permit_id=permit_id, _anchor="next")

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
        flash(words.SERIES_SIGNED if passed else words.SERIES_FAILED, "safe" if passed else "forbid")
        return url_for("gas.show", permit_id=permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


def _legs_told(form: Form, site: OnSite) -> tuple[Leg, ...]:
    """Today's lengths; where none was typed the ledger's stands."""
    return tuple(
        Leg(leg.orientation, measure(form, f"legs.{index}.length") or leg.length)
        for index, leg in enumerate(site.facts.space.legs)
    )


def _show(site: OnSite, trouble: Trouble = NONE) -> str:
    found = gas_tests.tests(site)
    running = next((test for test in found if test.running), None)
    suspicions = gas_tests.all_suspicions(site)
    return page(
        "gas/show.html",
        site,
        named(trouble, names(channels(site, None if running is None else running.row.detector))),
        running=running,
        at_hand=None if running is None else _at_hand(running, site),
        unsigned=next((test for test in found if not test.running and test.row.signed_at is None), None),
        refused=refused_gas.card(site.permit),
        earlier=[_summary(test, site, suspicions) for test in found if not test.running],
        detectors=onsite.pieces(site)[EquipmentItem.gas_detector],
        last_detector=gas_tests.last_detector(site.permit),
        testers=[(m.person_id or m.lab_tester_id, site.name_of(m)) for m in site.people(Part.tester)],
        ledger_legs=site.facts.space.legs,
        next_href=next_url(site, Step.initial_test, Step.retest),
    )


def _at_hand(test: GasTest, site: OnSite) -> dict[str, object]:
    """A series being read: its drawing, the point to read now, and what was read last."""
    spots = gas_tests.spots(test, site)
    following = gas_tests.next_spot(spots)
    chosen = _chosen(spots) or following
    detector = test.row.detector
    return {
        "calibration": None if detector is None else kept_up(ledger.piece_of(detector), site.now),
        "channels": channels(site, detector),
        "drawing": drawn(test, spots, chosen, _places(spots, test, brief=True)),
        "measured": bool(test.row.legs),
        "chosen": chosen,
        "place": "" if chosen is None else _place(chosen, test),
        "following": following,
        "again": None if chosen is None or chosen.taken is None else _read(test, chosen, site),
        "last": None if (last := gas_tests.last_taken(spots)) is None else _read(test, last, site),
        "begun": any(spot.taken is not None for spot in spots),
    }


def _chosen(spots: Sequence[Spot]) -> Spot | None:
    """The point that was tapped on the drawing."""
    told = (request.args.get("leg", ""), request.args.get("distance", ""))
    return next((spot for spot in spots if (str(spot.leg), f"{spot.distance.normalize():f}") == told), None)


def _read(test: GasTest, spot: Spot, site: OnSite) -> dict[str, object]:
    """A point that was read: where, what, and what is odd about it."""
    suspicions = gas_tests.suspicions_of(site, test.row.detector_id, gas_tests.record_of(test, spot))
    return {"place": _place(spot, test), "values": _told(test, spot, site), "odd": odd(suspicions)}


def _places(spots: Sequence[Spot], test: GasTest, *, brief: bool) -> list[str]:
    return [_place(spot, test, brief=brief) for spot in spots]


def _place(spot: Spot, test: GasTest, *, brief: bool = False) -> str:
    """Where a point is, as the tester says it: 下 2.2 m, 距入口 5.9 m; ``brief``: on the drawing of its leg."""
    metres = f"{spot.distance.normalize():f} m"
    level = level_of(test.legs[spot.leg], spot.distance)
    if level is not None:
        told = f"{labels.of(level)} {metres}"
    else:
        told = metres if brief else words.FROM_MOUTH.format(metres=metres)
    return told if brief or len(test.legs) == 1 else words.ON_LEG.format(number=spot.leg + 1, told=told)


def _told(test: GasTest, spot: Spot, site: OnSite) -> list[dict[str, str]]:
    return [value_told(one) for one in gas_tests.readings_at(test, spot, site)]


def _summary(test: GasTest, site: OnSite, suspicions: Suspicions) -> dict[str, object]:
    judgement = test.judgement
    read = [(spot, gas_tests.record_of(test, spot)) for spot in gas_tests.spots(test, site) if spot.taken is not None]
    return {
        "test": test,
        "title": words.SERIES.format(number=test.row.number, stage=labels.of(test.stage)),
        "state": "safe" if judgement.passed else "forbid" if judgement.bad else "warn",
        "word": common.GOOD if judgement.passed else common.NOT_GOOD if judgement.bad else words.INCOMPLETE,
        "points": [
            (_place(spot, test), _told(test, spot, site), odd(suspicions.get(record, ()))) for spot, record in read
        ],
        "odd": any(record in suspicions for _, record in read),
    }
