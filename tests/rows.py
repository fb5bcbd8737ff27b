"""Rows for tests of tables alone: whatever a row needs and a test does not care about is filled in."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import Boolean, Column, Date, Enum, Integer, String, Uuid, inspect
from sqlalchemy.orm import Session

from permit_service.models import Base
from permit_service.models.accounts import AccountLink, RoleGrant, User
from permit_service.models.alarms import Alarm
from permit_service.models.areas import Area
from permit_service.models.base import ExactDecimal, UTCDateTime
from permit_service.models.changes import PermitLink
from permit_service.models.checks import Handover
from permit_service.models.choices import ScanPurpose, SignatureKind, SignatureMethod, StopScope
from permit_service.models.disputes import TimeSettlement
from permit_service.models.enterprises import Contract, Delegation, Enterprise
from permit_service.models.inspections import Inspection, UnfiledWork
from permit_service.models.jobs import Job
from permit_service.models.journal import JournalPayload
from permit_service.models.messages import Dispatch, EmailConfirmation, Message
from permit_service.models.oversight import Stop
from permit_service.models.parks import Tenancy
from permit_service.models.people import Person, TrainingResult
from permit_service.models.permits import Permit, PermitMember
from permit_service.models.presence import Entry, Scan
from permit_service.models.signatures import Signature
from permit_service.models.snapshots import PassSnapshot
from permit_service.models.spaces import ConfinedSpace, SpaceConnection
from permit_service.models.supervision import Supervision
from permit_service.models.system import Installation
from permit_service.models.trainings import ExamPaper, TrainingSeat, TrainingSession
from workflows.inspection_kinds import InspectionOrigin, InspectionResult
from workflows.vocabulary import Direction

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SHA = "0" * 64

M = TypeVar("M", bound=Base)


class Rows:
    """Makes rows in one session. Rows that others need (a person, a permit …) are made once and shared."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._shared: dict[type[Base], Base] = {}
        self._numbers = count(1)

    def make(self, model: type[M], **values: Any) -> M:
        """Write a row of ``model`` that keeps every constraint unless ``values`` break one."""
        row = model(**self.values(model, **values))
        self._session.add(row)
        self._session.flush()
        return row

    def shared(self, model: type[M]) -> M:
        """The one row of ``model`` that other rows refer to."""
        if model not in self._shared:
            self._shared[model] = self.make(model)
        return self._shared[model]  # type: ignore[return-value]

    def values(self, model: type[Base], **values: Any) -> dict[str, Any]:
        """``values`` and what the columns of ``model`` demand beside them."""
        wanted = _WANTED.get(model, lambda _rows: {})(self) | values
        for column in inspect(model).local_table.columns:
            if column.name not in wanted and _demanded(column):
                wanted[column.name] = self._filler(column)
        return wanted

    def _filler(self, column: Column[Any]) -> Any:
        if column.foreign_keys:
            (key,) = column.foreign_keys
            return getattr(self.shared(_model_of(key.column.table.name)), key.column.name)
        for kind, filler in _FILLERS:
            if isinstance(column.type, kind):
                return filler(column, next(self._numbers))
        raise TypeError(f"no filler for {column}")


def _demanded(column: Column[Any]) -> bool:
    return not column.nullable and column.default is None and column is not column.table.autoincrement_column


def _model_of(table: str) -> type[Base]:
    return next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table.name == table)


_FILLERS: tuple[tuple[type, Callable[[Column[Any], int], Any]], ...] = (
    (Boolean, lambda _, __: False),
    (Enum, lambda column, _: next(iter(column.type.enum_class))),
    (UTCDateTime, lambda _, __: NOON),
    (ExactDecimal, lambda _, __: Decimal(1)),
    (Date, lambda _, number: date(2026, 1, 1) + timedelta(days=number)),
    (Uuid, lambda _, __: uuid.uuid4()),
    (Integer, lambda _, number: number),
    (String, lambda column, number: f"{column.name[:8]}-{number}"[-(column.type.length or 99) :]),
)

#: What a model's constraints demand beyond its columns.
_WANTED: dict[type[Base], Callable[[Rows], dict[str, Any]]] = {
    AccountLink: lambda _: {"expires_at": NOON + HOUR},
    Alarm: lambda rows: {"subject_id": rows.shared(Permit).id, "permit_id": rows.shared(Permit).id},
    Area: lambda _: {"path": f"{uuid.uuid4().hex}/"},
    Contract: lambda rows: {"contractor_id": rows.make(Enterprise).id},
    Delegation: lambda rows: {"delegate_id": rows.make(Person).id, "valid_from": NOON, "valid_until": NOON + HOUR},
    Dispatch: lambda rows: {"message_id": rows.shared(Message).id},
    EmailConfirmation: lambda _: {"expires_at": NOON + HOUR},
    Entry: lambda rows: {"person_id": rows.make(Person).id, "permit_id": rows.shared(Permit).id},
    Handover: lambda rows: {"to_id": rows.make(Person).id},
    Inspection: lambda rows: {
        "origin": InspectionOrigin.on_site,
        "job_id": rows.shared(Job).id,
        "begun_at": NOON,
        "concluded_at": NOON,
        "result": InspectionResult.in_order,
    },
    Installation: lambda _: {"id": 1},
    JournalPayload: lambda _: {"salt": b"salt", "body": "{}"},
    PassSnapshot: lambda _: {"claims": "{}", "facts": "{}"},
    Tenancy: lambda rows: {"lessee_id": rows.make(Enterprise).id},
    PermitLink: lambda rows: {"other_id": rows.make(Permit).id},
    PermitMember: lambda rows: {"person_id": rows.make(Person).id},
    Person: lambda rows: {"enterprise_id": rows.shared(Enterprise).id},
    RoleGrant: lambda rows: {"enterprise_id": rows.shared(Enterprise).id},
    Scan: lambda _: {"purpose": ScanPurpose.passage, "direction": Direction.out},
    Signature: lambda rows: {
        "kind": SignatureKind.accountable,
        "method": SignatureMethod.pin,
        "signer_id": rows.shared(Person).id,
        "user_id": rows.shared(User).id,
    },
    SpaceConnection: lambda rows: dict(
        zip(("low_id", "high_id"), sorted(rows.make(ConfinedSpace).id for _ in range(2)), strict=True)
    ),
    Stop: lambda rows: {"scope": StopScope.job, "job_id": rows.shared(Job).id},
    TimeSettlement: lambda rows: {"scan_id": rows.make(Scan).id},
    Supervision: lambda rows: {"enterprise_id": rows.shared(Enterprise).id},
    TrainingResult: lambda _: {"passed_at": NOON, "valid_until": NOON + HOUR, "number": uuid.uuid4().hex[:20]},
    TrainingSession: lambda rows: {
        "enterprise_id": rows.shared(Enterprise).id,
        "ended_at": NOON + HOUR,
        "pass_mark": 80,
    },
    UnfiledWork: lambda rows: {"enterprise_id": rows.shared(Enterprise).id},
    ExamPaper: lambda rows: {
        "seat_id": rows.shared(TrainingSeat).id,
        "due_at": NOON + HOUR,
        "handed_in_at": NOON,
        "mark": Decimal(0),
        "passed": False,
    },
}
