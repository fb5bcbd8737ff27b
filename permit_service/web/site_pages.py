"""What the pages at the mouth share: their frame, the guardian's beat, the way to each step."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.access import actor_or_none, current_actor
from permit_service.labels.pages import site as words
from permit_service.models.choices import Answer
from permit_service.problems import refusal_groups
from permit_service.queries import onsite, presence
from permit_service.queries.onsite import OnSite
from permit_service.services import posts, signing
from permit_service.services.signing import Signer
from permit_service.told import of_today
from permit_service.web.forms import Form, new_nonce
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.steps import DONE_BY, Step
from workflows.verdict import Refusal
from workflows.vocabulary import Part

#: The answers of the macro ``checklist_item``.
ANSWERS: Mapping[str, Answer] = {"yes": Answer.yes, "no": Answer.no, "na": Answer.not_involved}

#: The page of each step; what has no page of its own is done on the page of the permit.
_PAGES: dict[Step, str] = {
    Step.check_in: "site_check_in.show",
    Step.briefing: "site_briefing.show",
    Step.area: "site_steps.area",
    Step.equipment: "site_steps.equipment",
    Step.isolation: "site_isolation.show",
    Step.opening: "site_air.opening",
    Step.ventilation: "site_air.ventilation",
    Step.initial_test: "gas.show",
    Step.retest: "gas.show",
    Step.protection: "site_entry.protection",
    Step.guardian_check: "site_entry.guardian_check",
    Step.site_check: "site_steps.site_check",
    Step.confirm: "site_entry.confirm",
    Step.admit: "scan.show",
    Step.reading: "gas_work.show",
    Step.close_openings: "site_end.closing",
    Step.finish: "site_end.finish",
    Step.close: "site_end.close",
    **dict.fromkeys((Step.evacuate, Step.lift, Step.watch, Step.bring_out), "inside.show"),
}

#: The four places of a phone at the mouth: blueprint prefix, endpoint, label, icon.
_PLACES = (
    ("site", "site.show", words.PLACE_TAB, "check"),
    ("gas", "gas.show", words.GAS_TAB, "gas"),
    ("scan", "scan.show", words.SCAN_TAB, "scan"),
    ("inside", "inside.show", words.INSIDE_TAB, "people"),
)


def site_blueprint(name: str) -> Blueprint:
    """A blueprint whose every request is heard as the guardian's beat."""
    blueprint = Blueprint(name, __name__)
    blueprint.before_request(_beat)
    return blueprint


def _beat() -> None:
    permit_id = (request.view_args or {}).get("permit_id")
    actor = actor_or_none()
    if actor is not None and permit_id is not None:
        posts.beat_for(actor, permit_id)


def look(permit_id: uuid.UUID) -> OnSite:
    """The permit as whoever asks may see it."""
    return onsite.look(current_actor(), permit_id)


def page(template: str, site: OnSite, trouble: Trouble = NONE, **context: object) -> str:
    """A page at the mouth, in its frame."""
    return render_template(
        template,
        site=site,
        trouble=trouble,
        form=request.form,
        nonce=new_nonce(),
        server_time=site.now,
        context_line=f"{site.space.name} · {site.permit.number}",
        nav_items=_places(site),
        pulse=presence.pulse(site),
        me=current_actor().person_id,
        secret=trouble.secret,
        part_words=lambda parts: "、".join(labels.of(part) for part in Part if part in parts),
        step_told=labels.step_told,
        alarm_title=lambda kind: labels.alarm(kind)[0],
        what_failed=lambda one: of_today(labels.what_failed(one.failed, site.names)),
        called_out=presence.called_out(site),
        **context,
    )


def asked_in_place() -> bool:
    """Whether a script asks, which puts the answer over the page it stands on, camera running."""
    return "X-In-Place" in request.headers


def done(permit_id: uuid.UUID, act: Callable[[], str], show: Callable[[Trouble], str]) -> ResponseReturnValue:
    """Carry out a form at the mouth; refusals name people as the permit does."""
    return carried_out(act, show, lambda: look(permit_id).names)


def recorded(what: str, lacking: Iterable[str]) -> None:
    """Say that evidence is recorded; in green only where nothing is wanting: a fault on record is no all-clear."""
    wanting = "、".join(lacking)
    if wanting:
        flash(words.RECORDED_BUT.format(what=what, wanting=wanting), "warn")
    else:
        flash(words.RECORDED.format(what=what), "safe")


def named(trouble: Trouble, names: Mapping[str, str]) -> Trouble:
    """The trouble with these fields called by the names that stand on the page."""
    summary = {
        path: f"{names[path]}：{trouble.errors[path]}" if path in names and path in trouble.errors else told
        for path, told in trouble.summary.items()
    }
    return replace(trouble, summary=summary)


def prove(form: Form) -> Signer:
    """The signer, proven by PIN or password; before any other transaction."""
    return signing.reauthenticate(current_actor(), form.sign_in())


def site_url(permit_id: uuid.UUID) -> str:
    """The page that tells what comes next."""
    return url_for("site.show", permit_id=permit_id)


def step_url(step: Step, permit_id: uuid.UUID) -> str:
    """Where a step is done."""
    endpoint = _PAGES.get(step)
    return url_for(endpoint or "permits.show", permit_id=permit_id)


def next_url(site: OnSite, *here: Step) -> str | None:
    """Where what comes next is done; None where that is done ``here``, or nothing comes."""
    step = site.plan.step
    return None if step is None or step in here else step_url(step, site.permit.id)


def who_does(step: Step, site: OnSite) -> str:
    """Who does a step, by part and name: 监护人 样例䶮."""
    parts = DONE_BY[step]
    names = "、".join(dict.fromkeys(site.names_of(*parts)))
    told = "、".join(labels.of(part) for part in parts)
    return f"{told} {names}".strip()


def hindrance_groups(site: OnSite) -> list[dict[str, object]]:
    """What stops the next thing and no step on site mends, as the macro ``refusal_list`` shows it."""
    return groups_of([refusal for result in site.plan.hindrances for refusal in result.refusals], site)


def groups_of(refusals: Iterable[Refusal], site: OnSite) -> list[dict[str, object]]:
    """Refusals under their headings, with the names of this permit."""
    return refusal_groups(refusals, site.names)


def _places(site: OnSite) -> list[dict[str, object]]:
    here = (request.blueprint or "").partition("_")[0]
    inside = len(site.facts.presence.inside)
    return [
        {
            "endpoint_url": url_for(endpoint, permit_id=site.permit.id),
            "label": label,
            "icon": icon,
            "active": here == prefix,
            "count": inside if prefix == "inside" else 0,
        }
        for prefix, endpoint, label, icon in _PLACES
    ]
