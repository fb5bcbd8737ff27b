"""What anyone sees behind a code on paper: good now or not, no personal data, nothing written."""

from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from page_client import Page, phone_of, stranger
from pieces import WINDOW_END, at
from stages import Served, served_stage

from permit_service import labels
from permit_service.models import db
from permit_service.models.journal import JournalRow
from permit_service.models.presence import Scan
from permit_service.models.spaces import Plate
from permit_service.queries import public_view
from permit_service.services import codes
from permit_service.services.codes import CODE_OF_STAGE, Read
from qr.stages import Stage

raised = served_stage("raised")
active = served_stage("active")

NOW = at("09:55")


def path_of(url: str | None) -> str:
    assert url is not None
    return "/" + url.split("/", 3)[3]


def permit_path(served: Served, moment: datetime = NOW) -> str:
    return path_of(served.read(lambda site: codes.permit_code(site.permit), moment))


def plate_path(served: Served) -> str:
    return path_of(served.read(lambda site: codes.plate_code(db.session.get_one(Plate, site.cast.plate)), NOW))


def badge_path(served: Served) -> str:
    return path_of(served.read(lambda site: site.badge("entrant"), NOW))


def shows(page: Page, kind: str, *words: str) -> None:
    page.is_sound()
    assert f"verdict-{kind}" in page.html
    for word in words:
        assert word in page.words, page.words


def test_a_permit_that_is_good_now_is_green_without_names(active: Served) -> None:
    page = stranger(active, NOW).get(permit_path(active))
    shows(page, "admit", "准许作业", "流量计井1", "样例水务厂", "0 / 2 人", "在岗", "2026-12-01 08:30")
    assert "样例entrant" not in page.html
    assert "样例leader" not in page.html
    assert "样例guardian" not in page.html
    assert "监护到岗" not in page.words


def test_before_anything_was_done_it_is_grey_and_never_green(raised: Served) -> None:
    shows(stranger(raised, at("08:00")).get(permit_path(raised)), "none", "还不能进入")


def test_an_active_permit_whose_air_is_too_old_is_red(active: Served) -> None:
    shows(stranger(active, at("10:11")).get(permit_path(active)), "refuse", "现在不能进入")


def test_after_its_window_the_code_is_red(active: Served) -> None:
    late = WINDOW_END + timedelta(minutes=5)
    page = stranger(active, late).get(permit_path(active))
    assert "verdict-refuse" in page.html


def test_an_evacuation_shows_to_everyone(active: Served) -> None:
    phone_of(active, "guardian", NOW).submit("inside", "/inside/evacuate")
    shows(stranger(active, NOW).get(permit_path(active)), "refuse", "正在撤离")
    shows(stranger(active, NOW).get(plate_path(active)), "refuse", "禁止进入")


def test_a_plate_tells_what_threatens_and_whom_to_call(active: Served) -> None:
    page = stranger(active, NOW).get(plate_path(active))
    shows(page, "admit", "有审批单", "缺氧窒息", "19.5–23.5 %VOL", "未经审批不准作业", "严禁盲目施救")
    assert "tel:119" in page.html


def test_without_a_permit_the_plate_forbids(raised: Served) -> None:
    path = plate_path(raised)
    page = stranger(raised, at("08:00")).get(path)
    shows(page, "refuse", "禁止进入", "任何人不得进入")
    assert page.forms == []
    assert "紧急撤离" not in phone_of(raised, "s_leader", at("08:00")).get(path).words
    assert phone_of(raised, "manager", at("08:00")).submit(path, "/evacuate").status == 303
    shows(stranger(raised, at("08:01")).get(path), "refuse", "紧急撤离，任何人不得进入")


def test_a_badge_tells_strangers_only_that_it_is_good(active: Served) -> None:
    page = stranger(active, NOW).get(badge_path(active))
    shows(page, "admit", "有效")
    assert "样例" not in page.html
    colleague = phone_of(active, "guardian", NOW).get(badge_path(active))
    shows(colleague, "admit", "样例entrant")
    outsider = phone_of(active, "s_leader", NOW).get(badge_path(active))
    assert "样例entrant" not in outsider.html


