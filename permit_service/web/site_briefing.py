"""安全交底: the leader tells the five items and signs, everyone on site signs that they heard."""

import uuid

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.access import current_actor
from permit_service.labels.pages import site as words
from permit_service.queries import onsite
from permit_service.queries.onsite import OnSite
from permit_service.services import briefings
from permit_service.services.briefings import BriefingForm, ListenForm
from permit_service.typed_codes import count_try
from permit_service.web.forms import Form
from permit_service.web.site_pages import done, look, named, page, prove, site_blueprint
from permit_service.web.trouble import NONE, Trouble
from workflows.gates.briefing import listens
from workflows.kinds import BriefingItem
from workflows.vocabulary import Part

blueprint = site_blueprint("site_briefing")


@blueprint.get("/permits/<uuid:permit_id>/site/briefing")
def show(permit_id: uuid.UUID) -> str:
    """What is told, and who has signed."""
    return _show(look(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/site/briefing")
def give(permit_id: uuid.UUID) -> ResponseReturnValue:
    """The leader signs what was told."""

    def act() -> str:
        form = Form()
        contents = {item: form.text(f"contents.{item}") for item in BriefingItem}
        image = form.drawn()
        form.done()
        told = BriefingForm(contents, form.text("tools"), form.text("remark"))
        briefings.give(current_actor(), permit_id, told, prove(form), image)
        flash(words.BRIEFING_SIGNED, "safe")
        return url_for("site_briefing.show", permit_id=permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/site/briefing/<uuid:briefing_id>/badges")
def listen_by_badge(permit_id: uuid.UUID, briefing_id: uuid.UUID) -> ResponseReturnValue:
    """Whoever's badge is scanned has heard."""

    def act() -> str:
        badge = Form().text("badge")
        count_try(badge)
        heard = briefings.listen(current_actor(), briefing_id, ListenForm(badge=badge))
        flash(words.LISTENER_SIGNED.format(name=heard.person.name), "safe")
        return url_for("site_briefing.show", permit_id=permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.get("/permits/<uuid:permit_id>/site/briefing/<uuid:briefing_id>/listeners/<uuid:person_id>")
def listener(permit_id: uuid.UUID, briefing_id: uuid.UUID, person_id: uuid.UUID) -> str:
    """One person reads what was told and signs on this phone."""
    return _listener(look(permit_id), briefing_id, person_id)


@blueprint.post("/permits/<uuid:permit_id>/site/briefing/<uuid:briefing_id>/listeners/<uuid:person_id>")
def listen(permit_id: uuid.UUID, briefing_id: uuid.UUID, person_id: uuid.UUID) -> ResponseReturnValue:
    """One person signs to have heard: drawn, or with an account of their own."""

    def act() -> str:
        form = Form()
        image = form.drawn()
        form.done()
        signer = prove(form) if person_id == current_actor().person_id else None
        briefings.listen(current_actor(), briefing_id, ListenForm(person_id, image), signer)
        return url_for("site_briefing.show", permit_id=permit_id)

    return done(permit_id, act, lambda trouble: _listener(look(permit_id), briefing_id, person_id, trouble))


def _show(site: OnSite, trouble: Trouble = NONE) -> str:
    listeners = [member for member in site.facts.crew if listens(member)]
    return page(
        "site/briefing.html",
        site,
        named(trouble, {f"contents.{item}": labels.of(item) for item in BriefingItem}),
        briefing=onsite.prepared(site).briefing,
        lines=[(item, labels.of(item)) for item in BriefingItem],
        proposed=_proposed(site),
        leader_is_me=Part.leader in site.mine,
        signed=[member for member in listeners if member.briefed_at is not None],
        unsigned=[member for member in listeners if member.briefed_at is None],
    )


def _listener(site: OnSite, briefing_id: uuid.UUID, person_id: uuid.UUID, trouble: Trouble = NONE) -> str:
    return page(
        "site/listener.html",
        site,
        trouble,
        briefing=onsite.prepared(site).briefing,
        briefing_id=briefing_id,
        person_id=person_id,
        name=site.names.get(str(person_id), ""),
    )


def _proposed(site: OnSite) -> dict[BriefingItem, str]:
    """What the plan already says of each item."""
    permit = site.permit
    parts = (Part.leader, Part.guardian, Part.tester, Part.entrant, Part.rescuer)
    named = [(labels.of(part), site.names_of(part)) for part in parts]
    measures = [measure.content for measure in permit.measures if measure.involved]
    return {
        BriefingItem.content: permit.content,
        BriefingItem.division: "；".join(f"{part}：{'、'.join(names)}" for part, names in named if names),
        BriefingItem.hazards: "、".join(labels.of(hazard) for hazard in sorted(permit.hazards)),
        BriefingItem.requirements: "；".join(measures),
        BriefingItem.emergency: permit.emergency_plan,
    }
