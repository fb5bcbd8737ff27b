"""A desk for many entries in one transaction: what they write goes out together, a batch at a time."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.orm import Session

from permit_service import journal, unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.journal import Event, Stream
from permit_service.models.base import Base, Identified
from permit_service.queries.scope import scope_of
from permit_service.services.registers.desk import Desk

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BatchDesk(Desk):
    """Inserts and events wait for :meth:`put_out`. Only inside a unit of work."""

    events: list[Event] = field(default_factory=list)

    def add(self, row: Base) -> None:
        """Insert a row with its batch; its id stands at once."""
        if isinstance(row, Identified):
            row.id = uuid.uuid4()
        self.session.add(row)

    def record(self, tag: str, payload: Mapping[str, object], *streams: Stream) -> None:
        """Write the event with its batch."""
        self.events.append(Event(streams, tag, payload))

    def put_out(self) -> None:
        """Write what waits."""
        self.session.flush()
        if self.events:
            journal.append_all(self.session, self.events, actor_id=self.actor.user_id, at=self.now)
            self.events.clear()


def at_batch_desk(actor: Actor, work: Callable[[BatchDesk], T], *, spaces: unit_of_work.Ids = ()) -> T:
    """Run one use case of many entries as ``actor`` in one transaction, at the moment its locks are held."""

    def begin(session: Session) -> T:
        desk = BatchDesk(session, actor, scope_of(session, actor), wallclock.now())
        result = work(desk)
        desk.put_out()
        return result

    return unit_of_work.run(begin, spaces=spaces, retry_unique=True)
