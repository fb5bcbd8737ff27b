"""SAMPLE ONLY: a folder with a sample database of its own, its keys and files; and the processes that serve it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from ssl import SSLContext, create_default_context

from alembic import command
from flask import Flask

from permit_service import database, unit_of_work, wallclock
from permit_service.app import create_app
from permit_service.config import Config, Environment
from permit_service.models.base import db
from qr import keyfile
from qr.keys import KeyRing

_SECRET = "of a sample, never a secret"  # noqa: S105
_READY_AFTER_S = 60
_STOPPED_AFTER_S = 15
_LOG_LINES = 12
_SETTINGS = frozenset({"TRUSTED_PROXIES"})


class ProcessFailed(Exception):
    """A process of the sample ended, or never became ready; the message holds its last lines."""


class PortBusy(Exception):
    """Something else listens on this port."""


@dataclass(frozen=True, slots=True)
class House:
    """Where a sample lives. ``base_url`` is printed in its codes."""

    folder: Path
    base_url: str
    database_url: str = ""

    @property
    def config(self) -> Config:
        return Config(
            database_url=self.database_url or f"sqlite:///{self.folder / 'permits.sqlite3'}",
            secret_key=_SECRET,
            base_url=self.base_url,
            storage_dir=self.folder / "files",
            keys_file=self.folder / "keys.json",
            environment=Environment.development,
            sample=True,
        )

    @property
    def environment(self) -> dict[str, str]:
        """The same settings as variables, for a child process."""
        config = self.config
        return {
            "PERMIT_ENV": config.environment,
            "DATABASE_URL": config.database_url,
            "SECRET_KEY": config.secret_key,
            "BASE_URL": config.base_url,
            "STORAGE_DIR": str(config.storage_dir),
            "KEYS_FILE": str(config.keys_file),
            "SAMPLE": "1",
        }

    @property
    def built(self) -> bool:
        """Whether it was built to its end; one that was interrupted is built anew."""
        return self._mark.exists()

    def mark_built(self) -> None:
        self._mark.touch()

    @property
    def _mark(self) -> Path:
        return self.folder / "built"

    def clear(self) -> None:
        """Remove everything in the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def founded(self, at: datetime) -> Iterator[Flask]:
        """Make keys and an empty database marked as a sample, and stay in its application's context.

        The keys are as old as ``at``, the moment the sample's history begins.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        keyfile.save(KeyRing.generate(at), self.config.keys_file)
        with self.opened() as app:
            command.upgrade(database.alembic_config(app), "head")
            unit_of_work.run(wallclock.mark_sample)
            yield app

    @contextmanager
    def opened(self) -> Iterator[Flask]:
        """The application's context on the database that is there, disconnected at the end."""
        app = create_app(self.config)
        with app.app_context():
            try:
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()

    def start(self, name: str, *arguments: str) -> "Process":
        """Start ``permit-service <arguments>`` on this sample; what it writes goes into a log in the folder.

        Ctrl-C at the terminal reaches us alone: the child is ended by :meth:`Process.stop`.
        """
        log = self.folder / f"{name}.log"
        with log.open("wb") as file:
            child = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "permit_service", *arguments],
                env={**_inherited(), **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return Process(name, child, log)


@dataclass(frozen=True, slots=True)
class Process:
    """A child process with its log."""

    name: str
    child: "subprocess.Popen[bytes]"
    log: Path

    def check(self) -> None:
        """Raises ProcessFailed if it has ended."""
        if self.child.poll() is not None:
            raise ProcessFailed(f"{self.name} ended with {self.child.returncode}:\n{self.tail()}")

    def stop(self) -> None:
        """Ask it to end and wait; end it if it does not."""
        if self.child.poll() is not None:
            return
        self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(_STOPPED_AFTER_S)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()

    def tail(self) -> str:
        """Its last lines."""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-_LOG_LINES:])


def wait_until(answers: str, *processes: Process, certificate: Path | None = None) -> None:
    """Wait until this address answers 200. Raises ProcessFailed, also if a process ends meanwhile."""
    context = None if certificate is None else create_default_context(cafile=str(certificate))
    waited = wallclock.stopwatch()
    while not _answers(answers, context):
        for process in processes:
            process.check()
        if waited() > _READY_AFTER_S * 1000:
            tails = "\n".join(process.tail() for process in processes)
            raise ProcessFailed(f"{answers} does not answer after {_READY_AFTER_S} s:\n{tails}")
        time.sleep(0.1)


def require_free(host: str, port: int) -> None:
    """Raises PortBusy if the port cannot be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortBusy(port) from error


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _answers(url: str, context: SSLContext | None) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5, context=context) as answer:  # noqa: S310  our own server
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _inherited() -> dict[str, str]:
    """What a child needs of our own surroundings: nothing that would set our service up otherwise."""
    return {name: value for name, value in os.environ.items() if name not in _SETTINGS}
