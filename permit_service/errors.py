"""What a use case may answer instead of doing its work. Faces turn these into problem+json or a page.

Codes are public and stable; Chinese text is added at the edge, from ``labels``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique

from workflows.verdict import Clearance


@unique
class ProblemCode(StrEnum):
    """The ``code`` of a problem (RFC 9457): why a request as a whole was not carried out."""

    malformed = "malformed"
    unauthenticated = "unauthenticated"
    sign_in_failed = "sign_in_failed"
    csrf = "csrf"
    forbidden = "forbidden"
    not_found = "not_found"
    method_not_allowed = "method_not_allowed"
    move_refused = "move_refused"
    stale = "stale"
    nonce_reused = "nonce_reused"
    clock_backwards = "clock_backwards"
    too_large = "too_large"
    media_type = "media_type"
    invalid = "invalid"
    rate_limited = "rate_limited"
    internal = "internal"
    busy = "busy"


class ServiceError(Exception):
    """Base of all answers that are not results. Whatever the use case wrote before raising one is rolled back."""

    status = 500
    code = ProblemCode.internal


class Unauthenticated(ServiceError):
    """Nobody is signed in, or a sign-in failed (``sign_in_failed``)."""

    status = 401

    def __init__(self, code: ProblemCode = ProblemCode.unauthenticated) -> None:
        super().__init__(code)
        self.code = code


class Forbidden(ServiceError):
    """The account may see the thing but not do this."""

    status = 403
    code = ProblemCode.forbidden


class NotFound(ServiceError):
    """No such thing, or none that this account may know of: strangers cannot tell the two apart."""

    status = 404
    code = ProblemCode.not_found


class Conflict(ServiceError):
    """The request was sound, but not with what is stored now."""

    status = 409

    def __init__(self, code: ProblemCode) -> None:
        super().__init__(code)
        self.code = code


class RefusedError(ServiceError):
    """A move that gates refused or could not judge; carries the whole clearance."""

    status = 409
    code = ProblemCode.move_refused

    def __init__(self, clearance: Clearance) -> None:
        super().__init__(clearance.action, [refusal.code for refusal in clearance.refusals])
        self.clearance = clearance


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field: a code, and the numbers its message needs (``ge``, ``max_length`` …)."""

    code: str
    context: Mapping[str, object] = field(default_factory=dict)


class Invalid(ServiceError):
    """Bad input: by field (dotted path) what is wrong with it. A bare code stands for a fault without numbers."""

    status = 422
    code = ProblemCode.invalid

    def __init__(self, fields: Mapping[str, str | Fault]) -> None:
        self.fields = {path: Fault(fault) if isinstance(fault, str) else fault for path, fault in fields.items()}
        super().__init__({path: fault.code for path, fault in self.fields.items()})


class RateLimited(ServiceError):
    """Too often; ``retry_after`` is in seconds."""

    status = 429
    code = ProblemCode.rate_limited

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class Busy(ServiceError):
    """The rows are held by others, twice over. Nothing was written; trying again is safe."""

    status = 503
    code = ProblemCode.busy
