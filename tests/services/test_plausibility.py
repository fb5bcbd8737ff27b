"""Clues over real rows: each kind of evidence is found, in its own area alone, by as many statements at any size."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from pieces import at
from plan_cast import Cast, then
from rows import Rows
from site_cast import Site
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from permit_service import unit_of_work
from permit_service.models.base import db
from permit_service.models.enterprises import Enterprise
from permit_service.models.filings import Filing
from permit_service.models.oversight import StreetTraining, TrainingAttendee
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.presence import GuardianPost
from permit_service.models.readings import WorkReading, WorkReadingValue
from permit_service.models.signatures import Signature
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries.plausibility import clues_of
from workflows.clue_facts import Thing
from workflows.kinds import Gas, Unit
from workflows.plausibility import Clue, Pattern
from workflows.vocabulary import Status

NOW = at("17:00") + timedelta(days=3)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
DAYS = 7
#: Who asks where, and seven kinds of evidence, gas counting twice by two tables of two.
STATEMENTS = 10


@pytest.fixture
def statements(active: Site) -> Iterator[list[str]]:
    told: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().startswith("SELECT"):
            told.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    yield told
    event.remove(db.engine, "before_cursor_execute", listen)


def found(cast: Cast, who: str, days: int = DAYS) -> dict[Pattern, Clue]:
    with then(NOW):
        return {clue.pattern: clue for clue in clues_of(db.session(), cast.actor(who), NOW, days)}


def _implausible(session: Session, site: Site) -> None:
    """One of everything about the sample job."""
    rows, cast, permit = Rows(session), site.cast, session.get_one(Permit, site.permit_id)
    moment = at("10:00")
    here = {"permit_id": permit.id}
    for n in range(7):
        rows.make(Signature, **here, at=moment + SECOND * n, signer_id=cast.people["leader"])
    for n in range(3):
        one = rows.make(WorkReading, **here, at=moment + timedelta(minutes=15 * n), detector_id=cast.detector)
        rows.make(WorkReadingValue, reading_id=one.id, gas=Gas.h2s, amount=Decimal(3), unit=Unit.ppm)
    elsewhere = rows.make(
        Permit,
        space_id=cast.other_space,
        area_path=permit.area_path,
        enterprise_id=permit.enterprise_id,
        unit_id=permit.unit_id,
        job_id=permit.job_id,
        applicant_id=permit.applicant_id,
    )
    rows.make(WorkReading, permit_id=elsewhere.id, at=moment + SECOND, detector_id=cast.detector)
    rows.make(
        GuardianPost,
        permit_id=elsewhere.id,
        space_id=cast.other_space,
        guardian_id=cast.people["guardian"],
        since=moment,
        renewed_at=moment,
        last_beat_at=moment,
        ended_at=moment + SECOND,
        may_admit=False,
    )
    filing = session.query(Filing).filter_by(job_id=permit.job_id).one()
    training = rows.make(StreetTraining, filing_id=filing.id, started_at=moment)
    for _ in range(40):
        rows.make(TrainingAttendee, training_id=training.id, person_id=rows.make(Person).id, at=moment)
    idle = rows.make(Enterprise, area_id=cast.street)
    rows.make(
        ConfinedSpace, enterprise_id=idle.id, area_id=cast.street, poisoning_risk=True, created_at=NOW - 400 * DAY
    )


def test_each_kind_of_evidence_is_found_in_its_own_area(active: Site, statements: list[str]) -> None:
    cast = active.cast
    before = found(cast, "officer")
    assert set(before) == {Pattern.permit_never_closed}, "an ordinary job left open and nothing else"
    asked = len(statements)
    unit_of_work.run(lambda session: _implausible(session, active))
    statements.clear()
    clues = found(cast, "officer")
    assert len(statements) == asked
    assert set(clues) == set(Pattern) - {Pattern.points_too_fast}
    assert clues[Pattern.signatures_at_once].things[0].kind is Thing.permit
    assert clues[Pattern.guardian_in_two_places].things[0].name == "样例guardian"
    assert clues[Pattern.crowd_trained_at_once].facts == {"count": "40", "seconds": "1"}
    assert found(cast, "district_officer").keys() == clues.keys()
    assert found(cast, "other_officer") == {}
    assert set(found(cast, "officer", days=1)) == {Pattern.permit_never_closed, Pattern.spaces_never_worked_in}


def test_what_is_closed_is_no_clue(active: Site) -> None:
    permit = db.session.get_one(Permit, active.permit_id)
    assert permit.status is Status.active
    closed = (
        update(Permit)
        .where(Permit.id == permit.id)
        .values(status=Status.closed, finished_at=at("15:00"), closed_at=at("16:00"))
    )
    unit_of_work.run(lambda session: session.execute(closed))
    assert found(active.cast, "officer") == {}
