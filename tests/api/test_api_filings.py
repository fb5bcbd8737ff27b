"""Filing with the street through the API: on time to the second, returned, amended, decided, trained for."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from api_client import faults, made, proof, refused
from api_plan import As, approved, filed
from flask import Flask
from pieces import CHINA, PLANNED, WINDOW_START
from plan_cast import Cast

from permit_service.actor import Actor, Grant
from permit_service.services.registers import questions
from workflows.vocabulary import Role

Clock = Callable[[datetime], None]
SECOND = timedelta(seconds=1)
#: The last moment of the third day before the work.
DEADLINE = datetime(2026, 11, 29, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def planning(set_clock: Clock, cast: Cast) -> None:
    set_clock(PLANNED)


def form_of(filing: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The filing's form as it stands, changed."""
    kept = ("start_at", "end_at", "content", "hazards", "contact", "phone", "revision")
    whole = {name: filing[name] for name in kept}
    whole["space_ids"] = [space["id"] for space in filing["spaces"]]
    whole["members"] = [{"person_id": m["person"]["id"], "parts": m["parts"]} for m in filing["members"]]
    return whole | changes


def drafted(as_: As, cast: Cast) -> dict[str, Any]:
    """A draft, its permit approved."""
    permit = approved(as_, cast)
    return made(as_("leader").post(f"/jobs/{permit['job_id']}/filings"))


def test_a_draft_is_filled_from_the_job(as_: As, cast: Cast) -> None:
    draft = drafted(as_, cast)
    assert (draft["status"], draft["content"], draft["area"]["id"]) == ("draft", "更换流量计", str(cast.street))
    again = made(as_("leader").post(f"/jobs/{draft['job_id']}/filings"))
    assert again["id"] == draft["id"]


def test_a_filing_gets_a_receipt_once(as_: As, cast: Cast) -> None:
    filing = filed(as_, cast)
    assert filing["status"] == "submitted"
    again = made(as_("leader").post(f"/filings/{filing['id']}/submit"), 200)
    assert again["receipt_number"] == filing["receipt_number"]
    listed = made(as_("officer").get("/filings", status="submitted"), 200)["items"]
    assert [one["id"] for one in listed] == [filing["id"]]
    assert made(as_("other_officer").get("/filings"), 200)["items"] == []


def test_one_second_before_the_deadline_is_on_time(as_: As, cast: Cast, set_clock: Clock) -> None:
    draft = drafted(as_, cast)
    set_clock(DEADLINE - SECOND)
    made(as_("leader").post(f"/filings/{draft['id']}/submit"), 200)


