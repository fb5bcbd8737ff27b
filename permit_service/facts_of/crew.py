"""The named people of a permit, and what the registers say of each."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from permit_service.models.changes import CrewChange, CrewChangeItem
from permit_service.models.enterprises import Delegation
from permit_service.models.filings import Filing, FilingMember
from permit_service.models.oversight import StreetTraining, TrainingAttendee
from permit_service.models.people import Person, TrainingResult
from permit_service.models.permits import Permit
from permit_service.models.preparation import Briefing, BriefingListener
from permit_service.models.presence import Entry, GuardianPost
from workflows import plan_facts
from workflows.limits import Rules
from workflows.plan_facts import AreaRules, Member
from workflows.training import Passed, trained_until
from workflows.vocabulary import FilingStatus, Part


@dataclass(frozen=True, slots=True)
class Standing:
    """What the registers say of people, by person: where a key is missing, nothing is known."""

    trained_until: Mapping[uuid.UUID, datetime]
    inside: Mapping[uuid.UUID, uuid.UUID]
    posted: Mapping[uuid.UUID, uuid.UUID]


def load(session: Session, permit: Permit, rules: Rules, area: AreaRules) -> tuple[Member, ...]:
    """Everyone who stands on the permit, and those a crew change names but its signatures do not complete yet."""
    standing = [member for member in permit.members if member.removed_at is None]
    named = {member.person_id: member.parts for member in standing if member.person_id is not None}
    pending = {person: parts for person, parts in _pending(session, permit).items() if person not in named}
    people = [*named, *pending]
    known = standing_of(session, people, rules)
    briefed = _briefed(session, permit)
    filed = _filed(session, permit)
    street = _street_trained(session, permit, timedelta(minutes=area.training_minutes))

    def member(person: uuid.UUID, parts: frozenset[Part], unsigned: bool) -> Member:
        inside, posted = known.inside.get(person), known.posted.get(person)
        return Member(
            person_id=str(person),
            parts=parts,
            trained_until=known.trained_until.get(person),
            briefed_at=briefed.get(person),
            street_trained=person in street,
            in_filing=person in filed,
            added_unsigned=unsigned,
            inside_space_id=None if inside is None else str(inside),
            posted_space_id=None if posted is None else str(posted),
        )

    own = [member(person, parts, False) for person, parts in named.items()]
    added = [member(person, parts, True) for person, parts in pending.items() if parts]
    labs = [
        Member(str(m.lab_tester_id), m.parts, None, training_exempt=True)
        for m in standing
        if m.lab_tester_id is not None
    ]
    return (*own, *added, *labs)


def standing_of(session: Session, people: Collection[uuid.UUID], rules: Rules) -> Standing:
    """Training dates, open entries and open posts of ``people``. Who has left has no training any more."""
    passed = passed_trainings(session, people, timedelta(days=rules.training_valid_days))
    trained = {person: until for person, held in passed.items() if (until := trained_until(held)) is not None}
    inside = session.execute(
        select(Entry.person_id, Entry.space_id).where(Entry.person_id.in_(people), Entry.out_at.is_(None))
    )
    posted = session.execute(
        select(GuardianPost.guardian_id, GuardianPost.space_id).where(
            GuardianPost.guardian_id.in_(people), GuardianPost.ended_at.is_(None)
        )
    )
    return Standing(
        trained,
        {person: space for person, space in inside if person is not None},
        dict(posted.all()),
    )


def passed_trainings(
    session: Session, people: Collection[uuid.UUID], longest: timedelta
) -> Mapping[uuid.UUID, list[Passed]]:
    """By person, what they passed and was not called back; none of it holds for longer than ``longest``."""
    results = session.execute(
        select(TrainingResult.person_id, TrainingResult.topics, TrainingResult.passed_at, TrainingResult.valid_until)
        .join(Person, Person.id == TrainingResult.person_id)
        .where(
            TrainingResult.person_id.in_(people),
            TrainingResult.passed_at.is_not(None),
            TrainingResult.voided_at.is_(None),
            Person.left_at.is_(None),
        )
    )
    passed: dict[uuid.UUID, list[Passed]] = {}
    for person, topics, passed_at, valid_until in results:
        until = min(passed_at + longest, valid_until or passed_at + longest)
        passed.setdefault(person, []).append(Passed(topics, until))
    return passed


def delegation_row(session: Session, permit: Permit, person_id: uuid.UUID) -> Delegation | None:
    """The latest written delegation to this person by a principal of the permit's enterprises."""
    return session.scalar(
        select(Delegation)
        .where(
            Delegation.delegate_id == person_id,
            Delegation.enterprise_id.in_((permit.enterprise_id, permit.unit_id)),
            Delegation.revoked_at.is_(None),
        )
        .order_by(Delegation.valid_until.desc())
        .limit(1)
    )


def delegation_of(session: Session, permit: Permit, person_id: uuid.UUID) -> plan_facts.Delegation | None:
    """That delegation as the gates see it."""
    row = delegation_row(session, permit, person_id)
    if row is None:
        return None
    return plan_facts.Delegation(str(row.delegate_id), row.valid_from, row.valid_until, row.file_id is not None)


def _pending(session: Session, permit: Permit) -> dict[uuid.UUID, frozenset[Part]]:
    rows = session.execute(
        select(CrewChangeItem.person_id, CrewChangeItem.parts)
        .join(CrewChange, CrewChange.id == CrewChangeItem.change_id)
        .where(CrewChange.permit_id == permit.id, CrewChange.completed_at.is_(None), CrewChange.abandoned_at.is_(None))
    )
    return dict(rows.all())


def _briefed(session: Session, permit: Permit) -> dict[uuid.UUID, datetime]:
    """When each listener signed; the leader's own is the signature as the one who briefs."""
    rows = session.execute(
        select(BriefingListener.person_id, func.max(BriefingListener.signed_at))
        .join(Briefing, Briefing.id == BriefingListener.briefing_id)
        .where(Briefing.permit_id == permit.id)
        .group_by(BriefingListener.person_id)
    )
    briefed = {person: at for person, at in rows if at is not None}
    leaders = session.execute(
        select(Briefing.leader_id, func.max(Briefing.signed_at))
        .where(Briefing.permit_id == permit.id, Briefing.signed_at.is_not(None))
        .group_by(Briefing.leader_id)
    )
    return {person: at for person, at in leaders if at is not None} | briefed


def _filed(session: Session, permit: Permit) -> set[uuid.UUID]:
    return set(
        session.scalars(
            select(FilingMember.person_id)
            .join(Filing, Filing.id == FilingMember.filing_id)
            .where(
                Filing.job_id == permit.job_id,
                Filing.status.not_in((FilingStatus.withdrawn, FilingStatus.lapsed)),
            )
        )
    )


def _street_trained(session: Session, permit: Permit, demanded: timedelta) -> set[uuid.UUID]:
    """Who attended a street training of this filing for as long as the street demands; who came late, from then on."""
    rows = session.execute(
        select(TrainingAttendee.person_id, TrainingAttendee.at, StreetTraining.started_at, StreetTraining.ended_at)
        .join(StreetTraining, StreetTraining.id == TrainingAttendee.training_id)
        .join(Filing, Filing.id == StreetTraining.filing_id)
        .where(
            Filing.job_id == permit.job_id,
            StreetTraining.started_at.is_not(None),
            StreetTraining.ended_at.is_not(None),
        )
    )
    return {
        person
        for person, came, started, ended in rows
        if started is not None and ended is not None and ended - max(started, came) >= demanded
    }
