"""Pages at desks, without scripts: every page is sound, bad input stands beside its field, refusals are told."""

import uuid
from dataclasses import replace

import pytest
from desk import Desk, hidden
from page_client import Browser
from plan_cast import FILED, PASSWORD, then

from permit_service import rate_limits
from permit_service.models.base import db
from permit_service.models.jobs import Job
from permit_service.services.registers import people
from permit_service.services.registers.people import LabTesterForm
from workflows.vocabulary import Status

# -- signing in ----------------------------------------------------------------------------------------------


def test_a_wrong_password_is_told_and_a_right_one_leads_where_one_wanted(desk: Desk) -> None:
    visitor = Browser(desk.app.test_client())
    sign_in = visitor.get("/jobs?after=x", 302).response.location
    assert sign_in == "/sign-in?next=%2Fjobs%3Fafter%3Dx"
    page = visitor.get(sign_in)
    token = {"csrf_token": hidden(page, "csrf_token"), "next": hidden(page, "next"), "login": "leader"}
    wrong = visitor.send("/sign-in", {**token, "password": "not the password"})
    assert "登录没有成功" in wrong.is_sound(401).words
    right = visitor.send("/sign-in", {**token, "password": PASSWORD})
    assert right.is_sound(303).response.location == "/jobs?after=x"


def test_an_address_that_fails_on_one_login_after_another_waits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "FAILED_SIGN_IN", replace(rate_limits.FAILED_SIGN_IN, count=2))
    visitor = Browser(desk.app.test_client())
    token = {"csrf_token": hidden(visitor.get("/sign-in"), "csrf_token")}
    for login, status in (("leader", 401), ("guardian", 401), ("manager", 429)):
        visitor.send("/sign-in", {**token, "login": login, "password": "one of the common"}).is_sound(status)
    visitor.send("/sign-in", {**token, "login": "leader", "password": PASSWORD}).is_sound(429)


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:x"])
def test_signing_in_leads_nowhere_else(desk: Desk, elsewhere: str) -> None:
    visitor = Browser(desk.app.test_client())
    page = visitor.get("/sign-in")
    fields = {"csrf_token": hidden(page, "csrf_token"), "next": elsewhere, "login": "leader", "password": PASSWORD}
    assert visitor.send("/sign-in", fields).response.location == "/"


def test_signing_out_ends_the_session(desk: Desk) -> None:
    leader = desk.browsers["leader"]
    leader.post("/sign-out")
    leader.get("/", 302)


def test_my_account_sets_pin_and_password(desk: Desk) -> None:
    leader = desk.browsers["leader"]
    simple = leader.post("/me/pin", {"password": PASSWORD, "pin": "123456"}, status=422)
    assert "签字密码太简单" in simple.words
    assert "已设好" in leader.follow("/me/pin", {"password": PASSWORD, "pin": "730294"}).words
    wrong = {"old_password": "not the password", "new_password": "another sample 2"}
    assert "现在的密码：密码不对" in leader.post("/me/password", wrong, status=422).words
    short = leader.post("/me/password", {"old_password": PASSWORD, "new_password": "short"}, status=422)
    assert "新密码：至少 10 个字" in short.words
    assert "已改" in leader.follow("/me/password", {"old_password": PASSWORD, "new_password": "another sample 2"}).words


# -- my work, lists, empty pages -----------------------------------------------------------------------------


def test_empty_pages_say_what_will_stand_there(desk: Desk) -> None:
    leader, officer = desk.browsers["leader"], desk.browsers["officer"]
    assert "登记作业" in leader.get("/").words
    for path in ("/jobs", "/filings", "/me", "/registers/people", "/registers/spaces", "/registers/equipment"):
        leader.get(path)
    assert "没有待看的报备" in officer.get("/filings").words
    assert "轮到您签字" in officer.get("/").words


def test_my_work_tells_each_what_waits(desk: Desk) -> None:
    permit_id, _ = desk.ids_of("submitted_permit")
    sign = f"/permits/{permit_id}/sign"
    assert sign in desk.browsers["leader"].get("/").links
    assert sign not in desk.browsers["principal"].get("/").links  # the leader's consent comes first
    with desk.app.app_context():
        desk.cast.sign_all(permit_id)
    assert "去报备" in desk.browsers["leader"].get("/").words
    assert sign not in desk.browsers["leader"].get("/").links


