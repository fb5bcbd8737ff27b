"""A device's write is carried out once; a retry is answered from what is stored."""

import uuid
from datetime import timedelta

import pytest
from core_rows import account
from flask import Flask
from rows import NOON
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from threads import at_once

from permit_service import device_replies
from permit_service.device_replies import Reply, Write
from permit_service.errors import Conflict, ProblemCode
from permit_service.models import db
from permit_service.models.system import DeviceReply, JobSlot

LATER = NOON + timedelta(seconds=30)


@pytest.fixture
def user_id(app: Flask) -> uuid.UUID:
    return account()


def write(user_id: uuid.UUID, nonce: str = "n1", **body: object) -> Write:
    return Write("phone", nonce, user_id, {"operation": "scan", **body})


def send(asked: Write, now: object = NOON, answer: str = "admit") -> Reply:
    def decide(session: Session) -> tuple[int, dict[str, object]]:
        session.add(JobSlot(job=uuid.uuid4().hex, slot=NOON, claimed_at=NOON))
        return 201, {"verdict": answer}

    return device_replies.once(asked, decide, now=now)


def times_done() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(JobSlot)) or 0


def test_a_retry_gets_the_stored_answer(user_id: uuid.UUID) -> None:
    first = send(write(user_id))
    again = send(write(user_id), now=LATER, answer="refuse")
    assert first == Reply(201, {"verdict": "admit"}, NOON, replayed=False)
    assert again == Reply(201, {"verdict": "admit"}, NOON, replayed=True)
    assert times_done() == 1


def test_another_body_under_the_same_nonce_is_refused(user_id: uuid.UUID) -> None:
    send(write(user_id, badge="a"))
    with pytest.raises(Conflict) as caught:
        send(write(user_id, badge="b"))
    assert caught.value.code is ProblemCode.nonce_reused
    assert times_done() == 1


def test_another_user_of_the_device_never_sees_the_answer(user_id: uuid.UUID) -> None:
    send(write(user_id))
    with pytest.raises(Conflict):
        send(write(account("wang")))
    assert times_done() == 1


def test_another_nonce_is_another_write(user_id: uuid.UUID) -> None:
    send(write(user_id))
    assert not send(write(user_id, nonce="n2")).replayed
    assert times_done() == 2


def test_a_failed_decision_may_be_sent_again(user_id: uuid.UUID) -> None:
    def fail(session: Session) -> tuple[int, dict[str, object]]:
        raise LookupError

    with pytest.raises(LookupError):
        device_replies.once(write(user_id), fail, now=NOON)
    assert not send(write(user_id)).replayed


def test_the_same_write_at_once_is_done_once(app: Flask, user_id: uuid.UUID) -> None:
    replies = at_once(app, 8, lambda _: send(write(user_id)))
    assert sorted(reply.replayed for reply in replies) == [False] + [True] * 7
    assert times_done() == 1
    assert db.session.scalar(select(func.count()).select_from(DeviceReply)) == 1


@pytest.mark.parametrize(
    ("replayed", "seconds", "good_for", "green"),
    [
        (False, 0, None, True),
        (False, 3600, None, True),
        (False, 10, 10, False),
        (False, 9, 10, True),
        (True, 60, None, True),
        (True, 61, None, False),
        (True, 30, 30, False),
        (True, 29, 30, True),
    ],
)
def test_an_old_admission_does_not_stay_green(replayed: bool, seconds: int, good_for: int | None, green: bool) -> None:
    reply = Reply(201, {}, NOON, replayed)
    good_until = None if good_for is None else NOON + timedelta(seconds=good_for)
    assert reply.may_be_green(NOON + timedelta(seconds=seconds), good_until) is green
