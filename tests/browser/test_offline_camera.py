"""The kept page's camera, looking at badges on paper while there is no network, and what is sent when it is back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browser.camera import looking_at
from browser.conftest import serve, stand_at
from browser.offline_phone import MINUTE_MS, NOW, Phone, phone_at
from pieces import at
from playwright.sync_api import BrowserType, expect
from stages import Served, served_stage

from permit_service.models.presence import Entry, Scan

active = served_stage("active")


@pytest.fixture
def phone(
    active: Served, browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> Iterator[Phone]:
    """A guardian's phone that looks at a good badge and at a forged one by turns."""
    clock = stand_at(active.app, NOW)
    badge = active.read(lambda site: site.badge("entrant"), NOW)
    forged = badge[:-6] + ("AAAAAA" if not badge.endswith("AAAAAA") else "BAAAAA")
    with (
        contextmanager(serve)(active.app) as served,
        looking_at([badge, forged], browser_type, browser_type_launch_args, tmp_path) as new_context,
    ):
        yield phone_at(served.url, active, clock, new_context)


def answer(phone: Phone) -> tuple[str, str]:
    """The title and the words of what stands on the screen; meanwhile the camera waits."""
    shown = phone.page.locator(".verdict")
    return shown.locator(".verdict-title").inner_text(), shown.inner_text()


def look_on(phone: Phone) -> None:
    phone.page.get_by_role("button", name="下一个").click()


def test_badges_before_the_camera_are_judged_without_network_and_sent_once(phone: Phone) -> None:
    phone.lose_network()
    untold = {("准入", "样例entrant"), ("拒绝", "可能是伪造")}
    for _ in range(60):  # whichever stands before the camera when it looks
        title, words = answer(phone)
        assert title in ("准入", "拒绝")
        untold -= {(of, said) for of, said in untold if of == title and said in words}
        look_on(phone)
        if not untold:
            break
    assert untold == set()

    phone.page.evaluate(f"setOn.wall += {31 * MINUTE_MS}; setOn.run += {31 * MINUTE_MS}")
    title, words = answer(phone)
    if title != "无法离线确认":  # read before its time was over
        look_on(phone)
        title, words = answer(phone)
    assert title == "无法离线确认"
    assert "放行单已过期" in words

    kept = phone.kept()
    phone.clock.now = at("10:26")
    phone.offline(away=False)
    expect(phone.page.get_by_text("已联网")).to_be_visible()
    expect(phone.page.get_by_text("没有待上传的记录")).to_be_visible()
    sent = [verdict for verdict in phone.recorded(Scan.phone_verdict) if verdict is not None]
    assert sorted(sent) == sorted(kept)
    assert len(phone.recorded(Entry.id)) == 1
