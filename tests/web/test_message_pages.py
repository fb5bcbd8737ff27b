"""消息: the bell counts what is unread, a message leads to what it is about, the address is set on the same page."""

from dataclasses import replace

from desk import Desk
from page_client import browse
from pieces import PLANNED
from plan_cast import FILED
from post_office import post_office
from sqlalchemy import select

from permit_service.labels import message_words
from permit_service.models.base import db
from permit_service.models.messages import EmailConfirmation
from permit_service.services import email_addresses


def test_a_message_leads_to_what_it_is_about(desk: Desk) -> None:
    filing_id, _, permit_id = desk.filed()
    officer, principal = desk.browsers["officer"].at(FILED), desk.browsers["principal"].at(FILED)
    home = officer.get("/").is_sound()
    assert 'aria-label="消息，1 条未读"' in home.html
    assert "/messages" in home.links
    page = officer.get("/messages").is_sound()
    assert "收到报备" in page.words
    assert "未读" in page.words
    opened = officer.submit("/messages", "/open").is_sound(303)
    assert opened.response.headers["Location"] == f"/filings/{filing_id}"
    page = officer.get("/messages").is_sound()
    assert 'aria-label="消息"' in page.html
    assert "未读" not in page.words
    opened = principal.submit("/messages", "/open").is_sound(303)
    assert opened.response.headers["Location"] == f"/permits/{permit_id}/sign"
    stranger = browse(desk.app, desk.cast.users["s_leader"]).at(PLANNED)
    assert "还没有消息" in stranger.get("/messages").is_sound().words


def test_where_messages_go_too(desk: Desk) -> None:
    guardian = desk.browsers["guardian"]
    assert "没有接通邮件" in guardian.get("/me/email").is_sound().words
    with post_office() as office:
        desk.app.config["SERVICE"] = replace(desk.app.config["SERVICE"], mail=office.server)
        assert "name@example.com" in guardian.submit("/me/email", "/email", email="guardian").is_sound(422).words
        guardian.submit("/me/email", "/email", email="guardian@example.com").is_sound(303)
        page = guardian.get("/me/email").is_sound()
        assert message_words.EMAIL_ASKED in page.words
        assert "等待确认" in page.words
        with desk.app.app_context():
            token = email_addresses.token_of(db.session.scalars(select(EmailConfirmation)).one())
        for stranger, link in ((guardian, "no-link"), (desk.browsers["officer"], token)):
            assert stranger.look(f"/M/{link}").is_sound(303).response.headers["Location"] == "/me/email"
            assert message_words.EMAIL_LINK_DEAD in stranger.get("/me/email").is_sound().words
        assert "guardian@example.com" in guardian.get(f"/M/{token}").is_sound().words
        guardian.submit(f"/M/{token}", f"/M/{token}").is_sound(303)
        assert "现在发到" in guardian.get("/me/email").is_sound().words
        assert "guardian@example.com" in guardian.get("/messages").words
        guardian.submit("/me/email", "/email", email="").is_sound(303)
        assert "guardian@example.com" not in guardian.get("/messages").html
