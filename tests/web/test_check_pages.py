"""Pages of spot-checks: a draw ordered and drawn again, its check filled in and signed, the firm beside it."""

import re
from datetime import datetime, timedelta
from io import BytesIO

from desk import PIN_FORM, Desk
from page_client import Browser, browse
from pieces import WINDOW_START
from plan_cast import FILED, then
from site_cast import drawing
from sqlalchemy import select, update

from permit_service import draw_record, unit_of_work
from permit_service.actor import Actor, Grant
from permit_service.models.accounts import RoleGrant
from permit_service.models.base import db
from permit_service.models.enterprises import Enterprise
from permit_service.models.inspections import Inspection
from permit_service.models.spaces import Plate
from permit_service.services.registers import questions
from permit_service.wallclock import SHANGHAI, civil_day
from workflows.inspection_kinds import InspectionItem
from workflows.vocabulary import Role

DAY = str(civil_day(WINDOW_START))
DRAWN = FILED + timedelta(hours=1)
ON_SITE = WINDOW_START + timedelta(minutes=30)
AFTER_DUE = datetime(2026, 12, 21, 9, tzinfo=SHANGHAI)
PLACES = ("/inspections", "/findings", "/draws", "/draws/relations", "/unfiled-work", "/district")


def browser_of(desk: Desk, who: str) -> Browser:
    return browse(desk.app, desk.cast.users[who], f"phone-of-{who}")


def links_behind(browser: Browser, figure: str) -> list[str]:
    """Where the records behind a figure of the report of checks lead to."""
    links = browser.get("/registers/reports/checks?since=2026-11-01&until=2026-12-31").links
    return browser.get(next(link for link in links if f"figure={figure}&" in link)).links


def test_from_the_draw_to_the_last_signature(desk: Desk) -> None:
    with desk.app.app_context(), then(FILED):
        questions.load_sample_bank(Actor(None, grants=(Grant(Role.administrator),)))
    filing = f"/filings/{desk.filed()[0]}"
    district, other = browser_of(desk, "district_officer").at(DRAWN), browser_of(desk, "other_officer").at(ON_SITE)
    for place in PLACES:
        district.get(place)
    order = district.submit("/draws/new", "/draws/new", fields={"wanted": "0"}, area_id=desk.cast.district)
    assert "不能小于 1" in order.is_sound(422).words
    days = {"from_day": DAY, "until_day": DAY, "wanted": "1"}
    page = district.submit("/draws/new", "/draws/new", fields=days, area_id=desk.cast.district).is_sound(303)
    drawn = district.get(page.response.headers["Location"])
    assert "完全一致" in drawn.words
    assert draw_record.fault_of(district.look(f"{page.response.headers['Location']}/record.json").html) is None
    officer = browser_of(desk, "officer").at(DRAWN).get(page.response.headers["Location"])
    assert "更换流量计" in officer.words  # in the officer's own street
    elsewhere = browser_of(desk, "other_officer").at(DRAWN).get(page.response.headers["Location"])
    assert "更换流量计" in elsewhere.words  # was sent there
    with desk.app.app_context():
        check = f"/inspections/{db.session.scalars(select(Inspection.id)).one()}"

    out = {"replace.person_id": str(desk.cast.people["other_officer"]), "replace.reason": "样例：病假"}
    assert "检查人员不够" in district.submit(check, "/replace", fields=out).is_sound(422).words
    along = {"add.person_id": str(desk.cast.people["grid"]), "add.reason": "样例：请专家"}
    assert "不能去" in district.submit(check, "/add", fields=along).is_sound(422).words  # of the job's own street
    called = update(RoleGrant).where(RoleGrant.user_id == desk.cast.users["grid"])
    with desk.app.app_context():
        unit_of_work.run(lambda session: session.execute(called.values(role=Role.expert, area_id=desk.cast.district)))
    district.submit(check, "/add", fields=along).is_sound(303)
    assert "样例grid（加派）" in district.get(check).words
    off = {"take_off.person_id": str(desk.cast.people["grid"]), "take_off.reason": "样例：病假"}
    district.submit(check, "/take-off", fields=off).is_sound(303)
    changed = district.get(page.response.headers["Location"]).words
    for told in ("加派样例grid。样例：请专家", "撤回加派样例grid。样例：病假", "完全一致"):
        assert told in changed
    leader = browser_of(desk, "leader").at(ON_SITE)
    assert "未整改问题" not in leader.get(filing).words
    assert leader.look(check).status == 404  # unannounced
    assert "没有查，作业已结束" in district.at(AFTER_DUE).get("/inspections").words
    assert "等我办理" in other.get("/inspections").words
    assert "到现场了" in other.get(check).words
    other.submit(check, "/begin", fields={"code": "P20261201-0001A"}).is_sound(422)
    other.follow(f"{check}/begin")
    assert "检查项" in leader.get(check).words
    answers = {f"items.{item}": "yes" for item in InspectionItem} | {"items.guardian": "no"}
    answers["items.guardian_remark"] = "监护人离开入口"
    wrong = other.follow(f"{check}/answers", answers)
    assert "监护人离开入口" in wrong.html  # the remark begins the problem's words
    assert f"{check}/findings/new?item=guardian" in other.get(check).links
    told = {"responsible": "班长样例", "due_on": "2026-12-20", "item": "guardian", "text": "监护人离开入口"}
    assert other.post(f"{check}/findings/new", status=422).words.count("必填。") == 6  # three fields, twice each
    assert "要晚于现在" in other.post(f"{check}/findings/new", told | {"due_on": "2026-11-01"}, status=422).words
    assert "第十五条" in other.follow(f"{check}/findings/new", told).words
    quiz = other.follow(f"{check}/quizzes", {"person_id": desk.cast.people["entrant"]})
    assert "前交卷" in quiz.words
    assert "不合格" in other.follow(other.last, {}).words
    other.follow(f"{check}/no-quiz", {"no_quiz_reason": "主要负责人不在现场"})
    assert "签字前还差" not in other.get(check).words

    signing = f"{check}/sign"
    assert "继续检查" in other.get("/").words
    other.submit(signing, "/sign", **PIN_FORM).is_sound(303)
    assert signing in leader.get("/").links  # the inspector has signed: it is the firm's turn
    assert check not in other.get("/").links
    other.post(f"{check}/answers", answers, status=422)
    district.at(ON_SITE).submit(signing, "/sign", **PIN_FORM).is_sound(303)
    leader.submit(signing, "/sign-firm", **PIN_FORM).is_sound(303)
    assert "发现问题" in leader.get(signing).words
    assert "监护人离开入口" in leader.get("/findings").words
    overview = district.at(ON_SITE).get("/district")
    street = f"area={desk.cast.street}"
    assert {f"/inspections?{street}&state=concluded", f"/findings?{street}"} <= set(overview.links)
    assert check in district.get(f"/inspections?{street}&state=concluded").links
    assert "监护人离开入口" in district.get(f"/findings?{street}").words
    assert "监护人离开入口" not in district.get(f"/findings?area={desk.cast.other_street}").words
    assert check not in district.get(f"/inspections?area={desk.cast.other_street}").links
    review = district.get(filing)
    assert re.search("监护人离开入口.*第十五条.*整改期限 2026-12-20 待整改", review.words)
    assert check in links_behind(district, "checks")
    (finding,) = [link for link in links_behind(district, "findings_open") if link.startswith("/findings/")]
    assert finding in review.links
    file = f"/registers/enterprises/{desk.cast.enterprise}"
    assert finding in district.get(file).links
    assert "逾期未整改" in district.at(AFTER_DUE).get(file).words
    district.at(ON_SITE)
    _mended(finding, leader, other)
    assert "未整改问题" not in district.get(filing).words
    assert finding in links_behind(district, "findings_mended")