def test_the_street_sees_what_was_filed(desk: Desk) -> None:
    filing_id, _, _ = desk.filed()
    with then(FILED):
        assert f"/filings/{filing_id}" in desk.browsers["officer"].get("/").links
        assert f"/filings/{filing_id}" in desk.browsers["officer"].get("/filings").links
        assert "还没有报备" in desk.browsers["s_leader"].get("/filings").words


# -- the form of a job ---------------------------------------------------------------------------------------


def test_a_job_is_planned_filled_and_submitted(desk: Desk) -> None:
    leader = desk.browsers["leader"]
    new = leader.get("/jobs/new")
    nothing = leader.post("/jobs/new", {"nonce": hidden(new, "nonce")}, status=422)
    assert "必填" in nothing.words
    edit = leader.follow("/jobs/new", {"nonce": hidden(new, "nonce"), "space_id": desk.cast.space})
    path = leader.last
    assert "提交前还差" in edit.words
    saved = leader.follow(path, {"revision": hidden(edit, "revision"), "do": "save", "content": "更换流量计"})
    assert 'id="f-work_kind-error"' in saved.html  # what is missing stands beside its field
    assert 'id="f-parts.guardian-error"' in saved.html
    assert 'id="f-content-error"' not in saved.html
    shown = leader.follow(path, desk.job_fields(saved, do="save"))
    assert "可以提交审批" in shown.words
    assert "最迟 11-28 23:59 前提交给样例街道" in shown.words
    done = leader.follow(path, desk.job_fields(shown, do="submit"))
    assert "已提交" in done.words
    assert "三脚架、安全绳到位（确认人：样例guardian）" in done.words
    permit_id = uuid.UUID(path.split("/")[2])
    assert desk.status_of(permit_id) is Status.submitted


def test_submitting_too_early_is_refused_and_keeps_what_was_typed(desk: Desk) -> None:
    leader = desk.browsers["leader"]
    edit = leader.follow("/jobs/new", {"space_id": desk.cast.space})
    path = leader.last
    page = leader.post(path, {"revision": hidden(edit, "revision"), "do": "submit", "content": "抢在前面"}, status=409)
    assert "未经审批不准作业" in page.words
    assert "抢在前面" in page.html
    assert page.words.count("补填后再提交") == 1  # one sentence names all that is missing
    again = leader.post(path, {"revision": hidden(page, "revision"), "do": "submit", "content": "再试"}, status=409)
    assert "内容已被别人改过" not in again.words
    assert "再试" in leader.get(path).html


def test_a_wrong_field_takes_nobodys_changes_away(desk: Desk) -> None:
    leader = desk.browsers["leader"]
    edit = leader.follow("/jobs/new", {"space_id": desk.cast.space})
    assert "填好开始时间" in edit.words
    kept = leader.post(leader.last.removesuffix("edit") + "draft", desk.job_fields(edit), status=200).response.json
    assert "最迟 <b>11-28 23:59</b> 前" in kept["parts"]["deadline"]
    edit = leader.get(leader.last)
    path, old = leader.last, hidden(edit, "revision")
    leader.follow(path, {"revision": old, "do": "save", "content": "别人写的"})
    wrong = leader.post(path, {"revision": old, "do": "save", "window_start": "x", "content": "我写的"}, status=422)
    leader.post(path, {"revision": hidden(wrong, "revision"), "do": "save", "content": "我写的"}, status=409)
    assert "别人写的" in leader.get(path).html


def test_the_same_press_sent_twice_plans_one_job(desk: Desk) -> None:
    leader = desk.browsers["leader"]
    fields = {"nonce": hidden(leader.get("/jobs/new"), "nonce"), "space_id": desk.cast.space}
    first, second = leader.post("/jobs/new", fields), leader.post("/jobs/new", fields)
    assert first.response.location == second.response.location
    with desk.app.app_context():
        assert db.session.query(Job).count() == 1


