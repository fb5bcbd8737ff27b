"""隔断、封堵、上锁挂牌 and 清空、清洗、置换: what is involved is recorded, and confirmed where it stands (R18)."""

import uuid

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.access import current_actor
from permit_service.labels.pages import site as words
from permit_service.queries import onsite
from permit_service.queries.onsite import OnSite
from permit_service.services import preparation
from permit_service.services.preparation import IsolationForm
from permit_service.web.forms import Form, once
from permit_service.web.site_pages import done, look, page, site_blueprint
from permit_service.web.trouble import NONE, Trouble
from workflows.kinds import IsolationKind

blueprint = site_blueprint("site_isolation")


@blueprint.get("/permits/<uuid:permit_id>/site/isolation")
def show(permit_id: uuid.UUID) -> str:
    """What is isolated and cleared so far, and what is still to be assessed."""
    return _show(look(permit_id))


@blueprint.post("/permits/<uuid:permit_id>/site/isolation")
def add(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Record one item that is involved; it is confirmed next, where it stands."""

    def act() -> str:
        form = Form()
        kind = form.choice("kind", IsolationKind)
        form.faults.check(kind is not None, "kind", "required")
        form.done()
        assert kind is not None
        item = IsolationForm(
            kind, place=form.text("place"), lock_number=form.text("lock_number"), photo=form.upload("photo")
        )
        return once(form, lambda: _isolate(permit_id, (item,)))

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/site/isolation/rest")
def rest(permit_id: uuid.UUID) -> ResponseReturnValue:
    """Everything not recorded so far is not involved."""

    def act() -> str:
        items = tuple(IsolationForm(kind, involved=False) for kind in _unassessed(look(permit_id)))
        flash(words.REST_NOT_INVOLVED, "safe")
        return _isolate(permit_id, items)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/site/isolation/<uuid:isolation_id>/carry")
def carry(permit_id: uuid.UUID, isolation_id: uuid.UUID) -> ResponseReturnValue:
    """Take over a lock that is still on from an earlier permit of the job."""

    def act() -> str:
        found = [row for row in onsite.prepared(look(permit_id)).carried if row.id == isolation_id]
        items = tuple(IsolationForm(row.kind, place=row.place, lock_number=row.lock_number) for row in found)
        return _isolate(permit_id, items)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/site/isolation/<uuid:isolation_id>/confirm")
def confirm(permit_id: uuid.UUID, isolation_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody saw on the spot that the item is in place."""

    def act() -> str:
        preparation.confirm_isolation(current_actor(), isolation_id)
        return _here(permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/site/isolation/<uuid:isolation_id>/remove")
def remove(permit_id: uuid.UUID, isolation_id: uuid.UUID) -> ResponseReturnValue:
    """The item is taken away."""

    def act() -> str:
        preparation.remove_isolation(current_actor(), isolation_id)
        return _here(permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


@blueprint.post("/permits/<uuid:permit_id>/site/isolation/<uuid:isolation_id>/withdraw")
def withdraw(permit_id: uuid.UUID, isolation_id: uuid.UUID) -> ResponseReturnValue:
    """A record made by mistake is taken back."""

    def act() -> str:
        preparation.withdraw_isolation(current_actor(), isolation_id, Form().text("reason"))
        return _here(permit_id)

    return done(permit_id, act, lambda trouble: _show(look(permit_id), trouble))


def _isolate(permit_id: uuid.UUID, items: tuple[IsolationForm, ...]) -> str:
    preparation.isolate(current_actor(), permit_id, items)
    return _here(permit_id)


def _here(permit_id: uuid.UUID) -> str:
    return url_for("site_isolation.show", permit_id=permit_id)


def _unassessed(site: OnSite) -> list[IsolationKind]:
    told = {row.kind for row in onsite.prepared(site).isolations}
    return [kind for kind in IsolationKind if kind not in told]


def _show(site: OnSite, trouble: Trouble = NONE) -> str:
    prepared = onsite.prepared(site)
    return page(
        "site/isolation.html",
        site,
        trouble,
        involved=[row for row in prepared.isolations if row.involved],
        not_involved=[labels.of(row.kind) for row in prepared.isolations if not row.involved],
        carried=prepared.carried,
        kinds=[(kind, labels.of(kind)) for kind in IsolationKind],
        unassessed=[labels.of(kind) for kind in _unassessed(site)],
    )
