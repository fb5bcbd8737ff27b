"""Hand-overs of a permit: to whose signature comes next, to the site, and back when it was for nothing."""

import uuid
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from permit_service import facts_of, outbox
from permit_service.facts_of.plan import standing_filing
from permit_service.facts_of.space import connected_to
from permit_service.models.changes import CrewChange
from permit_service.models.choices import MessageKind, MessageSubject, SignatureAct
from permit_service.models.interruptions import Evacuation
from permit_service.models.jobs import Job
from permit_service.models.messages import Message
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.signatures import Signature
from permit_service.models.spaces import ConfinedSpace
from permit_service.outbox import Subject
from permit_service.queries import space_evacuations
from permit_service.services.hand_overs.filings import street_of
from permit_service.services.hand_overs.telling import HEADS, UseCase, named, places, planners_of, sentence, tell
from workflows.gates.approval import extra_approval_wanted, next_signature
from workflows.vocabulary import LIVE_STATUSES, Ending, FilingStatus, Part, Role, Status

_ENDED = {
    Status.rejected: MessageKind.permit_rejected,
    Status.cancelled: MessageKind.permit_cancelled,
    Status.revoked: MessageKind.permit_revoked,
    Status.expired: MessageKind.permit_expired,
}
_ENDING = {
    Ending.cancelled: MessageKind.permit_cancelled,
    Ending.revoked: MessageKind.permit_revoked,
    Ending.expired: MessageKind.permit_expired,
}
#: The street waits for a job that it was told of.
_FILED = frozenset({FilingStatus.submitted, FilingStatus.decided, FilingStatus.returned})


def goes_round(case: UseCase, permit: Permit) -> None:
    """Whose signature comes next is told so; after the last one, those who make ready are told that they may, and
    whoever may give the extra approval that is still wanted."""
    case.session.flush()
    facts = facts_of.load(case.session, permit, case.actor)
    part = next_signature(facts)
    if permit.status is Status.approved:
        _tell(case, MessageKind.permit_approved, permit, _planning(case, permit) | _guarding(case, permit))
        if extra_approval_wanted(facts):
            firms = {permit.enterprise_id, permit.unit_id}
            users = outbox.of_enterprises(case.session, firms, *HEADS, Role.approver)
            _tell(case, MessageKind.extra_approval_wanted, permit, users)
    elif part is not None:
        _tell(case, MessageKind.signature_wanted, permit, named(case.session, permit, part), part=part)


def sent_back(case: UseCase, permit: Permit) -> None:
    """The planners have to mend it; who signed already hears that the signature fell."""
    opinion = (
        select(Signature.opinion)
        .where(Signature.subject_id == permit.id, Signature.act == SignatureAct.send_back)
        .order_by(Signature.at.desc())
    )
    reason = sentence(case.session.scalars(opinion.limit(1)).one())
    _tell(case, MessageKind.permit_sent_back, permit, _concerned(case, permit), reason=reason)


def withdrawn(case: UseCase, permit: Permit) -> None:
    """Who was asked to sign need not any more; what was signed fell."""
    _tell(case, MessageKind.permit_withdrawn, permit, _concerned(case, permit))


def ended(case: UseCase, permit: Permit) -> None:
    """It came to nothing before anything was opened: nobody goes there."""
    users = _concerned(case, permit) | _street(case, permit)
    _tell(case, _ENDED[permit.status], permit, users, reason=sentence(permit.end_reason))


def winds_up(case: UseCase, permit: Permit) -> None:
    """A permit under way was given an ending: it is wound up, and never confirmed again (site-rules 5)."""
    assert permit.ending is not None
    reason = sentence(permit.end_reason)
    _tell(case, _ENDING[permit.ending], permit, _concerned(case, permit), reason=reason)


def finished(case: UseCase, permit: Permit) -> None:
    """Everybody and everything is out: the leader signs the closing."""
    _tell(case, MessageKind.closing_wanted, permit, named(case.session, permit, Part.leader))


def abandoned(case: UseCase, job: Job) -> None:
    """The street need not come for a job that was given up."""
    filing = standing_filing(case.session, job.id)
    if filing is None or filing.status not in _FILED:
        return
    told = {"number": filing.number, "place": places(job), "reason": sentence(job.abandon_reason)}
    subject = Subject(MessageSubject.filing, filing.id)
    tell(case, MessageKind.job_abandoned, subject, street_of(case.session, filing), told)


# -- changes beside the document -----------------------------------------------------------------------------


def crew_change_proposed(case: UseCase, permit: Permit, change: CrewChange, part: Part) -> None:
    """Whose signature a crew change needs is told so."""
    users = named(case.session, permit, part)
    _tell(case, MessageKind.crew_change_wanted, permit, users, reason=sentence(change.reason), part=part)


def crew_change_signed(case: UseCase, permit: Permit, change: CrewChange) -> None:
    """The approver is told of another crew than the one approved (AQ 5.6.4)."""
    users = named(case.session, permit, Part.approver, Part.owner_approver)
    _tell(case, MessageKind.crew_change_signed, permit, users, reason=sentence(change.reason))