def test_at_the_deadline_a_filing_is_late_and_needs_a_reason(as_: As, cast: Cast, set_clock: Clock) -> None:
    draft = drafted(as_, cast)
    set_clock(DEADLINE)
    path = f"/filings/{draft['id']}"
    last_minute = (DEADLINE - timedelta(minutes=1)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:00.000Z")
    assert (draft["timeliness"]["latest"], draft["timeliness"]["late"]) == (last_minute, False)
    assert made(as_("leader").get(path), 200)["timeliness"]["late"] is True  # told before it is handed in
    assert refused(as_("leader").post(f"{path}/submit")) == {"filing_reason_missing"}
    assert made(as_("leader").get(path), 200)["receipt_number"] is None
    late = made(as_("leader").post(f"{path}/submit", late_reason="样例：暴雨后抢通"), 200)
    assert (late["late_reason"], late["timeliness"]["late"]) == ("样例：暴雨后抢通", True)
    body = {"sign_in": proof(), "allow": True, "reason": "样例同意"}
    assert as_("leader").post(f"{path}/decide-late", **body).status_code in (403, 409)
    decided = made(as_("officer").post(f"{path}/decide-late", **body), 200)
    assert (decided["status"], decided["late_allowed"]) == ("decided", True)


def test_a_filing_on_time_is_not_decided(as_: As, cast: Cast) -> None:
    filing = filed(as_, cast)
    refused(as_("officer").post(f"/filings/{filing['id']}/decide-late", sign_in=proof(), allow=True, reason="样例"))


def test_a_returned_filing_is_completed_and_handed_in_again(as_: As, cast: Cast) -> None:
    filing = filed(as_, cast)
    path = f"/filings/{filing['id']}"
    officer, leader = as_("officer"), as_("leader")
    assert faults(officer.post(f"{path}/return", reason="样例", fields=["weather"])) == {"fields": "unknown"}
    returned = made(officer.post(f"{path}/return", reason="样例：电话缺", fields=["phone"]), 200)
    assert (returned["status"], returned["returns"][0]["fields"]) == ("returned", ["phone"])
    assert refused(leader.post(f"{path}/resubmit")) == {"filing_field_unanswered"}
    changed = made(leader.put(path, **form_of(returned, phone="051280000001")), 200)
    assert [(a["field"], a["new"]) for a in changed["amendments"]] == [("phone", "051280000001")]
    again = made(leader.post(f"{path}/resubmit"), 200)
    assert (again["status"], again["first_submitted_at"]) == ("submitted", filing["first_submitted_at"])
    made(officer.post(f"{path}/return", reason="样例：时间", fields=["end_at"]), 200)
    twice = [{"field": "end_at", "reason": "样例"}] * 2
    assert faults(leader.post(f"{path}/resubmit", kept=twice)) == {"kept": "taken"}
    kept = made(leader.post(f"{path}/resubmit", kept=twice[:1]), 200)
    assert (kept["times_submitted"], kept["returns"][1]["kept"]) == (3, twice[:1])


def test_amendments_are_seen_field_by_field(as_: As, cast: Cast) -> None:
    filing = filed(as_, cast)
    path = f"/filings/{filing['id']}"
    officer, leader = as_("officer"), as_("leader")
    amended = made(leader.post(f"{path}/amendments", **form_of(filing, contact="张样例")))
    assert amended["amendments"][0]["seen_at"] is None
    received = made(officer.post(f"{path}/receive"), 200)
    assert received["received_at"] is not None
    assert received["amendments"][0]["seen_at"] is not None
    earlier = (WINDOW_START - timedelta(hours=2)).isoformat()
    answer = leader.post(f"{path}/amendments", **form_of(received, start_at=earlier))
    assert faults(answer) == {"start_at": "starts_anew"}


def test_the_calendar_tells_days_works_and_places_of_ones_own_area(as_: As, cast: Cast) -> None:
    filing = filed(as_, cast)
    told = made(as_("officer").get("/filing-calendar", first="2026-11-30", days="2"), 200)
    assert [(one["day"], one["filing_ids"]) for one in told["days"]] == [
        ("2026-11-30", []),
        ("2026-12-01", [filing["id"]]),
    ]
    (work,) = told["works"]
    assert (work["id"], work["unit"]["id"], work["status"]) == (filing["id"], filing["unit_id"], "submitted")
    assert [(one["id"], "longitude" in one) for one in work["spaces"]] == [(str(cast.space), True)]
    elsewhere = made(as_("other_officer").get("/filing-calendar", first="2026-11-30", days="2"), 200)
    assert (elsewhere["works"], elsewhere["more"]) == ([], False)
    assert len(made(as_("officer").get("/filing-calendar"), 200)["days"]) == 7
    assert faults(as_("officer").get("/filing-calendar", days="32")) == {"days": "less_than_equal"}


def test_papers_go_by_the_areas_names(as_: As, cast: Cast) -> None:
    draft = drafted(as_, cast)
    path = f"/filings/{draft['id']}/papers"
    pdf = base64.b64encode(b"%PDF-1.4\n%%EOF\n").decode()
    told = made(as_("leader").put(path, name="作业方案", file=pdf), 200)
    assert [paper["name"] for paper in told["papers"]] == ["作业方案"]
    assert faults(as_("leader").put(path, name="请柬", file=pdf)) == {"name": "unknown"}
    assert faults(as_("leader").put(path, name="作业方案", file="!")) == {"file": "bytes_invalid_encoding"}


def test_a_filing_is_withdrawn_with_a_reason(as_: As, cast: Cast) -> None:
    filing = filed(as_, cast)
    path = f"/filings/{filing['id']}/withdraw"
    assert faults(as_("leader").post(path, reason="")) == {"reason": "required"}
    assert made(as_("leader").post(path, reason="样例"), 200)["status"] == "withdrawn"


def test_an_officer_keys_in_what_was_filed_at_the_counter(as_: As, cast: Cast) -> None:
    permit = approved(as_, cast)
    path = f"/jobs/{permit['job_id']}/counter-filings"
    future = (PLANNED + timedelta(hours=1)).isoformat()
    assert faults(as_("officer").post(path, submitted_at=future)) == {"submitted_at": "future"}
    draft = made(as_("officer").post(f"/jobs/{permit['job_id']}/counter-drafts"))
    assert (draft["keyed_in"], draft["status"]) == (True, "draft")
    own = f"/filings/{draft['id']}/counter-draft"
    written = made(as_("officer").put(own, **form_of(draft, phone="13800000000")), 200)
    assert (written["phone"], written["amendments"]) == ("13800000000", [])
    assert as_("leader").put(own, **form_of(written)).status_code == 403
    filing = made(as_("officer").post(path, submitted_at=(PLANNED - timedelta(hours=1)).isoformat()))
    assert (filing["keyed_in"], filing["status"]) == (True, "submitted")
    assert as_("leader").post(path, submitted_at=PLANNED.isoformat()).status_code == 403


def test_an_emergency_is_the_principals_to_sign(as_: As, cast: Cast) -> None:
    draft = drafted(as_, cast)
    path = f"/filings/{draft['id']}"
    body = {"category": "flood", "reason": "样例：管涌"}
    assert as_("leader").post(f"{path}/emergency", **body, sign_in=proof()).status_code == 403
    told = made(as_("leader").post(f"{path}/emergency", **body, sign_in=proof("principal")), 200)
    assert (told["emergency_category"], told["signatures"][0]["act"]) == ("flood", "emergency")
    assert (told["emergencies"], told["review_until"]) == (1, "2026-11-25T15:59:00.000Z")  # the next working day
    alarms = made(as_("officer").get("/alarms", standing="true"), 200)["items"]
    assert [one["kind"] for one in alarms] == ["emergency_filed"]
    assert alarms[0]["title"]
    reviewed = made(as_("officer").post(f"{path}/review-emergency"), 200)
    assert (reviewed["emergencies"], reviewed["review_until"]) == (1, None)
    assert made(as_("officer").get("/alarms", standing="true"), 200)["items"] == []


def test_a_training_runs_between_two_calls(as_: As, cast: Cast, set_clock: Clock) -> None:
    filing, officer = filed(as_, cast), as_("officer")
    path = f"/filings/{filing['id']}/street-trainings"
    when = (PLANNED + timedelta(days=1)).isoformat()
    training = made(officer.post(path, scheduled_at=when, place="样例街道办"))
    own = f"/street-trainings/{training['id']}"
    made(officer.post(f"{own}/start"), 200)
    attendee = made(officer.post(f"{own}/attendees", person_id=str(cast.people["leader"])))
    assert attendee["at"] == "2026-11-24T02:00:00.000Z"
    assert faults(officer.post(f"{own}/attendees", person_id=str(cast.people["s_leader"]))) == {"person_id": "unknown"}
    assert faults(officer.post(f"{own}/attendees", badge="W0000")) == {"badge": "unknown"}
    set_clock(PLANNED + timedelta(minutes=30))
    ended = made(officer.post(f"{own}/end"), 200)
    assert (ended["ended_at"], len(ended["attendees"])) == ("2026-11-24T02:30:00.000Z", 1)
    assert officer.post(f"{own}/end").json["code"] == "stale"
    assert [one["id"] for one in made(as_("leader").get(path), 200)["items"]] == [training["id"]]
    assert as_("leader").post(f"{own}/start").status_code == 403
    assert as_("other_officer").post(f"{own}/start").status_code == 404


def test_a_training_is_keyed_in_or_waived(as_: As, cast: Cast) -> None:
    filing, officer = filed(as_, cast), as_("officer")
    path = f"/filings/{filing['id']}/street-trainings"
    times = {
        "started_at": (PLANNED - timedelta(hours=2)).isoformat(),
        "ended_at": (PLANNED - timedelta(hours=1)).isoformat(),
    }
    keyed = made(officer.post(f"{path}/key-in", **times, attendees=[str(cast.people["leader"])]))
    assert keyed["keyed_in"] is True
    backwards = {"started_at": times["ended_at"], "ended_at": times["started_at"], "attendees": []}
    assert faults(officer.post(f"{path}/key-in", **backwards)) == {"ended_at": "order", "attendees": "required"}
    assert faults(officer.post(f"{path}/waive", reason=" ")) == {"reason": "required"}
    assert made(officer.post(f"{path}/waive", reason="样例：路断"))["waived_at"] is not None
    reused = officer.post(f"{path}/reuse", street_training_id=keyed["id"], reason="样例")
    assert faults(reused) == {"training_id": "not_reusable"}
    assert made(officer.get(f"{path}/reusable"), 200)["items"] == []
    assert as_("leader").get(f"{path}/reusable").status_code == 403


def test_a_crew_answers_questions_on_the_streets_device(as_: As, cast: Cast, stage: Flask) -> None:
    with stage.app_context():
        questions.load_sample_bank(Actor(None, grants=(Grant(Role.administrator),)))
    filing, officer = filed(as_, cast), as_("officer")
    entrant = str(cast.people["entrant"])
    when = (PLANNED + timedelta(hours=1)).isoformat()
    training = made(officer.post(f"/filings/{filing['id']}/street-trainings", scheduled_at=when))
    own = f"/street-trainings/{training['id']}"
    assert faults(officer.post(f"{own}/quizzes", person_id=entrant)) == {"quiz": "not_set"}
    assert as_("leader").post(f"{own}/quiz").status_code == 403
    assert made(officer.post(f"{own}/quiz"), 200)["quiz_set_at"] is not None
    assert faults(officer.post(f"{own}/quizzes", person_id=entrant)) == {"person_id": "unknown"}
    made(officer.post(f"{own}/attendees", person_id=entrant))
    quiz = made(officer.post(f"{own}/quizzes", person_id=entrant))
    assert made(officer.post(f"{own}/quizzes", person_id=entrant))["id"] == quiz["id"]
    path = f"/street-quizzes/{quiz['id']}"
    assert as_("other_officer").get(path).status_code == 404
    assert faults(officer.post(f"{path}/hand-in", answers=[{"position": 0, "chosen": [9]}])) == {"answers.0": "unknown"}
    marked = made(officer.post(f"{path}/hand-in", answers=[]), 200)
    assert (marked["mark"], marked["passed"], len(marked["questions"])) == ("0", False, 7)
    assert made(officer.post(f"{path}/hand-in", answers=[]), 200)["handed_in_at"] == marked["handed_in_at"]
