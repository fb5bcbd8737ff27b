"""The space as the gates use it: the stricter of the permit's signed copy and today's ledger (design §7)."""

import json
import uuid
from decimal import Decimal
from typing import Any

from sqlalchemy import cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from permit_service.facts_of.reader import SPACES, Found, Reader
from permit_service.models.base import Id
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace, SpaceConnection, SpaceLeg, SpaceOpening
from workflows.gas_facts import Leg
from workflows.kinds import Gas, Hazard, Orientation
from workflows.plan_facts import Space
from workflows.space_copy import stricter

_low, _high = SpaceConnection.low_id, SpaceConnection.high_id
_no_leg = cast(null(), SpaceLeg.orientation.type), cast(null(), SpaceLeg.length.type)
#: The ways of a space: its legs, its openings, the spaces connected with it.
_WAYS = union_all(
    select(
        SpaceLeg.space_id,
        literal("leg").label("what"),
        cast(null(), Id()).label("id"),
        SpaceLeg.position.label("position"),
        SpaceLeg.orientation,
        SpaceLeg.length,
    ).where(SpaceLeg.space_id.in_(SPACES)),
    select(SpaceOpening.space_id, literal("opening"), SpaceOpening.id, SpaceOpening.position, *_no_leg).where(
        SpaceOpening.space_id.in_(SPACES), SpaceOpening.withdrawn_at.is_(None)
    ),
    select(_low, literal("connected"), _high, literal(0), *_no_leg).where(_low.in_(SPACES)),
    select(_high, literal("connected"), _low, literal(0), *_no_leg).where(_high.in_(SPACES)),
).order_by("position")


def load(reader: Reader, permit: Permit) -> Space:
    """Ledger and, once the document is frozen, its copy."""
    ledger = _of_ledger(reader, permit.space)
    if permit.document is None:
        return ledger
    return stricter(from_copy(json.loads(permit.document)["space"]), ledger)


def of_ledger(session: Session, space: ConfinedSpace) -> Space:
    """Today's ledger entry."""
    return _of_ledger(Reader(session, spaces=[space.id]), space)


def connected_to(session: Session, space_id: uuid.UUID) -> list[uuid.UUID]:
    """Spaces connected with this one (连通空间), in one step."""
    return [row.id for row in _ways(Reader(session, spaces=[space_id]), space_id, "connected")]


def _of_ledger(reader: Reader, space: ConfinedSpace) -> Space:
    return Space(
        id=str(space.id),
        in_ledger=space.withdrawn_at is None,
        name=space.name,
        location=space.location,
        hazards=space.hazards,
        legs=tuple(Leg(row.orientation, row.length) for row in _ways(reader, space.id, "leg")),
        opening_ids=tuple(str(row.id) for row in _ways(reader, space.id, "opening")),
        connected_ids=frozenset(str(row.id) for row in _ways(reader, space.id, "connected")),
        toxic_possible=space.toxic_possible,
        oxygen_may_drop=space.oxygen_may_drop,
        gas_may_rise=space.gas_may_rise,
        poisoning_risk=space.poisoning_risk,
        explosion_risk=space.explosion_risk,
        has_sludge=space.has_sludge,
        wet_or_narrow=space.wet_or_narrow,
        enriched_environment=space.enriched_environment,
        extra_gases=space.extra_gases,
        lel_vol=space.lel_vol,
        barrier_effective=space.barrier_effective,
    )


def _ways(reader: Reader, space_id: uuid.UUID, what: str) -> list[Found]:
    return [row for row in reader.rows(_WAYS, space_id) if row.what == what]


_FLAGS = (
    "toxic_possible",
    "oxygen_may_drop",
    "gas_may_rise",
    "poisoning_risk",
    "explosion_risk",
    "has_sludge",
    "wet_or_narrow",
    "enriched_environment",
)


def copy_of(space: Space) -> dict[str, Any]:
    """What the signed document says of the space, as plain JSON."""
    return {
        "id": space.id,
        "name": space.name,
        "location": space.location,
        "hazards": sorted(space.hazards),
        "legs": [{"orientation": leg.orientation, "length": str(leg.length)} for leg in space.legs],
        "opening_ids": list(space.opening_ids),
        "connected_ids": sorted(space.connected_ids),
        "extra_gases": sorted(space.extra_gases),
        "lel_vol": None if space.lel_vol is None else str(space.lel_vol),
        "barrier_effective": space.barrier_effective,
        **{flag: getattr(space, flag) for flag in _FLAGS},
    }


def from_copy(copy: dict[str, Any]) -> Space:
    """The space of a signed document."""
    return Space(
        id=copy["id"],
        in_ledger=True,
        name=copy["name"],
        location=copy["location"],
        hazards=frozenset(Hazard(h) for h in copy["hazards"]),
        legs=tuple(Leg(Orientation(leg["orientation"]), Decimal(leg["length"])) for leg in copy["legs"]),
        opening_ids=tuple(copy["opening_ids"]),
        connected_ids=frozenset(copy["connected_ids"]),
        extra_gases=frozenset(Gas(g) for g in copy["extra_gases"]),
        lel_vol=None if copy["lel_vol"] is None else Decimal(copy["lel_vol"]),
        barrier_effective=copy["barrier_effective"],
        **{flag: copy[flag] for flag in _FLAGS},
    )
