"""Contracts of owner and contractor (安全管理协议) and the owner's review of the contractor (O13 8; G46 4.7)."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from permit_service.actor import Actor
from permit_service.errors import Forbidden, Invalid, NotFound
from permit_service.models.enterprises import Contract, ContractReview, ContractWorker, Enterprise
from permit_service.models.permits import Permit
from permit_service.queries.scope import find
from permit_service.services.inputs import Faults
from permit_service.services.registers.agreements import AgreementForm, agreement_values, kept_document
from permit_service.services.registers.desk import Desk, at_desk, change, expect, register_of


@dataclass(frozen=True, slots=True)
class ContractForm(AgreementForm):
    """An agreement, and who of the owner approves and inspects the contractor's work (G46 4.3.2, 4.7.3)."""

    owner_approver_id: uuid.UUID | None = None
    inspector_id: uuid.UUID | None = None


def add_contract(actor: Actor, owner_id: uuid.UUID, contractor_id: uuid.UUID, form: ContractForm) -> Contract:
    """Enter a contractor at its owner. The contractor is any enterprise but the owner itself.

    Raises Invalid (``contractor_id``: ``unknown``, ``same_party``; ``number``: ``taken``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Contract:
        desk.keep_enterprise(owner_id)
        return enter(desk, owner_id, contractor_id, form)

    return at_desk(actor, work)


def edit_contract(actor: Actor, contract_id: uuid.UUID, revision: int, form: ContractForm) -> Contract:
    """Change an agreement; without a new document the old one stays. Live permits under it are judged anew.

    Raises Invalid, Forbidden, NotFound, Conflict ``stale``.
    """

    def work(desk: Desk) -> Contract:
        contract = _to_keep(desk, contract_id)
        expect(contract, revision)
        amend(desk, contract, form)
        return contract

    return at_desk(actor, work)


def review_contractor(
    actor: Actor, contract_id: uuid.UUID, *, passed: bool, remark: str = "", document: bytes | None = None
) -> Contract:
    """Record the owner's review of the contractor's safety conditions (安全条件审查); all are kept, the latest counts.

    Raises Invalid, Forbidden (not the owner's keeper, or an account without a person), NotFound.
    """

    def work(desk: Desk) -> Contract:
        contract = _to_keep(desk, contract_id)
        if actor.person_id is None:
            raise Forbidden
        faults = Faults()
        told = faults.remark("remark", remark)
        faults.raise_any()
        contract.reviews.append(
            ContractReview(
                at=desk.now,
                by_id=actor.person_id,
                passed=passed,
                remark=told,
                file_id=desk.keep_file(document, "document"),
            )
        )
        desk.bump(Permit.contract_id == contract.id)
        _record(desk, contract, "contract:review", {"passed": passed})
        return contract

    return at_desk(actor, work)


def add_worker(actor: Actor, contract_id: uuid.UUID, person_id: uuid.UUID) -> ContractWorker:
    """Name somebody of the contractor who works under the contract, for the owner to see; twice is once.

    For the contractor's keepers. Raises Invalid (``person_id``: ``unknown``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> ContractWorker:
        contract = _of_contractor(desk, contract_id)
        if not desk.employs(contract.contractor_id, person_id):
            raise Invalid({"person_id": "unknown"})
        standing = next((one for one in contract.workers if one.person_id == person_id and one.ended_at is None), None)
        if standing is not None:
            return standing
        worker = ContractWorker(contract_id=contract.id, person_id=person_id, added_at=desk.now)
        desk.add(worker)
        _record(desk, contract, "contract:add_worker", {"person_id": person_id})
        return worker

    return at_desk(actor, work)


def end_worker(actor: Actor, worker_id: uuid.UUID) -> ContractWorker:
    """Somebody works under the contract no longer; a second time does nothing. Raises Forbidden, NotFound."""

    def work(desk: Desk) -> ContractWorker:
        worker = desk.session.get(ContractWorker, worker_id)
        if worker is None:
            raise NotFound
        contract = _of_contractor(desk, worker.contract_id)
        if worker.ended_at is None:
            worker.ended_at = desk.now
            _record(desk, contract, "contract:end_worker", {"person_id": worker.person_id})
        return worker

    return at_desk(actor, work)


def enter(desk: Desk, owner_id: uuid.UUID, contractor_id: uuid.UUID, form: ContractForm) -> Contract:
    """Enter a contractor, inside a unit of work, at an owner whose register is the account's to keep."""
    values = checked(desk, owner_id, contractor_id, form)
    contract = Contract(
        owner_id=owner_id,
        contractor_id=contractor_id,
        created_at=desk.now,
        **values,
        **kept_document(desk, form),
    )
    desk.add(contract)
    _record(desk, contract, "contract:add", {})
    return contract


def amend(desk: Desk, contract: Contract, form: ContractForm) -> None:
    """Change an agreement that is the account's to keep, inside a unit of work."""
    values = checked(desk, contract.owner_id, contract.contractor_id, form, contract)
    changed = change(contract, values | kept_document(desk, form, contract))
    if changed:
        desk.bump(Permit.contract_id == contract.id)
        _record(desk, contract, "contract:edit", {"changed": changed})


def checked(
    desk: Desk, owner_id: uuid.UUID, contractor_id: uuid.UUID, form: ContractForm, entry: Contract | None = None
) -> dict[str, object]:
    """The columns of an agreement, cleaned. Raises Invalid."""
    faults = Faults()
    faults.check(contractor_id != owner_id, "contractor_id", "same_party")
    faults.check(desk.session.get(Enterprise, contractor_id) is not None, "contractor_id", "unknown")
    values = _checked(desk, faults, owner_id, form)
    held = None if entry is None else entry.number
    taken = values["number"] != held and _number_taken(desk, owner_id, contractor_id, str(values["number"]))
    faults.check(not taken, "number", "taken")
    faults.raise_any()
    return values


def _to_keep(desk: Desk, contract_id: uuid.UUID) -> Contract:
    contract = find(desk.session, Contract, contract_id, desk.scope.contracts())
    desk.keep_enterprise(contract.owner_id)
    return contract


def _of_contractor(desk: Desk, contract_id: uuid.UUID) -> Contract:
    contract = find(desk.session, Contract, contract_id, desk.scope.contracts())
    desk.keep_enterprise(contract.contractor_id)
    return contract


def _checked(desk: Desk, faults: Faults, owner_id: uuid.UUID, form: ContractForm) -> dict[str, object]:
    standing_in = {"owner_approver_id": form.owner_approver_id, "inspector_id": form.inspector_id}
    for field, person_id in standing_in.items():
        known = person_id is None or desk.employs(owner_id, person_id)
        faults.check(known, field, "unknown")
    return agreement_values(faults, form) | standing_in


def _number_taken(desk: Desk, owner_id: uuid.UUID, contractor_id: uuid.UUID, number: str) -> bool:
    same = select(Contract.id).where(
        Contract.owner_id == owner_id, Contract.contractor_id == contractor_id, Contract.number == number
    )
    return desk.session.scalar(same) is not None


def _record(desk: Desk, contract: Contract, tag: str, payload: dict[str, object]) -> None:
    streams = register_of(contract.owner_id), register_of(contract.contractor_id)
    desk.record(tag, {"contract_id": contract.id, **payload}, *streams)
