"""Evidence from the site: of each kind the latest that counts."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import TypeVar

from sqlalchemy import and_, null, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ORMOption

from permit_service.facts_of import latest as latest_rows
from permit_service.facts_of.reader import PERMITS, Found, Reader, newest
from permit_service.models.checks import GuardianCheck, GuardianCheckAnswer, ProtectionAnswer, ProtectionCheck
from permit_service.models.choices import Answer
from permit_service.models.columns import Evidence
from permit_service.models.equipment import Equipment, PermitEquipment
from permit_service.models.openings import Closing, Opening, VentilationRun
from permit_service.models.permits import Permit
from permit_service.models.preparation import Briefing, BriefingAnswer, EquipmentAnswer, EquipmentCheck, Isolation
from workflows import site_facts
from workflows.plan_facts import Piece
from workflows.upkeep import NEEDS_DATE

E = TypeVar("E", bound=Evidence)

_BRIEFING = (
    select(Permit.id, Briefing.at, Briefing.signed_at, BriefingAnswer.item)
    .join(Briefing, Briefing.id == newest(Briefing, Briefing.late.is_(False)))
    .outerjoin(BriefingAnswer, BriefingAnswer.briefing_id == Briefing.id)
    .where(Permit.id.in_(PERMITS))
)
#: The answers of the latest check with their pieces; without a check, the pieces that the plan takes along.
_EQUIPMENT = union_all(
    select(
        Permit.id,
        EquipmentCheck.id.label("check_id"),
        EquipmentCheck.at,
        EquipmentCheck.lighting_volts,
        EquipmentCheck.rescue_kit_metres,
        EquipmentAnswer.item,
        EquipmentAnswer.answer,
        EquipmentAnswer.equipment_id,
        Equipment.code,
        Equipment.calibrated_until,
        Equipment.out_of_service_at,
    )
    .join(EquipmentCheck, EquipmentCheck.id == newest(EquipmentCheck))
    .outerjoin(EquipmentAnswer, EquipmentAnswer.check_id == EquipmentCheck.id)
    .outerjoin(Equipment, Equipment.id == EquipmentAnswer.equipment_id)
    .where(Permit.id.in_(PERMITS)),
    select(
        PermitEquipment.permit_id,
        null(),
        null(),
        null(),
        null(),
        Equipment.kind,
        null(),
        Equipment.id,
        Equipment.code,
        Equipment.calibrated_until,
        Equipment.out_of_service_at,
    )
    .join(Equipment, Equipment.id == PermitEquipment.equipment_id)
    .where(PermitEquipment.permit_id.in_(PERMITS)),
)
_GUARDIAN_CHECK = (
    select(
        Permit.id,
        GuardianCheck.id.label("check_id"),
        GuardianCheck.signed_at,
        GuardianCheckAnswer.item,
        GuardianCheckAnswer.answer,
        GuardianCheckAnswer.at,
    )
    .join(GuardianCheck, GuardianCheck.id == newest(GuardianCheck))
    .outerjoin(GuardianCheckAnswer, GuardianCheckAnswer.check_id == GuardianCheck.id)
    .where(Permit.id.in_(PERMITS))
    .order_by(GuardianCheckAnswer.at)
)
_PROTECTIONS = (
    select(
        ProtectionCheck.permit_id,
        ProtectionCheck.id,
        ProtectionCheck.person_id,
        ProtectionCheck.at,
        ProtectionCheck.air_source,
        ProtectionAnswer.gear,
        ProtectionAnswer.answer,
    )
    .outerjoin(ProtectionAnswer, ProtectionAnswer.check_id == ProtectionCheck.id)
    .where(ProtectionCheck.permit_id.in_(PERMITS))
    .order_by(ProtectionCheck.at, ProtectionCheck.id)
)
_ISOLATIONS = (
    select(
        Isolation.permit_id,
        Isolation.id,
        Isolation.kind,
        Isolation.involved,
        Isolation.confirmed_at,
        Isolation.removed_at,
    )
    .where(Isolation.permit_id.in_(PERMITS), Isolation.withdrawn_at.is_(None))
    .order_by(Isolation.created_at)
)
#: Each opening of an opening with each closing that followed it: the last row of each tells how it stands.
_OPENINGS = (
    select(
        Opening.permit_id,
        Opening.opening_id,
        Opening.opened_by_id,
        Opening.at,
        Opening.upwind,
        Closing.at.label("closed_at"),
        Closing.kind,
        Closing.sign_set,
    )
    .outerjoin(
        Closing,
        and_(
            Closing.permit_id == Opening.permit_id,
            Closing.opening_id == Opening.opening_id,
            Closing.at >= Opening.at,
        ),
    )
    .where(Opening.permit_id.in_(PERMITS))
    .order_by(Opening.at, Closing.at)
)
_RUNS = (
    select(
        VentilationRun.permit_id,
        VentilationRun.id,
        VentilationRun.kind,
        VentilationRun.source,
        VentilationRun.at,
        VentilationRun.stopped_at,
        VentilationRun.duct_confirmed,
        VentilationRun.stop_reason,
        Equipment.code.label("fan"),
    )
    .outerjoin(Equipment, Equipment.id == VentilationRun.equipment_id)
    .where(VentilationRun.permit_id.in_(PERMITS))
    .order_by(VentilationRun.at)
)


def latest(session: Session, kind: type[E], permit: Permit, *options: ORMOption) -> E | None:
    """The latest evidence of one kind under the permit; ``options`` say what to load with it."""
    return session.scalar(
        select(kind)
        .where(kind.permit_id == permit.id)
        .order_by(kind.at.desc(), kind.created_at.desc())
        .limit(1)
        .options(*options)
    )


def briefing(reader: Reader, permit: Permit) -> site_facts.Briefing | None:
    rows = reader.rows(_BRIEFING, permit.id)
    if not rows:
        return None
    items = frozenset(row.item for row in rows if row.item is not None)
    return site_facts.Briefing(rows[0].at, items, rows[0].signed_at is not None)


def area_closure(reader: Reader, permit: Permit) -> site_facts.AreaClosure | None:
    row = latest_rows.of(reader, permit)
    if row.closure_at is None:
        return None
    return site_facts.AreaClosure(row.closure_at, row.closure_closed, row.closure_notice_board, row.closure_removed_at)


def equipment(reader: Reader, permit: Permit) -> site_facts.EquipmentCheck | None:
    rows = [row for row in reader.rows(_EQUIPMENT, permit.id) if row.check_id is not None]
    if not rows:
        return None
    check, answers = rows[0], [row for row in rows if row.item is not None]
    faulty = {row.item for row in answers if row.answer is Answer.no}
    return site_facts.EquipmentCheck(
        id=str(check.check_id),
        at=check.at,
        in_order=frozenset(row.item for row in answers if row.answer is Answer.yes) - faulty,
        faulty=frozenset(faulty),
        not_involved=frozenset(row.item for row in answers if row.answer is Answer.not_involved) - faulty,
        pieces=tuple(_piece(row) for row in answers if row.answer is Answer.yes and _counts(row)),
        lighting_volts=check.lighting_volts,
        rescue_kit_metres=check.rescue_kit_metres,
    )


def _counts(row: Found) -> bool:
    """A piece was named, or is not known where it must be."""
    return row.equipment_id is not None or row.item in NEEDS_DATE


def _piece(row: Found) -> Piece:
    if row.equipment_id is None:
        return Piece("", "", row.item, None)
    out_of_service = row.out_of_service_at is not None
    return Piece(str(row.equipment_id), row.code, row.item, row.calibrated_until, out_of_service)


def assigned(reader: Reader, permit: Permit) -> tuple[Piece, ...]:
    """The equipment that the plan takes along, by code."""
    rows = [row for row in reader.rows(_EQUIPMENT, permit.id) if row.check_id is None]
    return tuple(_piece(row) for row in sorted(rows, key=attrgetter("code")))


def isolations(reader: Reader, permit: Permit) -> tuple[site_facts.Isolation, ...]:
    return tuple(
        site_facts.Isolation(str(row.id), row.kind, row.involved, row.confirmed_at, row.removed_at)
        for row in reader.rows(_ISOLATIONS, permit.id)
    )


def barrier(reader: Reader, permit: Permit) -> site_facts.Barrier | None:
    row = latest_rows.of(reader, permit)
    return None if row.barrier_at is None else site_facts.Barrier(row.barrier_at, row.barrier_effective)


def openings(reader: Reader, permit: Permit) -> tuple[site_facts.Opening, ...]:
    """The latest opening of each opening, with the closing that followed it."""
    last = {row.opening_id: row for row in reader.rows(_OPENINGS, permit.id)}
    return tuple(
        site_facts.Opening(
            opening_id=str(opening_id),
            opened_at=row.at,
            opened_by=str(row.opened_by_id),
            upwind=row.upwind,
            closed_at=row.closed_at,
            closing=row.kind,
            sign_set=bool(row.sign_set),
        )
        for opening_id, row in last.items()
    )


def runs(reader: Reader, permit: Permit) -> tuple[site_facts.VentilationRun, ...]:
    return tuple(
        site_facts.VentilationRun(
            str(row.id),
            row.kind,
            row.source,
            row.at,
            row.stopped_at,
            row.duct_confirmed,
            fan=row.fan or "",
            stop_reason=row.stop_reason,
        )
        for row in reader.rows(_RUNS, permit.id)
    )


def protections(reader: Reader, permit: Permit) -> tuple[site_facts.Protection, ...]:
    """The latest check of each person."""
    checks = groupby(reader.rows(_PROTECTIONS, permit.id), key=attrgetter("id"))
    last = {rows[0].person_id: rows for rows in (list(answers) for _, answers in checks)}
    return tuple(_protection(rows) for rows in last.values())


def _protection(rows: Sequence[Found]) -> site_facts.Protection:
    worn = frozenset(row.gear for row in rows if row.answer is Answer.yes)
    return site_facts.Protection(str(rows[0].person_id), rows[0].at, worn, rows[0].air_source)


def guardian_check(reader: Reader, permit: Permit) -> site_facts.GuardianCheck | None:
    rows = reader.rows(_GUARDIAN_CHECK, permit.id)
    if not rows:
        return None
    said = {row.item: row for row in rows if row.item is not None}  # ordered by time: the last answer stands
    return site_facts.GuardianCheck(
        id=str(rows[0].check_id),
        confirmed={item: row.at for item, row in said.items() if row.answer is Answer.yes},
        not_involved=frozenset(item for item, row in said.items() if row.answer is Answer.not_involved),
        denied=frozenset(item for item, row in said.items() if row.answer is Answer.no),
        signed_at=rows[0].signed_at,
    )


def confirmation(reader: Reader, permit: Permit) -> site_facts.Confirmation | None:
    row = latest_rows.of(reader, permit)
    if row.confirmation_at is None:
        return None
    signer, series = str(row.confirmation_signer_id), str(row.confirmation_series_id)
    return site_facts.Confirmation(row.confirmation_at, signer, series, row.confirmation_bound)
