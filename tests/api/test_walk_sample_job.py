"""The sample job, a flow meter replaced in a well: walked through the API from its plan to its acceptance."""

from databases import on_one_engine
from walk_client import Walk

template = on_one_engine("postgresql")  # the demo plays such walks on SQLite


def test_the_sample_job_from_plan_to_acceptance(walk: Walk) -> None:
    walk.planned()
    walk.ready("08:31")
    walk.at("09:31")
    assert walk.permit()["status"] == "active"
    first = walk.enter("entrant", tools=3)
    assert (first["green"], len(first["inside"])) == (True, 1)
    assert walk.enter("entrant_2")["person"]["name"] == "样例entrant_2"
    for clock in ("09:45", "09:59"):
        walk.at(clock)
        read = walk.read()
        assert (read["good"], read["bad"], read["evacuation"]) == (True, False, None)
    walk.at("10:05")
    assert walk.leave("entrant_2")["verdict"] == "recorded"
    walk.leave("entrant", tools=3)
    assert walk.presence()["inside"] == []
    walk.at("10:10")
    assert walk.finish()["status"] == "finished"
    walk.shut()
    assert walk.close()["status"] == "closed"
    assert walk.accept()["status"] == "accepted"
