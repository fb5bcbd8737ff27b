"""Names for ids in refusals, documents and alarms, for readers who may know of the thing they belong to."""

import re
import uuid
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from permit_service.actor import Actor
from permit_service.models.accounts import User
from permit_service.models.alarms import Alarm
from permit_service.models.enterprises import Enterprise
from permit_service.models.filings import Filing
from permit_service.models.jobs import Job
from permit_service.models.oversight import Stop
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry
from permit_service.models.spaces import ConfinedSpace, SpaceOpening
from permit_service.queries.scope import scope_of
from workflows.verdict import Refusal

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def of_permit(permit: Permit) -> Mapping[str, str]:
    """Everybody named on a permit, its space and openings."""
    people = {str(m.person_id): m.person.name for m in permit.members if m.person is not None}
    testers = {str(m.lab_tester_id): m.lab_tester.name for m in permit.members if m.lab_tester is not None}
    openings = {str(opening.id): opening.name for opening in permit.space.openings}
    firms = {str(firm.id): firm.name for firm in (permit.enterprise, permit.unit)}
    return people | testers | openings | firms | {str(permit.space_id): permit.space.name}


def of_filing(filing: Filing) -> Mapping[str, str]:
    """Everybody named in a filing, and its spaces."""
    people = {str(member.person_id): member.person.name for member in filing.members}
    return people | {str(space.id): space.name for space in filing.spaces}


def of_refusals(session: Session, actor: Actor, refusals: Iterable[Refusal]) -> Mapping[str, str]:
    """People, spaces, openings and permits that the refusals name by id, as far as the account may know of them."""
    facts = [fact for refusal in refusals for fact in refusal.facts.items()]
    told = {one for key, value in facts if key.endswith(("_id", "_ids")) for one in value.split(",")}
    ids = {uuid.UUID(one) for one in told if _UUID.fullmatch(one)}
    if not ids:
        return {}
    scope = scope_of(session, actor)
    spaces = select(ConfinedSpace.id).where(scope.spaces())
    wanted = (
        select(Person.id, Person.name).where(Person.id.in_(ids), scope.people()),
        select(ConfinedSpace.id, ConfinedSpace.name).where(ConfinedSpace.id.in_(ids), scope.spaces()),
        select(SpaceOpening.id, SpaceOpening.name).where(SpaceOpening.id.in_(ids), SpaceOpening.space_id.in_(spaces)),
        select(Permit.id, Permit.number).where(Permit.id.in_(ids), scope.permits()),
    )
    return {str(row_id): name for statement in wanted for row_id, name in session.execute(statement)}


def of_accounts(session: Session, ids: Collection[uuid.UUID | None]) -> Mapping[uuid.UUID, str]:
    """Accounts by the names of their people, by their logins where they belong to nobody of a register."""
    named = select(User.id, func.coalesce(Person.name, User.login)).outerjoin(Person, Person.id == User.person_id)
    return dict(session.execute(named.where(User.id.in_([one for one in ids if one is not None]))).all())


def of_enterprises(session: Session, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """Enterprises by their names."""
    return dict(session.execute(select(Enterprise.id, Enterprise.name).where(Enterprise.id.in_(ids))).all())


def of_stops(session: Session, stops: Collection[Stop]) -> Mapping[uuid.UUID, str]:
    """What stops hold, as people call it, by stop: the space, the job's number, or the enterprise."""
    rows = session.execute(
        select(Stop.id, func.coalesce(ConfinedSpace.name, Job.number, Enterprise.name))
        .outerjoin(ConfinedSpace, ConfinedSpace.id == Stop.space_id)
        .outerjoin(Job, Job.id == Stop.job_id)
        .outerjoin(Enterprise, Enterprise.id == Stop.enterprise_id)
        .where(Stop.id.in_([stop.id for stop in stops]))
    )
    return dict(rows.all())


def of_stays(session: Session, stays: Collection[Entry]) -> Mapping[uuid.UUID, str]:
    """The spaces that people are inside of, by stay."""
    rows = select(Entry.id, ConfinedSpace.name).join(ConfinedSpace, ConfinedSpace.id == Entry.space_id)
    return dict(session.execute(rows.where(Entry.id.in_([stay.id for stay in stays]))).all())


def of_alarms(session: Session, alarms: Collection[Alarm]) -> Mapping[uuid.UUID, str]:
    """What alarms are about, as people call it, by alarm: space and permit, the space, the filing, or the job."""
    rows = session.execute(
        select(Alarm.id, Permit.number, ConfinedSpace.name, Filing.number, Job.number)
        .outerjoin(Permit, Permit.id == Alarm.permit_id)
        .outerjoin(ConfinedSpace, ConfinedSpace.id == Alarm.space_id)
        .outerjoin(Filing, Filing.id == Alarm.filing_id)
        .outerjoin(Job, Job.id == Alarm.job_id)
        .where(Alarm.id.in_([alarm.id for alarm in alarms]))
    )
    return {
        alarm_id: f"{space} {permit}" if permit is not None else space or filing or job or ""
        for alarm_id, permit, space, filing, job in rows
    }
