"""One job under its locks: what a filing, an acceptance or another permit of the job is decided on.

Rules read facts of a permit; what concerns the whole job is asked on its first or its last permit. Spaces and permits
of the job are locked as in :mod:`permit_service.services.case`, so nothing under the job moves meanwhile.
"""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import facts_of, journal, unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.errors import Busy, Forbidden, RefusedError
from permit_service.facts_of import NOTHING_TRIED
from permit_service.journal import Stream
from permit_service.models.base import Base, db
from permit_service.models.filings import Filing
from permit_service.models.jobs import Job, JobSpace
from permit_service.models.journal import StreamKind
from permit_service.models.permits import Permit
from permit_service.queries.scope import find, scope_of
from permit_service.services.bumps import bump_live_permits
from permit_service.services.hand_overs import moves
from workflows.facts import Facts
from workflows.gates import clear
from workflows.lifecycle import IllegalMove, Lifecycle, Refused, fire
from workflows.site_facts import Attempt
from workflows.verdict import Clearance, GateState
from workflows.vocabulary import LIVE_STATUSES, Action, Status

T = TypeVar("T")
R = TypeVar("R", bound=Base)

_ATTEMPTS = 2


class _Grown(Exception):
    """The job got another permit while we waited for its locks."""


@dataclass
class JobCase:
    """A locked job with its permits, who acts on it, and the one moment that counts."""

    session: Session
    job: Job
    permits: tuple[Permit, ...]
    actor: Actor
    now: datetime

    @property
    def user_id(self) -> uuid.UUID:
        """The account that acts. Raises Forbidden for the clock, which has none."""
        if self.actor.user_id is None:
            raise Forbidden
        return self.actor.user_id

    @property
    def first(self) -> Permit:
        """The first permit that still lives, else the first that was not cancelled."""
        return min(self.permits, key=_rank)

    @property
    def last(self) -> Permit:
        """The latest permit that was worked on or may be; one cancelled only if there is no other."""
        return max(self.permits, key=lambda permit: (permit.status is not Status.cancelled, permit.created_at))

    def facts(self, attempt: Attempt = NOTHING_TRIED, permit: Permit | None = None) -> Facts:
        """Facts of the job's first permit, or of another one, as they stand in this transaction."""
        self.session.flush()
        return facts_of.load(self.session, permit or self.first, self.actor, attempt)

    def clear(self, action: Action, attempt: Attempt = NOTHING_TRIED, permit: Permit | None = None) -> Clearance:
        return clear(action, self.facts(attempt, permit), self.now)

    def ask(self, action: Action, attempt: Attempt = NOTHING_TRIED, permit: Permit | None = None) -> Clearance:
        """The clearance of ``action``. Raises RefusedError unless every gate passed."""
        clearance = self.clear(action, attempt, permit)
        if not clearance.passed:
            raise RefusedError(clearance)
        return clearance

    def require(self, action: Action, gates: Collection[str], attempt: Attempt = NOTHING_TRIED) -> None:
        """Only some gates of ``action``, for what is no move itself. Raises RefusedError with what they refuse."""
        clearance = self.clear(action, attempt)
        asked = replace(clearance, results=tuple(r for r in clearance.results if r.gate in gates))
        if not asked.passed:
            raise RefusedError(asked)

    def require_role(self, action: Action) -> None:
        """Raises Forbidden unless the account's roles or parts let it do ``action``."""
        results = self.clear(action).results
        if not any(result.gate == "role" and result.state is GateState.passed for result in results):
            raise Forbidden

    def write(self, row: R) -> R:
        """Add one row and give it its id."""
        self.session.add(row)
        self.session.flush()
        return row

    def record(self, tag: str, payload: Mapping[str, object] | None = None, *, also: tuple[Stream, ...] = ()) -> None:
        """Journal one event on the job's stream and tell every live permit of the job."""
        bump_live_permits(self.session, Permit.job_id == self.job.id, self.now)
        streams = (Stream(StreamKind.job, self.job.id), *also)
        told = {"job_id": self.job.id, **(payload or {})}
        journal.append(self.session, streams, tag, told, actor_id=self.actor.user_id, at=self.now)

    def fire(
        self,
        lifecycle: Lifecycle,
        trigger: StrEnum,
        subject: Job | Filing,
        clearance: Clearance,
        payload: Mapping[str, object] | None = None,
    ) -> None:
        """Move job or filing by a clearance already asked for; the row's evidence columns are set before."""
        came_from = subject.status
        try:
            fire(lifecycle, trigger, subject, clearance)
        except (IllegalMove, Refused) as error:
            raise RefusedError(clearance) from error
        moved = {f"{lifecycle.thing}_id": subject.id, "from": came_from, "to": subject.status}
        self.record(f"{lifecycle.thing}:{trigger}", {**moved, **(payload or {})})
        moves.moved(self, lifecycle, trigger, subject)


def on_job(actor: Actor, job_id: uuid.UUID, act: Callable[[JobCase], T], *, spaces: unit_of_work.Ids = ()) -> T:
    """Run ``act`` on one job under the locks of its spaces and permits, and commit.

    Raises NotFound where the account may not know of the job, Busy, and whatever ``act`` raises: then nothing is
    written.
    """
    for _ in range(_ATTEMPTS):
        planned = db.session.scalars(select(JobSpace.space_id).where(JobSpace.job_id == job_id)).all()
        permits = frozenset(db.session.scalars(select(Permit.id).where(Permit.job_id == job_id)))
        try:
            return unit_of_work.run(
                partial(_act, actor=actor, job_id=job_id, known=permits, act=act),
                spaces=(*planned, *spaces),
                permits=permits,
                retry_unique=True,
            )
        except _Grown:
            continue
    raise Busy


def _act(
    session: Session, *, actor: Actor, job_id: uuid.UUID, known: frozenset[uuid.UUID], act: Callable[[JobCase], T]
) -> T:
    job = find(session, Job, job_id, scope_of(session, actor).jobs())
    permits = tuple(session.scalars(select(Permit).where(Permit.job_id == job_id).order_by(Permit.created_at)))
    if {permit.id for permit in permits} != known:
        raise _Grown
    return act(JobCase(session, job, permits, actor, wallclock.now()))


def _rank(permit: Permit) -> tuple[bool, bool, datetime]:
    start = permit.window_start or permit.created_at
    return permit.status not in LIVE_STATUSES, permit.status is Status.cancelled, start
