"""Of what is there once at a time the latest, and sums and moments: all of it in one row a permit."""

from typing import Any

from sqlalchemy import and_, case, exists, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from permit_service.facts_of.reader import ME, PERMITS, Column, Found, Reader, newest
from permit_service.models.checks import Confirmation, ContactCheck
from permit_service.models.disputes import SETTLES, Record
from permit_service.models.enterprises import ContractReview
from permit_service.models.interruptions import Suspension
from permit_service.models.jobs import ClosureRemoval
from permit_service.models.permits import Permit, PermitMeasure
from permit_service.models.preparation import AreaClosure, TemporaryBarrier
from permit_service.models.presence import Entry, GuardianPost, Muster, Scan, ToolWriteOff
from workflows.vocabulary import Direction, ScanVerdict

#: A scan after which something counts as having happened: an attempt that was turned away needs no settling.
HAPPENED = or_(
    Scan.verdict.in_((ScanVerdict.admit, ScanVerdict.recorded)),
    func.coalesce(Scan.direction == Direction.rescue_in, false()),
    func.coalesce(Scan.phone_verdict == ScanVerdict.admit, false()),
)
#: What must be settled of each kind of record.
DISPUTED: dict[type[Record], Column] = {
    kind: and_(Scan.disputed, HAPPENED) if kind is Scan else kind.disputed for kind in SETTLES
}
#: The asking guardian's own post comes before all others.
_own_last = case((GuardianPost.guardian_id == ME, 1), else_=0)


def _columns(kind: str, *columns: InstrumentedAttribute[Any]) -> list[Column]:
    """Columns of one kind under names of their own: ``post_since``."""
    return [column.label(f"{kind}_{column.key}") for column in columns]


def _one(value: Column, *conditions: Column) -> Any:
    """One value of the permit of the row."""
    return select(value).where(*conditions).correlate(Permit).scalar_subquery()


def disputed_since(kind: type[Record]) -> str:
    """The name under which the earliest receipt of an unsettled record of this kind stands in the row."""
    return f"{kind.__tablename__}_disputed_at"


def _unsettled(kind: type[Record]) -> Column:
    settled = exists().where(SETTLES[kind] == kind.id)
    return _one(func.min(kind.created_at), kind.permit_id == Permit.id, DISPUTED[kind], ~settled).label(
        disputed_since(kind)
    )


_last_review = (
    select(ContractReview.id)
    .where(ContractReview.contract_id == Permit.contract_id)
    .order_by(ContractReview.at.desc())
    .limit(1)
    .correlate(Permit)
    .scalar_subquery()
)

_LATEST = (
    select(
        Permit.id,
        *_columns("closure", AreaClosure.at, AreaClosure.closed, AreaClosure.notice_board),
        *_columns("barrier", TemporaryBarrier.at, TemporaryBarrier.effective),
        *_columns("confirmation", Confirmation.at, Confirmation.signer_id, Confirmation.series_id, Confirmation.bound),
        *_columns("suspension", Suspension.at, Suspension.reason, Suspension.marked_at),
        *_columns(
            "post",
            GuardianPost.guardian_id,
            GuardianPost.since,
            GuardianPost.renewed_at,
            GuardianPost.last_beat_at,
            GuardianPost.heard_again_at,
            GuardianPost.confirmed_absent_at,
            GuardianPost.may_admit,
            GuardianPost.device_explosion_proof,
        ),
        *_columns("review", ContractReview.at, ContractReview.passed),
        _one(
            ClosureRemoval.at, ClosureRemoval.job_id == Permit.job_id, ClosureRemoval.space_id == Permit.space_id
        ).label("closure_removed_at"),
        exists().where(PermitMeasure.permit_id == Permit.id, PermitMeasure.involved).label("measures"),
        _one(
            func.coalesce(func.sum(Entry.tools_in - func.coalesce(Entry.tools_out, 0)), 0),
            Entry.permit_id == Permit.id,
        ).label("tools_carried"),
        _one(func.coalesce(func.sum(ToolWriteOff.tools), 0), ToolWriteOff.permit_id == Permit.id).label(
            "tools_written_off"
        ),
        _one(func.max(ContactCheck.at), ContactCheck.permit_id == Permit.id, ContactCheck.answered).label("contact_at"),
        *map(_unsettled, DISPUTED),
        _one(
            func.min(Muster.at),
            Muster.space_id == Permit.space_id,
            Muster.settled_at.is_(None),
            Muster.counted != Muster.registered,
        ).label("differing_count_at"),
    )
    .outerjoin(AreaClosure, AreaClosure.id == newest(AreaClosure))
    .outerjoin(TemporaryBarrier, TemporaryBarrier.id == newest(TemporaryBarrier))
    .outerjoin(Confirmation, Confirmation.id == newest(Confirmation))
    .outerjoin(Suspension, Suspension.id == newest(Suspension))
    .outerjoin(
        GuardianPost,
        GuardianPost.id == newest(GuardianPost, GuardianPost.ended_at.is_(None), by=(_own_last, GuardianPost.since)),
    )
    .outerjoin(ContractReview, ContractReview.id == _last_review)
    .where(Permit.id.in_(PERMITS))
)


def of(reader: Reader, permit: Permit) -> Found:
    """The row of one permit. What there is none of is None in all its columns."""
    return reader.rows(_LATEST, permit.id)[-1]
