"""Databases in which the sample job stands at some stage: walked there once an engine, copied for each test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from databases import Template
from flask import Flask
from served import service_on
from site_cast import Site, active_site, opened_site, raise_site, tested_site

from permit_service.models import db

STAGES: dict[str, Callable[[], Site]] = {
    "raised": raise_site,
    "opened": opened_site,
    "tested": tested_site,
    "active": active_site,
}
#: What was walked so far: template, database, keys, site.
_walked: dict[tuple[int, str], tuple[str, Path, Site]] = {}


def stage(name: str) -> Callable[..., Iterator[Site]]:
    """A fixture: the sample job at this stage, on both engines, in the context of its application."""

    @pytest.fixture(name=name)
    def at_stage(template: Template, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
        walked, keys_file, site = _walk(template, name, tmp_path_factory)
        url = template.copy(of=walked)
        with service_on(url, tmp_path, keys_file=keys_file) as app, app.app_context():
            yield Site(site.cast, site.permit_id, site.nonces)
            db.session.remove()
        template.drop(url)

    return at_stage


@dataclass(frozen=True)
class Served:
    """The application on a database at some stage, outside of its context as a server runs it."""

    app: Flask
    site: Site


def served_stage(name: str) -> Callable[..., Iterator[Served]]:
    """A fixture: the sample job at this stage, on both engines, for requests, which bring their own context."""

    @pytest.fixture(name=name)
    def served_at_stage(
        template: Template, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[Served]:
        walked, keys_file, site = _walk(template, name, tmp_path_factory)
        url = template.copy(of=walked)
        with service_on(url, tmp_path, keys_file=keys_file) as app:
            yield Served(app, Site(site.cast, site.permit_id, site.nonces))
        template.drop(url)

    return served_at_stage


def _walk(template: Template, name: str, folders: pytest.TempPathFactory) -> tuple[str, Path, Site]:
    key = (id(template), name)
    if key not in _walked:
        folder, url = folders.mktemp(name), template.copy()
        template.keep(url)
        with service_on(url, folder) as app, app.app_context():
            site = STAGES[name]()
            db.session.remove()
        _walked[key] = (url, folder / "keys.json", site)
    return _walked[key]
