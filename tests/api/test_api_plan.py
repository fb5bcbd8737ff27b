"""From the plan of a job to its approved permit, through the API."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from api_client import faults, made, proof, refused
from api_plan import As, approved, assess, contracted_form, job_form, plan, submitted
from flask import Flask
from pieces import PLANNED, WINDOW_END, WINDOW_START
from plan_cast import Cast
from sqlalchemy import func, select
from threads import at_once

from permit_service.models import Base, db

Clock = Callable[[datetime], None]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def planning(set_clock: Clock, cast: Cast) -> None:
    """A week before the job."""
    set_clock(PLANNED)


def test_a_job_is_planned_with_its_first_permit(as_: As, cast: Cast) -> None:
    job = made(as_("leader").post("/jobs", **job_form(cast)))
    (permit,) = job["permits"]
    assert (job["status"], permit["status"], permit["space"]["id"]) == ("open", "draft", str(cast.space))
    assert permit["window_start"] == "2026-12-01T00:30:00.000Z"
    assert {m["person"]["id"]: m["reserve"] for m in job["members"]}[str(cast.people["reserve"])] is True
    assert made(as_("manager").get(f"/jobs/{job['id']}"), 200)["number"] == job["number"]
    assert [one["id"] for one in made(as_("officer").get("/jobs", status="open"), 200)["items"]] == [job["id"]]


def test_only_planners_plan(as_: As, cast: Cast) -> None:
    assert as_("guardian").post("/jobs", **job_form(cast)).status_code == 403
    assert faults(as_("s_leader").post("/jobs", **job_form(cast))) == {"space_id": "unknown"}


def test_a_form_names_each_wrong_field(as_: As, cast: Cast) -> None:
    leader = as_("leader")
    wrong = job_form(cast, window_end=WINDOW_START.isoformat(), members=[{"person_id": str(cast.space), "parts": []}])
    assert faults(leader.post("/jobs", **wrong)) == {
        "window_end": "order",
        "members.0.person_id": "unknown",
        "members.0.parts": "required",
    }
    typed = job_form(cast, window_start="2026-12-01T08:30:00", work_kind="sleeping", hazards="fall")
    assert faults(leader.post("/jobs", **typed)) == {
        "window_start": "timezone_aware",
        "work_kind": "enum",
        "hazards": "frozen_set_type",
    }
    assert made(leader.get("/jobs"), 200)["items"] == []


@pytest.mark.parametrize("field", ["status", "number", "approved_at", "document", "id"])
def test_a_derived_field_is_refused(as_: As, cast: Cast, field: str) -> None:
    leader = as_("leader")
    assert faults(leader.post("/jobs", **job_form(cast, **{field: "approved"}))) == {field: "extra_forbidden"}
    assert made(leader.get("/jobs"), 200)["items"] == []


def test_a_trigger_takes_no_status(as_: As, cast: Cast) -> None:
    leader = as_("leader")
    permit = plan(leader, job_form(cast))["permits"][0]
    answer = leader.post(f"/permits/{permit['id']}/submit", status="approved")
    assert faults(answer) == {"status": "extra_forbidden"}
    assert made(leader.get(f"/permits/{permit['id']}"), 200)["status"] == "draft"


def test_a_draft_is_written_anew_on_the_revision_shown(as_: As, cast: Cast) -> None:
    leader = as_("leader")
    permit = plan(leader, job_form(cast))["permits"][0]
    path = f"/permits/{permit['id']}"
    shown = made(leader.get(path), 200)["revision"]
    changed = made(leader.put(path, **job_form(cast, content="更换阀门"), revision=shown), 200)
    assert changed["content"] == "更换阀门"
    stale = leader.put(path, **job_form(cast), revision=shown)
    assert (stale.status_code, stale.json["code"]) == (409, "stale")


def test_a_draft_may_lack_anything_and_says_what(as_: As, cast: Cast) -> None:
    leader = as_("leader")
    permit = made(leader.post("/jobs", space_id=str(cast.space)))["permits"][0]
    told = made(leader.get(f"/permits/{permit['id']}/clearance", **{"for": "permit_submit"}), 200)
    assert told["passed"] is False
    missing = [r for gate in told["gates"] for r in gate["refusals"] if r["code"] == "field_missing"]
    assert missing
    assert "field_missing" in refused(leader.post(f"/permits/{permit['id']}/submit"))


def test_people_are_assigned_and_judged(as_: As, cast: Cast) -> None:
    leader = as_("leader")
    permit = plan(leader, job_form(cast))["permits"][0]
    path = f"/permits/{permit['id']}"
    revision = made(leader.get(path), 200)["revision"]
    body = {"revision": revision, "person_id": str(cast.people["untrained"]), "parts": ["entrant"]}
    told = made(leader.post(f"{path}/assign", **body), 200)
    assert "training_missing" in [w["code"] for gate in told["gates"] for w in gate["warnings"] + gate["refusals"]]
    people = made(leader.get(f"{path}/assignments"), 200)["items"]
    assert str(cast.people["untrained"]) in [one["person_id"] for one in people]
    answer = leader.post(f"{path}/submit")
    assert "training_missing" in refused(answer)
    (untrained,) = [r for r in answer.json["refusals"] if r["code"] == "training_missing"]
    assert "样例untrained" in untrained["message"]


def test_a_further_permit_is_prefilled(as_: As, cast: Cast, set_clock: Clock) -> None:
    leader = as_("leader")
    job = plan(leader, job_form(cast, planned_end=(WINDOW_END + DAY).isoformat()))
    window = {"window_start": (WINDOW_START + DAY).isoformat(), "window_end": (WINDOW_END + DAY).isoformat()}
    set_clock(PLANNED + timedelta(minutes=1))
    second = made(leader.post(f"/jobs/{job['id']}/permits", **window))
    assert (second["content"], second["status"]) == ("更换流量计", "draft")
    listed = made(leader.get("/permits", job_id=job["id"]), 200)["items"]
    assert [one["id"] for one in listed] == [second["id"], job["permits"][0]["id"]]


def test_a_job_is_abandoned_once_its_permits_ended(as_: As, cast: Cast) -> None:
    leader = as_("leader")
    job = plan(leader, job_form(cast))
    path = f"/jobs/{job['id']}/abandon"
    refused(leader.post(path, reason="样例"))
    made(leader.post(f"/permits/{job['permits'][0]['id']}/cancel", reason="样例"), 200)
    assert made(leader.post(path, reason="样例"), 200)["status"] == "abandoned"


def test_a_submitted_permit_shows_its_document_and_code(as_: As, cast: Cast) -> None:
    permit = submitted(as_, cast)
    assert permit["document"]["number"] == permit["number"]
    assert len(permit["document_sha256"]) == 64
    code = made(as_("guardian").get(f"/permits/{permit['id']}/code"), 200)
    assert code["url"].startswith("HTTP://LOCALHOST/Q/")
    assert code["typed"] == permit["number"]


def test_a_draft_has_no_code(as_: As, cast: Cast) -> None:
    permit = plan(as_("leader"), job_form(cast))["permits"][0]
    assert as_("leader").get(f"/permits/{permit['id']}/code").status_code == 404


def test_consent_and_approval_make_it_approved(as_: As, cast: Cast) -> None:
    permit = approved(as_, cast)
    assert permit["status"] == "approved"
    acts = {s["act"]: (s["signer"]["id"], s["method"]) for s in permit["signatures"]}
    assert acts == {
        "consent": (str(cast.people["leader"]), "pin"),
        "approve": (str(cast.people["principal"]), "pin"),
    }
    tags = [e["tag"] for e in made(as_("officer").get(f"/permits/{permit['id']}/journal"), 200)["items"]]
    assert tags[-3:] == ["permit:submit", "permit:consent", "permit:approve"]


def test_signing_on_anothers_phone_names_both(as_: As, cast: Cast) -> None:
    permit = submitted(as_, cast)
    leader = as_("leader")
    made(leader.post(f"/permits/{permit['id']}/consent", sign_in=proof()), 200)
    signed = made(leader.post(f"/permits/{permit['id']}/approve", sign_in=proof("principal")), 200)
    signers = {s["act"]: s["signer"]["id"] for s in signed["signatures"]}
    assert signers["approve"] == str(cast.people["principal"])
    assert made(leader.get("/me"), 200)["login"] == "leader"


def test_a_wrong_pin_signs_nothing_and_is_not_echoed(as_: As, cast: Cast) -> None:
    permit = submitted(as_, cast)
    answer = as_("leader").post(f"/permits/{permit['id']}/consent", sign_in={"pin": "908172"})
    assert faults(answer) == {"pin": "pin_wrong"}
    assert "908172" not in answer.text
    assert made(as_("leader").get(f"/permits/{permit['id']}"), 200)["signatures"] == []


def test_nobody_approves_their_own_application(as_: As, cast: Cast) -> None:
    principal, leader = as_("principal"), as_("leader")
    job = made(principal.post("/jobs", **job_form(cast)))
    permit = job["permits"][0]
    assess(leader, permit["id"])
    codes = refused(principal.post(f"/permits/{permit['id']}/submit"))
    assert "applicant_is_approver" in codes


def test_the_approver_must_be_named(as_: As, cast: Cast) -> None:
    permit = submitted(as_, cast)
    made(as_("leader").post(f"/permits/{permit['id']}/consent", sign_in=proof()), 200)
    refused(as_("deputy").post(f"/permits/{permit['id']}/approve", sign_in=proof()))
    refused(as_("leader").post(f"/permits/{permit['id']}/approve", sign_in=proof()))
    assert made(as_("leader").get(f"/permits/{permit['id']}"), 200)["status"] == "submitted"


def test_of_two_approvals_at_once_one_counts(stage: Flask, as_: As, cast: Cast) -> None:
    permit = submitted(as_, cast)
    made(as_("leader").post(f"/permits/{permit['id']}/consent", sign_in=proof()), 200)
    phones = [as_("principal"), as_("principal")]
    path = f"/permits/{permit['id']}/approve"
    answers = at_once(stage, 2, lambda number: phones[number].post(path, sign_in=proof()))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    told = made(as_("leader").get(f"/permits/{permit['id']}"), 200)
    assert sorted(s["act"] for s in told["signatures"]) == ["approve", "consent"]


def test_contracted_work_needs_the_owners_approval(as_: As, cast: Cast) -> None:
    leader = as_("c_leader")
    job = plan(leader, contracted_form(cast))
    path = f"/permits/{job['permits'][0]['id']}"
    made(as_("manager").post(f"{path}/risk-assessments/inform"), 200)
    made(leader.post(f"{path}/submit"), 200)
    made(leader.post(f"{path}/consent", sign_in=proof()), 200)
    assert made(as_("c_principal").post(f"{path}/approve", sign_in=proof()), 200)["status"] == "submitted"
    assert made(as_("principal").post(f"{path}/owner-approve", sign_in=proof()), 200)["status"] == "approved"
    check = made(as_("inspector").post(f"{path}/site-checks", sign_in=proof(), in_order=True))
    assert check["inspector_id"] == str(cast.people["inspector"])
    assert as_("manager").post(f"{path}/site-checks", sign_in=proof(), in_order=True).status_code == 403


def test_sent_back_and_withdrawn_permits_are_drafts_again(as_: As, cast: Cast) -> None:
    path = f"/permits/{submitted(as_, cast)['id']}"
    body = {"sign_in": proof(), "reason": "样例：测点不清"}
    back = made(as_("principal").post(f"{path}/send-back", **body), 200)
    assert (back["status"], back["document"]) == ("draft", None)
    made(as_("leader").post(f"{path}/submit"), 200)
    assert made(as_("leader").post(f"{path}/withdraw"), 200)["status"] == "draft"


def test_a_rejection_is_final_and_needs_a_reason(as_: As, cast: Cast) -> None:
    path = f"/permits/{submitted(as_, cast)['id']}"
    assert faults(as_("principal").post(f"{path}/reject", sign_in=proof(), reason=" ")) == {"reason": "required"}
    assert made(as_("principal").post(f"{path}/reject", sign_in=proof(), reason="样例"), 200)["status"] == "rejected"
    assert "move_illegal" in refused(as_("leader").post(f"{path}/submit"))


def test_an_approved_permit_is_revoked(as_: As, cast: Cast) -> None:
    path = f"/permits/{approved(as_, cast)['id']}"
    told = made(as_("principal").post(f"{path}/revoke", sign_in=proof(), reason="样例"), 200)
    assert (told["status"], told["end_reason"]) == ("revoked", "样例")


def test_a_submitted_permit_is_cancelled_with_a_signature(as_: As, cast: Cast) -> None:
    path = f"/permits/{submitted(as_, cast)['id']}"
    assert faults(as_("leader").post(f"{path}/cancel", reason="样例")) == {"pin": "required"}
    told = made(as_("leader").post(f"{path}/cancel", reason="样例", sign_in=proof()), 200)
    assert told["status"] == "cancelled"


def test_a_crew_change_stands_beside_the_document(as_: As, cast: Cast) -> None:
    permit = approved(as_, cast)
    path = f"/permits/{permit['id']}/crew-changes"
    items = [{"person_id": str(cast.people["reserve"]), "parts": ["entrant"]}]
    change = made(as_("leader").post(path, items=items, reason="样例顶班"))
    signed = made(as_("leader").post(f"/crew-changes/{change['id']}/sign", sign_in=proof()), 200)
    assert signed["completed_at"] is not None
    told = made(as_("leader").get(f"/permits/{permit['id']}"), 200)
    assert told["document_sha256"] == permit["document_sha256"]
    assert str(cast.people["reserve"]) in [m["person"]["id"] for m in told["members"]]
    another = made(as_("leader").post(path, items=items, reason="样例"))
    assert made(as_("leader").post(f"/crew-changes/{another['id']}/abandon"), 200)["abandoned_at"] is not None


def test_two_permits_of_one_space_are_linked_by_both_approvers(as_: As, cast: Cast) -> None:
    first, second = submitted(as_, cast), submitted(as_, cast)
    path = f"/permits/{first['id']}/links"
    link = made(as_("leader").post(path, other_id=second["id"], arrangement="样例：错开下井"))
    assert faults(as_("leader").post(path, other_id=second["id"], arrangement="样例")) == {"other_id": "taken"}
    signed = made(as_("principal").post(f"/links/{link['id']}/sign", sign_in=proof()), 200)
    assert signed["completed_at"] is not None


def test_a_clearance_tells_every_gate(as_: As, cast: Cast) -> None:
    permit = approved(as_, cast)
    path = f"/permits/{permit['id']}/clearance"
    told = made(as_("guardian").get(path, **{"for": "enter", "person_id": str(cast.people["entrant"])}), 200)
    assert told["passed"] is False
    assert {gate["state"] for gate in told["gates"]} <= {"passed", "refused", "unknown", "not_applicable"}
    assert faults(as_("guardian").get(path, **{"for": "fly"})) == {"for": "enum"}
    assert faults(as_("guardian").get(path)) == {"for": "missing"}


def test_differences_from_the_last_such_permit(as_: As, cast: Cast) -> None:
    approved(as_, cast)
    leader = as_("leader")
    permit = plan(leader, job_form(cast, content="更换阀门"))["permits"][0]
    told = made(leader.get(f"/permits/{permit['id']}/differences"), 200)
    assert "content" in [one["field"] for one in told["differences"]]


def test_what_is_refused_leaves_no_trace(stage: Flask, as_: As, cast: Cast) -> None:
    permit = approved(as_, cast)
    path, leader, principal = f"/permits/{permit['id']}", as_("leader"), as_("principal")
    before = rows(stage)
    refused(leader.post(f"{path}/submit"))
    refused(principal.post(f"{path}/approve", sign_in=proof()))
    refused(leader.post(f"{path}/revoke", sign_in=proof(), reason="样例"))
    faults(principal.post(f"{path}/revoke", sign_in=proof(), reason=""))
    faults(principal.post(f"{path}/revoke", sign_in={"pin": "018273"}, reason="样例"))
    faults(leader.post(f"{path}/crew-changes", items=[], reason="样例"))
    faults(leader.post("/jobs", **job_form(cast, window_end=WINDOW_START.isoformat())))
    faults(principal.post(f"{path}/revoke", sign_in=proof(), reason="样例", status="revoked"))
    assert rows(stage) == before


def rows(app: Flask) -> dict[str, int]:
    """How many rows each table holds."""
    with app.app_context():
        return {
            name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def test_an_uninvolved_firm_sees_nothing_of_it(as_: As, cast: Cast) -> None:
    permit = approved(as_, cast)
    for part in ("", "/journal", "/code", "/differences", "/assignments"):
        assert as_("s_leader").get(f"/permits/{permit['id']}{part}").status_code == 404
    assert as_("s_leader").get(f"/permits/{permit['id']}/clearance", **{"for": "enter"}).status_code == 404
    assert as_("s_leader").post(f"/permits/{permit['id']}/consent", sign_in=proof()).status_code == 404
    assert made(as_("s_leader").get("/permits"), 200)["items"] == []
    assert as_("other_officer").get(f"/permits/{permit['id']}").status_code == 404
