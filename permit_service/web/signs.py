"""How a status is drawn (docs/look.md): green holds, blue is to be done, yellow warns, grey is over or not begun."""

from enum import StrEnum

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
