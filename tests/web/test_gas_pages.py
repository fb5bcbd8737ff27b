"""The gas test on the page: the drawing of the space, limits and the server's word beside what is typed."""

import pytest
from page_client import Browser, phone_of
from pieces import at
from plan_cast import PIN
from stages import Served, served_stage

from permit_service.models.gas import GasPoint
from permit_service.models.journal import JournalRow
from permit_service.models.readings import WorkReading

opened = served_stage("opened")
active = served_stage("active")

NOW = at("08:50")


def amounts(typed: str) -> dict[str, str]:
    return {f"values.{index}.amount": amount for index, amount in enumerate(typed.split(","))}


def at_the_well(served: Served) -> Browser:
    """The guardian as tester, a series begun."""
    guardian = phone_of(served, "guardian", NOW)
    assert guardian.submit("gas", "/gas", survey_done="yes", stirred="yes").status == 303
    return guardian


def told(phone: Browser, page: str, ending: str, typed: str) -> str:
    """What the server says while the form is typed."""
    answer = phone.send(f"{phone.base}/gas/judge", phone.get(page).form(ending).fields | amounts(typed))
    assert answer.status == 200
    return answer.words


def test_the_server_says_what_it_thinks_while_one_types_and_records_nothing(active: Served) -> None:
    guardian = phone_of(active, "guardian", at("09:55"))
    before = active.count(JournalRow)
    limits = "19.5–23.5 %VOL ≤ 10 %LEL ≤ 10 mg/m³ ≤ 30 mg/m³"
    for typed, words in (
        ("20.9,0,8,", "合格 19.5–23.5 %VOL 合格 ≤ 10 %LEL 超限 ≤ 10 mg/m³ = 11.3 mg/m³ ≤ 30 mg/m³"),
        ("x,-1,OL,2000000", "填得不对 19.5–23.5 %VOL 填得不对 ≤ 10 %LEL 超量程 填得不对 ≤ 30 mg/m³"),
        ("NaN,,9999,", "填得不对 19.5–23.5 %VOL ≤ 10 %LEL 超量程 ≤ 30 mg/m³"),
        (",,,", limits),
    ):
        assert told(guardian, "gas/reading", "/reading", typed) == words
    assert active.count(WorkReading) == 0
    assert active.count(JournalRow) == before


def test_a_foreign_detector_tells_nothing_of_its_range(active: Served) -> None:
    guardian = phone_of(active, "guardian", at("09:55"))
    fields = guardian.get("gas/reading").form("/reading").fields | amounts("20.9,0,9999,0")
    own = guardian.send(f"{guardian.base}/gas/judge", fields)
    foreign = guardian.send(f"{guardian.base}/gas/judge", fields | {"detector_id": str(active.site.cast.enterprise)})
    assert "超量程" in own.words
    assert "超量程" not in foreign.words


@pytest.mark.parametrize(("typed", "odd"), [("20.4,0,3,0", True), ("20.9,0,0,0", False)])
def test_figures_copied_from_point_to_point_are_told_while_typing(opened: Served, typed: str, odd: bool) -> None:
    phone = at_the_well(opened)
    for minute, told_already in (("08:51", False), ("08:53", False), ("08:55", odd)):
        phone = phone.at(at(minute))
        assert ("连续几次完全一样" in told(phone, "gas", "/points", typed)) is told_already
        assert phone.submit("gas", "/points", fields=amounts(typed)).status == 303
        assert ("连续几次完全一样" in phone.get("gas").words) is told_already
    assert opened.count(GasPoint) == 3
    assert ("气体读数要再核对" in phone.get(phone.base).words) is odd
    page = phone.get("gas")
    assert page.words.index("各点已测完") < page.words.index("加测一个点")
    assert phone.submit("gas", "/sign", pin=PIN).status == 303
    assert ("有读数要再核对" in phone.get("gas").words) is odd


def test_two_points_read_too_fast_are_told(opened: Served) -> None:
    phone = at_the_well(opened)
    phone.submit("gas", "/points", fields=amounts("20.9,0,0,0"))
    assert "隔得太近" in told(phone, "gas", "/points", "20.9,0,0,0")
    assert "隔得太近" not in told(phone.at(at("08:51")), "gas", "/points", "20.9,0,0,0")


def test_any_point_of_the_drawing_may_be_taken_next_or_again(opened: Served) -> None:
    phone = at_the_well(opened)
    page = phone.get("gas")
    points = [link for link in page.links if "distance=" in link]
    assert [link.partition("?")[2] for link in points] == [
        "leg=0&distance=0.8#point",
        "leg=0&distance=1.5#point",
        "leg=0&distance=2.2#point",
    ]
    assert "下一个点：上 0.8 m" in page.words
    deep = phone.get(points[2].partition("#")[0])
    assert "下一个点：下 2.2 m" in deep.words
    form = deep.form("/points")
    assert form.fields["distance"] == ["2.2"]
    assert phone.send(form.action, form.fields | amounts("20.9,0,0,0")).status == 303
    assert "下一个点：上 0.8 m" in phone.get("gas").words
    assert "再测一次：下 2.2 m" in phone.get(points[2].partition("#")[0]).words
    assert phone.get("gas?leg=9&distance=x").words == phone.get("gas").words
