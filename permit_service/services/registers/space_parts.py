"""What a ledger entry has several of: legs, openings, rescue gear, connections. Inside the desk of one use case."""

import uuid

from permit_service.journal import Stream
from permit_service.models.journal import StreamKind
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace, RescueGear, SpaceConnection, SpaceLeg, SpaceOpening
from permit_service.services.registers.desk import Desk, touch
from permit_service.services.registers.ledger_forms import LegForm, OpeningForm, RescueGearForm, SpaceForm

Ids = frozenset[uuid.UUID]


def stream_of(space_id: uuid.UUID) -> Stream:
    """The journal of one space."""
    return Stream(StreamKind.space, space_id)


def change_parts(desk: Desk, space: ConfinedSpace, form: SpaceForm, before: Ids) -> list[str]:
    """Write what differs; the names of what did. ``before`` are the ids of the spaces connected until now."""
    changed = []
    if tuple(LegForm(leg.orientation, leg.length) for leg in space.legs) != form.legs:
        space.legs.clear()
        desk.session.flush()
        space.legs = legs_of(form.legs)
        changed.append("legs")
    standing = tuple(OpeningForm(o.name, o.id) for o in space.openings if o.withdrawn_at is None)
    if standing != form.openings:
        put_openings(desk, space, form.openings)
        changed.append("openings")
    gear = tuple(RescueGearForm(g.name, g.count, g.place) for g in space.rescue_gear)
    if gear != form.rescue_gear:
        space.rescue_gear.clear()
        desk.session.flush()
        space.rescue_gear = gear_of(form.rescue_gear)
        changed.append("rescue_gear")
    if before != form.connected_ids:
        connect(desk, space, form.connected_ids, before)
        changed.append("connected_ids")
    return changed


def legs_of(forms: tuple[LegForm, ...]) -> list[SpaceLeg]:
    """The way in, in its order."""
    return [SpaceLeg(position=i, orientation=leg.orientation, length=leg.length) for i, leg in enumerate(forms)]


def gear_of(forms: tuple[RescueGearForm, ...]) -> list[RescueGear]:
    """What is at hand, in its order."""
    return [
        RescueGear(position=index, name=gear.name.strip(), count=gear.count, place=gear.place.strip())
        for index, gear in enumerate(forms)
    ]


def put_openings(desk: Desk, space: ConfinedSpace, forms: tuple[OpeningForm, ...]) -> None:
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


def connect(desk: Desk, space: ConfinedSpace, after: Ids, before: Ids) -> None:
    """Connect and disconnect; the entry at the other end has changed too."""
    for other in sorted(before - after):
        desk.session.delete(desk.session.get_one(SpaceConnection, _pair(space.id, other)))
    for other in sorted(after - before):
        low, high = _pair(space.id, other)
        desk.session.add(SpaceConnection(low_id=low, high_id=high))
    for other in sorted(before ^ after):
        touch(desk.session.get_one(ConfinedSpace, other))
        desk.bump(Permit.space_id == other)
        desk.record("space:connect", {"space_id": other, "connected": other in after}, stream_of(other))


def _pair(one: uuid.UUID, other: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID]:
    return min(one, other), max(one, other)
