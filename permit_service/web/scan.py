"""扫码: one badge, number or name at a time, in, out or in to rescue; the answer fills the screen."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from flask import request, url_for
from flask.typing import ResponseReturnValue

from permit_service import device_replies, labels, wallclock
from permit_service.access import current_actor
from permit_service.device_replies import Reply, Write
from permit_service.errors import Conflict, Forbidden, Invalid, RateLimited
from permit_service.labels.pages import public as words
from permit_service.models.permits import PermitMember
from permit_service.queries import presence, reading
from permit_service.queries.onsite import OnSite
from permit_service.services import codes, scans
from permit_service.services.scans import ScanForm
from permit_service.typed_codes import count_try
from permit_service.web.forms import Form, new_nonce
from permit_service.web.inside import name_of
from permit_service.web.scan_answer import answer_of, photo_url
from permit_service.web.site_pages import asked_in_place, look, page, site_blueprint, step_url
from permit_service.web.trouble import NONE, Trouble, trouble_of
from workflows.next_step import entry_of
from workflows.steps import Step
from workflows.vocabulary import Direction, Part, ScanVerdict

blueprint = site_blueprint("scan")

#: With one of these next, scanning is what is to be done.
_AT_THE_MOUTH = frozenset({Step.admit, Step.watch, Step.reading, Step.evacuate, Step.bring_out})
_NOT_CONTENT = frozenset({"csrf_token", "nonce"})


@blueprint.get("/permits/<uuid:permit_id>/scan")
def show(permit_id: uuid.UUID) -> str:
    """Camera, number or list, in the chosen direction."""
    return _show(look(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/scan")
def scan(permit_id: uuid.UUID) -> ResponseReturnValue:
    """One attempt. The same form sent again shows the stored answer, green only while it may be."""
    try:
        reply = _once(_asked(Form(), permit_id))
    except (Invalid, Conflict, RateLimited) as error:
        trouble = trouble_of(error)
        if asked_in_place():
            return page("scan/not_sent.html", look(permit_id), trouble), trouble.status
        return _show(look(permit_id), trouble), trouble.status
    return _answer(look(permit_id), reply)


def _asked(form: Form, permit_id: uuid.UUID) -> ScanForm:
    direction = form.choice("direction", Direction)
    form.faults.check(direction is not None, "direction", "required")
    badge, person_id, entry_id = form.text("badge") or None, form.id("person_id"), form.id("entry_id")
    named = badge is not None or person_id is not None or entry_id is not None
    form.faults.check(named or direction is Direction.rescue_in, "badge", "required")
    heads = form.number("head_count") if form.text("head_count") else 1
    tools = form.number("tools") if form.text("tools") else None
    form.done()
    assert direction is not None
    if badge is not None and direction is Direction.in_:  # the way out and the rescue never wait
        count_try(badge)
    if tools is None:
        tools = _carried(permit_id, badge, person_id) if direction is Direction.out else 0
    return ScanForm(
        direction=direction,
        nonce=form.text("nonce") or new_nonce(),
        permit_id=permit_id,
        badge=badge,
        person_id=person_id,
        entry_id=entry_id,
        label=form.text("label"),
        tools=tools,
        apparatus=form.ticked("apparatus"),
        lifeline=form.ticked("lifeline"),
        attendant=form.ticked("attendant"),
        head_count=heads,
        reported=form.ticked("reported"),
    )


def _carried(permit_id: uuid.UUID, badge: str | None, person_id: uuid.UUID | None) -> int:
    """The tools somebody carried in: proposed for the way out, and shown with the answer."""
    if badge is not None:
        row = codes.read_badge(reading.session(), badge, wallclock.now()).row
        person_id = None if row is None else row.person_id
    return 0 if person_id is None else presence.tools_of(look(permit_id), person_id)


def _once(asked: ScanForm) -> Reply:
    actor = current_actor()
    if actor.user_id is None:
        raise Forbidden
    sent = {name: request.form.getlist(name) for name in sorted(request.form) if name not in _NOT_CONTENT}
    write = Write(actor.device, asked.nonce, actor.user_id, {"operation": request.path, "form": sent})
    return device_replies.once(write, lambda _: (200, answer_of(scans.scan(actor, asked))), now=wallclock.now())


def _answer(site: OnSite, reply: Reply) -> str:
    told = reply.answer["good_until"]
    good_until = datetime.fromisoformat(told) if isinstance(told, str) else None
    decided = ScanVerdict(str(reply.answer["verdict"]))
    stale = decided is ScanVerdict.admit and not reply.may_be_green(site.now, good_until)
    return page(
        "scan/answer.html" if asked_in_place() else "scan/verdict.html",
        site,
        shown=ScanVerdict.unknown if stale else decided,
        title=words.SCAN_AGAIN if stale else labels.of(decided),
        answer=reply.answer,
        good_until=good_until if decided is ScanVerdict.admit and not stale else None,
    )


def _show(site: OnSite, trouble: Trouble = NONE) -> str:
    wanted = request.values.get("direction", "")
    first = Direction.out if site.evacuating else Direction.in_
    direction = Direction(wanted) if wanted in set(Direction) else first
    stays = presence.inside(site)
    inside = {str(stay.entry.person_id) for stay in stays}
    waiting = [m for m in site.people(Part.entrant) if m.person_id is not None and str(m.person_id) not in inside]
    faces = presence.faces([m.person_id for m in waiting] + [stay.entry.person_id for stay in stays])
    return page(
        "scan/show.html",
        site,
        trouble,
        direction=direction,
        tabs=[(one, url_for("scan.show", permit_id=site.permit.id, direction=one)) for one in Direction],
        read_already=request.values.get("badge", ""),
        waiting=[_row(site, m, photo_url(faces.get(m.person_id))) for m in waiting],
        stays=[(stay, name_of(stay), photo_url(faces.get(stay.entry.person_id))) for stay in stays],
        first=None if site.plan.step in _AT_THE_MOUTH else site.plan.step,
        first_href=None if site.plan.step is None else step_url(site.plan.step, site.permit.id),
    )


def _row(site: OnSite, member: PermitMember, photo: str) -> Mapping[str, object]:
    row = {"id": member.person_id, "name": site.name_of(member), "photo": photo}
    clearance = entry_of(site.facts, site.now, str(member.person_id))
    if clearance.passed:
        return row | {"state": "safe", "word": words.MAY_ENTER}
    reasons = [r for result in clearance.results if result.rule != "legality" for r in result.refusals]
    told = labels.message(reasons[0], site.names).rstrip("。") if reasons else words.NOT_NOW
    more = words.AND_OTHERS.format(count=len(reasons)) if len(reasons) > 1 else ""
    return row | {"state": "must", "word": told + more}
