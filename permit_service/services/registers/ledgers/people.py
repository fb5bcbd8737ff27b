"""人员台账."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from typing import Any

from sqlalchemy import select

from permit_service.excel.columns import BETWEEN
from permit_service.excel.tables.people import PEOPLE
from permit_service.models.people import Person
from permit_service.services.registers import people
from permit_service.services.registers.desk import Desk
from permit_service.services.registers.ledgers.ledger import Ledger, laid_over, only
from permit_service.services.registers.people import PersonForm


class PersonLedger(Ledger[Person, PersonForm]):
    table = PEOPLE

    def held_keys(self) -> Iterable[tuple[uuid.UUID, Sequence[Any]]]:
        standing = (Person.enterprise_id == self.enterprise_id, Person.left_at.is_(None))
        found = select(Person.id, Person.name, Person.phone).where(*standing).order_by(Person.pinyin, Person.id)
        return ((row.id, (row.name, row.phone)) for row in self.session.execute(found))

    def load(self, ids: Collection[uuid.UUID]) -> Iterable[Person]:
        return self.session.scalars(select(Person).where(Person.id.in_(ids)))

    def values(self, entry: Person) -> dict[str, Any]:
        return {column.field: getattr(entry, column.field) for column in PEOPLE.columns}

    def form(self, values: Mapping[str, Any], entry: Person | None) -> PersonForm:
        if entry is None:
            return laid_over(PersonForm, None, values)
        held = PersonForm(**{field.name: getattr(entry, field.name) for field in fields(PersonForm)})
        told = {name: value for name, value in values.items() if name != "phone" or value is not None}
        return laid_over(PersonForm, held, told)

    def find(self, key: str) -> uuid.UUID | None:
        """Whoever has name and number; for a row without a number whoever has the name, if there is one alone."""
        if key in self.ids or not key.endswith(BETWEEN):
            return super().find(key)
        return only(self._by_name.get(key, frozenset()))

    @cached_property
    def _by_name(self) -> Mapping[str, frozenset[uuid.UUID]]:
        found: dict[str, frozenset[uuid.UUID]] = {}
        for key, ids in self.ids.items():
            name = key[: key.index(BETWEEN) + 1]
            found[name] = found.get(name, frozenset()) | ids
        return found

    def check(self, desk: Desk, form: PersonForm, entry: Person | None) -> None:
        people.checked(form)

    def put(self, desk: Desk, form: PersonForm, entry: Person | None) -> None:
        if entry is None:
            people.enter(desk, self.enterprise_id, form)
        else:
            people.amend(desk, entry, form)
