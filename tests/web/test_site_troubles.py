"""The pages at the mouth when something is wrong: suspending, evacuating, counting, whoever is missing."""

from datetime import date, datetime, timedelta

import pytest
from page_client import phone_of
from pieces import at
from plan_cast import PIN, then
from sqlalchemy.orm import Session
from stages import Served, served_stage

from permit_service import unit_of_work
from permit_service.models.choices import MeansKind
from permit_service.models.interruptions import Evacuation, Suspension
from permit_service.models.permits import Permit
from permit_service.models.presence import GuardianPost, Muster
from permit_service.models.readings import WorkReading
from permit_service.models.response import MeansAgreement, SharedMeans
from workflows.vocabulary import Direction, EvacuationCause, Status

active = served_stage("active")

NOW = at("09:55")


def _name_outside_team(active: Served) -> None:
    """The works' team from outside, as the permit names it."""
    cast = active.site.cast

    def work(session: Session) -> None:
        team = SharedMeans(area_id=cast.street, kind=MeansKind.rescue_team, name="样例救援队", provider="样例站")
        team.phone, team.created_at = "0000-0119", NOW
        session.add(team)
        session.flush()
        agreed = MeansAgreement(means_id=team.id, enterprise_id=cast.enterprise, number="样例", minutes_to_arrive=12)
        agreed.agreement_from, agreed.agreement_until, agreed.created_at = date.min, date.max, NOW
        session.add(agreed)
        session.flush()
        session.get_one(Permit, active.site.permit_id).rescue_agreement_id = agreed.id

    with active.app.app_context():
        unit_of_work.run(work)


def test_one_tap_evacuates_and_tells_who_is_still_inside(active: Served) -> None:
    _name_outside_team(active)
    active.scan("entrant", at("09:52"))
    guardian = phone_of(active, "guardian", NOW)
    assert guardian.submit("gas", "/inside/evacuate").status == 303
    page = guardian.get("inside")
    assert "还在里面" in page.words
    assert "样例entrant" in page.words
    assert "严禁盲目施救" in page.words
    assert "样例现场处置方案" in page.words
    assert "tel:119" in page.html
    assert "tel:0000-0119" in page.html
    assert "样例救援队，12 分钟到达" in page.words
    with active.app.app_context():
        assert active.site.permit.status is Status.suspended
    shown = guardian.get("site").words
    assert "人员撤离" in shown
    assert shown.count("紧急撤离，") == 1  # why the work stands still; the banner says it, the alarms need not
    assert guardian.get("scan").form("/scan").fields["direction"] == ["out"]
    assert 'class="alarm alarm-forbid"' in guardian.get("/").html