def test_bad_input_of_the_form_stands_beside_its_field(desk: Desk) -> None:
    leader = desk.browsers["leader"]
    edit = leader.follow("/jobs/new", {"space_id": desk.cast.space})
    backwards = desk.job_fields(edit, window_end="2026-12-01T07:00", do="save")
    page = leader.post(leader.last, backwards, status=422)
    assert "结束要晚于开始" in page.words
    assert 'id="f-window_end-error"' in page.html
    strange = desk.job_fields(edit, **{"window_end": "soon", "parts.guardian": "nobody", "work_kind": "magic"})
    page = leader.post(leader.last, strange, status=422)
    for field in ("window_end", "parts.guardian", "work_kind"):
        assert f'id="f-{field}-error"' in page.html
    foreign = desk.job_fields(edit, **{"parts.guardian": desk.cast.people["s_leader"]})
    assert 'id="f-parts.guardian-error"' in leader.post(leader.last, foreign, status=422).html


def test_a_laboratorys_tester_is_chosen_and_stays_chosen(desk: Desk) -> None:
    told = LabTesterForm("样例检测公司", "样例资质", "样例检测员", "样例证书1")
    with desk.app.app_context():
        tester_id = people.add_lab_tester(desk.cast.actor("manager"), desk.cast.enterprise, told).id
    leader = desk.browsers["leader"]
    edit = leader.follow("/jobs/new", {"space_id": desk.cast.space})
    fields = desk.job_fields(edit, do="save", lab_testers=tester_id) | {"parts.tester": ""}
    saved = leader.follow(leader.last, fields)
    assert f'name="lab_testers" value="{tester_id}" checked' in saved.html
    assert 'id="f-parts.tester-error"' not in saved.html
    path = leader.last.removesuffix("/edit")
    assert "样例检测员（检测机构）" in leader.get(path).words
    foreign = desk.job_fields(saved, do="save", lab_testers=desk.cast.people["guardian"])
    assert 'id="f-lab_testers-error"' in leader.post(leader.last, foreign, status=422).html


def test_a_hazard_without_its_measure_is_told(desk: Desk) -> None:
    leader = desk.browsers["leader"]
    edit = leader.follow("/jobs/new", {"space_id": desk.cast.space})
    page = leader.follow(leader.last, desk.job_fields(edit, **{"hazards.fall_remark": "", "do": "save"}))
    assert 'id="f-hazards.poisoning-error"' not in page.html
    assert 'id="f-hazards.fall-error"' in page.html


def test_a_draft_saves_itself_and_a_stale_one_is_told(desk: Desk) -> None:
    leader = desk.browsers["leader"]
    edit = leader.follow("/jobs/new", {"space_id": desk.cast.space})
    old = hidden(edit, "revision")
    draft = leader.last.removesuffix("/edit") + "/draft"
    answer = leader.post(draft, {"revision": old, "content": "更换流量计"}, 200).response
    assert answer.json is not None
    assert int(answer.json["fields"]["revision"]) > int(old)
    assert "更换流量计" in leader.get(leader.last).html
    page = leader.post(leader.last, {"revision": old, "content": "别的内容"}, status=409)
    assert "内容已被别人改过" in page.words


# -- who may what --------------------------------------------------------------------------------------------


def test_strangers_find_nothing_and_other_roles_are_turned_away(desk: Desk) -> None:
    filing_id, job_id, permit_id = desk.filed()
    stranger, officer = desk.browsers["s_leader"], desk.browsers["officer"]
    for path in (f"/jobs/{job_id}", f"/permits/{permit_id}", f"/permits/{permit_id}/sign", f"/filings/{filing_id}"):
        stranger.get(path, 404)
        officer.get(path)
    officer.get("/jobs/new", 403)
    stranger.post(f"/permits/{permit_id}/withdraw", status=404)
    desk.browsers["leader"].post(f"/filings/{filing_id}/receive", status=403)


def test_no_form_goes_without_the_token(desk: Desk) -> None:
    leader = desk.browsers["leader"]
    leader.send("/jobs/new", {"space_id": desk.cast.space}).is_sound(400)
    leader.send("/sign-out", {}).is_sound(400)
