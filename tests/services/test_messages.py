"""Messages: written with the hand-over or not at all, to whom it concerns, and carried out by e-mail until given up."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from filing_cast import drafted, late
from flask import Flask
from heard import kinds, told_to
from outcomes import invalid, raises
from pieces import PLANNED, WINDOW_START
from plan_cast import FILED, Cast, then
from post_office import PostOffice, post_office
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from permit_service import outbox, rate_limits, unit_of_work
from permit_service.config import Config
from permit_service.errors import NotFound, RateLimited
from permit_service.models.accounts import User
from permit_service.models.base import db
from permit_service.models.choices import MessageKind, MessageSubject, StopScope
from permit_service.models.filings import Filing
from permit_service.models.messages import Dispatch, EmailConfirmation, EmailFarewell, Message
from permit_service.outbox import Subject
from permit_service.queries import messages as reading
from permit_service.services import (
    dispatches,
    email_addresses,
    filing_completion,
    filing_review,
    filings,
    messages,
    stops,
    street_trainings,
)
from permit_service.services.dispatches import BACK_OFF, LEASE, Dispatched, dispatch_due
from permit_service.services.email_addresses import LIVES
from permit_service.services.filing_deadlines import NEAR, remind_of_deadlines
from permit_service.services.filing_forms import form_of
from permit_service.services.stops import StopForm
from workflows.vocabulary import StopKind

HOUR = timedelta(hours=1)
LAST_MINUTE = WINDOW_START.replace(hour=23, minute=59) - timedelta(days=3)


def test_every_hand_over_of_a_filing_reaches_its_side(cast: Cast) -> None:
    leader, officer = cast.actor("leader"), cast.actor("officer")
    filing = cast.filed_job()
    filing_id = filing.id
    assert told_to(cast, "officer") == [
        (
            MessageKind.filing_submitted,
            f"样例水务厂报备流量计井1的作业，2026-12-01 08:30 开工，报备号 {filing.number}。",
        )
    ]
    assert kinds(cast, "principal") == [MessageKind.signature_wanted]
    assert kinds(cast, "leader") == [MessageKind.permit_approved], "who does something is not told of it"
    with then(FILED + HOUR):
        filing_review.return_filing(officer, filing_id, "联系人不对。", {"contact", "phone"})
    with then(FILED + 2 * HOUR):
        revision = db.session.get_one(Filing, filing_id).revision
        form = form_of(db.session.get_one(Filing, filing_id))
        filings.edit_filing(leader, filing_id, revision, replace(form, contact="甲", phone="051280000001"))
        filing_completion.resubmit_filing(leader, filing_id)
        street_trainings.schedule(officer, filing_id, FILED + 30 * HOUR, "街道会议室")
    assert told_to(cast, "leader")[1][1].endswith("被退回，请补正联系人、电话。原因：联系人不对。")
    assert kinds(cast, "leader")[1:] == [MessageKind.filing_returned, MessageKind.street_training_set]
    assert kinds(cast, "officer")[1:] == [MessageKind.filing_resubmitted]
    assert kinds(cast, "officer") == kinds(cast, "grid")
    assert kinds(cast, "other_officer") == kinds(cast, "s_leader") == [], "neither another street nor another firm"


def test_late_filings_and_stops_tell_their_reasons(cast: Cast) -> None:
    filing = late(cast)
    assert "样例：来不及。请批复。" in told_to(cast, "officer")[0][1]
    with then(FILED + timedelta(days=2)):
        filing_review.decide_late(cast.actor("officer"), filing.id, cast.pin("officer"), allow=False, reason="样例")
    with then(FILED + timedelta(days=2, hours=1)):
        stop = stops.impose_stop(
            cast.actor("officer"), StopForm(StopKind.pause, StopScope.job, filing.job_id, "险情。")
        )
    with then(FILED + timedelta(days=3)):
        stops.lift_stop(cast.actor("officer"), stop.id, "已排除")
    assert told_to(cast, "leader")[-3:] == [
        (MessageKind.late_refused, f"流量计井1的迟报 {filing.number} 未同意，不能进入。样例。"),
        (
            MessageKind.stop_imposed,
            "流量计井1：暂停要求。原因：险情。里面的人马上撤出，解除前任何人不得进入。",
        ),
        (MessageKind.stop_lifted, "流量计井1：停止要求已解除。已排除。"),
    ]
    assert kinds(cast, "principal")[-2:] == [MessageKind.stop_imposed, MessageKind.stop_lifted]


def test_no_hand_over_no_message(cast: Cast) -> None:
    draft_id = drafted(cast).id
    with then(FILED):

        def falls(session: Session) -> None:
            subject = Subject(MessageSubject.filing, draft_id)
            assert outbox.tell(session, MessageKind.filing_submitted, subject, [cast.users["officer"]], at=FILED) == 1
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            unit_of_work.run(falls)
    assert kinds(cast, "officer") == []


def test_a_deadline_is_told_once_and_only_while_nothing_was_filed(cast: Cast) -> None:
    job_id = cast.approved_permit().job_id
    says = "流量计井1的作业 2026-12-01 08:30 开工，最迟 2026-11-28 23:59 前提交报备，现在还没有提交。"
    near = (MessageKind.filing_deadline_near, says)
    for moment, news in (
        (LAST_MINUTE - NEAR - 2 * HOUR, 0),
        (LAST_MINUTE - NEAR + HOUR, 2),
        (LAST_MINUTE - NEAR + HOUR, 0),
        (LAST_MINUTE - NEAR + 2 * HOUR, 0),
    ):
        with then(moment):
            assert remind_of_deadlines() == news, moment
    assert near in told_to(cast, "leader")
    assert near in told_to(cast, "manager")
    moved = cast.planned_job(cast.job_form(window_start=WINDOW_START + 24 * HOUR, window_end=WINDOW_START + 30 * HOUR))
    with then(LAST_MINUTE - HOUR):
        filings.submit_filing(cast.actor("leader"), filings.make_from_job(cast.actor("leader"), job_id).id)
        assert remind_of_deadlines() == 0
    with then(LAST_MINUTE + HOUR):
        assert remind_of_deadlines() == 2
    assert {row.subject_id for row in db.session.scalars(select(Message).where(Message.once.is_not(None)))} == {
        job_id,
        moved.id,
    }


def test_reading_ones_own(cast: Cast) -> None:
    cast.filed_job()
    officer, now = cast.actor("officer"), FILED + HOUR
    (message,) = reading.messages(db.session(), cast.users["officer"]).rows
    with then(now):
        with pytest.raises(NotFound):
            messages.mark_read(cast.actor("grid"), message.id)
        assert reading.count_unread(db.session(), cast.users["officer"]) == 1
        messages.mark_read(officer, message.id)
        messages.mark_all_read(cast.actor("grid"))
    assert reading.messages(db.session(), cast.users["officer"], unread=True).rows == ()
    assert [reading.count_unread(db.session(), cast.users[who]) for who in ("officer", "grid", "principal")] == [
        0,
        0,
        1,
    ]
    unit_of_work.run(lambda session: outbox.purge(session, FILED + timedelta(days=200)))
    assert kinds(cast, "officer") == []


# -- e-mail --------------------------------------------------------------------------------------------------


@pytest.fixture
def office(app: Flask) -> Iterator[PostOffice]:
    """A mail server that the application knows of."""
    with post_office() as open_office:
        app.config["SERVICE"] = _with_mail(app, open_office)
        yield open_office


def _with_mail(app: Flask, office: PostOffice) -> Config:
    return replace(app.config["SERVICE"], mail=office.server)


def told_by_mail(cast: Cast, address: str = "officer@example.com") -> None:
    """The officer gave an address, and was told of a filing."""
    give(cast, address)
    cast.filed_job()


def give(cast: Cast, address: str | None) -> None:
    """The officer's confirmed address."""
    of_officer = update(User).where(User.id == cast.users["officer"])
    unit_of_work.run(lambda session: session.execute(of_officer.values(email=address)))


