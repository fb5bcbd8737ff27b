"""Pages at desks, without scripts: every page is sound, bad input stands beside its field, refusals are told."""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from page_client import Browser, Page, browse
from pieces import PLANNED, WINDOW_START
from plan_cast import FILED, PASSWORD, PIN, Cast, raise_cast, then
from served import service_on

from permit_service import unit_of_work
from permit_service.models.base import db
from permit_service.models.enterprises import Enterprise
from permit_service.models.filings import Filing
from permit_service.models.jobs import Job
from permit_service.models.permits import Permit
from qr.keyfile import save
from qr.keys import KeyRing
from workflows.vocabulary import FilingStatus, JobStatus, Part, Status

PIN_FORM = {"pin": PIN}


@pytest.fixture
def served(database: str, tmp_path: Path) -> Iterator[Flask]:
    save(KeyRing.generate(PLANNED - timedelta(days=400)), tmp_path / "keys.json")
    with service_on(database, tmp_path) as app:
        yield app


@pytest.fixture
def cast(served: Flask) -> Cast:
    with served.app_context():
        return raise_cast()


@pytest.fixture
def planned(served: Flask) -> Iterator[None]:
    """The clock stands where the sample job is planned."""
    with then(PLANNED):
        yield


@pytest.fixture
def browsers(served: Flask, cast: Cast, planned: None) -> dict[str, Browser]:
    who = ("leader", "principal", "officer", "guardian", "s_leader", "manager", "grid")
    return {name: browse(served, cast.users[name]) for name in who}


def ids_of(served: Flask, cast: Cast, made: str) -> tuple[uuid.UUID, uuid.UUID]:
    """A permit as the cast makes it: its id and its job's."""
    with served.app_context():
        permit: Permit = getattr(cast, made)()
        return permit.id, permit.job_id


def filed(served: Flask, cast: Cast) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
    """The sample job filed on time: filing, job and permit."""
    with served.app_context():
        filing = cast.filed_job()
        return filing.id, filing.job_id, cast.permit_of(filing.job).id


def status_of(served: Flask, permit_id: uuid.UUID) -> Status:
    with served.app_context():
        return db.session.get_one(Permit, permit_id).status


def job_fields(cast: Cast, page: Page, **changes: Any) -> dict[str, Any]:
    """The whole form of the sample job, as somebody fills it in."""
    people = cast.people
    fields: dict[str, Any] = {
        "revision": hidden(page, "revision"),
        "window_start": "2026-12-01T08:30",
        "window_end": "2026-12-01T16:30",
        "content": "更换流量计",
        "work_kind": "maintenance",
        "measures": "先通风，再检测，后作业\n三脚架、安全绳到位",
        "emergency_plan": "样例现场处置方案",
        "parts.leader": people["leader"],
        "parts.approver": people["principal"],
        "parts.guardian": people["guardian"],
        "parts.tester": people["guardian"],
        "parts.entrant": [people["entrant"], people["entrant_2"]],
        "reserves": people["reserve"],
    }
    for hazard in ("poisoning", "oxygen_deficiency", "fall"):
        fields |= {f"hazards.{hazard}": "yes", f"hazards.{hazard}_remark": "样例措施"}
    return fields | changes


def hidden(page: Page, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.html)
    assert found is not None, name
    return found[1]


# -- signing in ----------------------------------------------------------------------------------------------


def test_a_wrong_password_is_told_and_a_right_one_leads_where_one_wanted(served: Flask, cast: Cast) -> None:
    client = served.test_client()
    strange = client.get("/jobs?after=x")
    assert strange.headers["Location"] == "/sign-in?next=%2Fjobs%3Fafter%3Dx"
    page = Page(client.get(strange.headers["Location"]).text)
    assert page.faults() == []
    token = {"csrf_token": hidden(page, "csrf_token"), "next": hidden(page, "next"), "login": "leader"}
    wrong = client.post("/sign-in", data={**token, "password": "not the password"})
    assert wrong.status_code == 401
    assert "登录没有成功" in Page(wrong.text).text
    right = client.post("/sign-in", data={**token, "password": PASSWORD})
    assert (right.status_code, right.headers["Location"]) == (303, "/jobs?after=x")


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:x"])
def test_signing_in_leads_nowhere_else(served: Flask, cast: Cast, elsewhere: str) -> None:
    client = served.test_client()
    page = Page(client.get("/sign-in").text)
    fields = {"csrf_token": hidden(page, "csrf_token"), "next": elsewhere, "login": "leader", "password": PASSWORD}
    assert client.post("/sign-in", data=fields).headers["Location"] == "/"


