"""The guardian's post: taken by permit and plate, kept, handed over, given up (R37, R38)."""

import uuid
from datetime import datetime, timedelta

import pytest
from heard import kinds, told_to
from pieces import WINDOW_END, at
from plan_cast import then
from site_cast import Site
from sqlalchemy import select

from permit_service import unit_of_work
from permit_service.errors import Forbidden, Invalid, NotFound
from permit_service.models.base import db
from permit_service.models.checks import Handover
from permit_service.models.choices import MessageKind
from permit_service.models.interruptions import Evacuation, Suspension
from permit_service.models.permits import PermitMember
from permit_service.models.presence import GuardianPost, Scan
from permit_service.models.spaces import ConfinedSpace, Plate
from permit_service.services import codes, posts
from permit_service.services.check_ins import CheckedIn
from permit_service.services.on_site import BEAT_EVERY
from permit_service.services.scans import Scanned
from workflows.codes import Code
from workflows.vocabulary import EvacuationCause, Part, ScanMethod, ScanVerdict, Status, SuspendReason


def told(answer: CheckedIn | Scanned) -> set[Code]:
    return {refusal.code for refusal in answer.refusals}


def second_guardian(site: Site) -> None:
    """Another guardian stands on the permit, as after a signed crew change."""
    member = PermitMember(
        permit_id=site.permit_id,
        person_id=site.cast.people["guardian_2"],
        parts=frozenset({Part.guardian}),
        added_at=at("07:00"),
    )
    unit_of_work.run(lambda session: session.add(member))


# -- checking in ------------------------------------------------------------------------------------------


def test_permit_and_plate_take_the_post(raised: Site) -> None:
    answer = raised.check_in()
    assert (answer.verdict, answer.refusals) == (ScanVerdict.admit, ())
    post = raised.post()
    assert (post.guardian_id, post.since, post.may_admit) == (raised.cast.people["guardian"], at("08:00"), True)
    assert post.device == "phone-1"
    rows = db.session.scalars(select(Scan)).all()
    assert [(row.method, row.post_id) for row in rows] == [(ScanMethod.scan, post.id)] * 2
    assert {row.plate_id for row in rows} == {None, raised.cast.plate}


def test_the_permits_number_may_be_typed(raised: Site) -> None:
    number = raised.permit.number
    assert raised.check_in(permit=number.lower().replace("-", " ")).verdict is ScanVerdict.admit
    wrong = number[:-1] + ("A" if number[-1] != "A" else "B")
    answer = raised.check_in(at("08:01"), permit=wrong)
    assert (answer.verdict, told(answer)) == (ScanVerdict.refuse, {Code.code_broken})


def test_a_plate_of_another_space_is_refused_and_recorded(raised: Site) -> None:
    other = Plate(id=uuid.uuid4(), space_id=raised.cast.other_space, code="S0002", issued_at=at("00:00"))
    unit_of_work.run(lambda session: session.add(other))
    text = codes.plate_code(db.session.scalars(select(Plate).where(Plate.code == "S0002")).one())
    answer = raised.check_in(plate=text)
    assert (answer.verdict, told(answer), answer.post) == (ScanVerdict.refuse, {Code.plate_mismatch}, None)
    assert db.session.scalars(select(GuardianPost)).all() == []
    assert {row.verdict for row in db.session.scalars(select(Scan))} == {ScanVerdict.refuse}
    assert {row.codes for row in db.session.scalars(select(Scan))} == {("plate_mismatch",)}


def test_a_revoked_plate_takes_no_post(raised: Site) -> None:
    def revoke(session: object) -> None:
        db.session.get_one(Plate, raised.cast.plate).revoked_at = at("07:00")

    unit_of_work.run(revoke)
    answer = raised.check_in()
    assert told(answer) == {Code.code_revoked}
    rows = {row.plate_id: row.codes for row in db.session.scalars(select(Scan))}
    assert rows == {None: (), raised.cast.plate: ("code_revoked",)}


def test_nobody_but_a_named_guardian_takes_the_post(raised: Site) -> None:
    for who in ("leader", "guardian_2", "manager"):
        answer = raised.check_in(who=who)
        assert answer.verdict is ScanVerdict.refuse
        assert Code.role_missing in told(answer)
    assert db.session.scalars(select(GuardianPost)).all() == []


