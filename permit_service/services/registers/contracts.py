"""Contracts of owner and contractor (安全管理协议) and the owner's review of the contractor (O13 8; G46 4.7)."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from permit_service.actor import Actor
from permit_service.errors import Forbidden
from permit_service.models.enterprises import Contract, Enterprise
from permit_service.models.permits import Permit
from permit_service.queries.scope import find
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import Desk, at_desk, change, expect, register_of


@dataclass(frozen=True, slots=True)
class ContractForm:
    """An agreement as typed: its number, the civil days it holds from and until (both included), the signed paper."""

    number: str
    agreement_from: date | None = None
    agreement_until: date | None = None
    document: bytes | None = None


def add_contract(actor: Actor, owner_id: uuid.UUID, contractor_id: uuid.UUID, form: ContractForm) -> Contract:
    """Enter a contractor at its owner. The contractor is any enterprise but the owner itself.

    Raises Invalid (``contractor_id``: ``unknown``, ``same_party``; ``number``: ``taken``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Contract:
        desk.keep_enterprise(owner_id)
        faults = Faults()
        faults.check(contractor_id != owner_id, "contractor_id", "same_party")
        faults.check(desk.session.get(Enterprise, contractor_id) is not None, "contractor_id", "unknown")
        values = _checked(faults, form)
        faults.check(not _number_taken(desk, owner_id, contractor_id, form.number.strip()), "number", "taken")
        faults.raise_any()
        contract = Contract(
            owner_id=owner_id,
            contractor_id=contractor_id,
            file_id=desk.keep_file(form.document, "document"),
            created_at=desk.now,
            **values,
        )
        desk.add(contract)
        _record(desk, contract, "contract:add", {})
        return contract

    return at_desk(actor, work)


def edit_contract(actor: Actor, contract_id: uuid.UUID, revision: int, form: ContractForm) -> Contract:
    """Change an agreement; without a new document the old one stays. Live permits under it are judged anew.

    Raises Invalid, Forbidden, NotFound, Conflict ``stale``.
    """

    def work(desk: Desk) -> Contract:
        contract = _to_keep(desk, contract_id)
        expect(contract, revision)
        faults = Faults()
        values = _checked(faults, form)
        renamed = values["number"] != contract.number
        taken = renamed and _number_taken(desk, contract.owner_id, contract.contractor_id, str(values["number"]))
        faults.check(not taken, "number", "taken")
        faults.raise_any()
        file_id = desk.keep_file(form.document, "document")
        changed = change(contract, values | ({"file_id": file_id} if file_id is not None else {}))
        if changed:
            desk.bump(Permit.contract_id == contract.id)
            _record(desk, contract, "contract:edit", {"changed": changed})
        return contract

    return at_desk(actor, work)


def review_contractor(actor: Actor, contract_id: uuid.UUID, *, passed: bool, remark: str = "") -> Contract:
    """Record the owner's review of the contractor's safety conditions (安全条件审查); the latest one counts.

    Raises Invalid, Forbidden (not the owner's keeper, or an account without a person), NotFound.
    """

    def work(desk: Desk) -> Contract:
        contract = _to_keep(desk, contract_id)
        if actor.person_id is None:
            raise Forbidden
        faults = Faults()
        contract.review_remark = faults.remark("remark", remark)
        faults.raise_any()
        contract.review_passed = passed
        contract.reviewed_at, contract.reviewed_by_id = desk.now, actor.person_id
        desk.bump(Permit.contract_id == contract.id)
        _record(desk, contract, "contract:review", {"passed": passed})
        return contract

    return at_desk(actor, work)


def _to_keep(desk: Desk, contract_id: uuid.UUID) -> Contract:
    contract = find(desk.session, Contract, contract_id, desk.scope.contracts())
    desk.keep_enterprise(contract.owner_id)
    return contract


def _checked(faults: Faults, form: ContractForm) -> dict[str, object]:
    begin, end = form.agreement_from, form.agreement_until
    faults.check(begin is None or end is None or end >= begin, "agreement_until", "order")
    return {
        "number": faults.words("number", form.number, longest=60),
        "agreement_from": begin,
        "agreement_until": end,
    }


def _number_taken(desk: Desk, owner_id: uuid.UUID, contractor_id: uuid.UUID, number: str) -> bool:
    same = select(Contract.id).where(
        Contract.owner_id == owner_id, Contract.contractor_id == contractor_id, Contract.number == number
    )
    return desk.session.scalar(same) is not None


def _record(desk: Desk, contract: Contract, tag: str, payload: dict[str, object]) -> None:
    streams = register_of(contract.owner_id), register_of(contract.contractor_id)
    desk.record(tag, {"contract_id": contract.id, **payload}, *streams)
