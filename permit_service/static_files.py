"""Style sheets, scripts and drawings under an address that changes with their content.

A browser may so keep them for a year and never asks again, which on a phone at a manhole is most of the waiting; a
new version has new addresses, and scripts that load each other stay of one version.
"""

import hashlib
from pathlib import Path

#: What browsers are told of such a file.
CACHE_CONTROL = "public, max-age=31536000, immutable"
_SHOWN = 12


def url_path(folder: Path) -> str:
    """Where the files of ``folder`` are served: ``/static/1f3a…``."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(str(file.relative_to(folder)).encode())
        digest.update(file.read_bytes())
    return f"/static/{digest.hexdigest()[:_SHOWN]}"
