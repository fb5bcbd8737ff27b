"""统计: a figure on the page leads to its records, the period is asked for by days, the file comes as Excel."""

from io import BytesIO

from api_client import signed_in
from desk import Desk
from openpyxl import load_workbook
from pieces import WINDOW_START
from plan_cast import then

PAGE = "/registers/reports"
PERIOD = "since=2026-11-01&until=2026-12-31"


def test_figures_lead_to_their_records(desk: Desk) -> None:
    filing_id, _, permit_id = desk.filed()
    officer = desk.browsers["officer"].at(WINDOW_START)
    assert PAGE in officer.get("/registers/people").links
    page = officer.get(f"{PAGE}/filings?{PERIOD}")
    assert "样例街道" in page.words
    behind = next(link for link in page.links if "figure=on_time" in link)
    assert f"/filings/{filing_id}" in officer.get(behind).links
    by_space = officer.get(f"{PAGE}/by_space?{PERIOD}")
    behind = next(link for link in by_space.links if "figure=permits" in link)
    assert f"/permits/{permit_id}" in officer.get(behind).links
    file = next(link for link in officer.get(behind).links if "/records/file?" in link)
    with officer.look(file).response as sent:
        assert sent.mimetype.endswith("sheet")
    narrow = next(link for link in by_space.links if "by_space=" in link and "records" not in link)
    assert "只看 作业地点：流量计井1" in officer.get(narrow).words
    by_status = next(link for link in officer.get(narrow).links if "/by_status?" in link)
    assert (
        f"/permits/{permit_id}" in officer.get(next(x for x in officer.get(by_status).links if "records?" in x)).links
    )
    assert officer.look(f"{PAGE}/by_status?{PERIOD}&by_alarmed=yes").is_sound().words.count("这段时间没有记录") == 1
    assert "这段时间没有记录" in officer.get(f"{PAGE}/by_space?since=2024-01-01&until=2024-01-31").words
    for wrong, status in (("none", 404), ("filings?since=yesterday", 422), ("filings/records?figure=x", 422)):
        assert officer.look(f"{PAGE}/{wrong}").status == status, wrong
    assert officer.look(f"{PAGE}/filings?since=2026-12-31&until=2026-11-01").status == 422
    assert desk.browsers["manager"].look(PAGE).status == 403


def test_the_same_by_program_and_as_a_file(desk: Desk) -> None:
    filing_id, _, _ = desk.filed()
    with then(WINDOW_START):
        api = signed_in(desk.app, desk.cast.users["officer"])
        days = {"since": "2026-11-01", "until": "2026-12-31"}
        told = api.get("/reports/filings", **days).get_json()
        (line,) = told["lines"]
        assert dict(zip(told["figures"], line["figures"], strict=True))["on_time"] == "1"
        behind = days | {"key": line["key"], "figure": "on_time"}
        (record,) = api.get("/reports/filings/records", **behind).get_json()["items"]
        assert (record["kind"], record["id"]) == ("filing", str(filing_id))
        with api.get("/reports/filings/file", **days) as sent:
            file = load_workbook(BytesIO(sent.get_data()))
        assert [cell.value for cell in file.active[4]] == ["样例街道", 1, 1, 0, 0, 0]
        wrong = api.get("/reports/filings", since="2026-12-31", until="2026-11-01")
        assert [one["field"] for one in wrong.get_json()["errors"]] == ["until"]
        clues = api.get("/plausibility", days=90).get_json()
        assert clues == {"items": []}
