"""How a status is drawn (docs/look.md): green holds, blue is to be done, yellow warns, grey is over or not begun."""

from enum import StrEnum

from permit_service import labels
from permit_service.labels import street_words
from permit_service.models.filings import Filing
from permit_service.models.permits import Permit
from permit_service.queries.filing_standing import Standing
from permit_service.queries.stops_in_force import Stopped
from workflows.vocabulary import LIVE_STATUSES, FilingStatus, JobStatus, Status

_SIGNS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Status: {
        Status.draft: "none",
        Status.submitted: "must",
        Status.approved: "safe",
        Status.active: "safe",
        Status.suspended: "warn",
        Status.finished: "must",
        Status.closed: "none",
        Status.rejected: "warn",
        Status.cancelled: "none",
        Status.expired: "warn",
        Status.revoked: "warn",
    },
    JobStatus: {
        JobStatus.open: "must",
        JobStatus.accepted: "safe",
        JobStatus.abandoned: "none",
    },
    FilingStatus: {
        FilingStatus.draft: "must",
        FilingStatus.submitted: "safe",
        FilingStatus.returned: "warn",
        FilingStatus.decided: "safe",
        FilingStatus.withdrawn: "none",
        FilingStatus.lapsed: "warn",
    },
}

_HANDED_IN = (FilingStatus.submitted, FilingStatus.decided)


def sign_of(status: StrEnum) -> str:
    """The state of ``signs.html`` that a status is drawn as."""
    return _SIGNS[type(status)][status]


def permit_sign(permit: Permit, stopped: Stopped) -> tuple[str, str]:
    """The sign and the word of a permit; a stop on it stands before its status while it could be worked under."""
    kind = stopped.get(permit.id) if permit.status in LIVE_STATUSES else None
    return (sign_of(permit.status), labels.of(permit.status)) if kind is None else ("forbid", labels.of(kind))


def filing_sign(filing: Filing, standing: Standing) -> tuple[str, str]:
    """The sign and the word of a filing.

    A stop, and what the street said of a late one, stand before its status: entry is shut under it.
    """
    if filing.status in _HANDED_IN and filing.id in standing.stopped:
        return "forbid", labels.of(standing.stopped[filing.id])
    if filing.id in standing.undecided:
        return street_words.REVIEWS["decide_late"]
    if filing.status is FilingStatus.decided and filing.late_allowed is not None:
        return street_words.LATE_ALLOWED if filing.late_allowed else street_words.LATE_REFUSED
    return sign_of(filing.status), labels.of(filing.status)
