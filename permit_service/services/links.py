"""Links between permits of one space (交叉作业): active together once both approvers signed (R69; site-rules 22)."""

import uuid

from sqlalchemy import and_, or_, select

from permit_service.actor import Actor
from permit_service.errors import Conflict, Forbidden, Invalid, NotFound, ProblemCode
from permit_service.journal import Stream
from permit_service.models.base import db
from permit_service.models.changes import PermitLink
from permit_service.models.choices import SignatureAct
from permit_service.models.journal import StreamKind
from permit_service.models.permits import Permit
from permit_service.queries import scope
from permit_service.services import signing
from permit_service.services.case import Case, on_permit
from permit_service.services.hand_overs import permits as hand_overs
from permit_service.services.inputs import Faults
from permit_service.services.on_site import parts_of, stamped
from permit_service.services.signing import Signer, SignIn, Signing
from workflows.vocabulary import Action, Part, Status

#: Statuses in which permits may be linked.
LINKED = frozenset({Status.submitted, Status.approved, Status.active, Status.suspended})
_LONG = 2000


def propose_link(actor: Actor, permit_id: uuid.UUID, other_id: uuid.UUID, arrangement: str) -> PermitLink:
    """Say how two crews in one space keep out of each other's way.

    Raises Invalid (``arrangement``; ``other_id``: ``unknown``, ``other_space``, ``not_submitted``, ``taken``), Conflict
    ``stale`` while this permit is not submitted, RefusedError for who does not plan it, NotFound.
    """

    def act(case: Case) -> PermitLink:
        permit = case.permit
        case.ask(Action.assign)
        if permit.status not in LINKED:
            raise Conflict(ProblemCode.stale)
        faults = Faults()
        told = faults.words("arrangement", arrangement, longest=_LONG)
        other = _other(case, actor, other_id)
        faults.check(other.space_id == permit.space_id and other.id != permit.id, "other_id", "other_space")
        faults.check(other.status in LINKED, "other_id", "not_submitted")
        faults.check(_between(case, other_id) is None, "other_id", "taken")
        faults.raise_any()
        link = case.write(PermitLink(**stamped(case), other_id=other_id, arrangement=told))
        case.record("link:propose", {"link_id": link.id, "other_id": other_id}, also=_streams(other_id))
        hand_overs.link_proposed(case, (permit, other))
        return link

    return on_permit(actor, permit_id, act, permits=_known(other_id), retry_unique=True)


def sign_link(actor: Actor, link_id: uuid.UUID, sign_in: SignIn, image: bytes | None = None) -> PermitLink:
    """An approver of either permit signs for it; with both signatures the two may be active together.

    Who approves both signs for both; who sees only one of the two may sign for that one.

    Raises Invalid (PIN), Forbidden, Conflict ``stale`` when nothing of theirs is
    missing, NotFound.
    """
    signer = signing.reauthenticate(actor, sign_in)
    known = db.session.get(PermitLink, link_id)
    if known is None:
        raise NotFound
    both = (known.permit_id, known.other_id)
    seen_id = next((one for one in both if scope.SEES["permit_id"](actor, one)), known.permit_id)

    def act(case: Case) -> PermitLink:
        link = case.session.get_one(PermitLink, link_id)
        pair = case.session.get_one(Permit, link.permit_id), case.session.get_one(Permit, link.other_id)
        _sign_for(case, link, pair, signer, image)
        if link.signed_at is not None and link.other_signed_at is not None:
            link.completed_at = case.now
            for permit in pair:
                permit.linked = True
        other = next(permit for permit in pair if permit.id != case.permit.id)
        other.revision += 1
        own = signing.as_signer(case, signer)
        told = {"link_id": link.id, "signer_id": signer.person_id, "complete": link.completed_at is not None}
        own.record("link:sign", told, also=_streams(other.id))
        if link.completed_at is not None:
            hand_overs.link_signed(own, pair)
        return link

    return on_permit(actor, seen_id, act, permits=both)


def _sign_for(case: Case, link: PermitLink, pair: tuple[Permit, Permit], signer: Signer, image: bytes | None) -> None:
    may = [Part.approver in parts_of(permit, signer.person_id) for permit in pair]
    if not any(may):
        raise Forbidden
    own, theirs = may[0] and link.signed_at is None, may[1] and link.other_signed_at is None
    if not own and not theirs:
        raise Conflict(ProblemCode.stale)
    statement = {
        "permits": {str(permit.id): permit.document_sha256 for permit in pair},
        "arrangement": link.arrangement,
    }
    signing.accountable(
        case.session,
        signer,
        SignatureAct.link,
        link.id,
        statement,
        now=case.now,
        permit_id=pair[0].id if own else pair[1].id,
        how=Signing(part=Part.approver, image=image),
    )
    link.signed_at = case.now if own else link.signed_at
    link.other_signed_at = case.now if theirs else link.other_signed_at


def _known(other_id: uuid.UUID) -> tuple[uuid.UUID, ...]:
    """To lock it, it must be there; one that is not is told beside its field."""
    return (other_id,) if db.session.get(Permit, other_id) is not None else ()


def _other(case: Case, actor: Actor, other_id: uuid.UUID) -> Permit:
    try:
        return scope.permit(case.session, actor, other_id)
    except NotFound:
        raise Invalid({"other_id": "unknown"}) from None


def _between(case: Case, other_id: uuid.UUID) -> PermitLink | None:
    one = case.permit.id
    return case.session.scalar(
        select(PermitLink).where(
            or_(
                and_(PermitLink.permit_id == one, PermitLink.other_id == other_id),
                and_(PermitLink.permit_id == other_id, PermitLink.other_id == one),
            )
        )
    )


def _streams(other_id: uuid.UUID) -> tuple[Stream, ...]:
    return (Stream(StreamKind.permit, other_id),)
