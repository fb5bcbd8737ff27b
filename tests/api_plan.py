"""The plan of the sample job as requests: the form, its risks, its signatures, its filing."""

from collections.abc import Callable
from typing import Any

from api_client import Api, made, proof
from pieces import WINDOW_END, WINDOW_START
from plan_cast import Cast

from workflows.kinds import Hazard

As = Callable[[str], Api]


def member(cast: Cast, who: str, *parts: str, reserve: bool = False) -> dict[str, Any]:
    return {"person_id": str(cast.people[who]), "parts": list(parts), "reserve": reserve}


def job_form(cast: Cast, **changes: Any) -> dict[str, Any]:
    """The whole form: everyone of the owner, one day."""
    return {
        "space_id": str(cast.space),
        "window_start": WINDOW_START.isoformat(),
        "window_end": WINDOW_END.isoformat(),
        "content": "更换流量计",
        "work_kind": "maintenance",
        "hazards": ["poisoning", "oxygen_deficiency", "fall"],
        "emergency_plan": "样例现场处置方案",
        "members": [
            member(cast, "leader", "leader"),
            member(cast, "guardian", "guardian", "tester"),
            member(cast, "entrant", "entrant"),
            member(cast, "entrant_2", "entrant"),
            member(cast, "principal", "approver", "rescuer"),
            member(cast, "manager", "manager"),
            member(cast, "reserve", "entrant", reserve=True),
        ],
        "measures": [{"content": "先通风，再检测，后作业"}],
        **changes,
    }


def contracted_form(cast: Cast) -> dict[str, Any]:
    """The same work by the contractor."""
    members = [
        member(cast, "c_leader", "leader"),
        member(cast, "c_guardian", "guardian", "tester"),
        member(cast, "c_entrant", "entrant"),
        member(cast, "c_principal", "approver", "rescuer"),
        member(cast, "principal", "owner_approver"),
        member(cast, "inspector", "inspector"),
    ]
    return job_form(cast, contract_id=str(cast.contract), members=members)


def plan(leader: Api, form: dict[str, Any]) -> dict[str, Any]:
    """A job whose draft permit has its risks assessed; the job's JSON."""
    job = made(leader.post("/jobs", **form))
    assess(leader, job["permits"][0]["id"])
    return job


def assess(leader: Api, permit_id: str) -> None:
    answers = [{"hazard": hazard, "answer": "yes", "measure": "样例措施"} for hazard in Hazard]
    made(leader.post(f"/permits/{permit_id}/risk-assessments", answers=answers))


def submitted(as_: As, cast: Cast) -> dict[str, Any]:
    """A submitted permit of the sample job."""
    leader = as_("leader")
    permit = plan(leader, job_form(cast))["permits"][0]
    return made(leader.post(f"/permits/{permit['id']}/submit"), 200)


def approved(as_: As, cast: Cast) -> dict[str, Any]:
    """Consented and approved."""
    path = f"/permits/{submitted(as_, cast)['id']}"
    made(as_("leader").post(f"{path}/consent", sign_in=proof()), 200)
    return made(as_("principal").post(f"{path}/approve", sign_in=proof()), 200)


def filed(as_: As, cast: Cast) -> dict[str, Any]:
    """Filed with the street; the filing's JSON."""
    leader, permit = as_("leader"), approved(as_, cast)
    draft = made(leader.post(f"/jobs/{permit['job_id']}/filings"))
    return made(leader.post(f"/filings/{draft['id']}/submit"), 200)
