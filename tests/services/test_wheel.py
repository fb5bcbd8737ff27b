"""The wheel holds all that the service needs to start where no checkout is."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from trees import ROOT

_BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
_START = """
import permit_service
from permit_service.app import create_app

app = create_app()
page = app.test_client().get("/sign-in")
assert page.status_code == 200, page.text
assert app.test_client().get(page.text.split('rel="stylesheet" href="')[1].split('"')[0]).status_code == 200
print(permit_service.__file__)
"""


def run(folder: Path, *arguments: str, **environment: str) -> str:
    """What a Python of this environment says, started in ``folder``."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={"PATH": os.defpath, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_the_wheel_starts_outside_the_checkout(tmp_path: Path) -> None:
    """Its packages stand before those of the checkout; what they need else is that of the environment."""
    wheel = tmp_path / run(ROOT, "-c", _BUILD, str(tmp_path))
    installed = tmp_path / "installed"
    with ZipFile(wheel) as packed:
        packed.extractall(installed)
    assert {one.name for one in installed.iterdir() if "dist-info" not in one.name} == {
        "permit_service",
        "qr",
        "workflows",
    }
    assert (installed / "permit_service" / "migrations" / "versions" / "0001_initial.py").is_file()
    database = f"sqlite:///{tmp_path / 'permits.sqlite3'}"
    settings = {"PERMIT_ENV": "development", "DATABASE_URL": database, "PYTHONPATH": str(installed)}
    assert Path(run(tmp_path, "-c", _START, **settings)).is_relative_to(installed)
