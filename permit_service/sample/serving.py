"""SAMPLE ONLY: ``make run``. Builds the sample district, serves it with its clock, and tells how to look at it."""

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import click

from permit_service import wallclock
from permit_service.config import UnsafeConfig
from permit_service.sample import accounts as cast
from permit_service.sample.certificate import Certificate, certificate_for
from permit_service.sample.house import House, PortBusy, Process, ProcessFailed, require_free, wait_until
from permit_service.sample.permits import HISTORY, build_district, ready_permit
from permit_service.sample.prints import Prints, prints_of

_LOOPBACK, _EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104  phones in the same network are meant to come
_FOLDER = Path("var") / "sample"
_WATCH_S = 1.0


@dataclass(frozen=True, slots=True)
class Address:
    """Where the sample is served: on this machine alone, or by HTTPS to the phones of the network."""

    host: str
    port: int
    origin: str
    certificate: Certificate | None = None

    @property
    def options(self) -> tuple[str, ...]:
        """The same for the command that serves."""
        where = ("--host", self.host, "--port", str(self.port))
        if self.certificate is None:
            return where
        return (*where, "--cert", str(self.certificate.certificate), "--key", str(self.certificate.key))


def serve_sample(*, port: int, keep: bool, https: bool) -> None:
    """Serve the sample district until Ctrl-C. Raises ClickException with what is wrong."""
    folder = _FOLDER.resolve()
    try:
        address = _address(folder.parent, port, https=https)
        require_free(address.host, port)
        house = House(folder, address.origin)
        prints = _kept(house) if keep and house.built else _built(house)
        with _served(house, address) as processes:
            _tell(house, prints, address)
            _watch(processes)
    except PortBusy as error:
        raise click.ClickException(f"port {port} is taken: try PORT={port + 1} make run") from error
    except (ProcessFailed, UnsafeConfig) as error:
        raise click.ClickException(str(error)) from error


def _address(folder: Path, port: int, *, https: bool) -> Address:
    if not https:
        return Address(_LOOPBACK, port, f"http://{_LOOPBACK}:{port}")
    lan = _lan_address()
    certificate = certificate_for(frozenset({_LOOPBACK, lan}), folder)
    return Address(_EVERYWHERE, port, f"https://{lan}:{port}", certificate)


def _lan_address() -> str:
    """The address by which the network knows this machine; nothing is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a network reserved for examples
        except OSError:
            return _LOOPBACK
        address: str = probe.getsockname()[0]
    return address


def _built(house: House) -> Prints:
    click.echo("building the sample district …")
    house.clear()
    now = wallclock.system_now()
    with house.founded(now - HISTORY):
        build_district(now)
        house.mark_built()
        return prints_of(ready_permit())


def _kept(house: House) -> Prints:
    click.echo("keeping the sample district as it is")
    with house.opened():
        return prints_of(ready_permit())


@contextmanager
def _served(house: House, address: Address) -> Iterator[tuple[Process, ...]]:
    """Web and clock as child processes, ended with the block, the last started first."""
    web = house.start("web", "serve", *address.options)
    try:
        clock = house.start("clock", "clock")
        try:
            scheme = "http" if address.certificate is None else "https"
            pem = None if address.certificate is None else address.certificate.certificate
            wait_until(f"{scheme}://{_LOOPBACK}:{address.port}/healthz", web, clock, certificate=pem)
            yield web, clock
        finally:
            clock.stop()
    finally:
        web.stop()


def _tell(house: House, prints: Prints, address: Address) -> None:
    """Accounts, the ready permit and its codes."""
    pages = prints.write(house.folder)
    click.echo(f"\n  {address.origin}\n")
    click.echo(f"Accounts (password {cast.PASSWORD}, signing PIN {cast.PIN}):")
    for login, who in cast.LOGINS:
        click.echo(f"  {login:22} {who}")
    click.echo(f"\nReady for scanning now: {prints.number} {prints.space}")
    click.echo(f"  {address.origin}/permits/{prints.permit_id}/site  (sign in as water-guardian)")
    for what, url, typed in prints.rows:
        click.echo(f"  {what} {typed}\n    {url}")
    click.echo(f"\nCodes to print: {', '.join(str(page) for page in pages)}")
    click.echo(f"Logs: {house.folder}/web.log, clock.log")
    if address.certificate is not None:
        click.echo(f"Phones in this network: open {address.origin} and accept the certificate once.")
    click.echo("\nCtrl-C ends it.")


def _watch(processes: tuple[Process, ...]) -> None:
    """Wait for Ctrl-C or SIGTERM. Raises ProcessFailed if a process ends by itself."""
    ended = threading.Event()

    def end(signum: int, frame: FrameType | None) -> None:
        ended.set()

    former = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        while not ended.wait(_WATCH_S):
            for process in processes:
                process.check()
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
    click.echo("\nending …")
