"""The guardian's phone in numbers: how fast a code is read and answered, what the page weighs, how often one taps.

A browser of its own against a server of its own on this machine; networks are slowed by the browser itself.
"""

import base64
import io
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import qrcode

from permit_service import wallclock
from permit_service.bench import scene
from permit_service.bench.measuring import served
from permit_service.bench.scene import Scene
from permit_service.bench.taps import READINGS, taps_per_reading
from permit_service.bench.timing import Timing
from permit_service.bench.visitor import WrongAnswer
from permit_service.bench.workshop import workshop
from permit_service.sample.accounts import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page, ViewportSize

Tell = Callable[[str], object]

#: What the page may weigh at its first load, and how long a verdict may take over a slow network.
MOST_KB, LONGEST_MS = 250, 1000
_CREW = 7
_PHONE: "ViewportSize" = {"width": 390, "height": 844}
_SIDE = 720
"""pixels of the square that the page looks at"""


@dataclass(frozen=True, slots=True)
class Network:
    """A network as the browser imitates it; the kilobits are those of a second."""

    name: str
    round_trip_ms: int = 0
    down_kbit: int = 0
    up_kbit: int = 0

    def on(self, session: "CDPSession") -> None:
        """From now on every request of the page goes over it."""
        slow = self.round_trip_ms > 0
        told = {"latency": self.round_trip_ms, "offline": False}
        speeds = {"downloadThroughput": self.down_kbit * 125, "uploadThroughput": self.up_kbit * 125}
        none = dict.fromkeys(speeds, -1)
        session.send("Network.emulateNetworkConditions", {**told, **(speeds if slow else none)})


