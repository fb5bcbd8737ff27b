"""Walks with other crews and more days: a firm of three, and two permits on one filing."""

import pytest
from api_client import made
from databases import on_one_engine
from pieces import at
from plan_cast import Cast
from walk_client import MINUTE, Walk, codes

template = on_one_engine("postgresql")  # the demo plays such walks on SQLite

THREE = {
    "leader": ["leader", "guardian", "tester"],
    "entrant": ["entrant"],
    "principal": ["approver", "rescuer", "manager"],
}


@pytest.fixture
def small(walk: Walk) -> Walk:
    walk.crew = dict(THREE)
    return walk


def test_a_firm_of_three_closes_a_permit(small: Walk) -> None:
    """The principal approves and stands by, the leader guards and tests, one goes in (site-rules 17)."""
    small.planned()
    small.ready("08:31")
    small.at("09:31")
    small.enter("entrant")
    small.at("09:40")
    assert small.read()["good"]
    assert codes(small.scan("principal", "in")) == {"not_on_permit", "approver_is_entrant", "protection_missing"}
    small.leave("entrant")
    small.finish()
    small.shut()
    assert small.close()["status"] == "closed"
    assert small.accept()["status"] == "accepted"


def test_two_days_are_two_permits_on_one_filing(walk: Walk, cast: Cast) -> None:
    """Day two: new permit and signatures, no new filing; the lock stays on and is seen again (site-rules 1, 2)."""
    walk.planned(planned_end=at("17:30", day=2).isoformat())
    work_a_day(walk)
    walk.shut("temporary")
    assert walk.close()["status"] == "closed"
    first, filing_id = walk.permit_id, walk.filing_id

    walk.at("17:00")
    walk.day = 2
    window = {"window_start": at("08:30", day=2).isoformat(), "window_end": at("17:30", day=2).isoformat()}
    walk.permit_id = made(walk.as_("leader").post(f"/jobs/{walk.job_id}/permits", **window))["id"]
    walk.assess()
    walk.submit()
    walk.sign()
    work_a_day(walk)
    walk.shut()
    assert walk.close()["status"] == "closed"
    job = walk.accept()
    assert job["status"] == "accepted"
    assert {one["id"]: one["status"] for one in job["permits"]} == {first: "closed", walk.permit_id: "closed"}
    filings = made(walk.as_("leader").get("/filings"), 200)["items"]
    assert [one["id"] for one in filings] == [filing_id]


def work_a_day(walk: Walk) -> None:
    walk.ready("08:31")
    begin = walk.at("09:31")
    walk.enter("entrant")
    walk.set_clock(begin + 10 * MINUTE)
    walk.leave("entrant")
    walk.finish()