def test_what_others_own_is_unknown_and_still_recorded(raised: Site) -> None:
    answer = raised.check_in(who="s_leader")
    assert (told(answer), answer.permit) == ({Code.code_unknown}, None)
    assert len(db.session.scalars(select(Scan)).all()) == 2


def test_a_code_that_is_not_ours_is_recorded(raised: Site) -> None:
    answer = raised.check_in(permit="https://example.com/pay?x=1")
    assert told(answer) == {Code.code_broken}
    assert len(db.session.scalars(select(Scan)).all()) == 2


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (at("08:30") - timedelta(hours=12, seconds=1), Code.code_not_yet_valid),
        (WINDOW_END, Code.code_expired),
    ],
)
def test_the_permits_code_is_good_around_its_window(raised: Site, moment: datetime, code: Code) -> None:
    assert told(raised.check_in(moment)) == {code}


def test_twelve_hours_before_the_window_is_early_enough(raised: Site) -> None:
    assert raised.check_in(at("08:30") - timedelta(hours=12)).verdict is ScanVerdict.admit


def test_where_gas_may_explode_the_phone_is_declared(raised: Site) -> None:
    def risky(session: object) -> None:
        db.session.get_one(ConfinedSpace, raised.cast.space).explosion_risk = True

    unit_of_work.run(risky)
    assert told(raised.check_in(explosion_proof=False)) == {Code.device_not_explosion_proof}
    assert raised.check_in(at("08:01")).verdict is ScanVerdict.admit
    assert raised.post().device_explosion_proof


def test_an_opening_of_another_space_is_bad_input(raised: Site) -> None:
    with pytest.raises(Invalid) as caught:
        raised.check_in(opening_id=uuid.uuid4())
    assert caught.value.fields["opening_id"].code == "unknown"
    assert db.session.scalars(select(Scan)).all() == []


def test_scanning_again_renews(raised: Site) -> None:
    raised.check_in()
    raised.check_in(at("11:00"))
    post = raised.post()
    assert (post.since, post.renewed_at) == (at("08:00"), at("11:00"))
    assert len(db.session.scalars(select(GuardianPost)).all()) == 1


# -- beats ------------------------------------------------------------------------------------------------


def test_a_beat_is_written_at_most_every_twenty_seconds(raised: Site) -> None:
    raised.check_in()
    guardian = raised.cast.actor("guardian")
    for seconds, heard in ((5, 0), (20, 20), (39, 20), (40, 40)):
        moment = at("08:00") + timedelta(seconds=seconds)
        with then(moment):
            posts.beat_for(guardian, raised.permit_id)
        assert raised.post().last_beat_at == at("08:00") + timedelta(seconds=heard), seconds
    with then(at("08:10")):
        posts.beat_for(raised.cast.actor("leader"), raised.permit_id)
    assert raised.post().last_beat_at == at("08:00") + 2 * BEAT_EVERY


def test_what_the_guardian_does_is_a_beat(raised: Site) -> None:
    raised.check_in()
    raised.prepare(at("08:20"))
    assert raised.post().last_beat_at == at("08:20")


# -- leaving ----------------------------------------------------------------------------------------------


def test_leaving_an_idle_post_ends_it(raised: Site) -> None:
    raised.check_in()
    with then(at("08:05")):
        posts.leave(raised.cast.actor("guardian"), raised.post().id)
    post = raised.post()
    assert (post.ended_at, post.may_admit) == (at("08:05"), False)
    assert raised.permit.status is Status.approved
    with then(at("08:06")), pytest.raises(Invalid):
        posts.leave(raised.cast.actor("guardian"), post.id)


def test_leaving_active_work_interrupts_it(active: Site) -> None:
    with then(at("09:55")):
        posts.leave(active.cast.actor("guardian"), active.post().id)
    assert active.permit.status is Status.suspended
    assert active.post().ended_at == at("09:55")
    pause = db.session.scalars(select(Suspension)).one()
    assert (pause.reason, pause.at) == (SuspendReason.guardian_left, at("09:55"))


def test_leaving_people_inside_brings_them_out(active: Site) -> None:
    active.scan(at("09:52"), "entrant")
    with then(at("09:55")):
        posts.leave(active.cast.actor("guardian"), active.post().id)
    assert (active.permit.status, active.post().ended_at) == (Status.suspended, None)
    assert db.session.scalars(select(Evacuation.cause)).one() is EvacuationCause.guardian_left
    active.out(at("09:58"), "entrant", by="leader")