def outcome(moment: datetime) -> tuple[int, int, int]:
    """What a round at this moment does: delivered, put off, given up."""
    with then(moment):
        done = dispatch_due()
        db.session.rollback()
    return done.delivered, done.put_off, done.given_up


def test_a_message_goes_out_once_to_whom_has_an_address(cast: Cast, office: PostOffice) -> None:
    told_by_mail(cast)
    assert db.session.query(Message).count() > db.session.query(Dispatch).count() == 1
    assert [outcome(FILED), outcome(FILED + HOUR)] == [(1, 0, 0), (0, 0, 0)]
    (letter,) = office.letters
    assert (letter["To"], letter["Subject"]) == ("officer@example.com", "准入：收到报备")
    assert letter["From"] == "permits@example.com"
    text = letter.get_content()
    assert "2026-12-01 08:30 开工" in text
    assert "http://localhost/messages" in text


def test_what_fails_is_tried_again_and_in_the_end_given_up(cast: Cast, office: PostOffice) -> None:
    told_by_mail(cast)
    office.answers = ["450 later"] * (len(BACK_OFF) + 1)
    moment = FILED
    for wait in BACK_OFF:
        assert outcome(moment) == (0, 1, 0)
        assert outcome(moment + wait - timedelta(seconds=1)) == (0, 0, 0)
        moment += wait
    assert outcome(moment) == (0, 0, 1)
    assert outcome(moment + timedelta(days=9)) == (0, 0, 0)
    row = db.session.scalars(select(Dispatch)).one()
    assert (row.tries, row.fault, row.given_up_at) == (len(BACK_OFF) + 1, "refused 450", moment)
    assert office.letters == []
    assert len(office.recipients) == len(BACK_OFF) + 1


