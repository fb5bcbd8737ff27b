"""The pages at the mouth: who sees them, what a wrong or refused form leaves behind, one tap to evacuate."""

import re

from page_client import Browser, phone_of, stranger
from pieces import at
from plan_cast import PIN, then
from site_cast import shown
from stages import Served, served_stage

from permit_service import labels
from permit_service.models import db
from permit_service.models.checks import Confirmation, GuardianCheck
from permit_service.models.gas import GasPoint, GasSeries
from permit_service.models.interruptions import Evacuation
from permit_service.models.openings import Opening
from permit_service.models.people import Badge
from permit_service.models.preparation import EquipmentCheck, Isolation
from permit_service.models.presence import GuardianPost, Scan
from permit_service.models.spaces import Plate
from permit_service.web.site_pages import step_url
from workflows.steps import Step

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


def amounts(*typed: str) -> dict[str, str]:
    return {f"values.{index}.amount": amount for index, amount in enumerate(typed)}


# -- who, and in what manner ----------------------------------------------------------------------------


def test_every_page_keeps_its_manners_at_every_stage(opened: Served) -> None:
    guardian = phone_of(opened, "guardian", at("08:45"))
    for path in PAGES:
        page = guardian.get(path)
        assert 'class="top"' in page.html, path
        assert '/inside/evacuate"' in page.html, path


def test_pages_during_work_keep_their_manners(active: Served) -> None:
    active.scan("entrant", at("09:52"), tools=2)
    guardian = phone_of(active, "guardian", NOW)
    for path in PAGES:
        guardian.get(path)
    person = active.site.cast.people["entrant"]
    guardian.get(f"site/protection/{person}")


def test_a_record_of_a_fault_is_no_all_clear(raised: Served) -> None:
    guardian = phone_of(raised, "guardian", at("08:05"))
    with then(at("08:05")), raised.app.app_context():
        raised.site.check_in(at("08:05"))
    for ticked, sign in (({}, "warn"), ({"closed": "yes", "notice_board": "yes"}, "safe")):
        form = guardian.get("site/area").form("/site/area")
        assert guardian.send(form.action, form.fields | ticked).status == 303
        assert f'class="notice notice-{sign}"' in guardian.get("site").html


def test_strangers_find_nothing_and_nobody_is_sent_to_sign_in(raised: Served) -> None:
    outsider, nobody = phone_of(raised, "s_leader", at("08:00")), stranger(raised, at("08:00"))
    for path in PAGES:
        outsider.get(path, 404)
        assert "/sign-in" in nobody.get(path, 302).response.location
    assert outsider.send(f"{outsider.base}/inside/evacuate", {}).status == 404
    assert raised.count(Evacuation) == 0


