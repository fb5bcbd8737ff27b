"""A1-A3 played through the API as the crews acted: refused for the reasons that killed (docs/accidents.md)."""

from api_client import made, refused
from pieces import PLANNED
from walk_client import Walk, codes

RESCUE = {"rescue_without_apparatus", "rescue_without_lifeline", "rescue_without_attendant"}

#: What the form of a ledger entry takes, of what the entry tells.
EDITED = (
    "number",
    "name",
    "kind",
    "location",
    "area_id",
    "hazards",
    "legs",
    "toxic_possible",
    "oxygen_may_drop",
    "gas_may_rise",
    "poisoning_risk",
    "has_sludge",
    "lel_vol",
)


def entry_of(walk: Walk) -> dict[str, object]:
    """The space's ledger entry, to be sent again with its barrier found too low."""
    space = made(walk.as_("manager").get(f"/spaces/{walk.cast.space}"), 200)["space"]
    openings = [{"id": one["id"], "name": one["name"]} for one in space["openings"]]
    kept = {name: space[name] for name in EDITED}
    return kept | {"openings": openings, "barrier_effective": False, "revision": space["revision"]}


def test_a1_a_draft_lets_nobody_in_and_names_each_thing_that_lacked(walk: Walk) -> None:
    """Jiangmen, 2023-04-05: no approval, no measures, no training, a gate that stops nobody."""
    leader, manager = walk.as_("leader"), walk.as_("manager")
    walk.set_clock(PLANNED)
    entry = entry_of(walk)
    assert "barrier_missing" in {
        one["code"] for one in made(manager.put(f"/spaces/{walk.cast.space}", **entry), 200)["warnings"]
    }
    job = made(leader.post("/jobs", **walk.form()))
    walk.permit_id = job["permits"][0]["id"]
    walk.at("09:00")
    query = {"for": "enter", "person_id": walk.person("entrant")}
    gates = made(leader.get(walk.on("clearance"), **query), 200)
    told = {refusal["code"]: refusal for gate in gates["gates"] for refusal in gate["refusals"]}
    assert not gates["passed"]
    assert set(told) >= {
        "consent_missing",
        "approval_missing",
        "filing_missing",
        "street_training_missing",
        "briefing_missing",
        "isolation_unconfirmed",
        "barrier_ineffective",
        "notice_missing",
        "rescue_kit_missing",
        "gas_series_missing",
        "ventilation_missing",
        "guardian_absent",
        "protection_missing",
    }
    assert {one["banned"] for one in told.values()} >= {1, 2, 3, 4, 6, 7}
    assert all(one["message"] and one["remedy"] and one["source"] for one in told.values())


def test_a2_no_permit_in_force_and_no_rescue_without_protection(walk: Walk) -> None:
    """Xuancheng, 2025-06-07: no permit at all; two went in after him."""
    guardian, plate = walk.as_("guardian"), walk.plate_code()
    refused_in = made(guardian.device_write("/scans", direction="in", plate=plate, person_id=walk.person("entrant")))
    assert (refused_in["verdict"], codes(refused_in), refused_in["inside"]) == ("refuse", {"no_permit_in_force"}, [])
    rescue = {"direction": "rescue_in", "plate": plate, "reported": False}
    blind = made(guardian.device_write("/scans", **rescue, head_count=2))
    assert (blind["verdict"], codes(blind), blind["entries"]) == ("refuse", RESCUE, [])
    protected = {"apparatus": True, "lifeline": True, "attendant": True}
    assert made(guardian.device_write("/scans", **rescue | {"reported": True}, **protected))["verdict"] == "admit"


def test_a3_rescuers_who_are_in_are_counted_though_refused(walk: Walk) -> None:
    """Xiaoyi, 2023-03-23: one fell in, two went in after him."""
    guardian, plate = walk.as_("guardian"), walk.plate_code()
    gone = made(guardian.device_write("/scans", direction="rescue_in", plate=plate, head_count=2, label="路人"))
    assert (gone["verdict"], codes(gone)) == ("refuse", RESCUE)
    assert [(one["label"], one["rescue"]) for one in gone["inside"]] == [("路人", True)] * 2
    out = made(guardian.device_write("/scans", direction="out", plate=plate, entry_id=gone["inside"][0]["id"]))
    assert (out["verdict"], len(out["inside"])) == ("recorded", 1)


def test_a3_a_toxic_space_without_barrier_is_not_opened(walk: Walk) -> None:
    walk.planned()
    made(walk.as_("manager").put(f"/spaces/{walk.cast.space}", **entry_of(walk)), 200)
    walk.at("08:31")
    walk.check_in()
    walk.prepare()
    opened = walk.as_("guardian").device_write(walk.on("openings"), opening_id=str(walk.cast.opening), upwind=True)
    assert "barrier_ineffective" in refused(opened)
