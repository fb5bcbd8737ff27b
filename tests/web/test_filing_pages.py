"""Filings: handed in by the enterprise, worked through by the street."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

from desk import PIN_FORM, Desk, hidden
from filing_cast import set_area
from page_client import Browser, Page, browse
from pieces import WINDOW_START
from plan_cast import FILED, then
from sqlalchemy import select

from permit_service.actor import Actor, Grant
from permit_service.models.base import db
from permit_service.models.choices import StopScope
from permit_service.models.filings import Filing
from permit_service.models.oversight import Stop
from permit_service.models.people import Badge
from permit_service.models.spaces import ConfinedSpace
from permit_service.models.trainings import ExamPaper
from permit_service.services import codes, filings, stops, street_trainings
from permit_service.services.filing_forms import form_of
from permit_service.services.registers import questions
from permit_service.services.stops import StopForm
from permit_service.wallclock import SHANGHAI
from workflows.vocabulary import FilingStatus, Role, StopKind

#: Whom the street must train.
TRAINED = ("leader", "guardian", "entrant", "entrant_2", "manager")


def filled_form(page: Page) -> dict[str, object]:
    """The whole form of a filing, as it stands on its page."""
    chosen = {
        name: re.findall(rf'name="{name}" value="([^"]+)" checked', page.html)
        for name in ("members", "space_ids", "hazards")
    }
    times = {
        name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', page.html)[1]  # type: ignore[index]
        for name in ("start_at", "end_at")
    }
    return {"revision": hidden(page, "revision"), "content": "更换流量计", **times, **chosen}


def test_a_filing_tells_its_deadline_before_it_is_handed_in(desk: Desk) -> None:
    _, job_id = desk.ids_of("approved_permit")
    leader = desk.browsers["leader"]
    page = leader.follow(f"/jobs/{job_id}/filing")
    assert re.search(r"最迟 \d\d-\d\d 23:59 前提交给样例街道", page.words)
    path = leader.last
    done, again = (leader.follow(f"{path}/submit") for _ in range(2))  # pressed twice: one receipt
    receipt = re.search(r"已报备，回执编号 (\S+)。", done.words)
    assert receipt is not None
    assert f"已报备，回执编号 {receipt[1]}。" in again.words


def test_the_street_returns_and_the_enterprise_completes(desk: Desk) -> None:
    filing_id, _, _ = desk.filed()
    path, officer, leader = f"/filings/{filing_id}", desk.browsers["officer"], desk.browsers["leader"]
    with then(FILED):
        assert "已受理" in officer.follow(f"{path}/receive").words
        nothing = officer.post(f"{path}/return", {"reason": "请补电话"}, status=422)
        assert 'id="f-return-fields"' in nothing.html
        officer.post(f"{path}/return", {"reason": "请补电话", "fields": ["phone"]})
        assert "要补正：电话" in leader.get(path).words
        assert "去补正" in leader.get(path).words
        assert f"{path}/receive" not in officer.get(path).html
        unchanged = leader.post(f"{path}/submit", status=409)
        assert 'id="f-kept.phone-error"' in unchanged.html
        edit = leader.get(f"{path}/edit")
        assert "街道要求补正这一项" in edit.words
        typed = filled_form(edit) | {"contact": "样例leader", "phone": "0512-80000002"}
        amended = leader.follow(f"{path}/edit", typed).words
        assert "0512-80000002" in amended
        assert "去补正" not in amended
        again = leader.follow(f"{path}/submit").words
        assert re.search(r"第 2 次提交已收到（2026-\d\d-\d\d \d\d:\d\d）。回执编号仍是 ", again)
        unseen = officer.get(path).words
        assert unseen.index("提交后的变更") < unseen.index("0512-80000002") < unseen.index("报备内容")
        seen = officer.follow(f"{path}/receive").words
        assert seen.index("报备内容") < seen.index("提交后的变更")
        with desk.app.app_context():
            assert db.session.get_one(Filing, filing_id).status is FilingStatus.submitted


def answer_questions(desk: Desk, officer: Browser, training: str) -> tuple[Browser, str]:
    """One of those who attend on the street's phone, one by badge; who does not attend is not asked.

    Returns the worker's browser, which is signed in as nobody, and the address of the badge.
    """
    worker, entrant = Browser(desk.app.test_client()), desk.cast.people["entrant"]
    with desk.app.app_context():
        questions.load_sample_bank(Actor(None, grants=(Grant(Role.administrator),)))
        badge = urlsplit(codes.badge_code(db.session.get_one(Badge, desk.cast.badges["guardian"]))).path
    worker.get(f"{badge}/quiz", 404)  # nothing was set
    assert "没有出题" in officer.get(training).words
    assert "交卷 0 / 5" in officer.follow(f"{training}/quiz").words
    officer.post(f"{training}/quizzes", {"person_id": desk.cast.people["reserve"]}, status=422)
    officer.follow(f"{training}/quizzes", {"person_id": entrant})
    with desk.app.app_context():
        paper = db.session.scalars(select(ExamPaper)).one()
        right = {f"answers.{item.position}": list(item.question.right) for item in paper.items}
    officer.post(officer.last, {"answers.0": "9"}, status=422)
    assert officer.follow(officer.last, right).words.count("答对") == len(right)
    assert f"{badge}/quiz" in worker.get(badge).links
    form = worker.get(f"{badge}/quiz").form("/quiz")
    assert worker.send(form.action, form.fields).status == 303
    form = worker.get(f"{badge}/quiz").form("/hand-in")
    assert worker.send(form.action, form.fields).status == 303
    marked = worker.get(f"{badge}/quiz").words
    assert ("不合格，0" in marked, "guardian" in marked) == (True, False)
    assert f"{badge}/quiz" not in worker.get(badge).links
    page = officer.get(training).words
    assert ("交卷 2 / 5" in page, "100 分" in page) == (True, True)
    return worker, badge


def test_the_street_trains_stops_and_lifts(desk: Desk) -> None:
    filing_id, job_id, permit_id = desk.filed()
    path, officer, leader = f"/filings/{filing_id}", desk.browsers["officer"], desk.browsers["leader"]
    with then(FILED):
        offered = {form.action for form in desk.browsers["grid"].get(path).forms}
        kept = {f"{path}/receive", f"{path}/return", f"{path}/training-waiver"}  # for the street's own officers
        assert (offered & kept, {f"{path}/trainings", f"{path}/stops"} <= offered) == (set(), True)
        assert kept <= {form.action for form in officer.get(path).forms}
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
        assert "还没有到场：样例entrant_2、样例guardian、样例leader、一名管理人员" in alone.words
    with then(FILED + timedelta(minutes=29)):
        assert "还要培训：样例entrant" in officer.follow(f"{training}/end").words  # too short even for who was there
        assert "街道培训" in officer.get("/").words
    with then(FILED + timedelta(minutes=40)):
        page = officer.follow(f"{path}/trainings", {"scheduled_at": when})
        training = page.form("/start").action.removesuffix("/start")
        officer.post(f"{training}/note", {"topics": "risk"}, status=409)  # nothing was told yet
        officer.follow(f"{training}/start")
        there = officer.follow(f"{training}/attendees", {"attendees": [desk.cast.people[one] for one in TRAINED]})
        assert "应到的都到了" in there.words
        assert "讲过的内容 2 / 8" in officer.follow(f"{training}/note", {"topics": ["risk", "work_flow"]}).words
        stranger, badge = answer_questions(desk, officer, training)
        district = browse(desk.app, desk.cast.users["district_officer"])
        for page in (district.get(training), district.get(path)):
            assert not [form for form in page.forms if "training" in form.action]  # the street holds it
    with then(FILED + timedelta(minutes=70)):
        stranger.get(f"{badge}/quiz", 404)  # the mark is not for whoever reads a badge
        assert "该培训的人都培训过了" in officer.follow(f"{training}/end").words
        assert "街道培训" not in officer.get("/").words
        officer.post(f"{path}/stops", {"kind": "pause", "scope": "job"}, status=422)
        empty = officer.post(f"{path}/stops", {"kind": "pause"}, status=422).words
        assert "理由：必填。" in empty
        assert empty.count("必填。") == 4  # both fields, each in the summary and beside itself
        page = officer.follow(f"{path}/stops", {"kind": "pause", "scope": "job", "reason": "样例原因"})
        assert "样例原因" in page.words
        assert 'href="#lift-1-form"' in page.html  # in reach, where the stop itself is told
        lists = ("/filings", path, f"/jobs/{job_id}", f"/permits/{permit_id}")
        told_at = ((officer, "/filings"), *((leader, listed) for listed in lists))
        for browser, listed in told_at:
            assert "暂停要求" in browser.get(listed).words
        with then(WINDOW_START):
            assert "暂停要求" in desk.browsers["guardian"].get("/").words
        lift = page.form("/lift").action
        page = officer.follow(lift, {"reason": "已整改"})
        assert "停止要求已解除" in page.words
        for browser, listed in told_at:
            assert "暂停要求" not in browser.get(listed).words


def test_the_one_of_several_spaces_is_stopped_that_was_chosen(desk: Desk) -> None:
    filing_id, _, _ = desk.filed()
    path, officer = f"/filings/{filing_id}", desk.browsers["officer"]
    with desk.app.app_context():
        filing = db.session.get_one(Filing, filing_id)
        filing.spaces.append(db.session.get_one(ConfinedSpace, desk.cast.other_space))
        db.session.commit()
    told = {"kind": "pause", "scope": "space", "reason": "样例原因"}
    with then(FILED):
        for wrong in ({}, {"space_id": desk.cast.enterprise}):
            assert 'id="f-stop-space_id"' in officer.post(f"{path}/stops", told | wrong, status=422).html
        officer.follow(f"{path}/stops", told | {"space_id": desk.cast.other_space})
    with desk.app.app_context():
        assert db.session.scalars(select(Stop.space_id)).all() == [desk.cast.other_space]


def test_an_earlier_training_is_counted_again_with_a_reason(desk: Desk) -> None:
    filing_id, _, _ = desk.filed()
    officer, person = desk.browsers["officer"], desk.cast.people
    with desk.app.app_context():
        set_area(desk.cast, training_reuse_days=30)
    with then(FILED):
        path = f"/filings/{filing_id}"
        assert "沿用以前的培训" not in officer.get(path).words  # there is none
        with desk.app.app_context():
            start, crew = FILED - timedelta(hours=1), [person[one] for one in TRAINED]
            actor = desk.cast.actor("officer")
            earlier = street_trainings.key_in_training(actor, filing_id, start, FILED, crew).id
            second = desk.cast.filed_job().id
        path = f"/filings/{second}"
        assert "60 分钟，本次人员到场 5 人" in officer.get(path).words
        officer.post(f"{path}/reused-trainings", {"training_id": earlier}, status=422)
        page = officer.follow(f"{path}/reused-trainings", {"training_id": earlier, "reason": "样例：同一班组"})
        assert "沿用：样例：同一班组" in page.words
        assert "沿用以前的培训" not in page.words.replace("已沿用以前的培训", "")  # nobody is left to train
        training = next(link for link in page.links if link.startswith("/street-trainings/"))
        assert "样例officer同意：样例：同一班组" in officer.get(training).words


def test_a_late_filing_is_decided_with_a_signature(desk: Desk) -> None:
    _, job_id = desk.ids_of("approved_permit")
    leader, officer = desk.browsers["leader"], desk.browsers["officer"]
    with then(FILED + timedelta(days=3)):
        page = leader.follow(f"/jobs/{job_id}/filing")
        path = leader.last
        assert "迟报理由" in page.words
        leader.post(f"{path}/submit", status=409)
        leader.post(f"{path}/submit", {"late_reason": "样例突发故障"})
        for listed in (path, "/filings", "/filings/calendar?day=2026-12-01", f"/jobs/{job_id}"):
            assert "迟报待批复" in leader.get(listed).words
            assert "已报备" not in leader.get(listed).words
        officer.post(f"{path}/late-decision", {"reason": "同意", **PIN_FORM}, status=422)
        unexplained = officer.post(f"{path}/late-decision", {"allow": "no", **PIN_FORM}, status=422)
        assert 'id="f-late-reason-error"' in unexplained.html
        officer.post(f"{path}/late-decision", {"allow": "yes", "reason": "同意", "pin": "000001"}, status=422)
        page = officer.follow(f"{path}/late-decision", {"allow": "yes", **PIN_FORM})  # the PIN, and one press
        assert "同意迟报" in page.words
        assert f"{path}/receive" not in page.html  # whoever signs has read it
        assert "已同意。" in leader.get("/messages").words


def test_a_refused_late_filing_is_shown_as_refused(desk: Desk) -> None:
    _, job_id = desk.ids_of("approved_permit")
    leader, officer = desk.browsers["leader"], desk.browsers["officer"]
    with then(FILED + timedelta(days=3)):
        leader.follow(f"/jobs/{job_id}/filing")
        path = leader.last
        leader.post(f"{path}/submit", {"late_reason": "样例突发故障"})
        told = officer.follow(f"{path}/late-decision", {"allow": "no", "reason": "理由不充分", **PIN_FORM}).words
        assert "企业不得进入" in told
        for browser, listed in (
            (leader, path),
            (leader, "/filings"),
            (leader, f"/jobs/{job_id}"),
            (officer, "/filings"),
        ):
            assert "不同意迟报" in browser.get(listed).words
            assert "已批复" not in browser.get(listed).words


def test_works_stand_in_the_calendar_and_on_the_map_of_their_street_alone(desk: Desk) -> None:
    filing_id, _, _ = desk.filed()
    with desk.app.app_context():
        space = db.session.get_one(ConfinedSpace, desk.cast.space)
        space.longitude, space.latitude = Decimal("120.5"), Decimal("31.5")
        db.session.commit()
    officer, other = desk.browsers["officer"], browse(desk.app, desk.cast.users["other_officer"])
    shown = f"/filings/{filing_id}"
    with then(WINDOW_START - timedelta(days=2)):
        assert shown not in officer.get("/filings/calendar").links  # the work begins the week after
        week = officer.get("/filings/calendar?day=2026-12-03")
        assert (week.links.count(shown), "12-01 周二" in week.words) == (1, True)
        assert shown in officer.get("/filings/calendar?view=month&day=2026-12-31").links
        assert "不是日期" not in officer.get("/filings/calendar?day=soon").words
        seen = officer.get("/filings/map")
        assert 'class="spot"' in seen.html
        assert shown in seen.links
        for path in ("/filings/calendar?day=2026-12-03", "/filings/map", "/filings", "/filings?all=1"):
            assert shown not in other.get(path).links
        other.get(shown, 404)
    with then(WINDOW_START):
        assert 'class="spot-here"' in officer.get("/filings/map").html
    with desk.app.app_context():
        second = desk.cast.filed_job().id
    with then(WINDOW_START - timedelta(days=2)):
        several = officer.get("/filings/map")
        assert ("2 项作业 · " in several.html, several.html.count('class="spot"')) == (True, 1)
        assert {shown, f"/filings/{second}"} <= set(several.links)


def test_an_officer_keys_in_what_was_filed_at_the_counter(desk: Desk) -> None:
    _, job_id = desk.ids_of("approved_permit")
    officer, leader, path = desk.browsers["officer"], desk.browsers["leader"], f"/jobs/{job_id}/counter-filing"
    with then(FILED):
        assert path in officer.get(f"/jobs/{job_id}").links
        assert path not in leader.get(f"/jobs/{job_id}").links
        form = officer.follow(path)
        draft = officer.last.removesuffix("/counter-form")
        leader.post(f"{draft}/counter-form", status=403)
        typed = filled_form(form) | {"phone": "0512-80000003"}
        for phone in ("0512-80000003", "0512-80000004"):  # as often as it takes
            typed = filled_form(officer.get(f"{draft}/counter-form")) | {"phone": phone}
            checked = officer.follow(f"{draft}/counter-form", typed)
        assert ("0512-80000004" in checked.words, "还没有提交" in checked.words) == (True, True)
        assert "最迟 11-28 23:59 前应报" in checked.words
        officer.post(f"{draft}/counter-form", typed, status=409)  # somebody else wrote meanwhile
        officer.post(f"{draft}/key-in", status=422)
        ahead = officer.post(f"{draft}/key-in", {"submitted_at": "2026-11-30T10:00"}, status=422)
        assert 'id="f-counter-submitted_at-error"' in ahead.html
        taken = {"submitted_at": FILED.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")}
        keyed = officer.follow(f"{draft}/key-in", taken)
        assert "代录" in keyed.words
        assert "回执编号" in keyed.words
        officer.post(f"{draft}/counter-form", filled_form(form), status=409)  # handed in, it is the firm's to amend
        browse(desk.app, desk.cast.users["other_officer"]).get(path, 404)


def test_changes_name_people_and_a_stop_says_who_lifts_it(desk: Desk) -> None:
    filing_id, job_id, _ = desk.filed()
    path, officer, leader = f"/filings/{filing_id}", desk.browsers["officer"], desk.browsers["leader"]
    with then(FILED):
        officer.follow(f"{path}/return", {"reason": "请去掉备员", "fields": ["members", "phone"]})
        assert "人员还没有改" in leader.get(path).words
        with desk.app.app_context():
            filing = db.session.get_one(Filing, filing_id)
            form, revision = form_of(filing), filing.revision
            kept = {one: parts for one, parts in form.members.items() if one != desk.cast.people["reserve"]}
            filings.edit_filing(desk.cast.actor("leader"), filing_id, revision, replace(form, members=kept))
        page = leader.get(path).words
        assert "人员已改" in page
        assert "电话还没有改" in page
        assert "样例reserve（作业人员）" in page
        assert "样例guardian（" not in page  # only who left or came
        assert "这是第一次报备" in officer.get(path).words
        with desk.app.app_context():
            order = StopForm(StopKind.order, StopScope.job, job_id, "样例责令")
            stops.impose_stop(desk.cast.actor("district_officer"), order)
        page = officer.get(path)
        assert "由样例区或上级解除" in page.words
        assert "/lift" not in page.html


def test_an_emergency_is_counted_and_looked_into_afterwards(desk: Desk) -> None:
    _, job_id = desk.ids_of("approved_permit")
    leader, officer = desk.browsers["leader"], desk.browsers["officer"]
    with then(WINDOW_START - timedelta(hours=2)):
        leader.follow(f"/jobs/{job_id}/filing")
        path = leader.last
        told = {"category": "flood", "reason": "样例：管涌", "login": "principal", **PIN_FORM}
        leader.post(f"{path}/emergency", told | {"login": "guardian"}, status=403)
        assert "现在提交算迟报" in leader.get(path).words
        leader.follow(f"{path}/emergency", told)
        leader.follow(f"{path}/submit")
        page = officer.get(path).words
        assert "抢修：样例：管涌。本年第 1 次。街道最迟 12-02 23:59 核对。" in page
        assert "迟报" not in page.replace("迟报 0 次", "")  # explained by the emergency
        assert "抢修待核对" in officer.get("/filings").words
        assert "街道最迟" not in officer.follow(f"{path}/emergency-review").words
        assert "本年抢修 1 次" in officer.get(path).words
        assert "抢修待核对" not in officer.get("/filings").words
