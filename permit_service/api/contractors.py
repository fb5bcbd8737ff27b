"""Contractors: the relation of owner and contractor, its agreement and the owner's review (O13 8; G46 4.7)."""

import uuid
from datetime import date

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, Moment, PageView, Ref, View, answer, page
from permit_service.api.types import Blob, Body, Count, Day, Id, Line, PageQuery, Params, Text
from permit_service.queries import registers, scope
from permit_service.queries.reading import session
from permit_service.services.registers import contracts
from permit_service.services.registers.contracts import ContractForm

blueprint = noun("contractors")


class ContractPath(Params):
    contract_id: Id


class ContractBody(Body):
    """An agreement; it holds on both days named. ``document`` is the signed paper.

    ``owner_approver_id`` and ``inspector_id`` are people of the owner, proposed on every permit under the agreement.
    """

    number: Line
    agreement_from: Day | None = None
    agreement_until: Day | None = None
    document: Blob | None = None
    owner_approver_id: Id | None = None
    inspector_id: Id | None = None


class NewContractBody(ContractBody):
    """The two parties, both enterprises of the register."""

    owner_id: Id
    contractor_id: Id


class ChangedContractBody(ContractBody):
    """``revision`` is the entry's when it was read; without a document the old one stays."""

    revision: Count


class ReviewBody(Body):
    """The owner's finding about the contractor's safety conditions."""

    in_order: bool
    remark: Text = ""
    document: Blob | None = None


class WorkerPath(Params):
    worker_id: Id


class WorkerBody(Body):
    """Somebody of the contractor."""

    person_id: Id


class ReviewView(View):
    """One review of the contractor by the owner; the latest counts."""

    at: Moment
    by: Ref
    passed: bool
    remark: str
    file_id: uuid.UUID | None


class WorkerView(View):
    """Somebody of the contractor who works under the agreement."""

    id: uuid.UUID
    person: Ref
    added_at: Moment
    ended_at: Moment | None


class ContractView(View):
    """A contractor of an owner, with every review of it; the latest one counts."""

    id: uuid.UUID
    revision: int
    owner: Ref
    contractor: Ref
    number: str
    agreement_from: date | None
    agreement_until: date | None
    file_id: uuid.UUID | None
    owner_approver: Ref | None
    inspector: Ref | None
    reviews: list[ReviewView]
    workers: list[WorkerView]
    created_at: Moment


@blueprint.get("/contractors", responses=reads(PageView[ContractView]))
def index(query: PageQuery) -> Answer:
    """Contracts the account may know of, the newest first."""
    return answer(page(registers.contracts(session(), current_actor(), query.wanted), ContractView))


@blueprint.post("/contractors", responses=makes(ContractView))
def create(body: NewContractBody) -> Answer:
    """Enter a contractor at its owner."""
    form = ContractForm(**body.model_dump(exclude={"owner_id", "contractor_id"}))
    entry = contracts.add_contract(current_actor(), body.owner_id, body.contractor_id, form)
    return answer(ContractView.model_validate(entry), 201)


@blueprint.get("/contractors/<uuid:contract_id>", responses=reads(ContractView))
def show(path: ContractPath) -> Answer:
    """One contract."""
    return answer(ContractView.model_validate(scope.contract(session(), current_actor(), path.contract_id)))


@blueprint.put("/contractors/<uuid:contract_id>", responses=does(ContractView))
def edit(path: ContractPath, body: ChangedContractBody) -> Answer:
    """Change an agreement; live permits under it are judged anew."""
    form = ContractForm(**body.model_dump(exclude={"revision"}))
    entry = contracts.edit_contract(current_actor(), path.contract_id, body.revision, form)
    return answer(ContractView.model_validate(entry))


@blueprint.post("/contractors/<uuid:contract_id>/review", responses=does(ContractView))
def review(path: ContractPath, body: ReviewBody) -> Answer:
    """Record the owner's review of the contractor; the latest one counts."""
    entry = contracts.review_contractor(
        current_actor(), path.contract_id, passed=body.in_order, remark=body.remark, document=body.document
    )
    return answer(ContractView.model_validate(entry))


@blueprint.post("/contractors/<uuid:contract_id>/workers", responses=makes(WorkerView))
def add_worker(path: ContractPath, body: WorkerBody) -> Answer:
    """Name somebody of the contractor who works under the agreement, for the owner to see; twice is once."""
    worker = contracts.add_worker(current_actor(), path.contract_id, body.person_id)
    return answer(WorkerView.model_validate(worker), 201)


@blueprint.post("/contract-workers/<uuid:worker_id>/end", responses=does(WorkerView))
def end_worker(path: WorkerPath) -> Answer:
    """Somebody works under the agreement no longer."""
    return answer(WorkerView.model_validate(contracts.end_worker(current_actor(), path.worker_id)))
