"""The ledgers' columns, one ledger a file."""

from collections.abc import Mapping
from types import MappingProxyType

from permit_service.excel.columns import Table
from permit_service.excel.tables.certificates import CERTIFICATES
from permit_service.excel.tables.contracts import CONTRACTS
from permit_service.excel.tables.equipment import EQUIPMENT
from permit_service.excel.tables.people import PEOPLE
from permit_service.excel.tables.spaces import SPACES
from permit_service.excel.tables.trainings import TRAININGS
from permit_service.models.choices import LedgerName

_ALL = (SPACES, PEOPLE, TRAININGS, CERTIFICATES, EQUIPMENT, CONTRACTS)

TABLES: Mapping[LedgerName, Table] = MappingProxyType({table.ledger: table for table in _ALL})
