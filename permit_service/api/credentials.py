"""What people bring along: training results and certificates, and the code that proves a passed training."""

import uuid
from datetime import date

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, CodeView, Moment, Number, View, answer
from permit_service.api.types import Blob, Body, Choice, Day, Dec, Id, Line, Params, SetOf, Text, When
from permit_service.errors import NotFound
from permit_service.queries import scope_of_parts
from permit_service.queries.reading import session
from permit_service.services import codes
from permit_service.services.registers.certificates import CertificateForm, add_certificate, withdraw_certificate
from permit_service.services.registers.training_results import TrainingForm, record_training, void_training
from workflows.training_kinds import CertificateKind, TrainingTopic

blueprint = noun("credentials")


class PersonPath(Params):
    person_id: Id


class TrainingPath(Params):
    training_id: Id


class CertificatePath(Params):
    certificate_id: Id


class TrainingBody(Body):
    """A training and its examination. ``passed_at`` is the examiner's finding; without it, not passed."""

    title: Line
    topics: SetOf[Choice[TrainingTopic]]
    held_at: When
    passed_at: When | None = None
    mark: Dec | None = None
    certificate: Blob | None = None


class VoidBody(Body):
    """Why a result is called back."""

    reason: Text


class CertificateBody(Body):
    """A certificate as it reads; without ``expires_on`` it does not lapse."""

    kind: Choice[CertificateKind]
    number: Line
    issuer: Line
    issued_on: Day
    expires_on: Day | None = None
    category: Line = ""
    document: Blob | None = None


class TrainingView(View):
    """A training result; a pass holds until ``valid_until``."""

    id: uuid.UUID
    person_id: uuid.UUID
    title: str
    topics: list[TrainingTopic]
    held_at: Moment
    mark: Number | None
    passed_at: Moment | None
    valid_until: Moment | None
    number: str | None
    session_id: uuid.UUID | None
    voided_at: Moment | None
    void_reason: str
    file_id: uuid.UUID | None
    created_at: Moment


class CertificateView(View):
    """A certificate; it stands until it is withdrawn."""

    id: uuid.UUID
    person_id: uuid.UUID
    kind: CertificateKind
    category: str
    number: str
    issuer: str
    issued_on: date
    expires_on: date | None
    file_id: uuid.UUID | None
    withdrawn_at: Moment | None
    created_at: Moment


@blueprint.post("/people/<uuid:person_id>/trainings", responses=makes(TrainingView))
def add_training(path: PersonPath, body: TrainingBody) -> Answer:
    """Enter a training result; a pass is good for a year."""
    result = record_training(current_actor(), path.person_id, TrainingForm(**body.model_dump()))
    return answer(TrainingView.model_validate(result), 201)


@blueprint.post("/trainings/<uuid:training_id>/void", responses=does(TrainingView))
def void_result(path: TrainingPath, body: VoidBody) -> Answer:
    """Call a training result back; what it proves lapses at once."""
    return answer(TrainingView.model_validate(void_training(current_actor(), path.training_id, body.reason)))


@blueprint.get("/trainings/<uuid:training_id>/code", responses=reads(CodeView))
def show_training_code(path: TrainingPath) -> Answer:
    """What the code on the proof of a passed training holds. 404 where nothing was passed."""
    result = scope_of_parts.training_result(session(), current_actor(), path.training_id)
    url = codes.training_code(result)
    if url is None or result.number is None:
        raise NotFound
    return answer(CodeView(url=url, typed=result.number))


@blueprint.post("/people/<uuid:person_id>/certificates", responses=makes(CertificateView))
def certify(path: PersonPath, body: CertificateBody) -> Answer:
    """Enter a certificate."""
    certificate = add_certificate(current_actor(), path.person_id, CertificateForm(**body.model_dump()))
    return answer(CertificateView.model_validate(certificate), 201)


@blueprint.post("/certificates/<uuid:certificate_id>/withdraw", responses=does(CertificateView))
def withdraw(path: CertificatePath) -> Answer:
    """Take a certificate off the register."""
    return answer(CertificateView.model_validate(withdraw_certificate(current_actor(), path.certificate_id)))
