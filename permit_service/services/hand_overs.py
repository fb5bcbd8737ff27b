"""Who is told of which hand-over: the one place that names them. Each is called inside the use case it tells of."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from permit_service import outbox
from permit_service.models.choices import MessageKind, MessageSubject
from permit_service.models.enterprises import Enterprise
from permit_service.models.filings import Filing
from permit_service.models.inspections import Inspection
from permit_service.models.jobs import Job
from permit_service.models.oversight import Stop, StreetTraining
from permit_service.models.permits import Permit, PermitMember
from permit_service.models.spaces import ConfinedSpace
from permit_service.outbox import Subject
from permit_service.services.filing_case import FilingCase
from permit_service.services.locked_permit import Case
from workflows.gates.approval import next_signature
from workflows.vocabulary import LIVE_STATUSES, Part, Role, Status

_KEEPERS = (Role.safety_manager,)
_HEADS = (Role.safety_manager, Role.principal)


def filing_submitted(case: FilingCase) -> None:
    """The street has a new filing before it; a late one waits for its decision."""
    facts = _of_filing(case.filing) | {"late_reason": case.filing.late_reason}
    _tell_street(case, MessageKind.filing_submitted, facts)


def filing_resubmitted(case: FilingCase) -> None:
    """What the street returned has come back."""
    _tell_street(case, MessageKind.filing_resubmitted, _of_filing(case.filing))


def filing_amended(
    session: Session, filing: Filing, fields: Collection[str], *, at: datetime, by: uuid.UUID | None
) -> None:
    """What the street has read is no longer so."""
    if fields:
        facts = _of_filing(filing) | {"fields": ",".join(sorted(fields))}
        users = outbox.of_area(session, filing.area_path)
        outbox.tell(session, MessageKind.filing_amended, _subject(filing), users, at=at, facts=facts, by=by)


def filing_returned(case: FilingCase, reason: str, fields: Collection[str]) -> None:
    """Nobody enters until the firm completed the marked fields."""
    facts = _of_filing(case.filing) | {"reason": _sentence(reason), "fields": ",".join(sorted(fields))}
    _tell_firm(case, MessageKind.filing_returned, facts)


def late_decided(case: FilingCase, *, allow: bool, reason: str) -> None:
    """The street let a late filing through, or did not."""
    kind = MessageKind.late_allowed if allow else MessageKind.late_refused
    _tell_firm(case, kind, _of_filing(case.filing) | {"reason": _sentence(reason)})


def emergency_declared(case: FilingCase) -> None:
    """Street and district hear of an emergency repair at once (site-rules 30)."""
    filing, session = case.filing, case.of_job.session
    told = {"category": filing.emergency_category, "reason": _sentence(filing.emergency_reason)}
    users = outbox.of_area(session, filing.area_path, outbox.STREET | outbox.DISTRICT)
    _tell(case, MessageKind.emergency_declared, users, _of_filing(filing) | told)


def street_training_set(case: FilingCase, training: StreetTraining) -> None:
    """The firm has to bring its crew."""
    facts = _of_filing(case.filing) | {"scheduled_at": training.scheduled_at, "room": training.place}
    _tell_firm(case, MessageKind.street_training_set, facts)


def stop_changed(session: Session, stop: Stop, by: uuid.UUID | None) -> None:
    """The firms' heads and those who lead the stopped work hear of a stop, and of its end."""
    lifted = stop.lifted_at is not None
    target = _stopped(session, stop)
    outbox.tell(
        session,
        MessageKind.stop_lifted if lifted else MessageKind.stop_imposed,
        target.subject,
        outbox.of_enterprises(session, target.firms, *_HEADS) | target.leaders,
        at=stop.lifted_at or stop.since,
        facts={
            "target": target.name,
            "stop": stop.kind,
            "reason": _sentence(stop.lift_reason if lifted else stop.reason),
        },
        by=by,
    )


def drawn(session: Session, inspection: Inspection, job: Job, *, at: datetime, by: uuid.UUID | None) -> None:
    """Whom the lot sent to check a job is told so; the firm is not: a spot-check comes unannounced."""
    outbox.tell(
        session,
        MessageKind.draw_result,
        Subject(MessageSubject.inspection, inspection.id),
        outbox.of_people(session, [one.person_id for one in inspection.inspectors]),
        at=at,
        facts={"place": _places(job), "number": inspection.number},
        by=by,
    )


