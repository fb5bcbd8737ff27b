"""Filings: handed in by the enterprise, worked through by the street."""

import re
from datetime import timedelta

from desk import PIN_FORM, Desk, hidden
from plan_cast import FILED, then

from permit_service.models.base import db
from permit_service.models.filings import Filing
from workflows.vocabulary import FilingStatus

#: Whom the street must train.
TRAINED = ("leader", "guardian", "entrant", "entrant_2", "manager")


def test_a_filing_tells_its_deadline_before_it_is_handed_in(desk: Desk) -> None:
    _, job_id = desk.ids_of("approved_permit")
    leader = desk.browsers["leader"]
    page = leader.follow(f"/jobs/{job_id}/filing")
    assert re.search(r"最迟 \d\d-\d\d 23:59 前提交给样例街道", page.words)
    done = leader.follow(f"{leader.last}/submit")
    assert "回执编号" in done.words
    assert leader.get(f"/jobs/{job_id}").words


def test_the_street_returns_and_the_enterprise_completes(desk: Desk) -> None:
    filing_id, _, _ = desk.filed()
    path, officer, leader = f"/filings/{filing_id}", desk.browsers["officer"], desk.browsers["leader"]
    with then(FILED):
        assert "已受理" in officer.follow(f"{path}/receive").words
        nothing = officer.post(f"{path}/return", {"reason": "请补电话"}, status=422)
        assert "要补正的项目" in nothing.words
        officer.post(f"{path}/return", {"reason": "请补电话", "fields": ["phone"]})
        assert "要补正：电话" in leader.get(path).words
        edit = leader.get(f"{path}/edit")
        assert "街道要求补正这一项" in edit.words
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
        assert "样例电话" in leader.follow(f"{path}/edit", typed).words
        assert "回执编号" in leader.follow(f"{path}/submit").words
        assert "样例电话" in officer.get(path).words
        with desk.app.app_context():
            assert db.session.get_one(Filing, filing_id).status is FilingStatus.submitted


def test_the_street_trains_stops_and_lifts(desk: Desk) -> None:
    filing_id, _, _ = desk.filed()
    path, officer = f"/filings/{filing_id}", desk.browsers["officer"]
    with then(FILED):
        officer.follow(f"{path}/receive")
        assert "街道培训" in officer.get("/").words
        officer.post(f"{path}/trainings", {"scheduled_at": ""}, status=422)
        when = (FILED + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M")
        told = {"scheduled_at": when, "place": "样例会议室", "nonce": "pressed twice"}
        officer.follow(f"{path}/trainings", told)
        page = officer.follow(f"{path}/trainings", told)
        assert "样例会议室" in page.words
        assert officer.get(path).words.count("样例会议室") == 1
        training = officer.follow(page.form("/start").action).form("/attendees").action.removesuffix("/attendees")
        officer.post(f"{training}/attendees", status=422)
        alone = officer.follow(f"{training}/attendees", {"attendees": desk.cast.people["entrant"]})
        assert "已签到：样例entrant" in alone.words
        assert "样例guardian、样例leader、一名管理人员" in alone.words
    with then(FILED + timedelta(minutes=29)):
        assert "还要培训：样例entrant" in officer.follow(f"{training}/end").words  # too short even for who was there
        assert "街道培训" in officer.get("/").words
    with then(FILED + timedelta(minutes=40)):
        page = officer.follow(f"{path}/trainings", {"scheduled_at": when})
        training = page.form("/start").action.removesuffix("/start")
        officer.post(f"{training}/note", {"topics": "risk"}, status=409)  # nothing was told yet
        officer.follow(f"{training}/start")
        officer.follow(f"{training}/attendees", {"attendees": [desk.cast.people[one] for one in TRAINED]})
        assert "讲过的内容 2 / 8" in officer.follow(f"{training}/note", {"topics": ["risk", "work_flow"]}).words
    with then(FILED + timedelta(minutes=70)):
        assert "该培训的人都培训过了" in officer.follow(f"{training}/end").words
        assert "街道培训" not in officer.get("/").words
        officer.post(f"{path}/stops", {"kind": "pause", "scope": "job"}, status=422)
        page = officer.follow(f"{path}/stops", {"kind": "pause", "scope": "job", "reason": "样例原因"})
        assert "样例原因" in page.words
        lift = page.form("/lift").action
        page = officer.follow(lift, {"reason": "已整改"})
        assert "停止要求已解除" in page.words


def test_a_late_filing_is_decided_with_a_signature(desk: Desk) -> None:
    _, job_id = desk.ids_of("approved_permit")
    leader, officer = desk.browsers["leader"], desk.browsers["officer"]
    with then(FILED + timedelta(days=3)):
        page = leader.follow(f"/jobs/{job_id}/filing")
        path = leader.last
        assert "迟报理由" in page.words
        leader.post(f"{path}/submit", status=409)
        leader.post(f"{path}/submit", {"late_reason": "样例突发故障"})
        assert "迟报" in officer.get(path).words
        officer.post(f"{path}/late-decision", {"reason": "同意", **PIN_FORM}, status=422)
        officer.post(f"{path}/late-decision", {"allow": "yes", "reason": "同意", "pin": "000001"}, status=422)
        page = officer.follow(f"{path}/late-decision", {"allow": "yes", "reason": "同意", **PIN_FORM})
        assert "同意迟报" in page.words
