"""Names for ids in refusals, documents and alarms, for readers who may know of the thing they belong to."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service.models.alarms import Alarm
from permit_service.models.filings import Filing
from permit_service.models.jobs import Job
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace


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


def of_ids(session: Session, ids: Iterable[str]) -> Mapping[str, str]:
    """People and spaces by their ids as text."""
    wanted = list(ids)
    people = session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    spaces = session.execute(select(ConfinedSpace.id, ConfinedSpace.name).where(ConfinedSpace.id.in_(wanted)))
    return {str(row.id): row.name for row in (*people, *spaces)}


def of_alarm(session: Session, alarm: Alarm) -> str:
    """What an alarm is about, as people call it."""
    if alarm.permit_id is not None:
        permit = session.get_one(Permit, alarm.permit_id)
        return f"{permit.space.name} {permit.number}"
    if alarm.space_id is not None:
        return session.get_one(ConfinedSpace, alarm.space_id).name
    if alarm.filing_id is not None:
        return session.get_one(Filing, alarm.filing_id).number
    return "" if alarm.job_id is None else session.get_one(Job, alarm.job_id).number
