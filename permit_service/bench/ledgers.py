"""How long a large ledger takes to come in and go out, and how much memory: on each engine, in this process."""

import platform
import resource
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO

from sqlalchemy.orm import Session

from permit_service import accounts, labels, unit_of_work, wallclock
from permit_service.actor import Actor, Grant
from permit_service.bench.workshop import database_of, workshop
from permit_service.excel.columns import Table
from permit_service.excel.kinds import Cell
from permit_service.excel.names import Noun, Spellings
from permit_service.excel.tables import TABLES
from permit_service.excel.writing import write
from permit_service.models.accounts import User
from permit_service.models.areas import Area
from permit_service.models.base import db
from permit_service.models.choices import LedgerName
from permit_service.models.enterprises import Enterprise
from permit_service.services.registers import exports, imports
from workflows.kinds import Hazard, Orientation, SpaceKind
from workflows.vocabulary import AreaLevel, Role, Sector

ENGINES = ("sqlite", "postgresql")
LEDGERS = (LedgerName.people, LedgerName.spaces)
_AREA = "样例街道"

Tell = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class _Keeper:
    """Who brings the ledgers in, and whose they are."""

    actor: Actor
    enterprise_id: uuid.UUID


def run(rows: int, tell: Tell) -> None:
    """Bring ledgers of ``rows`` rows in and out again, and tell the seconds of each step and the peak of memory."""
    tell(f"Python {platform.python_version()}; {rows} rows; seconds")
    with workshop() as shop:
        for engine in ENGINES:
            with database_of(engine, shop) as url:
                on = shop.on(url)
                on.migrate()
                with on.opened():
                    keeper = _keeper()
                    for ledger in LEDGERS:
                        told = ", ".join(f"{step} {seconds:.1f}" for step, seconds in _steps(keeper, ledger, rows))
                        tell(f"{engine} {ledger}: {told}; peak {_peak_mb()} MB")
                    db.session.remove()


def _steps(keeper: _Keeper, ledger: LedgerName, rows: int) -> Iterator[tuple[str, float]]:
    """Names and seconds: the slowest of the checks is what a page waits for between two looks at its progress."""
    with _file(TABLES[ledger], rows) as file:
        spent = wallclock.stopwatch()
        record = imports.take_in(keeper.actor, keeper.enterprise_id, ledger, file)
        yield "upload", spent() / 1000
    checks: list[float] = []
    while record.checked < record.total:
        spent = wallclock.stopwatch()
        record = imports.check_next(keeper.actor, record.id)
        checks.append(spent() / 1000)
    yield "checks", sum(checks)
    yield "slowest check", max(checks)
    spent = wallclock.stopwatch()
    imports.carry_out(keeper.actor, record.id)
    yield "carrying out", spent() / 1000
    spent = wallclock.stopwatch()
    exports.ledger_file(keeper.actor, keeper.enterprise_id, ledger).close()
    yield "export", spent() / 1000


@contextmanager
def _file(table: Table, rows: int) -> Iterator[BinaryIO]:
    with TemporaryFile() as out:
        made = _ROWS[table.ledger]
        fields = [column.field for column in table.columns]
        write(table, ([made(number).get(field) for field in fields] for number in range(rows)), _NO_NAMES, out)
        yield out


def _person(number: int) -> Mapping[str, Cell]:
    return {"name": f"样例工{number:05d}", "phone": f"138{number:08d}", "position": "操作工"}


def _space(number: int) -> Mapping[str, Cell]:
    """A well; every tenth is connected with the one after it, every other has toxic gas and no barrier."""
    return {
        "number": f"KJ-{number:05d}",
        "name": f"样例井{number}",
        "kind": labels.of(SpaceKind.underground),
        "location": "样例路",
        "area_id": _AREA,
        "hazards": labels.of(Hazard.poisoning),
        "legs": f"{labels.of(Orientation.vertical)} 3.5",
        "openings": "人孔A；人孔B",
        "connected_numbers": f"KJ-{number + 1:05d}" if number % 10 == 0 else None,
        "volume": 12.5,
        "toxic_possible": "是" if number % 2 else "否",
    }


_ROWS: Mapping[LedgerName, Callable[[int], Mapping[str, Cell]]] = {
    LedgerName.people: _person,
    LedgerName.spaces: _space,
}
_NO_NAMES = {noun: Spellings() for noun in Noun}


def _keeper() -> _Keeper:
    now = wallclock.now()

    def work(session: Session) -> tuple[User, uuid.UUID]:
        area_id, enterprise_id = uuid.uuid4(), uuid.uuid4()
        area = Area(id=area_id, name=_AREA, level=AreaLevel.street, path=f"{area_id.hex}/")
        session.add(area)
        session.flush()
        uscc = "91320000000000001X"
        session.add(
            Enterprise(
                id=enterprise_id, name="样例厂", uscc=uscc, sector=Sector.machinery, area_id=area_id, created_at=now
            )
        )
        session.flush()
        grants = (Grant(Role.safety_manager, enterprise_id),)
        user = accounts.add_user(
            session, login="keeper", password=None, grants=grants, by=None, at=now, enterprise_id=enterprise_id
        )
        return user, enterprise_id

    user, enterprise_id = unit_of_work.run(work)
    return _Keeper(accounts.actor_for(user), enterprise_id)


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
