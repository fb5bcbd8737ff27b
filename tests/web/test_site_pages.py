"""The pages at the mouth: who sees them, what a wrong or refused form leaves behind, one tap to evacuate."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from phone import Phone, phone_of, stranger
from pieces import at
from plan_cast import PIN, then
from site_cast import shown
from sqlalchemy import func, select
from stages import Served, served_stage

from permit_service import labels
from permit_service.models import db
from permit_service.models.checks import Confirmation, GuardianCheck
from permit_service.models.gas import GasPoint, GasSeries
from permit_service.models.interruptions import Evacuation, Suspension
from permit_service.models.openings import Opening
from permit_service.models.preparation import EquipmentCheck, Isolation
from permit_service.models.presence import GuardianPost, Muster
from permit_service.models.readings import WorkReading
from permit_service.web.site_pages import step_url
from workflows.steps import Step
from workflows.vocabulary import Direction, EvacuationCause, Status

opened = served_stage("opened")
tested = served_stage("tested")
active = served_stage("active")
raised = served_stage("raised")

NOW = at("09:55")
#: Every page of a permit that is read without more than its id.
PAGES = (
    "site",
    "site/check-in",
    "site/briefing",
    "site/area",
    "site/equipment",
    "site/isolation",
    "site/opening",
    "site/ventilation",
    "site/protection",
    "site/guardian-check",
    "site/site-check",
    "site/confirm",
    "site/closing",
    "site/finish",
    "site/close",
    "gas",
    "gas/reading",
    "scan",
    "scan?direction=out",
    "scan?direction=rescue_in",
    "inside",
)


def count(served: Served, model: Any) -> int:
    with served.app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


def only(served: Served, model: Any) -> Any:
    """The single row of a table, detached."""
    with served.app.app_context():
        row = db.session.scalars(select(model)).one()
        db.session.expunge(row)
        return row


def send_in(served: Served, who: str, moment: datetime, **changes: Any) -> None:
    with served.app.app_context():
        served.site.scan(moment, who, **changes)


def amounts(*typed: str) -> dict[str, str]:
    return {f"values.{index}.amount": amount for index, amount in enumerate(typed)}


# -- who, and in what manner ----------------------------------------------------------------------------


def test_every_page_keeps_its_manners_at_every_stage(opened: Served) -> None:
    guardian = phone_of(opened, "guardian", at("08:45"))
    for path in PAGES:
        page = guardian.get(path)
        assert page.status == 200, path
        page.assert_manners()
        assert 'class="top"' in page.text, path
        assert '/inside/evacuate"' in page.text, path


def test_pages_during_work_keep_their_manners(active: Served) -> None:
    send_in(active, "entrant", at("09:52"), tools=2)
    guardian = phone_of(active, "guardian", NOW)
    for path in PAGES:
        page = guardian.get(path)
        assert page.status == 200, path
        page.assert_manners()
    person = active.site.cast.people["entrant"]
    guardian.get(f"site/protection/{person}").assert_manners()


def test_strangers_find_nothing_and_nobody_is_sent_to_sign_in(raised: Served) -> None:
    outsider, nobody = phone_of(raised, "s_leader", at("08:00")), stranger(raised, at("08:00"))
    for path in PAGES:
        assert outsider.get(path).status == 404, path
        answer = nobody.get(path)
        assert (answer.status, "/sign-in" in answer.response.location) == (302, True), path
    assert outsider.send(f"{outsider.base}/inside/evacuate", {}).status == 404
    assert count(raised, Evacuation) == 0


def test_a_form_without_its_token_does_nothing(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    assert guardian.send(f"{guardian.base}/inside/evacuate", {}).status == 400
    assert count(active, Evacuation) == 0


def test_every_look_of_the_guardian_is_a_beat(active: Served) -> None:
    guardian, leader = phone_of(active, "guardian", at("10:00")), phone_of(active, "leader", at("10:05"))
    leader.get("site")
    assert only(active, GuardianPost).last_beat_at < at("10:00")
    guardian.get("inside")
    assert only(active, GuardianPost).last_beat_at == at("10:00")
    guardian.at(at("10:05")).get("scan")
    assert only(active, GuardianPost).last_beat_at == at("10:05")


def test_every_step_has_its_line_and_its_page(raised: Served) -> None:
    guardian = phone_of(raised, "guardian", at("08:00"))
    with raised.app.test_request_context():
        addresses = {step: step_url(step, raised.site.permit_id) for step in Step}
    for step, address in addresses.items():
        assert labels.step_told(step)
        assert guardian.get(address).status == 200, step


# -- the seven ------------------------------------------------------------------------------------------


def states(phone: Phone) -> list[str]:
    return re.findall(r'<li class="gate gate-(\w+)">', phone.get("site").text)


def test_the_seven_are_green_only_when_they_hold(opened: Served) -> None:
    guardian = phone_of(opened, "guardian", at("08:45"))
    assert states(guardian) == ["safe", "must", "must", "must", "safe", "safe", "safe"]
    assert "还差 3 项可进入" in guardian.get("site").words


def test_bad_air_is_red(opened: Served) -> None:
    with opened.app.app_context():
        opened.site.test_air(at("08:50"), shown(h2s="8"))
    assert states(phone_of(opened, "guardian", at("08:56")))[1] == "forbid"


def test_everything_green_says_go(active: Served) -> None:
    page = phone_of(active, "guardian", NOW).get("site")
    assert re.findall(r'gate gate-(\w+)"', page.text) == ["safe"] * 7
    assert "可以进入" in page.words
    assert "气体有效至 10:10" in page.words


def test_the_page_never_says_go_before_the_leader_signed(tested: Served) -> None:
    page = phone_of(tested, "guardian", at("09:49")).get("site")
    assert "等进入确认" in page.words
    assert "btn-safe" not in page.text


# -- wrong and refused forms ----------------------------------------------------------------------------


def test_a_gas_point_without_a_value_is_told_beside_its_field(opened: Served) -> None:
    guardian = phone_of(opened, "guardian", at("08:50"))
    assert guardian.submit("gas", "/gas", survey_done="yes", stirred="yes").status == 303
    for typed in (("20.9", "0", "", "0"), ("20.9", "0", "-1", "0"), ("20.9", "0", "NaN", "0"), ("20.9", "0", "x", "0")):
        page = guardian.submit("gas", "/points", fields=amounts(*typed))
        assert page.status == 422, typed
        assert 'id="f-values.2.amount-error"' in page.text
        assert "H2S：" in page.words
    assert count(opened, GasPoint) == 0


def test_the_server_says_what_a_value_means(opened: Served) -> None:
    guardian = phone_of(opened, "guardian", at("08:50"))
    guardian.submit("gas", "/gas", survey_done="yes", stirred="yes")
    assert guardian.submit("gas", "/points", fields=amounts("20.9", "0", "8", "OL")).status == 303
    page = guardian.get("gas")
    page.assert_manners()
    assert "= 11.3 mg/m³" in page.words
    assert "≤ 10 mg/m³" in page.words
    assert "超限" in page.words
    assert "超量程" in page.words
    assert "下一个点：中 1.5 m" in page.words


def test_the_same_point_sent_twice_counts_once(opened: Served) -> None:
    guardian = phone_of(opened, "guardian", at("08:50"))
    guardian.submit("gas", "/gas", survey_done="yes", stirred="yes")
    form = guardian.get("gas").form("/points")
    sent = form.fields | amounts("20.9", "0", "0", "0")
    assert [guardian.send(form.action, sent).status for _ in range(2)] == [303, 303]
    assert count(opened, GasPoint) == 1
    assert guardian.send(form.action, sent | amounts("20.8", "0", "0", "0")).status == 409
    assert count(opened, GasPoint) == 1


def test_a_test_that_may_not_begin_says_why_under_its_number(opened: Served) -> None:
    guardian = phone_of(opened, "guardian", at("08:50"))
    page = guardian.submit("gas", "/gas")
    assert page.status == 409
    assert "未经通风和检测合格不准作业" in page.words
    assert "没有查明连通的管道" in page.words
    assert count(opened, GasSeries) == 0


def test_opening_before_preparation_is_refused_and_leaves_nothing(raised: Served) -> None:
    with raised.app.app_context():
        raised.site.check_in()
    guardian = phone_of(raised, "guardian", at("08:40"))
    page = guardian.submit("site/opening", f"/openings/{raised.site.cast.opening}", upwind="yes-1")
    assert page.status == 409
    page.assert_manners()
    for heading in ("未经风险辨识不准作业", "不佩戴劳动防护用品不准作业", "未经培训演练不准作业"):
        assert heading in page.words
    assert count(raised, Opening) == 0


def test_check_in_with_another_spaces_plate_takes_no_post(raised: Served) -> None:
    guardian = phone_of(raised, "guardian", at("08:00"))
    form = guardian.get("site/check-in").form("/check-in")
    page = guardian.send(form.action, form.fields | {"permit": "P0", "plate": "S0"})
    assert page.status == 409
    page.assert_manners()
    assert count(raised, GuardianPost) == 0


def test_a_wrong_pin_writes_nothing(tested: Served) -> None:
    guardian = phone_of(tested, "guardian", at("09:50"))
    page = guardian.submit("site/confirm", "/confirm", login="leader", pin="000000")
    assert page.status == 422
    assert "签字密码不对" in page.words
    page = guardian.submit("site/guardian-check", "/guardian-check", pin="000000")
    assert page.status == 422
    assert count(tested, Confirmation) == 0
    assert count(tested, GuardianCheck) == 1


def test_another_than_the_leader_does_not_confirm(tested: Served) -> None:
    page = phone_of(tested, "guardian", at("09:50")).submit("site/confirm", "/confirm", login="guardian", pin=PIN)
    assert page.status == 409
    assert count(tested, Confirmation) == 0


def test_a_signature_that_is_no_picture_is_refused(opened: Served) -> None:
    leader = phone_of(opened, "leader", at("08:50"))
    page = leader.submit("site/site-check", "/site-check", in_order="yes", pin="000000")
    assert page.status == 422
    page = phone_of(opened, "guardian", at("08:50")).submit("site/guardian-check", "/guardian-check", signature="x")
    assert page.status == 422
    assert 'id="f-signature-error"' in page.text


def test_a_check_left_open_stays_open(opened: Served) -> None:
    guardian = phone_of(opened, "guardian", at("08:45"))
    form = guardian.get("site/equipment").form("/equipment")
    left = {name: value for name, value in form.fields.items() if name not in ("lighting",)}
    assert guardian.send(form.action, left).status == 303
    assert count(opened, EquipmentCheck) == 2
    assert "设备检查" in guardian.get("site").words.split("七不准")[0]
    wrong = guardian.send(form.action, form.fields | {"rescue_kit_metres": "far"})
    assert wrong.status == 422
    assert 'id="f-rescue_kit_metres-error"' in wrong.text
    assert count(opened, EquipmentCheck) == 2


def test_what_is_not_involved_is_told_and_what_is_removed_shuts_entry(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    assert guardian.submit("site/isolation", "/isolation").status == 422
    assert guardian.submit("site/isolation", "/rest").status == 303
    assert count(active, Isolation) == 10
    assert guardian.submit("site/isolation", "/remove").status == 303
    assert states(guardian)[0] == "must"


# -- suspending, evacuating, counting -------------------------------------------------------------------


def test_one_tap_evacuates_and_tells_who_is_still_inside(active: Served) -> None:
    send_in(active, "entrant", at("09:52"))
    guardian = phone_of(active, "guardian", NOW)
    assert guardian.submit("gas", "/inside/evacuate").status == 303
    page = guardian.get("inside")
    page.assert_manners()
    assert "还在里面" in page.words
    assert "样例entrant" in page.words
    assert "严禁盲目施救" in page.words
    assert "样例现场处置方案" in page.words
    assert "tel:119" in page.text
    with active.app.app_context():
        assert active.site.permit.status is Status.suspended
    assert "人员撤离" in guardian.get("site").words


def test_the_cause_may_be_told_with_it(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    assert guardian.submit("inside", "/inside/evacuate").status == 303
    assert only(active, Evacuation).cause is EvacuationCause.ordered
    guardian.get("inside")
    assert guardian.submit("inside", "/lift").status == 303
    form = guardian.get("inside").form("/inside/evacuate")
    assert guardian.send(form.action, form.fields | {"cause": "unwell"}).status == 303
    assert count(active, Evacuation) == 2


def test_an_evacuation_is_lifted_only_when_all_are_out(active: Served) -> None:
    send_in(active, "entrant", at("09:52"))
    guardian = phone_of(active, "guardian", NOW)
    guardian.submit("inside", "/inside/evacuate")
    assert "解除撤离" not in guardian.get("inside").words
    evacuation = only(active, Evacuation)
    form = guardian.get("inside").form("/muster")
    assert guardian.send(f"{guardian.base}/inside/evacuations/{evacuation.id}/lift", form.fields).status == 422
    assert guardian.submit("inside", "/muster", counted="1", all_out="yes").status == 303
    assert "全部撤出" in guardian.get("inside").words
    assert guardian.submit("inside", "/lift").status == 303
    assert only(active, Evacuation).lifted_at == NOW


def test_a_count_that_differs_stands_until_it_is_settled(active: Served) -> None:
    send_in(active, "entrant", at("09:52"))
    guardian = phone_of(active, "guardian", NOW)
    assert guardian.submit("inside", "/muster", counted="x").status == 422
    assert guardian.submit("inside", "/muster", counted="2").status == 303
    page = guardian.get("inside")
    page.assert_manners()
    assert "人数不符" in page.words
    assert "清点 2 人，登记 1 人" in page.words
    muster = only(active, Muster)
    assert guardian.submit("inside", f"/counts/{muster.id}", remark="多数了一人").status == 303
    assert only(active, Muster).settled_at == NOW


def test_suspending_and_marking_it(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    assert guardian.submit("site", "/suspend", remark="下雨").status == 303
    page = guardian.get("site")
    page.assert_manners()
    assert "还没有封闭" in page.words
    assert guardian.submit("site", "/mark").status == 303
    assert only(active, Suspension).marked_at == NOW
    assert "监护到岗" in guardian.get("site").words.split("七不准")[0]


def test_a_bad_value_during_work_leads_to_the_evacuation(active: Served) -> None:
    send_in(active, "entrant", at("09:52"))
    guardian = phone_of(active, "guardian", NOW)
    page = guardian.submit("gas/reading", "/reading", fields=amounts("20.9", "0", "8", "0"))
    assert (page.status, page.response.location.endswith("/inside")) == (303, True)
    assert only(active, Evacuation).cause is EvacuationCause.bad_gas
    assert count(active, WorkReading) == 1


def test_a_call_without_an_answer_is_told(active: Served) -> None:
    send_in(active, "entrant", at("09:52"))
    guardian = phone_of(active, "guardian", NOW)
    assert guardian.submit("inside", "/contact", answered="no").status == 303
    assert "联络没有应答" in guardian.get("inside").words


def test_the_guardian_leaves_and_another_takes_over(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    page = guardian.get("site")
    assert guardian.submit("site", "/leave").status == 303
    assert only(active, GuardianPost).ended_at == NOW
    assert "离岗" in page.words
    assert "没有监护人在岗" in guardian.get("site").words


def test_somebody_sees_that_the_guardian_is_gone(active: Served) -> None:
    send_in(active, "entrant", at("09:52"))
    leader = phone_of(active, "leader", NOW)
    assert leader.submit("site", "/absent").status == 303
    assert only(active, Evacuation).cause is EvacuationCause.guardian_left


def test_tools_left_inside_keep_the_work_from_ending_until_written_off(active: Served) -> None:
    send_in(active, "entrant", at("09:52"), tools=2)
    send_in(active, "entrant", NOW, direction=Direction.out, tools=1)
    leader = phone_of(active, "leader", NOW + timedelta(minutes=1))
    refused = leader.submit("site/finish", "/finish")
    assert refused.status == 409
    refused.assert_manners()
    assert leader.submit("site/finish", "/tools", tools="1", reason="", pin=PIN).status == 422
    assert leader.submit("site/finish", "/tools", tools="1", reason="卡在管口", pin=PIN).status == 303
    assert leader.submit("site/finish", "/finish").status == 303


@pytest.mark.parametrize("moment", [at("09:55")])
def test_a_fan_that_stops_with_people_inside_evacuates(active: Served, moment: datetime) -> None:
    send_in(active, "entrant", at("09:52"))
    guardian = phone_of(active, "guardian", moment)
    assert "会立即撤离" in guardian.get("site/ventilation").words
    assert guardian.submit("site/ventilation", "/stop", reason="跳闸").status == 303
    assert only(active, Evacuation).cause is EvacuationCause.fan_stopped


def test_the_clock_of_a_page_is_the_servers(active: Served) -> None:
    with then(NOW):
        answer = phone_of(active, "guardian", NOW).get("site")
    assert 'name="server-time" content="2026-12-01T01:55:00+00:00"' in answer.text
    assert answer.response.headers["Cache-Control"] == "no-store"


def test_the_safety_manager_settles_a_disputed_time_on_the_permits_page(active: Served) -> None:
    send_in(active, "entrant", at("09:52"))
    send_in(active, "entrant", at("09:55"), direction=Direction.out, device_time=at("11:55"))
    guardian, manager = phone_of(active, "guardian", at("09:57")), phone_of(active, "manager", at("09:57"))
    page = guardian.get(guardian.base)
    assert "未查明" in page.words
    assert not [form for form in page.read().forms if "/disputed-times/" in form.action]
    page = manager.get(manager.base)
    page.assert_manners()
    form = next(form for form in page.read().forms if "/disputed-times/" in form.action)
    others = {"csrf_token": guardian.get(guardian.base).form("/cancel").fields["csrf_token"]}
    assert guardian.send(form.action, {**others, "holds": "server", "remark": "样例"}).status == 409
    assert manager.send(form.action, {**form.fields, "remark": "样例"}).status == 422
    wrong = manager.send(form.action, {**form.fields, "holds": "server"})
    assert (wrong.status, "必填。" in wrong.words) == (422, True)
    told = {"holds": "server", "remark": "样例：手机时间快两小时"}
    assert manager.send(form.action, {**form.fields, **told}).status == 303
    words = guardian.get(guardian.base).words
    assert "以系统时间为准" in words
    assert "未查明" not in words
