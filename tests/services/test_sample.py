"""The sample district: built by the services, complete, true to its journal, ready at the mouth; and served."""

import signal
import socket
import ssl
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from databases import Template
from sqlalchemy import select
from trees import ROOT

from permit_service import accounts, journal, passwords, unit_of_work, wallclock
from permit_service.models import db
from permit_service.models.accounts import RoleGrant
from permit_service.models.alarms import Alarm
from permit_service.models.areas import CalendarYear
from permit_service.models.changes import CrewChange
from permit_service.models.checks import SiteCheck
from permit_service.models.enterprises import Enterprise
from permit_service.models.filings import Filing
from permit_service.models.inspections import Finding, Quiz
from permit_service.models.jobs import Job
from permit_service.models.oversight import StreetQuiz, StreetTraining
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry
from permit_service.models.spaces import ConfinedSpace
from permit_service.models.supervision import Supervision
from permit_service.models.trainings import ExamPaper
from permit_service.queries import people as reading
from permit_service.queries import spaces as ledger
from permit_service.queries.plausibility import clues_of
from permit_service.sample import accounts as cast
from permit_service.sample.certificate import certificate_for
from permit_service.sample.crews import crews_of
from permit_service.sample.house import House, PortBusy, ProcessFailed, free_port, require_free, wait_until
from permit_service.sample.mouth import SampleRefused, Site
from permit_service.sample.permits import HISTORY, build_district, ready_permit
from permit_service.sample.prints import prints_of
from permit_service.sample.registers import SampleDistrict, acting
from permit_service.sample.timeline import BackInTime, Story, play
from permit_service.services import codes
from workflows.clue_facts import Thing
from workflows.inspection_kinds import FindingStatus
from workflows.kinds import Hazard
from workflows.plausibility import Pattern
from workflows.vocabulary import FilingStatus, JobStatus, Part, ProfileName, Role, Status

