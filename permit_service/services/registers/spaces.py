"""The ledger of confined spaces (有限空间台账; O13 6, G46 4.1.2): entries, their photos, their warnings."""

import uuid
from enum import StrEnum, unique

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from permit_service import wallclock
from permit_service.actor import Actor
from permit_service.errors import Conflict, Invalid, ProblemCode
from permit_service.facts_of.space import connected_to, of_ledger
from permit_service.journal import Stream
from permit_service.models.alarms import Alarm
from permit_service.models.areas import Area
from permit_service.models.base import db
from permit_service.models.enterprises import Enterprise
from permit_service.models.journal import StreamKind
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace, SpaceConnection, SpaceLeg, SpaceOpening
from permit_service.queries.scope import find
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import Desk, at_desk, change, expect, touch
from permit_service.services.registers.ledger_forms import LegForm, OpeningForm, SpaceForm, columns_of
from permit_service.storage import IMAGES
from workflows.ledger import ledger_warnings
from workflows.vocabulary import LIVE_STATUSES, AlarmKind

Ids = frozenset[uuid.UUID]

#: Columns that no gate looks at; a change of any other has live permits judged anew.
_DESCRIPTIVE = frozenset(
    {
        "quantity",
        "volume",
        "medium",
        "possible_accident",
        "risk_grade",
        "barrier_method",
        "department",
        "manager_id",
        "contracted",
        "rescue_gear",
        "precautions",
        "in_catalogue",
        "identified_on",
        "reviewed_on",
    }
)


@unique
class SpacePhoto(StrEnum):
    """What a photo of the ledger shows."""

    barrier = "barrier"
    sign = "sign"
    notice = "notice"


def add_space(actor: Actor, enterprise_id: uuid.UUID, form: SpaceForm) -> ConfinedSpace:
    """Enter a space. Raises Invalid by field, Forbidden, NotFound."""

    def work(desk: Desk) -> ConfinedSpace:
        desk.keep_enterprise(enterprise_id)
        values = _checked(desk, enterprise_id, form)
        space = ConfinedSpace(enterprise_id=enterprise_id, created_at=desk.now, **values)
        space.legs = _legs(form.legs)
        desk.add(space)
        _put_openings(desk, space, form.openings)
        _connect(desk, space, form.connected_ids, before=frozenset())
        _settle_alarm(desk, space)
        desk.record("space:add", {"space_id": space.id}, _stream_of(space.id))
        return space

    return at_desk(actor, work, spaces=_known(form.connected_ids))


def edit_space(actor: Actor, space_id: uuid.UUID, revision: int, form: SpaceForm) -> ConfinedSpace:
    """Change a space's entry: its revision rises, and its live permits are judged anew if a gate looks at the change.

    Raises Invalid by field, Forbidden, NotFound, Conflict ``stale``.
    """
    before = _connected_to(db.session(), space_id)

    def work(desk: Desk) -> ConfinedSpace:
        space = _to_keep(desk, space_id)
        expect(space, revision)
        if _connected_to(desk.session, space_id) != before:  # connected while we waited for the locks
            raise Conflict(ProblemCode.stale)
        own = change(space, _checked(desk, space.enterprise_id, form, space))
        changed = own + _change_parts(desk, space, form, before)
        if changed:
            if not own:
                touch(space)
            if not _DESCRIPTIVE.issuperset(changed):
                desk.bump(Permit.space_id == space_id)
            _settle_alarm(desk, space)
            desk.record("space:edit", {"space_id": space_id, "changed": changed}, _stream_of(space_id))
        return space

    return at_desk(actor, work, spaces={space_id, *before, *_known(form.connected_ids)})


def put_space_photo(actor: Actor, space_id: uuid.UUID, shows: SpacePhoto, photo: bytes) -> ConfinedSpace:
    """Keep a photo of the barrier, the warning sign or the notice board (告知牌).

    Raises Invalid, Forbidden, NotFound.
    """

    def work(desk: Desk) -> ConfinedSpace:
        space = _to_keep(desk, space_id)
        file_id = desk.keep_file(photo, "photo", IMAGES)
        setattr(space, f"{shows}_photo_id", file_id)
        if shows is not SpacePhoto.barrier:
            setattr(space, f"{shows}_seen_at", desk.now)
        desk.record("space:photo", {"space_id": space_id, "shows": shows, "file_id": file_id}, _stream_of(space_id))
        return space

    return at_desk(actor, work, spaces={space_id})


def withdraw_space(actor: Actor, space_id: uuid.UUID) -> ConfinedSpace:
    """Take a space out of the ledger; a second time does nothing.

    Raises Invalid (``space_id``: ``in_use`` while a permit for it lives), Forbidden, NotFound.
    """

    def work(desk: Desk) -> ConfinedSpace:
        space = _to_keep(desk, space_id)
        live = select(Permit.id).where(Permit.space_id == space_id, Permit.status.in_(LIVE_STATUSES)).limit(1)
        if desk.session.scalar(live) is not None:
            raise Invalid({"space_id": "in_use"})
        if space.withdrawn_at is None:
            space.withdrawn_at = desk.now
            _settle_alarm(desk, space)
            desk.record("space:withdraw", {"space_id": space_id}, _stream_of(space_id))
        return space

    return at_desk(actor, work, spaces={space_id})


def _to_keep(desk: Desk, space_id: uuid.UUID) -> ConfinedSpace:
    space = find(desk.session, ConfinedSpace, space_id, desk.scope.spaces())
    desk.keep_enterprise(space.enterprise_id)
    return space