def crew_changed(case: UseCase, permit: Permit, change: CrewChange) -> None:
    """The change counts from now on: for those it names, and for who counts people in and out."""
    users = outbox.of_people(case.session, [item.person_id for item in change.items])
    users |= named(case.session, permit, Part.leader, Part.guardian)
    _tell(case, MessageKind.crew_changed, permit, users, reason=sentence(change.reason))


def crew_change_abandoned(case: UseCase, permit: Permit, change: CrewChange) -> None:
    """Who was asked to sign a change, or was told of it, hears that it does not come."""
    users = named(case.session, permit, Part.leader, Part.approver, Part.owner_approver)
    _tell(case, MessageKind.crew_change_abandoned, permit, users, reason=sentence(change.reason))


def evacuation_begun(session: Session, evacuation: Evacuation, now: datetime) -> None:
    """Who is named on the permit to answer for it, and the heads of the firms, hear why people must come out.

    Of an evacuation that belongs to no permit hear those on every permit under way there and in connected spaces.
    """
    space = session.get_one(ConfinedSpace, evacuation.space_id)
    if evacuation.permit_id is not None:
        permits = [session.get_one(Permit, evacuation.permit_id)]
        about = Subject(MessageSubject.permit, evacuation.permit_id)
    else:
        permits = space_evacuations.works_in(session, (space.id, *connected_to(session, space.id)))
        about = Subject(MessageSubject.space, space.id)
    firms = {space.enterprise_id, *(firm for one in permits for firm in (one.enterprise_id, one.unit_id))}
    users = outbox.of_enterprises(session, firms, *HEADS)
    for permit in permits:
        users |= named(session, permit, Part.leader, Part.guardian, Part.approver, Part.owner_approver)
    told = {"place": space.name, "cause": evacuation.cause, "since": evacuation.at}
    facts = {**told, **(evacuation.failed[0] if evacuation.failed else {})}
    kind, by = MessageKind.evacuation_begun, evacuation.recorded_by_id
    outbox.tell(session, kind, about, users, at=now, facts=facts, by=by)


def post_offered(case: UseCase, permit: Permit, giver: Person, taker: Person) -> None:
    """Whom the post is offered to is called to the mouth, and the leader hears that the guardian wants to leave."""
    users = named(case.session, permit, Part.leader) | outbox.of_people(case.session, [taker.id])
    _tell(case, MessageKind.post_offered, permit, users, giver=giver.name, taker=taker.name)


def post_handed_over(case: UseCase, permit: Permit, giver: Person, taker: Person) -> None:
    """Somebody else guards than a moment ago: the leader, who may approve, and who was relieved (G46 6.3.1)."""
    users = named(case.session, permit, Part.leader, Part.approver, Part.owner_approver)
    users |= outbox.of_people(case.session, [giver.id])
    _tell(case, MessageKind.post_handed_over, permit, users, giver=giver.name, taker=taker.name, at=case.now)


def link_proposed(case: UseCase, pair: tuple[Permit, Permit]) -> None:
    """Both approvers have to sign before two crews work in one space (R69)."""
    for permit, other in (pair, pair[::-1]):
        users = named(case.session, permit, Part.approver)
        _tell(case, MessageKind.link_wanted, permit, users, other=other.number)


def link_signed(case: UseCase, pair: tuple[Permit, Permit]) -> None:
    """Both leaders may go on: the two permits may be active together."""
    for permit, other in (pair, pair[::-1]):
        users = named(case.session, permit, Part.leader, Part.guardian)
        _tell(case, MessageKind.link_signed, permit, users, other=other.number)


# -- details -------------------------------------------------------------------------------------------------


def _tell(case: UseCase, kind: MessageKind, permit: Permit, users: set[uuid.UUID], **told: object) -> None:
    facts = {"number": permit.number, "place": permit.space.name, "window_start": permit.window_start}
    tell(case, kind, Subject(MessageSubject.permit, permit.id), users, facts | told)


def _concerned(case: UseCase, permit: Permit) -> set[uuid.UUID]:
    """Who planned it, who was asked to sign it, and, once it was approved, who would guard it."""
    asked = select(Message.user_id).where(Message.subject_id == permit.id, Message.kind == MessageKind.signature_wanted)
    guards = _guarding(case, permit) if permit.approved_at is not None else set()
    return _planning(case, permit) | set(case.session.scalars(asked)) | guards


def _planning(case: UseCase, permit: Permit) -> set[uuid.UUID]:
    applicant = outbox.of_people(case.session, [permit.applicant_id])
    leader = named(case.session, permit, Part.leader)
    return planners_of(case.session, permit.job) | {permit.created_by_id} | applicant | leader


def _guarding(case: UseCase, permit: Permit) -> set[uuid.UUID]:
    return named(case.session, permit, Part.guardian)


def _street(case: UseCase, permit: Permit) -> set[uuid.UUID]:
    """The street, if it waits for this job and no other permit of it is left."""
    filing = standing_filing(case.session, permit.job_id)
    if filing is None or filing.status not in _FILED or _others_live(case.session, permit):
        return set()
    return street_of(case.session, filing)


def _others_live(session: Session, permit: Permit) -> bool:
    live = exists().where(Permit.job_id == permit.job_id, Permit.id != permit.id, Permit.status.in_(LIVE_STATUSES))
    return bool(session.scalar(select(live)))
