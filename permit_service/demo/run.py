"""``permit-service demo``: a server of its own on a temporary sample, every scene, the pictures, the last line."""

import shutil
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path

import click

from permit_service import journal, unit_of_work
from permit_service.demo import accidents, good_job
from permit_service.demo.client import Server
from permit_service.demo.crew import Work
from permit_service.demo.stage import Stage, Unexpected
from permit_service.sample.house import House, ProcessFailed, free_port, wait_until
from permit_service.sample.registers import SampleDistrict, build_registers
from permit_service.wallclock import SHANGHAI
from qr import image

OUT = Path("out")
_FONT = Path(__file__).parents[1] / "fonts" / "NotoSansSC-Regular.ttf"
_REGISTERED = datetime(2026, 11, 2, 9, tzinfo=SHANGHAI)
_ACCIDENTS = (accidents.jiangmen, accidents.xuancheng, accidents.xiaoyi)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_PHONE = "390,1500"


def play() -> None:
    """Play everything; print the last line. Raises ClickException where anything came otherwise than expected."""
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        port = free_port()
        house = House(Path(folder), f"http://127.0.0.1:{port}")
        click.echo("正在准备样例辖区……")
        with house.founded(_REGISTERED):
            district = build_registers(_REGISTERED)
        web = house.start("web", "serve", "--port", str(port), "--workers", "1")
        try:
            wait_until(f"{house.base_url}/readyz", web)
            refusals = _played(house, district)
        except (Unexpected, ProcessFailed) as error:
            raise click.ClickException(f"{error}\n{web.tail()}") from error
        finally:
            web.stop()
        _verify(house)
    click.echo(f"demo: {refusals} refusals as expected, permit closed, journal verified")


def _played(house: House, district: SampleDistrict) -> int:
    """Every scene; the number of refusals that were expected and came."""
    stage = Stage(Server(house.base_url), district)
    for accident in _ACCIDENTS:
        accident(stage)
    work = Work(stage)
    for scene in good_job.SCENES:
        scene(work)
        if scene is good_job.people:
            _pictures(stage, work)
    return stage.refusals


def _pictures(stage: Stage, work: Work) -> None:
    """The permit's code with its caption, and what anybody's phone shows behind it while people are inside."""
    OUT.mkdir(exist_ok=True)
    code = work.permit_code()
    (OUT / "permit.png").write_bytes(image.png(code["url"], f"流量井\n{code['typed']}", font=_FONT))
    path = code["url"].removeprefix(stage.server.origin.upper())
    page = stage.server.ask("GET", path)
    if page.status != 200:
        raise Unexpected(f"the public page answers {page.status}")
    (OUT / "public.html").write_text(page.text, "utf-8")
    made = ["permit.png", "public.html"]
    browser = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if browser is not None:
        _photograph(browser, stage.server.origin + path, OUT / "public.png")
        made.append("public.png")
    stage.tell(f"写出 {'、'.join(f'out/{name}' for name in made)}")


def _photograph(browser: str, url: str, file: Path) -> None:
    """The page as a phone shows it."""
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={_PHONE}")
    with tempfile.TemporaryDirectory(prefix="browser-") as profile:
        subprocess.run(  # noqa: S603
            [browser, *options, f"--user-data-dir={profile}", f"--screenshot={file.resolve()}", url],
            check=True,
            capture_output=True,
            timeout=60,
        )


def _verify(house: House) -> None:
    with house.opened(), unit_of_work.snapshot() as session:
        report = journal.verify(session)
    if report.breaks:
        raise click.ClickException(f"the journal is broken: {report.breaks}")
    click.echo(f"\n操作记录：{report.rows} 条，{report.streams} 条链，全部核对无误")
