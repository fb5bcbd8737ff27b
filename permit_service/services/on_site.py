"""What use cases at the mouth share: the guardian's beat, the columns of evidence, moments and pictures as told."""

import uuid
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import case as when
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from permit_service import storage
from permit_service.actor import Actor
from permit_service.errors import Forbidden, Invalid, NotFound, RefusedError
from permit_service.facts_of.rules import rules_of
from permit_service.models.base import db
from permit_service.models.choices import SignatureAct
from permit_service.models.columns import Evidence
from permit_service.models.permits import Permit
from permit_service.models.presence import GuardianPost
from permit_service.models.signatures import Signature
from permit_service.services.case import Case, on_permit
from permit_service.services.signing import Signer, Signing, accountable
from permit_service.storage import IMAGES
from workflows.limits import GB46768
from workflows.vocabulary import LIVE_STATUSES, Action, Part, Status

T = TypeVar("T")
E = TypeVar("E", bound=Evidence)

#: A beat that follows another sooner than this is not written.
BEAT_EVERY = timedelta(seconds=20)

#: Silence after which a phone is back, not merely heard.
_QUIET = timedelta(seconds=GB46768.quiet_seconds)

#: Statuses in which something may happen at the mouth.
UNDER_WAY = LIVE_STATUSES - {Status.draft}


def on_site(
    actor: Actor,
    permit_id: uuid.UUID,
    act: Callable[[Case], T],
    *,
    spaces: Collection[uuid.UUID] = (),
    permits: Collection[uuid.UUID] = (),
    retry_unique: bool = False,
) -> T:
    """:func:`on_permit` for an act on site: whatever the guardian does about the permit is a beat (design §7)."""

    def work(case: Case) -> T:
        beat(case.session, actor, permit_id, case.now)
        return act(case)

    return on_permit(actor, permit_id, work, spaces=spaces, permits=permits, retry_unique=retry_unique)


def beat(session: Session, actor: Actor, permit_id: uuid.UUID, now: datetime) -> None:
    """Note that the guardian's phone was heard, after a silence perhaps; nothing for anybody else."""
    heard_again = when((GuardianPost.last_beat_at <= now - _QUIET, now), else_=GuardianPost.heard_again_at)
    session.execute(
        update(GuardianPost)
        .where(*is_beat_due(actor, permit_id, now))
        .values(last_beat_at=now, heard_again_at=heard_again)
    )


def is_beat_due(actor: Actor, permit_id: uuid.UUID, now: datetime) -> tuple[Any, ...]:
    """The conditions on the actor's own open post on this permit, not heard for a while."""
    return (
        GuardianPost.permit_id == permit_id,
        GuardianPost.guardian_id == actor.person_id,
        GuardianPost.ended_at.is_(None),
        GuardianPost.last_beat_at <= now - BEAT_EVERY,
    )


def permit_of(kind: type[E], row_id: uuid.UUID) -> uuid.UUID:
    """The permit that a piece of evidence belongs to. Raises NotFound."""
    permit_id = db.session.scalar(select(kind.permit_id).where(kind.id == row_id))
    if permit_id is None:
        raise NotFound
    return permit_id


def stamped(case: Case, at: datetime | None = None) -> dict[str, Any]:
    """The columns every piece of evidence has; ``at`` is now unless somebody told a moment."""
    return {
        "permit_id": case.permit.id,
        "at": at or case.now,
        "created_at": case.now,
        "recorded_by_id": case.user_id,
    }


def moment_told(case: Case, told: datetime | None, field: str) -> datetime:
    """When something was measured, as told; now if nothing was told.

    Raises Invalid for ``field``: ``future`` (over a minute ahead of the server's clock), ``back_dated`` (longer ago
    than a note may be made up for).
    """
    if told is None:
        return case.now
    rules = rules_of(case.permit.enterprise)
    if told > case.now + timedelta(seconds=rules.future_seconds):
        raise Invalid({field: "future"})
    if told < case.now - timedelta(seconds=rules.back_dated_seconds):
        raise Invalid({field: "back_dated"})
    return min(told, case.now)


def person_of(case: Case) -> uuid.UUID:
    """The person who acts. Raises Forbidden for an account of nobody in the registers."""
    if case.actor.person_id is None:
        raise Forbidden
    return case.actor.person_id


def parts_of(permit: Permit, person_id: uuid.UUID) -> frozenset[Part]:
    """The parts that somebody plays on the permit, signed crew changes included."""
    standing = (member for member in permit.members if member.removed_at is None and member.person_id == person_id)
    return frozenset(part for member in standing for part in member.parts)


def require_part(case: Case, person_id: uuid.UUID, *parts: Part) -> None:
    """Raises Forbidden unless the person plays one of ``parts`` on the permit."""
    if not parts_of(case.permit, person_id) & set(parts):
        raise Forbidden


def is_named(case: Case) -> bool:
    """Whether who acts is named on the permit: on nobody else's word that all is well others go in or stay."""
    person_id = case.actor.person_id
    return person_id is not None and bool(parts_of(case.permit, person_id))


def require_under_way(case: Case) -> None:
    """For evidence that no gate guards, such as a bad value: it comes at any time between submission and the end.

    Raises RefusedError on a draft and on a permit that has ended.
    """
    if case.permit.status not in UNDER_WAY:
        raise RefusedError(case.clear(Action.prepare))


def keep_photo(case: Case, photo: bytes | None, field: str = "photo") -> uuid.UUID | None:
    """Store a picture, if there is one. Raises Invalid for ``field`` (``file_*``)."""
    if photo is None:
        return None
    return storage.save(case.session, photo, uploaded_by_id=case.user_id, at=case.now, accept=IMAGES, field=field).id


def sign(
    case: Case,
    signer: Signer,
    act: SignatureAct,
    subject_id: uuid.UUID,
    statement: Mapping[str, object],
    part: Part | None,
    image: bytes | None = None,
) -> Signature:
    """Write the accountable signature under a piece of the permit's evidence."""
    return accountable(
        case.session,
        signer,
        act,
        subject_id,
        {"permit_id": case.permit.id, **statement},
        now=case.now,
        permit_id=case.permit.id,
        how=Signing(part=part, image=image),
    )
