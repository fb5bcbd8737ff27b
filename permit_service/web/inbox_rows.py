"""The street's list: filings by the start of the work, each with the one thing that is to be done with it."""

from collections.abc import Iterable

from permit_service import labels
from permit_service.labels import street_words
from permit_service.queries.filing_standing import NOT_HELD
from permit_service.queries.inbox import Entry
from permit_service.told import month_day
from permit_service.web.rows import Row, filing_row
from workflows.vocabulary import FilingStatus


def inbox_rows(entries: Iterable[Entry], chosen: object = None) -> list[Row]:
    """Rows of the inbox; ``chosen`` is the id of the one that stands beside the list."""
    return [_row(entry, chosen) for entry in entries]


def _row(entry: Entry, chosen: object) -> Row:
    filing = entry.filing
    state, word = _told(entry)
    flags = (
        labels.of(entry.stopped) if entry.stopped is not None and entry.next is not None else "",
        street_words.EMERGENCY if filing.emergency_signed_at is not None else "",
        street_words.NIGHT if entry.night else "",
    )
    meta = (f"{month_day(filing.start_at)} {street_words.STARTS}", *(flag for flag in flags if flag))
    return filing_row(filing, NOT_HELD) | {
        "state": state,
        "word": word,
        "meta": " · ".join(meta),
        "chosen": filing.id == chosen,
    }


def _told(entry: Entry) -> tuple[str, str]:
    if entry.filing.status is FilingStatus.returned:
        return street_words.RETURNED
    if entry.next is not None:
        return street_words.REVIEWS[entry.next]
    if entry.stopped is not None:
        return "forbid", labels.of(entry.stopped)
    return street_words.LATE_REFUSED if entry.filing.late_allowed is False else street_words.RECEIVED
