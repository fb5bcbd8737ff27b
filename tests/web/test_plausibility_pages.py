"""数据核查: a clue leads to its evidence and calls itself unproven; enterprises have no such page."""

from datetime import timedelta

from desk import Desk
from pieces import WINDOW_END
from rows import Rows

from permit_service import unit_of_work
from permit_service.models.signatures import Signature


def test_a_clue_leads_to_its_evidence(desk: Desk) -> None:
    _, _, permit_id = desk.filed()
    officer, now = desk.browsers["officer"].at(WINDOW_END), WINDOW_END - timedelta(hours=1)
    page = "/registers/plausibility"
    assert "没有要核实的线索" in officer.get(page).words
    with desk.app.app_context():
        signer = desk.cast.people["leader"]

        def work(session: object) -> None:
            rows = Rows(session)  # type: ignore[arg-type]
            for _ in range(7):
                rows.make(Signature, permit_id=permit_id, at=now, signer_id=signer)

        unit_of_work.run(work)
    told = officer.get(page)
    assert "1 秒内签了 7 次。" in told.words
    assert "不是结论" in told.words
    assert {f"/permits/{permit_id}", f"/registers/people/{signer}"} <= set(told.links)
    assert "没有符合条件的线索" in officer.get(f"{page}?pattern=permit_never_closed").words
    assert page in officer.get("/registers/people").links
    assert page not in desk.browsers["manager"].get("/registers/people").links
    assert desk.browsers["manager"].look(page).status == 403
