"""People and their trainings as pages: from the entry over the examination on a phone to the proof anyone can check."""

import re
import uuid
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from desk import Desk
from keeping import administrator
from page_client import Browser, Page
from plan_cast import PIN

from permit_service.models.base import db
from permit_service.models.trainings import ExamPaper, TrainingSeat
from permit_service.services import codes
from permit_service.services.registers import questions
from workflows.training_kinds import ALL_TOPICS, PracticalItem

SESSION = {
    "title": "年度专题培训（样例）",
    "topics": sorted(ALL_TOPICS),
    "started_at": "2026-11-01T08:00",
    "ended_at": "2026-11-01T12:00",
    "place": "培训室",
    "teacher": "样例老师",
    "exam_form": "phone",
    "practical": "yes",
}


@pytest.fixture
def manager(desk: Desk) -> Browser:
    with desk.app.app_context():
        questions.load_sample_bank(administrator())
    return desk.browsers["manager"]


def codes_in(pdf: bytes) -> tuple[list[str], str]:
    """The codes on a document's first page, read as a camera reads them, and its text."""
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    picture = document[0].render(scale=4).to_pil()
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [one.text for one in found], document[0].get_textpage().get_text_range()


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def held(manager: Browser, person_id: uuid.UUID) -> str:
    manager.follow("/registers/trainings/new", SESSION)
    page = manager.last
    manager.follow(f"{page}/seats", {"person_ids": person_id, "trainee": "entrant"})
    return page


def right_answers(desk: Desk) -> dict[str, Any]:
    with desk.app.app_context():
        paper = db.session.query(ExamPaper).order_by(ExamPaper.number.desc()).first()
        assert paper is not None
        return {f"answers.{item.position}": list(item.question.right) for item in paper.items}


def seat_of(page: Page) -> str:
    found = re.search(r"seats/([0-9a-f-]{36})/practical", page.html)
    assert found is not None
    return found[1]


def test_from_the_examination_on_a_phone_to_the_proof_anyone_can_check(desk: Desk, manager: Browser) -> None:
    person_id = desk.cast.people["untrained"]
    person = f"/registers/people/{person_id}"
    assert "不能指派" in manager.get(person).words
    page = held(manager, person_id)
    seat = seat_of(manager.get(page))
    code = manager.get(f"/registers/trainings/seats/{seat}/code.svg").response.text
    assert "<path" in code
    assert seat in manager.get(f"{page}/codes").html

    phone = Browser(desk.app.test_client())
    with desk.app.test_request_context():
        address = path_of(codes.exam_code(db.session.get_one(TrainingSeat, uuid.UUID(seat))))
    entrance = phone.get(address)
    assert "样*" in entrance.words
    assert "样例untrained" not in entrance.words
    assert phone.submit(address, address).status == 303
    right = right_answers(desk)
    assert "14 题" in phone.get(address).words
    form = phone.get(address).form("/hand-in")
    assert phone.send(form.action, {**form.fields, "answers.0": ["9"]}).status == 422
    assert phone.send(form.action, {**form.fields, **right}, form.names).status == 303
    assert "考试合格，100 分" in phone.get(address).words

    practical = f"/registers/trainings/seats/{seat}/practical"
    missing = manager.post(practical, {"pin": PIN}, status=422)
    assert "必填" in missing.words
    manager.follow(practical, {"pin": PIN, **{f"items.{item}": "yes" for item in PracticalItem}})
    assert "合格" in manager.follow(f"{page}/sheet", {f"seats.{seat}.attended": "yes"}).words
    assert "可以指派" in manager.get(person).words

    link = next(link for link in manager.get(person).links if link.endswith("proof.pdf"))
    (url,), text = codes_in(manager.get(link).response.data)
    assert "样例untrained" in "".join(text.split())
    stranger = Browser(desk.app.test_client())
    proof = stranger.get(path_of(url))
    assert "有效" in proof.words
    assert "样*" in proof.words
    assert "样例untrained" not in proof.words
    forged = path_of(url)[:-4] + ("AAAA" if not url.endswith("AAAA") else "BBBB")
    assert "无效" in stranger.get(forged).words

    void = link.replace("/proof.pdf", "/void")
    assert "必填" in manager.post(void, status=422).words
    manager.follow(void, {"reason": "替考"})
    assert "无效" in stranger.get(path_of(url)).words
    manager.get(link, 404)
    assert "替考" in manager.get("/registers/trainings/results?why=voided&q=untrained").words
    assert "没有符合条件" in manager.get("/registers/trainings/results?why=failed").words


