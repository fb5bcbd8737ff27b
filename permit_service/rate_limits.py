"""How often one subject may do one thing: counted in the database, so that all processes count together.

Counting is a transaction of its own: it stands even if what follows is refused. Windows follow the service's clock.
Subjects are kept as keyed hashes: no address or name is stored.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.orm import Session

from permit_service import unit_of_work, wallclock
from permit_service.config import service_config
from permit_service.errors import RateLimited
from permit_service.models.system import RateCount
from permit_service.upsert import increment

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` times in each window."""

    bucket: str
    count: int
    window: timedelta

    def window_start(self, now: datetime) -> datetime:
        return now - (now - _EPOCH) % self.window


SIGN_IN = Limit("sign_in", 30, timedelta(minutes=5))
PASSWORD = Limit("password", 10, timedelta(minutes=15))
PUBLIC_CODE = Limit("public_code", 60, timedelta(minutes=1))
#: Letters that confirm an address go to whoever the account names: no account may send strangers many.
ADDRESS_LETTER = Limit("address_letter", 5, timedelta(hours=1))
TYPED_CODE = Limit("typed_code", 10, timedelta(minutes=1))


def count(limit: Limit, subject: str) -> None:
    """Count one try of ``subject`` (an address, a login, a device). Raises RateLimited over the limit."""
    now = wallclock.now()
    start = limit.window_start(now)
    key = {"bucket": limit.bucket, "subject": keyed_hash(subject), "window_start": start}
    if unit_of_work.run(lambda session: increment(session, RateCount, key, "count")) > limit.count:
        raise RateLimited(retry_after=-(-(start + limit.window - now) // timedelta(seconds=1)))


def purge(session: Session, before: datetime) -> None:
    """Forget windows that began before ``before``; a daily job calls this."""
    session.execute(delete(RateCount).where(RateCount.window_start < before))


def keyed_hash(subject: str) -> str:
    """A hash of the subject that nobody can turn back by trying all addresses without the service's secret."""
    secret = service_config(current_app.config).secret_key.encode()
    return hmac.new(secret, subject.encode(), hashlib.sha256).hexdigest()
