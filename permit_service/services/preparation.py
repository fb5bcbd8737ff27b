"""Preparation at the mouth: area closed, equipment checked, energy isolated, a barrier set (R04, R17, R18, R56)."""

import uuid
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from permit_service.actor import Actor
from permit_service.errors import Invalid
from permit_service.models.choices import Answer
from permit_service.models.equipment import Equipment
from permit_service.models.permits import Permit
from permit_service.models.preparation import (
    AreaClosure,
    EquipmentAnswer,
    EquipmentCheck,
    Isolation,
    TemporaryBarrier,
)
from permit_service.services.case import Case
from permit_service.services.inputs import Faults
from permit_service.services.on_site import keep_photo, on_site, permit_of, person_of, require_part, stamped
from workflows.kinds import EquipmentItem, IsolationKind
from workflows.vocabulary import Action, Part

#: Who undoes what was prepared, when the work is over.
_UNDOING = (Part.leader, Part.guardian, Part.manager)


@dataclass(frozen=True, slots=True)
class EquipmentLine:
    """One kind of equipment as found, and the piece that was looked at. A kind may have several lines."""

    item: EquipmentItem
    answer: Answer
    equipment_id: uuid.UUID | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class EquipmentForm:
    """The equipment check: lines, V of lighting taken inside (None: none is), m from the rescue set to the mouth."""

    lines: tuple[EquipmentLine, ...]
    lighting_volts: Decimal | None = None
    rescue_kit_metres: Decimal | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class IsolationForm:
    """One item of isolation or clearing. A lock carried over from an earlier permit of the job keeps its number."""

    kind: IsolationKind
    involved: bool = True
    place: str = ""
    lock_number: str = ""
    photo: bytes | None = None
    remark: str = ""


def close_area(
    actor: Actor,
    permit_id: uuid.UUID,
    *,
    closed: bool,
    notice_board: bool,
    photo: bytes | None = None,
    remark: str = "",
) -> AreaClosure:
    """Record 作业区封闭 and 告知牌 as found. Raises RefusedError, Invalid (``photo``, ``remark``), NotFound."""

    def act(case: Case) -> AreaClosure:
        case.ask(Action.prepare)
        row = case.write(
            AreaClosure(
                **stamped(case),
                closed=closed,
                notice_board=notice_board,
                photo_id=keep_photo(case, photo),
                remark=_remark(remark),
            )
        )
        case.record("area_closure:set", {"closure_id": row.id, "closed": closed, "notice_board": notice_board})
        return row

    return on_site(actor, permit_id, act)


def check_equipment(actor: Actor, permit_id: uuid.UUID, form: EquipmentForm) -> EquipmentCheck:
    """Record 设备检查 line by line. What lacks a line is unchecked to the gates.

    Raises Invalid (``lines``, ``lines.N.equipment_id``: ``unknown``, measures), RefusedError, NotFound.
    """

    def act(case: Case) -> EquipmentCheck:
        _check_form(case, form)
        case.ask(Action.prepare)
        row = case.write(
            EquipmentCheck(
                **stamped(case),
                checker_id=person_of(case),
                lighting_volts=form.lighting_volts,
                rescue_kit_metres=form.rescue_kit_metres,
                remark=form.remark.strip(),
                answers=[
                    EquipmentAnswer(
                        item=line.item,
                        answer=line.answer,
                        equipment_id=line.equipment_id,
                        remark=line.remark.strip(),
                    )
                    for line in form.lines
                ],
            )
        )
        answers = [[line.item, line.answer, line.equipment_id] for line in form.lines]
        case.record("equipment:check", {"check_id": row.id, "answers": answers})
        return row

    return on_site(actor, permit_id, act)


def isolate(actor: Actor, permit_id: uuid.UUID, items: tuple[IsolationForm, ...]) -> tuple[Isolation, ...]:
    """Record what is isolated or cleared, and what is not involved; each involved item is confirmed by itself.

    Raises Invalid (``items``, fields of an item), RefusedError, NotFound.
    """

    def act(case: Case) -> tuple[Isolation, ...]:
        _check_items(items)
        case.ask(Action.prepare)
        rows = tuple(_isolation(case, index, item) for index, item in enumerate(items))
        case.record("isolation:set", {"isolation_ids": [row.id for row in rows]})
        return rows

    return on_site(actor, permit_id, act)


def confirm_isolation(actor: Actor, isolation_id: uuid.UUID) -> Isolation:
    """Somebody on site saw that the item is in place, one carried over included.

    Raises Invalid for ``isolation_id`` (``not_involved``, ``removed``, ``taken_back``), RefusedError, NotFound.
    """

    def act(case: Case) -> Isolation:
        row = case.session.get_one(Isolation, isolation_id)
        _check_standing(row)
        case.ask(Action.prepare)
        row.confirmed_at, row.confirmed_by_id = case.now, person_of(case)
        case.record("isolation:confirm", {"isolation_id": row.id})
        return row

    return on_site(actor, permit_of(Isolation, isolation_id), act)


