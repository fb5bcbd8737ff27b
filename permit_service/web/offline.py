"""The installed page: what a phone keeps of the service, and shows where it cannot reach it (docs/offline.md).

None of it knows who asks: the page is filled on the phone, from what the phone was given for its own user.
"""

import hashlib
import json
from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, url_for

from permit_service import labels
from permit_service.labels.offline_words import phone_reasons
from workflows.kinds import Gas, Unit

blueprint = Blueprint("offline", __name__)

#: What the page needs of the static files; photos, fonts and the libraries of desks are not among it.
_KEPT = (
    "css/*.css",
    "img/*.svg",
    "js/*.js",
    "js/offline/*.js",
    "vendor/bootstrap/*.css",
    "vendor/htmx/*.js",
    "vendor/idb/*.js",
    "vendor/qr/*.js",
)
#: Its own script is asked for by the browser alone.
_WORKER = "js/offline/worker.js"


@blueprint.get("/offline")
def show() -> str:
    """The page without anything in it, the same for everybody."""
    channels = {f"gas-{gas}": labels.short(gas) for gas in Gas} | {f"unit-{unit}": labels.of(unit) for unit in Unit}
    return render_template("offline/show.html", server_time=None, reasons=phone_reasons(), channels=channels)


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """What the installed page is called and looks like."""
    return current_app.response_class(render_template("offline/manifest.json"), mimetype="application/manifest+json")


@blueprint.get("/sw.js")
def worker() -> Response:
    """The service worker, which keeps the page. Its text changes with any file it keeps, so browsers see a new one."""
    files, page = _files(), show()
    told = {
        "version": hashlib.sha256("\n".join((*files, page)).encode()).hexdigest()[:12],
        "page": url_for("offline.show"),
        "files": files,
    }
    source = (_folder() / _WORKER).read_text()
    answer = current_app.response_class(f"self.KEPT = {json.dumps(told)};\n{source}", mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _files() -> list[str]:
    """The addresses of the kept files, which change with their content."""
    found = {path.relative_to(_folder()).as_posix() for pattern in _KEPT for path in _folder().glob(pattern)}
    return [url_for("static", filename=name) for name in sorted(found - {_WORKER})]


def _folder() -> Path:
    assert current_app.static_folder is not None
    return Path(current_app.static_folder)
