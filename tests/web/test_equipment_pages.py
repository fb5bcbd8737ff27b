"""设备台账 by clicks of who keeps it, and the equipment that a permit takes along."""

from decimal import Decimal

from desk import Desk
from page_client import phone_of
from pieces import at
from plan_cast import then
from rows import Rows
from sqlalchemy import select
from stages import Served, served_stage

from permit_service.models import db
from permit_service.models.equipment import Equipment
from permit_service.models.openings import VentilationRun
from permit_service.models.spaces import ConfinedSpace
from workflows.kinds import EquipmentItem, VentilationKind

opened = served_stage("opened")
NOW = at("09:20")

RANGE = {
    "ranges.0.low": "0",
    "ranges.0.high": "30",
    "ranges.2.low": "0",
    "ranges.2.high": "100",
}


def test_a_detector_is_entered_calibrated_and_taken_out_of_service(desk: Desk) -> None:
    manager, page = desk.browsers["manager"], "/registers/equipment"
    new = f"{page}/new?kind=gas_detector"
    assert new in manager.get(f"{page}/new").links
    wrong = manager.submit(new, "/new", code="JC-9", name="样例检测仪", fields=RANGE).is_sound(422)
    assert "采样方式" in wrong.words
    assert 'value="30"' in wrong.html
    typed = {"code": "JC-9", "name": "样例检测仪", "pump": "yes", "fields": RANGE}
    one = manager.submit(new, "/new", **typed).is_sound(303).response.headers["Location"]
    words = manager.get(one).words
    for told in ("没有检定、检验记录", "没有记录的不能用", "泵吸式", "0–100 ppm"):
        assert told in words
    past = manager.submit(f"{one}/upkeep", "/upkeep", until="2026-11-20").is_sound(422)
    assert "有效期至" in past.words
    told = {"until": "2027-11-20", "done_on": "2026-11-20", "done_by": "样例检定所", "number": "JD-7"}
    manager.submit(f"{one}/upkeep", "/upkeep", **told).is_sound(303)
    words = manager.get(one).words
    assert "至 2027-11-20" in words
    assert "样例检定所，JD-7" in words
    manager.submit(f"{one}/edit", "/edit", name="样例检测仪二").is_sound(303)
    assert "原因" in manager.submit(one, "/retire").is_sound(422).words
    manager.submit(one, "/retire", reason="传感器失效").is_sound(303)
    assert "传感器失效" in manager.get(one).words
    assert "JC-9" not in manager.get(f"{page}?q=JC").words
    assert "样例检测仪二" in manager.get(f"{page}?state=out_of_service&kind=gas_detector").words
    manager.submit(one, "/restore").is_sound(303)
    assert "JC-9" in manager.get(f"{page}?state=in_order").words
    assert desk.browsers["s_leader"].look(one).status == 404
    assert desk.browsers["guardian"].look(f"{one}/edit").status == 403
    assert "/retire" not in desk.browsers["guardian"].get(one).html


def test_a_permit_takes_equipment_along(desk: Desk) -> None:
    permit_id, _ = desk.ids_of("draft_permit")
    leader, page = desk.browsers["leader"], f"/permits/{permit_id}/equipment"
    assert page in leader.get(f"/permits/{permit_id}").links
    detector = desk.cast.detector
    leader.submit(page, "/equipment", equipment_ids=detector).is_sound(303)
    assert f'value="{detector}" checked' in leader.get(page).html
    assert "D1" in desk.browsers["guardian"].get(page).words
    piece = f"/registers/equipment/{detector}"
    assert f"/permits/{permit_id}" in leader.get(piece).links
    assert "也要用" not in leader.get(page).words
    other_id, _ = desk.ids_of("draft_permit")
    other = f"/permits/{other_id}/equipment"
    leader.submit(other, "/equipment", equipment_ids=detector).is_sound(303)
    for clashing in (page, other):
        assert "2026-12-01 08:30 – 17:30 流量计井1 也要用" in leader.get(clashing).words
    leader.submit(other, "/equipment", equipment_ids=[]).is_sound(303)
    assert "也要用" not in leader.get(page).words


def test_the_ventilation_page_tells_changes_of_air_and_what_the_fan_lacks(opened: Served) -> None:
    with opened.app.app_context(), then(NOW):
        cast, rows = opened.site.cast, Rows(db.session())
        space = db.session.get_one(ConfinedSpace, cast.space)
        space.volume = None
        firm = {"enterprise_id": cast.enterprise, "kind": EquipmentItem.fan}
        fan = rows.make(Equipment, **firm, airflow=Decimal(600))
        run = {"kind": VentilationKind.mechanical, "recorded_by_id": cast.users["guardian"]}
        rows.make(VentilationRun, permit_id=opened.site.permit_id, **run, equipment_id=fan.id)
        db.session.commit()
    guardian = phone_of(opened, "guardian", NOW)
    assert "换气次数" not in guardian.get("site/ventilation").words
    with opened.app.app_context():
        db.session.get_one(ConfinedSpace, opened.site.cast.space).volume = Decimal(12)
        fan = db.session.scalars(select(Equipment).where(Equipment.kind == EquipmentItem.fan)).one()
        fan.out_of_service_at, fan.out_of_service_reason = NOW, "样例"
        db.session.commit()
    words = guardian.get("site/ventilation").words
    assert "换气次数约 50.0 次/h" in words
    assert "没有登记带去，已停用" in words
