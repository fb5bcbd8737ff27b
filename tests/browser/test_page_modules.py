"""What the small modules do in a page, and that the page works without them."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import qrcode
from browser.conftest import Served
from browser.held import Held
from playwright.sync_api import Browser, BrowserType, Page, expect

CODE = "HTTPS://PERMIT.EXAMPLE/W/" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 4
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def test_a_countdown_runs_on_the_time_of_the_server_not_of_the_device(page: Page, gallery: Served) -> None:
    page.add_init_script("Date.now = () => 0")
    page.goto(gallery.url)
    figures = page.locator(".countdown-parts").first
    before = figures.inner_text()

    expect(figures).not_to_have_text(before)

    assert re.fullmatch(r"18\s*分\s*0\d\s*秒|17\s*分\s*5\d\s*秒", figures.inner_text())

    # A kept sentence of the server's names today's hours alone.
    module = f"{gallery.url}/static/js/time.js"
    told = page.evaluate(
        """async (module) => {
      const { hear, ofToday } = await import(module);
      hear("2026-12-01T01:55:00Z");
      return ofToday("2026-12-01 09:12 测的，2026-11-30 23:59 到期。");
    }""",
        module,
    )
    assert told == "09:12 测的，2026-11-30 23:59 到期。"


def test_a_verdict_is_withdrawn_when_its_time_is_over(page: Page, gallery: Served) -> None:
    page.clock.install()
    page.goto(f"{gallery.url}/verdict/admit", wait_until="networkidle")
    verdict = page.locator(".verdict")
    page.clock.run_for(20_000)
    expect(verdict).to_have_class(re.compile("verdict-admit"))

    page.clock.run_for(41_000)

    expect(verdict).to_have_class("verdict verdict-unknown")
    expect(page.get_by_role("heading", name="请重新扫码")).to_be_visible()


def test_a_verdict_is_withdrawn_when_the_server_cannot_be_asked_after_a_sleep(page: Page, gallery: Served) -> None:
    page.goto(f"{gallery.url}/verdict/admit", wait_until="networkidle")
    page.context.set_offline(True)

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.locator(".verdict")).to_have_class("verdict verdict-unknown")


def test_a_double_press_sends_once_with_a_nonce(page: Page, gallery: Served) -> None:
    page.goto(gallery.url, wait_until="networkidle")
    page.get_by_label("作业内容").fill("更换流量计")
    page.get_by_label("已向全体人员交底").check()

    page.locator("form#job").evaluate("form => { form.requestSubmit(); setTimeout(() => form.requestSubmit(), 150); }")
    page.wait_for_url("**/sent")

    assert len(gallery.received) == 1
    assert UUID.fullmatch(gallery.received[0]["nonce"])
    assert gallery.received[0]["csrf_token"] == "gallery"


def test_a_repeat_keeps_its_nonce_and_changed_content_gets_a_new_one(page: Page, gallery: Served) -> None:
    page.goto(gallery.url, wait_until="networkidle")
    form = page.locator("form#job")
    form.evaluate("form => form.addEventListener('submit', (event) => event.preventDefault())")
    nonce = form.locator("[data-nonce]")

    def press() -> str:
        form.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
        form.evaluate("form => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        return nonce.input_value()

    first, again = press(), press()
    form.get_by_label("作业名称").fill("清淤")
    changed = press()

    assert first == again
    assert changed != first
    assert UUID.fullmatch(changed)


def test_a_changed_draft_is_saved_and_says_when(page: Page, gallery: Served) -> None:
    page.clock.install()
    page.goto(gallery.url, wait_until="networkidle")

    page.get_by_label("作业内容").fill("更换流量计")
    page.clock.run_for(5000)

    expect(page.locator("[data-autosave-says]")).to_have_text("已保存 09:54")
    assert gallery.received[0]["content"] == "更换流量计"
    assert "nonce" not in gallery.received[0]
    expect(page.get_by_label("作业名称")).to_have_value("由服务器改写")


def test_what_was_typed_before_the_module_came_is_saved_too(page: Page, gallery: Served) -> None:
    page.clock.install()
    module = Held(page, "**/js/dirty.js")
    page.goto(gallery.url, wait_until="commit")
    page.get_by_label("作业内容").fill("更换流量计")

    module.let_go()
    page.wait_for_load_state("networkidle")
    page.clock.run_for(5000)

    expect(page.locator("[data-autosave-says]")).to_have_text("已保存 09:54")
    assert gallery.received[0]["content"] == "更换流量计"


@pytest.mark.parametrize(("status", "told"), [(409, "已被别人改过，请刷新"), (503, "未能保存，请检查网络")])
def test_a_draft_that_is_not_saved_says_why(page: Page, gallery: Served, status: int, told: str) -> None:
    page.clock.install()
    page.route("**/draft", lambda route: route.fulfill(status=status))
    page.goto(gallery.url, wait_until="networkidle")
    page.get_by_label("作业内容").fill("更换流量计")

    page.clock.run_for(5000)

    expect(page.locator("[data-autosave-says]")).to_have_text(told)


def test_an_untouched_draft_is_not_saved(page: Page, gallery: Served) -> None:
    page.clock.install()
    page.goto(gallery.url, wait_until="networkidle")

    page.clock.run_for(60_000)

    assert gallery.received == []


def test_the_form_waits_for_the_draft_under_way(page: Page, gallery: Served) -> None:
    page.clock.install()
    page.goto(gallery.url, wait_until="networkidle")
    draft = Held(page, "**/draft")
    page.get_by_label("作业内容").fill("更换流量计")
    with page.expect_request("**/draft"):
        page.clock.run_for(5000)
    page.get_by_label("已向全体人员交底").check()

    page.get_by_role("button", name="提交", exact=True).click()
    draft.let_go()
    page.wait_for_url("**/sent")

    assert [form["title"] for form in gallery.received] == ["更换流量计", "由服务器改写"]


def test_focus_stays_with_whoever_types_while_modules_come(page: Page, gallery: Served) -> None:
    module = Held(page, "**/js/app.js")
    page.goto(gallery.url, wait_until="commit")
    page.get_by_label("作业内容").focus()

    module.let_go()
    page.wait_for_load_state("networkidle")

    expect(page.get_by_label("作业内容")).to_be_focused()


def test_a_countdown_that_comes_late_still_counts_from_when_the_page_came(page: Page, gallery: Served) -> None:
    module = Held(page, "**/js/time.js")
    page.goto(gallery.url, wait_until="commit")
    figures = page.locator(".countdown-parts").first
    expect(figures).to_contain_text("05")
    page.wait_for_timeout(3000)

    module.let_go()
    expect(figures).not_to_contain_text("05")

    assert re.fullmatch(r"18\s*分\s*0[0-2]\s*秒|17\s*分\s*5\d\s*秒", figures.inner_text())


def test_a_drawn_signature_is_kept_as_png_and_can_be_wiped(page: Page, gallery: Served) -> None:
    page.goto(gallery.url, wait_until="networkidle")
    canvas = page.locator(".signature-canvas")
    value = page.locator("[data-signature-value]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None

    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 90, steps=8)
    page.mouse.up()
    assert value.input_value().startswith("data:image/png;base64,")

    page.get_by_role("button", name="重写").click()
    assert value.input_value() == ""


def test_a_value_flashes_only_when_it_changed(page: Page, gallery: Served) -> None:
    page.goto(gallery.url, wait_until="networkidle")
    value = page.locator("[data-flash]")
    expect(value).not_to_have_class(re.compile("flash-once"))
    page.reload(wait_until="networkidle")
    expect(value).not_to_have_class(re.compile("flash-once"))

    page.evaluate("sessionStorage.setItem('flash:h2s', '2ppm')")
    page.reload(wait_until="networkidle")

    expect(value).to_have_class(re.compile("flash-once"))


def picture_of(code: str) -> bytes:
    buffer = io.BytesIO()
    qrcode.make(code, border=8).save(buffer)
    return buffer.getvalue()


def test_a_photo_of_a_code_is_read_and_sent(page: Page, gallery: Served) -> None:
    page.goto(gallery.url, wait_until="networkidle")

    page.locator("[data-scan-photo]").set_input_files(
        {"name": "code.png", "mimeType": "image/png", "buffer": picture_of(CODE)}
    )
    page.wait_for_url("**/sent")

    assert gallery.received[0]["code"] == CODE
    assert gallery.received[0]["method"] == "scan"


@pytest.mark.parametrize("content", [b"not a picture", picture_of(CODE)[:300]], ids=["text", "cut"])
def test_a_photo_without_a_code_is_said_in_words(page: Page, gallery: Served, content: bytes) -> None:
    page.goto(gallery.url, wait_until="networkidle")

    page.locator("[data-scan-photo]").set_input_files({"name": "code.png", "mimeType": "image/png", "buffer": content})

    expect(page.locator("[data-scan-says]")).to_contain_text("照片里没有读到二维码")
    assert gallery.received == []


@pytest.fixture
def camera_browser(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> Iterator[Browser]:
    """A browser whose camera looks at the code: a raw 640 × 480 grey clip of one frame, repeated."""
    picture = qrcode.make(CODE, border=4).get_image().convert("L").resize((400, 400))
    rows = [bytearray(b"\xb0" * 640) for _ in range(480)]
    for y in range(400):
        rows[40 + y][120:520] = picture.crop((0, y, 400, y + 1)).tobytes()
    frame = b"FRAME\n" + b"".join(rows) + b"\x80" * (2 * 320 * 240)
    clip = tmp_path / "clip.y4m"
    clip.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip C420\n" + frame * 5)
    flags = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={clip}",
    ]
    args = {**browser_type_launch_args, "args": [*browser_type_launch_args["args"], *flags]}
    with browser_type.launch(**args) as started:
        yield started


def test_the_camera_reads_a_code_and_sends_it(camera_browser: Browser, gallery: Served) -> None:
    page = camera_browser.new_page()

    page.goto(gallery.url)
    page.wait_for_url("**/sent")

    assert gallery.received[0]["code"] == CODE
    assert gallery.received[0]["method"] == "scan"


def test_the_camera_stays_off_for_who_has_begun_to_type(camera_browser: Browser, gallery: Served) -> None:
    page = camera_browser.new_page()
    module = Held(page, "**/js/scan.js")
    page.goto(gallery.url, wait_until="commit")
    page.get_by_label("胸牌编号").fill("w-0417-x")

    module.let_go()
    expect(page.get_by_role("button", name="打开摄像头")).to_be_visible()
    page.get_by_role("button", name="查验").click()
    page.wait_for_url("**/sent")

    assert [(form["code"], form["method"]) for form in gallery.received] == [("w-0417-x", "typed")]


def test_a_refused_camera_leaves_the_typed_code(page: Page, gallery: Served) -> None:
    page.add_init_script(
        """navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"))"""
    )
    page.goto(gallery.url, wait_until="networkidle")
    expect(page.locator("[data-scan-says]")).to_contain_text("摄像头未获允许")

    page.get_by_label("胸牌编号").fill("w-0417-x")
    page.get_by_role("button", name="查验").click()
    page.wait_for_url("**/sent")

    assert gallery.received[0]["code"] == "w-0417-x"
    assert gallery.received[0]["method"] == "typed"


def test_without_scripts_everything_can_still_be_sent(browser: Browser, gallery: Served) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(gallery.url)
        expect(page.locator(".signature-canvas")).to_be_hidden()
        expect(page.locator("[data-scan-tools]")).to_be_hidden()

        page.locator("details.confirm summary").click()
        page.get_by_role("button", name="确认取消").click()

        assert gallery.received == [{"csrf_token": "gallery", "nonce": "", "id": "0417"}]
