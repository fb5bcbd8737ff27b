"""Preparation before opening: the work area closed, equipment looked over, the owner's own look at the site."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.access import current_actor
from permit_service.labels.pages import site as page_words
from permit_service.models.choices import Answer
from permit_service.models.preparation import EquipmentCheck
from permit_service.queries import onsite
from permit_service.queries.onsite import OnSite
from permit_service.services import preparation, site_checks
from permit_service.services.preparation import EquipmentForm, EquipmentLine
from permit_service.web.forms import Form
from permit_service.web.site_pages import ANSWERS, done, look, page, recorded, site_blueprint, site_url
from permit_service.web.trouble import NONE, Trouble
from workflows.kinds import EquipmentItem
from workflows.vocabulary import Part

blueprint = site_blueprint("site_steps")


@blueprint.get("/permits/<uuid:permit_id>/site/area")
def area(permit_id: uuid.UUID) -> str:
    """作业区封闭, 告知牌, and where the mouth has no effective barrier a temporary one."""
    return _area(look(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/site/area")
def close_area(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Record the closure as found."""

    def act() -> str:
        form = Form()
        closure = preparation.close_area(
            current_actor(),
            permit_id,
            closed=form.ticked("closed"),
            notice_board=form.ticked("notice_board"),
            photo=form.upload("photo"),
            remark=form.text("remark"),
        )
        found = ((closure.closed, page_words.NOT_CLOSED_OFF), (closure.notice_board, page_words.NO_NOTICE))
        recorded(page_words.CLOSURE, [told for in_order, told in found if not in_order])
        return site_url(permit_id)

    return done(permit_id, act, lambda trouble: _area(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/site/barrier")
def set_barrier(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Record a temporary barrier."""

    def act() -> str:
        form = Form()
        barrier = preparation.set_barrier(
            current_actor(),
            permit_id,
            effective=form.ticked("effective"),
            method=form.text("method"),
            photo=form.upload("photo"),
        )
        recorded(page_words.TEMPORARY_BARRIER, () if barrier.effective else [page_words.NOT_EFFECTIVE])
        return site_url(permit_id)

    return done(permit_id, act, lambda trouble: _area(look(permit_id), _of_barrier(trouble), "barrier"))


@blueprint.get("/permits/<uuid:permit_id>/site/equipment")
def equipment(permit_id: uuid.UUID) -> str:
    """设备检查, item by item."""
    return _equipment(look(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/site/equipment")
def check_equipment(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Record the check. What was left unanswered stays unchecked."""

    def act() -> str:
        form = Form()
        lines = tuple(
            EquipmentLine(item, answer, form.id(f"piece.{item}"), form.text(f"{item}_remark"))
            for item in EquipmentItem
            if (answer := ANSWERS.get(form.text(item))) is not None
        )
        told = EquipmentForm(
            lines, measure(form, "lighting_volts"), measure(form, "rescue_kit_metres"), form.text("remark")
        )
        form.done()
        preparation.check_equipment(current_actor(), permit_id, told)
        faulty = [labels.of(line.item) for line in lines if line.answer is Answer.no]
        wanting = [page_words.NOT_IN_ORDER.format(items="、".join(faulty))] if faulty else ()
        recorded(page_words.EQUIPMENT_CHECK, wanting)
        return site_url(permit_id)

    return done(permit_id, act, lambda trouble: _equipment(look(permit_id), trouble))


@blueprint.get("/permits/<uuid:permit_id>/site/site-check")
def site_check(permit_id: uuid.UUID) -> str:
    """The owner's inspector looks at the contractor's site."""
    return _site_check(look(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/site/site-check")
def check_site(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Record what the inspector found, signed."""

    def act() -> str:
        form = Form()
        in_order = form.text("in_order") == "yes"
        site_checks.check_site(
            current_actor(),
            permit_id,
            form.sign_in(),
            in_order=in_order,
            findings=form.text("findings"),
            photo=form.upload("photo"),
        )
        recorded(page_words.SITE_CHECK, () if in_order else [page_words.NOT_AS_REQUIRED])
        return site_url(permit_id)

    return done(permit_id, act, lambda trouble: _site_check(look(permit_id), trouble))


def measure(form: Form, name: str) -> Decimal | None:
    """A measured number, None where nothing was typed."""
    typed = form.text(name)
    if not typed:
        return None
    try:
        return Decimal(typed)
    except InvalidOperation:
        form.faults.add(name, "decimal_parsing")
        return None


def _area(site: OnSite, trouble: Trouble = NONE, tried: str = "area") -> str:
    return page("site/area.html", site, trouble, tried=tried, prepared=onsite.prepared(site))


def _of_barrier(trouble: Trouble) -> Trouble:
    """The page has two photos: faults of the second one lead to it."""
    names = {"photo": "barrier-photo"}
    return replace(trouble, summary={names.get(path, path): told for path, told in trouble.summary.items()})


def _equipment(site: OnSite, trouble: Trouble = NONE) -> str:
    prepared = onsite.prepared(site)
    return page(
        "site/equipment.html",
        site,
        trouble,
        check=prepared.equipment,
        lines=[(item, labels.of(item)) for item in EquipmentItem],
        pieces=onsite.pieces(site),
        proposed=onsite.earlier_pieces(site),
        answered=_answered(prepared.equipment),
    )


def _answered(check: EquipmentCheck | None) -> Mapping[EquipmentItem, str]:
    words = {Answer.yes: "yes", Answer.no: "no", Answer.not_involved: "na"}
    return {} if check is None else {line.item: words[line.answer] for line in check.answers}


def _site_check(site: OnSite, trouble: Trouble = NONE) -> str:
    return page("site/site_check.html", site, trouble, inspector_is_me=Part.inspector in site.mine)
