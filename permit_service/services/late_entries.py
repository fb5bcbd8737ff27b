"""An entry that a phone decided without network, judged by its snapshot and by what the server knew then."""

import json
import uuid
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from permit_service.facts_of.space import connected_to
from permit_service.models.interruptions import Evacuation, Suspension
from permit_service.models.permits import PermitMember
from permit_service.models.presence import Entry, GuardianPost
from permit_service.models.snapshots import SpaceLease
from permit_service.services.late import Late
from permit_service.services.locked_permit import Case
from permit_service.services.passers import Who
from workflows.afterwards import Learned, Stay, judge_afterwards, known_at
from workflows.codes import Code
from workflows.offline import Decision, Doubt
from workflows.offline_claims import snapshot_of
from workflows.offline_facts import BadgeState, PhoneAttempt, ReadBadge, Revocations
from workflows.vocabulary import Direction, ScanVerdict, SuspendReason

_WHY_SUSPENDED = {
    SuspendReason.stop: Code.stop_in_force,
    SuspendReason.bad_gas: Code.bad_gas_value,
    SuspendReason.gas_value_late: Code.gas_value_late,
    SuspendReason.guardian_left: Code.guardian_left,
    SuspendReason.evacuation: Code.evacuation_in_force,
    SuspendReason.expired: Code.window_ended,
}


def judged(case: Case, late: Late, who: Who) -> Decision:
    """What the phone should have said of the person at the mouth."""
    at = late.when.at
    fault = None if who.refusal is None else who.refusal.code
    if fault is not None and not (fault is Code.code_revoked and _still_good(who, at)):
        return Decision(ScanVerdict.refuse, (fault,))
    if late.snapshot.claims is None:  # erased since: nobody can tell what it allowed
        return Decision(ScanVerdict.unknown, (Doubt.snapshot_missing,))
    return judge_afterwards(
        snapshot_of(json.loads(late.snapshot.claims)), _tried(case, late, who), _learned(case, late, who)
    )


def _still_good(who: Who, at: datetime) -> bool:
    row = None if who.badge is None else who.badge.row
    return row is not None and row.revoked_at is not None and row.revoked_at > at


def _tried(case: Case, late: Late, who: Who) -> PhoneAttempt:
    """The attempt as the phone should have seen it, all the server knew at the time told to it."""
    snapshot, at = late.snapshot, late.when.at
    row = None if who.badge is None else who.badge.row
    known = known_at(case.facts(), _stays(case.session, snapshot.space_id), snapshot.issued_at, at)
    return PhoneAttempt(
        direction=Direction.in_,
        device=case.actor.device,
        user_id=str(case.user_id),
        now=at,
        clock_disputed=late.when.disputed,
        revocations=Revocations(at),
        badge=None if row is None else ReadBadge(BadgeState.valid, str(row.id)),
        person_id=None if who.person_id is None else str(who.person_id),
        inside=known.inside,
        emptied_at=known.emptied_at,
        work_clock_from=known.work_clock_from,
        evacuating=_evacuating(case.session, snapshot.space_id, at),
    )


def _stays(session: Session, space_id: uuid.UUID) -> list[Stay]:
    stays = select(Entry.person_id, Entry.in_at, Entry.out_at).where(Entry.space_id == space_id)
    return [
        Stay(None if row.person_id is None else str(row.person_id), row.in_at, row.out_at)
        for row in session.execute(stays)
    ]


def _evacuating(session: Session, space_id: uuid.UUID, at: datetime) -> bool:
    near = [space_id, *connected_to(session, space_id)]
    began = select(Evacuation.id).where(
        Evacuation.space_id.in_(near), Evacuation.at <= at, _not_before(Evacuation.lifted_at, at)
    )
    return session.scalar(began.limit(1)) is not None


def _learned(case: Case, late: Late, who: Who) -> Iterator[Learned]:
    """Suspension, the permit's end, the guardian gone, another lead phone, taken off the crew, inside elsewhere."""
    session, snapshot, at = case.session, late.snapshot, late.when.at
    for row in session.scalars(
        select(Suspension).where(
            Suspension.permit_id == case.permit.id, Suspension.at <= at, _not_before(Suspension.ended_at, at)
        )
    ):
        yield Learned(row.at, _WHY_SUSPENDED.get(row.reason, Code.move_illegal))
    if case.permit.ended_at is not None:
        yield Learned(case.permit.ended_at, Code.move_illegal)
    post = session.get_one(GuardianPost, snapshot.post_id)
    gone = (post.ended_at, Code.guardian_not_on_post), (post.confirmed_absent_at, Code.guardian_left)
    yield from (Learned(since, code) for since, code in gone if since is not None and since >= post.renewed_at)
    for lease in session.scalars(
        select(SpaceLease).where(
            SpaceLease.space_id == snapshot.space_id,
            SpaceLease.device != snapshot.device,
            SpaceLease.since <= at,
            _not_before(SpaceLease.released_at, at),
        )
    ):
        yield Learned(lease.since, Doubt.not_lead)
    if who.person_id is not None:
        yield from _learned_of_person(session, case, who.person_id, at)


def _learned_of_person(session: Session, case: Case, person_id: uuid.UUID, at: datetime) -> Iterator[Learned]:
    members = session.scalars(
        select(PermitMember).where(PermitMember.permit_id == case.permit.id, PermitMember.person_id == person_id)
    ).all()
    removed = [member.removed_at for member in members]
    if removed and None not in removed:
        yield Learned(max(moment for moment in removed if moment is not None), Code.not_on_permit)
    elsewhere = select(Entry.in_at).where(
        Entry.person_id == person_id,
        Entry.space_id != case.permit.space_id,
        Entry.in_at <= at,
        _not_before(Entry.out_at, at),
    )
    yield from (Learned(since, Code.inside_elsewhere) for since in session.scalars(elsewhere))


def _not_before(ended: ColumnElement[datetime | None], at: datetime) -> ColumnElement[bool]:
    """It had not ended at ``at``."""
    return or_(ended.is_(None), ended > at)
