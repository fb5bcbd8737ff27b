"""Hand-overs of a filing, from the firm to the street and back."""

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import outbox
from permit_service.models.choices import MessageKind, MessageSubject
from permit_service.models.filings import Filing, FilingReturn
from permit_service.models.jobs import Job
from permit_service.models.oversight import StreetTraining
from permit_service.outbox import Subject
from permit_service.services.hand_overs.telling import UseCase, places, planners_of, sentence, tell


def submitted(case: UseCase, filing: Filing) -> None:
    """The street has a new filing before it; a late one waits for its decision. Of one that an officer entered for the
    firm (代录) the firm hears too."""
    _tell_street(case, MessageKind.filing_submitted, filing, {"late_reason": filing.late_reason})
    if filing.keyed_in:
        _tell_firm(case, MessageKind.filing_keyed_in, filing, {"receipt": filing.receipt_number})


def resubmitted(case: UseCase, filing: Filing) -> None:
    """What the street returned has come back."""
    _tell_street(case, MessageKind.filing_resubmitted, filing)


def amended(case: UseCase, filing: Filing, fields: Collection[str]) -> None:
    """What the street has read is no longer so."""
    if fields:
        _tell_street(case, MessageKind.filing_amended, filing, {"fields": ",".join(sorted(fields))})


def returned(case: UseCase, filing: Filing) -> None:
    """Nobody enters until the firm completed the marked fields."""
    open_return = select(FilingReturn).where(FilingReturn.filing_id == filing.id, FilingReturn.completed_at.is_(None))
    row = case.session.scalars(open_return).one()
    told = {"reason": sentence(row.reason), "fields": ",".join(sorted(row.fields))}
    _tell_firm(case, MessageKind.filing_returned, filing, told)


def late_decided(case: UseCase, filing: Filing) -> None:
    """The street let a late filing through, or did not."""
    kind = MessageKind.late_allowed if filing.late_allowed else MessageKind.late_refused
    _tell_firm(case, kind, filing, {"reason": sentence(filing.decision_reason)})


def withdrawn(case: UseCase, filing: Filing) -> None:
    """The street need not decide, train or come any more; of a draft it never knew."""
    if filing.receipt_number is not None:
        _tell_street(case, MessageKind.filing_withdrawn, filing, {"reason": sentence(filing.end_reason)})


def lapsed(case: UseCase, filing: Filing) -> None:
    """The planned end passed on a draft or on a returned filing: its planners have to make a new one."""
    _tell_firm(case, MessageKind.filing_lapsed, filing)


def emergency_declared(case: UseCase, filing: Filing) -> None:
    """Street and district hear of an emergency repair at once (site-rules 30)."""
    told = {"category": filing.emergency_category, "reason": sentence(filing.emergency_reason)}
    users = outbox.of_area(case.session, filing.area_path, outbox.STREET | outbox.DISTRICT)
    tell(case, MessageKind.emergency_declared, _subject(filing), users, _facts(filing) | told)


def training_set(case: UseCase, filing: Filing, training: StreetTraining) -> None:
    """The firm has to bring its crew."""
    told = {"scheduled_at": training.scheduled_at, "room": training.place}
    _tell_firm(case, MessageKind.street_training_set, filing, told)


def training_waived(case: UseCase, filing: Filing, training: StreetTraining) -> None:
    """The firm need not wait for a training any more."""
    _tell_firm(case, MessageKind.street_training_waived, filing, {"reason": sentence(training.waive_reason)})


def deadline_near(session: Session, job: Job, start: datetime, latest: datetime, now: datetime) -> int:
    """Those who plan a job hear once, for each deadline, that its filing is still missing; returns how many."""
    return outbox.tell(
        session,
        MessageKind.filing_deadline_near,
        Subject(MessageSubject.job, job.id),
        planners_of(session, job),
        at=now,
        facts={"place": places(job), "start_at": start, "latest": latest},
        once=latest.isoformat(),
    )


def street_of(session: Session, filing: Filing) -> set[uuid.UUID]:
    """The accounts that take a filing for its street."""
    return outbox.of_area(session, filing.area_path)


def _tell_street(case: UseCase, kind: MessageKind, filing: Filing, told: dict[str, object] | None = None) -> None:
    tell(case, kind, _subject(filing), street_of(case.session, filing), _facts(filing) | (told or {}))


def _tell_firm(case: UseCase, kind: MessageKind, filing: Filing, told: dict[str, object] | None = None) -> None:
    tell(case, kind, _subject(filing), planners_of(case.session, filing.job), _facts(filing) | (told or {}))


def _subject(filing: Filing) -> Subject:
    return Subject(MessageSubject.filing, filing.id)


def _facts(filing: Filing) -> dict[str, object]:
    return {
        "number": filing.number,
        "unit": filing.job.unit.name,
        "place": places(filing.job),
        "start_at": filing.start_at,
    }