def test_a_form_without_its_token_does_nothing(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    assert guardian.send(f"{guardian.base}/inside/evacuate", {}).status == 400
    assert active.count(Evacuation) == 0


def test_every_look_of_the_guardian_is_a_beat(active: Served) -> None:
    guardian, leader = phone_of(active, "guardian", at("10:00")), phone_of(active, "leader", at("10:05"))
    leader.get("site")
    assert active.only(GuardianPost).last_beat_at < at("10:00")
    guardian.get("inside")
    assert active.only(GuardianPost).last_beat_at == at("10:00")
    guardian.at(at("10:05")).get("scan")
    assert active.only(GuardianPost).last_beat_at == at("10:05")


def test_every_step_has_its_line_and_its_page(raised: Served) -> None:
    guardian = phone_of(raised, "guardian", at("08:00"))
    with raised.app.test_request_context():
        addresses = {step: step_url(step, raised.site.permit_id) for step in Step}
    for step, address in addresses.items():
        assert labels.step_told(step)
        guardian.get(address)


# -- the seven ------------------------------------------------------------------------------------------


def states(phone: Browser) -> list[str]:
    return re.findall(r'<li class="gate gate-(\w+)">', phone.get("site").html)


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
    assert re.findall(r'gate gate-(\w+)"', page.html) == ["safe"] * 7
    assert "可以进入" in page.words
    assert "气体有效至 10:10" in page.words


def test_the_page_never_says_go_before_the_leader_signed(tested: Served) -> None:
    page = phone_of(tested, "guardian", at("09:49")).get("site")
    assert "等进入确认" in page.words
    assert "btn-safe" not in page.html


# -- wrong and refused forms ----------------------------------------------------------------------------


def test_a_gas_point_without_a_value_is_told_beside_its_field(opened: Served) -> None:
    guardian = phone_of(opened, "guardian", at("08:50"))
    assert guardian.submit("gas", "/gas", survey_done="yes", stirred="yes").status == 303
    for typed in (("20.9", "0", "", "0"), ("20.9", "0", "-1", "0"), ("20.9", "0", "NaN", "0"), ("20.9", "0", "x", "0")):
        page = guardian.submit("gas", "/points", fields=amounts(*typed))
        assert page.status == 422, typed
        assert 'id="f-values.2.amount-error"' in page.html
        assert "H2S：" in page.words
    assert opened.count(GasPoint) == 0


def test_the_server_says_what_a_value_means(opened: Served) -> None:
    guardian = phone_of(opened, "guardian", at("08:50"))
    guardian.submit("gas", "/gas", survey_done="yes", stirred="yes")
    assert guardian.submit("gas", "/points", fields=amounts("20.9", "0", "8", "OL")).status == 303
    page = guardian.get("gas")
    assert "= 11.3 mg/m³" in page.words
    assert "≤ 10 mg/m³" in page.words
    assert "超限" in page.words
    assert "超量程" in page.words
    assert "下一个点：中 1.5 m" in page.words
    assert "上 0.8 m 不合格" in page.words
    assert "检定：" in page.words
    assert "mark-done" not in page.html
    guardian.submit("gas", "/finish")
    signed = guardian.submit("gas", "/sign", pin=PIN)
    assert signed.status == 303
    assert "检测记录已签字，不合格，不得进入。" in guardian.get("gas").words


def test_the_same_point_sent_twice_counts_once(opened: Served) -> None:
    guardian = phone_of(opened, "guardian", at("08:50"))
    guardian.submit("gas", "/gas", survey_done="yes", stirred="yes")
    form = guardian.get("gas").form("/points")
    sent = form.fields | amounts("20.9", "0", "0", "0")
    assert [guardian.send(form.action, sent).status for _ in range(2)] == [303, 303]
    assert opened.count(GasPoint) == 1
    assert guardian.send(form.action, sent | amounts("20.8", "0", "0", "0")).status == 409
    assert opened.count(GasPoint) == 1


def test_a_test_that_may_not_begin_says_why_under_its_number(opened: Served) -> None:
    guardian = phone_of(opened, "guardian", at("08:50"))
    page = guardian.submit("gas", "/gas")
    assert page.status == 409
    assert "未经通风和检测合格不准作业" in page.words
    assert "没有查明连通的管道" in page.words
    assert opened.count(GasSeries) == 0


def test_opening_before_preparation_is_refused_and_leaves_nothing(raised: Served) -> None:
    with raised.app.app_context():
        raised.site.check_in()
    guardian = phone_of(raised, "guardian", at("08:40"))
    page = guardian.submit("site/opening", f"/openings/{raised.site.cast.opening}", upwind="yes-1")
    page.is_sound(409)
    for heading in ("未经风险辨识不准作业", "不佩戴劳动防护用品不准作业", "未经培训演练不准作业"):
        assert heading in page.words
    assert raised.count(Opening) == 0


def test_check_in_with_another_spaces_plate_takes_no_post(raised: Served) -> None:
    guardian = phone_of(raised, "guardian", at("08:00"))
    form = guardian.get("site/check-in").form("/check-in")
    page = guardian.send(form.action, form.fields | {"permit": "P0", "plate": "S0"})
    page.is_sound(409)
    assert "还没有扫审批单" in page.words
    with raised.app.app_context():
        number = raised.site.permit.number
    again = guardian.send(form.action, form.fields | {"permit": number, "code": "S0"}).is_sound(409)
    assert "审批单已读到" in again.words
    assert "还没有扫空间标牌" in again.words  # only the plate is asked for again
    assert raised.count(GuardianPost) == 0


def test_what_is_no_code_of_this_permit_is_told_at_once_and_either_code_may_come_first(raised: Served) -> None:
    with raised.app.app_context():
        other = raised.site.cast.draft_permit().number
        own = raised.site.permit.number
        plate = db.session.get_one(Plate, raised.site.cast.plate).code
        badge = db.session.get_one(Badge, raised.site.cast.badges["entrant"]).number
    guardian = phone_of(raised, "guardian", at("08:00"))
    form = guardian.get("site/check-in").form("/check-in")
    told = {other: f"不是这一张。请扫 {own} 的码", badge: "这是工牌的码，这一步要审批单", "P0": "没有读到审批单"}
    for code, words in told.items():
        page = guardian.send(form.action, form.fields | {"code": code}).is_sound(409)
        assert words in page.words
        assert "还没有扫审批单" in page.words
    assert raised.count(Scan) == 2  # what is no permit's is an attempt; the other permit was only looked at
    first = guardian.send(form.action, form.fields | {"code": plate}).is_sound().form("/check-in")
    assert guardian.send(first.action, first.fields | {"code": own}).status == 303
    assert raised.count(GuardianPost) == 1


def test_a_wrong_pin_writes_nothing(tested: Served) -> None:
    guardian = phone_of(tested, "guardian", at("09:50"))
    page = guardian.submit("site/confirm", "/confirm", login="leader", pin="000000")
    assert page.status == 422
    assert "签字密码不对" in page.words
    page = guardian.submit("site/guardian-check", "/guardian-check", pin="000000")
    assert page.status == 422
    assert tested.count(Confirmation) == 0
    assert tested.count(GuardianCheck) == 1


def test_another_than_the_leader_does_not_confirm(tested: Served) -> None:
    page = phone_of(tested, "guardian", at("09:50")).submit("site/confirm", "/confirm", login="guardian", pin=PIN)
    assert page.status == 409
    assert tested.count(Confirmation) == 0


def test_a_signature_that_is_no_picture_is_refused(opened: Served) -> None:
    leader = phone_of(opened, "leader", at("08:50"))
    page = leader.submit("site/site-check", "/site-check", in_order="yes", pin="000000")
    assert page.status == 422
    page = phone_of(opened, "guardian", at("08:50")).submit("site/guardian-check", "/guardian-check", signature="x")
    assert page.status == 422
    assert 'id="f-signature-error"' in page.html


def test_a_check_left_open_stays_open(opened: Served) -> None:
    guardian = phone_of(opened, "guardian", at("08:45"))
    form = guardian.get("site/equipment").form("/equipment")
    left = {name: value for name, value in form.fields.items() if name not in ("lighting",)}
    assert guardian.send(form.action, left).status == 303
    assert opened.count(EquipmentCheck) == 2
    assert "设备检查" in guardian.get("site").words.split("七不准")[0]
    wrong = guardian.send(form.action, form.fields | {"rescue_kit_metres": "far"})
    assert wrong.status == 422
    assert 'id="f-rescue_kit_metres-error"' in wrong.html
    assert opened.count(EquipmentCheck) == 2


def test_what_is_not_involved_is_told_and_what_is_removed_shuts_entry(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    assert guardian.submit("site/isolation", "/isolation").status == 422
    assert guardian.submit("site/isolation", "/rest").status == 303
    assert active.count(Isolation) == 10
    assert guardian.submit("site/isolation", "/isolation", kind="plug").status == 303
    assert states(guardian)[0] == "must"
    assert guardian.submit("site/isolation", "/withdraw", reason="登记到别的井了").status == 303
    assert states(guardian)[0] == "safe"
    assert guardian.submit("site/isolation", "/remove").status == 303
    assert states(guardian)[0] == "must"
