"""Writes of devices, each carried out once: a retry gets the stored answer, another body under its nonce is refused.

A phone that lost the answer sends the same body with the same nonce again. What is found is the user's own only.
"""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import unit_of_work
from permit_service.canonical import canonical_bytes, sha256_of
from permit_service.errors import Conflict, ProblemCode
from permit_service.models.system import DeviceReply

#: A replayed admission stays green for so long after it was decided, if it is still good at all.
GREEN_FOR = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Write:
    """One write of one device. ``body`` is what was asked, the operation's name included."""

    device: str
    nonce: str
    user_id: uuid.UUID
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer, new or stored. ``answer`` is JSON as it was first sent."""

    http_status: int
    answer: Mapping[str, object]
    decided_at: datetime
    replayed: bool

    def may_be_green(self, now: datetime, good_until: datetime | None) -> bool:
        """Whether an admission in this answer may still be shown green at ``now``."""
        if good_until is not None and now >= good_until:
            return False
        return not self.replayed or now - self.decided_at <= GREEN_FOR


def once(
    write: Write,
    decide: Callable[[Session], tuple[int, Mapping[str, object]]],
    *,
    now: datetime,
    spaces: unit_of_work.Ids = (),
    permits: unit_of_work.Ids = (),
) -> Reply:
    """Carry out ``decide`` and store its HTTP status and answer, all in one unit of work; or replay what is stored.

    ``decide`` may call one use case, which then runs in this unit. What must be its own transaction (proving a signer,
    counting tries) comes before.

    Raises Conflict ``nonce_reused`` if the nonce was used for another body or by another user of the device, and what
    ``decide`` and the unit of work raise: then nothing is stored, and the write may be sent again.
    """

    def work(session: Session) -> Reply:
        stored = _stored(session, write)
        if stored is not None:
            return stored
        with unit_of_work.hosting(session):
            http_status, answer = decide(session)
        text = canonical_bytes(answer).decode()
        session.add(
            DeviceReply(
                device=write.device,
                nonce=write.nonce,
                user_id=write.user_id,
                body_hash=sha256_of(write.body),
                http_status=http_status,
                answer=text,
                decided_at=now,
            )
        )
        session.flush()  # of two equal writes at once the second fails here, and finds the first when run again
        return Reply(http_status, _answer(text), now, replayed=False)

    return unit_of_work.run(work, spaces=spaces, permits=permits, retry_unique=True)


def _stored(session: Session, write: Write) -> Reply | None:
    row = session.scalar(
        select(DeviceReply).where(DeviceReply.device == write.device, DeviceReply.nonce == write.nonce)
    )
    if row is None:
        return None
    if row.user_id != write.user_id or row.body_hash != sha256_of(write.body):
        raise Conflict(ProblemCode.nonce_reused)
    return Reply(row.http_status, _answer(row.answer), row.decided_at, replayed=True)


def _answer(text: str) -> Mapping[str, object]:
    answer = json.loads(text)
    del answer["v"]
    return answer
