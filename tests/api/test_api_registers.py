"""The registers through the API: each noun does its work, and says what is wrong with a form beside the field."""

import base64
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from api_client import Api, faults, made, proof
from pieces import PLANNED
from PIL import Image
from plan_cast import PASSWORD, PIN, Cast

from permit_service.canonical import timestamp
from workflows.training_kinds import ALL_TOPICS

As = Callable[[str], Api]


@pytest.fixture
def picture() -> str:
    buffer = BytesIO()
    Image.new("RGB", (2, 2)).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def space_form(cast: Cast, **changes: object) -> dict[str, object]:
    return {
        "enterprise_id": str(cast.enterprise),
        "number": "9",
        "name": "样例井",
        "kind": "underground",
        "location": "样例处",
        "area_id": str(cast.street),
        "hazards": ["poisoning"],
        "legs": [{"orientation": "vertical", "length": 3.1}],
        "openings": [{"name": "井口"}],
        "barrier_effective": True,
        **changes,
    }


def test_me_tells_the_account_its_roles_and_its_device(as_: As, cast: Cast) -> None:
    leader = as_("leader")
    me = made(leader.get("/me"), 200)
    assert (me["login"], me["person"]["id"], me["device"]) == ("leader", str(cast.people["leader"]), leader.device)
    assert me["grants"] == [{"role": "work_leader", "enterprise_id": str(cast.enterprise), "area_id": None}]


def test_a_pin_needs_the_password_and_is_no_simple_run(as_: As) -> None:
    leader = as_("leader")
    assert leader.post("/me/pin", password=PASSWORD, pin="502817").status_code == 204
    assert faults(leader.post("/me/pin", password="wrong password", pin="502817")) == {"password": "password_wrong"}
    assert faults(leader.post("/me/pin", password=PASSWORD, pin="123456")) == {"pin": "pin_simple"}


def test_a_new_password_ends_other_sign_ins(as_: As) -> None:
    here, elsewhere = as_("leader"), as_("leader")
    assert here.post("/me/password", password=PASSWORD, new_password="another sample 2").status_code == 204
    assert here.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 401


def test_a_token_ends(as_: As) -> None:
    leader = as_("leader")
    assert leader.delete("/tokens/current").status_code == 204
    assert leader.get("/me").status_code == 401


def test_a_token_keeps_the_device_it_was_given(as_: As) -> None:
    first = as_("leader")
    again = made(first.post("/tokens", login="leader", password=PASSWORD, device=first.device))
    assert again["device"] == first.device


def test_a_wrong_password_tells_nothing_of_the_account(as_: As) -> None:
    leader = as_("leader")
    answers = [leader.post("/tokens", login=login, password="wrong password") for login in ("leader", "nobody")]
    assert [a.status_code for a in answers] == [401, 401]
    assert [a.json["code"] for a in answers] == ["sign_in_failed"] * 2


def test_areas(as_: As, cast: Cast) -> None:
    officer = as_("district_officer")
    area = made(officer.post("/areas", name="样例三街道", level="street", parent_id=str(cast.district)))
    assert area["filing_mode"] == "none"
    form = {"name": "样例三街道", "level": "street", "revision": area["revision"], "lead_days": 5}
    assert made(officer.put(f"/areas/{area['id']}", **form), 200)["lead_days"] == 5
    assert officer.put(f"/areas/{area['id']}", **form).json["code"] == "stale"
    assert faults(officer.put(f"/areas/{area['id']}", **form | {"lead_days": -1}))["lead_days"] == "greater_than_equal"
    assert area["id"] in [one["id"] for one in made(as_("leader").get("/areas"), 200)["items"]]


def test_enterprises(as_: As, cast: Cast) -> None:
    officer = as_("district_officer")
    form = {"name": "样例新厂", "uscc": "91320000M0001A0Y99", "sector": "textile", "area_id": str(cast.street)}
    entry = made(officer.post("/enterprises", **form))
    assert (entry["profile"], entry["area"]["name"]) == ("GB46768", "样例街道")
    assert faults(officer.post("/enterprises", **form)) == {"uscc": "taken"}
    changed = form | {"revision": entry["revision"], "phone": "0512-80000000"}
    assert made(officer.put(f"/enterprises/{entry['id']}", **changed), 200)["phone"] == "0512-80000000"
    assert made(officer.get(f"/enterprises/{entry['id']}"), 200)["name"] == "样例新厂"


