"""培训记录 and 证书: what people have passed and hold. Entries stand as they were entered; a file only adds to them."""

import uuid
from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from sqlalchemy import Select, select

from permit_service.errors import Invalid
from permit_service.excel.names import Names, Noun
from permit_service.excel.tables.certificates import CERTIFICATES
from permit_service.excel.tables.trainings import TRAININGS
from permit_service.models.people import Certificate, Person, TrainingResult
from permit_service.services.registers import certificates, training_results
from permit_service.services.registers.certificates import CertificateForm
from permit_service.services.registers.desk import Desk
from permit_service.services.registers.ledgers.ledger import Ledger, laid_over, people_of
from permit_service.services.registers.training_results import TrainingForm

C = TypeVar("C", TrainingResult, Certificate)


@dataclass(frozen=True, slots=True)
class Credential:
    """Whose it is, and what its form says."""

    person_id: uuid.UUID
    form: Any


class CredentialLedger(Ledger[C, Credential]):
    """What both ledgers have in common."""

    form_kind: ClassVar[type[Any]]

    @abstractmethod
    def standing(self) -> Select[Any]:
        """The entries that stand, in order."""

    @cached_property
    def names(self) -> Names:
        return {Noun.person: people_of(self.session, self.enterprise_id)}

    def held_keys(self) -> Iterable[tuple[uuid.UUID, Sequence[Any]]]:
        found = self.session.scalars(self.standing())
        return ((entry.id, [getattr(entry, name) for name in self.table.key]) for entry in found)

    def values(self, entry: C) -> dict[str, Any]:
        return {column.field: getattr(entry, column.field) for column in self.table.columns}

    def form(self, values: Mapping[str, Any], entry: C | None) -> Credential:
        held = {} if entry is None else {name: getattr(entry, name) for name in self._fields}
        told = dict.fromkeys(self._fields) | held | dict(values)
        return Credential(told.pop("person_id"), laid_over(self.form_kind, None, told))

    def check(self, desk: Desk, form: Credential, entry: C | None) -> None:
        if entry is None:
            self.check_new(desk, desk.session.get_one(Person, form.person_id), form.form)
            return
        held = self.form({}, entry).form
        differing = [name for name in self._fields if getattr(held, name, None) != getattr(form.form, name, None)]
        raise Invalid(dict.fromkeys(differing, "fixed"))

    def put(self, desk: Desk, form: Credential, entry: C | None) -> None:
        self.enter(desk, desk.session.get_one(Person, form.person_id), form.form)

    @abstractmethod
    def check_new(self, desk: Desk, person: Person, form: Any) -> None:
        """What the register checks of a new entry. Raises Invalid."""

    @abstractmethod
    def enter(self, desk: Desk, person: Person, form: Any) -> None:
        """Make the entry."""

    @cached_property
    def _fields(self) -> tuple[str, ...]:
        return tuple(column.field for column in self.table.columns if not column.told)


class TrainingLedger(CredentialLedger[TrainingResult]):
    table = TRAININGS
    form_kind = TrainingForm

    def standing(self) -> Select[Any]:
        own = (Person.enterprise_id == self.enterprise_id, Person.left_at.is_(None), TrainingResult.voided_at.is_(None))
        found = select(TrainingResult).join(Person, Person.id == TrainingResult.person_id).where(*own)
        return found.order_by(Person.pinyin, TrainingResult.held_at, TrainingResult.id)

    def load(self, ids: Collection[uuid.UUID]) -> Iterable[TrainingResult]:
        return self.session.scalars(select(TrainingResult).where(TrainingResult.id.in_(ids)))

    def check_new(self, desk: Desk, person: Person, form: TrainingForm) -> None:
        training_results.checked(form, desk.now)

    def enter(self, desk: Desk, person: Person, form: TrainingForm) -> None:
        training_results.enter(desk, person, form)


class CertificateLedger(CredentialLedger[Certificate]):
    table = CERTIFICATES
    form_kind = CertificateForm

    def standing(self) -> Select[Any]:
        own = (Person.enterprise_id == self.enterprise_id, Person.left_at.is_(None), Certificate.withdrawn_at.is_(None))
        found = select(Certificate).join(Person, Person.id == Certificate.person_id).where(*own)
        return found.order_by(Person.pinyin, Certificate.created_at, Certificate.id)

    def load(self, ids: Collection[uuid.UUID]) -> Iterable[Certificate]:
        return self.session.scalars(select(Certificate).where(Certificate.id.in_(ids)))

    def check_new(self, desk: Desk, person: Person, form: CertificateForm) -> None:
        certificates.checked(desk, person, form)

    def enter(self, desk: Desk, person: Person, form: CertificateForm) -> None:
        certificates.enter(desk, person, form)
