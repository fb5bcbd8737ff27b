"""What the counts of a street count, as rows of a list."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from flask import url_for

from permit_service import labels
from permit_service.labels.pages import checks as words
from permit_service.models.alarms import Alarm
from permit_service.models.filings import Filing
from permit_service.models.jobs import Job
from permit_service.models.oversight import Stop
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry
from permit_service.queries import names, stops_in_force
from permit_service.queries.filing_standing import standing_of
from permit_service.queries.reading import session
from permit_service.told import month_day
from permit_service.web.rows import Row, alarm_page, filing_row, job_row, permit_row


def rows_of(records: tuple[Any, ...]) -> list[Row]:
    """Records of one kind."""
    return _ROWS[type(records[0])](records) if records else []


def _jobs(records: tuple[Job, ...]) -> list[Row]:
    return [job_row(job) for job in records]


def _permits(records: tuple[Permit, ...]) -> list[Row]:
    held = stops_in_force.of_permits(session(), records)
    return [permit_row(permit, held) for permit in records]


def _filings(records: tuple[Filing, ...]) -> list[Row]:
    standing = standing_of(session(), records)
    return [filing_row(filing, standing) for filing in records]


def _stays(records: tuple[Entry, ...]) -> list[Row]:
    spaces = names.of_stays(session(), records)
    return [
        {
            "href": url_for("permits.show", permit_id=stay.permit_id)
            if stay.permit_id is not None
            else url_for("spaces.show", space_id=stay.space_id),
            "title": stay.person.name if stay.person is not None else stay.label,
            "sub": spaces[stay.id],
            "state": "warn" if stay.rescue else "must",
            "word": words.RESCUER_INSIDE if stay.rescue else words.STILL_INSIDE,
            "meta": words.SINCE.format(moment=month_day(stay.in_at)),
        }
        for stay in records
    ]


def _stops(records: tuple[Stop, ...]) -> list[Row]:
    held = names.of_stops(session(), records)
    return [
        {
            "href": _stop_page(stop),
            "title": held[stop.id],
            "sub": stop.reason,
            "state": "forbid",
            "word": labels.of(stop.kind),
            "meta": words.SINCE.format(moment=month_day(stop.since)),
        }
        for stop in records
    ]


def _stop_page(stop: Stop) -> str:
    if stop.job_id is not None:
        return url_for("jobs.show", job_id=stop.job_id)
    if stop.space_id is not None:
        return url_for("spaces.show", space_id=stop.space_id)
    return url_for("enterprises.show", enterprise_id=stop.enterprise_id)


def _alarms(records: tuple[Alarm, ...]) -> list[Row]:
    subjects = names.of_alarms(session(), records)
    return [
        {
            "href": alarm_page(alarm),
            "title": subjects[alarm.id],
            "sub": labels.what_failed(alarm.failed),
            "state": "warn",
            "word": labels.alarm(alarm.kind)[0],
            "meta": words.SINCE.format(moment=month_day(alarm.since)),
        }
        for alarm in records
    ]


_ROWS: Mapping[type, Callable[[Any], list[Row]]] = MappingProxyType(
    {Job: _jobs, Permit: _permits, Filing: _filings, Entry: _stays, Stop: _stops, Alarm: _alarms}
)