def test_an_altered_badge_is_not_good(active: Served) -> None:
    path = badge_path(active)
    shows(stranger(active, NOW).get(path[:-8] + "AAAAAAAA"), "refuse", "无效")


def test_every_broken_code_has_its_page(raised: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = stranger(raised, at("08:00"))
    for stage in Stage:
        broken: Read[Any] = Read(None, CODE_OF_STAGE[stage], stage, typed=False, masked="…AAAA", sha256="0" * 64)
        for kind, name in (("Q", "read_permit"), ("S", "read_plate")):
            monkeypatch.setattr(public_view, name, lambda token, broken=broken: broken)
            page = phone.get(f"/{kind}/AAAA")
            assert "verdict-admit" not in page.html, stage
            assert stage.value in page.words
            assert labels.of(stage) in page.words


def test_a_forged_code_is_red_and_a_cut_one_is_yellow(active: Served) -> None:
    path = permit_path(active)
    altered = path[:-2] + ("AA" if not path.endswith("AA") else "BA")
    assert "verdict-admit" not in stranger(active, NOW).get(altered).html
    shows(stranger(active, NOW).get(path[: len("/Q/") + 96]), "unknown", "码不完整")
    wrong_kind = plate_path(active).replace("/S/", "/Q/")
    assert "verdict-admit" not in stranger(active, NOW).get(wrong_kind).html


def test_looking_writes_nothing_and_travels_nowhere(active: Served) -> None:
    before = (active.count(JournalRow), active.count(Scan))
    for path in (permit_path(active), plate_path(active), badge_path(active), "/Q/AAAA"):
        answer = stranger(active, NOW).get(path).response
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in answer.headers
        assert "csrf" not in answer.text
    assert (active.count(JournalRow), active.count(Scan)) == before


def test_nobody_asks_without_end(active: Served) -> None:
    phone = stranger(active, NOW)
    statuses = [phone.look("/W/AAAA").status for _ in range(61)]
    assert statuses == [200] * 60 + [429]


def test_the_guardians_own_phone_gets_the_way_into_check_in(raised: Served) -> None:
    guardian = phone_of(raised, "guardian", at("08:00"))
    paper = permit_path(raised, at("08:00"))
    for path, name in ((paper, "permit"), (plate_path(raised), "plate")):
        page = guardian.get(path)
        assert "监护到岗" in page.words
        assert f"/site/check-in?{name}=" in page.html
    follow = guardian.get(f"site/check-in?permit={paper}")
    assert "审批单已读到" in follow.words


def test_an_account_of_others_gets_no_way_in(active: Served) -> None:
    page = phone_of(active, "s_leader", NOW).get(permit_path(active))
    assert "监护到岗" not in page.words
    assert "/site" not in page.html


def test_a_code_opened_by_the_guardian_on_post_leads_on_to_the_verdict(active: Served) -> None:
    guardian = phone_of(active, "guardian", NOW)
    before = (active.count(JournalRow), active.count(Scan))
    for path in (permit_path(active), plate_path(active)):
        page = guardian.get(path)
        assert f"{guardian.base}/scan" in page.links
        assert "重新扫码到岗" in page.words
    way_in = next(link for link in guardian.get(badge_path(active)).links if "/scan?" in link)
    assert "direction=in" in way_in
    form = guardian.get(unescape(way_in)).form("/scan")
    assert (active.count(JournalRow), active.count(Scan)) == before
    shows(guardian.send(form.action, form.fields), "admit", "样例entrant")
    assert any("direction=out" in link for link in guardian.get(badge_path(active)).links)
    for who in ("leader", "s_leader"):
        assert not any("/scan" in link for link in phone_of(active, who, NOW).get(badge_path(active)).links)