#: Two in the night of a Sunday in Shanghai: what lies hours back was yesterday.
NOW = datetime(2026, 11, 21, 18, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def district(postgresql_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleDistrict]:
    """The whole district, built once, with its application's context open. ``make run`` builds it on SQLite."""
    url = postgresql_template.copy()
    house = House(tmp_path_factory.mktemp("sample"), "http://127.0.0.1:8000", url)
    with house.founded(NOW - HISTORY):
        yield build_district(NOW)
    postgresql_template.drop(url)


def statuses(model: type[Permit] | type[Job] | type[Filing]) -> set[str]:
    return set(db.session.scalars(select(model.status)))


# -- the district --------------------------------------------------------------------------------------------


def test_there_are_permits_jobs_and_filings_in_every_status(district: SampleDistrict) -> None:
    assert statuses(Permit) == set(Status)
    assert statuses(Job) == set(JobStatus)
    assert statuses(Filing) == set(FilingStatus)


def test_the_journal_is_whole_and_never_ahead_of_now(district: SampleDistrict) -> None:
    with unit_of_work.snapshot() as session:
        report = journal.verify(session)
        newest = journal.newest_at(session)
    assert report.rows > 500
    assert report.breaks == ()
    assert newest is not None
    assert NOW - 3 * MINUTE <= newest <= NOW


def test_the_ready_permit_admits_now_and_counts_out(district: SampleDistrict) -> None:
    site = Site(crews_of(district)[0], ready_permit())
    with wallclock.at(NOW):
        for name in site.crew.entrants:
            site.enter(name)
        assert db.session.query(Entry).filter(Entry.permit_id == site.permit_id, Entry.out_at.is_(None)).count() == 2
        for name in site.crew.entrants:
            site.leave(name)
        with pytest.raises(SampleRefused, match="not_on_permit"):
            site.enter("钱样例")


def test_todays_contracted_work_has_its_owners_look_and_another_guardian(district: SampleDistrict) -> None:
    session = db.session()
    permit = session.scalars(select(Permit).where(Permit.content == "更换曝气头")).one()
    assert (permit.status, permit.contract_id) == (Status.active, district.contract_id)
    assert permit.window_start < NOW < permit.window_end
    assert session.scalars(select(SiteCheck.in_order).where(SiteCheck.permit_id == permit.id)).all() == [True]
    change = session.scalars(select(CrewChange).where(CrewChange.permit_id == permit.id)).one()
    assert change.completed_at is not None
    guards = {member.person_id: member.removed_at for member in permit.members if Part.guardian in member.parts}
    people = district.contractor.people
    assert guards == {people["杨样例"]: change.completed_at, people["苗样例"]: None}


def test_the_street_asked_at_a_training_and_let_another_count_again(district: SampleDistrict) -> None:
    session = db.session()
    asked = session.scalars(select(StreetQuiz)).all()
    people = district.contractor.people
    assert {one.person_id for one in asked} == {people["朱样例"], people["秦样例"]}
    assert len({one.paper.mark for one in asked}) == 2, "one of them answered everything right"
    reused = session.scalars(select(StreetTraining).where(StreetTraining.reused_id.is_not(None))).one()
    assert "样例" in reused.reuse_reason
    assert {one.person_id for one in reused.attendees} <= set(district.water.people.values())
    assert reused.attendees


def test_the_check_of_last_week_asked_two_people_and_its_finding_is_being_mended(district: SampleDistrict) -> None:
    session = db.session()
    finding = session.scalars(select(Finding)).one()
    assert finding.status is FindingStatus.reported
    marks = session.scalars(
        select(ExamPaper.mark)
        .join(Quiz, Quiz.paper_id == ExamPaper.id)
        .where(Quiz.inspection_id == finding.inspection_id)
    ).all()
    assert len(marks) == 2
    assert None not in marks


def test_one_detector_of_the_district_never_moves(district: SampleDistrict) -> None:
    clues = clues_of(db.session(), acting("district"), NOW, 7)
    stuck = [clue for clue in clues if clue.pattern is Pattern.values_repeated]
    permits = {thing.id for clue in stuck for thing in clue.things if thing.kind is Thing.permit}
    at_the_reactor = db.session.scalars(select(Permit.id).where(Permit.status == Status.finished)).one()
    assert permits == {str(at_the_reactor)}


def test_the_ready_permit_has_codes_for_permit_plate_and_badges(district: SampleDistrict, tmp_path: Path) -> None:
    prints = prints_of(ready_permit())
    session = db.session()
    permit = session.get_one(Permit, prints.permit_id)
    entrants = [member for member in permit.members if Part.entrant in member.parts]
    assert len(prints.rows) == 2 + len(entrants)
    reads = (codes.read_permit, codes.read_plate, *[codes.read_badge] * len(entrants))
    for read, (_, url, typed) in zip(reads, prints.rows, strict=True):
        scanned, by_hand = read(session, url, NOW), read(session, typed, NOW)
        assert scanned.fault is None
        assert by_hand.fault is None
        assert scanned.row is by_hand.row
    (page,) = prints.write(tmp_path)
    assert page.read_text("utf-8").startswith("<svg")


def test_the_tank_whose_barrier_does_not_hold_is_there(district: SampleDistrict) -> None:
    tank = db.session.get_one(ConfinedSpace, district.water.spaces["JS-02"])
    assert (tank.barrier_effective, tank.toxic_possible, Hazard.poisoning in tank.hazards) == (False, True, True)


@pytest.mark.parametrize("login", [login for login, _ in cast.LOGINS])
def test_everybody_signs_in(district: SampleDistrict, login: str) -> None:
    with wallclock.at(NOW):
        assert accounts.check_password(login, cast.PASSWORD)


def test_everyone_says_that_they_are_a_sample() -> None:
    assert all("样例" in one.name for one in cast.EVERYONE)


def test_the_registers_are_whole(district: SampleDistrict) -> None:
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

    assert district.water.spaces["JS-02"] in session.scalars(select(Alarm.space_id)).all()
    overseen = session.scalars(select(Supervision.enterprise_id)).all()
    assert set(overseen) == {district.water.id, district.chemical.id}
    pit = session.get_one(ConfinedSpace, district.chemical.spaces["HG-02"])
    entry = ledger.space_entry(session, pit, NOW.date())
    assert [space.id for space in entry.connected] == [district.chemical.spaces["HG-01"]]
    assert entry.warnings == ()


def _people(district: SampleDistrict) -> tuple[Person, ...]:
    ids = district.water.people.values()
    return tuple(db.session.scalars(select(Person).where(Person.id.in_(ids))))


def _trained(entry: reading.PersonEntry) -> bool:
    return entry.trained_until is not None and entry.trained_until > NOW


# -- its timeline --------------------------------------------------------------------------------------------


def test_stories_are_told_in_the_order_of_their_moments() -> None:
    told: list[tuple[str, datetime]] = []

    def story(name: str, *minutes: int) -> Story:
        for minute in minutes:
            yield NOW + minute * MINUTE
            told.append((name, wallclock.now()))

    play((story("a", 0, 3, 3), story("b", 1, 2, 9), story("none")))
    assert [name for name, _ in told] == ["a", "b", "b", "a", "a", "b"]
    assert [moment for _, moment in told] == [NOW + minute * MINUTE for minute in (0, 1, 2, 3, 3, 9)]


def test_a_story_cannot_go_back() -> None:
    with pytest.raises(BackInTime):
        play((iter((NOW, NOW - MINUTE)),))


# -- how it is served ----------------------------------------------------------------------------------------


def test_a_certificate_is_made_once_and_anew_for_another_address(tmp_path: Path) -> None:
    made = certificate_for(frozenset({"127.0.0.1", "192.0.2.7"}), tmp_path)
    before = made.certificate.read_bytes()
    assert certificate_for(frozenset({"192.0.2.7"}), tmp_path).certificate.read_bytes() == before
    assert certificate_for(frozenset({"192.0.2.8"}), tmp_path).certificate.read_bytes() != before
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o600
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(made.certificate, made.key)


def test_a_taken_port_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(PortBusy):
            require_free("127.0.0.1", other.getsockname()[1])
    require_free("127.0.0.1", free_port())


def test_a_process_that_ends_is_told_with_its_last_lines(tmp_path: Path) -> None:
    house = House(tmp_path, "http://127.0.0.1:8000")
    process = house.start("web", "no-such-command")
    with pytest.raises(ProcessFailed, match="no-such-command"):
        wait_until(f"http://127.0.0.1:{free_port()}/livez", process)
    process.stop()


def test_make_run_serves_the_district_until_it_is_told_to_end_and_keeps_it_where_asked(tmp_path: Path) -> None:
    port = free_port()
    told = told_by_make_run(tmp_path, port)
    assert f"http://127.0.0.1:{port}" in told
    assert all(f"  {login} " in told for login, _ in cast.LOGINS)
    house = House(tmp_path / "var" / "sample", f"http://127.0.0.1:{port}")
    with house.opened():
        numbers = set(db.session.scalars(select(Permit.number)))
        assert statuses(Permit) == set(Status)
        assert statuses(Job) == set(JobStatus)
        assert statuses(Filing) == set(FilingStatus)
        with unit_of_work.snapshot() as session:
            assert journal.verify(session).breaks == ()
    again = told_by_make_run(tmp_path, port, "--keep")
    assert "keeping the sample district as it is" in again
    assert ready_line(again) == ready_line(told)
    with house.opened():
        assert set(db.session.scalars(select(Permit.number))) == numbers


def told_by_make_run(folder: Path, port: int, *options: str) -> str:
    """What it tells until it serves; then it is told to end, and does."""
    command = [sys.executable, "-m", "permit_service", "sample", "serve", "--port", str(port), *options]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as served:
        try:
            assert served.stdout is not None
            told = "".join(iter(served.stdout.readline, "Ctrl-C ends it.\n"))
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
                assert answer.status == 200
        finally:
            served.send_signal(signal.SIGINT)
        assert served.wait(30) == 0
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=5)
    return told


def ready_line(told: str) -> str:
    (line,) = (line for line in told.splitlines() if line.startswith("Ready for scanning now: P"))
    return line