def test_a_firm_changes_its_own_entry(as_: As, cast: Cast) -> None:
    manager, path = as_("manager"), f"/enterprises/{cast.enterprise}"
    revision = made(manager.get(path), 200)["revision"]
    told = {
        "revision": revision,
        "address": "样例路1号",
        "phone": "0512-80000001",
        "night_approval": True,
        "drills_block": True,
    }
    assert made(manager.put(f"{path}/own-entry", **told), 200)["night_approval"] is True
    assert as_("deputy").put(f"{path}/own-entry", **told).status_code == 403


def test_the_principal_names_another(as_: As, cast: Cast) -> None:
    principal, path = as_("principal"), f"/enterprises/{cast.enterprise}/principal"
    assert faults(principal.post(path, person_id=str(cast.people["s_leader"]))) == {"person_id": "unknown"}
    made(principal.post(path, person_id=str(cast.people["deputy"])), 200)
    assert made(principal.get(f"/people/{cast.people['deputy']}"), 200)["is_principal"] is True


def test_contractors(as_: As, cast: Cast) -> None:
    manager = as_("manager")
    form = {"owner_id": str(cast.enterprise), "contractor_id": str(cast.contractor), "number": "样例协议2"}
    entry = made(manager.post("/contractors", **form, agreement_from="2026-01-01", agreement_until="2026-12-31"))
    assert entry["contractor"]["name"] == "样例清淤公司"
    path = f"/contractors/{entry['id']}"
    assert made(manager.post(f"{path}/review", in_order=True), 200)["reviews"][-1]["passed"] is True
    assert faults(manager.post(f"{path}/review", passed=True)) == {
        "in_order": "missing",
        "passed": "extra_forbidden",
    }
    assert made(as_("c_leader").get(path), 200)["number"] == "样例协议2"
    assert faults(manager.post("/contractors", **form)) == {"number": "taken"}


def test_delegations(as_: As, cast: Cast) -> None:
    form = {
        "delegate_id": str(cast.people["deputy"]),
        "scope": "样例厂全部有限空间",
        "valid_from": "2026-11-01T00:00:00+08:00",
        "valid_until": "2027-11-01T00:00:00+08:00",
    }
    entry = made(as_("principal").post("/delegations", **form, sign_in=proof()))
    assert entry["valid_from"] == "2026-10-31T16:00:00.000Z"
    assert as_("manager").post("/delegations", **form, sign_in=proof()).status_code == 403
    assert made(as_("manager").post("/delegations", **form, sign_in=proof("principal")))["id"] != entry["id"]
    wrong = as_("principal").post("/delegations", **form, sign_in={"pin": "000001"})
    assert faults(wrong) == {"pin": "pin_wrong"}
    assert PIN not in wrong.text
    assert made(as_("manager").post(f"/delegations/{entry['id']}/revoke"), 200)["revoked_at"] is not None


def test_people(as_: As, cast: Cast, picture: str) -> None:
    manager = as_("manager")
    entry = made(manager.post("/people", enterprise_id=str(cast.enterprise), name="李样例", pinyin="li"))
    path = f"/people/{entry['id']}"
    passed_at = "2026-01-05T08:00:00+08:00"
    training = made(
        manager.post(
            f"{path}/trainings",
            held_at="2026-01-04T08:00:00+08:00",
            title="样例",
            topics=list(ALL_TOPICS),
            passed_at=passed_at,
        )
    )
    assert training["valid_until"] == "2027-01-05T00:00:00.000Z"
    badge = made(manager.post(f"{path}/badges"))
    told = made(manager.get(path), 200)
    assert (told["trained_until"], told["badge"]["number"]) == (training["valid_until"], badge["number"])
    assert made(manager.put(f"{path}/photo", photo=picture), 200)["photo_id"] is not None
    assert made(manager.post(f"/badges/{badge['id']}/revoke"), 200)["revoked_at"] is not None
    assert (
        made(manager.put(path, name="李样例", revision=entry["revision"], phone="13800000002"), 200)["phone"]
        == "13800000002"
    )
    assert made(manager.post(f"{path}/leave"), 200)["left_at"] is not None