def test_signing_out_ends_the_session(browsers: dict[str, Browser]) -> None:
    leader = browsers["leader"]
    leader.post("/sign-out")
    assert leader.client.get("/").status_code == 302


def test_my_account_sets_pin_and_password(browsers: dict[str, Browser]) -> None:
    leader = browsers["leader"]
    simple = leader.post("/me/pin", {"password": PASSWORD, "pin": "123456"}, status=422)
    assert "签字密码太简单" in simple.text
    assert "已设好" in leader.follow("/me/pin", {"password": PASSWORD, "pin": "730294"}).text
    wrong = {"old_password": "not the password", "new_password": "another sample 2"}
    assert "现在的密码：密码不对" in leader.post("/me/password", wrong, status=422).text
    short = leader.post("/me/password", {"old_password": PASSWORD, "new_password": "short"}, status=422)
    assert "新密码：至少 10 个字" in short.text
    assert "已改" in leader.follow("/me/password", {"old_password": PASSWORD, "new_password": "another sample 2"}).text


# -- my work, lists, empty pages -----------------------------------------------------------------------------


def test_empty_pages_say_what_will_stand_there(browsers: dict[str, Browser]) -> None:
    leader, officer = browsers["leader"], browsers["officer"]
    assert "登记作业" in leader.get("/").text
    for path in ("/jobs", "/filings", "/me", "/registers/people", "/registers/spaces", "/registers/equipment"):
        leader.get(path)
    assert "没有待看的报备" in officer.get("/filings").text
    assert "轮到您签字" in officer.get("/").text


def test_my_work_tells_each_what_waits(served: Flask, cast: Cast, browsers: dict[str, Browser]) -> None:
    permit_id, _ = ids_of(served, cast, "submitted_permit")
    sign = f"/permits/{permit_id}/sign"
    assert sign in browsers["leader"].get("/").links
    assert sign not in browsers["principal"].get("/").links  # the leader's consent comes first
    with served.app_context():
        cast.sign_all(permit_id)
    assert "去报备" in browsers["leader"].get("/").text
    assert sign not in browsers["leader"].get("/").links


def test_the_street_sees_what_was_filed(served: Flask, cast: Cast, browsers: dict[str, Browser]) -> None:
    filing_id, _, _ = filed(served, cast)
    with then(FILED):
        assert f"/filings/{filing_id}" in browsers["officer"].get("/").links
        assert f"/filings/{filing_id}" in browsers["officer"].get("/filings").links
        assert "还没有报备" in browsers["s_leader"].get("/filings").text


# -- the form of a job ---------------------------------------------------------------------------------------


def test_a_job_is_planned_filled_and_submitted(served: Flask, cast: Cast, browsers: dict[str, Browser]) -> None:
    leader = browsers["leader"]
    new = leader.get("/jobs/new")
    nothing = leader.post("/jobs/new", {"nonce": hidden(new, "nonce")}, status=422)
    assert "必填" in nothing.text
    edit = leader.follow("/jobs/new", {"nonce": hidden(new, "nonce"), "space_id": cast.space})
    path = leader.last
    assert "提交前还差" in edit.text
    saved = leader.follow(path, {"revision": hidden(edit, "revision"), "do": "save", "content": "更换流量计"})
    assert 'id="f-work_kind-error"' in saved.html  # what is missing stands beside its field
    assert 'id="f-parts.guardian-error"' in saved.html
    assert 'id="f-content-error"' not in saved.html
    shown = leader.follow(path, job_fields(cast, saved, do="save"))
    assert "可以提交审批" in shown.text
    assert "最迟 11-28 23:59 前提交给样例街道" in shown.text
    done = leader.follow(path, job_fields(cast, shown, do="submit"))
    assert "已提交" in done.text
    permit_id = uuid.UUID(path.split("/")[2])
    assert status_of(served, permit_id) is Status.submitted


