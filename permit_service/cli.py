"""The command line: ``permit-service``. Commands of a topic stand beside it and are added here."""

import calendar
import secrets
import sys
import uuid
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import click
from alembic import command as migrations
from flask import Flask, current_app
from flask.cli import FlaskGroup
from flask_migrate.cli import db as migration_commands

from permit_service import (
    accounts,
    docs_accidents,
    docs_api,
    docs_api_names,
    docs_rules,
    journal,
    scheduler,
    unit_of_work,
    wallclock,
)
from permit_service.actor import Grant
from permit_service.app import create_app
from permit_service.bench.commands import bench_group
from permit_service.config import UnsafeConfig, service_config
from permit_service.database import alembic_config
from permit_service.demo.commands import demo_command
from permit_service.draw_record import redraw_command
from permit_service.errors import Invalid
from permit_service.models.base import db
from permit_service.models.choices import DayKind
from permit_service.sample.commands import sample_group
from permit_service.server import Serving, serve
from permit_service.services.accounts import COMMAND_LINE
from permit_service.services.registers import areas
from qr import keyfile
from qr.keys import KEY_KINDS, KeyRing, KeyRingError, key_kind
from workflows.vocabulary import Role

#: What a command line exits with that asks for something impossible.
_BAD_USAGE = 2

#: Pages of docs/ that the code writes: a page's name, and what makes its text.
GENERATED_PAGES: Mapping[str, Callable[[], str]] = {
    "accidents.md": docs_accidents.page,
    "api.lock.json": docs_api_names.lock,
    "api.md": docs_api.page,
    "rules.md": docs_rules.page,
}


def _make_app() -> Flask:
    """The application of one command; its connections are closed when the command ends."""
    app = create_app()
    click.get_current_context().call_on_close(lambda: _disconnect(app))
    return app