def _mended(finding: str, leader: Browser, inspector: Browser) -> None:
    """Reported late by the firm from its home page, sent back, reported again, accepted by an inspector."""
    leader, inspector = leader.at(AFTER_DUE), inspector.at(AFTER_DUE)
    assert "逾期未整改" in leader.get("/").words
    assert finding in leader.get("/").links
    bare = leader.submit(finding, "/report", text="", photo=(BytesIO(drawing()), "after.png"))
    assert "必填" in bare.is_sound(422).words
    for text in ("监护人换班", "监护人换班后到岗"):
        photo = (BytesIO(drawing()), "after.png")
        leader.submit(finding, "/report", text=text, photo=photo).is_sound(303)
        assert "去复查" in inspector.get("/").words
        assert "/report" not in {form.action for form in leader.get(finding).forms}
        if text == "监护人换班":
            inspector.submit(finding, "/send-back", reason="照片看不清").is_sound(303)
    inspector.submit(finding, "/accept", remark="现场看过").is_sound(303)
    page = leader.get(finding)
    assert re.search("第 1 次整改.*逾期 1 天.*退回 照片看不清.*第 2 次整改.*通过 现场看过", page.words)
    assert finding not in leader.get("/").links
    assert finding in leader.get("/findings?state=accepted").links


def test_unfiled_work_from_finding_it_to_its_sheet(desk: Desk) -> None:
    officer = browser_of(desk, "officer").at(ON_SITE)
    bare = {"area_id": desk.cast.street, "place": "样例路口", "content": "清淤", "people_inside": "2", "done": "已停"}
    assert "必填" in officer.submit("/unfiled-work/new", "/new", **bare).is_sound(422).words
    page = officer.follow("/unfiled-work/new", bare | {"firm": "样例施工队"})
    assert "样例施工队" in page.words
    sheet = officer.follow(f"{officer.last}/check", {"with_ids": desk.cast.people["grid"]})
    assert "没有报备" in sheet.words
    assert "样例路口" in officer.get("/unfiled-work").words
    (found,) = [link for link in links_behind(officer, "unfiled_found") if link.startswith("/unfiled-work/")]
    assert "样例路口" in officer.get(found).words
    with desk.app.app_context():
        code = db.session.get_one(Plate, desk.cast.plate).code
    officer.follow("/unfiled-work/new", bare | {"firm": "样例施工队", "plate": code})
    assert officer.submit(officer.last, "/evacuate").status == 303
    assert "正在紧急撤离" in officer.get(officer.last).words
    assert browser_of(desk, "leader").get("/inspections").status == 200
    assert browser_of(desk, "leader").look("/draws").status == 403


def test_a_relation_is_declared_and_ended(desk: Desk) -> None:
    officer, district = browser_of(desk, "officer").at(DRAWN), browser_of(desk, "district_officer").at(DRAWN)
    told = {"person_id": desk.cast.people["officer"], "enterprise_id": "nobody", "relation": "share"}
    assert "查不到" in officer.submit("/draws/relations/new", "/new", **told).is_sound(422).words
    with desk.app.app_context():
        uscc = db.session.get_one(Enterprise, desk.cast.enterprise).uscc
    page = officer.follow("/draws/relations/new", told | {"enterprise_id": uscc})
    assert "持股" in page.words
    assert page.forms == [form for form in page.forms if not form.action.endswith("/end")]  # not one's own to end
    ending = next(form for form in district.get("/draws/relations").forms if form.action.endswith("/end"))
    ended = district.follow(ending.action)
    assert "已解除" in ended.words  # who declared it and who ended it stays to be seen
    assert [form for form in ended.forms if form.action.endswith("/end")] == []
