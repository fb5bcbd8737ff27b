"""Before the first entry: protection of each entrant, the guardian-check item by item, the leader's confirmation."""

import uuid
from collections.abc import Mapping

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.access import current_actor
from permit_service.labels.pages import site as words
from permit_service.models.choices import Answer
from permit_service.queries import onsite
from permit_service.queries.onsite import OnSite
from permit_service.services import confirmation, guardian_checks
from permit_service.services import protection as protections
from permit_service.services.protection import ProtectionForm
from permit_service.told import clock
from permit_service.web.forms import Form
from permit_service.web.site_pages import (
    ANSWERS,
    done,
    groups_of,
    look,
    next_url,
    page,
    prove,
    site_blueprint,
    site_url,
)
from permit_service.web.trouble import NONE, Trouble
from workflows.kinds import AirSource, Gear, GuardianCheckItem
from workflows.steps import Step
from workflows.verdict import Refusal
from workflows.vocabulary import Part

blueprint = site_blueprint("site_entry")


@blueprint.get("/permits/<uuid:permit_id>/site/protection")
def protection(permit_id: uuid.UUID) -> str:
    """Who goes in, and whose gear has been looked over."""
    return _protection(look(permit_id))


@blueprint.get("/permits/<uuid:permit_id>/site/protection/<uuid:person_id>")
def protection_of(permit_id: uuid.UUID, person_id: uuid.UUID) -> str:
    """One entrant's gear, piece by piece."""
    return _protection_of(look(permit_id), person_id)


@blueprint.post("/permits/<uuid:permit_id>/site/protection/<uuid:person_id>")
def check_protection(permit_id: uuid.UUID, person_id: uuid.UUID) -> ResponseReturnValue:
    """Record what one entrant wears."""

    def act() -> str:
        form = Form()
        worn, source = form.choices("gear", Gear), form.choice("air_source", AirSource)
        form.done()
        answers = dict.fromkeys(worn, Answer.yes)
        told = ProtectionForm(answers, source or AirSource.clean_air, form.text("remark"))
        protections.check(current_actor(), permit_id, person_id, told)
        return url_for("site_entry.protection", permit_id=permit_id)

    return done(permit_id, act, lambda trouble: _protection_of(look(permit_id), person_id, trouble))


