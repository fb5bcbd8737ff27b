"""共享力量: rescue teams, crews and equipment of an area, and the agreements of enterprises on them."""

import uuid

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.labels.pages import common
from permit_service.labels.pages import response as words
from permit_service.models.choices import MeansKind
from permit_service.models.response import MeansAgreement, SharedMeans
from permit_service.queries import registers, response, scope
from permit_service.queries.reading import session
from permit_service.services.registers import shared_means
from permit_service.services.registers.desk import AREA_KEEPERS
from permit_service.services.registers.shared_means import MeansAgreementForm, MeansForm
from permit_service.wallclock import civil_day
from permit_service.web.forms import Form
from permit_service.web.lasting import lasting
from permit_service.web.register_pages import Filter, Listing, Row, asked, may_govern, may_keep, own_enterprise_id
from permit_service.web.simple_form import AGREEMENT, Field, SimpleForm, choices, named, simple_form
from permit_service.web.trouble import NONE, Trouble, carried_out

blueprint = Blueprint("shared_means", __name__, url_prefix="/registers/shared-means")

_KINDS = Filter("kind", common.KIND, tuple((kind, labels.of(kind)) for kind in MeansKind))
_AGREED = (*AGREEMENT[:-1], Field("minutes_to_arrive", words.ARRIVAL, "number", unit=words.MINUTES), AGREEMENT[-1])


@blueprint.get("")
def index() -> str:
    """Means that the account may know of."""
    wanted = asked(_KINDS)
    kind = wanted.get("kind")
    page = response.shared_means(
        session(), current_actor(), wanted.wanted, kind=None if kind is None else MeansKind(kind), search=wanted.search
    )
    rows = tuple(
        Row(_shown(one.id), (one.name, labels.of(one.kind), one.provider, one.phone, one.area.name))
        for one in page.rows
    )
    listing = Listing(wanted, words.SHARED_MEANS_COLUMNS, rows, page.after)
    actor = current_actor()
    may_add = actor.everywhere or any(grant.role in AREA_KEEPERS for grant in actor.grants)
    return render_template("shared_means/index.html", listing=listing, may_add=may_add)


@blueprint.get("/new")
def new() -> str:
    """Means not entered yet."""
    return _form(None, NONE)


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Enter shared means of an area."""
    return carried_out(
        lambda: _shown(shared_means.add_means(current_actor(), _read()).id), lambda trouble: _form(None, trouble)
    )


@blueprint.get("/<uuid:means_id>")
def show(means_id: uuid.UUID) -> str:
    """Shared means with their agreements."""
    return _page(means_id, NONE)


@blueprint.get("/<uuid:means_id>/edit")
def edit(means_id: uuid.UUID) -> str:
    """The form of shared means."""
    return _form(_found(means_id), NONE)


@blueprint.post("/<uuid:means_id>/edit")
def edit_post(means_id: uuid.UUID) -> ResponseReturnValue:
    """Change the entry of shared means."""

    def act() -> str:
        revision = Form().number("revision")
        return _shown(shared_means.edit_means(current_actor(), means_id, revision, _read()).id)

    return carried_out(act, lambda trouble: _form(_found(means_id), trouble))


@blueprint.post("/<uuid:means_id>/withdraw")
def withdraw(means_id: uuid.UUID) -> ResponseReturnValue:
    """Shared means are there no longer."""
    return carried_out(
        lambda: _shown(shared_means.withdraw_means(current_actor(), means_id).id),
        lambda trouble: _page(means_id, trouble),
    )


@blueprint.get("/<uuid:means_id>/agreements/new")
def new_agreement(means_id: uuid.UUID) -> str:
    """An agreement not entered yet."""
    return _new_agreement(_found(means_id), NONE)


@blueprint.post("/<uuid:means_id>/agreements/new")
def agree(means_id: uuid.UUID) -> ResponseReturnValue:
    """Enter the agreement of the account's own enterprise."""

    def act() -> str:
        form = Form()
        enterprise_id = form.needed("enterprise_id", own_enterprise_id())
        return _shown(
            shared_means.agree_on_means(current_actor(), means_id, enterprise_id, _read_agreement(form)).means_id
        )

    return carried_out(act, lambda trouble: _new_agreement(_found(means_id), trouble))


