"""Delegations (书面委托): the principal lets somebody approve where poisoning or asphyxiation threatens (O13 7)."""

import uuid

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, Moment, PageView, View, answer, page
from permit_service.api.types import Blob, Id, PageQuery, Params, SignedBody, Text, When
from permit_service.queries import registers, scope
from permit_service.queries.reading import session
from permit_service.services.registers import delegations
from permit_service.services.registers.delegations import DelegationForm

blueprint = noun("delegations")


class DelegationPath(Params):
    delegation_id: Id


class DelegationBody(SignedBody):
    """To whom, for what, from when until when; signed by the principal. ``document`` is the paper."""

    delegate_id: Id
    scope: Text
    valid_from: When
    valid_until: When
    document: Blob | None = None


class DelegationView(View):
    """A delegation; it holds from ``valid_from`` until ``valid_until`` or ``revoked_at``."""

    id: uuid.UUID
    enterprise_id: uuid.UUID
    principal_id: uuid.UUID
    delegate_id: uuid.UUID
    scope: str
    valid_from: Moment
    valid_until: Moment
    file_id: uuid.UUID | None
    created_at: Moment
    revoked_at: Moment | None


@blueprint.get("/delegations", responses=reads(PageView[DelegationView]))
def index(query: PageQuery) -> Answer:
    """Delegations the account may know of, the newest first."""
    return answer(page(registers.delegations(session(), current_actor(), query.wanted), DelegationView))


@blueprint.post("/delegations", responses=makes(DelegationView))
def create(body: DelegationBody) -> Answer:
    """Delegate the approval in writing."""
    form = DelegationForm(**body.model_dump(exclude={"sign_in"}))
    entry = delegations.write_delegation(current_actor(), body.sign_in.told, form)
    return answer(DelegationView.model_validate(entry), 201)


@blueprint.get("/delegations/<uuid:delegation_id>", responses=reads(DelegationView))
def show(path: DelegationPath) -> Answer:
    """One delegation."""
    return answer(DelegationView.model_validate(scope.delegation(session(), current_actor(), path.delegation_id)))


@blueprint.post("/delegations/<uuid:delegation_id>/revoke", responses=does(DelegationView))
def revoke(path: DelegationPath) -> Answer:
    """End a delegation now."""
    return answer(DelegationView.model_validate(delegations.revoke_delegation(current_actor(), path.delegation_id)))