PLAIN, G3, SLOW_G3 = Network("none"), Network("3G", 300, 1600, 768), Network("slow 3G", 400, 400, 400)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; times in milliseconds, weights in kilobytes as they travel."""

    decode: Timing
    decode_nothing: Timing
    verdicts: dict[str, Timing]
    first_kb: float
    again_kb: float
    taps: dict[str, int]

    @property
    def good(self) -> bool:
        """Whether the page is light enough, and quick enough over the slowest network."""
        return self.first_kb <= MOST_KB and self.verdicts[SLOW_G3.name].median <= LONGEST_MS

    @property
    def lines(self) -> Iterator[str]:
        """The figures as they are told."""
        yield f"{'a frame with a code, read':<44} {_ms(self.decode)}"
        yield f"{'a frame without one, given up':<44} {_ms(self.decode_nothing)}"
        for name, timing in self.verdicts.items():
            yield f"{f'a badge sent until its answer shows, {name}':<44} {_ms(timing)}"
        yield f"{'scanning page, first load':<44} {self.first_kb:7.0f} KB (at most {MOST_KB})"
        yield f"{'scanning page, again':<44} {self.again_kb:7.0f} KB"
        for name, count in self.taps.items():
            yield f"{f'presses beside the figures, {name}':<44} {count:7}"


class NoBrowser(Exception):
    """Playwright or Chromium is not installed: both belong to the tests."""


def run(rounds: int, tell: Tell) -> bool:
    """Measure and tell; True if weight and time keep their limits. Raises NoBrowser, ProcessFailed, WrongAnswer."""
    with _browser() as browser:
        return measure(browser, rounds, tell)


def measure(browser: "Browser", rounds: int, tell: Tell) -> bool:
    """The same in this browser."""
    with workshop() as shop:
        shop.migrate()
        with shop.opened():
            built = scene.build(wallclock.system_now(), _CREW)
        with served(shop) as port:
            page = _signed_in(browser, f"http://127.0.0.1:{port}", built.guardian)
            figures = _measured(page, built, rounds)
            page.context.close()
    for line in figures.lines:
        tell(line)
    return figures.good


@contextmanager
def _browser() -> Iterator["Browser"]:
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise NoBrowser("the figures need the tools of the tests (the extra dev)") from error
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        except Error as error:
            raise NoBrowser("the figures need Chromium") from error
        with browser:
            yield browser


def _signed_in(browser: "Browser", url: str, login: str) -> "Page":
    """A phone that knows who holds it and nothing else: what the sign-in page brought is left behind.

    Without service worker, whose own requests are neither slowed nor counted.
    """
    desk = browser.new_context(base_url=url)
    page = desk.new_page()
    page.goto("/sign-in")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[type=submit]").click()
    page.wait_for_url("/")
    known = desk.storage_state()
    desk.close()
    phone = browser.new_context(base_url=url, viewport=_PHONE, storage_state=known, service_workers="block")
    return phone.new_page()


def _measured(page: "Page", built: Scene, rounds: int) -> Figures:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    address = f"/permits/{built.permit_id}/scan"
    first, again = (_weight(page, session, address) for _ in range(2))
    decode, nothing = (_decoding(page, text, rounds) for text in (built.passer, None))
    _answer(page, built.stayer, "in", "admit")  # so that nobody's leaving interrupts the work
    verdicts = {}
    for network in (PLAIN, G3, SLOW_G3):
        network.on(session)
        times = [
            _answer(page, built.passer, way, verdict)
            for _ in range(rounds)
            for way, verdict in (("in", "admit"), ("out", "recorded"))
        ]
        verdicts[network.name] = Timing(tuple(times))
    PLAIN.on(session)
    taps = {name: _taps(page, built, figures) for name, figures in READINGS.items()}
    return Figures(decode, nothing, verdicts, first, again, taps)


def _weight(page: "Page", session: "CDPSession", address: str) -> float:
    """What travels until the page and all that it starts has come, in kilobytes."""
    bytes_of: list[float] = []

    def note(told: dict[str, float]) -> None:
        bytes_of.append(told["encodedDataLength"])

    session.on("Network.loadingFinished", note)
    page.goto(address, wait_until="networkidle")
    session.remove_listener("Network.loadingFinished", note)
    return sum(bytes_of) / 1000


def _decoding(page: "Page", text: str | None, rounds: int) -> Timing:
    """Frames as the page reads them: with this code in sight, or a bare wall."""
    times = page.evaluate(_DECODE, {"picture": _picture(text), "side": _SIDE, "rounds": rounds})
    return Timing(tuple(times))


def _answer(page: "Page", badge: str, way: str, verdict: str) -> float:
    """How long one badge takes from being sent until the answer stands on the screen."""
    taken, shown = page.evaluate(_SEND, {"badge": badge, "way": way})
    if shown != verdict:
        raise WrongAnswer(f"{shown} instead of {verdict}")
    return float(taken)


def _taps(page: "Page", built: Scene, figures: Sequence[str]) -> int:
    """How often one presses for a value during work."""
    page.goto(f"/permits/{built.permit_id}/gas/reading")
    return taps_per_reading(page, figures)


def _picture(text: str | None) -> str:
    """A code on a grey wall, or the wall alone, as a data URL."""
    picture = qrcode.make(text or "", border=8).get_image().convert("L").resize((_SIDE, _SIDE))
    if text is None:
        picture.paste(0xB0, (0, 0, _SIDE, _SIDE))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def _ms(timing: Timing) -> str:
    return f"{timing.median:7.0f} ms, 95 of 100 within {timing.p95:.0f} ms"


_DECODE = """async ({ picture, side, rounds }) => {
  const scripts = document.querySelector("script[type=module]").src.replace(/js\\/app\\.js.*/, "");
  const { default: decodeQR } = await import(scripts + "vendor/qr/decode.js");
  const image = new Image();
  image.src = picture;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    context.drawImage(image, 0, 0, side, side);
    try { decodeQR(context.getImageData(0, 0, side, side)); } catch { /* nothing to read */ }
    times.push(performance.now() - begun);
  }
  return times;
}"""
_SEND = """async ({ badge, way }) => {
  const form = document.querySelector("form[data-scan]");
  form.elements.badge.value = badge;
  form.elements.direction.value = way;
  const begun = performance.now();
  form.requestSubmit();
  while (!document.querySelector("dialog[open] .verdict")) await new Promise(requestAnimationFrame);
  const taken = performance.now() - begun;
  const shown = document.querySelector("dialog[open] .verdict").dataset.verdict;
  document.querySelector("dialog[open] [data-next]").click();
  return [taken, shown];
}"""
