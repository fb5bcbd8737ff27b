"""The phone's modules by themselves: what is hard to bring about in a whole story."""

from typing import Any

import pytest
from browser.conftest import Served
from playwright.sync_api import Page

READ = """async ([clock, mark]) => {
  const { read } = await import("/static/js/offline/clock.js");
  const { server, disputed } = read(clock, mark);
  return [server, disputed];
}"""
TOLD = {"server": 1_000_000, "wall": 500_000, "run": 100, "page": 1, "disputed": False}


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ({"wall": 560_000, "run": 60_100, "page": 1}, [1_060_000, False]),
        ({"wall": 564_999, "run": 60_100, "page": 1}, [1_060_000, False]),
        ({"wall": 565_001, "run": 60_100, "page": 1}, [1_060_000, True]),
        ({"wall": 500_000, "run": 60_100, "page": 1}, [1_060_000, True]),
        ({"wall": 505_000, "run": 3, "page": 2}, [1_005_000, False]),
        ({"wall": 505_001, "run": 3, "page": 2}, [1_005_001, True]),
        ({"wall": 499_999, "run": 3, "page": 2}, [1_000_000, True]),
    ],
    ids=["a minute", "a little apart", "set on", "set back", "next page", "too late a page", "a page of before"],
)
def test_time_goes_on_by_monotonic_time_and_a_jump_is_seen(
    page: Page, gallery: Served, mark: dict[str, int], expected: list[Any]
) -> None:
    page.goto(gallery.url)
    assert page.evaluate(READ, [TOLD, mark]) == expected


def test_a_jump_is_not_forgotten(page: Page, gallery: Served) -> None:
    page.goto(gallery.url)
    later = {"wall": 501_000, "run": 1_100, "page": 1}
    assert page.evaluate(READ, [TOLD | {"disputed": True}, later]) == [1_001_000, True]


KEEP = """async () => {
  const store = await import("/static/js/offline/store.js");
  const old = { user: "u", signature: "old" };
  await store.keepSnapshot(old);
  await store.keepClock(old, 1);
  const first = await store.snapshotOf("u");
  await store.keepSnapshot({ user: "u", signature: "new", clock: 2 });
  await store.keepClock(old, 3);
  await store.dropOver(old);
  const second = await store.snapshotOf("u");
  await store.addItem({ user: "u", nonce: "n1" });
  const twice = await store.addItem({ user: "u", nonce: "n1" }).catch(({ code }) => code);
  await store.dropOthers("v");
  const [mine, others] = [await store.itemsOf("u"), await store.itemsOf("v")];
  return [first.clock, second, twice, await store.snapshotOf("u"), mine.length, others.length];
}"""


def test_a_newer_snapshot_is_not_undone_and_nothing_is_kept_twice(page: Page, gallery: Served) -> None:
    page.goto(gallery.url)
    kept = page.evaluate(KEEP)
    assert kept == [1, {"user": "u", "signature": "new", "clock": 2}, "storage_full", None, 1, 0]


SETTLED = """async ([item, answer]) => {
  const { settled } = await import("/static/js/offline/queue.js");
  const { state, told } = settled(item, answer);
  return [state, told];
}"""
SERIES = {"kind": "series", "body": {}, "plan": [{"place": "上 0.8 m"}, {"place": "下 2.2 m"}]}
WRONG = {"message": "不能大于 3。"}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"ok": True, "body": {"refused": []}}, ["done", None]),
        (
            {"ok": True, "body": {"refused": [{"position": 1, "errors": [WRONG]}]}},
            ["refused", ["下 2.2 m 不能大于 3。"]],
        ),
        (
            {"ok": True, "body": {"accepted": False, "refusals": [{"message": "检测仪校准过期。"}], "refused": []}},
            ["refused", ["检测仪校准过期。"]],
        ),
        (
            {"ok": False, "body": {"title": "填写有误", "errors": [{"field": "points.0.distance", **WRONG}]}},
            ["problem", ["填写有误", "上 0.8 m 不能大于 3。"]],
        ),
        (
            {"ok": False, "body": {"title": "现在不能", "refusals": [{"message": "检测仪校准过期。"}]}},
            ["problem", ["现在不能", "检测仪校准过期。"]],
        ),
    ],
    ids=["whole", "but a point", "kept as refused", "no point", "no series"],
)
def test_what_is_refused_of_a_series_is_told_by_its_points(
    page: Page, gallery: Served, answer: dict[str, Any], expected: list[Any]
) -> None:
    page.goto(gallery.url)
    assert page.evaluate(SETTLED, [SERIES, answer]) == expected
