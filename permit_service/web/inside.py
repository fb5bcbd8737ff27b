"""井内: who is inside since when, the next value and call due, suspending and evacuating with one tap, counting out."""

import uuid

from flask import flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.access import current_actor
from permit_service.labels.pages import site as words
from permit_service.queries import during_work, presence
from permit_service.queries.onsite import OnSite
from permit_service.services import confirmation, evacuation
from permit_service.told import clock
from permit_service.web.forms import Form, new_nonce
from permit_service.web.site_pages import done, look, page, site_blueprint
from permit_service.web.trouble import NONE, Trouble
from workflows.vocabulary import EvacuationCause, Part

blueprint = site_blueprint("inside")

#: What a person may name as the cause of an evacuation (G46 6.2.5).
_CAUSES = (
    EvacuationCause.unwell,
    EvacuationCause.detector_alarm,
    EvacuationCause.gear_failure,
    EvacuationCause.ordered,
    EvacuationCause.other_danger,
)
#: Whom to call, in this order.
_CALLED = (Part.leader, Part.guardian, Part.rescuer, Part.manager, Part.approver)


@blueprint.get("/permits/<uuid:permit_id>/inside")
def show(permit_id: uuid.UUID) -> str:
    """Who is inside; during an evacuation who must still come out, and how to rescue."""
    return _show(look(permit_id))


@blueprint.get("/permits/<uuid:permit_id>/inside/pulse")
def pulse(permit_id: uuid.UUID) -> ResponseReturnValue:
    """What every page of the permit asks every few seconds, with what it shows (``seen``).

    Nothing new is 204. Once an evacuation begins, has brought everybody out or is lifted, the answer is the page of
    those inside, which takes the place of whatever page asked, unasked. Somebody gone in or out is told to the page.
    """
    seen, now = request.args.get("seen", ""), presence.pulse_now(permit_id)
    if seen == now.told:
        return "", 204
    if seen.partition("-")[0] != now.mood:
        response = make_response(_show(look(permit_id)))
        place = {"Retarget": "#main", "Reselect": "#main", "Reswap": "outerHTML show:window:top"}
        response.headers.update({f"HX-{name}": value for name, value in place.items()})
        response.headers["HX-Push-Url"] = url_for("inside.show", permit_id=permit_id)
        return response
    response = make_response(render_template("inside/pulse.html", permit_id=permit_id, pulse=now))
    response.headers["HX-Trigger"] = "presence"
    return response


@blueprint.post("/permits/<uuid:permit_id>/inside/evacuate")
def evacuate(permit_id: uuid.UUID) -> ResponseReturnValue:
    """紧急撤离 with one tap; the cause may be told with it."""

    def act() -> str:
        form = Form()
        cause = form.choice("cause", EvacuationCause)
        form.done()
        evacuation.evacuate(current_actor(), permit_id, cause or EvacuationCause.ordered, form.text("remark"))
        return url_for("inside.show", permit_id=permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/inside/contact")
def contact(permit_id: uuid.UUID) -> ResponseReturnValue:
    """A call to those inside, answered or not."""

    def act() -> str:
        answered = Form().text("answered") == "yes"
        confirmation.contact_check(current_actor(), permit_id, answered=answered)
        flash(words.ANSWERED if answered else words.NO_ANSWER, "safe" if answered else "warn")
        return url_for("inside.show", permit_id=permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/inside/muster")
def muster(permit_id: uuid.UUID) -> ResponseReturnValue:
    """A head count; 全部撤出 closes the entries where it agrees with the register."""

    def act() -> str:
        form = Form()
        all_out, nonce = form.ticked("all_out"), form.text("nonce") or new_nonce()
        counted = form.number("counted")
        form.done()
        count = evacuation.muster(
            current_actor(), permit_id, counted, nonce=nonce, all_out=all_out, remark=form.text("remark")
        )
        if count.counted != count.registered:
            flash(words.COUNT_DIFFERS.format(counted=count.counted, registered=count.registered), "forbid")
        else:
            flash(words.ALL_OUT if count.all_out else words.COUNT_AGREES, "safe")
        return url_for("inside.show", permit_id=permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/inside/counts/<uuid:muster_id>")
def settle(permit_id: uuid.UUID, muster_id: uuid.UUID) -> ResponseReturnValue:
    """A count that differed is settled, with what was found."""

    def act() -> str:
        evacuation.settle_count(current_actor(), muster_id, Form().text("remark"))
        return url_for("inside.show", permit_id=permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/inside/evacuations/<uuid:evacuation_id>/lift")
def lift(permit_id: uuid.UUID, evacuation_id: uuid.UUID) -> ResponseReturnValue:
    """An evacuation is over."""

    def act() -> str:
        evacuation.lift(current_actor(), evacuation_id, permit_id)
        flash(words.EVACUATION_LIFTED, "must")
        return url_for("inside.show", permit_id=permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


def _show(site: OnSite, trouble: Trouble = NONE) -> str:
    stays = presence.inside(site)
    called = {m.person_id: m for m in site.people(*_CALLED) if m.person is not None and m.person.phone}
    return page(
        "inside/panel.html" if site.evacuating else "inside/show.html",
        site,
        trouble,
        stays=stays,
        rows=[_row(stay) for stay in stays],
        came_out=[(name_of(stay), stay.entry.out_at) for stay in presence.came_out(site)] if site.evacuating else [],
        evacuations=presence.evacuations(site),
        counts=presence.unsettled_counts(site),
        causes=[{"value": cause, "title": labels.of(cause)} for cause in _CAUSES],
        phones=list(called.values()),
        rescue=site.permit.rescue_agreement,
        fan=during_work.fan(site),
        offers=during_work.offers(site),
    )


def _row(stay: presence.Stay) -> dict[str, object]:
    """Somebody inside as the macro ``presence_list`` shows it."""
    hours, minutes = divmod(stay.minutes, 60)
    relief, over = clock(stay.relief_due), stay.overstayed
    role = words.RESCUE if stay.entry.rescue else "、".join(labels.of(part) for part in Part if part in stay.parts)
    return {
        "entry": stay.entry,
        "name": name_of(stay),
        "role": role or words.NOT_ON_PERMIT,
        "since": clock(stay.entry.in_at),
        "duration": (words.HOURS_MINUTES if hours else words.MINUTES).format(hours=hours, minutes=minutes),
        "state": "warn" if over else "none",
        "word": (words.OVERSTAYED if over else words.RELIEF_DUE).format(at=relief),
        "tools": words.TOOLS_IN.format(count=stay.entry.tools_in) if stay.entry.tools_in else "",
    }


def name_of(stay: presence.Stay) -> str:
    """The name of somebody inside; a counted unknown has none."""
    return words.NAME_UNKNOWN if stay.unnamed else stay.name
