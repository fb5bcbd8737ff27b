"""The street's list: filings by the start of the work, each with the one thing that is to be done with it."""

from permit_service import labels, wallclock
from permit_service.actor import Actor
from permit_service.queries import inbox
from permit_service.queries.inbox import Entry
from permit_service.queries.reading import session
from permit_service.told import month_day
from permit_service.web.rows import Row, filing_row
from permit_service.web.signs import sign_of
from workflows.vocabulary import FilingStatus


def inbox_rows(actor: Actor, chosen: object = None) -> list[Row]:
    """Rows of the inbox; ``chosen`` is the id of the one that stands beside the list."""
    return [_row(entry, chosen) for entry in inbox.inbox(session(), actor, wallclock.now())]


def _row(entry: Entry, chosen: object) -> Row:
    filing = entry.filing
    state, word = sign_of(filing.status), labels.of(filing.status)
    if filing.status is FilingStatus.returned:
        word = "等企业补正"
    elif entry.late_undecided:
        state, word = "warn", "迟报待批复"
    elif filing.received_at is None:
        state, word = "must", "未受理"
    elif entry.amended:
        state, word = "must", "有变更"
    elif filing.late_allowed is False:
        state, word = "forbid", "不同意迟报"
    elif entry.training_due:
        state, word = "must", "待街道培训"
    else:
        state, word = "safe", "已受理"
    return filing_row(filing) | {
        "state": state,
        "word": word,
        "meta": f"{month_day(filing.start_at)} 开工",
        "chosen": filing.id == chosen,
    }
