"""Shared means (互助, 统一作业力量): rescue teams, crews, equipment, and the agreements of enterprises on them."""

import uuid
from datetime import date

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, Moment, PageView, Ref, View, answer, page
from permit_service.api.types import Blob, Body, Choice, Count, Day, Id, Line, PageQuery, Params, Text
from permit_service.models.choices import MeansKind
from permit_service.queries import response, scope
from permit_service.queries.reading import session
from permit_service.services.registers import shared_means
from permit_service.services.registers.shared_means import MeansAgreementForm, MeansForm

blueprint = noun("shared_means")


class MeansPath(Params):
    means_id: Id


class MeansAgreementPath(Params):
    means_agreement_id: Id


class MeansBody(Body):
    """What the enterprises of ``area_id`` and below may call on; ``phone`` is answered day and night."""

    area_id: Id
    kind: Choice[MeansKind]
    name: Line
    provider: Line
    phone: Line
    strength: Text = ""


class ChangedMeansBody(MeansBody):
    """``revision`` is the entry's when it was read."""

    revision: Count


class MeansAgreementBody(Body):
    """An agreement; it holds on both days named. ``minutes_to_arrive``: from the call to the mouth of the space."""

    number: Line
    minutes_to_arrive: Count
    agreement_from: Day | None = None
    agreement_until: Day | None = None
    document: Blob | None = None


class NewMeansAgreementBody(MeansAgreementBody):
    """The enterprise that makes it."""

    enterprise_id: Id


class ChangedMeansAgreementBody(MeansAgreementBody):
    """``revision`` is the entry's when it was read; without a document the old one stays."""

    revision: Count


class MeansView(View):
    """Shared means of an area."""

    id: uuid.UUID
    revision: int
    area: Ref
    kind: MeansKind
    name: str
    provider: str
    phone: str
    strength: str
    withdrawn_at: Moment | None


class MeansAgreementView(View):
    """An enterprise's agreement on shared means."""

    id: uuid.UUID
    revision: int
    means: MeansView
    enterprise: Ref
    number: str
    minutes_to_arrive: int
    agreement_from: date | None
    agreement_until: date | None
    file_id: uuid.UUID | None


class AgreedMeansView(MeansView):
    """Shared means with the agreements that the account may know of."""

    agreements: list[MeansAgreementView]


@blueprint.get("/shared-means", responses=reads(PageView[MeansView]))
def index(query: PageQuery) -> Answer:
    """Means the account may know of: those in its area, and those offered to its enterprises."""
    return answer(page(response.shared_means(session(), current_actor(), query.wanted), MeansView))


@blueprint.post("/shared-means", responses=makes(MeansView))
def create(body: MeansBody) -> Answer:
    """Enter shared means; for the officers of the area."""
    means = shared_means.add_means(current_actor(), MeansForm(**body.model_dump()))
    return answer(MeansView.model_validate(means), 201)


@blueprint.get("/shared-means/<uuid:means_id>", responses=reads(AgreedMeansView))
def show(path: MeansPath) -> Answer:
    """Shared means with their agreements."""
    means = scope.means(session(), current_actor(), path.means_id)
    found = response.means_agreements(session(), current_actor(), means)
    agreements = [MeansAgreementView.model_validate(one) for one in found]
    return answer(AgreedMeansView(**dict(MeansView.model_validate(means)), agreements=agreements))


@blueprint.put("/shared-means/<uuid:means_id>", responses=does(MeansView))
def edit(path: MeansPath, body: ChangedMeansBody) -> Answer:
    """Change the entry of shared means."""
    form = MeansForm(**body.model_dump(exclude={"revision"}))
    return answer(
        MeansView.model_validate(shared_means.edit_means(current_actor(), path.means_id, body.revision, form))
    )


@blueprint.post("/shared-means/<uuid:means_id>/withdraw", responses=does(MeansView))
def withdraw(path: MeansPath) -> Answer:
    """Shared means are there no longer: agreements on them bind nobody."""
    return answer(MeansView.model_validate(shared_means.withdraw_means(current_actor(), path.means_id)))


@blueprint.post("/shared-means/<uuid:means_id>/agreements", responses=makes(MeansAgreementView))
def agree(path: MeansPath, body: NewMeansAgreementBody) -> Answer:
    """Enter an enterprise's agreement on shared means."""
    form = MeansAgreementForm(**body.model_dump(exclude={"enterprise_id"}))
    agreement = shared_means.agree_on_means(current_actor(), path.means_id, body.enterprise_id, form)
    return answer(MeansAgreementView.model_validate(agreement), 201)


@blueprint.put("/means-agreements/<uuid:means_agreement_id>", responses=does(MeansAgreementView))
def edit_agreement(path: MeansAgreementPath, body: ChangedMeansAgreementBody) -> Answer:
    """Change or renew an agreement; live permits that name the team are judged anew."""
    form = MeansAgreementForm(**body.model_dump(exclude={"revision"}))
    agreement = shared_means.edit_means_agreement(current_actor(), path.means_agreement_id, body.revision, form)
    return answer(MeansAgreementView.model_validate(agreement))
