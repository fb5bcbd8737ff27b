"""The named people of a permit, and what the registers and the papers say of each."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, cast, false, literal, null, select, true, union_all
from sqlalchemy.orm import Session

from permit_service.facts_of.reader import JOBS, PEOPLE, PERMITS, Column, Found, Query, Reader, Statement
from permit_service.models.base import Id, UTCDateTime
from permit_service.models.changes import CrewChange, CrewChangeItem
from permit_service.models.columns import EnumSet
from permit_service.models.enterprises import Delegation
from permit_service.models.filings import Filing, FilingMember
from permit_service.models.oversight import StreetTraining, TrainingAttendee
from permit_service.models.people import Person, TrainingResult
from permit_service.models.permits import Permit, PermitMember
from permit_service.models.preparation import Briefing, BriefingListener
from permit_service.models.presence import Entry, GuardianPost
from workflows import plan_facts, street_training
from workflows.limits import Rules
from workflows.plan_facts import AreaRules, Member
from workflows.site_facts import Attempt
from workflows.street_training import Attendance
from workflows.training import Passed, trained_until
from workflows.training_kinds import TrainingTopic
from workflows.vocabulary import FilingStatus, Part

_NOBODY, _NEVER = cast(null(), Id()), cast(null(), UTCDateTime())
_NOTHING = cast(null(), EnumSet(TrainingTopic))


@dataclass(frozen=True, slots=True)
class Standing:
    """What the registers say of people, by person: where a key is missing, nothing is known."""

    trained_until: Mapping[uuid.UUID, datetime]
    inside: Mapping[uuid.UUID, uuid.UUID]
    posted: Mapping[uuid.UUID, uuid.UUID]

    def attempt(self, person_id: uuid.UUID, **tried: Any) -> Attempt:
        """Something tried by or with one of them."""
        inside, posted = self.inside.get(person_id), self.posted.get(person_id)
        return Attempt(
            person_id=str(person_id),
            trained_until=self.trained_until.get(person_id),
            inside_space_id=None if inside is None else str(inside),
            posted_space_id=None if posted is None else str(posted),
            **tried,
        )


#: Who stands on a permit, and who is named by a crew change that its signatures do not complete yet.
_NAMED: Statement = union_all(
    select(
        PermitMember.permit_id,
        PermitMember.person_id,
        PermitMember.lab_tester_id,
        PermitMember.parts,
        PermitMember.added_at.label("added_at"),
        false().label("pending"),
    ).where(PermitMember.permit_id.in_(PERMITS), PermitMember.removed_at.is_(None)),
    select(CrewChange.permit_id, CrewChangeItem.person_id, _NOBODY, CrewChangeItem.parts, CrewChange.at, true())
    .join(CrewChange, CrewChange.id == CrewChangeItem.change_id)
    .where(CrewChange.permit_id.in_(PERMITS), CrewChange.completed_at.is_(None), CrewChange.abandoned_at.is_(None)),
).order_by("added_at")


def _saying(
    what: str,
    owner: Column,
    person: Column,
    *,
    since: Column = _NEVER,
    until: Column = _NEVER,
    space: Column = _NOBODY,
    topics: Column = _NOTHING,
) -> Query:
    """One thing said of a person by the row of ``owner``; all of them have the same columns."""
    return select(
        owner.label("owner"),
        literal(what).label("what"),
        person.label("person_id"),
        since.label("since"),
        until.label("until"),
        space.label("space_id"),
        topics.label("topics"),
    )


_TRAININGS = (
    _saying(
        "trained",
        TrainingResult.person_id,
        TrainingResult.person_id,
        since=TrainingResult.passed_at,
        until=TrainingResult.valid_until,
        topics=TrainingResult.topics,
    )
    .join(Person, Person.id == TrainingResult.person_id)
    .where(
        TrainingResult.person_id.in_(PEOPLE),
        TrainingResult.passed_at.is_not(None),
        TrainingResult.voided_at.is_(None),
        Person.left_at.is_(None),
    )
)
_OF_REGISTERS = (
    _TRAININGS,
    _saying("inside", Entry.person_id, Entry.person_id, space=Entry.space_id).where(
        Entry.person_id.in_(PEOPLE), Entry.out_at.is_(None)
    ),
    _saying("posted", GuardianPost.guardian_id, GuardianPost.guardian_id, space=GuardianPost.space_id).where(
        GuardianPost.guardian_id.in_(PEOPLE), GuardianPost.ended_at.is_(None)
    ),
)
#: Who came late to a street training counts from then on.
ATTENDED_FROM = case(
    (TrainingAttendee.at > StreetTraining.started_at, TrainingAttendee.at), else_=StreetTraining.started_at
)
_OF_PAPERS = (
    _saying("briefed", Briefing.permit_id, BriefingListener.person_id, since=BriefingListener.signed_at)
    .join(Briefing, Briefing.id == BriefingListener.briefing_id)
    .where(Briefing.permit_id.in_(PERMITS)),
    _saying("led_briefing", Briefing.permit_id, Briefing.leader_id, since=Briefing.signed_at).where(
        Briefing.permit_id.in_(PERMITS), Briefing.signed_at.is_not(None)
    ),
    _saying("filed", Filing.job_id, FilingMember.person_id)
    .join(Filing, Filing.id == FilingMember.filing_id)
    .where(Filing.job_id.in_(JOBS), Filing.status.not_in((FilingStatus.withdrawn, FilingStatus.lapsed))),
    _saying(
        "attended",
        Filing.job_id,
        TrainingAttendee.person_id,
        since=ATTENDED_FROM,
        until=StreetTraining.ended_at,
    )
    .join(StreetTraining, StreetTraining.id == TrainingAttendee.training_id)
    .join(Filing, Filing.id == StreetTraining.filing_id)
    .where(Filing.job_id.in_(JOBS), StreetTraining.started_at.is_not(None), StreetTraining.ended_at.is_not(None)),
)
_SAID_BY_REGISTERS = union_all(*_OF_REGISTERS)
_SAID = union_all(*_OF_REGISTERS, *_OF_PAPERS)


def named(reader: Reader, permit: Permit) -> list[Found]:
    """Who stands on the permit, the earliest named first."""
    return [row for row in reader.rows(_NAMED, permit.id) if not row.pending]


def people_of(reader: Reader, permits: Iterable[Permit]) -> list[uuid.UUID]:
    """Everybody of the registers who stands on the permits, or is about to."""
    named = {row.person_id for permit in permits for row in reader.rows(_NAMED, permit.id)}
    return [person for person in named if person is not None]


def load(reader: Reader, permit: Permit, rules: Rules, area: AreaRules) -> tuple[Member, ...]:
    """Everyone who stands on the permit, and those a crew change names but its signatures do not complete yet."""
    rows = reader.rows(_NAMED, permit.id)
    standing = {row.person_id: row.parts for row in rows if not row.pending and row.person_id is not None}
    pending = {row.person_id: row.parts for row in rows if row.pending and row.person_id not in standing}
    told = _told(reader, permit, [*standing, *pending], rules, timedelta(minutes=area.training_minutes))
    own = [told.member(person, parts) for person, parts in standing.items()]
    added = [told.member(person, parts, unsigned=True) for person, parts in pending.items() if parts]
    labs = [
        Member(str(row.lab_tester_id), row.parts, None, training_exempt=True)
        for row in rows
        if row.lab_tester_id is not None
    ]
    return (*own, *added, *labs)


def standing_of(session: Session, people: Collection[uuid.UUID], rules: Rules) -> Standing:
    """Training dates, open entries and open posts of ``people``. Who has left has no training any more."""
    reader = Reader(session, people=list(people))
    return _standing([row for person in people for row in reader.rows(_SAID_BY_REGISTERS, person)], rules)


def passed_trainings(
    session: Session, people: Collection[uuid.UUID], longest: timedelta
) -> Mapping[uuid.UUID, list[Passed]]:
    """By person, what they passed and was not called back; none of it holds for longer than ``longest``."""
    reader = Reader(session, people=list(people))
    return _passed([row for person in people for row in reader.rows(_TRAININGS, person)], longest)


@dataclass(frozen=True, slots=True)
class _Told:
    """What registers and papers tell of the people of a permit."""

    known: Standing
    briefed: Mapping[uuid.UUID, datetime]
    filed: frozenset[uuid.UUID]
    street_trained: frozenset[uuid.UUID]

    def member(self, person: uuid.UUID, parts: frozenset[Part], *, unsigned: bool = False) -> Member:
        inside, posted = self.known.inside.get(person), self.known.posted.get(person)
        return Member(
            person_id=str(person),
            parts=parts,
            trained_until=self.known.trained_until.get(person),
            briefed_at=self.briefed.get(person),
            street_trained=person in self.street_trained,
            in_filing=person in self.filed,
            added_unsigned=unsigned,
            inside_space_id=None if inside is None else str(inside),
            posted_space_id=None if posted is None else str(posted),
        )


def _told(reader: Reader, permit: Permit, people: Iterable[uuid.UUID], rules: Rules, demanded: timedelta) -> _Told:
    """``demanded``: how long the street's training must have lasted for each."""
    of_permit, of_job = reader.rows(_SAID, permit.id), reader.rows(_SAID, permit.job_id)
    # Whoever led one briefing and listened to another is briefed by the one listened to.
    by_leading = [row for row in of_permit if row.what == "led_briefing"]
    by_listening = [row for row in of_permit if row.what == "briefed"]
    return _Told(
        known=_standing([row for person in people for row in reader.rows(_SAID, person)], rules),
        briefed=_latest(by_leading) | _latest(by_listening),
        filed=frozenset(row.person_id for row in of_job if row.what == "filed"),
        street_trained=street_training.trained(
            (Attendance(row.person_id, row.since, row.until) for row in of_job if row.what == "attended"), demanded
        ),
    )


def _latest(rows: Iterable[Found]) -> dict[uuid.UUID, datetime]:
    found: dict[uuid.UUID, datetime] = {}
    for row in rows:
        found[row.person_id] = max(row.since, found.get(row.person_id, row.since))
    return found


def _standing(said: Iterable[Found], rules: Rules) -> Standing:
    by_what: dict[str, list[Found]] = {"trained": [], "inside": [], "posted": []}
    for row in said:
        by_what[row.what].append(row)
    passed = _passed(by_what["trained"], timedelta(days=rules.training_valid_days))
    return Standing(
        {person: until for person, held in passed.items() if (until := trained_until(held)) is not None},
        {row.person_id: row.space_id for row in by_what["inside"]},
        {row.person_id: row.space_id for row in by_what["posted"]},
    )


def _passed(rows: Iterable[Found], longest: timedelta) -> Mapping[uuid.UUID, list[Passed]]:
    passed: dict[uuid.UUID, list[Passed]] = {}
    for row in rows:
        until = min(row.since + longest, row.until or row.since + longest)
        passed.setdefault(row.person_id, []).append(Passed(row.topics, until))
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