def _checked(
    desk: Desk, enterprise_id: uuid.UUID, form: SpaceForm, entry: ConfinedSpace | None = None
) -> dict[str, object]:
    faults = Faults()
    values = columns_of(form, faults, wallclock.civil_day(desk.now))
    faults.check(desk.session.get(Area, form.area_id) is not None, "area_id", "unknown")
    manager = desk.session.get(Person, form.manager_id) if form.manager_id is not None else None
    unknown = form.manager_id is not None and (manager is None or manager.enterprise_id != enterprise_id)
    faults.check(not unknown, "manager_id", "unknown")
    _check_number(desk, enterprise_id, str(values["number"]), faults, entry)
    _check_neighbours(desk, form.connected_ids, faults, entry)
    standing = {opening.id for opening in entry.openings if opening.withdrawn_at is None} if entry else set()
    given = {opening.id for opening in form.openings if opening.id is not None}
    faults.check(given <= standing, "openings", "unknown")
    faults.raise_any()
    return values


def _check_number(
    desk: Desk, enterprise_id: uuid.UUID, number: str, faults: Faults, entry: ConfinedSpace | None
) -> None:
    same = select(ConfinedSpace.id).where(ConfinedSpace.enterprise_id == enterprise_id, ConfinedSpace.number == number)
    holder = desk.session.scalar(same)
    faults.check(holder is None or (entry is not None and holder == entry.id), "number", "taken")


def _check_neighbours(desk: Desk, ids: Ids, faults: Faults, entry: ConfinedSpace | None) -> None:
    """A connection changes both entries, so both must be the account's to keep."""
    found = desk.session.scalars(select(ConfinedSpace).where(ConfinedSpace.id.in_(ids), desk.scope.spaces())).all()
    kept = {space.id for space in found if desk.keeps(space.enterprise_id)}
    own = entry.id if entry is not None else None
    faults.check(kept == ids and own not in ids, "connected_ids", "unknown")


def _change_parts(desk: Desk, space: ConfinedSpace, form: SpaceForm, before: Ids) -> list[str]:
    changed = []
    if tuple(LegForm(leg.orientation, leg.length) for leg in space.legs) != form.legs:
        space.legs.clear()
        desk.session.flush()
        space.legs = _legs(form.legs)
        changed.append("legs")
    standing = tuple(OpeningForm(o.name, o.id) for o in space.openings if o.withdrawn_at is None)
    if standing != form.openings:
        _put_openings(desk, space, form.openings)
        changed.append("openings")
    if before != form.connected_ids:
        _connect(desk, space, form.connected_ids, before)
        changed.append("connected_ids")
    return changed


def _legs(forms: tuple[LegForm, ...]) -> list[SpaceLeg]:
    return [SpaceLeg(position=i, orientation=leg.orientation, length=leg.length) for i, leg in enumerate(forms)]


def _put_openings(desk: Desk, space: ConfinedSpace, forms: tuple[OpeningForm, ...]) -> None:
    """Rename those that stand, withdraw those that are gone, add the new: evidence keeps pointing at its opening."""
    names = {form.id: form.name.strip() for form in forms if form.id is not None}
    for opening in space.openings:
        if opening.id in names:
            opening.name = names[opening.id]
        elif opening.withdrawn_at is None:
            opening.withdrawn_at = desk.now
    for form in forms:
        if form.id is None:
            space.openings.append(SpaceOpening(position=len(space.openings), name=form.name.strip()))


def _connect(desk: Desk, space: ConfinedSpace, after: Ids, before: Ids) -> None:
    """Connect and disconnect; the entry at the other end has changed too."""
    for other in sorted(before - after):
        desk.session.delete(desk.session.get_one(SpaceConnection, _pair(space.id, other)))
    for other in sorted(after - before):
        low, high = _pair(space.id, other)
        desk.session.add(SpaceConnection(low_id=low, high_id=high))
    for other in sorted(before ^ after):
        touch(desk.session.get_one(ConfinedSpace, other))
        desk.bump(Permit.space_id == other)
        desk.record("space:connect", {"space_id": other, "connected": other in after}, _stream_of(other))


def _settle_alarm(desk: Desk, space: ConfinedSpace) -> None:
    """The ledger's alarm stands as long as its warning does (R04)."""
    desk.session.flush()
    sector = desk.session.get_one(Enterprise, space.enterprise_id).sector
    warned = bool(ledger_warnings(of_ledger(desk.session, space), sector))
    standing = desk.session.scalar(select(Alarm).where(_is_barrier_alarm(space.id)))
    if warned and standing is None:
        desk.session.add(
            Alarm(
                kind=AlarmKind.barrier_ineffective,
                subject_id=space.id,
                space_id=space.id,
                area_path=desk.session.get_one(Area, space.area_id).path,
                enterprise_id=space.enterprise_id,
                since=desk.now,
                raised_at=desk.now,
            )
        )
    elif not warned and standing is not None:
        standing.cleared_at = desk.now


def _is_barrier_alarm(space_id: uuid.UUID) -> ColumnElement[bool]:
    kind = Alarm.kind == AlarmKind.barrier_ineffective
    return and_(Alarm.subject_id == space_id, kind, Alarm.cleared_at.is_(None))


def _known(ids: Ids) -> Ids:
    """Those of the ids that are spaces: only they can be locked, the rest is told beside the field."""
    return frozenset(db.session.scalars(select(ConfinedSpace.id).where(ConfinedSpace.id.in_(ids))))


def _connected_to(session: Session, space_id: uuid.UUID) -> Ids:
    return frozenset(connected_to(session, space_id))


def _pair(one: uuid.UUID, other: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID]:
    return min(one, other), max(one, other)


def _stream_of(space_id: uuid.UUID) -> Stream:
    return Stream(StreamKind.space, space_id)
