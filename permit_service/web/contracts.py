"""承包: agreements of owners with contractors, their reviews, and the contractor's workers."""

import uuid

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from permit_service import wallclock
from permit_service.access import current_actor
from permit_service.labels.pages import common
from permit_service.labels.pages import contracts as words
from permit_service.models.enterprises import Contract
from permit_service.queries import enterprise_files as files
from permit_service.queries import people, registers, scope
from permit_service.queries.reading import session
from permit_service.services.registers import contracts
from permit_service.services.registers.contracts import ContractForm
from permit_service.wallclock import civil_day
from permit_service.web.forms import Form
from permit_service.web.lasting import lasting, trained
from permit_service.web.register_pages import Listing, Row, Sign, asked, may_keep, own_enterprise_id
from permit_service.web.simple_form import AGREEMENT, Field, Options, SimpleForm, named, simple_form
from permit_service.web.trouble import NONE, Trouble, carried_out

blueprint = Blueprint("contracts", __name__, url_prefix="/registers/contracts")

_FINDINGS: Options = (("yes", common.GOOD), ("no", common.NOT_GOOD))


@blueprint.get("")
def index() -> str:
    """Contracts the account may know of."""
    wanted, today = asked(), civil_day(wallclock.now())
    page = registers.contracts(session(), current_actor(), wanted.wanted, search=wanted.search)
    rows = tuple(
        Row(
            _shown(one.id),
            (
                one.contractor.name,
                one.owner.name,
                one.number,
                lasting(one.agreement_from, one.agreement_until, today),
                _review_sign(one),
            ),
        )
        for one in page.rows
    )
    listing = Listing(wanted, words.COLUMNS, rows, page.after)
    return render_template("contracts/index.html", listing=listing, may_add=own_enterprise_id() is not None)


@blueprint.get("/new")
def new() -> str:
    """A contractor not entered yet."""
    return _new(NONE)


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Enter a contractor at the account's own enterprise."""

    def act() -> str:
        form = Form()
        owner_id, contractor_id = own_enterprise_id(), form.enterprise("contractor_id")
        told = _read(form)
        entry = contracts.add_contract(
            current_actor(), form.needed("owner_id", owner_id), form.needed("contractor_id", contractor_id), told
        )
        return _shown(entry.id)

    return carried_out(act, _new)


@blueprint.get("/<uuid:contract_id>")
def show(contract_id: uuid.UUID) -> str:
    """One contract with its reviews and workers."""
    return _page(contract_id, NONE)


@blueprint.get("/<uuid:contract_id>/edit")
def edit(contract_id: uuid.UUID) -> str:
    """The form of an agreement."""
    return _edit(_found(contract_id), NONE)


@blueprint.post("/<uuid:contract_id>/edit")
def edit_post(contract_id: uuid.UUID) -> ResponseReturnValue:
    """Change or renew an agreement."""

    def act() -> str:
        form = Form()
        revision, told = form.number("revision"), _read(form)
        form.done()
        return _shown(contracts.edit_contract(current_actor(), contract_id, revision, told).id)

    return carried_out(act, lambda trouble: _edit(_found(contract_id), trouble))


@blueprint.get("/<uuid:contract_id>/review")
def review(contract_id: uuid.UUID) -> str:
    """The form of the owner's review."""
    return _review(_found(contract_id), NONE)


@blueprint.post("/<uuid:contract_id>/review")
def review_post(contract_id: uuid.UUID) -> ResponseReturnValue:
    """Record the owner's review of the contractor's safety conditions."""

    def act() -> str:
        form = Form()
        passed = form.needed("passed", form.answer("passed"))
        contracts.review_contractor(
            current_actor(), contract_id, passed=passed, remark=form.text("remark"), document=form.upload("document")
        )
        return _shown(contract_id)

    return carried_out(act, lambda trouble: _review(_found(contract_id), trouble))


@blueprint.post("/<uuid:contract_id>/workers")
def add_worker(contract_id: uuid.UUID) -> ResponseReturnValue:
    """Name somebody of the contractor who works under the agreement."""

    def act() -> str:
        form = Form()
        contracts.add_worker(current_actor(), contract_id, form.needed("person_id", form.id("person_id")))
        return _shown(contract_id)

    return carried_out(act, lambda trouble: _page(contract_id, trouble))