@blueprint.get("/permits/<uuid:permit_id>/site/guardian-check")
def guardian_check(permit_id: uuid.UUID) -> str:
    """监护确认, item by item."""
    return _guardian_check(look(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/site/guardian-check")
def sign_guardian_check(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Answer and sign. The PIN is proven first: a wrong one writes nothing."""

    def act() -> str:
        form = Form()
        answers = {item: answer for item in GuardianCheckItem if (answer := ANSWERS.get(form.text(item))) is not None}
        remarks = {item: form.text(f"{item}_remark") for item in answers}
        image = form.drawn()
        form.done()
        signer = prove(form)
        guardian_checks.answer(current_actor(), permit_id, answers, remarks)
        guardian_checks.sign_check(current_actor(), permit_id, signer, image)
        flash(words.GUARDIAN_CHECK_SIGNED, "safe")
        return site_url(permit_id)

    return done(permit_id, act, lambda trouble: _guardian_check(look(permit_id), trouble))


@blueprint.get("/permits/<uuid:permit_id>/site/confirm")
def confirm(permit_id: uuid.UUID) -> str:
    """进入确认: the evidence it will be bound to, and the leader's signature."""
    return _confirm(look(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/site/confirm")
def sign_confirmation(permit_id: uuid.UUID) -> ResponseReturnValue:
    """The leader signs; entry may begin."""

    def act() -> str:
        form = Form()
        image = form.drawn()
        form.done()
        confirmation.confirm(current_actor(), permit_id, prove(form), image)
        flash(words.CONFIRMED, "safe")
        return site_url(permit_id)

    return done(permit_id, act, lambda trouble: _confirm(look(permit_id), trouble))


def _protection(site: OnSite, trouble: Trouble = NONE) -> str:
    checks = {check.person_id: check for check in site.facts.protections}
    lacking = {r.facts["person_id"]: r for r in _refusals(site, "protection") if "person_id" in r.facts}
    rows = []
    for member in site.people(Part.entrant):
        key = str(member.person_id)
        wrong, check = lacking.get(key), checks.get(key)
        state = ("must", words.TO_CHECK) if check is None or wrong is not None else ("safe", words.CHECKED)
        rows.append(
            {
                "href": url_for("site_entry.protection_of", permit_id=site.permit.id, person_id=member.person_id),
                "title": site.name_of(member),
                "sub": labels.message(wrong, site.names) if wrong is not None else _worn(check.gear if check else ()),
                "state": state[0],
                "word": state[1],
            }
        )
    return page("site/protection.html", site, trouble, rows=rows, next_href=next_url(site, Step.protection))


def _worn(gear: frozenset[Gear] | tuple[Gear, ...]) -> str:
    return "、".join(labels.of(piece) for piece in Gear if piece in gear)


def _protection_of(site: OnSite, person_id: uuid.UUID, trouble: Trouble = NONE) -> str:
    worn = [check.gear for check in site.facts.protections if check.person_id == str(person_id)]
    return page(
        "site/protection_of.html",
        site,
        trouble,
        person_id=person_id,
        name=site.names.get(str(person_id), ""),
        gear=[(piece, labels.of(piece)) for piece in Gear],
        worn=worn[0] if worn else frozenset(),
        sources=[{"value": source, "title": labels.of(source)} for source in AirSource],
    )


def _guardian_check(site: OnSite, trouble: Trouble = NONE) -> str:
    check = site.facts.guardian_check
    left = {item for refusal in _refusals(site, "guardian_checked") for item in refusal.facts["items"].split(",")}
    confirmed = {} if check is None else {item: at for item, at in check.confirmed.items() if item not in left}
    absent = frozenset() if check is None else check.not_involved - left
    return page(
        "site/guardian_check.html",
        site,
        trouble,
        lines=[(item, labels.of(item), _answered(item, confirmed, absent)) for item in GuardianCheckItem],
        confirmed=confirmed,
        left=len(left - {""}),
        guardian_is_me=Part.guardian in site.mine,
    )


def _answered(item: GuardianCheckItem, confirmed: Mapping[GuardianCheckItem, object], absent: frozenset[object]) -> str:
    return "yes" if item in confirmed else "na" if item in absent else ""


def _confirm(site: OnSite, trouble: Trouble = NONE) -> str:
    prepared = onsite.prepared(site)
    against = [r for ban in site.plan.bans for result in ban.results for r in result.refusals]
    return page(
        "site/confirm.html",
        site,
        trouble,
        latest=site.facts.gas.latest,
        runs_told="；".join(
            words.RUNNING_SINCE.format(kind=labels.of(run.kind), since=clock(run.started_at))
            for run in site.facts.runs
            if run.stopped_at is None
        ),
        isolations_told="、".join(labels.of(row.kind) for row in prepared.isolations if row.involved)
        or words.NOT_INVOLVED,
        check=site.facts.guardian_check,
        equipment=prepared.equipment,
        crew=[(site.name_of(member), member.parts) for member in site.people(*_NAMED)],
        against=groups_of(against, site) if site.plan.step is not Step.admit else [],
        next_href=next_url(site, Step.confirm),
        leader_is_me=Part.leader in site.mine,
    )


#: Whom the confirmation names.
_NAMED = (Part.leader, Part.guardian, Part.entrant, Part.tester, Part.rescuer)


def _refusals(site: OnSite, gate: str) -> list[Refusal]:
    """What one gate says against the next entry."""
    return [r for ban in site.plan.bans for result in ban.results if result.gate == gate for r in result.refusals]