def test_entries_certificates_and_badges(desk: Desk, manager: Browser) -> None:
    added = manager.follow("/registers/people/new", {"name": "刘䶮（样例）", "employment": "dispatched"})
    assert "劳务派遣" in added.words
    person = manager.last
    assert "刘䶮" in manager.get("/registers/people?q=liuyan&training=none&employment=dispatched").words
    assert "没有符合条件" in manager.get("/registers/people?q=liuyan&training=good").words
    manager.get(f"{person}/edit")
    stale = {"name": "刘䶮", "employment": "employed", "revision": 7}
    assert "没有保存" in manager.post(f"{person}/edit", stale, status=409).words
    assert "必填" in manager.post("/registers/people/new", {"name": ""}, status=422).words
    manager.get(f"{person}/trainings/new")
    assert "必填" in manager.post(f"{person}/trainings/new", {"held_at": "2026-11-01T08:00"}, status=422).words
    failed = {"title": "样例培训", "topics": "law", "held_at": "2026-11-01T08:00", "mark": "55"}
    manager.follow(f"{person}/trainings/new", failed)
    assert "55 分" in manager.get("/registers/trainings/results?why=failed&q=liuyan").words
    certificate = {"kind": "special_operation", "number": "t1", "issuer": "样例局", "issued_on": "2020-01-01"}
    lapsed = manager.follow(f"{person}/certificates/new", {**certificate, "expires_on": "2023-01-01"})
    assert "2023-01-01 到期" in lapsed.words
    assert "已经有了" in manager.post(f"{person}/certificates/new", certificate, status=422).words

    assert "给 1 人制发了工牌" in manager.follow("/registers/people/badges").words
    urls, text = codes_in(manager.get("/registers/people/badges.pdf").response.data)
    assert len(urls) == 10, "a whole page, read as a camera reads it"
    assert "刘䶮" in "".join(text.split())
    assert "有效" in Browser(desk.app.test_client()).get(path_of(urls[0])).words
    (url,), _ = codes_in(manager.get("/registers/people/badges.pdf?q=liuyan").response.data)
    assert url in urls


def test_trainings_and_questions_are_kept_by_who_holds_them(desk: Desk, manager: Browser) -> None:
    page = held(manager, desk.cast.people["untrained"])
    assert "必填" in manager.post("/registers/trainings/new", {**SESSION, "title": ""}, status=422).words
    assert "不能小于 80" in manager.post("/registers/trainings/new", {**SESSION, "pass_mark": "50"}, status=422).words
    assert "进行中" in manager.get("/registers/trainings?state=open").words
    assert "样例untrained" in manager.get(f"{page}?q=nobody").words
    desk.browsers["s_leader"].get(page, 404)
    desk.browsers["guardian"].get("/registers/questions", 403)
    desk.browsers["officer"].get("/registers/trainings/new")
    one_only = {"topic": "law", "stem": "样例题", "options.0": "对", "options.1": "错", "right": "3"}
    assert "查不到" in manager.post("/registers/questions/new", one_only, status=422).words
    manager.follow("/registers/questions/new", {**one_only, "right": "0"})
    assert "样例题" in manager.get("/registers/questions?topic=law").words
    over = manager.follow(f"{page}/conclude")
    assert "没有参加" in over.words
    assert "没有不合格和作废的结果" in manager.get("/registers/trainings/results").words