def test_anybody_may_see_that_the_guardian_is_gone(active: Site) -> None:
    active.scan(at("09:52"), "entrant")
    with then(at("09:55")):
        posts.confirm_absence(active.cast.actor("manager"), active.post().id)
    assert active.post().confirmed_absent_at == at("09:55")
    assert active.permit.status is Status.suspended
    with then(at("09:56")), pytest.raises(NotFound):
        posts.confirm_absence(active.cast.actor("s_leader"), active.post().id)


def test_one_leaves_only_ones_own_post(active: Site) -> None:
    with then(at("09:55")), pytest.raises(Forbidden):
        posts.leave(active.cast.actor("leader"), active.post().id)


# -- handing over -----------------------------------------------------------------------------------------


def test_the_successor_accepts_by_checking_in(active: Site) -> None:
    second_guardian(active)
    active.scan(at("09:52"), "entrant")
    with then(at("09:55")):
        posts.offer_handover(active.cast.actor("guardian"), active.permit_id, active.cast.people["guardian_2"])
    assert active.post().ended_at is None  # nobody inside is unguarded meanwhile
    assert Code.guardian_not_on_post in told(active.scan(at("09:55"), "entrant_2", by="guardian_2"))
    assert kinds(active.cast, "leader")[-1] is kinds(active.cast, "guardian_2")[-1] is MessageKind.post_offered
    answer = active.check_in(at("09:56"), "guardian_2")
    assert answer.verdict is ScanVerdict.admit
    assert db.session.scalars(select(Handover.accepted_at)).one() == at("09:56")
    for who in ("leader", "principal", "guardian"):
        kind, words = told_to(active.cast, who)[-1]
        assert kind is MessageKind.post_handed_over, who
        assert "样例guardian交给样例guardian_2，2026-12-01 09:56 到岗" in words
    standing = db.session.scalars(select(GuardianPost).where(GuardianPost.ended_at.is_(None))).one()
    assert standing.guardian_id == active.cast.people["guardian_2"]
    assert active.permit.status is Status.active
    refused = told(active.scan(at("09:57"), "entrant_2", by="guardian_2"))
    of_the_post = {code for code in Code if code.startswith("guardian_")} | {Code.role_missing}
    assert not refused & of_the_post
    assert told(active.scan(at("09:57"), "entrant_2")) >= {Code.guardian_not_on_post}


def test_a_post_is_offered_to_a_named_guardian_only(active: Site) -> None:
    guardian = active.cast.actor("guardian")
    for to in ("leader", "guardian_2", "guardian"):
        with then(at("09:55")), pytest.raises(Invalid) as caught:
            posts.offer_handover(guardian, active.permit_id, active.cast.people[to])
        assert caught.value.fields["to_id"].code == "unknown"
    with then(at("09:55")), pytest.raises(Invalid) as caught:
        posts.offer_handover(guardian, active.permit_id, active.cast.people["leader"], remark="样" * 500)
    assert caught.value.fields.keys() == {"to_id", "remark"}
    with then(at("09:55")), pytest.raises(Forbidden):
        posts.offer_handover(active.cast.actor("leader"), active.permit_id, active.cast.people["guardian_2"])


def test_beside_another_guardian_one_may_leave(active: Site) -> None:
    second_guardian(active)
    active.scan(at("09:52"), "entrant")
    active.check_in(at("09:54"), "guardian_2")
    first = db.session.scalars(select(GuardianPost).order_by(GuardianPost.since)).first()
    assert first is not None
    with then(at("09:55")):
        posts.leave(active.cast.actor("guardian"), first.id)
    assert active.permit.status is Status.active
    assert db.session.scalars(select(Evacuation)).all() == []


def test_who_comes_after_one_who_left_relieves_them(active: Site) -> None:
    second_guardian(active)
    active.scan(at("09:52"), "entrant")
    with then(at("09:55")):
        posts.leave(active.cast.actor("guardian"), active.post().id)
    active.check_in(at("09:58"), "guardian_2")
    rows = db.session.scalars(select(GuardianPost).order_by(GuardianPost.since)).all()
    assert [(row.end_reason, row.ended_at) for row in rows] == [("relieved", at("09:58")), ("", None)]