def test_a_person_belongs_to_one_organisation(as_: As, cast: Cast) -> None:
    manager = as_("manager")
    assert faults(manager.post("/people", name="李样例")) == {"enterprise_id": "required"}
    both = {"enterprise_id": str(cast.enterprise), "area_id": str(cast.street)}
    assert faults(manager.post("/people", name="李样例", **both)) == {"enterprise_id": "none_required"}


def test_a_training_cannot_have_been_passed_tomorrow(as_: As, cast: Cast) -> None:
    body = {"held_at": "2099-01-01T00:00:00Z", "title": "样例", "topics": ["law"], "passed_at": "2099-01-02T00:00:00Z"}
    answer = as_("manager").post(f"/people/{cast.people['leader']}/trainings", **body)
    assert faults(answer) == {"held_at": "future", "passed_at": "future"}


def test_laboratory_testers(as_: As, cast: Cast) -> None:
    body = {"laboratory": "样例检测公司", "qualification": "CMA", "name": "王样例", "certificate": "样证1"}
    assert made(as_("manager").post("/lab-testers", enterprise_id=str(cast.enterprise), **body))["name"] == "王样例"


def test_spaces(as_: As, cast: Cast, picture: str) -> None:
    manager = as_("manager")
    entry = made(manager.post("/spaces", **space_form(cast, connected_ids=[str(cast.other_space)])))
    space = entry["space"]
    assert space["legs"] == [{"orientation": "vertical", "length": "3.1"}]
    assert [one["id"] for one in entry["connected"]] == [str(cast.other_space)]
    gear = [{"name": "三脚架", "count": 1, "place": "值班室"}]
    form = space_form(cast, revision=space["revision"], openings=[{"name": "东井口"}], rescue_gear=gear)
    form.pop("enterprise_id")
    changed = made(manager.put(f"/spaces/{space['id']}", **form), 200)
    assert [o["name"] for o in changed["space"]["openings"] if o["withdrawn_at"] is None] == ["东井口"]
    assert changed["space"]["rescue_gear"] == gear
    assert manager.put(f"/spaces/{space['id']}", **form).json["code"] == "stale"
    plate = made(manager.post(f"/spaces/{space['id']}/plates"))
    assert made(manager.get(f"/spaces/{space['id']}"), 200)["plates"][0]["code"] == plate["code"]
    sheets = ((f"/plates/{plate['id']}/sheet", {"paper": "a6"}), ("/plates/sheet", {"paper": "label", "q": "9"}))
    for path, asked in sheets:
        printed = manager.get(path, **asked)
        assert (printed.status_code, printed.mimetype) == (200, "application/pdf")
        assert printed.data.startswith(b"%PDF")
    assert manager.get("/plates/sheet", q="nowhere").status_code == 404
    assert manager.get("/plates/sheet", paper="a3").status_code == 422
    assert made(manager.post(f"/plates/{plate['id']}/revoke"), 200)["revoked_at"] is not None
    photo = made(manager.put(f"/spaces/{space['id']}/photos", shows="sign", photo=picture), 200)
    assert photo["space"]["sign_seen_at"] is not None
    review = made(manager.post(f"/spaces/{space['id']}/reviews", kind="yearly", remark="都在"))
    assert made(manager.get(f"/spaces/{space['id']}"), 200)["reviews"] == [review]
    found = made(manager.get("/spaces", q=space["number"], warned="true"), 200)
    assert [one["id"] for one in found["items"]] == [space["id"]]
    assert made(manager.get("/spaces", q=space["number"], kind="closed_vessel"), 200)["items"] == []
    assert made(manager.post(f"/spaces/{space['id']}/withdraw"), 200)["space"]["withdrawn_at"] is not None


