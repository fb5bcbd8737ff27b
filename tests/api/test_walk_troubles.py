"""Walks through trouble: a permit that expires with two inside, a repair at two in the night, bad air."""

from datetime import timedelta

from api_client import made, proof, refused
from databases import on_one_engine
from pieces import at
from walk_client import MINUTE, Walk, codes, drawn

template = on_one_engine("postgresql")  # the demo plays such walks on SQLite


def test_a_permit_expires_with_two_inside(walk: Walk) -> None:
    """Both are brought out and recorded; the permit is wound up and never confirmed again (site-rules 5)."""
    walk.planned()
    walk.ready("16:20")
    walk.at("17:19")
    walk.enter("entrant", tools=1)
    walk.enter("entrant_2")
    walk.set_clock(at("17:30") + MINUTE)
    walk.tick()
    permit = walk.permit()
    assert (permit["status"], permit["ending"]) == ("suspended", "expired")
    presence = walk.presence()
    assert len(presence["inside"]) == 2
    assert "expired" in {one["cause"] for one in presence["evacuations"]}
    alarms = {one["kind"] for one in made(walk.as_("leader").get("/alarms"), 200)["items"]}
    assert {"permit_expired", "evacuation"} <= alarms

    assert "no_permit_in_force" not in codes(walk.scan("reserve", "in"))
    assert walk.as_("guardian").device_write(walk.on("finish")).status_code == 409
    walk.leave("entrant", tools=1)
    walk.leave("entrant_2")
    assert walk.presence()["inside"] == []
    assert "permit_ending" in refused(walk.as_("leader").device_write(walk.on("confirm"), sign_in=proof()))
    assert walk.finish()["status"] == "finished"
    walk.shut()
    closed = walk.close()
    assert (closed["status"], closed["ending"]) == ("closed", "expired")
    assert walk.accept()["status"] == "accepted"


def test_an_emergency_repair_at_two_in_the_night(walk: Walk) -> None:
    """It defers lead time and street training, nothing else (site-rules 30)."""
    start = at("02:00")
    walk.set_clock(start - timedelta(minutes=50))
    walk.plan(window_start=start.isoformat(), window_end=(start + timedelta(hours=8)).isoformat())
    walk.submit()
    walk.sign()
    filing = made(walk.as_("leader").post(f"/jobs/{walk.job_id}/filings"))
    walk.filing_id = filing["id"]
    path = f"/filings/{walk.filing_id}"
    assert "filing_reason_missing" in refused(walk.as_("leader").post(f"{path}/submit"))
    declared = {"category": "flood", "reason": "样例：污水倒灌", "sign_in": proof()}
    assert walk.as_("leader").post(f"{path}/emergency", **declared).status_code == 403
    made(walk.as_("principal").post(f"{path}/emergency", **declared), 200)
    assert made(walk.as_("leader").post(f"{path}/submit"), 200)["status"] == "submitted"
    walk.at("02:01")
    confirm = refused(walk.as_("leader").device_write(walk.on("confirm"), sign_in=proof()))
    assert {"gas_series_missing", "briefing_missing", "guardian_absent"} <= confirm
    assert not confirm & {"filing_late_undecided", "street_training_missing"}
    walk.ready("02:02")
    walk.at("03:02")
    walk.enter("entrant")
    walk.at("03:10")
    walk.leave("entrant")
    walk.finish()
    walk.shut()
    assert walk.close()["status"] == "closed"


def test_eight_ppm_of_hydrogen_sulphide_brings_everybody_out(walk: Walk) -> None:
    """One bad value evacuates; entry needs a whole series anew, and everything that hangs on it."""
    walk.planned()
    walk.ready("08:31")
    walk.at("09:31")
    walk.enter("entrant")
    walk.at("09:40")
    bad = walk.read(h2s="8")
    assert (bad["good"], bad["bad"], bad["evacuation"]["cause"]) == (False, True, "bad_gas")
    told = bad["evacuation"]["failed"]
    assert [(one["gas"], one["amount"], one["unit"], one["limit_mg_m3"]) for one in told] == [("h2s", "8", "ppm", "10")]
    judged = {one["gas"]: one for one in bad["judgements"]}
    assert (judged["h2s"]["code"], judged["h2s"]["clause"]) == ("toxic_too_high", "GB 46768-2025 6.2.5")
    assert judged["h2s"]["remedy"] == "马上撤出所有人员，加强通风，重新检测全部点位。"
    assert (judged["o2"]["text"], judged["o2"]["remedy"]) == ("O2 20.9 %VOL，合格（19.5–23.5 %VOL）。", "")
    assert walk.permit()["status"] == "suspended"
    assert {"evacuation_in_force", "move_illegal"} <= codes(walk.scan("entrant_2", "in"))
    lift = f"/evacuations/{bad['evacuation']['id']}/lift"
    too_early = walk.as_("guardian").device_write(lift, permit_id=walk.permit_id)
    assert {one["field"] for one in too_early.json["errors"]} == {"evacuation_id"}
    mustered = made(walk.as_("guardian").device_write(walk.on("musters"), counted=1, all_out=True))
    assert (mustered["counted"], mustered["registered"]) == (1, 1)
    assert walk.presence()["inside"] == []
    made(walk.as_("guardian").device_write(lift, permit_id=walk.permit_id), 200)
    again = refused(walk.as_("leader").device_write(walk.on("confirm"), sign_in=proof()))
    assert again >= {"bad_gas_value", "resume_untested"}

    walk.at("09:55")
    walk.check_in()
    walk.series()
    walk.protect()
    walk.check_guard(("ventilation", "detection", "rescue"))
    walk.confirm()
    walk.enter("entrant")


def test_a_drawn_signature_is_a_picture(walk: Walk) -> None:
    walk.planned()
    walk.at("08:31")
    walk.check_in()
    told = {"content": "样例", "division": "样例", "hazards": "样例", "requirements": "样例", "emergency": "样例"}
    leader = walk.as_("leader")
    briefing = made(leader.device_write(walk.on("briefings"), contents=told, sign_in=proof(), image=drawn()))
    path = f"/briefings/{briefing['id']}/listeners"
    tick = leader.device_write(path, person_id=walk.person("entrant"))
    assert {one["field"]: one["code"] for one in tick.json["errors"]} == {"signature": "required"}
    own = leader.device_write(path, person_id=walk.person("leader"), image=drawn())
    assert {one["field"] for one in own.json["errors"]} == {"person_id"}
    by_badge = made(leader.device_write(path, badge=walk.badge_code("entrant")))
    assert (by_badge["method"], by_badge["person_id"]) == ("badge", walk.person("entrant"))
