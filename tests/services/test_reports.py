"""Reports: every figure leads to exactly the records it counts, in the reader's area alone."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from outcomes import invalid, raises
from pieces import PLANNED, WINDOW_START
from plan_cast import Cast, then
from rows import Rows
from sqlalchemy import update
from sqlalchemy.orm import Session

from permit_service import reports, unit_of_work
from permit_service.errors import Invalid
from permit_service.models.alarms import Alarm
from permit_service.models.areas import Area
from permit_service.models.base import db
from permit_service.models.choices import Figure, RecordKind, ReportName
from permit_service.models.draws import Draw
from permit_service.models.enterprises import Enterprise
from permit_service.models.filings import Filing
from permit_service.models.inspections import Finding, Inspection, UnfiledWork
from permit_service.models.jobs import Job
from permit_service.models.oversight import StreetTraining, TrainingAttendee
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.queries.paging import FIRST, Wanted
from permit_service.reports import BY_NAME, NARROWING, Behind, Line, Period
from permit_service.services.report_files import called, records_file, report_file
from workflows.inspection_kinds import InspectionOrigin, InspectionResult, InspectionState
from workflows.kinds import EmergencyCategory
from workflows.vocabulary import AlarmKind, FilingStatus

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PERIOD = Period(date(2026, 11, 1), date(2026, 12, 31))
ON_TIME = WINDOW_START.replace(hour=0, minute=0) - 2 * DAY - timedelta(milliseconds=1)


@pytest.fixture(autouse=True)
def planned(cast: Cast) -> Iterator[None]:
    """The sample permit approved, and of its street: two filings on time, one late, one emergency."""

    def work(session: Session) -> None:
        rows, street = Rows(session), session.get_one(Area, cast.street)
        for received in (ON_TIME, ON_TIME - DAY, ON_TIME + timedelta(milliseconds=1)):
            _filing(rows, street, cast, received)
        signed = {"emergency_signed_at": WINDOW_START, "emergency_signer_id": cast.people["principal"]}
        told = {"emergency_category": EmergencyCategory.flood, "emergency_reason": "样例", **signed}
        filing = _filing(rows, street, cast, WINDOW_START, **told)
        for minutes in (30, 45):
            times = {"started_at": WINDOW_START - HOUR, "ended_at": WINDOW_START - HOUR + minutes * HOUR / 60}
            training = rows.make(StreetTraining, filing_id=filing.id, **times)
            rows.make(TrainingAttendee, training_id=training.id, person_id=cast.people["leader"])
        waived = {"waived_at": WINDOW_START, "waived_by_id": cast.users["officer"], "waive_reason": "样例"}
        rows.make(StreetTraining, filing_id=filing.id, **waived)

    with then(PLANNED):
        cast.approved_permit()
        unit_of_work.run(work)
        yield


def _filing(rows: Rows, area: Area, cast: Cast, received: datetime, **values: Any) -> Filing:
    here = {"area_path": area.path, "enterprise_id": cast.enterprise, "unit_id": cast.enterprise}
    times = {"start_at": WINDOW_START, "end_at": WINDOW_START + HOUR}
    receipt = {"first_submitted_at": received, "submitted_at": received, "receipt_number": uuid.uuid4().hex[:20]}
    job = rows.make(Job, **here)
    status = FilingStatus.submitted
    return rows.make(Filing, job_id=job.id, area_id=area.id, status=status, **here, **times, **receipt, **values)


def lines(cast: Cast, name: ReportName, who: str = "officer", period: Period = PERIOD) -> list[Line]:
    return reports.lines_of(db.session(), cast.actor(who), name, period)


def behind(cast: Cast, name: ReportName, key: str, figure: Figure, who: str = "officer") -> list[reports.Record]:
    """All records behind a figure, read in pages of two."""
    found: list[reports.Record] = []
    wanted: Wanted | None = Wanted(size=2)
    while wanted is not None:
        page = reports.records_of(db.session(), cast.actor(who), name, PERIOD, Behind(key, figure, wanted))
        found += page.rows
        wanted = None if page.after is None else Wanted(page.after, 2)
    return found


def test_filings_by_how_they_came(cast: Cast) -> None:
    assert lines(cast, ReportName.filings) == [Line(str(cast.street), "样例街道", (4, 2, 1, 1, 0))]
    unit_of_work.run(lambda session: session.execute(update(Permit).values(first_entry_at=WINDOW_START)))
    (line,) = lines(cast, ReportName.filings)
    assert line.figures == (4, 2, 1, 1, 1)
    for figure, count in zip(BY_NAME[ReportName.filings].figures, line.figures, strict=True):
        records = behind(cast, ReportName.filings, line.key, figure)
        assert len({record.id for record in records}) == len(records) == count
        assert {record.kind for record in records} == {
            RecordKind.job if figure is Figure.unfiled else RecordKind.filing
        }
    assert lines(cast, ReportName.filings, "district_officer") == [line]
    assert lines(cast, ReportName.filings, "other_officer") == []
    assert behind(cast, ReportName.filings, line.key, Figure.filings, "other_officer") == []
    assert lines(cast, ReportName.filings, period=Period(date(2026, 11, 1), date(2026, 11, 30))) == []


def test_hours_of_street_training(cast: Cast) -> None:
    (line,) = lines(cast, ReportName.street_trainings)
    assert line.figures == (2, Decimal("1.2"), 2, 1)
    assert len(behind(cast, ReportName.street_trainings, line.key, Figure.waived)) == 1
    assert lines(cast, ReportName.street_trainings, "other_officer") == []


def test_checks_and_what_they_found(cast: Cast) -> None:
    """Counted with the street whose filings the place belongs to, and never in another area's report."""

    def work(session: Session) -> tuple[uuid.UUID, uuid.UUID]:
        rows, street = Rows(session), session.get_one(Area, cast.street)
        village_id = uuid.uuid4()
        village = rows.make(Area, id=village_id, parent_id=street.id, path=f"{street.path}{village_id.hex}/")
        draw = rows.make(Draw, area_id=street.id, area_path=street.path)
        drawn = {"origin": InspectionOrigin.drawn, "draw_id": draw.id}
        not_begun = {"begun_at": None, "concluded_at": None, "result": None}
        done = _check(rows, street.path, **drawn)
        with_findings = _check(rows, village.path, result=InspectionResult.findings)
        for check, path in ((done, street.path), (with_findings, village.path), (with_findings, village.path)):
            rows.make(Finding, inspection_id=check.id, area_path=path)
        _check(rows, street.path, **drawn, **not_begun)
        dropped = {"dropped_at": PLANNED, "drop_reason": "样例"}
        _check(rows, street.path, **drawn, **not_begun, **dropped)
        chosen = _check(rows, street.path, **not_begun | {"begun_at": PLANNED})
        rows.make(Finding, inspection_id=chosen.id, area_path=street.path)  # of a sheet that is still being filled in
        _check(rows, street.path, concluded_at=PLANNED - 60 * DAY, begun_at=PLANNED - 60 * DAY)
        other = session.get_one(Area, cast.other_street)
        _check(rows, other.path, **drawn)
        work = {"area_path": street.path, "area_id": street.id, "found_at": PLANNED, "enterprise_id": None}
        unfiled = rows.make(UnfiledWork, **work, place="样例路口", firm="样例施工队")
        rows.make(UnfiledWork, **work | {"area_id": village.id, "area_path": village.path})
        subject = {"origin": InspectionOrigin.unfiled, "job_id": None, "unfiled_id": unfiled.id}
        _check(rows, street.path, **subject, **not_begun | {"begun_at": PLANNED})
        return unfiled.id, with_findings.id

    unfiled_id, check_id = unit_of_work.run(work)
    (line,) = lines(cast, ReportName.checks)
    assert line == Line(str(cast.street), "样例街道", (2, 1, 1, 3, 3, 3, 0, 2))
    kinds = dict.fromkeys((Figure.checks, Figure.checks_open, Figure.checks_dropped), RecordKind.inspection)
    about_findings = (Figure.findings, Figure.findings_open, Figure.findings_overdue, Figure.findings_mended)
    kinds |= dict.fromkeys(about_findings, RecordKind.finding)
    for figure, count in zip(BY_NAME[ReportName.checks].figures, line.figures, strict=True):
        found = behind(cast, ReportName.checks, line.key, figure)
        assert len({record.id for record in found}) == len(found) == count
        assert {record.kind for record in found} <= {kinds.get(figure, RecordKind.unfiled_work)}
        assert behind(cast, ReportName.checks, line.key, figure, "other_officer") == []
    told = {record.id: record for record in behind(cast, ReportName.checks, line.key, Figure.unfiled_found)}
    assert (told[unfiled_id].about, told[unfiled_id].status) == ("样例路口  样例施工队", InspectionState.begun)
    findings = behind(cast, ReportName.checks, line.key, Figure.findings)
    assert [record.inspection_id for record in findings].count(check_id) == 2
    assert [one.figures for one in lines(cast, ReportName.checks, "other_officer")] == [(1, *[0] * 7)]
    assert {one.key for one in lines(cast, ReportName.checks, "district_officer")} >= {line.key}
    with raises(Invalid):
        behind(cast, ReportName.checks, str(uuid.uuid4()), Figure.checks)


