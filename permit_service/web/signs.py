"""How a status is drawn (docs/look.md): green holds, blue is to be done, yellow warns, grey is over or not begun."""

from enum import StrEnum

from permit_service import labels
from permit_service.labels import street_words
from permit_service.models.filings import Filing
from workflows.vocabulary import FilingStatus, JobStatus, Status

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


def sign_of(status: StrEnum) -> str:
    """The state of ``signs.html`` that a status is drawn as."""
    return _SIGNS[type(status)][status]


def filing_sign(filing: Filing, *, undecided: bool = False) -> tuple[str, str]:
    """The sign and the word of a filing. ``undecided``: it came late and waits for the street.

    What the street said of a late one stands before its status: entry is shut under one that it refused.
    """
    if undecided:
        return street_words.REVIEWS["decide_late"]
    if filing.status is FilingStatus.decided and filing.late_allowed is not None:
        return street_words.LATE_ALLOWED if filing.late_allowed else street_words.LATE_REFUSED
    return sign_of(filing.status), labels.of(filing.status)
