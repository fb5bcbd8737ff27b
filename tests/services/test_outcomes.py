"""What tests of refusals rely on: a row that was written is noticed, one that was rolled back is not."""

from datetime import UTC, datetime

import pytest
from outcomes import unwritten
from sqlalchemy.orm import Session

from permit_service import unit_of_work
from permit_service.models.areas import CalendarYear


class Changed(Exception):
    """The use case's mind."""


def test_only_what_stays_written_counts(session: Session) -> None:
    def write(session: Session) -> None:
        session.add(CalendarYear(year=1999, source="样例", loaded_at=datetime(2026, 11, 21, tzinfo=UTC)))

    def write_in_vain(session: Session) -> None:
        write(session)
        session.flush()
        raise Changed

    with unwritten(), pytest.raises(Changed):
        unit_of_work.run(write_in_vain)
    with pytest.raises(AssertionError, match="calendar_year"), unwritten():
        unit_of_work.run(write)
