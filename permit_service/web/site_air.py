"""打开出入口 and 通风: from upwind, natural ventilation with the opening, the fan after the initial test."""

import uuid
from collections.abc import Sequence

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.access import current_actor
from permit_service.labels.pages import site as words
from permit_service.models.equipment import Equipment
from permit_service.models.openings import VentilationRun
from permit_service.queries import equipment, onsite
from permit_service.queries.onsite import OnSite
from permit_service.queries.reading import session
from permit_service.services import openings
from permit_service.services import ventilation as ventilations
from permit_service.web.forms import Form
from permit_service.web.lasting import cautioned
from permit_service.web.site_pages import done, look, page, site_blueprint, site_url
from permit_service.web.trouble import NONE, Trouble
from workflows.air_changes import air_changes
from workflows.kinds import AirSource, EquipmentItem, VentilationKind

blueprint = site_blueprint("site_air")


@blueprint.get("/permits/<uuid:permit_id>/site/opening")
def opening(permit_id: uuid.UUID) -> str:
    """Which openings stand open, and opening the next."""
    return _opening(look(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/site/openings/<uuid:opening_id>")
def open_space(permit_id: uuid.UUID, opening_id: uuid.UUID) -> ResponseReturnValue:
    """The guardian opens; natural ventilation begins with it."""

    def act() -> str:
        form = Form()
        upwind, photo = form.ticked("upwind"), form.upload("photo")
        openings.open_space(current_actor(), permit_id, opening_id, upwind=upwind, photo=photo)
        if not _ventilated(look(permit_id)):
            ventilations.start(current_actor(), permit_id, kind=VentilationKind.natural)
        flash(words.OPENED, "safe")
        return site_url(permit_id)

    return done(permit_id, act, lambda trouble: _opening(look(permit_id), trouble, opening_id))


@blueprint.post("/permits/<uuid:permit_id>/site/natural-ventilation")
def ventilate_naturally(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Natural ventilation of what stands open."""

    def act() -> str:
        ventilations.start(current_actor(), permit_id, kind=VentilationKind.natural)
        return site_url(permit_id)

    return done(permit_id, act, lambda trouble: _opening(look(permit_id), trouble))


@blueprint.get("/permits/<uuid:permit_id>/site/ventilation")
def ventilation(permit_id: uuid.UUID) -> str:
    """What runs, and starting a fan."""
    return _ventilation(look(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/site/ventilation")
def start_fan(permit_id: uuid.UUID) -> ResponseReturnValue:
    """A fan starts."""

    def act() -> str:
        form = Form()
        source, fan_id = form.choice("source", AirSource), form.id("equipment_id")
        form.faults.check(source is not None, "source", "required")
        form.done()
        assert source is not None
        ventilations.start(
            current_actor(),
            permit_id,
            kind=VentilationKind.mechanical,
            source=source,
            duct_confirmed=form.ticked("duct_confirmed"),
            equipment_id=fan_id,
        )
        flash(words.FAN_STARTED, "safe")
        return site_url(permit_id)

    return done(permit_id, act, lambda trouble: _ventilation(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/site/ventilation/<uuid:ventilation_id>/duct")
def confirm_duct(permit_id: uuid.UUID, ventilation_id: uuid.UUID) -> ResponseReturnValue:
    """The duct's mouth was seen to be where the work is."""

    def act() -> str:
        ventilations.confirm_duct(current_actor(), ventilation_id)
        return url_for("site_air.ventilation", permit_id=permit_id)

    return done(permit_id, act, lambda trouble: _ventilation(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/site/ventilation/<uuid:ventilation_id>/check")
def check(permit_id: uuid.UUID, ventilation_id: uuid.UUID) -> ResponseReturnValue:
    """One tap during work: the fan runs, or it does not."""

    def act() -> str:
        running = Form().text("running") == "yes"
        ventilations.check(current_actor(), ventilation_id, running=running)
        if running:
            flash(words.FAN_RUNS, "safe")
        return url_for("inside.show", permit_id=permit_id)

    return done(permit_id, act, lambda trouble: _ventilation(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/site/ventilation/<uuid:ventilation_id>/stop")
def stop(permit_id: uuid.UUID, ventilation_id: uuid.UUID) -> ResponseReturnValue:
    """A fan has stopped."""

    def act() -> str:
        ventilations.stop(current_actor(), ventilation_id, Form().text("reason"))
        flash(words.FAN_STOPPED, "warn")
        return url_for("site_air.ventilation", permit_id=permit_id)

    return done(permit_id, act, lambda trouble: _ventilation(look(permit_id), trouble))


def _ventilated(site: OnSite) -> bool:
    return any(run.stopped_at is None for run in site.facts.runs)


def _opening(site: OnSite, trouble: Trouble = NONE, tried: uuid.UUID | None = None) -> str:
    opened = {one.opening_id: one for one in site.facts.openings if one.closed_at is None}
    return page(
        "site/opening.html",
        site,
        trouble,
        tried=tried,
        openings=[(row, opened.get(str(row.id))) for row in onsite.prepared(site).openings],
        ventilated=_ventilated(site),
        guardian_is_me=any(str(post.guardian_id) == site.facts.actor.person_id for post in site.posts),
    )


def _ventilation(site: OnSite, trouble: Trouble = NONE) -> str:
    runs = list(reversed(onsite.prepared(site).runs))
    return page(
        "site/ventilation.html",
        site,
        trouble,
        runs=runs,
        running=_running_fans(site, runs),
        fans=[(fan, _cautioned(site, fan)) for fan in onsite.pieces(site)[EquipmentItem.fan]],
        changes=air_changes(site.space.volume, equipment.running_airflows(session(), site.permit.id)),
        sources=[{"value": source, "title": labels.of(source)} for source in AirSource],
    )


def _running_fans(site: OnSite, runs: Sequence[VentilationRun]) -> dict[uuid.UUID, tuple[Equipment, str]]:
    """The fan of each run that goes on, and what to be warned of."""
    fans = {run.id: run.equipment_id for run in runs if run.stopped_at is None and run.equipment_id is not None}
    rows = equipment.by_id(session(), fans.values())
    return {run_id: (rows[fan_id], _cautioned(site, rows[fan_id])) for run_id, fan_id in fans.items()}


def _cautioned(site: OnSite, fan: Equipment) -> str:
    return cautioned(equipment.piece_of(fan), site.facts.assigned, site.now)
