"""The kept page's camera, looking at a real badge on paper while there is no network."""

from contextlib import contextmanager
from pathlib import Path
from typing import Any

from browser.camera import looking_at
from browser.conftest import serve, stand_at
from browser.test_offline_page import NOW, phone_at
from playwright.sync_api import BrowserType
from stages import Served, served_stage

active = served_stage("active")


def test_a_badge_before_the_camera_is_judged_without_network(
    active: Served, browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> None:
    clock = stand_at(active.app, NOW)
    badge = active.read(lambda site: site.badge("entrant"), NOW)
    forged = badge[:-6] + ("AAAAAA" if not badge.endswith("AAAAAA") else "BAAAAA")
    with (
        contextmanager(serve)(active.app) as served,
        looking_at([badge, forged], browser_type, browser_type_launch_args, tmp_path) as browser,
    ):
        phone = phone_at(served.url, active, clock, browser.new_context)
        phone.lose_network()
        told = set()
        for _ in range(4):  # whichever stands before the camera when it looks
            title = phone.page.locator(".verdict-title")
            title.wait_for()
            told.add((title.inner_text(), "伪造" in phone.page.locator(".verdict").inner_text()))
            if told >= {("准入", False), ("拒绝", True)}:
                break
            phone.next()
    assert told >= {("准入", False), ("拒绝", True)}
