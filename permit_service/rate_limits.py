"""How often one subject may do one thing: counted in the database, so that all processes count together.

Counting is a transaction of its own: it stands even if what follows is refused. Windows follow the service's clock.
Subjects are kept as keyed hashes: no address or name is stored.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from permit_service import unit_of_work, wallclock
from permit_service.config import service_config
from permit_service.errors import RateLimited
from permit_service.models.base import db
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
#: One password tried on many logins; many phones behind one address sign in without failing.
FAILED_SIGN_IN = Limit("failed_sign_in", 50, timedelta(minutes=15))
PASSWORD = Limit("password", 10, timedelta(minutes=15))
PUBLIC_CODE = Limit("public_code", 60, timedelta(minutes=1))
#: Letters that confirm an address go to whoever the account names: no account may send strangers many.
ADDRESS_LETTER = Limit("address_letter", 5, timedelta(hours=1))
TYPED_CODE = Limit("typed_code", 10, timedelta(minutes=1))


def count(limit: Limit, subject: str) -> None:
    """Count one try of ``subject`` (an address, a login, a device). Raises RateLimited over the limit."""
    now = wallclock.now()
    key = _key(limit, subject, now)
    if unit_of_work.run(lambda session: increment(session, RateCount, key, "count")) > limit.count:
        raise _until_next(limit, now)


def refuse_used_up(limit: Limit, subject: str) -> None:
    """Raises RateLimited where every try of ``subject`` was counted already; counts none."""
    now = wallclock.now()
    counted = db.session.scalar(select(RateCount.count).filter_by(**_key(limit, subject, now)))
    if counted is not None and counted >= limit.count:
        raise _until_next(limit, now)


def _key(limit: Limit, subject: str, now: datetime) -> dict[str, object]:
    return {"bucket": limit.bucket, "subject": keyed_hash(subject), "window_start": limit.window_start(now)}


def _until_next(limit: Limit, now: datetime) -> RateLimited:
    return RateLimited(retry_after=-(-(limit.window_start(now) + limit.window - now) // timedelta(seconds=1)))


def purge(session: Session, before: datetime) -> None:
    """Forget windows that began before ``before``; a daily job calls this."""
    session.execute(delete(RateCount).where(RateCount.window_start < before))


def keyed_hash(subject: str) -> str:
    """A hash of the subject that nobody can turn back by trying all addresses without the service's secret."""
    secret = service_config(current_app.config).secret_key.encode()
    return hmac.new(secret, subject.encode(), hashlib.sha256).hexdigest()
