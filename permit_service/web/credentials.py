"""What a person brings along: forms for training held elsewhere and for certificates, and calling either back."""

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.access import current_actor
from permit_service.labels.pages import account as words
from permit_service.models.people import Person
from permit_service.queries import scope, scope_of_parts
from permit_service.queries.reading import session
from permit_service.services.registers.certificates import CertificateForm, add_certificate, withdraw_certificate
from permit_service.services.registers.training_results import TrainingForm, record_training, void_training
from permit_service.web.forms import Form
from permit_service.web.people import show_page
from permit_service.web.register_pages import filled
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.training_kinds import CertificateKind, TrainingTopic

blueprint = Blueprint("credentials", __name__, url_prefix="/registers/people")

TOPICS = tuple((topic, labels.of(topic)) for topic in TrainingTopic)
_KINDS = tuple((kind, labels.of(kind)) for kind in CertificateKind)


@blueprint.get("/<uuid:person_id>/trainings/new")
def new_training(person_id: uuid.UUID) -> str:
    """The form of a training held elsewhere."""
    return _training_page(person_id, NONE)


@blueprint.post("/<uuid:person_id>/trainings/new")
def add_training(person_id: uuid.UUID) -> ResponseReturnValue:
    """Enter a training held elsewhere."""

    def act() -> str:
        form = Form()
        held_at, passed_at, mark = form.moment("held_at"), form.moment("passed_at"), form.decimal("mark")
        topics, certificate = form.choices("topics", TrainingTopic), form.upload("certificate")
        held = form.needed("held_at", held_at)
        form.done()
        told = TrainingForm(form.text("title"), topics, held, passed_at, mark, certificate)
        record_training(current_actor(), person_id, told)
        return url_for("people.show", person_id=person_id, _anchor="trainings")

    return carried_out(act, lambda trouble: _training_page(person_id, trouble))


@blueprint.post("/trainings/<uuid:training_id>/void")
def void(training_id: uuid.UUID) -> ResponseReturnValue:
    """Call a training result back."""
    person_id = scope_of_parts.training_result(session(), current_actor(), training_id).person_id

    def act() -> str:
        void_training(current_actor(), training_id, Form().text("reason"))
        flash(words.RESULT_VOIDED, "safe")
        return url_for("people.show", person_id=person_id, _anchor="trainings")

    return carried_out(act, lambda trouble: show_page(person_id, trouble))


@blueprint.get("/<uuid:person_id>/certificates/new")
def new_certificate(person_id: uuid.UUID) -> str:
    """The form of a certificate."""
    return _certificate_page(person_id, NONE)


@blueprint.post("/<uuid:person_id>/certificates/new")
def certify(person_id: uuid.UUID) -> ResponseReturnValue:
    """Enter a certificate."""

    def act() -> str:
        form = Form()
        kind, issued, expires = form.choice("kind", CertificateKind), form.day("issued_on"), form.day("expires_on")
        document = form.upload("document")
        kind, issued = form.needed("kind", kind), form.needed("issued_on", issued)
        form.done()
        told = CertificateForm(
            kind, form.text("number"), form.text("issuer"), issued, expires, form.text("category"), document
        )
        add_certificate(current_actor(), person_id, told)
        return url_for("people.show", person_id=person_id, _anchor="certificates")

    return carried_out(act, lambda trouble: _certificate_page(person_id, trouble))


@blueprint.post("/certificates/<uuid:certificate_id>/withdraw")
def withdraw(certificate_id: uuid.UUID) -> ResponseReturnValue:
    """Take a certificate off the register."""
    certificate = withdraw_certificate(current_actor(), certificate_id)
    return redirect(url_for("people.show", person_id=certificate.person_id, _anchor="certificates"), 303)


def _training_page(person_id: uuid.UUID, trouble: Trouble) -> str:
    entry = {"topics": [topic for topic, _ in TOPICS]}
    return render_template(
        "people/training.html", trouble=trouble, person=_person(person_id), f=filled(entry, trouble), topics=TOPICS
    )


def _certificate_page(person_id: uuid.UUID, trouble: Trouble) -> str:
    entry = {"kind": CertificateKind.special_operation}
    return render_template(
        "people/certificate.html", trouble=trouble, person=_person(person_id), f=filled(entry, trouble), kinds=_KINDS
    )


def _person(person_id: uuid.UUID) -> Person:
    return scope.person(session(), current_actor(), person_id)