def test_the_cause_may_be_told_with_it(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    assert guardian.submit("inside", "/inside/evacuate").status == 303
    assert active.only(Evacuation).cause is EvacuationCause.ordered
    guardian.get("inside")
    assert guardian.submit("inside", "/lift").status == 303
    form = guardian.get("inside").form("/inside/evacuate")
    assert guardian.send(form.action, form.fields | {"cause": "unwell"}).status == 303
    assert active.count(Evacuation) == 2


def test_an_evacuation_is_lifted_only_when_all_are_out(active: Served) -> None:
    active.scan("entrant", at("09:52"))
    guardian = phone_of(active, "guardian", NOW)
    guardian.submit("inside", "/inside/evacuate")
    assert "解除撤离" not in guardian.get("inside").words
    evacuation = active.only(Evacuation)
    lift = f"{guardian.base}/inside/evacuations/{evacuation.id}/lift"
    form = guardian.get("inside").form("/muster")
    assert guardian.send(lift, form.fields).status == 422
    assert guardian.submit("inside", "/muster", counted="2").status == 303
    assert "当面逐个核对" in guardian.submit("inside", "/scan").words  # the last one out: now they are counted
    page = guardian.get("inside")
    assert "撤离以来撤出 1 人" in page.words
    assert "人数查清以后，才能解除撤离" in page.words
    refused = guardian.send(lift, form.fields)
    assert (refused.status, "清点人数和登记人数不一致" in refused.words) == (409, True)
    muster = active.only(Muster)
    assert guardian.submit("inside", f"/counts/{muster.id}", remark="样例：多数了一人").status == 303
    assert "全部撤出" in guardian.get("inside").words
    assert guardian.submit("inside", "/lift").status == 303
    assert active.only(Evacuation).lifted_at == NOW


def test_a_count_that_differs_stands_until_it_is_settled(active: Served) -> None:
    active.scan("entrant", at("09:52"))
    guardian = phone_of(active, "guardian", NOW)
    assert guardian.submit("inside", "/muster", counted="x").status == 422
    assert guardian.submit("inside", "/muster", counted="2").status == 303
    page = guardian.get("inside")
    assert "人数不符" in page.words
    assert "清点 2 人，登记 1 人" in page.words
    muster = active.only(Muster)
    assert guardian.submit("inside", f"/counts/{muster.id}", remark="多数了一人").status == 303
    assert active.only(Muster).settled_at == NOW


def test_suspending_and_marking_it(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    assert guardian.submit("site", "/suspend", remark="下雨").status == 303
    page = guardian.get("site")
    assert "还没有封闭" in page.words
    assert guardian.submit("site", "/mark").status == 303
    assert active.only(Suspension).marked_at == NOW
    assert "监护到岗" in guardian.get("site").words.split("七不准")[0]


def test_a_bad_value_during_work_leads_to_the_evacuation(active: Served) -> None:
    active.scan("entrant", at("09:52"))
    guardian = phone_of(active, "guardian", NOW)
    shown = {f"values.{index}.amount": amount for index, amount in enumerate(("20.9", "0", "8", "0"))}
    page = guardian.submit("gas/reading", "/reading", fields=shown | {"zone": "井底"})
    assert (page.status, page.response.location.endswith("/inside")) == (303, True)
    assert active.only(Evacuation).cause is EvacuationCause.bad_gas
    assert active.count(WorkReading) == 1
    found = "H2S 11.33 mg/m³，超过 10 mg/m³（GBZ 2.1 最高容许浓度）。"
    leader = phone_of(active, "leader", NOW)
    pages = (guardian.get("inside"), guardian.get("scan"), leader.get("site"), leader.get("/"), leader.get("/messages"))
    for shown_at in pages:
        assert f"井底，{found}" in shown_at.words


def test_what_came_of_a_call_is_told(active: Served) -> None:
    active.scan("entrant", at("09:52"))
    guardian = phone_of(active, "guardian", NOW)
    assert guardian.submit("inside", "/contact", answered="yes").status == 303
    assert "联络已记录，里面有应答" in guardian.get("inside").words
    assert guardian.submit("inside", "/contact", answered="no").status == 303
    assert "联络没有应答" in guardian.get("inside").words


def test_the_guardian_leaves_and_another_takes_over(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    page = guardian.get("site")
    assert guardian.submit("site", "/leave").status == 303
    assert active.only(GuardianPost).ended_at == NOW
    assert "离岗" in page.words
    assert "没有监护人在岗" in guardian.get("site").words


def test_somebody_sees_that_the_guardian_is_gone(active: Served) -> None:
    active.scan("entrant", at("09:52"))
    leader = phone_of(active, "leader", NOW)
    assert leader.submit("site", "/absent").status == 303
    assert active.only(Evacuation).cause is EvacuationCause.guardian_left


def test_tools_left_inside_keep_the_work_from_ending_until_written_off(active: Served) -> None:
    active.scan("entrant", at("09:52"), tools=2)
    active.scan("entrant", NOW, direction=Direction.out, tools=1)
    leader = phone_of(active, "leader", NOW + timedelta(minutes=1))
    refused = leader.submit("site/finish", "/finish")
    refused.is_sound(409)
    assert leader.submit("site/finish", "/tools", tools="1", reason="", pin=PIN).status == 422
    assert leader.submit("site/finish", "/tools", tools="1", reason="卡在管口", pin=PIN).status == 303
    assert leader.submit("site/finish", "/finish").status == 303


@pytest.mark.parametrize("moment", [at("09:55")])
def test_a_fan_that_stops_with_people_inside_evacuates(active: Served, moment: datetime) -> None:
    active.scan("entrant", at("09:52"))
    guardian = phone_of(active, "guardian", moment)
    assert "会立即撤离" in guardian.get("site/ventilation").words
    assert guardian.submit("site/ventilation", "/stop", reason="跳闸").status == 303
    assert active.only(Evacuation).cause is EvacuationCause.fan_stopped
    assert "风机停了，原因：跳闸。" in guardian.get("scan").words


def test_the_clock_of_a_page_is_the_servers(active: Served) -> None:
    with then(NOW):
        answer = phone_of(active, "guardian", NOW).get("site")
    assert 'name="server-time" content="2026-12-01T01:55:00+00:00"' in answer.html
    assert answer.response.headers["Cache-Control"] == "no-store"


def test_the_safety_manager_settles_a_disputed_time_on_the_permits_page(active: Served) -> None:
    active.scan("entrant", at("09:52"))
    active.scan("entrant_2", at("09:53"))
    active.scan("entrant", at("09:55"), direction=Direction.out, device_time=at("11:55"))
    guardian, manager = phone_of(active, "guardian", at("09:57")), phone_of(active, "manager", at("09:57"))
    assert "可以进入" not in guardian.get("site").words
    page = guardian.get(guardian.base)
    assert "未查明" in page.words
    assert not [form for form in page.forms if "/disputed-times/" in form.action]
    page = manager.get(manager.base)
    form = next(form for form in page.forms if "/disputed-times/" in form.action)
    others = {"csrf_token": guardian.get("site").form("/evacuate").fields["csrf_token"]}
    assert guardian.send(form.action, {**others, "holds": "server", "remark": "样例"}).status == 409
    assert manager.send(form.action, {**form.fields, "remark": "样例"}).status == 422
    wrong = manager.send(form.action, {**form.fields, "holds": "server"})
    assert (wrong.status, "必填。" in wrong.words) == (422, True)
    told = {"holds": "server", "remark": "样例：手机时间快两小时"}
    assert manager.send(form.action, {**form.fields, **told}).status == 303
    words = guardian.get(guardian.base).words
    assert "以系统时间为准" in words
    assert "未查明" not in words
    assert "可以进入" in guardian.get("site").words
