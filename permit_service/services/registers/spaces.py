"""The ledger of confined spaces (有限空间台账; O13 6, G46 4.1.2): entries, their photos, their warnings."""

import uuid
from enum import StrEnum, unique

from sqlalchemy import ColumnElement, and_, select

from permit_service import wallclock
from permit_service.actor import Actor
from permit_service.errors import Conflict, Forbidden, Invalid, ProblemCode
from permit_service.facts_of.ledger import warnings_of
from permit_service.facts_of.space import connected_to
from permit_service.models.alarms import Alarm
from permit_service.models.areas import Area
from permit_service.models.base import db
from permit_service.models.enterprises import Enterprise
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace, SpaceReview
from permit_service.queries.scope import find
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import Desk, at_desk, change, expect, touch
from permit_service.services.registers.ledger_forms import SpaceForm, columns_of
from permit_service.services.registers.space_parts import (
    Ids,
    change_parts,
    connect,
    gear_of,
    legs_of,
    put_openings,
    stream_of,
)
from permit_service.storage import IMAGES
from workflows.codes import Code
from workflows.kinds import ReviewKind
from workflows.vocabulary import LIVE_STATUSES, AlarmKind

#: Columns that no gate looks at; a change of any other has live permits judged anew.
_DESCRIPTIVE = frozenset(
    {
        "quantity",
        "pinyin",
        "longitude",
        "latitude",
        "shape",
        "volume",
        "medium",
        "possible_accident",
        "risk_grade",
        "barrier_method",
        "department",
        "manager_id",
        "work_leader_id",
        "contracted",
        "rescue_gear",
        "rescue_phone",
        "precautions",
        "procedure",
        "in_catalogue",
        "criteria",
        "identified_on",
        "reviewed_on",
        "half_year_reviewed_on",
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
        return enter(desk, enterprise_id, form)

    return at_desk(actor, work, spaces=_known(form.connected_ids))


def edit_space(actor: Actor, space_id: uuid.UUID, revision: int, form: SpaceForm) -> ConfinedSpace:
    """Change a space's entry: its revision rises, and its live permits are judged anew if a gate looks at the change.

    Raises Invalid by field, Forbidden, NotFound, Conflict ``stale``.
    """
    before = frozenset(connected_to(db.session(), space_id))

    def work(desk: Desk) -> ConfinedSpace:
        space = _to_keep(desk, space_id)
        expect(space, revision)
        if frozenset(connected_to(desk.session, space_id)) != before:  # connected while we waited for the locks
            raise Conflict(ProblemCode.stale)
        amend(desk, space, form, before)
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
        setattr(space, f"{shows}_seen_at", desk.now)
        desk.record("space:photo", {"space_id": space_id, "shows": shows, "file_id": file_id}, stream_of(space_id))
        return space

    return at_desk(actor, work, spaces={space_id})


def review_space(actor: Actor, space_id: uuid.UUID, kind: ReviewKind, remark: str = "") -> SpaceReview:
    """Note that somebody went through the entry on the spot today; the ledger's warning of it ceases (O13 6).

    Raises Invalid (``space_id``: ``withdrawn``), Forbidden (also an account without a person), NotFound.
    """

    def work(desk: Desk) -> SpaceReview:
        space = _to_keep(desk, space_id)
        if actor.person_id is None:
            raise Forbidden
        faults = Faults()
        faults.check(space.withdrawn_at is None, "space_id", "withdrawn")
        said = faults.remark("remark", remark)
        faults.raise_any()
        today = wallclock.civil_day(desk.now)
        if kind is ReviewKind.yearly:
            space.reviewed_on = today
        else:
            space.half_year_reviewed_on = today
        review = SpaceReview(
            space_id=space_id, kind=kind, reviewed_at=desk.now, reviewed_by_id=actor.person_id, remark=said
        )
        desk.add(review)
        desk.record("space:review", {"space_id": space_id, "review_id": review.id, "kind": kind}, stream_of(space_id))
        return review

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
            desk.record("space:withdraw", {"space_id": space_id}, stream_of(space_id))
        return space

    return at_desk(actor, work, spaces={space_id})


def enter(desk: Desk, enterprise_id: uuid.UUID, form: SpaceForm) -> ConfinedSpace:
    """Enter a space, inside a unit of work, at an enterprise whose ledger is the account's to keep."""
    values = checked(desk, enterprise_id, form)
    enterprise = desk.session.get_one(Enterprise, enterprise_id)
    space = ConfinedSpace(enterprise_id=enterprise_id, enterprise=enterprise, created_at=desk.now, **values)
    space.legs = legs_of(form.legs)
    space.rescue_gear = gear_of(form.rescue_gear)
    desk.add(space)
    put_openings(desk, space, form.openings)
    connect(desk, space, form.connected_ids, before=frozenset())
    if _warned(desk, space):
        _raise_alarm(desk, space)
    desk.record("space:add", {"space_id": space.id}, stream_of(space.id))
    return space


def amend(desk: Desk, space: ConfinedSpace, form: SpaceForm, before: Ids) -> None:
    """Change an entry that is the account's to keep, inside a unit of work that locked it and its neighbours.

    ``before`` are the ids of the spaces connected until now.
    """
    own = change(space, checked(desk, space.enterprise_id, form, space))
    changed = own + change_parts(desk, space, form, before)
    if changed:
        if not own:
            touch(space)
        if not _DESCRIPTIVE.issuperset(changed):
            desk.bump(Permit.space_id == space.id)
        _settle_alarm(desk, space)
        desk.record("space:edit", {"space_id": space.id, "changed": changed}, stream_of(space.id))


def _to_keep(desk: Desk, space_id: uuid.UUID) -> ConfinedSpace:
    space = find(desk.session, ConfinedSpace, space_id, desk.scope.spaces())
    desk.keep_enterprise(space.enterprise_id)
    return space


def checked(
    desk: Desk, enterprise_id: uuid.UUID, form: SpaceForm, entry: ConfinedSpace | None = None
) -> dict[str, object]:
    """The entry's own columns, cleaned. Raises Invalid by field."""
    faults = Faults()
    values = columns_of(form, faults, wallclock.civil_day(desk.now))
    faults.check(desk.session.get(Area, form.area_id) is not None, "area_id", "unknown")
    for field in ("manager_id", "work_leader_id"):
        _check_responsible(desk, enterprise_id, field, getattr(form, field), faults)
    _check_number(desk, enterprise_id, str(values["number"]), faults, entry)
    _check_neighbours(desk, form.connected_ids, faults, entry)
    standing = {opening.id for opening in entry.openings if opening.withdrawn_at is None} if entry else set()
    given = {opening.id for opening in form.openings if opening.id is not None}
    faults.check(given <= standing, "openings", "unknown")
    faults.raise_any()
    return values


def _check_responsible(
    desk: Desk, enterprise_id: uuid.UUID, field: str, person_id: uuid.UUID | None, faults: Faults
) -> None:
    """Who answers for a space is somebody of its enterprise."""
    person = desk.session.get(Person, person_id) if person_id is not None else None
    own = person is not None and person.enterprise_id == enterprise_id
    faults.check(person_id is None or own, field, "unknown")


def _check_number(
    desk: Desk, enterprise_id: uuid.UUID, number: str, faults: Faults, entry: ConfinedSpace | None
) -> None:
    same = select(ConfinedSpace.id).where(ConfinedSpace.enterprise_id == enterprise_id, ConfinedSpace.number == number)
    holder = desk.session.scalar(same)
    faults.check(holder is None or (entry is not None and holder == entry.id), "number", "taken")


def _check_neighbours(desk: Desk, ids: Ids, faults: Faults, entry: ConfinedSpace | None) -> None:
    """A connection changes both entries, so both must be the account's to keep."""
    if not ids:
        return
    found = desk.session.scalars(select(ConfinedSpace).where(ConfinedSpace.id.in_(ids), desk.scope.spaces())).all()
    kept = {space.id for space in found if desk.keeps(space.enterprise_id)}
    own = entry.id if entry is not None else None
    faults.check(kept == ids and own not in ids, "connected_ids", "unknown")


def _settle_alarm(desk: Desk, space: ConfinedSpace) -> None:
    """The ledger's alarm stands as long as its warning does (R04)."""
    warned = _warned(desk, space)
    standing = desk.session.scalar(select(Alarm).where(_is_barrier_alarm(space.id)))
    if warned and standing is None:
        _raise_alarm(desk, space)
    elif not warned and standing is not None:
        standing.cleared_at = desk.now


def _warned(desk: Desk, space: ConfinedSpace) -> bool:
    warnings = warnings_of(space, wallclock.civil_day(desk.now))
    return any(warning.code is Code.barrier_missing for warning in warnings)


def _raise_alarm(desk: Desk, space: ConfinedSpace) -> None:
    desk.session.flush()  # the alarm refers to the space
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


def _is_barrier_alarm(space_id: uuid.UUID) -> ColumnElement[bool]:
    kind = Alarm.kind == AlarmKind.barrier_ineffective
    return and_(Alarm.subject_id == space_id, kind, Alarm.cleared_at.is_(None))


def _known(ids: Ids) -> Ids:
    """Those of the ids that are spaces: only they can be locked, the rest is told beside the field."""
    return frozenset(db.session.scalars(select(ConfinedSpace.id).where(ConfinedSpace.id.in_(ids))))