def test_submitting_too_early_is_refused_and_keeps_what_was_typed(
    served: Flask, cast: Cast, browsers: dict[str, Browser]
) -> None:
    leader = browsers["leader"]
    edit = leader.follow("/jobs/new", {"space_id": cast.space})
    path = leader.last
    page = leader.post(path, {"revision": hidden(edit, "revision"), "do": "submit", "content": "抢在前面"}, status=409)
    assert "未经审批不准作业" in page.text
    assert "抢在前面" in page.html


def test_the_same_press_sent_twice_plans_one_job(served: Flask, cast: Cast, browsers: dict[str, Browser]) -> None:
    leader = browsers["leader"]
    fields = {"nonce": hidden(leader.get("/jobs/new"), "nonce"), "space_id": cast.space}
    first, second = leader.send("/jobs/new", fields), leader.send("/jobs/new", fields)
    assert first.headers["Location"] == second.headers["Location"]
    with served.app_context():
        assert db.session.query(Job).count() == 1


def test_bad_input_of_the_form_stands_beside_its_field(served: Flask, cast: Cast, browsers: dict[str, Browser]) -> None:
    leader = browsers["leader"]
    edit = leader.follow("/jobs/new", {"space_id": cast.space})
    backwards = job_fields(cast, edit, window_end="2026-12-01T07:00", do="save")
    page = leader.post(leader.last, backwards, status=422)
    assert "结束要晚于开始" in page.text
    assert 'id="f-window_end-error"' in page.html
    strange = job_fields(cast, edit, **{"window_end": "soon", "parts.guardian": "nobody", "work_kind": "magic"})
    page = leader.post(leader.last, strange, status=422)
    for field in ("window_end", "parts.guardian", "work_kind"):
        assert f'id="f-{field}-error"' in page.html
    foreign = job_fields(cast, edit, **{"parts.guardian": cast.people["s_leader"]})
    assert 'id="f-parts.guardian-error"' in leader.post(leader.last, foreign, status=422).html


def test_a_hazard_without_its_measure_is_told(served: Flask, cast: Cast, browsers: dict[str, Browser]) -> None:
    leader = browsers["leader"]
    edit = leader.follow("/jobs/new", {"space_id": cast.space})
    page = leader.follow(leader.last, job_fields(cast, edit, **{"hazards.fall_remark": "", "do": "save"}))
    assert 'id="f-hazards.poisoning-error"' not in page.html
    assert 'id="f-hazards.fall-error"' in page.html


def test_a_draft_saves_itself_and_a_stale_one_is_told(served: Flask, cast: Cast, browsers: dict[str, Browser]) -> None:
    leader = browsers["leader"]
    edit = leader.follow("/jobs/new", {"space_id": cast.space})
    old = hidden(edit, "revision")
    draft = leader.last.removesuffix("/edit") + "/draft"
    answer = leader.send(draft, {"revision": old, "content": "更换流量计"})
    assert answer.status_code == 200
    assert answer.json is not None
    assert int(answer.json["fields"]["revision"]) > int(old)
    assert "更换流量计" in leader.get(leader.last).html
    page = leader.post(leader.last, {"revision": old, "content": "别的内容"}, status=409)
    assert "内容已被别人改过" in page.text


# -- reading and signing -------------------------------------------------------------------------------------


def test_the_document_is_read_and_signed_in_order(served: Flask, cast: Cast, browsers: dict[str, Browser]) -> None:
    permit_id, _ = ids_of(served, cast, "submitted_permit")
    path, leader, principal = f"/permits/{permit_id}/sign", browsers["leader"], browsers["principal"]
    page = leader.get(path)
    assert page.text.index("危险因素和防范措施") < page.text.index("有限空间作业审批单")
    consent = {"action": hidden(page, "action"), "decision": "agree"}
    wrong = leader.post(path, {**consent, "pin": "000001"}, status=422)
    assert "签字密码不对" in wrong.text
    assert 'id="f-pin-error"' in wrong.html
    assert "已签字" in leader.follow(path, {**consent, **PIN_FORM}).text
    again = leader.post(path, {**consent, **PIN_FORM}, status=409)
    assert "未经审批不准作业" in again.text
    approve = {"action": hidden(principal.get(path), "action"), "decision": "agree", **PIN_FORM}
    assert principal.follow(path, approve).html.count("sign-safe") >= 2
    assert status_of(served, permit_id) is Status.approved