def signature_wanted(case: Case) -> None:
    """Whose signature comes next on a document that goes round is told so."""
    permit = case.permit
    part = next_signature(case.facts()) if permit.status is Status.submitted else None
    if part is None:
        return
    signers = [member.person_id for member in permit.members if member.removed_at is None and part in member.parts]
    outbox.tell(
        case.session,
        MessageKind.signature_wanted,
        Subject(MessageSubject.permit, permit.id),
        outbox.of_people(case.session, signers),
        at=case.now,
        facts={
            "number": permit.number,
            "place": permit.space.name,
            "window_start": permit.window_start,
            "part": part,
        },
        by=case.actor.user_id,
    )


def deadline_near(session: Session, job: Job, start: datetime, latest: datetime, now: datetime) -> int:
    """Those who plan a job hear once, for each deadline, that its filing is still missing; returns how many."""
    return outbox.tell(
        session,
        MessageKind.filing_deadline_near,
        Subject(MessageSubject.job, job.id),
        planners_of(session, job),
        at=now,
        facts={"place": _places(job), "start_at": start, "latest": latest},
        once=latest.isoformat(),
    )


def planners_of(session: Session, job: Job) -> set[uuid.UUID]:
    """Who planned a job, who leads it, and who keeps the registers of the firm that does it."""
    leaders = _leading(session, Permit.job_id == job.id)
    return {job.created_by_id} | leaders | outbox.of_enterprises(session, {job.unit_id}, *_KEEPERS)


# -- details -------------------------------------------------------------------------------------------------


class _Target(NamedTuple):
    """What a stop holds: its name, whose it is, and who leads work under it."""

    subject: Subject
    name: str
    firms: frozenset[uuid.UUID]
    leaders: set[uuid.UUID]


def _stopped(session: Session, stop: Stop) -> _Target:
    if stop.space_id is not None:
        space = session.get_one(ConfinedSpace, stop.space_id)
        leaders = _leading(session, Permit.space_id == space.id)
        subject = Subject(MessageSubject.space, space.id)
        return _Target(subject, space.name, frozenset({space.enterprise_id}), leaders)
    if stop.job_id is not None:
        job = session.get_one(Job, stop.job_id)
        leaders = _leading(session, Permit.job_id == job.id)
        subject = Subject(MessageSubject.job, job.id)
        return _Target(subject, _places(job), frozenset({job.enterprise_id, job.unit_id}), leaders)
    enterprise = session.get_one(Enterprise, stop.enterprise_id)
    subject = Subject(MessageSubject.enterprise, enterprise.id)
    return _Target(subject, enterprise.name, frozenset({enterprise.id}), set())


def _tell_street(case: FilingCase, kind: MessageKind, facts: dict[str, object]) -> None:
    _tell(case, kind, outbox.of_area(case.of_job.session, case.filing.area_path), facts)


def _tell_firm(case: FilingCase, kind: MessageKind, facts: dict[str, object]) -> None:
    _tell(case, kind, planners_of(case.of_job.session, case.of_job.job), facts)


def _tell(case: FilingCase, kind: MessageKind, users: set[uuid.UUID], facts: dict[str, object]) -> None:
    by = case.of_job.actor.user_id
    outbox.tell(case.of_job.session, kind, _subject(case.filing), users, at=case.now, facts=facts, by=by)


def _subject(filing: Filing) -> Subject:
    return Subject(MessageSubject.filing, filing.id)


def _of_filing(filing: Filing) -> dict[str, object]:
    return {
        "number": filing.number,
        "unit": filing.job.unit.name,
        "place": _places(filing.job),
        "start_at": filing.start_at,
    }


def _places(job: Job) -> str:
    return "、".join(sorted(space.name for space in job.spaces))


def _sentence(reason: str) -> str:
    """A reason without the full stop that the text adds."""
    return reason.rstrip("。.")


def _leading(session: Session, where: ColumnElement[bool]) -> set[uuid.UUID]:
    """The accounts of those who lead work that is under way or planned."""
    members = session.execute(
        select(PermitMember.person_id, PermitMember.parts)
        .join(Permit, Permit.id == PermitMember.permit_id)
        .where(where, Permit.status.in_(LIVE_STATUSES), PermitMember.removed_at.is_(None))
    )
    return outbox.of_people(session, [person_id for person_id, parts in members if Part.leader in parts])
