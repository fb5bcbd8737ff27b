"""即将到期: what lapses stands on the page of one's work and of the enterprise, and leads to where it is mended."""

from datetime import timedelta

from desk import Desk
from page_client import browse
from pieces import PLANNED
from plan_cast import then

from permit_service.models import db
from permit_service.models.accounts import RoleGrant
from permit_service.models.enterprises import Enterprise
from permit_service.models.equipment import Equipment
from permit_service.models.people import Person
from workflows.vocabulary import Role


def test_what_lapses_leads_to_where_it_is_mended(desk: Desk) -> None:
    manager, officer, guardian = (desk.browsers[who] for who in ("manager", "officer", "guardian"))
    page, cast = f"/registers/enterprises/{desk.cast.enterprise}/reminders", desk.cast
    stranger = browse(desk.app, desk.cast.users["s_leader"])
    assert "30 天内没有要到期的" in stranger.get("/registers/reminders").words
    with desk.app.app_context(), then(PLANNED):
        db.session.get_one(Equipment, cast.detector).calibrated_until = PLANNED + timedelta(days=3)
        db.session.get_one(Person, cast.people["guardian"]).trained_until = PLANNED - timedelta(days=3)
        db.session.commit()
    detector, training = f"/registers/equipment/{cast.detector}", f"/registers/people/{cast.people['guardian']}"
    for browser, path in ((manager, "/"), (manager, "/registers/reminders"), (officer, page)):
        told = browser.get(path)
        assert {f"{detector}#upkeep", f"{training}#trainings"} <= set(told.links)
        assert "已到期" in told.words
    assert "样例guardian" not in manager.get("/registers/reminders?kind=calibration").words
    assert "样例guardian" in manager.get("/registers/reminders?step=overdue").words
    assert "没有符合条件的记录" in manager.get("/registers/reminders?step=day").words
    own = guardian.get("/")
    assert f"{training}#trainings" in own.links
    assert f"{detector}#upkeep" not in own.links
    assert page in manager.get(f"/registers/enterprises/{cast.enterprise}").links
    assert stranger.look(page).status == 404
    manager.submit(f"{detector}/upkeep", "/upkeep", until="2027-11-20").is_sound(303)
    assert f"{detector}#upkeep" not in manager.get("/registers/reminders").links


def test_who_keeps_two_enterprises_is_reminded_of_both(desk: Desk) -> None:
    cast, manager = desk.cast, desk.browsers["manager"]
    with desk.app.app_context(), then(PLANNED):
        db.session.get_one(Equipment, cast.detector).calibrated_until = PLANNED + timedelta(days=3)
        db.session.get_one(Person, cast.people["c_guardian"]).trained_until = PLANNED - timedelta(days=3)
        keeps = {"role": Role.safety_manager, "enterprise_id": cast.contractor, "granted_at": PLANNED}
        db.session.add(RoleGrant(user_id=cast.users["manager"], **keeps))
        names = [db.session.get_one(Enterprise, firm).name for firm in (cast.enterprise, cast.contractor)]
        db.session.commit()
    for path in ("/", "/registers/reminders"):
        told = manager.get(path)
        assert f"/registers/equipment/{cast.detector}#upkeep" in told.links
        assert f"/registers/people/{cast.people['c_guardian']}#trainings" in told.links
        assert all(name in told.words for name in names)
