"""The page for outside clients: its example runs as it stands, and no public name ever goes."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from plan_cast import PASSWORD, PIN, Cast
from sqlalchemy import select
from werkzeug.serving import make_server

from permit_service import docs_api_names
from permit_service.models import db
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry
from workflows.vocabulary import Status

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def address(stage: Flask, cast: Cast) -> Iterator[str]:
    """The stage, served on a port of its own."""
    server = make_server("127.0.0.1", 0, stage, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_example_of_the_page_ends_with_somebody_admitted(stage: Flask, address: str) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", (DOCS / "api.md").read_text("utf-8"), flags=re.DOTALL)
    logins = "leader guardian principal manager officer"
    names = {"LOGINS": logins, "ENTRANT": "样例entrant", "WELL": "流量计井1", "START": "2026-12-01T08:30:00+08:00"}
    told = {"BASE": address, "PASSWORD": PASSWORD, "PIN": PIN, **names}
    done = subprocess.run(
        [sys.executable, "-"], input=program, env=os.environ | told, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with stage.app_context():
        assert db.session.scalars(select(Permit.status)).all() == [Status.active]
        assert len(db.session.scalars(select(Entry).where(Entry.out_at.is_(None))).all()) == 1


def test_no_public_name_is_gone() -> None:
    """Whoever removes one on purpose takes it out of the lock by hand, and says so to those who use it."""
    published = json.loads((DOCS / "api.lock.json").read_text("utf-8"))
    assert docs_api_names.missing(published, docs_api_names.names()) == []


def test_a_removed_name_is_noticed() -> None:
    today = docs_api_names.names()
    published = json.loads(json.dumps(today))
    published["operations"]["POST /api/v1/jobs"]["takes"].append("weather")
    published["codes"]["refusal"].append("too_late")
    published["operations"]["GET /api/v1/moon"] = {"id": "moon_show"}
    published["operations"]["GET /api/v1/jobs"]["id"] = "jobs_list"
    assert docs_api_names.missing(published, today) == [
        "/codes/refusal/too_late",
        "/operations/GET /api/v1/jobs/id",
        "/operations/POST /api/v1/jobs/takes/weather",
        "/operations/GET /api/v1/moon",
    ]


def test_the_page_tells_every_operation_and_every_field() -> None:
    page = (DOCS / "api.md").read_text("utf-8")
    names = docs_api_names.names()
    assert all(f"**`{operation}`**" in page for operation in names["operations"])
    fields = {path.rpartition(".")[2] for o in names["operations"].values() for path in o["takes"] + o["answers"]}
    assert all(f"`{field}`" in page for field in fields)
    assert all(f"| `{code}` |" in page for codes in names["codes"].values() for code in codes)