def test_another_signs_on_this_phone(served: Flask, cast: Cast, browsers: dict[str, Browser]) -> None:
    permit_id, _ = ids_of(served, cast, "submitted_permit")
    path, guardian = f"/permits/{permit_id}/sign", browsers["guardian"]
    page = guardian.get(path)
    assert "在此签字" in page.text
    fields = {"action": hidden(page, "action"), "decision": "agree", "login": "leader", **PIN_FORM}
    assert "样例leader" in guardian.follow(path, fields).text


def test_night_work_asks_for_one_more_signature(served: Flask, cast: Cast, browsers: dict[str, Browser]) -> None:
    with served.app_context():
        unit_of_work.run(lambda session: setattr(session.get_one(Enterprise, cast.enterprise), "night_approval", True))
        night = cast.job_form(window_start=WINDOW_START, window_end=WINDOW_START + timedelta(hours=15))
        permit_id = cast.approved_permit(night).id
    path, extra = f"/permits/{permit_id}/sign", f"/permits/{permit_id}/extra-approval"
    assert "夜间、节假日加签" in browsers["manager"].get(path).text
    page = browsers["principal"].post(extra, PIN_FORM, status=409)
    assert "已签批的审批人不能加签" in page.text
    assert "夜间、节假日加签" in browsers["manager"].follow(extra, PIN_FORM).text
    assert "现在没有等签的字" in browsers["manager"].get(path).text


def test_who_applied_does_not_approve(served: Flask, cast: Cast, browsers: dict[str, Browser]) -> None:
    with served.app_context():
        members = (
            cast.member("leader", Part.leader),
            cast.member("guardian", Part.guardian, Part.tester),
            cast.member("entrant", Part.entrant),
            cast.member("principal", Part.approver),
        )
        permit_id = cast.submitted_permit(cast.job_form(members=members)).id
    path, leader = f"/permits/{permit_id}/sign", browsers["leader"]
    leader.post(path, {"action": "permit_consent", "decision": "agree", **PIN_FORM})
    page = leader.post(path, {"action": "permit_approve", "decision": "agree", **PIN_FORM}, status=409)
    assert "未经审批不准作业" in page.text
    assert status_of(served, permit_id) is Status.submitted


def test_sending_back_and_refusing_need_a_reason(served: Flask, cast: Cast, browsers: dict[str, Browser]) -> None:
    permit_id, _ = ids_of(served, cast, "submitted_permit")
    path, leader = f"/permits/{permit_id}/sign", browsers["leader"]
    page = leader.post(path, {"decision": "send_back", **PIN_FORM}, status=422)
    assert 'id="f-opinion-error"' in page.html
    leader.post(path, {"decision": "send_back", "opinion": "再写细些", **PIN_FORM})
    assert status_of(served, permit_id) is Status.draft
    assert "现在没有等签的字" in leader.get(path).text


def test_a_permit_shows_its_code_and_its_course(served: Flask, cast: Cast, browsers: dict[str, Browser]) -> None:
    permit_id, _ = ids_of(served, cast, "approved_permit")
    page = browsers["leader"].get(f"/permits/{permit_id}")
    assert "审批人签字" in page.text
    assert f"/permits/{permit_id}/code.svg" in page.html
    picture = browsers["leader"].client.get(f"/permits/{permit_id}/code.svg")
    assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml")


def test_a_permit_is_withdrawn_cancelled_and_revoked(served: Flask, cast: Cast, browsers: dict[str, Browser]) -> None:
    permit_id, _ = ids_of(served, cast, "submitted_permit")
    leader, path = browsers["leader"], f"/permits/{permit_id}"
    leader.post(f"{path}/withdraw")
    assert status_of(served, permit_id) is Status.draft
    assert leader.client.get(f"{path}/code.svg").status_code == 404
    leader.post(f"{path}/cancel", {"reason": ""}, status=422)
    leader.post(f"{path}/cancel", {"reason": "不做了"})
    assert status_of(served, permit_id) is Status.cancelled
    with served.app_context():
        other_id = cast.approved_permit().id
    page = browsers["principal"].post(
        f"/permits/{other_id}/revoke", {"reason": "情况有变", "pin": "000001"}, status=422
    )
    assert "签字密码不对" in page.text
    browsers["principal"].post(f"/permits/{other_id}/revoke", {"reason": "情况有变", **PIN_FORM})
    assert status_of(served, other_id) is Status.revoked