def test_an_address_that_is_rejected_is_not_tried_again(cast: Cast, office: PostOffice) -> None:
    told_by_mail(cast)
    office.answers = ["550 no such person"]
    assert outcome(FILED) == (0, 0, 1)


def test_nothing_goes_to_an_address_taken_back(cast: Cast, office: PostOffice) -> None:
    told_by_mail(cast)
    give(cast, None)
    assert outcome(FILED) == (0, 0, 1)
    assert office.recipients == []


def test_a_dispatch_whose_sender_died_comes_back(
    cast: Cast, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_by_mail(cast)
    with monkeypatch.context() as patched, then(FILED):
        patched.setattr(dispatches, "_carry", _dies)
        with pytest.raises(ZeroDivisionError):
            dispatch_due()
    assert outcome(FILED + LEASE - timedelta(seconds=1)) == (0, 0, 0)
    assert outcome(FILED + LEASE) == (1, 0, 0)
    assert len(office.letters) == 1


def _dies(*_: object) -> str:
    raise ZeroDivisionError


def test_no_server_no_dispatch(cast: Cast, app: Flask) -> None:
    told_by_mail(cast)
    assert kinds(cast, "officer") == [MessageKind.filing_submitted]
    assert db.session.query(Dispatch).count() == 0
    with then(FILED):
        assert dispatch_due() == Dispatched()


def test_a_server_that_is_away_is_tried_again(cast: Cast, app: Flask) -> None:
    with post_office() as gone:
        app.config["SERVICE"] = _with_mail(app, gone)
    told_by_mail(cast)
    assert outcome(FILED) == (0, 1, 0)
    assert db.session.scalars(select(Dispatch)).one().fault == "ConnectionRefusedError"


# -- confirming an address -----------------------------------------------------------------------------------


def link_in(office: PostOffice) -> str:
    """The token of the link in the last letter."""
    (link,) = re.findall(r"http://localhost/M/(\S+)", office.letters[-1].get_content())
    return link


def test_an_address_is_confirmed_before_anything_is_sent_there(cast: Cast, office: PostOffice) -> None:
    officer, grid = cast.actor("officer"), cast.actor("grid")
    with then(PLANNED - HOUR):
        email_addresses.set_address(officer, " officer@example.com ")
    cast.filed_job()
    assert db.session.query(Dispatch).count() == 1, "only the letter that asks, not the message"
    assert outcome(PLANNED) == (1, 0, 0)
    (letter,) = office.letters
    assert (letter["To"], letter["Subject"]) == ("officer@example.com", "准入：确认邮箱")
    assert "officer" not in letter.get_content().replace(link_in(office), ""), "it tells neither name nor account"
    first = link_in(office)
    with then(PLANNED), raises(NotFound):
        email_addresses.confirm(grid, first)
    for broken in ("", first[:-1] + ("0" if first[-1] != "0" else "1"), first[32:] + first[:32]):
        with then(PLANNED), raises(NotFound):
            email_addresses.confirm(officer, broken)
    with then(PLANNED):
        assert email_addresses.confirm(officer, first) == "officer@example.com"
    with then(PLANNED), raises(NotFound):
        email_addresses.confirm(officer, first)
    with then(PLANNED):
        email_addresses.set_address(officer, "new@example.com")
    assert db.session.get_one(User, cast.users["officer"]).email == "officer@example.com"
    assert outcome(PLANNED) == (1, 0, 0)
    second = link_in(office)
    with then(PLANNED + LIVES), raises(NotFound):
        email_addresses.confirm(officer, second)
    with then(PLANNED + HOUR):
        email_addresses.set_address(officer, "officer@example.com")
    with then(PLANNED + HOUR), raises(NotFound):
        email_addresses.confirm(officer, second)
    assert len(office.letters) == 2
    later = PLANNED + 2 * HOUR
    with then(later):
        email_addresses.set_address(officer, "new@example.com")
    assert outcome(later) == (1, 0, 0)
    with then(later):
        email_addresses.confirm(officer, link_in(office))
    assert outcome(later) == (1, 0, 0)
    farewell = office.letters[-1]
    assert (farewell["To"], farewell["Subject"]) == ("officer@example.com", "准入：邮箱不再接收消息")
    assert "账号 officer 在" in farewell.get_content()
    assert "new@" not in farewell.get_content(), "the address before does not hear of the new one"
    with then(later):
        email_addresses.set_address(officer, "")
    assert db.session.get_one(User, cast.users["officer"]).email is None
    assert outcome(later) == (1, 0, 0)
    assert office.recipients[-1] == "new@example.com"
    unit_of_work.run(lambda session: outbox.purge(session, FILED + timedelta(days=200)))
    assert not any(db.session.query(gone).count() for gone in (EmailConfirmation, EmailFarewell, Dispatch))


def test_letters_to_strangers_are_few_and_late_ones_stay(cast: Cast, office: PostOffice) -> None:
    officer = cast.actor("officer")
    for number in range(rate_limits.ADDRESS_LETTER.count):
        with then(PLANNED):
            email_addresses.set_address(officer, f"a{number}@example.com")
    with then(PLANNED), raises(RateLimited):
        email_addresses.set_address(officer, "more@example.com")
    assert outcome(PLANNED) == (1, 0, 4), "those that were replaced do not go out"
    assert office.recipients == ["a4@example.com"]


def test_an_address_that_is_none(cast: Cast, app: Flask) -> None:
    for address in ("officer", "a@b", "a b@example.com", "a@example.com\nBcc: x@example.com", "样例@example.com"):
        with then(PLANNED), invalid(email="email_format"):
            email_addresses.set_address(cast.actor("officer"), address)
    with then(PLANNED), invalid(email="mail_missing"):
        email_addresses.set_address(cast.actor("officer"), "officer@example.com")
