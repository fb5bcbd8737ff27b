"""Databases in which the sample job stands at some stage: walked there once an engine, copied for each test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from databases import Template
from flask import Flask
from plan_cast import then
from served import service_on
from site_cast import Site, activate, open_up, raise_site, ready_for_confirmation
from sqlalchemy import func, select

from permit_service.models import db

T = TypeVar("T")

#: How each stage is reached, and from which.
STAGES: dict[str, tuple[str | None, Callable[[Any], Site]]] = {
    "raised": (None, lambda _site: raise_site()),
    "opened": ("raised", open_up),
    "tested": ("opened", ready_for_confirmation),
    "active": ("tested", activate),
}


@dataclass(frozen=True)
class Walked:
    """A database in which a stage was reached, and the keys that its codes are signed with."""

    url: str
    keys_file: Path
    site: Site

    def copy_of_site(self) -> Site:
        return Site(self.site.cast, self.site.permit_id, self.site.nonces)


#: What was walked so far, by template and stage.
_walked: dict[tuple[int, str], Walked] = {}


def stage(name: str) -> Callable[..., Iterator[Site]]:
    """A fixture: the sample job at this stage, on both engines, in the context of its application."""

    @pytest.fixture(name=name)
    def at_stage(template: Template, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
        walked = _walk(template, name, tmp_path_factory)
        url = template.copy(of=walked.url)
        with service_on(url, tmp_path, keys_file=walked.keys_file) as app, app.app_context():
            yield walked.copy_of_site()
            db.session.remove()
        template.drop(url)

    return at_stage


@dataclass(frozen=True)
class Served:
    """The application on a database at some stage, outside of its context as a server runs it."""

    app: Flask
    site: Site

    def count(self, model: Any) -> int:
        """How many rows a table has."""
        with self.app.app_context():
            return int(db.session.scalar(select(func.count()).select_from(model)) or 0)

    def only(self, model: Any) -> Any:
        """The single row of a table, detached."""
        with self.app.app_context():
            row = db.session.scalars(select(model)).one()
            db.session.expunge(row)
            return row

    def read(self, what: Callable[[Site], T], now: datetime) -> T:
        """Something that the site tells in the application's context."""
        with self.app.app_context(), then(now):
            told = what(self.site)
            db.session.rollback()
            return told

    def scan(self, who: str, moment: datetime, **changes: Any) -> None:
        """Somebody goes in, or out."""
        with self.app.app_context():
            self.site.scan(moment, who, **changes)


def served_stage(name: str) -> Callable[..., Iterator[Served]]:
    """A fixture: the sample job at this stage, on both engines, for requests, which bring their own context."""

    @pytest.fixture(name=name)
    def served_at_stage(
        template: Template, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[Served]:
        walked = _walk(template, name, tmp_path_factory)
        url = template.copy(of=walked.url)
        with service_on(url, tmp_path, keys_file=walked.keys_file) as app:
            yield Served(app, walked.copy_of_site())
        template.drop(url)

    return served_at_stage


def _walk(template: Template, name: str, folders: pytest.TempPathFactory) -> Walked:
    key = (id(template), name)
    if key not in _walked:
        before, step = STAGES[name]
        start = None if before is None else _walk(template, before, folders)
        folder, url = folders.mktemp(name), template.copy(of=start and start.url)
        template.keep(url)
        keys_file = start.keys_file if start else folder / "keys.json"
        with service_on(url, folder, keys_file=keys_file) as app, app.app_context():
            site = step(start.copy_of_site() if start else None)
            db.session.remove()
        _walked[key] = Walked(url, keys_file, site)
    return _walked[key]
