"""What hangs on a wall or a jacket: plates of spaces and badges of people, each with a code that can be typed."""

import uuid
from collections.abc import Collection

from sqlalchemy import select

from permit_service.actor import Actor
from permit_service.errors import Invalid, NotFound
from permit_service.models.people import Badge, Person
from permit_service.models.spaces import ConfinedSpace, Plate, SpaceOpening
from permit_service.queries.scope import find
from permit_service.services.registers.desk import Desk, at_desk, register_of
from permit_service.services.registers.short_codes import new_code
from permit_service.services.registers.space_parts import stream_of
from qr.claims import Kind


def issue_plate(actor: Actor, space_id: uuid.UUID, opening_id: uuid.UUID | None = None) -> Plate:
    """Make a plate for a space, or for one opening of it. Others stay good until revoked.

    Raises Invalid (``opening_id``: ``unknown``; ``space_id``: ``withdrawn``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Plate:
        space = _space_to_keep(desk, space_id)
        if space.withdrawn_at is not None:
            raise Invalid({"space_id": "withdrawn"})
        if opening_id is not None and not _stands(desk.session.get(SpaceOpening, opening_id), space_id):
            raise Invalid({"opening_id": "unknown"})
        plate = Plate(space_id=space_id, opening_id=opening_id, code=new_code(Kind.plate), issued_at=desk.now)
        desk.add(plate)
        desk.record("plate:issue", {"plate_id": plate.id, "opening_id": opening_id}, stream_of(space_id))
        return plate

    return at_desk(actor, work)


def issue_missing_plates(actor: Actor, space_ids: Collection[uuid.UUID]) -> int:
    """Make a plate for each of the spaces that has none in force; how many were made.

    Raises Forbidden and NotFound as :func:`issue_plate` does, for any one of them.
    """

    def work(desk: Desk) -> int:
        plated = select(Plate.space_id).where(Plate.space_id.in_(space_ids), Plate.revoked_at.is_(None))
        missing = sorted(set(space_ids) - set(desk.session.scalars(plated)))
        for space_id in missing:
            _space_to_keep(desk, space_id)
            plate = Plate(space_id=space_id, code=new_code(Kind.plate), issued_at=desk.now)
            desk.add(plate)
            desk.record("plate:issue", {"plate_id": plate.id, "opening_id": None}, stream_of(space_id))
        return len(missing)

    return at_desk(actor, work)


def revoke_plate(actor: Actor, plate_id: uuid.UUID) -> Plate:
    """Call a plate back; a second time does nothing. Raises Forbidden, NotFound."""

    def work(desk: Desk) -> Plate:
        plate = desk.session.get(Plate, plate_id)
        if plate is None:
            raise NotFound
        _space_to_keep(desk, plate.space_id)
        if plate.revoked_at is None:
            plate.revoked_at = desk.now
            desk.record("plate:revoke", {"plate_id": plate.id}, stream_of(plate.space_id))
        return plate

    return at_desk(actor, work)


def issue_badge(actor: Actor, person_id: uuid.UUID) -> Badge:
    """Make somebody's badge; the one before is revoked with it.

    Raises Invalid (``person_id``: ``left``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Badge:
        person = desk.keep_person(person_id)
        if person.left_at is not None:
            raise Invalid({"person_id": "left"})
        desk.session.refresh(person, with_for_update={"key_share": True})  # one badge at a time
        in_force = select(Badge).where(Badge.person_id == person_id, Badge.revoked_at.is_(None))
        for old in desk.session.scalars(in_force):
            _revoke(desk, old, person.enterprise_id or person.area_id)
        return _issue(desk, person)

    return at_desk(actor, work)


def issue_missing_badges(actor: Actor, enterprise_id: uuid.UUID) -> int:
    """Make badges for everybody of an enterprise who has none in force; returns how many.

    Raises Forbidden, NotFound.
    """

    def work(desk: Desk) -> int:
        desk.keep_enterprise(enterprise_id)
        held = select(Badge.person_id).where(Badge.revoked_at.is_(None))
        statement = select(Person).where(
            Person.enterprise_id == enterprise_id, Person.left_at.is_(None), Person.id.not_in(held)
        )
        people = desk.session.scalars(statement.order_by(Person.id)).all()
        for person in people:
            _issue(desk, person)
        return len(people)

    return at_desk(actor, work)


def revoke_badge(actor: Actor, badge_id: uuid.UUID) -> Badge:
    """Call a badge back; a second time does nothing. Raises Forbidden, NotFound."""

    def work(desk: Desk) -> Badge:
        badge = desk.session.get(Badge, badge_id)
        if badge is None:
            raise NotFound
        person = desk.keep_person(badge.person_id)
        if badge.revoked_at is None:
            _revoke(desk, badge, person.enterprise_id or person.area_id)
        return badge

    return at_desk(actor, work)


def _issue(desk: Desk, person: Person) -> Badge:
    badge = Badge(person_id=person.id, number=new_code(Kind.badge), issued_at=desk.now)
    desk.add(badge)
    payload = {"badge_id": badge.id, "person_id": person.id}
    desk.record("badge:issue", payload, register_of(person.enterprise_id or person.area_id))
    return badge


def _revoke(desk: Desk, badge: Badge, organisation_id: uuid.UUID | None) -> None:
    badge.revoked_at = desk.now
    desk.record("badge:revoke", {"badge_id": badge.id}, register_of(organisation_id))


def _space_to_keep(desk: Desk, space_id: uuid.UUID) -> ConfinedSpace:
    space = find(desk.session, ConfinedSpace, space_id, desk.scope.spaces())
    desk.keep_enterprise(space.enterprise_id)
    return space


def _stands(opening: SpaceOpening | None, space_id: uuid.UUID) -> bool:
    return opening is not None and opening.space_id == space_id and opening.withdrawn_at is None