# -- the job -------------------------------------------------------------------------------------------------


def test_a_further_day_is_added_prefilled(served: Flask, cast: Cast, browsers: dict[str, Browser]) -> None:
    _, job_id = ids_of(served, cast, "approved_permit")
    leader, path = browsers["leader"], f"/jobs/{job_id}/permits"
    leader.post(path, {"window_start": "2026-12-02T08:00"}, status=422)
    page = leader.follow(path, {"window_start": "2026-12-02T08:00", "window_end": "2026-12-02T16:00"})
    assert "更换流量计" in page.html
    assert leader.client.get(f"/jobs/{job_id}/edit").status_code == 302


def test_a_job_is_abandoned_when_its_permits_have_ended(
    served: Flask, cast: Cast, browsers: dict[str, Browser]
) -> None:
    permit_id, job_id = ids_of(served, cast, "draft_permit")
    leader = browsers["leader"]
    assert leader.post(f"/jobs/{job_id}/abandon", {"reason": "不做了"}, status=409).text
    leader.post(f"/permits/{permit_id}/cancel", {"reason": "不做了"})
    leader.post(f"/jobs/{job_id}/abandon", {"reason": "不做了"})
    assert "已放弃" in leader.get(f"/jobs/{job_id}").text


def test_acceptance_asks_for_four_items_and_a_signature(
    served: Flask, cast: Cast, browsers: dict[str, Browser]
) -> None:
    _, job_id = ids_of(served, cast, "approved_permit")
    leader, path = browsers["leader"], f"/jobs/{job_id}/accept"
    assert leader.get(path).html.count("check-text") == 4
    leader.post(path, {"items.tools_out": "no"}, status=422)
    assert "已保存" in leader.follow(path, {"items.people_out": "yes", "do": "save"}).text
    page = leader.post(path, {"items.people_out": "yes", "do": "sign", **PIN_FORM}, status=409)
    assert page.text
    with served.app_context():
        assert db.session.get_one(Job, job_id).status is JobStatus.open


# -- filings -------------------------------------------------------------------------------------------------


def test_a_filing_tells_its_deadline_before_it_is_handed_in(
    served: Flask, cast: Cast, browsers: dict[str, Browser]
) -> None:
    _, job_id = ids_of(served, cast, "approved_permit")
    leader = browsers["leader"]
    page = leader.follow(f"/jobs/{job_id}/filing")
    assert re.search(r"最迟 \d\d-\d\d 23:59 前提交给样例街道", page.text)
    done = leader.follow(f"{leader.last}/submit")
    assert "回执编号" in done.text
    assert leader.get(f"/jobs/{job_id}").text


def test_the_street_returns_and_the_enterprise_completes(
    served: Flask, cast: Cast, browsers: dict[str, Browser]
) -> None:
    filing_id, _, _ = filed(served, cast)
    path, officer, leader = f"/filings/{filing_id}", browsers["officer"], browsers["leader"]
    with then(FILED):
        assert "已受理" in officer.follow(f"{path}/receive").text
        nothing = officer.post(f"{path}/return", {"reason": "请补电话"}, status=422)
        assert "要补正的项目" in nothing.text
        officer.post(f"{path}/return", {"reason": "请补电话", "fields": ["phone"]})
        assert "要补正：电话" in leader.get(path).text
        edit = leader.get(f"{path}/edit")
        assert "街道要求补正这一项" in edit.text
        members = re.findall(r'name="members" value="([^"]+)" checked', edit.html)
        spaces = re.findall(r'name="space_ids" value="([^"]+)" checked', edit.html)
        hazards = re.findall(r'name="hazards" value="([^"]+)" checked', edit.html)
        typed = {
            "revision": hidden(edit, "revision"),
            "start_at": re.search(r'name="start_at"[^>]*value="([^"]+)"', edit.html)[1],  # type: ignore[index]
            "end_at": re.search(r'name="end_at"[^>]*value="([^"]+)"', edit.html)[1],  # type: ignore[index]
            "content": "更换流量计",
            "contact": "样例leader",
            "phone": "样例电话",
            "members": members,
            "space_ids": spaces,
            "hazards": hazards,
        }
        assert "样例电话" in leader.follow(f"{path}/edit", typed).text
        assert "回执编号" in leader.follow(f"{path}/submit").text
        assert "样例电话" in officer.get(path).text
        with served.app_context():
            assert db.session.get_one(Filing, filing_id).status is FilingStatus.submitted


