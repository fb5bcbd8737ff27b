"""The answer of a scan in words: whom, what counts, why not, and the one next thing; stored with its write."""

import uuid
from datetime import datetime, timedelta

from flask import url_for

from permit_service import labels
from permit_service.canonical import timestamp
from permit_service.labels.pages import public as words
from permit_service.problems import refusal_groups
from permit_service.queries import presence
from permit_service.queries.onsite import OnSite
from permit_service.services.entries import UNNAMED
from permit_service.services.scans import Scanned
from permit_service.told import clock
from permit_service.web.inside import name_of
from permit_service.web.site_pages import look, step_url
from workflows.codes import Nature
from workflows.steps import Step, answered_by, order_of
from workflows.verdict import GateResult, GateState
from workflows.vocabulary import Direction, Part, ScanVerdict


def answer_of(scanned: Scanned) -> dict[str, object]:
    """The answer as it is stored and shown: words, no rows."""
    permit = scanned.permit
    assert permit is not None
    site = look(permit.id)
    stay = scanned.entries[0] if scanned.entries else None
    name = scanned.person.name if scanned.person is not None else "" if stay is None else stay.label
    until = scanned.good_until
    photo = None if scanned.person is None else scanned.person.photo
    return {
        "verdict": scanned.verdict,
        "direction": scanned.scan.direction,
        "name": "" if name == UNNAMED else name,
        "role": _role(scanned, site),
        "photo": photo_url(None if photo is None else photo.file_id),
        "facts": _facts(scanned, site),
        "groups": _groups(scanned, site),
        "good_until": None if until is None else timestamp(until),
        "next": _next(scanned, site),
        "nobody": scanned.scan.direction is Direction.out and not scanned.entries,
    }


def _groups(scanned: Scanned, site: OnSite) -> list[dict[str, object]]:
    """Why not: what is forbidden before what is only not done yet."""
    ranked = sorted(scanned.refusals, key=lambda refusal: refusal.code.nature is not Nature.forbidden)
    forbidden = {refusal.banned for refusal in ranked if refusal.code.nature is Nature.forbidden}
    halves = [r for r in ranked if r.banned in forbidden], [r for r in ranked if r.banned not in forbidden]
    return [group for half in halves for group in refusal_groups(half, site.names)]


def photo_url(file_id: uuid.UUID | None) -> str:
    """The photo by which the guardian compares the face; a code alone proves no presence (design §5)."""
    return "" if file_id is None else url_for("files.show", file_id=file_id)


def _role(scanned: Scanned, site: OnSite) -> str:
    if scanned.scan.direction is Direction.out:
        return words.OUT_AT.format(moment=clock(scanned.scan.at))
    if scanned.scan.direction is Direction.rescue_in:
        return words.RESCUERS.format(count=scanned.scan.head_count or 1)
    person_id = None if scanned.person is None else scanned.person.id
    parts = [m.parts for m in site.permit.members if m.removed_at is None and m.person_id == person_id]
    return "、".join(labels.of(part) for part in Part if any(part in found for found in parts))


def _left(until: datetime | None, now: datetime) -> list[list[str]]:
    if until is None:
        return []
    return [[words.VALID_UNTIL, words.UNTIL_IN.format(moment=clock(until), minutes=_minutes(until, now))]]


def _facts(scanned: Scanned, site: OnSite) -> list[list[str]]:
    inside = [words.INSIDE, words.INSIDE_OF.format(inside=len(scanned.inside), named=len(site.people(Part.entrant)))]
    tools = [[words.TOOLS, words.PIECES.format(count=scanned.scan.tools)]] if scanned.scan.tools else []
    if scanned.verdict is ScanVerdict.admit and scanned.scan.direction is Direction.in_:
        return [[words.SPACE, site.space.name], *_left(scanned.good_until, site.now), inside, *tools]
    return [inside, *tools] if scanned.verdict is not ScanVerdict.refuse else []


def _forbids(result: GateResult) -> bool:
    return any(refusal.code.nature is Nature.forbidden for refusal in result.refusals)


def _minutes(until: datetime, now: datetime) -> int:
    return max(int((until - now) / timedelta(minutes=1)), 0)


def _still_inside(site: OnSite) -> dict[str, str]:
    """To the list of those who must still come out, by name, in the order in which they went in."""
    href = url_for("inside.show", permit_id=site.permit.id)
    names = [name_of(stay) for stay in presence.inside(site)]
    if not names:
        return {"label": words.COUNT_OUT, "sub": words.COUNT_OUT_HOW, "href": href}
    return {"label": words.STILL_INSIDE.format(count=len(names)), "sub": "、".join(names), "href": href}


def _next(scanned: Scanned, site: OnSite) -> dict[str, str] | None:
    """The one next thing: in an evacuation who is still inside, and the count after the last one; after a refusal the
    first step that answers a gate which stopped the entry."""
    if site.evacuating and scanned.scan.direction is Direction.out:
        return _still_inside(site)
    if scanned.clearance is None or scanned.verdict is ScanVerdict.admit:
        return None
    stopped = [r for r in scanned.clearance.results if r.state in (GateState.refused, GateState.unknown)]
    answers = [(result, answered_by(result, site.facts)) for result in stopped]
    if any(step is None and _forbids(result) for result, step in answers if result.rule != "legality"):
        return None
    steps = [step for _, step in answers if step is not None]
    first = min(steps, key=order_of(site.facts.rules.profile).__getitem__, default=None)
    if first in (None, Step.admit):
        return None
    assert first is not None
    return {"label": labels.of(first), "sub": labels.step_told(first), "href": step_url(first, site.permit.id)}
