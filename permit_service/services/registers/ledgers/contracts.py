"""承包单位台账."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from permit_service.excel.names import Names, Noun, Spellings
from permit_service.excel.tables.contracts import CONTRACTS
from permit_service.models.enterprises import Contract, Enterprise
from permit_service.services.registers import contracts
from permit_service.services.registers.contracts import ContractForm
from permit_service.services.registers.desk import Desk
from permit_service.services.registers.ledgers.ledger import Ledger, laid_over, people_of


@dataclass(frozen=True, slots=True)
class ContractRow:
    """The other party, and what the agreement's form says; the signed paper is never part of a ledger."""

    contractor_id: uuid.UUID
    form: ContractForm


class ContractLedger(Ledger[Contract, ContractRow]):
    table = CONTRACTS

    @cached_property
    def names(self) -> Names:
        firms = self.session.execute(select(Enterprise.id, Enterprise.uscc))
        return {
            Noun.enterprise: Spellings((row.id, (row.uscc,)) for row in firms),
            Noun.person: people_of(self.session, self.enterprise_id),
        }

    def held_keys(self) -> Iterable[tuple[uuid.UUID, Sequence[Any]]]:
        found = select(Contract.id, Contract.number, Contract.contractor_id)
        found = found.where(Contract.owner_id == self.enterprise_id).order_by(Contract.number, Contract.id)
        return ((row.id, (row.number, row.contractor_id)) for row in self.session.execute(found))

    def load(self, ids: Collection[uuid.UUID]) -> Iterable[Contract]:
        found = select(Contract).where(Contract.id.in_(ids)).options(joinedload(Contract.contractor))
        return self.session.scalars(found)

    def values(self, entry: Contract) -> dict[str, Any]:
        held = {name: getattr(entry, name) for name in (*_FIELDS, "contractor_id")}
        return held | {"contractor_name": entry.contractor.name}

    def form(self, values: Mapping[str, Any], entry: Contract | None) -> ContractRow:
        held = {} if entry is None else {name: getattr(entry, name) for name in (*_FIELDS, "contractor_id")}
        told = held | dict(values)
        return ContractRow(told.pop("contractor_id"), laid_over(ContractForm, None, told))

    def check(self, desk: Desk, form: ContractRow, entry: Contract | None) -> None:
        contracts.checked(desk, self.enterprise_id, form.contractor_id, form.form, entry)

    def put(self, desk: Desk, form: ContractRow, entry: Contract | None) -> None:
        if entry is None:
            contracts.enter(desk, self.enterprise_id, form.contractor_id, form.form)
        else:
            contracts.amend(desk, entry, form.form)


_FIELDS = tuple(field.name for field in fields(ContractForm) if field.name != "document")
