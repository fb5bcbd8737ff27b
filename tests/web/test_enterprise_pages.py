"""一企一档, 一园一档, contractors, plans and shared means, by clicks of those who keep them."""

from io import BytesIO

from desk import Desk
from page_client import browse
from plan_cast import PIN

from permit_service.models.base import db
from permit_service.models.enterprises import Enterprise
from permit_service.sample.papers import paper

AGREED = {"number": "样例-1", "agreement_from": "2026-01-01", "agreement_until": "2026-12-31"}


def upload() -> tuple[BytesIO, str]:
    return BytesIO(paper("Sample")), "sample.pdf"


def test_the_file_of_an_enterprise_is_kept_on_its_page(desk: Desk) -> None:
    manager, officer, principal = (desk.browsers[who] for who in ("manager", "officer", "principal"))
    page = f"/registers/enterprises/{desk.cast.enterprise}"
    manager.submit(
        f"{page}/contacts/new", "/contacts/new", name="样例值班室", phone="0512-80000001", duty="值班"
    ).is_sound(303)
    officer.submit(f"{page}/grades/new", "/grades/new", grade="b", reason="assessment", remark="样例").is_sound(303)
    own = {"fields": {"drills_block": "yes"}}
    manager.submit(f"{page}/own", "/own", address="样例路 1 号", phone="0512-80000000", **own).is_sound(303)
    manager.submit(page, "/review").is_sound(303)
    written = {"delegate_id": desk.cast.people["deputy"], "scope": "样例授权", "pin": PIN}
    dated = {"valid_from": "2026-11-20T08:00", "valid_until": "2027-05-01T18:00"}
    principal.submit(f"{page}/delegations/new", "/delegations/new", **written, **dated).is_sound(303)
    words = manager.get(page).words
    for told in (
        "样例值班室",
        "B 级",
        "定期评定",
        "样例路 1 号",
        "不准提交作业",
        "样例deputy",
        "上次核对",
        "样例协议1",
    ):
        assert told in words
    manager.submit(page, "/withdraw").is_sound(303)
    assert "样例值班室" not in manager.get(page).words
    assert "样例水务厂" in officer.get("/registers/enterprises?q=样例水&grade=b").words
    assert "样例水务厂" not in officer.get("/registers/enterprises?grade=a").words


def test_a_wrong_field_keeps_what_was_typed_and_a_stale_edit_is_told(desk: Desk) -> None:
    manager = desk.browsers["manager"]
    page = f"/registers/enterprises/{desk.cast.enterprise}"
    wrong = manager.submit(f"{page}/contacts/new", "/contacts/new", name="", phone="0000-1").is_sound(422)
    assert "必填" in wrong.words
    assert "带区号的座机" in wrong.words
    assert 'value="0000-1"' in wrong.html
    form = manager.get(f"{page}/own").form("/own")
    told = {**form.fields, "phone": "0512-80000000"}
    manager.send(form.action, told, form.names).is_sound(303)
    stale = manager.send(form.action, {**told, "phone": "0512-80000011"}, form.names).is_sound(409)
    assert 'value="0512-80000011"' in stale.html
    assert manager.look(f"/registers/enterprises/{desk.cast.stranger}").status == 404
    with desk.app.app_context():
        assert db.session.get_one(Enterprise, desk.cast.enterprise).phone == "0512-80000000"


def test_a_contractor_is_agreed_with_reviewed_and_names_its_workers(desk: Desk) -> None:
    manager = desk.browsers["manager"]
    contractor = browse(desk.app, desk.cast.users["c_principal"])
    page = f"/registers/contracts/{desk.cast.contract}"
    people = {"owner_approver_id": desk.cast.people["principal"], "inspector_id": desk.cast.people["inspector"]}
    manager.submit(f"{page}/edit", "/edit", **AGREED, **people).is_sound(303)
    review = {"passed": "no", "remark": "样例装备不足", "document": upload()}
    form = manager.get(f"{page}/review").form("/review")
    manager.client.post(form.action, data={**form.fields, **review}, content_type="multipart/form-data")
    contractor.submit(page, "/workers", person_id=desk.cast.people["c_entrant"]).is_sound(303)
    words = manager.get(page).words
    for told in ("样例principal", "样例inspector", "不合格", "样例装备不足", "样例c_entrant", "审查记录"):
        assert told in words
    with desk.app.app_context():
        code = db.session.get_one(Enterprise, desk.cast.stranger).uscc
    manager.submit("/registers/contracts/new", "/new", contractor_id=code, **AGREED).is_sound(303)
    assert "样例别厂" in manager.get("/registers/contracts?q=样例-1").words
    unknown = manager.submit("/registers/contracts/new", "/new", contractor_id="1", **AGREED).is_sound(422)
    assert "查不到" in unknown.words


def test_a_park_its_tenant_and_the_shared_means_of_a_street(desk: Desk) -> None:
    officer, manager = desk.browsers["officer"], desk.browsers["manager"]
    with desk.app.app_context():
        codes = [db.session.get_one(Enterprise, one).uscc for one in (desk.cast.enterprise, desk.cast.stranger)]
    park = {"name": "样例园区", "kind": "factory", "area_id": desk.cast.street, "lessor_id": codes[0]}
    led = officer.submit("/registers/parks/new", "/new", **park).is_sound(303).response.headers["Location"]
    manager.submit(f"{led}/tenancies/new", "/new", lessee_id=codes[1], place="2 号车间", **AGREED).is_sound(303)
    assert "样例别厂" in officer.get(led).words
    manager.submit(led, "/end").is_sound(303)
    assert "已搬离" in officer.get(led).words
    means = {"name": "样例救援队", "kind": "rescue_team", "area_id": desk.cast.street}
    told = {**means, "provider": "样例消防站", "phone": "0000-119", "strength": "12 人"}
    led = officer.submit("/registers/shared-means/new", "/new", **told).is_sound(303).response.headers["Location"]
    manager.submit(f"{led}/agreements/new", "/new", minutes_to_arrive="12", **AGREED).is_sound(303)
    assert "12 分钟到达" in officer.get(led).words
    permit_id, _ = desk.ids_of("draft_permit")
    assert "样例救援队（12 分钟到达）" in desk.browsers["leader"].get(f"/permits/{permit_id}/edit").words


def test_a_plan_is_drilled_and_the_drill_evaluated(desk: Desk) -> None:
    manager = desk.browsers["manager"]
    assert "还没有预案" in manager.get("/registers/response-plans").words
    plan = {"kind": "on_site", "title": "样例方案", "since": "2026-01-01"}
    led = manager.submit("/registers/response-plans/new", "/new", **plan).is_sound(303).response.headers["Location"]
    assert "已过 2026-07-03" in manager.get(led).words
    drill = {"held_on": "2026-11-20", "place": "样例站", "participants": "8"}
    manager.submit(f"{led}/drills/new", "/drills/new", **drill).is_sound(303)
    assert "没有评估，不算数" in manager.get(led).words
    manager.submit(led, "/evaluate", evaluation="样例评估").is_sound(303)
    assert "2027-05-22 前" in manager.get(led).words
    assert "样例方案" in manager.get("/registers/response-plans?kind=on_site").words
