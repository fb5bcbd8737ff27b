"""Settling disputed times (R52): the record keeps both, somebody answerable says which holds and what was found.

Until then neither makes anything green. The rules go on counting the time of receipt, which is the stricter one.
"""

import uuid

from permit_service.actor import Actor
from permit_service.errors import NotFound
from permit_service.models.base import db
from permit_service.models.choices import TimeSource
from permit_service.models.disputes import TimeSettlement
from permit_service.queries import disputes
from permit_service.queries.disputes import DisputedTime
from permit_service.services.case import Case, on_permit
from permit_service.services.inputs import Faults
from permit_service.services.on_site import stamped
from workflows.vocabulary import Action


def settle_time(
    actor: Actor, record_id: uuid.UUID, holds: TimeSource, remark: str, *, alike: bool = False
) -> TimeSettlement:
    """The safety manager says which time of a disputed record holds, and what was found; said once.

    ``alike``: the same holds for all else of this permit that its account recorded and nobody has settled: one phone
    whose clock is wrong leaves many such records. Raises Invalid (``remark``; ``record_id``: ``not_disputed``,
    ``ended``), RefusedError for whom it is not, NotFound.
    """
    permit_id = disputes.permit_of(db.session(), record_id)
    if permit_id is None:
        raise NotFound

    def act(case: Case) -> TimeSettlement:
        case.ask(Action.settle_time)
        known = disputes.of_permit(case.session, permit_id)
        found = next((one for one in known if one.id == record_id), None)
        faults = Faults()
        told = faults.words("remark", remark)
        faults.check(found is not None, "record_id", "not_disputed")
        faults.check(found is None or found.settlement is None, "record_id", "ended")
        faults.raise_any()
        assert found is not None
        row = _settled(case, found, holds, told)
        for other in disputes.unsettled_like(found, known) if alike else ():
            _settled(case, other, holds, told)
        return row

    return on_permit(actor, permit_id, act, retry_unique=True)


def _settled(case: Case, one: DisputedTime, holds: TimeSource, told: str) -> TimeSettlement:
    row = case.write(TimeSettlement(**stamped(case), **one.reference, holds=holds, remark=told))
    case.record("time:settle", {"settlement_id": row.id, "record_id": one.id, "holds": holds})
    return row
