"""The ledger of spaces on pages: looked up, entered, edited, photographed, reviewed, plated, printed."""

import re
from io import BytesIO

import pypdfium2
import zxingcpp
from desk import Desk, hidden
from page_client import Page

from permit_service.models.base import db
from permit_service.models.spaces import ConfinedSpace, Plate
from permit_service.sample.papers import picture

LIST = "/registers/spaces"


def typed(desk: Desk, **changes: object) -> dict[str, object]:
    """The form of a new well, as somebody fills it in."""
    return {
        "enterprise_id": desk.cast.enterprise,
        "number": "JS-09",
        "name": "样例检查井",
        "kind": "underground",
        "location": "厂区西门内",
        "area_id": desk.cast.street,
        "hazards": ["poisoning", "oxygen_deficiency"],
        "criteria": ["enclosed", "not_a_workplace", "toxic_gathers"],
        "identified_on": "2026-11-20",
        "toxic_possible": "yes",
        "barrier_effective": "no",
        "legs.0.orientation": "vertical",
        "legs.0.length": "2.5",
        "legs.1.orientation": "horizontal",
        "openings.1.name": "井口",
        "rescue_gear.0.name": "三脚架",
        "rescue_gear.0.count": "1",
        "rescue_gear.0.place": "值班室",
        "connected_ids": "1",
        "longitude": "113.1204",
        "latitude": "22.5731",
        **changes,
    }


def entered(desk: Desk) -> tuple[str, Page]:
    """A space entered on the page: its address, and its page."""
    manager = desk.browsers["manager"]
    page = manager.follow(f"{LIST}/new", typed(desk, nonce=hidden(manager.get(f"{LIST}/new"), "nonce")))
    return manager.last, page


def uploaded(name: str) -> tuple[BytesIO, str]:
    return BytesIO(picture(name)), f"{name}.png"


def test_a_space_is_entered_and_its_warnings_are_mended(desk: Desk) -> None:
    manager = desk.browsers["manager"]
    path, page = entered(desk)
    assert "可能产生有毒物质，出入口没有有效的物理隔离。" in page.words
    assert "没有警示标志或安全风险告知牌的照片。" in page.words
    assert "第 1 段：竖直 2.5" in page.words
    assert "按辨识条件属于有限空间" in page.words
    edit = manager.get(f"{path}/edit")
    form = edit.form("/edit")
    assert (form.fields["connected_ids"], form.fields["openings.0.name"]) == (["1"], ["井口"])
    mended = manager.submit(f"{path}/edit", "/edit", barrier_effective="yes").is_sound(303)
    assert mended.response.location.startswith(path)
    for shows in ("barrier", "sign"):
        manager.follow(f"{path}/photos", {"shows": shows, "photo": uploaded(shows)})
    page = manager.get(path)
    assert "台账没有提醒" in page.words
    image = re.search(r'<img src="(/files/[^"]+)"', page.html)
    assert image is not None
    assert manager.look(image[1]).response.mimetype == "image/png"
    assert "年度复核" in manager.follow(f"{path}/reviews", {"kind": "yearly", "remark": "都在"}).words
    manager.post(f"{path}/reviews", {"kind": "weekly"}, status=422)


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(desk: Desk) -> None:
    manager = desk.browsers["manager"]
    bad = typed(
        desk,
        number="1",
        hazards=[],
        connected_ids="1 NO-SUCH",
        latitude="",
        **{"legs.0.length": "两米", "rescue_gear.0.count": "很多", "openings.1.name": ""},
    )
    page = manager.post(f"{LIST}/new", bad, status=422)
    for field in ("legs.0.length", "rescue_gear.0.count", "connected_ids"):
        assert f'id="f-{field}-error"' in page.html, field
    readable = {**bad, "legs.0.length": "２.５", "rescue_gear.0.count": "1", "connected_ids": "1"}
    page = manager.post(f"{LIST}/new", readable, status=422)
    for field in ("number", "hazards", "latitude", "openings"):
        assert f'id="f-{field}-error"' in page.html, field
    assert "样例检查井" in page.html
    assert "三脚架" in page.html


def test_a_stale_edit_is_told_and_keeps_what_was_typed(desk: Desk) -> None:
    manager = desk.browsers["manager"]
    path, _ = entered(desk)
    before = manager.get(f"{path}/edit").form("/edit")
    manager.submit(f"{path}/edit", "/edit", medium="生活污水")
    stale = manager.send(before.action, {**before.fields, "medium": "雨水"}).is_sound(409)
    assert "看现在的内容" in stale.words
    assert "雨水" in stale.html
    assert hidden(stale, "revision") == before.fields["revision"][0]


def codes_on(paper: pypdfium2.PdfPage) -> list[zxingcpp.Barcode]:
    """Asked for QR codes alone: the reader now and then takes the noise of one for another kind."""
    return zxingcpp.read_barcodes(paper.render(scale=4).to_pil(), formats=zxingcpp.BarcodeFormat.QRCode)


