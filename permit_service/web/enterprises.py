"""一企一档: the enterprises, and the whole file of one on a page."""

import uuid
from datetime import date

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.labels.pages import common
from permit_service.labels.pages import enterprises as words
from permit_service.models.enterprises import Delegation, Enterprise
from permit_service.models.inspections import Finding
from permit_service.queries import enterprise_files as files
from permit_service.queries import rectification, registers, response, scope, supervision
from permit_service.queries.reading import session
from permit_service.services.registers import enterprise_files, enterprises
from permit_service.services.registers.desk import REGISTRARS
from permit_service.services.registers.enterprises import EnterpriseForm, OwnEntryForm
from permit_service.wallclock import civil_day
from permit_service.web.forms import Form
from permit_service.web.inspection_rows import finding_state
from permit_service.web.lasting import due, lasting
from permit_service.web.register_pages import (
    Filter,
    Listing,
    Row,
    Sign,
    asked,
    may_govern,
    may_keep,
    may_register,
)
from permit_service.web.simple_form import Field, SimpleForm, choices, named, simple_form
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.inspection_kinds import RiskGrade
from workflows.vocabulary import ProfileName, Sector

blueprint = Blueprint("enterprises", __name__, url_prefix="/registers/enterprises")

_GRADES = Filter("grade", words.GRADE, tuple((grade, labels.of(grade)) for grade in RiskGrade))
_SECTORS = Filter("sector", words.SECTOR, tuple((sector, labels.of(sector)) for sector in Sector))
#: The higher the risk, the louder.
_MOST_FINDINGS = 50
_GRADE_STATES = {RiskGrade.a: "warn", RiskGrade.b: "warn", RiskGrade.c: "must", RiskGrade.d: "safe"}


@blueprint.get("")
def index() -> str:
    """Enterprises whose files the account may read."""
    wanted = asked(_GRADES, _SECTORS)
    grade, sector = wanted.get("grade"), wanted.get("sector")
    page = files.enterprises(
        session(),
        current_actor(),
        wanted.wanted,
        grade=None if grade is None else RiskGrade(grade),
        sector=None if sector is None else Sector(sector),
        search=wanted.search,
    )
    graded = files.grades(session(), [one.id for one in page.rows])
    rows = tuple(
        Row(shown(one.id), (one.name, labels.of(one.sector), one.area.name, one.phone, grade_sign(graded.get(one.id))))
        for one in page.rows
    )
    listing = Listing(wanted, words.ENTERPRISES_COLUMNS, rows, page.after)
    actor = current_actor()
    may_add = actor.everywhere or any(grant.role in REGISTRARS for grant in actor.grants)
    return render_template("enterprises/index.html", listing=listing, may_add=may_add)


@blueprint.get("/new")
def new() -> str:
    """An enterprise not entered yet."""
    return _entry_form(None, NONE)


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Enter an enterprise."""
    return carried_out(
        lambda: shown(enterprises.add_enterprise(current_actor(), _read_entry()).id),
        lambda trouble: _entry_form(None, trouble),
    )


@blueprint.get("/<uuid:enterprise_id>")
def show(enterprise_id: uuid.UUID) -> str:
    """The whole file of one enterprise."""
    return file_page(enterprise_id, NONE)


@blueprint.get("/<uuid:enterprise_id>/edit")
def edit(enterprise_id: uuid.UUID) -> str:
    """The form of what registrars keep."""
    return _entry_form(_found(enterprise_id), NONE)


@blueprint.post("/<uuid:enterprise_id>/edit")
def edit_post(enterprise_id: uuid.UUID) -> ResponseReturnValue:
    """Change what registrars keep."""

    def act() -> str:
        revision = Form().number("revision")
        return shown(enterprises.edit_enterprise(current_actor(), enterprise_id, revision, _read_entry()).id)

    return carried_out(act, lambda trouble: _entry_form(_found(enterprise_id), trouble))


@blueprint.get("/<uuid:enterprise_id>/own")
def own(enterprise_id: uuid.UUID) -> str:
    """The form of what a firm decides about itself."""
    return _own_form(_found(enterprise_id), NONE)


@blueprint.post("/<uuid:enterprise_id>/own")
def own_post(enterprise_id: uuid.UUID) -> ResponseReturnValue:
    """Change what a firm decides about itself."""

    def act() -> str:
        form = Form()
        told = OwnEntryForm(
            address=form.text("address"),
            phone=form.text("phone"),
            night_approval=form.ticked("night_approval"),
            drills_block=form.ticked("drills_block"),
        )
        return shown(enterprises.edit_own_entry(current_actor(), enterprise_id, form.number("revision"), told).id)

    return carried_out(act, lambda trouble: _own_form(_found(enterprise_id), trouble))


@blueprint.get("/<uuid:enterprise_id>/principal")
def principal(enterprise_id: uuid.UUID) -> str:
    """Who is to be 主要负责人."""
    return _principal_form(_found(enterprise_id), NONE)


@blueprint.post("/<uuid:enterprise_id>/principal")
def principal_post(enterprise_id: uuid.UUID) -> ResponseReturnValue:
    """Name the 主要负责人; the one before ceases to be."""

    def act() -> str:
        form = Form()
        person_id = form.needed("person_id", form.id("person_id"))
        enterprises.name_principal(current_actor(), enterprise_id, person_id)
        return shown(enterprise_id)

    return carried_out(act, lambda trouble: _principal_form(_found(enterprise_id), trouble))


@blueprint.post("/<uuid:enterprise_id>/review")
def review(enterprise_id: uuid.UUID) -> ResponseReturnValue:
    """The whole file was gone through today."""
    return carried_out(
        lambda: shown(enterprise_files.review_file(current_actor(), enterprise_id).id),
        lambda trouble: file_page(enterprise_id, trouble),
    )


def shown(enterprise_id: uuid.UUID) -> str:
    """The address of an enterprise's file."""
    return url_for("enterprises.show", enterprise_id=enterprise_id)


