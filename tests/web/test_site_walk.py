"""The sample job at the mouth of the well, walked through the pages alone, to the closed permit."""

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Any

from phone import Page, Phone, phone_of
from pieces import at
from plan_cast import PIN, then
from site_cast import GEAR, Site, drawing
from stages import Served, served_stage

from permit_service.models import db
from permit_service.models.spaces import Plate
from permit_service.services import codes
from workflows.kinds import EquipmentItem, GuardianCheckItem
from workflows.vocabulary import Status

raised = served_stage("raised")

DRAWN = "data:image/png;base64," + base64.b64encode(drawing()).decode()


def inside_app(served: Served, read: Callable[[Site], Any], now: datetime) -> Any:
    """Something read in the application's context."""
    with served.app.app_context(), then(now):
        value = read(served.site)
        db.session.rollback()
        return value


def went_on(page: Page, ending: str) -> None:
    """The form was carried out and led on."""
    assert page.status == 303, page.words[:2000]
    assert page.response.location.endswith(ending)


def next_is(phone: Phone, word: str) -> None:
    """The one big button of the on-site page."""
    page = phone.get("site")
    assert page.status == 200, page.words[:2000]
    page.assert_manners()
    assert word in page.text[page.text.index("btn-big") :].split("</b>")[0], page.words[:600]


def read_air(phone: Phone, moment: datetime) -> None:
    """One series: begun, three points, signed by the guardian, who tests."""
    went_on(phone.at(moment).submit("gas", "/gas", survey_done="yes", stirred="yes"), "/gas")
    for _ in range(3):
        amounts = {f"values.{i}.amount": amount for i, amount in enumerate(("20.9", "0", "0", "0"))}
        went_on(phone.at(moment).submit("gas", "/points", fields=amounts), "/gas")
        moment += at("00:01") - at("00:00")
    assert "合格" in phone.at(moment).get("gas").words
    went_on(phone.at(moment).submit("gas", "/sign", pin=PIN), "/gas")


def test_from_check_in_to_the_closed_permit(raised: Served) -> None:
    guardian = phone_of(raised, "guardian", at("08:00"))
    leader = phone_of(raised, "leader", at("08:10"))
    cast = raised.site.cast

    next_is(guardian, "监护到岗")
    permit_code = inside_app(raised, lambda site: codes.permit_code(site.permit), at("08:00"))
    plate_code = inside_app(raised, lambda site: codes.plate_code(db.session.get_one(Plate, cast.plate)), at("08:00"))
    second = guardian.submit("site/check-in", "/check-in", permit=permit_code)
    assert (second.status, "空间标牌" in second.words) == (200, True)
    form = second.form("/check-in")
    went_on(guardian.send(form.action, {**form.fields, "plate": plate_code}, form.names), "/site")

    next_is(leader, "安全交底")
    went_on(leader.submit("site/briefing", "/briefing", pin=PIN), "/site/briefing")
    for name in ("guardian", "entrant", "entrant_2", "principal"):
        listening = leader.get("site/briefing")
        href = next(h for h in listening.text.split('"') if h.endswith(f"/listeners/{cast.people[name]}"))
        went_on(leader.submit(href, f"/{cast.people[name]}", signature=DRAWN), "/site/briefing")

    guardian = guardian.at(at("08:20"))
    next_is(guardian, "作业区封闭")
    went_on(guardian.submit("site/area", "/area", closed="yes", notice_board="yes"), "/site")
    next_is(guardian, "设备检查")
    answers = {item.value: "yes" for item in EquipmentItem} | {
        "piece.gas_detector": str(cast.detector),
        "piece.breathing_set": str(cast.breathing_set),
    }
    went_on(guardian.submit("site/equipment", "/equipment", rescue_kit_metres="0", fields=answers), "/site")
    next_is(guardian, "隔离和清洗")
    went_on(guardian.submit("site/isolation", "/isolation", kind="lock_tag", lock_number="L1"), "/isolation")
    went_on(guardian.submit("site/isolation", "/confirm"), "/isolation")
    went_on(guardian.submit("site/isolation", "/rest"), "/isolation")

    guardian = guardian.at(at("08:40"))
    next_is(guardian, "打开出入口")
    went_on(guardian.submit("site/opening", f"/openings/{cast.opening}", upwind="yes-1"), "/site")
    next_is(guardian, "初始检测")
    read_air(guardian, at("08:50"))
    guardian = guardian.at(at("09:00"))
    next_is(guardian, "机械通风")
    went_on(guardian.submit("site/ventilation", "/ventilation", duct_confirmed="yes"), "/site")
    next_is(guardian, "再次检测")
    read_air(guardian, at("09:40"))

    guardian = guardian.at(at("09:46"))
    next_is(guardian, "防护用品检查")
    for name in ("entrant", "entrant_2"):
        person = cast.people[name]
        page = guardian.submit(f"site/protection/{person}", f"/{person}", gear=[piece.value for piece in GEAR])
        went_on(page, "/site/protection")
    guardian = guardian.at(at("09:48"))
    next_is(guardian, "监护确认")
    items = {item.value: "yes" for item in GuardianCheckItem}
    went_on(guardian.submit("site/guardian-check", "/guardian-check", pin=PIN, fields=items), "/site")
    guardian = guardian.at(at("09:50"))
    next_is(guardian, "进入确认")
    # 在此签字: the leader signs on the guardian's phone, whose session stays
    went_on(guardian.submit("site/confirm", "/confirm", login="leader", pin=PIN), "/site")

    guardian = guardian.at(at("09:52"))
    next_is(guardian, "扫码进入")
    badge = inside_app(raised, lambda site: site.badge("entrant"), at("09:52"))
    admitted = guardian.submit("scan", "/scan", badge=badge, tools="2")
    assert (admitted.status, "准入" in admitted.words, "verdict-admit" in admitted.text) == (200, True, True)
    assert "样例entrant" in admitted.words
    guardian = guardian.at(at("10:03"))
    next_is(guardian, "气体记录")
    amounts = {f"values.{i}.amount": amount for i, amount in enumerate(("20.8", "0", "1", "0"))}
    went_on(guardian.submit("gas/reading", "/reading", fields=amounts), "/gas/reading")
    went_on(guardian.submit("inside", "/contact", answered="yes"), "/inside")
    guardian = guardian.at(at("10:10"))
    recorded = guardian.submit("scan?direction=out", "/scan", badge=badge)
    assert "verdict-recorded" in recorded.text
    assert "2 件" in recorded.words

    guardian, leader = guardian.at(at("10:20")), leader.at(at("10:20"))
    went_on(guardian.submit("site/closing", "/close", kind="final", sign_set="yes-1"), "/site")
    went_on(guardian.submit("site/finish", "/finish"), "/site")
    next_is(leader, "关闭审批单")
    went_on(leader.submit("site/close", "/close", pin=PIN), "/site")
    assert inside_app(raised, lambda site: site.permit.status, at("10:21")) is Status.closed
    ended = leader.get("site")
    ended.assert_manners()
    assert "没有要在现场做的事" in ended.words