def _disconnect(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


class _Commands(FlaskGroup):
    """The commands of this file alone: neither help nor a mistyped name needs the service's settings."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return click.Group.list_commands(self, ctx)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        return click.Group.get_command(self, ctx, name)


@click.group(cls=_Commands, create_app=_make_app, add_default_commands=False, add_version_option=False)
def group() -> None:
    """准入: the work-permit service for confined spaces."""


def main() -> None:
    """Entry point: missing or unsafe settings are told in one line, not as a traceback; they exit 2."""
    try:
        group()
    except UnsafeConfig as error:
        click.echo(f"refused to start: {error}", err=True)
        sys.exit(_BAD_USAGE)


@group.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True)
@click.option("--threads", default=4, show_default=True)
@click.option("--cert", type=click.Path(exists=True, path_type=Path), help="TLS certificate, PEM")
@click.option("--key", type=click.Path(exists=True, path_type=Path), help="its private key, PEM")
def serve_command(host: str, port: int, workers: int, threads: int, cert: Path | None, key: Path | None) -> None:
    """Serve pages and API by gunicorn."""
    if not wallclock.purpose_fits():
        raise click.ClickException("the database is marked as a sample: set SAMPLE=1, or use another")
    config = service_config(current_app.config)
    db.engine.dispose()  # no connection may cross the fork
    serve(lambda: create_app(config), Serving(host, port, workers, threads, cert, key))


@group.command("clock")
def clock_command() -> None:
    """Settle what falls due, every two seconds, until stopped. Any number of clocks may run."""
    scheduler.run(create_app(service_config(current_app.config)))


@group.command("release")
def release_command() -> None:
    """Bring the database up to this version: its schema, and the holidays known by now. Safe to repeat."""
    migrations.upgrade(alembic_config(current_app), "head")
    years = areas.seed_calendar(COMMAND_LINE)
    loaded = ", ".join(str(year) for year in years) or "nothing new"
    click.echo(f"schema up to date; holidays loaded: {loaded}")


@group.command("holidays")
@click.argument("year", type=click.IntRange(2000, 2199))
@click.option("--source", required=True, help="the notice that announced them, by its number")
@click.option("--off", multiple=True, metavar="DAY[..DAY]", help="days off; weekends between them are off anyway")
@click.option("--worked", multiple=True, metavar="DAY[..DAY]", help="weekend days that are worked (调休)")
def holidays_command(year: int, source: str, off: tuple[str, ...], worked: tuple[str, ...]) -> None:
    """Enter a year's days off, or replace them, as the State Council announced them."""
    days = {day: DayKind.off for told in off for day in _days(told) if day.weekday() < calendar.SATURDAY}
    days |= {day: DayKind.swap for told in worked for day in _days(told)}
    _in_words(lambda: areas.put_calendar_year(COMMAND_LINE, year, days, source))
    click.echo(f"{year}: {len(days)} days differ from their weekday")


def _days(told: str) -> list[date]:
    """``2027-02-05``, or ``2027-02-05..2027-02-11`` with both ends."""
    first, _, last = told.partition("..")
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        begin, end = date.max, date.min
    if end < begin:
        raise click.BadParameter(f"{told} is neither 2027-02-05 nor 2027-02-05..2027-02-11")
    return [begin + timedelta(days=number) for number in range((end - begin).days + 1)]


@group.command("verify")
def verify_command() -> None:
    """Read every chain of the journal and name each break; exits 1 if there is one."""
    with unit_of_work.snapshot() as session:
        report = journal.verify(session)
    for fault in report.breaks:
        click.echo(f"{fault.stream.kind} {fault.stream.id} #{fault.seq}: {fault.kind}")
    click.echo(
        f"journal: {report.rows} rows in {report.streams} streams, {report.erased} erased payloads, "
        f"{len(report.breaks)} breaks"
    )
    if report.breaks:
        sys.exit(1)


@group.command("docs", with_appcontext=False)
def docs_command() -> None:
    """Write the generated pages of docs/; inside a checkout."""
    for name, make in GENERATED_PAGES.items():
        path = Path("docs") / name
        path.write_text(make(), "utf-8")
        click.echo(f"written: {path}")


@group.group("keys")
def keys_group() -> None:
    """The keys that sign codes."""


@keys_group.command("new")
def keys_new() -> None:
    """Make the key file, with one key of each kind; one of an older release gets the kinds it lacks, no more."""
    path, now = _keys_file(), wallclock.system_now()
    if not path.exists():
        keyfile.save(KeyRing.generate(now), path)
        click.echo(f"keys made in {path}")
        return
    ring = keyfile.load(path)
    if not ring.missing:
        raise click.ClickException("the key file is there already: losing it would void every print")
    keyfile.save(ring.completed(now), path, replace=True)
    click.echo(f"keys added in {path}: {', '.join(ring.missing)}")


@keys_group.command("rotate")
@click.argument("kind", type=click.Choice([kind.value for kind in KEY_KINDS]))
def keys_rotate(kind: str) -> None:
    """Let a new key sign for KIND; older ones verify on. Kinds that the file lacks get a key too."""
    now = wallclock.system_now()
    ring = keyfile.load(_keys_file()).rotate(key_kind(kind), now).completed(now)
    keyfile.save(ring, _keys_file(), replace=True)
    click.echo(f"{kind}: signed by {ring.active(key_kind(kind)).kid:04X}")


@keys_group.command("list")
def keys_list() -> None:
    """List the keys: kind, id, since when, whether it still signs, or has signed for its time."""
    ring = keyfile.load(_keys_file())
    due = ring.due_for_rotation(wallclock.now())
    for key in ring.keys:
        state = "verifies" if key.private is None else "signs"
        overdue = f", due: keys rotate {key.kind}" if key.private is not None and key.kind in due else ""
        click.echo(f"{key.kind.value:8} {key.kid:04X}  {key.created_at:%Y-%m-%d}  {state}{overdue}")


@keys_group.command("drop")
@click.argument("kind", type=click.Choice([kind.value for kind in KEY_KINDS]))
@click.argument("kid")
def keys_drop(kind: str, kid: str) -> None:
    """Forget a leaked key by its KID as listed: what it signed is refused from now on. Rotate first."""
    try:
        ring = keyfile.load(_keys_file()).without(key_kind(kind), int(kid, 16))
    except (KeyRingError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    keyfile.save(ring, _keys_file(), replace=True)
    click.echo(f"{kind}: {kid.upper()} is forgotten")


@group.group("user")
def user_group() -> None:
    """Accounts."""


@user_group.command("add")
@click.argument("login")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role]))
@click.option("--enterprise", type=click.UUID, help="the enterprise the account and its roles belong to")
@click.option("--area", type=click.UUID, help="the area the account and its roles belong to")
@click.option("--person", type=click.UUID, help="the person in the register whose account it is")
@click.option(
    "--password-stdin", is_flag=True, help="read the password from standard input, else one is made and shown"
)
def user_add(
    login: str,
    roles: tuple[str, ...],
    enterprise: uuid.UUID | None,
    area: uuid.UUID | None,
    person: uuid.UUID | None,
    password_stdin: bool,
) -> None:
    """Add an account, the first administrator for instance."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else secrets.token_urlsafe(12)
    grants = tuple(Grant(Role(role), enterprise, area) for role in roles)
    now = wallclock.now()
    _in_words(
        lambda: unit_of_work.run(
            lambda session: accounts.add_user(
                session,
                login=login,
                password=password,
                grants=grants,
                by=None,
                at=now,
                person_id=person,
                enterprise_id=enterprise,
                area_id=area,
            )
        )
    )
    click.echo(f"account {login} added" + ("" if password_stdin else f", password {password}"))


def _in_words(act: Callable[[], object]) -> None:
    try:
        act()
    except Invalid as error:
        raise click.ClickException(str(error)) from error


def _keys_file() -> Path:
    return service_config(current_app.config).keys_file


group.add_command(migration_commands, "db")
group.add_command(bench_group)
group.add_command(sample_group)
group.add_command(demo_command)
group.add_command(redraw_command)