def test_plates_are_made_printed_and_called_back(desk: Desk) -> None:
    manager = desk.browsers["manager"]
    path, _ = entered(desk)
    page = manager.follow(f"{path}/plates", {})
    sheet = next(link for link in page.links if link.endswith("/sheet?paper=a6"))
    code = re.search(r"<b>(S\w+)</b>", page.html)
    assert code is not None
    for address, width_mm in ((sheet, 105), (sheet.replace("paper=a6", "paper=a4"), 210)):
        (paper,) = pages_of(manager.look(address))
        assert round(paper.get_width() / 72 * 25.4) == width_mm
        words = paper.get_textpage().get_text_bounded()
        for told in ("样例检查井", "19.5–23.5 %VOL", "没有监护不准作业", "先通风、再检测、后作业", code[1]):
            assert told in words, (address, told)
        (found,) = codes_on(paper)
        assert "/S/" in found.text
    manager.follow(sheet.replace("/sheet?paper=a6", "/revoke"))
    assert "作废" in manager.get(path).words
    with desk.app.app_context():
        assert db.session.query(Plate).filter_by(code=code[1]).one().revoked_at is not None


def test_many_are_printed_at_once(desk: Desk) -> None:
    manager = desk.browsers["manager"]
    entered(desk)
    prints = manager.get(f"{LIST}/prints")
    assert "还没有标牌，先给它们制作" in prints.words
    manager.post(f"{LIST}/prints", {"paper": "a0"}, status=422)
    sheet = manager.post(f"{LIST}/prints", {"paper": "label", "missing": "yes"}).response.location
    (paper,) = pages_of(manager.look(sheet))
    with desk.app.app_context():
        assert len(codes_on(paper)) == db.session.query(ConfinedSpace).count()
    narrowed = manager.post(f"{LIST}/prints?q=yljcj", {"paper": "a6"}).response.location
    assert len(pages_of(manager.look(narrowed))) == 1
    steered = manager.get(f"{LIST}/prints?q=yljcj&endpoint=home.index&_external=1&_scheme=javascript")
    assert {f"{LIST}?q=yljcj"} == {link for link in steered.links if link.split("?")[0] == LIST and "q=" in link}
    assert "javascript:" not in steered.html


def pages_of(answer: Page) -> pypdfium2.PdfDocument:
    assert (answer.status, answer.response.mimetype) == (200, "application/pdf")
    return pypdfium2.PdfDocument(answer.response.data)


def test_lists_are_searched_and_narrowed(desk: Desk) -> None:
    manager = desk.browsers["manager"]
    path, _ = entered(desk)
    for query in ("q=yangli", "q=yljcj", "q=js-09", "q=%E8%A5%BF%E9%97%A8", "state=unplated", "state=warned"):
        assert path in manager.get(f"{LIST}?{query}").links, query
    assert path not in manager.get(f"{LIST}?kind=closed_vessel").links
    assert "没有符合条件的记录" in manager.get(f"{LIST}?q=nothing").words
    assert path in manager.get(f"{LIST}?kind=nonsense").links, "what is no choice narrows nothing"
    manager.get(f"{LIST}?q=%00", 422)


def test_a_withdrawn_space_leaves_the_list_and_its_page_stays(desk: Desk) -> None:
    manager = desk.browsers["manager"]
    path, _ = entered(desk)
    assert path not in manager.follow(f"{path}/withdraw").links
    page = manager.get(path)
    assert "移出台账" in page.words
    assert f"{path}/edit" not in page.links


def test_a_space_is_shut_with_one_tap_and_opened_with_a_reason(desk: Desk) -> None:
    manager, officer = desk.browsers["manager"], desk.browsers["officer"]
    path, _ = entered(desk)
    assert officer.submit(path, "/evacuate").response.location == path
    page = officer.get(path)
    for told in ("样例officer下令", "没有人登记在内", "严禁盲目施救", "由所在企业的安全管理人员或主要负责人"):
        assert told in page.words, told
    assert {"tel:119", "tel:120"} <= set(page.links)
    assert page.forms == []
    assert "样例检查井" in manager.get("/").words
    assert 'class="alarm alarm-forbid"' in manager.get("/").html
    assert "理由：" in manager.submit(path, "/lift", reason=" ").is_sound(422).words
    manager.submit(path, "/lift", reason="样例：到现场看过，里面没有人").is_sound(303)
    page = manager.get(path)
    assert "撤离已解除" in page.words
    assert "严禁盲目施救" not in page.words
    manager.post(f"{path}/evacuate", {"cause": "boredom"}, status=422)
    manager.follow(f"{path}/evacuate", {"cause": "intruder", "remark": "两人撬开井盖"})
    assert "有外人进入" in manager.get(path).words
    assert "两人撬开井盖" in manager.get(path).words


def test_onlookers_read_and_strangers_find_nothing(desk: Desk) -> None:
    path, _ = entered(desk)
    for who in ("officer", "guardian"):
        page = desk.browsers[who].get(path)
        assert {form.action for form in page.forms} == {f"{path}/evacuate"}, who
        desk.browsers[who].get(f"{path}/edit", 403)
    desk.browsers["s_leader"].get(path, 404)
    elsewhere = typed(desk, enterprise_id=desk.cast.stranger)
    assert desk.browsers["manager"].post(f"{LIST}/new", elsewhere, status=404)
