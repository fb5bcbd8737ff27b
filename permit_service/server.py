"""Serving by gunicorn from our own command, for one machine; larger installations start gunicorn as Procfile does."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from gunicorn.app.base import BaseApplication


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve: two to four threads a worker are best, workers about twice the cores."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    threads: int = 4
    certificate: Path | None = None
    certificate_key: Path | None = None


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, make_app: Callable[[], Flask], serving: Serving) -> None:
        self._make_app = make_app
        self._serving = serving
        super().__init__()

    def load_config(self) -> None:
        serving = self._serving
        settings = {
            "bind": f"{serving.host}:{serving.port}",
            "workers": serving.workers,
            "worker_class": "gthread",
            "threads": serving.threads,
            "certfile": serving.certificate and str(serving.certificate),
            "keyfile": serving.certificate_key and str(serving.certificate_key),
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._make_app()


def serve(make_app: Callable[[], Flask], serving: Serving) -> None:
    """Serve until told to stop. Each worker makes its own application, since connections must not cross a fork.

    Gunicorn writes no request lines: ours are masked.
    """
    _Server(make_app, serving).run()
