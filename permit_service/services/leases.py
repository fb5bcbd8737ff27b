"""离线放行权: one phone a space may let people in without network.

It is given back only by its own holder: signing out, leaving the post, handing it over, going over to another permit.
Whatever others do to it, a phone out of reach cannot know; so for as long as its snapshot lasts no other phone leads,
else two would let people in at once.
"""

import uuid
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from permit_service import unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.models.presence import GuardianPost
from permit_service.models.snapshots import SpaceLease


def take(session: Session, post: GuardianPost, actor: Actor, now: datetime, good_until: datetime) -> bool:
    """Whether the phone leads the space: it does if the lease is free, lapsed or its own, which then lasts longer.

    The caller holds the space's lock.
    """
    standing = session.scalar(
        select(SpaceLease).where(SpaceLease.space_id == post.space_id, SpaceLease.released_at.is_(None))
    )
    if standing is not None and standing.good_until > now:
        own = (standing.device, standing.user_id) == (actor.device, actor.user_id)
        if own:
            standing.post_id = post.id
            standing.good_until = max(standing.good_until, good_until)
        return own
    if standing is not None:
        standing.released_at = now
        session.flush()
    session.add(
        SpaceLease(
            space_id=post.space_id,
            post_id=post.id,
            user_id=actor.user_id,
            device=actor.device,
            since=now,
            good_until=good_until,
        )
    )
    return True


def release_post(session: Session, post_id: uuid.UUID, now: datetime) -> None:
    """The holder has given up the post."""
    session.execute(
        update(SpaceLease)
        .where(SpaceLease.post_id == post_id, SpaceLease.released_at.is_(None))
        .values(released_at=now)
    )


def release_device(actor: Actor) -> None:
    """The holder signs out on this phone, which forgets its snapshots."""
    held = (SpaceLease.device == actor.device, SpaceLease.user_id == actor.user_id, SpaceLease.released_at.is_(None))
    now = wallclock.now()
    unit_of_work.run(lambda session: session.execute(update(SpaceLease).where(*held).values(released_at=now)))
