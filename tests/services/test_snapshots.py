"""离线放行单: whom a phone may let in without network, signed for it alone, one leading phone a space."""

import json
from datetime import datetime, timedelta

import pytest
from offline_phone import Phone, verified
from pieces import at
from plan_cast import then
from site_cast import Site, shown
from sqlalchemy import select

from permit_service.canonical import timestamp
from permit_service.errors import Forbidden, Invalid, NotFound
from permit_service.models.base import db
from permit_service.models.journal import JournalRow
from permit_service.models.snapshots import PassSnapshot, SpaceLease
from permit_service.queries.revocations import revoked
from permit_service.services import endings, evacuation, leases, posts, readings
from permit_service.services.codes import key_ring
from permit_service.services.readings import ReadingForm
from permit_service.services.registers import prints
from qr import keyfile


def names(people: list[dict[str, object]]) -> set[object]:
    return {one["name"] for one in people}


def open_leases() -> list[tuple[str, datetime]]:
    db.session.rollback()
    held = select(SpaceLease.device, SpaceLease.good_until).where(SpaceLease.released_at.is_(None))
    return [(row.device, row.good_until) for row in db.session.execute(held)]


def test_a_snapshot_is_signed_and_says_whom_the_gates_let_in(active: Site) -> None:
    """From the first to people inside: the list, the limits and the lapse follow the gates."""
    phone = Phone(active)
    claims = phone.take(at("09:52"))
    row = phone.snapshot
    keys = {key["kid"]: key for key in keyfile.public_jwks(key_ring())["keys"] if key["kind"] == "snapshot"}
    assert verified(row.claims, row.signature, keys[row.kid]) == claims
    assert (claims["device"], claims["user"]) == ("phone-1", str(active.cast.users["guardian"]))
    assert (claims["snapshot"], claims["lead"], claims["evacuating"]) == (str(row.id), True, False)
    allowed = {one["person"]: one for one in claims["entrants"]}
    assert set(allowed) == {str(active.cast.people[name]) for name in ("entrant", "entrant_2")}
    assert allowed[str(active.cast.people["entrant"])]["badges"] == [str(active.cast.badges["entrant"])]
    held = {one["person"]: one for one in claims["refused"]}
    guardian = held[str(active.cast.people["guardian"])]
    assert guardian["verdict"] == "refuse"
    assert "guardian_is_entrant" in guardian["codes"]
    assert guardian["messages"]
    # nobody is inside: the series of 09:40 lets in until 10:10
    assert claims["good_until"] == timestamp(at("10:10"))
    assert {"gas": "h2s", "unit": "ppm", "low": None, "high": "7.0598"} in claims["limits"]
    assert (claims["reading_every_s"], claims["interruption_s"], claims["inside"]) == (900, 0, [])
    assert json.loads(row.facts)["revision"] == claims["permit_revision"]
    assert "snapshot:issue" in db.session.scalars(select(JournalRow.tag)).all()

    active.scan(at("09:53"), "entrant")
    claims = phone.take(at("09:54"))
    assert [one["person"] for one in claims["inside"]] == [str(active.cast.people["entrant"])]
    assert len(claims["entrants"]) == 2, "who is inside may come back while others work on"
    assert claims["reading_due_at"] == claims["contact_due_at"] == timestamp(at("10:08"))
    assert claims["good_until"] == timestamp(at("10:08")), "the value due fifteen minutes after the first entry"
    with then(at("09:56")):
        readings.record_reading(
            active.cast.actor("guardian"), active.permit_id, ReadingForm(values=shown(h2s="8"), zone="井底")
        )
    claims = phone.take(at("09:57"))
    assert (claims["evacuating"], claims["entrants"]) == (True, [])
    assert "evacuation_in_force" in claims["refused"][0]["codes"]
    assert claims["good_until"] == timestamp(at("10:27")), "thirty minutes at most"


def test_one_phone_leads_a_space(active: Site) -> None:
    first, second = Phone(active), Phone(active, device="phone-2")
    assert first.take(at("09:52"))["lead"] is True
    assert second.take(at("09:53"))["lead"] is False
    assert first.take(at("09:54"))["lead"] is True
    assert open_leases() == [("phone-1", at("10:10"))]
    with then(at("09:55")):
        leases.release_device(active.cast.actor("guardian", "phone-2"))
    assert second.take(at("09:55"))["lead"] is False, "only the holder gives it back"
    with then(at("09:56")):
        leases.release_device(active.cast.actor("guardian"))
    assert second.take(at("09:56"))["lead"] is True
    active.test_air(at("10:00"))
    active.guardian_check(at("10:04"))
    active.confirm(at("10:05"))
    assert first.take(at("10:09"))["lead"] is False
    assert first.take(at("10:10"))["lead"] is True, "the other's last snapshot has lapsed"
    assert [lease.device for lease in db.session.scalars(select(SpaceLease).order_by(SpaceLease.since))] == [
        "phone-1",
        "phone-2",
        "phone-1",
    ]


def test_the_lease_is_given_back_with_the_post_but_not_taken_away(active: Site) -> None:
    phone = Phone(active)
    phone.take(at("09:52"))
    with then(at("09:53")):
        evacuation.suspend(active.cast.actor("leader"), active.permit_id)
    assert open_leases() == [("phone-1", at("10:10"))], "a phone out of reach does not know of it"
    with then(at("09:54")):
        posts.leave(active.cast.actor("guardian"), active.post().id)
    assert open_leases() == []
    with pytest.raises(Invalid) as caught:
        phone.take(at("09:55"))
    assert caught.value.fields["post"].code == "ended"


def test_only_the_guardian_of_the_post_gets_one(active: Site) -> None:
    with pytest.raises(Forbidden):
        Phone(active, who="leader").take(at("09:52"))
    with pytest.raises(NotFound):
        Phone(active, who="s_leader").take(at("09:52"))
    with pytest.raises(NotFound):
        Phone(active).take(at("09:52"), post_id=active.permit_id)
    assert db.session.scalars(select(PassSnapshot)).all() == []


def test_codes_called_back_are_listed_for_whom_they_concern(active: Site) -> None:
    guardian, stranger = active.cast.actor("guardian"), active.cast.actor("s_leader")
    with then(at("09:52")):
        assert revoked(guardian).badges == ()
        prints.issue_badge(active.cast.actor("manager"), active.cast.people["entrant"])
        endings.revoke(active.cast.actor("principal"), active.permit_id, active.cast.pin("principal"), "样例")
        found = revoked(guardian)
        assert found.badges == (active.cast.badges["entrant"],)
        assert found.permits == (active.permit_id,)
        assert revoked(stranger).badges == revoked(stranger).permits == ()
    with then(at("23:00") + timedelta(days=2)):
        assert revoked(guardian).permits == (), "its code is over by itself"