def _check(rows: Rows, path: str, **values: Any) -> Inspection:
    given = {"area_path": path, "created_at": PLANNED, "begun_at": PLANNED, "concluded_at": PLANNED}
    job = {} if "unfiled_id" in values else {"job_id": rows.make(Job, number=uuid.uuid4().hex[:20]).id}
    return rows.make(Inspection, **given | job | values)


#: What the one sample permit is called in each dimension.
CALLED = {
    ReportName.by_work_kind: ["检修"],
    ReportName.by_risk_grade: ["未填"],
    ReportName.by_space: ["流量计井1"],
    ReportName.by_enterprise: ["样例水务厂"],
    ReportName.by_unit: ["样例水务厂"],
    ReportName.by_status: ["已批准"],
    ReportName.by_month: ["2026-12"],
    ReportName.by_alarm_kind: ["紧急撤离"],
    ReportName.by_contracted: ["否"],
    ReportName.by_area: ["样例街道"],
    ReportName.by_alarmed: ["是"],
}


def test_permits_by_every_dimension(cast: Cast) -> None:
    def alarmed(session: Session) -> None:
        permit = session.query(Permit).one()
        for n in range(2):
            session.add(
                Alarm(
                    kind=AlarmKind.evacuation,
                    subject_id=permit.id,
                    permit_id=permit.id,
                    enterprise_id=permit.enterprise_id,
                    area_path=permit.area_path,
                    since=PLANNED + n * HOUR,
                    raised_at=PLANNED,
                )
            )

    unit_of_work.run(alarmed)
    for name in NARROWING:
        found = lines(cast, name)
        assert lines(cast, name, "other_officer") == []
        for line in found:
            assert line.figures == (1, 1), name
            (record,) = behind(cast, name, line.key, Figure.jobs)
            assert record.kind is RecordKind.permit
            assert behind(cast, name, line.key, Figure.permits, "other_officer") == []
        told = [called(line) for line in found]
        assert told == CALLED.get(name, told), name
    workers = {called(line) for line in lines(cast, ReportName.by_worker)}
    assert {"样例leader", "样例entrant", "样例principal"} <= workers
    _narrows_every_other(cast)


