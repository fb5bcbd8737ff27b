"""作业结束: openings closed with their sign, everyone and every tool out, the leader's closing signature (R46)."""

import uuid

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.access import current_actor
from permit_service.labels.pages import site as words
from permit_service.problems import refusal_groups
from permit_service.queries import onsite, presence
from permit_service.queries.onsite import OnSite
from permit_service.services import closing as endings
from permit_service.services import evacuation, openings
from permit_service.web.forms import Form
from permit_service.web.site_pages import done, look, page, prove, recorded, site_blueprint, site_url
from permit_service.web.trouble import NONE, Trouble
from workflows.kinds import ClosingKind
from workflows.vocabulary import Part

blueprint = site_blueprint("site_end")


@blueprint.get("/permits/<uuid:permit_id>/site/closing")
def closing(permit_id: uuid.UUID) -> str:
    """Openings that stand open."""
    return _closing(look(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/site/openings/<uuid:opening_id>/close")
def close_opening(permit_id: uuid.UUID, opening_id: uuid.UUID) -> ResponseReturnValue:
    """An opening is closed, for now or for good."""

    def act() -> str:
        form = Form()
        kind = form.choice("kind", ClosingKind)
        form.faults.check(kind is not None, "kind", "required")
        form.done()
        assert kind is not None
        shut = openings.close_opening(
            current_actor(),
            permit_id,
            opening_id,
            kind=kind,
            sign_set=form.ticked("sign_set"),
            photo=form.upload("photo"),
        )
        recorded(words.SHUT, () if shut.sign_set else [words.NO_SIGN])
        return site_url(permit_id)

    return done(permit_id, act, lambda trouble: _closing(look(permit_id), trouble, opening_id))


@blueprint.get("/permits/<uuid:permit_id>/site/finish")
def finish(permit_id: uuid.UUID) -> str:
    """Who and what is still inside, and finishing."""
    return _finish(look(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/site/finish")
def finish_work(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Everyone and every tool is out."""

    def act() -> str:
        endings.finish(current_actor(), permit_id)
        flash(words.FINISHED, "safe")
        return site_url(permit_id)

    return done(permit_id, act, lambda trouble: _finish(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/site/tools")
def write_off(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Tools left inside, written off by the leader with the reason."""

    def act() -> str:
        form = Form()
        tools, reason = form.number("tools"), form.text("reason")
        form.done()
        evacuation.write_off_tools(current_actor(), permit_id, prove(form), tools, reason)
        return url_for("site_end.finish", permit_id=permit_id)

    return done(permit_id, act, lambda trouble: _finish(look(permit_id), trouble))


@blueprint.get("/permits/<uuid:permit_id>/site/close")
def close(permit_id: uuid.UUID) -> str:
    """The leader's closing signature."""
    return _close(look(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/site/close")
def sign_close(permit_id: uuid.UUID) -> ResponseReturnValue:
    """The leader signs, and the permit is closed."""

    def act() -> str:
        form = Form()
        image = form.drawn()
        form.done()
        endings.close(current_actor(), permit_id, prove(form), image)
        flash(words.CLOSED, "safe")
        return site_url(permit_id)

    return done(permit_id, act, lambda trouble: _close(look(permit_id), trouble))


def _closing(site: OnSite, trouble: Trouble = NONE, tried: uuid.UUID | None = None) -> str:
    opened = {one.opening_id: one for one in site.facts.openings}
    return page(
        "site/closing.html",
        site,
        trouble,
        tried=tried,
        openings=[(row, opened.get(str(row.id))) for row in onsite.prepared(site).openings],
        kinds=[{"value": kind, "title": labels.of(kind)} for kind in ClosingKind],
    )


def _finish(site: OnSite, trouble: Trouble = NONE) -> str:
    return page(
        "site/finish.html",
        site,
        trouble,
        stays=presence.inside(site),
        tools=site.facts.presence.tools_inside,
        leader_is_me=Part.leader in site.mine,
    )


def _close(site: OnSite, trouble: Trouble = NONE) -> str:
    clearance = onsite.to_close(site)
    return page(
        "site/close.html",
        site,
        trouble,
        against=refusal_groups(clearance.refusals, site.names),
        warnings=[labels.message(warning, site.names) for warning in clearance.warnings],
        leader_is_me=Part.leader in site.mine,
    )
