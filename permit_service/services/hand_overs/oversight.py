"""Hand-overs of street and district: stops, draws, what a check found, work that nobody had filed."""

import uuid
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import outbox
from permit_service.models.choices import MessageKind, MessageSubject
from permit_service.models.draws import DrawAddition, DrawReplacement
from permit_service.models.enterprises import Enterprise
from permit_service.models.inspections import Finding, Inspection, Rectification, UnfiledWork
from permit_service.models.jobs import Job
from permit_service.models.oversight import Stop
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace
from permit_service.outbox import Subject
from permit_service.services.hand_overs.telling import HEADS, UseCase, leading, places, planners_of, sentence, tell
from workflows.inspection_kinds import FindingState
from workflows.rectification import state_of


def stop_changed(session: Session, stop: Stop, by: uuid.UUID | None) -> None:
    """The firms' heads and those who lead the stopped work hear of a stop, and of its end."""
    lifted = stop.lifted_at is not None
    target = _stopped(session, stop)
    outbox.tell(
        session,
        MessageKind.stop_lifted if lifted else MessageKind.stop_imposed,
        target.subject,
        outbox.of_enterprises(session, target.firms, *HEADS) | target.leaders,
        at=stop.lifted_at or stop.since,
        facts={
            "target": target.name,
            "stop": stop.kind,
            "reason": sentence(stop.lift_reason if lifted else stop.reason),
        },
        by=by,
    )


def drawn(case: UseCase, inspection: Inspection, job: Job) -> None:
    """Whom the lot sent to check a job is told so; the firm is not: a spot-check comes unannounced."""
    users = outbox.of_people(case.session, [one.person_id for one in inspection.inspectors])
    told = {"place": places(job), "number": inspection.number}
    tell(case, MessageKind.draw_result, _check(inspection), users, told)


def inspector_replaced(case: UseCase, inspection: Inspection, kept: DrawReplacement) -> None:
    """Who comes in is told as the lot tells anybody; who goes out and who stays hear of the change. The firm is not."""
    told = _told(inspection)
    tell(case, MessageKind.draw_result, _check(inspection), outbox.of_people(case.session, [kept.in_id]), told)
    both = select(Person.id, Person.name).where(Person.id.in_((kept.out_id, kept.in_id)))
    names = dict(case.session.execute(both).all())
    others = [kept.out_id, *(one.person_id for one in inspection.inspectors if one.person_id != kept.in_id)]
    change = {"out": names[kept.out_id], "in": names[kept.in_id], "reason": sentence(kept.reason)}
    users = outbox.of_people(case.session, others)
    tell(case, MessageKind.inspector_replaced, _check(inspection), users, told | change)


def inspector_added(case: UseCase, inspection: Inspection, added: DrawAddition) -> None:
    """Everyone who goes, the one who was named too, hears who goes along. The firm does not."""
    _team_changed(case, MessageKind.inspector_added, inspection, added.person_id, added.reason)


def inspector_taken_off(case: UseCase, inspection: Inspection, added: DrawAddition) -> None:
    """Who was named hears that they need not go, and the others that they go without."""
    _team_changed(case, MessageKind.inspector_taken_off, inspection, added.person_id, added.end_reason)


def _team_changed(case: UseCase, kind: MessageKind, inspection: Inspection, person_id: uuid.UUID, reason: str) -> None:
    who = case.session.get_one(Person, person_id).name
    people = {person_id, *(one.person_id for one in inspection.inspectors)}
    told = _told(inspection) | {"who": who, "reason": sentence(reason)}
    tell(case, kind, _check(inspection), outbox.of_people(case.session, list(people)), told)


def _told(inspection: Inspection) -> dict[str, str]:
    """Which check a message speaks of."""
    return {"place": "" if inspection.job is None else places(inspection.job), "number": inspection.number}


