"""The sample district's registers, as built by the services."""

from datetime import UTC, datetime

import pytest
from databases import on_one_engine
from flask import Flask
from sqlalchemy import select

from permit_service import accounts, journal, passwords, unit_of_work
from permit_service.models import db
from permit_service.models.accounts import RoleGrant
from permit_service.models.alarms import Alarm
from permit_service.models.areas import CalendarYear
from permit_service.models.enterprises import Enterprise
from permit_service.models.people import Person
from permit_service.models.spaces import ConfinedSpace
from permit_service.models.supervision import Supervision
from permit_service.queries import people as reading
from permit_service.queries import spaces as ledger
from permit_service.sample import accounts as cast
from permit_service.sample.registers import SampleDistrict, acting, build_registers
from workflows.vocabulary import ProfileName, Role

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


template = on_one_engine()


@pytest.fixture
def district(app: Flask) -> SampleDistrict:
    return build_registers(NOW)


def test_the_sample_is_whole(district: SampleDistrict) -> None:
    session = db.session()
    assert set(session.scalars(select(RoleGrant.role))) == set(Role) - {Role.clock}, "an account for every role"
    for login, _ in cast.LOGINS:
        assert accounts.check_password(login, cast.PASSWORD)
    leader = acting("water-leader")
    assert passwords.prove(leader.user_id, pin=cast.PIN).user_id == leader.user_id
    assert session.scalars(select(CalendarYear.year).order_by(CalendarYear.year)).all() == [2024, 2025, 2026]
    profiles = {e.id: e.profile for e in session.scalars(select(Enterprise))}
    assert [i for i, p in profiles.items() if p is ProfileName.GB30871] == [district.chemical.id]
    assert len(district.machinery.people) == 3

    names = session.scalars(select(Person.name)).all()
    assert {"阿卜杜热合曼·买买提江（样例）", "刘䶮（样例）"} <= set(names)
    assert all("样例" in name for name in names)

    untrained = [e.person.name for e in reading.person_entries(session, _people(district)) if not _trained(e)]
    assert sorted(untrained) == ["田样例", "钱样例"]

    alarmed = session.scalars(select(Alarm.space_id)).all()
    assert alarmed == [district.water.spaces["JS-02"]]
    overseen = session.scalars(select(Supervision.enterprise_id)).all()
    assert set(overseen) == {district.water.id, district.chemical.id}
    pit = session.get_one(ConfinedSpace, district.chemical.spaces["HG-02"])
    entry = ledger.space_entry(session, pit, NOW.date())
    assert [space.id for space in entry.connected] == [district.chemical.spaces["HG-01"]]
    assert entry.warnings == ()
    with unit_of_work.snapshot() as own:
        assert journal.verify(own).breaks == ()


def _people(district: SampleDistrict) -> tuple[Person, ...]:
    ids = district.water.people.values()
    return tuple(db.session.scalars(select(Person).where(Person.id.in_(ids))))


def _trained(entry: reading.PersonEntry) -> bool:
    return entry.trained_until is not None and entry.trained_until > NOW