def test_the_street_trains_stops_and_lifts(served: Flask, cast: Cast, browsers: dict[str, Browser]) -> None:
    filing_id, _, _ = filed(served, cast)
    path, officer = f"/filings/{filing_id}", browsers["officer"]
    with then(FILED):
        officer.follow(f"{path}/receive")
        assert "街道培训" in officer.get("/").text
        officer.post(f"{path}/trainings", {"scheduled_at": ""}, status=422)
        when = (FILED + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M")
        page = officer.follow(f"{path}/trainings", {"scheduled_at": when, "place": "样例会议室"})
        start = next(form["action"] for form in page.forms if str(form["action"]).endswith("/start"))
        page = officer.follow(str(start))
        attend = next(form["action"] for form in page.forms if str(form["action"]).endswith("/attendees"))
        officer.post(str(attend), status=422)
        page = officer.follow(str(attend), {"attendees": cast.people["entrant"]})
        assert "到场 1 人" in page.text
    with then(FILED + timedelta(minutes=35)):
        page = officer.follow(str(start).replace("/start", "/end"))
        assert "35 分钟" in page.text
        assert "街道培训" not in officer.get("/").text
        officer.post(f"{path}/stops", {"kind": "pause", "scope": "job"}, status=422)
        page = officer.follow(f"{path}/stops", {"kind": "pause", "scope": "job", "reason": "样例原因"})
        assert "样例原因" in page.text
        lift = next(form["action"] for form in page.forms if str(form["action"]).endswith("/lift"))
        page = officer.follow(str(lift), {"reason": "已整改"})
        assert "停止要求已解除" in page.text


def test_a_late_filing_is_decided_with_a_signature(served: Flask, cast: Cast, browsers: dict[str, Browser]) -> None:
    _, job_id = ids_of(served, cast, "approved_permit")
    leader, officer = browsers["leader"], browsers["officer"]
    with then(FILED + timedelta(days=3)):
        page = leader.follow(f"/jobs/{job_id}/filing")
        path = leader.last
        assert "迟报理由" in page.text
        leader.post(f"{path}/submit", status=409)
        leader.post(f"{path}/submit", {"late_reason": "样例突发故障"})
        assert "迟报" in officer.get(path).text
        officer.post(f"{path}/late-decision", {"reason": "同意", **PIN_FORM}, status=422)
        officer.post(f"{path}/late-decision", {"allow": "yes", "reason": "同意", "pin": "000001"}, status=422)
        page = officer.follow(f"{path}/late-decision", {"allow": "yes", "reason": "同意", **PIN_FORM})
        assert "同意迟报" in page.text


# -- who may what --------------------------------------------------------------------------------------------


def test_strangers_find_nothing_and_other_roles_are_turned_away(
    served: Flask, cast: Cast, browsers: dict[str, Browser]
) -> None:
    filing_id, job_id, permit_id = filed(served, cast)
    stranger, officer = browsers["s_leader"], browsers["officer"]
    for path in (f"/jobs/{job_id}", f"/permits/{permit_id}", f"/permits/{permit_id}/sign", f"/filings/{filing_id}"):
        assert stranger.client.get(path).status_code == 404, path
        officer.get(path)
    assert officer.client.get("/jobs/new").status_code == 403
    assert stranger.send(f"/permits/{permit_id}/withdraw").status_code == 404
    assert browsers["leader"].send(f"/filings/{filing_id}/receive").status_code == 403


def test_no_form_goes_without_the_token(served: Flask, cast: Cast, browsers: dict[str, Browser]) -> None:
    client = browsers["leader"].client
    assert client.post("/jobs/new", data={"space_id": str(cast.space)}).status_code == 400
    assert client.post("/sign-out").status_code == 400