def grade_sign(grade: RiskGrade | None) -> Sign:
    """A risk grade, or that there is none."""
    return Sign("none", words.NOT_GRADED) if grade is None else Sign(_GRADE_STATES[grade], labels.of(grade))


def file_page(enterprise_id: uuid.UUID, trouble: Trouble) -> str:
    """The whole file of one enterprise, with what stood against an act on it."""
    found = files.enterprise_file(session(), current_actor(), enterprise_id)
    today = civil_day(wallclock.now())
    entry = found.enterprise
    keeps, governs = may_keep(enterprise_id), may_govern(entry.area)
    return render_template(
        "enterprises/show.html",
        file=found,
        entry=entry,
        trouble=trouble,
        grade=grade_sign(found.grade),
        reviewed=_reviewed(entry, today),
        findings=[(one, finding_state(one, today)) for one in _findings(enterprise_id)],
        delegations=[(one, _delegated(one, today)) for one in found.delegations],
        tenancies=[(one, lasting(one.agreement_from, one.agreement_until, today)) for one in found.tenancies],
        contracts=[(one, lasting(one.agreement_from, one.agreement_until, today)) for one in found.contracts],
        means=[(one, lasting(one.agreement_from, one.agreement_until, today)) for one in found.means],
        plans=[(one, due(response.plan_entry(one).due_on, today)) for one in found.plans],
        supervision=supervision.of_enterprise(session(), enterprise_id),
        may_keep=keeps,
        may_register=may_register(entry.area),
        may_govern=governs,
        may_review=keeps or governs,
        may_delegate=found.principal is not None and found.principal.id == current_actor().person_id,
    )


def _findings(enterprise_id: uuid.UUID) -> tuple[Finding, ...]:
    return rectification.of_enterprise(session(), current_actor(), enterprise_id, _MOST_FINDINGS)


def _found(enterprise_id: uuid.UUID) -> Enterprise:
    return scope.enterprise_file(session(), current_actor(), enterprise_id)


def _reviewed(entry: Enterprise, today: date) -> Sign:
    until = files.review_due(entry)
    return Sign("warn", words.NEVER_REVIEWED) if until is None else due(until, today)


def _delegated(one: Delegation, today: date) -> Sign:
    if one.revoked_at is not None:
        return Sign("none", words.REVOKED)
    return lasting(civil_day(one.valid_from), civil_day(one.valid_until), today)


def _read_entry() -> EnterpriseForm:
    form = Form()
    sector, area_id = form.choice("sector", Sector), form.id("area_id")
    return EnterpriseForm(
        name=form.text("name"),
        uscc=form.text("uscc"),
        sector=form.needed("sector", sector),
        area_id=form.needed("area_id", area_id),
        profile=form.choice("profile", ProfileName),
        address=form.text("address"),
        phone=form.text("phone"),
        night_approval=form.ticked("night_approval"),
        drills_block=form.ticked("drills_block"),
    )


_OWN = (
    Field("address", common.ADDRESS, required=False),
    Field("phone", common.PHONE, "tel", required=False),
    Field("night_approval", words.NIGHT_APPROVAL, "tick"),
    Field("drills_block", words.DRILLS_BLOCK, "tick", hint=words.DRILLS_BLOCK_HINT),
)
_OWN_NAMES = tuple(one.name for one in _OWN)


def _entry_form(entry: Enterprise | None, trouble: Trouble) -> str:
    fields = (
        Field("name", words.ENTERPRISE_NAME),
        Field("uscc", words.CREDIT_CODE, hint=words.CREDIT_CODE_HINT),
        Field("sector", words.SECTOR, "select", choices(Sector)),
        Field("area_id", words.STREET, "select", named(registers.area_names_in_charge(session(), current_actor()))),
        Field("profile", words.PROFILE, "select", choices(ProfileName), words.PROFILE_HINT, required=False),
        *_OWN,
    )
    if entry is None:
        form = SimpleForm(words.ADD, "", url_for("enterprises.create"), url_for("enterprises.index"), fields)
        return simple_form(form, trouble)
    held = {name: getattr(entry, name) for name in ("name", "uscc", "sector", "area_id", "profile", *_OWN_NAMES)}
    action = url_for("enterprises.edit_post", enterprise_id=entry.id)
    return simple_form(
        SimpleForm(words.REGISTRATION, entry.name, action, shown(entry.id), fields, held, entry.revision), trouble
    )


def _own_form(entry: Enterprise, trouble: Trouble) -> str:
    held = {name: getattr(entry, name) for name in _OWN_NAMES}
    action = url_for("enterprises.own_post", enterprise_id=entry.id)
    form = SimpleForm(words.HOUSE_RULES, entry.name, action, shown(entry.id), _OWN, held, entry.revision)
    return simple_form(form, trouble)


def _principal_form(entry: Enterprise, trouble: Trouble) -> str:
    people = named(files.employees(session(), entry.id))
    fields = (Field("person_id", words.PRINCIPAL, "select", people, words.PRINCIPAL_HINT),)
    action = url_for("enterprises.principal_post", enterprise_id=entry.id)
    return simple_form(SimpleForm(words.PRINCIPAL, entry.name, action, shown(entry.id), fields), trouble)