@blueprint.get("/agreements/<uuid:means_agreement_id>/edit")
def edit_agreement(means_agreement_id: uuid.UUID) -> str:
    """The form of an agreement."""
    return _edit_agreement(scope.means_agreement(session(), current_actor(), means_agreement_id), NONE)


@blueprint.post("/agreements/<uuid:means_agreement_id>/edit")
def edit_agreement_post(means_agreement_id: uuid.UUID) -> ResponseReturnValue:
    """Change or renew an agreement."""

    def act() -> str:
        form = Form()
        revision, told = form.number("revision"), _read_agreement(form)
        agreement = shared_means.edit_means_agreement(current_actor(), means_agreement_id, revision, told)
        return _shown(agreement.means_id)

    def again(trouble: Trouble) -> str:
        return _edit_agreement(scope.means_agreement(session(), current_actor(), means_agreement_id), trouble)

    return carried_out(act, again)


def _shown(means_id: uuid.UUID) -> str:
    return url_for("shared_means.show", means_id=means_id)


def _found(means_id: uuid.UUID) -> SharedMeans:
    return scope.means(session(), current_actor(), means_id)


def _page(means_id: uuid.UUID, trouble: Trouble) -> str:
    means, today = _found(means_id), civil_day(wallclock.now())
    agreements = response.means_agreements(session(), current_actor(), means)
    return render_template(
        "shared_means/show.html",
        means=means,
        trouble=trouble,
        agreements=[
            (one, lasting(one.agreement_from, one.agreement_until, today), may_keep(one.enterprise_id))
            for one in agreements
        ],
        may_edit=may_govern(means.area) and means.withdrawn_at is None,
        may_agree=own_enterprise_id() is not None and means.withdrawn_at is None,
    )


def _read() -> MeansForm:
    form = Form()
    area_id, kind = form.id("area_id"), form.choice("kind", MeansKind)
    return MeansForm(
        area_id=form.needed("area_id", area_id),
        kind=form.needed("kind", kind),
        name=form.text("name"),
        provider=form.text("provider"),
        phone=form.text("phone"),
        strength=form.text("strength"),
    )


def _read_agreement(form: Form) -> MeansAgreementForm:
    begin, end = form.day("agreement_from"), form.day("agreement_until")
    minutes = form.whole("minutes_to_arrive")
    return MeansAgreementForm(
        number=form.text("number"),
        agreement_from=begin,
        agreement_until=end,
        document=form.upload("document"),
        minutes_to_arrive=form.needed("minutes_to_arrive", minutes),
    )


def _form(means: SharedMeans | None, trouble: Trouble) -> str:
    fields = (
        Field("name", common.NAME),
        Field("kind", common.KIND, "select", choices(MeansKind)),
        Field("area_id", words.SERVES, "select", named(registers.area_names_in_charge(session(), current_actor()))),
        Field("provider", words.PROVIDER),
        Field("phone", words.DUTY_PHONE, "tel", hint=words.DUTY_PHONE_HINT),
        Field("strength", words.STRENGTH, "textarea", required=False),
    )
    if means is None:
        back = url_for("shared_means.index")
        return simple_form(SimpleForm(words.ADD_MEANS, "", url_for("shared_means.create"), back, fields), trouble)
    held = {one.name: getattr(means, one.name) for one in fields}
    action = url_for("shared_means.edit_post", means_id=means.id)
    form = SimpleForm(words.MEANS, means.name, action, _shown(means.id), fields, held, means.revision)
    return simple_form(form, trouble)


def _new_agreement(means: SharedMeans, trouble: Trouble) -> str:
    action = url_for("shared_means.agree", means_id=means.id)
    return simple_form(SimpleForm(words.ADD_AGREEMENT, means.name, action, _shown(means.id), _AGREED), trouble)


def _edit_agreement(agreement: MeansAgreement, trouble: Trouble) -> str:
    held = {one.name: getattr(agreement, one.name) for one in _AGREED if one.kind != "file"}
    action = url_for("shared_means.edit_agreement_post", means_agreement_id=agreement.id)
    sub, back = agreement.means.name, _shown(agreement.means_id)
    return simple_form(SimpleForm(words.AGREEMENT, sub, action, back, _AGREED, held, agreement.revision), trouble)