def findings_written(case: UseCase, inspection: Inspection) -> None:
    """The firms that have to rectify hear it when the sheet is concluded, with the day the first one is due."""
    if not inspection.findings:
        return
    job, users = inspection.job, _heads(case.session, inspection)
    if job is not None:
        users |= planners_of(case.session, job)
    told = {
        "number": inspection.number,
        "place": places(job) if job is not None else inspection.unfiled.place if inspection.unfiled else "",
        "findings": len(inspection.findings),
        "due_on": min(one.due_on for one in inspection.findings),
    }
    tell(case, MessageKind.findings_written, _check(inspection), users, told)


def finding_reported(case: UseCase, finding: Finding) -> None:
    """Who checked has something to look at again."""
    users = outbox.of_people(case.session, [one.person_id for one in finding.inspection.inspectors])
    told = {"number": finding.inspection.number, "text": sentence(finding.text)}
    tell(case, MessageKind.finding_reported, _finding(finding), users, told)


def finding_judged(case: UseCase, finding: Finding, row: Rectification) -> None:
    """The firm hears whether what it did was accepted."""
    users = _heads(case.session, finding) | outbox.of_people(case.session, [row.reported_by_id])
    told = {"text": sentence(finding.text), "reason": sentence(row.reason), "due_on": finding.due_on}
    kind = MessageKind.finding_accepted if row.accepted else MessageKind.finding_sent_back
    tell(case, kind, _finding(finding), users, told)


def finding_due(session: Session, finding: Finding, today: date, now: datetime) -> int:
    """The firm's heads hear once that a finding's day is near; once it is over, who checked hears it too."""
    overdue = state_of(finding.status, finding.due_on, today) is FindingState.overdue
    users = _heads(session, finding)
    if overdue:
        users |= outbox.of_people(session, [one.person_id for one in finding.inspection.inspectors])
    return outbox.tell(
        session,
        MessageKind.finding_overdue if overdue else MessageKind.finding_due_near,
        _finding(finding),
        users,
        at=now,
        facts={"text": sentence(finding.text), "due_on": finding.due_on},
        once=str(finding.due_on),
    )


def unfiled_found(case: UseCase, row: UnfiledWork) -> None:
    """Street and district hear of work that nobody had filed."""
    users = outbox.of_area(case.session, row.area_path, outbox.STREET | outbox.DISTRICT)
    told = {"place": row.place, "people_inside": row.people_inside}
    tell(case, MessageKind.unfiled_found, Subject(MessageSubject.unfiled_work, row.id), users, told)


def _check(inspection: Inspection) -> Subject:
    return Subject(MessageSubject.inspection, inspection.id)


def _heads(session: Session, of: Inspection | Finding) -> set[uuid.UUID]:
    """The heads of the owner and of the unit that works there, as far as the register knows them."""
    firms = [firm for firm in (of.enterprise_id, of.unit_id) if firm is not None]
    return outbox.of_enterprises(session, firms, *HEADS)


def _finding(finding: Finding) -> Subject:
    return Subject(MessageSubject.finding, finding.id)


class _Target(NamedTuple):
    """What a stop holds: its name, whose it is, and who leads work under it."""

    subject: Subject
    name: str
    firms: frozenset[uuid.UUID]
    leaders: set[uuid.UUID]


def _stopped(session: Session, stop: Stop) -> _Target:
    if stop.space_id is not None:
        space = session.get_one(ConfinedSpace, stop.space_id)
        leaders = leading(session, Permit.space_id == space.id)
        subject = Subject(MessageSubject.space, space.id)
        return _Target(subject, space.name, frozenset({space.enterprise_id}), leaders)
    if stop.job_id is not None:
        job = session.get_one(Job, stop.job_id)
        leaders = leading(session, Permit.job_id == job.id)
        subject = Subject(MessageSubject.job, job.id)
        return _Target(subject, places(job), frozenset({job.enterprise_id, job.unit_id}), leaders)
    enterprise = session.get_one(Enterprise, stop.enterprise_id)
    subject = Subject(MessageSubject.enterprise, enterprise.id)
    return _Target(subject, enterprise.name, frozenset({enterprise.id}), set())
