"""扫码: the verdict that fills the screen, its reasons, what is sent twice, and rescue."""

import re
from datetime import timedelta

from page_client import Page, phone_of
from pieces import at
from plan_cast import then
from site_cast import drawing
from sqlalchemy.orm import Session
from stages import Served, served_stage

from permit_service import storage, unit_of_work
from permit_service.models.people import PersonPhoto
from permit_service.models.presence import Entry, Scan
from permit_service.services import codes
from workflows.vocabulary import ScanVerdict

active = served_stage("active")
tested = served_stage("tested")

NOW = at("09:55")


def badge_of(served: Served, who: str) -> str:
    return served.read(lambda site: site.badge(who), NOW)


def shows(page: Page, kind: str, *words: str) -> None:
    """A verdict of this kind, with these words on the page."""
    page.is_sound()
    assert f"verdict-{kind}" in page.html
    for word in words:
        assert word in page.words, page.words


def test_the_admission_tells_whom_how_long_and_how_many(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    page = guardian.submit("scan", "/scan", badge=badge_of(active, "entrant"))
    shows(page, "admit", "准入", "样例entrant", "作业人员", "流量计井1", "10:10（15 分）", "1 / 2 人")
    assert 'data-good-until="2026-12-01T02:10:00+00:00"' in page.html
    assert f'http-equiv="refresh" content="900;url={guardian.base}/scan?direction=in"' in page.html
    assert active.count(Entry) == 1


def test_one_reason_is_told_once_whatever_rules_give_it(active: Served) -> None:
    active.scan("entrant", at("09:52"))
    page = phone_of(active, "guardian", NOW).submit("scan", "/scan", badge=badge_of(active, "entrant"))
    shows(page, "refuse")
    assert page.words.count("这个人已登记在内") == 1


def test_the_face_is_shown_where_there_is_a_photo(active: Served) -> None:
    def keep(session: Session) -> None:
        user = active.site.cast.users["manager"]
        file = storage.save(session, drawing(), uploaded_by_id=user, at=at("08:00"))
        person = active.site.cast.people["entrant"]
        session.add(PersonPhoto(person_id=person, file_id=file.id, taken_at=at("08:00")))

    with active.app.app_context():
        unit_of_work.run(keep)
    guardian = phone_of(active, "guardian", NOW)
    assert 'class="face-photo"' in guardian.get("scan").html
    page = guardian.submit("scan", "/scan", badge=badge_of(active, "entrant"))
    assert 'class="face-photo"' in guardian.get("scan?direction=out").html
    source = re.search(r'class="verdict-photo" src="([^"]+)" alt="样例entrant的照片"', page.html)
    assert source is not None
    assert guardian.get(source.group(1)).response.mimetype == "image/png"


def test_a_person_without_a_badge_is_admitted_by_name(active: Served) -> None:
    page = phone_of(active, "guardian", NOW).submit("scan", "/scan", badge="")
    assert page.status == 422
    guardian = phone_of(active, "guardian", NOW)
    person = active.site.cast.people["entrant_2"]
    form = guardian.get("scan").form("/scan")
    shows(guardian.send(form.action, form.fields | {"person_id": str(person)}), "admit", "样例entrant_2")


def test_a_refusal_groups_its_reasons_and_gives_one_next_thing(tested: Served) -> None:
    guardian = phone_of(tested, "guardian", at("09:49"))
    page = guardian.submit("scan", "/scan", badge=badge_of(tested, "entrant"))
    shows(page, "refuse", "拒绝", "未经审批不准作业", "还没有签进入确认")
    assert page.html.count("btn-big") == 1
    assert "/site/confirm" in page.html
    assert tested.count(Entry) == 0
    assert tested.count(Scan) > 0


def test_somebody_who_is_not_on_the_permit_is_refused_without_a_way_round(active: Served) -> None:
    page = phone_of(active, "guardian", NOW).submit("scan", "/scan", badge=badge_of(active, "untrained"))
    shows(page, "refuse", "这个人不在本审批单上")
    assert "btn-big" not in page.html


def test_a_code_that_is_none_is_recorded_and_refused(active: Served) -> None:
    before = active.count(Scan)
    page = phone_of(active, "guardian", NOW).submit("scan", "/scan", badge="W9999")
    shows(page, "refuse", "拒绝")
    assert active.count(Scan) == before + 1


def test_a_permit_s_code_is_no_badge(active: Served) -> None:
    text = active.read(lambda site: codes.permit_code(site.permit), NOW)
    shows(phone_of(active, "guardian", NOW).submit("scan", "/scan", badge=text), "refuse")


def test_the_same_scan_sent_twice_is_one_entry_and_its_green_does_not_last(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    form = guardian.get("scan").form("/scan")
    sent = form.fields | {"badge": badge_of(active, "entrant")}
    shows(guardian.send(form.action, sent), "admit")
    shows(guardian.at(NOW + timedelta(seconds=60)).send(form.action, sent), "admit", "样例entrant")
    late = guardian.at(NOW + timedelta(seconds=61)).send(form.action, sent)
    shows(late, "unknown", "请重新扫码")
    assert active.count(Entry) == 1
    other = guardian.send(form.action, sent | {"tools": "1"})
    assert other.status == 409


def test_the_way_out_is_recorded_whatever_is_wrong(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    badge = badge_of(active, "entrant")
    guardian.submit("scan", "/scan", badge=badge, tools="2")
    out = guardian.submit("scan?direction=out", "/scan", badge=badge)
    shows(out, "recorded", "撤出 09:55", "0 / 2 人", "2 件")
    again = guardian.submit("scan?direction=out", "/scan", badge=badge)
    shows(again, "recorded", "里面没有对应的进入记录")


def test_going_out_by_name(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    guardian.submit("scan", "/scan", badge=badge_of(active, "entrant"))
    shows(guardian.submit("inside", "/scan"), "recorded", "样例entrant")
    assert "里面没有人" in guardian.get("inside").words


def test_a_rescuer_without_the_three_is_refused_and_not_counted(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    page = guardian.submit("scan?direction=rescue_in", "/scan")
    shows(page, "refuse", "严禁盲目施救", "没有佩戴隔绝式呼吸器")
    assert active.count(Entry) == 0


def test_a_rescuer_who_is_in_already_is_counted_however_he_went(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    page = guardian.submit("scan?direction=rescue_in", "/scan", reported="yes", head_count="2", label="119 救援人员")
    shows(page, "refuse", "严禁盲目施救")
    assert active.count(Entry) == 2
    assert "119 救援人员" in guardian.get("inside").words


def test_a_protected_rescuer_goes_in_during_an_evacuation(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    guardian.submit("scan", "/scan", badge=badge_of(active, "entrant"))
    guardian.submit("inside", "/inside/evacuate")
    form = next(f for f in guardian.get("inside").forms if "rescue_in" in f.fields.get("direction", []))
    ticked = dict.fromkeys(("apparatus", "lifeline", "attendant"), "yes")
    shows(guardian.send(form.action, form.fields | ticked, form.names), "admit", "救援进入 1 人")
    assert active.count(Entry) == 2


def test_typed_numbers_are_not_guessed_at(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    answers = [guardian.submit("scan", "/scan", badge=f"W00{number}") for number in range(11)]
    assert [page.status for page in answers] == [200] * 10 + [429]
    form = guardian.get("site/check-in").form("/check-in")
    guardian.send(form.action, form.fields | {"permit": "P1", "plate": "S1"}).is_sound(429)


def test_the_way_out_never_waits_however_many_numbers_are_typed(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    answers = [guardian.submit("scan?direction=out", "/scan", badge=f"W00{number}") for number in range(11)]
    assert [page.status for page in answers] == [200] * 11


def test_the_list_says_who_may_go_in(tested: Served, active: Served) -> None:
    words = phone_of(tested, "guardian", at("09:49")).get("scan").words
    assert "还不能放人进入" in words
    assert "可以进入" not in words
    assert phone_of(active, "guardian", NOW).get("scan").words.count("可以进入") == 2


def test_a_post_without_a_direction_is_told(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    form = guardian.get("scan").form("/scan")
    fields = {name: value for name, value in form.fields.items() if name != "direction"}
    assert guardian.send(form.action, fields | {"badge": "W1"}).status == 422
    assert ScanVerdict.admit.value == "admit"
    assert active.count(Entry) == 0


def test_a_script_gets_the_answer_alone(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    form = guardian.get("scan").form("/scan")
    in_place = {"X-In-Place": "1"}
    with then(NOW):
        fields = form.fields | {"badge": badge_of(active, "entrant")}
        answer = guardian.client.post(form.action, data=fields, headers=in_place)
        mistake = guardian.client.post(form.action, data=fields | {"nonce": "2", "tools": "many"}, headers=in_place)
    assert answer.text.lstrip().startswith('<section class="verdict verdict-admit" data-verdict="admit"')
    assert 'data-good-until="2026-12-01T02:10:00+00:00"' in answer.text
    assert "X-Server-Time" in answer.headers
    assert mistake.status_code == 422
    assert 'data-verdict="unknown"' in mistake.text
    assert "工具" in mistake.text
    assert active.count(Entry) == 1


def test_a_code_of_another_kind_says_which_it_is(active: Served) -> None:
    told = active.read(lambda site: (codes.permit_code(site.permit), site.permit.number), NOW)
    guardian = phone_of(active, "guardian", NOW)
    for text in told:
        shows(guardian.submit("scan", "/scan", badge=text), "refuse", "这是审批单的码，这一步要工牌的码。", "换工牌")


def test_the_board_tells_when_somebody_should_be_relieved(active: Served) -> None:
    active.scan("entrant", at("09:52"))
    guardian = phone_of(active, "guardian", NOW)
    assert "10:52 前换人" in guardian.get("inside").words
    assert "10:52 就该换人" in guardian.at(at("10:52")).get("inside").words
