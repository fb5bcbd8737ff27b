"""The guardian's page while people are inside: the fan looked at with one tap, the post handed over, what is due."""

from page_client import phone_of
from pieces import at
from stages import Served, served_stage

from permit_service import unit_of_work
from permit_service.models.interruptions import Evacuation
from permit_service.models.openings import VentilationCheck
from permit_service.models.permits import PermitMember
from workflows.vocabulary import EvacuationCause, Part

active = served_stage("active")

NOW = at("09:55")


def test_the_page_tells_what_is_due_and_who_is_inside(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    assert "countdown-big" not in guardian.get("inside").html
    active.scan("entrant", at("09:52"))
    page = guardian.get("inside")
    assert "countdown-big" in page.html
    for words in ("下次气体记录 10:07", "下次联络 10:07", "样例entrant", "09:52 进入", "监护交接、离岗", "换人"):
        assert words in page.words


def test_one_tap_says_that_the_fan_runs(active: Served) -> None:
    active.scan("entrant", at("09:52"))
    guardian = phone_of(active, "guardian", NOW)
    form = guardian.get("inside").form("/check")
    assert form.fields.keys() == {"csrf_token"}
    assert guardian.send(form.action, form.fields | {"running": "yes"}).status == 303
    page = guardian.get("inside")
    assert "已记录，风机在转" in page.words
    assert "09:55 看过在转" in page.words
    assert active.only(VentilationCheck).running
    assert active.count(Evacuation) == 0


def test_a_fan_found_standing_still_brings_everybody_out(active: Served) -> None:
    active.scan("entrant", at("09:52"))
    guardian = phone_of(active, "guardian", NOW)
    form = guardian.get("inside").form("/check")
    assert guardian.send(form.action, form.fields | {"running": "no"}).status == 303
    assert "还在里面" in guardian.get("inside").words
    assert active.only(Evacuation).cause is EvacuationCause.fan_stopped
    assert not active.only(VentilationCheck).running
    assert guardian.send(form.action, form.fields | {"running": "yes"}).status == 422


def test_a_post_handed_over_stays_guarded_until_the_other_has_come(active: Served) -> None:
    active.scan("entrant", at("09:52"))
    with active.app.app_context():
        member = PermitMember(permit_id=active.site.permit_id, person_id=active.site.cast.people["guardian_2"])
        member.parts, member.added_at = frozenset({Part.guardian}), at("07:00")
        unit_of_work.run(lambda session: session.add(member))
    guardian, other = phone_of(active, "guardian", NOW), phone_of(active, "guardian_2", at("09:56"))
    assert guardian.submit("site", "/handover", to_id=active.site.cast.people["guardian_2"]).status == 303
    told = "样例guardian 09:55 提出交接给 样例guardian_2。接班的人扫码到岗后才算交接，此前 样例guardian 不能离开"
    assert told in guardian.get("inside").words
    assert "接班，扫码到岗" not in guardian.get("site").words
    assert "接班，扫码到岗" in other.get("site").words
    with active.app.app_context():
        active.site.check_in(at("09:57"), "guardian_2")
    assert "提出交接给" not in other.at(at("09:58")).get("site").words
    assert active.count(Evacuation) == 0
