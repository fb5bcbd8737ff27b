"""One permit under its locks: what a use case does with it. ``case.on_permit`` makes one and settles it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from permit_service import facts_of, journal
from permit_service.actor import Actor
from permit_service.errors import Forbidden, RefusedError
from permit_service.facts_of import NOTHING_TRIED
from permit_service.journal import Stream
from permit_service.models.base import Base
from permit_service.models.journal import StreamKind
from permit_service.models.permits import Permit
from permit_service.services.hand_overs import moves
from workflows.facts import Facts
from workflows.gates import clear
from workflows.lifecycle import PERMIT, IllegalMove, Refused, fire
from workflows.site_facts import Attempt
from workflows.verdict import Clearance
from workflows.vocabulary import Action, PermitTrigger

R = TypeVar("R", bound=Base)


@dataclass
class Case:
    """A locked permit, who acts on it, and the one moment that counts for all of it."""

    session: Session
    permit: Permit
    actor: Actor
    now: datetime
    settled_at: int | None = None
    """the permit's revision when what falls due was last done: nothing was recorded since while it is still that"""

    @property
    def user_id(self) -> uuid.UUID:
        """The account that acts. Raises Forbidden for the clock, which has none."""
        if self.actor.user_id is None:
            raise Forbidden
        return self.actor.user_id

    def facts(self, attempt: Attempt = NOTHING_TRIED) -> Facts:
        """The facts as they stand in this transaction, what it wrote included."""
        self.session.flush()
        return facts_of.load(self.session, self.permit, self.actor, attempt)

    def clear(self, action: Action, attempt: Attempt = NOTHING_TRIED, at: datetime | None = None) -> Clearance:
        """What the gates of ``action`` say; refusals included. ``at``: when it was, where it is told only now."""
        return clear(action, self.facts(attempt), at or self.now)

    def ask(self, action: Action, attempt: Attempt = NOTHING_TRIED, at: datetime | None = None) -> Clearance:
        """The clearance of ``action``. Raises RefusedError unless every gate passed."""
        clearance = self.clear(action, attempt, at)
        if not clearance.passed:
            raise RefusedError(clearance)
        return clearance

    def write(self, row: R) -> R:
        """Add one row and give it its id."""
        self.session.add(row)
        self.session.flush()
        return row

    def record(self, tag: str, payload: Mapping[str, object] | None = None, *, also: tuple[Stream, ...] = ()) -> None:
        """Journal one event on the permit's stream (and others) and bump the permit's revision."""
        self.permit.revision += 1
        self.session.flush()
        journal.append(
            self.session,
            (Stream(StreamKind.permit, self.permit.id), *also),
            tag,
            {"permit_id": self.permit.id, **(payload or {})},
            actor_id=self.actor.user_id,
            at=self.now,
        )

    def move(
        self, trigger: PermitTrigger, attempt: Attempt = NOTHING_TRIED, payload: Mapping[str, object] | None = None
    ) -> Clearance:
        """Ask for the trigger's action, move the permit and journal the move. Raises RefusedError."""
        clearance = self.ask(PERMIT.action_of(trigger), attempt)
        self.fire(trigger, clearance, payload)
        return clearance

    def fire(self, trigger: PermitTrigger, clearance: Clearance, payload: Mapping[str, object] | None = None) -> None:
        """Move by a clearance already asked for. The row's evidence columns are the caller's to set first."""
        came_from = self.permit.status
        try:
            fire(PERMIT, trigger, self.permit, clearance)
        except (IllegalMove, Refused) as error:
            raise RefusedError(clearance) from error
        self.record(
            f"permit:{trigger}", {"from": came_from, "to": self.permit.status, **(payload or {})}, also=self.job_stream
        )
        moves.moved(self, PERMIT, trigger, self.permit)

    @property
    def job_stream(self) -> tuple[Stream, ...]:
        return (Stream(StreamKind.job, self.permit.job_id),)

    @property
    def space_stream(self) -> tuple[Stream, ...]:
        return (Stream(StreamKind.space, self.permit.space_id),)
