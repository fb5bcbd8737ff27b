"""What a ledger must tell for its table of columns to go in and out."""

import uuid
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from permit_service.excel.columns import Table
from permit_service.excel.names import BadCell, Names, Spellings
from permit_service.models.areas import Area
from permit_service.models.base import Identified
from permit_service.models.people import Person
from permit_service.services.registers.desk import Desk

E = TypeVar("E", bound=Identified)
F = TypeVar("F")
D = TypeVar("D")
Ids = frozenset[uuid.UUID]


class Ledger(ABC, Generic[E, F]):
    """One ledger of one enterprise, as it stands when it is first asked.

    ``E`` is its entry, ``F`` what a row says of one. Forms are checked and put by the register's own use cases.
    """

    table: ClassVar[Table]
    #: Columns by the fields under which the use cases tell faults, where the two differ.
    column_of: ClassVar[Mapping[str, str]] = MappingProxyType({})
    #: Whether rows of one file speak of each other, so that all must be read before the first is judged.
    reads_ahead: ClassVar[bool] = False

    def __init__(self, session: Session, enterprise_id: uuid.UUID) -> None:
        self.session = session
        self.enterprise_id = enterprise_id

    @cached_property
    def names(self) -> Names:
        """What cells can refer to."""
        return {}

    @abstractmethod
    def held_keys(self) -> Iterable[tuple[uuid.UUID, Sequence[Any]]]:
        """Of every entry that stands, in order: its id, and what it holds in the key's fields."""

    @abstractmethod
    def load(self, ids: Collection[uuid.UUID]) -> Iterable[E]:
        """These entries with their parts, in few statements."""

    @abstractmethod
    def values(self, entry: E) -> dict[str, Any]:
        """What an entry holds, by the fields of the table."""

    @abstractmethod
    def form(self, values: Mapping[str, Any], entry: E | None) -> F:
        """What a row says: its values on top of what the entry holds. None stands for the form's own empty value.

        Raises Invalid by field.
        """

    @abstractmethod
    def check(self, desk: Desk, form: F, entry: E | None) -> None:
        """What the register checks of its form. Raises Invalid by field."""

    @abstractmethod
    def put(self, desk: Desk, form: F, entry: E | None) -> None:
        """Make the entry or change it, inside a unit of work. Raises Invalid by field."""

    @cached_property
    def ids(self) -> Mapping[str, Ids]:
        """Entries by key, as rows are compared with them."""
        found: dict[str, set[uuid.UUID]] = defaultdict(set)
        for entry_id, parts in self.held_keys():
            found[self.table.key_of(parts)].add(entry_id)
        return {key: frozenset(ids) for key, ids in found.items()}

    def find(self, key: str) -> uuid.UUID | None:
        """The entry that a row's key means, None for a new one. Raises BadCell ``ambiguous``."""
        return only(self.ids.get(key, frozenset()))

    def read_ahead(self, rows: Iterable[tuple[str, Mapping[str, str]]]) -> None:
        """Take in the keys and cells of the whole file, where ``reads_ahead``."""

    def waits(self, key: str) -> bool:
        """Whether a row can be put wholly only once all others are: it is put a second time."""
        return False

    def locks(self, ids: Ids) -> Ids:
        """The spaces to be locked before the file is carried out, which changes these entries."""
        return frozenset()


def only(found: Ids) -> uuid.UUID | None:
    """The one id, None if there is none. Raises BadCell ``ambiguous``."""
    if len(found) > 1:
        raise BadCell("ambiguous")
    return next(iter(found), None)


def laid_over(kind: type[D], base: D | None, values: Mapping[str, Any]) -> D:
    """A form with these values on top of ``base``; None becomes the field's default."""
    empty = {f.name: f.default for f in fields(kind) if f.default is not MISSING}  # type: ignore[arg-type]
    told = {name: empty.get(name) if value is None else value for name, value in values.items()}
    return kind(**told) if base is None else replace(base, **told)  # type: ignore[type-var]


def people_of(session: Session, enterprise_id: uuid.UUID) -> Spellings:
    """Everyone who is or was of an enterprise, by name, and by name and telephone where names are shared."""
    found = session.execute(select(Person.id, Person.name, Person.phone).where(Person.enterprise_id == enterprise_id))
    return Spellings((row.id, (row.name, f"{row.name} {row.phone}".strip())) for row in found)


def areas(session: Session) -> Spellings:
    """Every area by name, and by the name above it too where names are shared."""
    above = aliased(Area)
    found = session.execute(
        select(Area.id, Area.name, above.name).outerjoin(above, above.id == Area.parent_id).order_by(Area.path)
    )
    return Spellings((area_id, (name, f"{parent or ''}{name}")) for area_id, name, parent in found)
