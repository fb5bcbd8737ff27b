"""Every route × every role × own and foreign things, made from the URL map: who gets in, who hears 403, who hears 404.

Strangers hear 404 and the wrong role 403, before anything is read or done. Who gets past access control is let in: a
page is then fetched whole, a write carries no body and so changes next to nothing; what an answer tells may name
nothing of the foreign firm. A new endpoint is asked by itself, with things of its scopes; one whose things cannot be
made, or that lets nobody in, fails.
"""

import logging
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import pytest
from access_world import Asker, Desk, Firm, Standing, raise_world
from databases import Template
from flask import Flask
from rows import NOON
from served import service_on
from werkzeug.routing import Map, Rule

from permit_service import accounts, unit_of_work, wallclock
from permit_service.models import db
from permit_service.policy import NOBODY, POLICY, Policy
from qr.keyfile import save
from qr.keys import KeyRing

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
#: What stands for an argument of an address that names no thing.
PLAIN = {
    "token": "NONE",
    "filename": "css/app.css",
    "report": "filings",
    "step": "start",
    "ledger": "spaces",
    "paper": "work_plan",
    "kind": "pdf",
}
#: Let nobody in as things stand: a draft has no code yet, nobody was sent a link, and no badge's holder is asked.
LATER = {"account_links.show", "api.permits.show_code", "badge_quizzes.by_badge", "permits.code"}


@dataclass(frozen=True)
class Call:
    """One method of one route, on things of the asker's firm or with one of them a stranger's."""

    rule: Rule
    method: str
    path: str
    things: tuple[str, ...]
    foreign: bool

    @property
    def policy(self) -> Policy:
        return POLICY[self.rule.endpoint]

    @property
    def route(self) -> str:
        return f"{self.method} {self.rule.rule}"


@dataclass
class Findings:
    """What the requests found: leaks are answers that a stranger must not have, faults all else that is wrong."""

    requests: int = 0
    leaks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    let_in: set[str] = field(default_factory=set)
    fetched: set[tuple[Standing, str]] = field(default_factory=set)


@dataclass
class World:
    """The application on a copy of the world that is put back after every write."""

    app: Flask
    template: Template
    kept: str
    askers: list[Asker]

    def put_back(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        self.app.config["SQLALCHEMY_DATABASE_URI"] = self.template.copy(of=self.kept)


def calls(routes: Map, asker: Asker) -> Iterator[Call]:
    """Every method of every route: on own things, and with each of its things foreign in turn."""
    for rule in sorted(routes.iter_rules(), key=lambda rule: rule.rule):
        things = tuple(sorted(name for name in rule.arguments if name.endswith("_id")))
        strangers = () if asker.foreign is None else things
        for method, stranger in product(sorted(METHODS & (rule.methods or set())), (None, *strangers)):
            values: dict[str, object] = {name: value for name, value in PLAIN.items() if name in rule.arguments}
            values |= {name: _thing(asker, name, foreign=name == stranger) for name in things}
            address = rule.build(values)
            assert address is not None, rule
            yield Call(rule, method, address[1], things, foreign=stranger is not None)


def _thing(asker: Asker, name: str, *, foreign: bool) -> uuid.UUID:
    if not foreign:
        return (asker.own.things | asker.personal)[name]
    assert asker.foreign is not None
    return asker.foreign.things[name]


def refusal(call: Call, asker: Asker) -> int | None:
    """With which status access control must refuse; None for whoever is to be let in."""
    if call.policy.public:
        return None
    if asker.actor is None:
        return 401
    if call.foreign or not all(asker.has(thing) for thing in call.things):
        return 404
    if call.policy.roles is not None and not asker.roles & call.policy.roles:
        return 403
    return None


def try_one(world: World, desk: Desk, call: Call, findings: Findings) -> None:
    findings.requests += 1
    right, found = refusal(call, desk.asker), desk.gate(call.method, call.path)
    told = f"{desk.asker.name}: {call.route} {'foreign' if call.foreign else 'own'}: {found or 'let in'}"
    if right is not None:
        if found != right:
            (findings.leaks if found is None or right == 404 else findings.faults).append(told)
    elif found not in (None, 400):  # 400: the CSRF token, asked of whoever is let in
        findings.faults.append(told)
    elif found == 400:
        findings.let_in.add(call.route)
    elif (desk.asker.standing, call.route) not in findings.fetched:
        findings.fetched.add((desk.asker.standing, call.route))
        fetch(world, desk, call, findings)


def fetch(world: World, desk: Desk, call: Call, findings: Findings) -> None:
    """Carry the request out: what it tells turns on where the account's role holds, so once for each of these."""
    status, text = desk.whole(call.method, call.path)
    told = f"{desk.asker.name}: {call.route}: {status}"
    if call.method != "GET" and status < 400:
        world.put_back()
    if status >= 500:
        findings.faults.append(told)
    elif status != 404:
        findings.let_in.add(call.route)
    if desk.asker.foreign is not None and names(desk.asker.foreign, text):
        findings.leaks.append(f"{told}, naming {desk.asker.foreign.mark}")


def names(firm: Firm, text: str) -> bool:
    """Whether the answer names a thing of the firm. Areas are no secret."""
    secret = {str(row_id) for name, row_id in firm.things.items() if name != "area_id"}
    return firm.mark in text or not secret.isdisjoint(UUID.findall(text))


@pytest.fixture
def world(template: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The application outside of its context: every request brings its own. Nobody's sign-in is looked up."""
    save(KeyRing.generate(NOON), tmp_path / "keys.json")
    kept = template.copy()
    with service_on(kept, tmp_path) as app, wallclock.at(NOON):
        with app.app_context():
            askers = unit_of_work.run(raise_world)
        signed_in = {asker.name: asker.actor for asker in askers}
        monkeypatch.setattr(accounts, "actor_of", lambda _kind, secret: signed_in.get(secret))
        app.config["PROPAGATE_EXCEPTIONS"] = False  # an error is one more fault to tell, with its route
        logging.disable()
        world = World(app, template, kept, askers)
        world.put_back()
        yield world
        logging.disable(logging.NOTSET)


@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
def test_nobody_reaches_what_is_not_theirs(world: World, record_property: Callable[[str, object], None]) -> None:
    findings = Findings()
    for asker in world.askers:
        desk = Desk(world.app, asker)
        for call in calls(world.app.url_map, asker):
            try_one(world, desk, call, findings)
    assert findings.leaks == []
    assert findings.faults == []
    anyone = world.askers[0]
    every = {call.route: call for call in calls(world.app.url_map, anyone)}
    closed = {route for route, call in every.items() if call.policy == NOBODY or call.rule.endpoint in LATER}
    assert every.keys() - findings.let_in == closed
    record_property(
        "summary",
        f"access matrix: {len(every)} routes × {len(world.askers)} roles × own/foreign: "
        f"{findings.requests} requests, {len(findings.leaks)} leaks",
    )


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
def test_every_page_is_read_on_postgresql_too(world: World) -> None:
    """Who may be told what was asked above; here every statement behind a page is put to the other database."""
    findings = Findings()
    for asker in world.askers:
        desk = Desk(world.app, asker)
        for call in calls(world.app.url_map, asker):
            if call.method == "GET" and refusal(call, asker) is None and call.route not in findings.let_in:
                fetch(world, desk, call, findings)
    assert findings.leaks == []
    assert findings.faults == []
    assert len(findings.let_in) > 200
