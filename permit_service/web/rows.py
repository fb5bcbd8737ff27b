"""Jobs, permits and filings as rows of a list."""

from types import MappingProxyType

from flask import url_for

from permit_service import labels
from permit_service.labels.pages import work as words
from permit_service.models.alarms import Alarm
from permit_service.models.filings import Filing
from permit_service.models.jobs import Job
from permit_service.models.permits import Permit
from permit_service.queries.filing_standing import Standing
from permit_service.queries.stops_in_force import Stopped
from permit_service.told import span
from permit_service.web.signs import filing_sign, permit_sign, sign_of

Row = dict[str, object]

CONTENT_MISSING = words.NO_CONTENT


def permit_row(permit: Permit, stopped: Stopped = MappingProxyType({})) -> Row:
    """A permit by space and content. ``stopped``: which permits a stop holds, where the list tells it."""
    state, word = permit_sign(permit, stopped)
    return {
        "href": url_for("permits.show", permit_id=permit.id),
        "title": f"{permit.space.name} · {permit.content or CONTENT_MISSING}",
        "sub": f"{permit.number}  {permit.unit.name}",
        "state": state,
        "word": word,
        "meta": span(permit.window_start, permit.window_end),
    }


def job_row(job: Job) -> Row:
    """A job by spaces and content."""
    return {
        "href": url_for("jobs.show", job_id=job.id),
        "title": f"{'、'.join(space.name for space in job.spaces)} · {job.content or CONTENT_MISSING}",
        "sub": f"{job.number}  {job.unit.name}",
        "state": sign_of(job.status),
        "word": labels.of(job.status),
        "meta": span(job.planned_start, job.planned_end),
    }


def filing_row(filing: Filing, standing: Standing) -> Row:
    """A filing by spaces and content."""
    state, word = filing_sign(filing, standing)
    spaces = "、".join(space.name for space in filing.spaces)
    return {
        "href": url_for("filings.show", filing_id=filing.id),
        "title": f"{spaces} · {filing.content or CONTENT_MISSING}",
        "sub": f"{filing.number}  {filing.job.unit.name}",
        "state": state,
        "word": word,
        "meta": span(filing.start_at, filing.end_at),
    }


def alarm_page(alarm: Alarm) -> str:
    """Where an alarm's permit, filing, job or space is shown."""
    if alarm.permit_id is not None:
        return url_for("permits.show", permit_id=alarm.permit_id)
    if alarm.filing_id is not None:
        return url_for("filings.show", filing_id=alarm.filing_id)
    if alarm.job_id is not None:
        return url_for("jobs.show", job_id=alarm.job_id)
    return url_for("spaces.show", space_id=alarm.space_id)
