"""What the counts of 各街道 count is listed behind each of them, and nothing of another's area."""

import re

from page_client import phone_of
from pieces import at
from stages import Served, served_stage

from permit_service.models.filings import Filing

active = served_stage("active")

NOW = at("09:55")


def test_each_count_leads_to_exactly_what_it_counts(active: Served) -> None:
    active.scan("entrant", at("09:52"))
    guardian = phone_of(active, "guardian", NOW)
    assert guardian.submit("inside", "/inside/evacuate").status == 303
    district = phone_of(active, "district_officer", NOW)
    filing = active.only(Filing).id
    stop = {"kind": "pause", "scope": "space", "reason": "样例原因"}
    phone_of(active, "officer", NOW).post(f"/filings/{filing}/stops", stop)

    overview = district.get("/district")
    behind = {found[1]: link for link in overview.links if (found := re.search(r"\?count=(\w+)", link))}
    assert {"jobs_today", "active", "inside", "stops", "alarms"} <= behind.keys()
    pages = {count: district.get(link) for count, link in behind.items()}
    for count, page in pages.items():
        told = re.search(rf'count={count}"[^>]*>(?:<[^>]*>|\s)*(\d+)', overview.html)
        assert told is not None, count
        assert int(told[1]) == page.html.count('class="link-row"') > 0, count
    assert "样例entrant" in pages["inside"].words
    assert "样例原因" in pages["stops"].words
    assert "更换流量计" in pages["active"].words
    for page in pages.values():
        for link in (link for link in page.links if re.match(r"/(permits|jobs|filings|registers/spaces)/", link)):
            district.get(link)

    district.get(behind["inside"].replace("inside", "everything"), 422)
    phone_of(active, "other_officer", NOW).get(behind["inside"], 404)
    phone_of(active, "leader", NOW).get(behind["inside"], 404)
