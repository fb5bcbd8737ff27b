"""Two times of one record that contradict each other: raised, never green, settled by whom it is for (R52)."""

import uuid
from datetime import datetime

import pytest
from outcomes import invalid, raises, refused
from pieces import at
from plan_cast import then
from site_cast import Site
from sqlalchemy import select

from permit_service.errors import NotFound
from permit_service.models.alarms import Alarm
from permit_service.models.base import db
from permit_service.models.choices import TimeSource
from permit_service.models.disputes import TimeSettlement
from permit_service.models.journal import JournalRow
from permit_service.models.presence import Scan
from permit_service.queries import disputes
from permit_service.services.disputes import settle_time
from workflows.codes import Code
from workflows.vocabulary import AlarmKind, ScanVerdict

FOUND = "样例：手机时间快两小时"


def settle(site: Site, record_id: uuid.UUID, who: str = "manager", remark: str = FOUND) -> TimeSettlement:
    with then(at("09:58")):
        return settle_time(site.cast.actor(who), record_id, TimeSource.server, remark)


def standing_since() -> list[datetime]:
    alarms = select(Alarm.since).where(Alarm.kind == AlarmKind.time_disputed, Alarm.cleared_at.is_(None))
    return list(db.session.scalars(alarms))


@pytest.fixture
def disputed(active: Site) -> uuid.UUID:
    """An exit recorded by a phone two hours ahead; the other entrant is still inside."""
    active.scan(at("09:52"), "entrant")
    active.scan(at("09:53"), "entrant_2")
    answer = active.out(at("09:55"), "entrant", device_time=at("11:55"))
    assert answer.verdict is ScanVerdict.recorded
    return answer.scan.id


def test_nobody_goes_in_until_a_disputed_time_is_settled(active: Site, disputed: uuid.UUID) -> None:
    assert standing_since() == [at("09:55")]
    answer = active.scan(at("09:56"), "entrant")
    assert (answer.verdict, {r.code for r in answer.refusals}) == (ScanVerdict.unknown, {Code.time_unsettled})
    row = settle(active, disputed)
    assert (row.holds, row.remark, row.recorded_by_id) == (TimeSource.server, FOUND, active.cast.users["manager"])
    assert standing_since() == []
    assert active.scan(at("09:59"), "entrant").verdict is ScanVerdict.admit
    kept = db.session.get_one(Scan, disputed)
    assert (kept.at, kept.device_time, kept.disputed) == (at("09:55"), at("11:55"), True)
    assert "time:settle" in set(db.session.scalars(select(JournalRow.tag)))
    assert [one.settlement for one in disputes.of_permit(db.session(), active.permit_id)] == [row]


def test_who_settles_what(active: Site, disputed: uuid.UUID) -> None:
    for who in ("guardian", "leader"):
        with refused(Code.role_missing):
            settle(active, disputed, who)
    for stranger, record in (("s_leader", disputed), ("manager", uuid.uuid4())):
        with raises(NotFound):
            settle(active, record, stranger)
    sound = db.session.scalars(select(Scan.id).where(Scan.permit_id == active.permit_id, ~Scan.disputed)).first()
    assert sound is not None
    with invalid(record_id="not_disputed"):
        settle(active, sound)
    with invalid(remark="required"):
        settle(active, disputed, remark=" ")
    settle(active, disputed)
    with invalid(record_id="ended"):
        settle(active, disputed)