@blueprint.post("/workers/<uuid:worker_id>/end")
def end_worker(worker_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody works under the agreement no longer."""
    row = contracts.end_worker(current_actor(), worker_id)
    return carried_out(lambda: _shown(row.contract_id), lambda trouble: _page(row.contract_id, trouble))


def _shown(contract_id: uuid.UUID) -> str:
    return url_for("contracts.show", contract_id=contract_id)


def _found(contract_id: uuid.UUID) -> Contract:
    return scope.contract(session(), current_actor(), contract_id)


def _review_sign(entry: Contract) -> Sign:
    if entry.review is None:
        return Sign("warn", words.NOT_REVIEWED)
    return Sign("safe", common.GOOD) if entry.review.passed else Sign("forbid", common.NOT_GOOD)


def _page(contract_id: uuid.UUID, trouble: Trouble) -> str:
    entry, now = _found(contract_id), wallclock.now()
    standing = tuple(one.person for one in entry.workers if one.ended_at is None)
    until = {one.person.id: one.trained_until for one in people.person_entries(session(), standing)}
    names_workers = may_keep(entry.contractor_id)
    free = [one for one in files.employees(session(), entry.contractor_id) if one not in standing]
    return render_template(
        "contracts/show.html",
        entry=entry,
        trouble=trouble,
        standing=lasting(entry.agreement_from, entry.agreement_until, civil_day(now)),
        review=_review_sign(entry),
        workers=[(one, trained(until.get(one.person_id), now)) for one in entry.workers if one.ended_at is None],
        free=named(free) if names_workers else (),
        may_edit=may_keep(entry.owner_id),
        names_workers=names_workers,
    )


def _read(form: Form) -> ContractForm:
    return ContractForm(
        number=form.text("number"),
        agreement_from=form.day("agreement_from"),
        agreement_until=form.day("agreement_until"),
        document=form.upload("document"),
        owner_approver_id=form.id("owner_approver_id"),
        inspector_id=form.id("inspector_id"),
    )


def _fields(owner_id: uuid.UUID | None, *chosen: uuid.UUID | None) -> tuple[Field, ...]:
    staff = () if owner_id is None else named(files.employees(session(), owner_id, *chosen))
    return (
        *AGREEMENT,
        Field("owner_approver_id", words.OWNER_APPROVER, "select", staff, words.PROPOSED_HINT, required=False),
        Field("inspector_id", words.INSPECTOR, "select", staff, words.PROPOSED_HINT, required=False),
    )


def _new(trouble: Trouble) -> str:
    contractor = Field("contractor_id", words.CONTRACTOR_CODE, hint=words.CONTRACTOR_CODE_HINT)
    fields = (contractor, *_fields(own_enterprise_id()))
    form = SimpleForm(words.ADD, "", url_for("contracts.create"), url_for("contracts.index"), fields)
    return simple_form(form, trouble)


def _edit(entry: Contract, trouble: Trouble) -> str:
    fields = _fields(entry.owner_id, entry.owner_approver_id, entry.inspector_id)
    held = {one.name: getattr(entry, one.name) for one in fields if one.kind != "file"}
    action = url_for("contracts.edit_post", contract_id=entry.id)
    form = SimpleForm(
        words.SAFETY_AGREEMENT, entry.contractor.name, action, _shown(entry.id), fields, held, entry.revision
    )
    return simple_form(form, trouble)


def _review(entry: Contract, trouble: Trouble) -> str:
    fields = (
        Field("passed", words.OUTCOME, "select", _FINDINGS),
        Field("remark", words.FINDINGS, "textarea", hint=words.FINDINGS_HINT, required=False),
        Field("document", words.RECORD, "file", hint=common.FILE_HINT, required=False),
    )
    action = url_for("contracts.review_post", contract_id=entry.id)
    form = SimpleForm(words.SAFETY_REVIEW, entry.contractor.name, action, _shown(entry.id), fields)
    return simple_form(form, trouble)
