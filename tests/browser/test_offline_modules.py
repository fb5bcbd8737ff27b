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
