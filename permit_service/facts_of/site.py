"""Evidence from the site: of each kind the latest that counts."""

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from permit_service.models.checks import Confirmation, GuardianCheck, ProtectionCheck
from permit_service.models.choices import Answer
from permit_service.models.columns import Evidence
from permit_service.models.jobs import ClosureRemoval
from permit_service.models.openings import Closing, Opening, VentilationRun
from permit_service.models.permits import Permit
from permit_service.models.preparation import (
    AreaClosure,
    Briefing,
    EquipmentAnswer,
    EquipmentCheck,
    Isolation,
    TemporaryBarrier,
)
from workflows import site_facts
from workflows.kinds import EquipmentItem

E = TypeVar("E", bound=Evidence)

#: Pieces that are worth nothing without a date of calibration or inspection (G46 4.5.3).
_DATED = frozenset({EquipmentItem.gas_detector, EquipmentItem.breathing_set})


def latest(session: Session, kind: type[E], permit: Permit, *options: ORMOption) -> E | None:
    """The latest evidence of one kind under the permit; ``options`` say what to load with it."""
    return session.scalar(
        select(kind)
        .where(kind.permit_id == permit.id)
        .order_by(kind.at.desc(), kind.created_at.desc())
        .limit(1)
        .options(*options)
    )


def briefing(session: Session, permit: Permit) -> site_facts.Briefing | None:
    row = session.scalar(
        select(Briefing)
        .where(Briefing.permit_id == permit.id, Briefing.late.is_(False))
        .order_by(Briefing.at.desc())
        .limit(1)
    )
    if row is None:
        return None
    return site_facts.Briefing(row.at, frozenset(a.item for a in row.answers), row.signed_at is not None)


def area_closure(session: Session, permit: Permit) -> site_facts.AreaClosure | None:
    row = latest(session, AreaClosure, permit)
    if row is None:
        return None
    removed_at = session.scalar(
        select(ClosureRemoval.at).where(
            ClosureRemoval.job_id == permit.job_id, ClosureRemoval.space_id == permit.space_id
        )
    )
    return site_facts.AreaClosure(row.at, row.closed, row.notice_board, removed_at)


def equipment(session: Session, permit: Permit) -> site_facts.EquipmentCheck | None:
    pieces = selectinload(EquipmentCheck.answers).joinedload(EquipmentAnswer.equipment)
    row = latest(session, EquipmentCheck, permit, pieces)
    if row is None:
        return None
    faulty = {a.item for a in row.answers if a.answer is Answer.no or _out_of_service(a)}
    dates = [_runs_out(a) for a in row.answers if a.answer is Answer.yes and _is_dated(a)]
    known = [date for date in dates if date is not None]
    return site_facts.EquipmentCheck(
        id=str(row.id),
        at=row.at,
        in_order=frozenset(a.item for a in row.answers if a.answer is Answer.yes) - faulty,
        faulty=frozenset(faulty),
        not_involved=frozenset(a.item for a in row.answers if a.answer is Answer.not_involved) - faulty,
        calibrated_until=min(known) if known and len(known) == len(dates) else None,
        lighting_volts=row.lighting_volts,
        rescue_kit_metres=row.rescue_kit_metres,
    )


def _out_of_service(answer: EquipmentAnswer) -> bool:
    return answer.equipment is not None and answer.equipment.out_of_service_at is not None


def _is_dated(answer: EquipmentAnswer) -> bool:
    """A piece that has a date, or that must have one: then a missing date counts as not known."""
    return answer.item in _DATED or (answer.equipment is not None and answer.equipment.calibrated_until is not None)


def _runs_out(answer: EquipmentAnswer):
    return None if answer.equipment is None else answer.equipment.calibrated_until


def isolations(session: Session, permit: Permit) -> tuple[site_facts.Isolation, ...]:
    rows = session.scalars(select(Isolation).where(Isolation.permit_id == permit.id).order_by(Isolation.created_at))
    return tuple(site_facts.Isolation(str(r.id), r.kind, r.involved, r.confirmed_at, r.removed_at) for r in rows)


def barrier(session: Session, permit: Permit) -> site_facts.Barrier | None:
    row = latest(session, TemporaryBarrier, permit)
    return None if row is None else site_facts.Barrier(row.at, row.effective)


def openings(session: Session, permit: Permit) -> tuple[site_facts.Opening, ...]:
    """The latest opening of each opening, with the closing that followed it."""
    opened = session.scalars(select(Opening).where(Opening.permit_id == permit.id).order_by(Opening.at))
    closed = session.scalars(select(Closing).where(Closing.permit_id == permit.id).order_by(Closing.at))
    last_opened = {row.opening_id: row for row in opened}
    last_closed = {row.opening_id: row for row in closed}
    return tuple(_opening(row, last_closed.get(opening_id)) for opening_id, row in last_opened.items())


def _opening(row: Opening, closing: Closing | None) -> site_facts.Opening:
    if closing is not None and closing.at < row.at:
        closing = None  # opened again since
    return site_facts.Opening(
        opening_id=str(row.opening_id),
        opened_at=row.at,
        opened_by=str(row.opened_by_id),
        upwind=row.upwind,
        closed_at=None if closing is None else closing.at,
        closing=None if closing is None else closing.kind,
        sign_set=closing is not None and closing.sign_set,
    )


def runs(session: Session, permit: Permit) -> tuple[site_facts.VentilationRun, ...]:
    rows = session.scalars(
        select(VentilationRun).where(VentilationRun.permit_id == permit.id).order_by(VentilationRun.at)
    )
    return tuple(
        site_facts.VentilationRun(str(r.id), r.kind, r.source, r.at, r.stopped_at, r.duct_confirmed) for r in rows
    )


def protections(session: Session, permit: Permit) -> tuple[site_facts.Protection, ...]:
    """The latest check of each person."""
    rows = session.scalars(
        select(ProtectionCheck)
        .where(ProtectionCheck.permit_id == permit.id)
        .order_by(ProtectionCheck.at)
        .options(selectinload(ProtectionCheck.answers))
    )
    last = {row.person_id: row for row in rows}
    return tuple(
        site_facts.Protection(
            str(person), r.at, frozenset(a.gear for a in r.answers if a.answer is Answer.yes), r.air_source
        )
        for person, r in last.items()
    )


def guardian_check(session: Session, permit: Permit) -> site_facts.GuardianCheck | None:
    row = latest(session, GuardianCheck, permit)
    if row is None:
        return None
    said = {a.item: a for a in row.answers}  # ordered by time: the last answer of an item stands
    return site_facts.GuardianCheck(
        id=str(row.id),
        confirmed={item: a.at for item, a in said.items() if a.answer is Answer.yes},
        not_involved=frozenset(item for item, a in said.items() if a.answer is Answer.not_involved),
        denied=frozenset(item for item, a in said.items() if a.answer is Answer.no),
        signed_at=row.signed_at,
    )


def confirmation(session: Session, permit: Permit) -> site_facts.Confirmation | None:
    row = latest(session, Confirmation, permit)
    return None if row is None else site_facts.Confirmation(row.at, str(row.signer_id), str(row.series_id), row.bound)
