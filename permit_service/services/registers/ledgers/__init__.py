"""The ledgers that go in and out as Excel files: which use cases a table of columns drives."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from permit_service.models.choices import LedgerName
from permit_service.services.registers.ledgers.contracts import ContractLedger
from permit_service.services.registers.ledgers.credentials import CertificateLedger, TrainingLedger
from permit_service.services.registers.ledgers.equipment import EquipmentLedger
from permit_service.services.registers.ledgers.ledger import Ledger
from permit_service.services.registers.ledgers.people import PersonLedger
from permit_service.services.registers.ledgers.spaces import SpaceLedger

LEDGERS: Mapping[LedgerName, type[Ledger[Any, Any]]] = MappingProxyType(
    {
        ledger.table.ledger: ledger
        for ledger in (
            SpaceLedger,
            PersonLedger,
            TrainingLedger,
            CertificateLedger,
            EquipmentLedger,
            ContractLedger,
        )
    }
)