def _narrows_every_other(cast: Cast) -> None:
    """A line of one dimension lets through its permits in all others, another key none."""
    actor = cast.actor("officer")
    keys = {name: lines(cast, name)[0].key for name in NARROWING}
    strangers = {ReportName.by_unit: str(uuid.uuid4()), ReportName.by_alarmed: "no", ReportName.by_risk_grade: "a"}
    every = replace(PERIOD, only=keys)
    for name in NARROWING:
        assert {line.figures for line in reports.lines_of(db.session(), actor, name, every)} == {(1, 1)}, name
        for other, key in strangers.items():
            narrowed = replace(PERIOD, only=keys | {other: key})
            assert reports.lines_of(db.session(), actor, name, narrowed) == []
    told = {name: called(line) for name, line in reports.filters_of(db.session(), actor, every).items()}
    assert (told[ReportName.by_alarmed], told[ReportName.by_unit]) == ("是", "样例水务厂")
    behind_it = Behind(keys[ReportName.by_status], Figure.permits, FIRST)
    (record,) = reports.all_records(db.session(), actor, ReportName.by_status, every, behind_it)
    with records_file(actor, BY_NAME[ReportName.by_status], every, behind_it) as out:
        rows = list(load_workbook(BytesIO(out.read())).active.values)
    assert rows[-1][0] == record.number
    assert "有无报警：是" in str(rows[1][0])
    for name, only in ((ReportName.filings, keys), (ReportName.by_unit, {ReportName.filings: "x"})):
        with invalid(only="extra_forbidden"):
            reports.lines_of(db.session(), actor, name, replace(PERIOD, only=only))
    with invalid(only="unknown"):
        reports.lines_of(db.session(), actor, ReportName.by_unit, replace(PERIOD, only={ReportName.by_space: "x"}))


def test_what_cannot_be_asked(cast: Cast) -> None:
    with raises(Invalid):
        Period(date(2026, 12, 31), date(2026, 11, 1))
    with raises(Invalid):
        Period(date(2025, 1, 1), date(2026, 1, 2))
    assert Period(date(2024, 1, 1), date(2024, 12, 31)).end.isoformat() == "2024-12-31T16:00:00+00:00"
    actor = cast.actor("officer")
    for name, key, figure in (
        (ReportName.by_space, "x", Figure.permits),
        (ReportName.by_status, "x", Figure.permits),
        (ReportName.by_contracted, "x", Figure.permits),
        (ReportName.filings, "x", Figure.late),
        (ReportName.filings, str(cast.street), Figure.permits),
    ):
        with raises(Invalid):
            reports.records_of(db.session(), actor, name, PERIOD, Behind(key, figure, FIRST))


def test_a_report_as_a_file_makes_formulas_harmless(cast: Cast) -> None:
    def renamed(session: Session) -> None:
        session.execute(update(Enterprise).where(Enterprise.id == cast.enterprise).values(name="=cmd()"))
        session.execute(update(Person).where(Person.id == cast.people["leader"]).values(name="+1"))

    unit_of_work.run(renamed)
    for name in ReportName:
        with report_file(cast.actor("officer"), BY_NAME[name], PERIOD) as out:
            rows = list(load_workbook(BytesIO(out.read())).active.iter_rows())
        assert not [cell.value for row in rows for cell in row if cell.data_type == "f"], name
        heading, first = rows[2], rows[3] if len(rows) > 3 else None
        assert len(heading) == 1 + len(BY_NAME[name].figures)
        if name is ReportName.by_unit:
            assert first is not None
            assert [cell.value for cell in first] == ["'=cmd()", 1, 1]
        if name is ReportName.filings:
            assert [cell.value for cell in rows[-1]] == ["合计", 4, 2, 1, 1, 0]
