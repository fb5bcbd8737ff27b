"""The command ``permit-service bench``."""

import signal
import sys
from types import FrameType

import click

from permit_service.bench import desk, inbox, ledgers, measuring, on_site
from permit_service.bench.floors import service_beside_floors
from permit_service.bench.judging import NotCleared
from permit_service.bench.timing import Rounds
from permit_service.bench.visitor import WrongAnswer
from permit_service.private_postgresql import NoPostgresql
from permit_service.sample.house import ProcessFailed
from permit_service.server import Serving, serve


@click.group("bench", invoke_without_command=True)
@click.option("--quick", is_flag=True, help="fewer rounds: done in a minute or so")
@click.pass_context
def bench_group(context: click.Context, quick: bool) -> None:
    """Measure entry scan, permit detail and permit create on SQLite and PostgreSQL, beside their floors.

    Exits 1 if ``clear(enter)`` misses its limit.
    """
    if context.invoked_subcommand is not None:
        return
    signal.signal(signal.SIGTERM, _end)
    try:
        in_time = measuring.run(measuring.QUICK if quick else measuring.LONG, click.echo)
    except (NoPostgresql, NotCleared, ProcessFailed, WrongAnswer) as error:
        raise click.ClickException(str(error)) from error
    if not in_time:
        sys.exit(1)


@bench_group.command("server", hidden=True)
@click.option("--port", type=int, required=True)
def server_command(port: int) -> None:
    """What is measured: one worker of the service, the floors beside it."""
    serve(service_beside_floors, Serving(port=port, workers=1))


@bench_group.command("ledgers")
@click.option("--rows", type=click.IntRange(1, 20_000), default=5000, show_default=True)
def ledgers_command(rows: int) -> None:
    """Measure bringing Excel ledgers in and out: seconds a step, and the peak of memory."""
    try:
        ledgers.run(rows, click.echo)
    except NoPostgresql as error:
        raise click.ClickException(str(error)) from error


@bench_group.command("inbox")
@click.option("--filings", type=click.IntRange(2000, 1_000_000), default=100_000, show_default=True)
def inbox_command(filings: int) -> None:
    """Look at a street's inbox among many filings beside 1,000; exits 1 unless plans, statements and time agree."""
    try:
        alike = inbox.run(1000, filings, Rounds(100, longest_s=60), click.echo)
    except NoPostgresql as error:
        raise click.ClickException(str(error)) from error
    if not alike:
        sys.exit(1)


@bench_group.command("desk")
@click.option("--filings", type=click.IntRange(1000, 1_000_000), default=100_000, show_default=True)
@click.option("--engine", "engines", type=click.Choice(desk.ENGINES), multiple=True, help="one alone; else both")
def desk_command(filings: int, engines: tuple[str, ...]) -> None:
    """Look at a street's clues and reports of thirty days, with and without years of filings behind them.

    Exits 1 if what lies behind makes it slower.
    """
    try:
        alike = desk.run(filings, Rounds(20, longest_s=20), click.echo, engines or desk.ENGINES)
    except NoPostgresql as error:
        raise click.ClickException(str(error)) from error
    if not alike:
        sys.exit(1)


@bench_group.command("on-site")
@click.option("--rounds", type=click.IntRange(1, 200), default=20, show_default=True)
def on_site_command(rounds: int) -> None:
    """Measure the guardian's phone: reading a code, its answer over slow networks, weight of the page.

    Needs the tools of the tests. Exits 1 if weight or time misses its limit.
    """
    try:
        good = on_site.run(rounds, click.echo)
    except (on_site.NoBrowser, ProcessFailed, WrongAnswer) as error:
        raise click.ClickException(str(error)) from error
    if not good:
        sys.exit(1)


def _end(signum: int, frame: FrameType | None) -> None:
    """Told to end: by an exception, so that everything is cleaned up."""
    sys.exit(128 + signum)
