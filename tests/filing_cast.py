"""Filings of the sample job at their turns, for tests of what is done with them."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from pieces import at
from plan_cast import FILED, Cast, then
from sqlalchemy.orm import Session

from permit_service import unit_of_work
from permit_service.models.areas import Area
from permit_service.models.base import db
from permit_service.models.filings import Filing
from permit_service.services import filings
from workflows.kinds import EmergencyCategory

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
LAST_ON_TIME = at("00:00") - timedelta(days=3) + timedelta(days=1) - SECOND
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
CATEGORY = EmergencyCategory.flood


def drafted(cast: Cast, when: datetime = FILED) -> Filing:
    """A draft of an approved job's filing."""
    job_id = cast.approved_permit().job_id
    with then(when):
        return filings.make_from_job(cast.actor("leader"), job_id)


def late(cast: Cast) -> Filing:
    """Handed in one second too late, with its reason."""
    draft_id = drafted(cast).id
    with then(LAST_ON_TIME + SECOND):
        return filings.submit_filing(cast.actor("leader"), draft_id, late_reason="样例：来不及")


def set_area(cast: Cast, **options: Any) -> None:
    def work(session: Session) -> None:
        area = session.get_one(Area, cast.street)
        for name, value in options.items():
            setattr(area, name, value)

    unit_of_work.run(work)


def reloaded(filing_id: uuid.UUID) -> Filing:
    db.session.rollback()
    return db.session.get_one(Filing, filing_id)