def withdraw_isolation(actor: Actor, isolation_id: uuid.UUID, reason: str) -> Isolation:
    """Take back a record made by mistake, before anybody confirmed the item: the item counts as never assessed.

    Raises Invalid (``reason``; ``isolation_id``: ``confirmed``, ``taken_back``), RefusedError, NotFound.
    """

    def act(case: Case) -> Isolation:
        faults = Faults()
        told = faults.words("reason", reason)
        row = case.session.get_one(Isolation, isolation_id)
        faults.check(row.confirmed_at is None and row.removed_at is None, "isolation_id", "confirmed")
        faults.check(row.withdrawn_at is None, "isolation_id", "taken_back")
        faults.raise_any()
        case.ask(Action.prepare)
        row.withdrawn_at, row.withdrawn_by_id, row.withdraw_reason = case.now, person_of(case), told
        case.record("isolation:withdraw", {"isolation_id": row.id, "reason": told})
        return row

    return on_site(actor, permit_of(Isolation, isolation_id), act)


def remove_isolation(actor: Actor, isolation_id: uuid.UUID) -> Isolation:
    """The item is taken away, at the job's acceptance or before; entry on a live permit is shut by it.

    The rows it was carried over from are ended with it. Raises Invalid for ``isolation_id`` (``not_involved``,
    ``removed``, ``taken_back``), Forbidden, NotFound.
    """

    def act(case: Case) -> Isolation:
        require_part(case, person_of(case), *_UNDOING)
        row = case.session.get_one(Isolation, isolation_id)
        _check_standing(row)
        link: Isolation | None = row
        while link is not None:
            link.removed_at, link.removed_by_id = case.now, person_of(case)
            link = None if link.carried_from_id is None else case.session.get(Isolation, link.carried_from_id)
        case.record("isolation:remove", {"isolation_id": row.id}, also=case.job_stream)
        return row

    return on_site(actor, permit_of(Isolation, isolation_id), act)


def set_barrier(
    actor: Actor, permit_id: uuid.UUID, *, effective: bool, method: str, photo: bytes | None = None
) -> TemporaryBarrier:
    """A temporary barrier in place of an ineffective 出入口隔离 (O13 12).

    Raises Invalid (``method``, ``photo``), RefusedError, NotFound.
    """

    def act(case: Case) -> TemporaryBarrier:
        faults = Faults()
        told = faults.words("method", method)
        faults.raise_any()
        case.ask(Action.prepare)
        photo_id = keep_photo(case, photo)
        row = case.write(TemporaryBarrier(**stamped(case), effective=effective, method=told, photo_id=photo_id))
        case.record("barrier:set", {"barrier_id": row.id, "effective": effective})
        return row

    return on_site(actor, permit_id, act)


def _remark(remark: str) -> str:
    faults = Faults()
    told = faults.remark("remark", remark)
    faults.raise_any()
    return told


def _check_form(case: Case, form: EquipmentForm) -> None:
    faults = Faults()
    faults.some("lines", form.lines)
    owners = (case.permit.enterprise_id, case.permit.unit_id)
    for index, line in enumerate(form.lines):
        faults.remark(f"lines.{index}.remark", line.remark)
        if line.equipment_id is not None:
            piece = case.session.get(Equipment, line.equipment_id)
            known = piece is not None and piece.enterprise_id in owners and piece.kind is line.item
            faults.check(known, f"lines.{index}.equipment_id", "unknown")
    faults.size("lighting_volts", form.lighting_volts or None)
    faults.size("rescue_kit_metres", form.rescue_kit_metres or None)  # at the mouth itself: 0
    faults.remark("remark", form.remark)
    faults.raise_any()


def _check_items(items: tuple[IsolationForm, ...]) -> None:
    faults = Faults()
    faults.some("items", items)
    for index, item in enumerate(items):
        faults.remark(f"items.{index}.place", item.place)
        faults.remark(f"items.{index}.lock_number", item.lock_number, longest=60)
        faults.remark(f"items.{index}.remark", item.remark)
        if item.involved and item.kind is IsolationKind.lock_tag:  # by its number the next permit takes it over
            faults.check(bool(item.lock_number.strip()), f"items.{index}.lock_number", "required")
    faults.raise_any()


def _isolation(case: Case, index: int, item: IsolationForm) -> Isolation:
    lock_number = item.lock_number.strip()
    return case.write(
        Isolation(
            **stamped(case),
            kind=item.kind,
            involved=item.involved,
            place=item.place.strip(),
            lock_number=lock_number,
            carried_from_id=_carried_from(case, lock_number) if item.involved and lock_number else None,
            photo_id=keep_photo(case, item.photo, f"items.{index}.photo"),
            remark=item.remark.strip(),
        )
    )


def _carried_from(case: Case, lock_number: str) -> uuid.UUID | None:
    """The same lock, still on, under an earlier permit of this job in this space (site-rules 2)."""
    return case.session.scalar(
        select(Isolation.id)
        .join(Permit, Permit.id == Isolation.permit_id)
        .where(
            Permit.job_id == case.permit.job_id,
            Permit.space_id == case.permit.space_id,
            Permit.id != case.permit.id,
            Isolation.lock_number == lock_number,
            Isolation.removed_at.is_(None),
            Isolation.withdrawn_at.is_(None),
        )
        .order_by(Isolation.created_at.desc())
        .limit(1)
    )


def _check_standing(row: Isolation) -> None:
    if not row.involved:
        raise Invalid({"isolation_id": "not_involved"})
    if row.removed_at is not None:
        raise Invalid({"isolation_id": "removed"})
    if row.withdrawn_at is not None:
        raise Invalid({"isolation_id": "taken_back"})