def test_a_space_names_each_wrong_field(as_: As, cast: Cast) -> None:
    form = space_form(cast, kind="cellar", legs=[{"orientation": "vertical", "length": "NaN"}], volume=-1, hazards=[])
    assert faults(as_("manager").post("/spaces", **form)) == {"kind": "enum", "legs.0.length": "decimal_parsing"}
    form = space_form(cast, legs=[{"orientation": "vertical", "length": 0}], volume=-1, hazards=[])
    told = faults(as_("manager").post("/spaces", **form))
    assert told.keys() == {"legs.0.length", "volume", "hazards"}


def test_equipment(as_: As, cast: Cast) -> None:
    manager = as_("manager")
    ranges = [{"gas": "o2", "low": 0, "high": 30, "unit": "vol"}]
    form = {"kind": "gas_detector", "code": "D9", "name": "样例检测仪", "pump": True, "ranges": ranges}
    piece = made(manager.post("/equipment", enterprise_id=str(cast.enterprise), **form))
    path = f"/equipment/{piece['id']}"
    until = made(manager.post(f"{path}/calibrations", until="2099-01-01T00:00:00Z"))
    assert until["calibrated_until"] == "2099-01-01T00:00:00.000Z"
    changed = made(manager.put(path, **form | {"name": "样例检测仪2"}, revision=until["revision"]), 200)
    assert changed["name"] == "样例检测仪2"
    wrong = [{"gas": "o2", "low": 0, "high": 30, "unit": "ppm"}]
    told = faults(manager.put(path, **form | {"ranges": wrong}, revision=changed["revision"]))
    assert told == {"ranges.0.unit": "enum"}
    whole = made(manager.get(path), 200)
    assert [one["valid_until"] for one in whole["upkeep"]] == ["2099-01-01T00:00:00.000Z"]
    assert faults(manager.post(f"{path}/retire", reason="")) == {"reason": "required"}
    assert made(manager.post(f"{path}/retire", reason="样例"), 200)["out_of_service_at"] is not None
    assert made(manager.get("/equipment", state="out_of_service"), 200)["items"][0]["id"] == piece["id"]
    assert made(manager.post(f"{path}/restore"), 200)["out_of_service_reason"] == ""
    made(manager.post(f"{path}/retire", reason="样例"), 200)
    listed = made(manager.get("/equipment", kind="gas_detector"), 200)["items"]
    assert [one["code"] for one in listed] == ["D1"]


def test_lists_are_paged_by_what_follows_the_last_row(as_: As, cast: Cast) -> None:
    manager, seen, after = as_("manager"), [], {}
    while True:
        page = made(manager.get("/people", size=5, enterprise_id=str(cast.enterprise), **after), 200)
        seen += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert len(seen) == len(set(seen)) == 12
    assert faults(manager.get("/people", after="x")) == {"after": "string_pattern_mismatch"}
    assert faults(manager.get("/people", size=0)) == {"size": "greater_than_equal"}


def test_a_stranger_sees_and_changes_nothing(as_: As, cast: Cast) -> None:
    stranger = as_("s_leader")
    assert stranger.get(f"/spaces/{cast.space}").status_code == 404
    assert stranger.post("/spaces", **space_form(cast)).status_code == 404
    assert made(stranger.get("/spaces"), 200)["items"] == []


def test_reminders_of_an_enterprise_and_of_oneself(as_: As, cast: Cast) -> None:
    manager, path = as_("manager"), f"/enterprises/{cast.enterprise}/reminders"
    made(manager.post(f"/equipment/{cast.detector}/calibrations", until=timestamp(PLANNED + timedelta(days=2))))
    (told,) = made(manager.get(path, kind="calibration"), 200)["items"]
    assert (told["kind"], told["step"], told["page_id"]) == ("calibration", "week", str(cast.detector))
    assert made(manager.get("/me/reminders", step="week"), 200)["items"] == [told]
    assert made(as_("guardian").get("/me/reminders"), 200)["items"] == []
    assert faults(manager.get(path, after="x")) == {"after": "string_pattern_mismatch"}
    assert as_("s_leader").get(path).status_code == 404
