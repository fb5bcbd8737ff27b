"""Files of enterprises, parks, shared means, plans and drills through the API."""

import base64
from collections.abc import Callable

from api_client import Api, faults, made
from plan_cast import Cast

from permit_service.sample.papers import paper

As = Callable[[str], Api]

PAPER = base64.b64encode(paper("Sample")).decode()
AGREED = {"number": "样例-1", "agreement_from": "2026-01-01", "agreement_until": "2026-12-31", "document": PAPER}


def test_the_file_of_an_enterprise(as_: As, cast: Cast) -> None:
    manager, officer, path = as_("manager"), as_("officer"), f"/enterprises/{cast.enterprise}"
    contact = made(manager.post(f"{path}/contacts", name="样例值班室", phone="0512-80000000"))
    document = {"kind": "approval", "title": "样例制度", "issued_on": "2026-01-01", "document": PAPER}
    kept = made(manager.post(f"{path}/safety-documents", **document))
    graded = made(officer.post(f"{path}/risk-grades", grade="a", reason="accident"))
    assert made(manager.post(f"{path}/file-reviews"), 200)["file_reviewed_on"] is not None
    found = made(manager.get(f"{path}/file"), 200)
    assert (found["contacts"], found["documents"], found["gradings"]) == ([contact], [kept], [graded])
    assert (found["principal"]["name"], found["counts"]["people"]) == ("样例principal", 12)
    assert [one["id"] for one in found["contracts"]] == [str(cast.contract)]
    for gone in (f"/contacts/{contact['id']}", f"/safety-documents/{kept['id']}"):
        assert made(manager.post(f"{gone}/withdraw"), 200)["withdrawn_at"] is not None
    assert faults(officer.post(f"{path}/risk-grades", grade="e", reason="accident")) == {"grade": "enum"}
    assert manager.post(f"{path}/risk-grades", grade="d", reason="mended").status_code == 403
    assert as_("c_leader").get(f"{path}/file").status_code == 404


def test_parks_and_tenancies(as_: As, cast: Cast) -> None:
    manager, officer = as_("manager"), as_("officer")
    form = {"name": "样例园", "kind": "park", "area_id": str(cast.street), "lessor_id": str(cast.enterprise)}
    park = made(officer.post("/parks", **form))
    parties = {"lessor_id": str(cast.enterprise), "lessee_id": str(cast.stranger), "place": "1 号楼"}
    tenancy = made(manager.post(f"/parks/{park['id']}/tenancies", **parties, **AGREED))
    changed = {**AGREED, "agreement_until": "2027-12-31", "place": "1 号楼", "revision": tenancy["revision"]}
    path = f"/tenancies/{tenancy['id']}"
    assert made(manager.put(path, **changed), 200)["agreement_until"] == "2027-12-31"
    assert manager.put(path, **changed).json["code"] == "stale"
    edited = made(officer.put(f"/parks/{park['id']}", **form, phone="0512-80000000", revision=park["revision"]), 200)
    assert edited["phone"] == "0512-80000000"
    assert len(made(as_("s_leader").get(f"/parks/{park['id']}"), 200)["tenancies"]) == 1
    assert made(manager.post(f"{path}/end"), 200)["ended_at"] is not None
    assert made(as_("s_leader").get("/parks"), 200)["items"] == []


def test_shared_means_and_the_team_a_permit_names(as_: As, cast: Cast) -> None:
    manager, officer = as_("manager"), as_("officer")
    form = {"area_id": str(cast.street), "kind": "rescue_team", "name": "样例队", "provider": "样例站", "phone": "119"}
    means = made(officer.post("/shared-means", **form))
    path = f"/shared-means/{means['id']}"
    told = {"enterprise_id": str(cast.enterprise), "minutes_to_arrive": 12, **AGREED}
    agreement = made(manager.post(f"{path}/agreements", **told))
    assert faults(manager.post(f"{path}/agreements", **told)) == {"number": "taken"}
    renewed = {**AGREED, "minutes_to_arrive": 9, "revision": agreement["revision"]}
    assert made(manager.put(f"/means-agreements/{agreement['id']}", **renewed), 200)["minutes_to_arrive"] == 9
    assert [one["id"] for one in made(manager.get(path), 200)["agreements"]] == [agreement["id"]]
    assert made(as_("s_leader").get(path), 200)["agreements"] == []
    leader = as_("leader")
    job = made(leader.post("/jobs", space_id=str(cast.space), rescue_agreement_id=agreement["id"]))
    permit = made(leader.get("/permits"), 200)["items"][0]
    assert (permit["job_id"], permit["rescue_agreement_id"]) == (job["id"], agreement["id"])
    edited = {**form, "phone": "120", "revision": means["revision"]}
    assert made(officer.put(path, **edited), 200)["phone"] == "120"
    assert made(officer.post(f"{path}/withdraw"), 200)["withdrawn_at"] is not None


def test_plans_drills_and_contract_workers(as_: As, cast: Cast) -> None:
    manager = as_("manager")
    form = {"kind": "special", "title": "样例预案", "since": "2026-01-01"}
    plan = made(manager.post("/response-plans", enterprise_id=str(cast.enterprise), **form))
    path = f"/response-plans/{plan['id']}"
    drill = made(manager.post(f"{path}/drills", held_on="2026-06-01", place="样例站", participants=5))
    assert made(manager.get(path), 200)["due_on"] == "2027-01-01"
    assert made(manager.post(f"/drills/{drill['id']}/evaluate", evaluation="样例"), 200)["evaluated_at"] is not None
    shown = made(as_("officer").get(path), 200)
    assert (shown["drilled_on"], shown["due_on"]) == ("2026-06-01", "2027-06-01")
    assert made(manager.put(path, **form, covers="全厂", revision=plan["revision"]), 200)["covers"] == "全厂"
    assert made(manager.post(f"{path}/withdraw"), 200)["withdrawn_at"] is not None
    assert made(manager.get("/response-plans"), 200)["items"] == []
    contractor, workers = as_("c_principal"), f"/contractors/{cast.contract}/workers"
    worker = made(contractor.post(workers, person_id=str(cast.people["c_entrant"])))
    assert manager.post(workers, person_id=str(cast.people["c_entrant"])).status_code == 403
    assert made(contractor.post(f"/contract-workers/{worker['id']}/end"), 200)["ended_at"] is not None
