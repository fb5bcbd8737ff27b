"""One filing under the locks of its job."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select

from permit_service.actor import Actor
from permit_service.errors import Conflict, NotFound, ProblemCode
from permit_service.facts_of.plan import standing_filing
from permit_service.models.alarms import Alarm
from permit_service.models.base import db
from permit_service.models.filings import Filing
from permit_service.queries.scope import find, scope_of
from permit_service.services.job_case import JobCase, on_job
from permit_service.services.signing import Signer
from workflows.lifecycle import FILING
from workflows.verdict import Clearance
from workflows.vocabulary import AlarmKind, FilingTrigger

T = TypeVar("T")


@dataclass
class FilingCase:
    """A locked filing, and the job it belongs to."""

    of_job: JobCase
    filing: Filing

    @property
    def now(self) -> datetime:
        return self.of_job.now

    def expect(self, revision: int) -> None:
        """Raises Conflict ``stale`` if the filing was changed since the form was shown."""
        if self.filing.revision != revision:
            raise Conflict(ProblemCode.stale)

    def fire(self, trigger: FilingTrigger, clearance: Clearance, payload: Mapping[str, object] | None = None) -> None:
        """Move the filing by a clearance already asked for."""
        self.of_job.fire(FILING, trigger, self.filing, clearance, payload)

    def record(self, tag: str, payload: Mapping[str, object] | None = None) -> None:
        """Journal one event about the filing and tell every live permit of the job."""
        self.of_job.record(tag, {"filing_id": self.filing.id, **(payload or {})})

    def raise_alarm(self, kind: AlarmKind, since: datetime) -> None:
        """One row a fault of this filing, for firm and street; a second time does nothing."""
        filing, session = self.filing, self.of_job.session
        same = select(Alarm.id).where(Alarm.subject_id == filing.id, Alarm.kind == kind, Alarm.since == since)
        if session.scalar(same) is not None:
            return
        self.of_job.write(
            Alarm(
                kind=kind,
                subject_id=filing.id,
                filing_id=filing.id,
                job_id=filing.job_id,
                area_path=filing.area_path,
                enterprise_id=filing.enterprise_id,
                unit_id=filing.unit_id,
                since=since,
                raised_at=self.now,
            )
        )
        self.record("alarm:raise", {"kind": kind, "since": since})

    def clear_alarms(self, kind: AlarmKind) -> None:
        """End the filing's open alarms of one kind."""
        rows = self.of_job.session.scalars(
            select(Alarm).where(Alarm.subject_id == self.filing.id, Alarm.kind == kind, Alarm.cleared_at.is_(None))
        )
        for alarm in rows:
            alarm.cleared_at = max(self.now, alarm.since)

    def signed_by(self, signer: Signer) -> "FilingCase":
        """The same case with the signer as the one who acts."""
        return replace(self, of_job=replace(self.of_job, actor=signer.actor))


def on_filing(actor: Actor, filing_id: uuid.UUID, act: Callable[[FilingCase], T]) -> T:
    """Run ``act`` on one filing under its job's locks, and commit.

    Raises NotFound out of scope, Conflict ``stale`` for a filing that ended when another one stands, and what ``act``
    raises.
    """
    job_id = db.session.scalar(select(Filing.job_id).where(Filing.id == filing_id))
    if job_id is None:
        raise NotFound

    def work(case: JobCase) -> T:
        filing = find(case.session, Filing, filing_id, scope_of(case.session, actor).filings())
        if standing_filing(case.session, case.job.id) is not filing:
            raise Conflict(ProblemCode.stale)
        return act(FilingCase(case, filing))

    return on_job(actor, job_id, work)
