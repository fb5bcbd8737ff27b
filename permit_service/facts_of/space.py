"""The space as the gates use it: the stricter of the permit's signed copy and today's ledger (design §7)."""

import json
import uuid
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace, SpaceConnection
from workflows.gas_facts import Leg
from workflows.kinds import Gas, Hazard, Orientation
from workflows.plan_facts import Space
from workflows.space_copy import stricter


def load(session: Session, permit: Permit) -> Space:
    """Ledger and, once the document is frozen, its copy."""
    ledger = of_ledger(session, permit.space)
    if permit.document is None:
        return ledger
    return stricter(from_copy(json.loads(permit.document)["space"]), ledger)


def of_ledger(session: Session, space: ConfinedSpace) -> Space:
    """Today's ledger entry."""
    return Space(
        id=str(space.id),
        in_ledger=space.withdrawn_at is None,
        name=space.name,
        location=space.location,
        hazards=space.hazards,
        legs=tuple(Leg(leg.orientation, leg.length) for leg in space.legs),
        opening_ids=tuple(str(o.id) for o in space.openings if o.withdrawn_at is None),
        connected_ids=frozenset(str(other) for other in connected_to(session, space.id)),
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


def connected_to(session: Session, space_id: uuid.UUID) -> list[uuid.UUID]:
    """Spaces connected with this one (连通空间), in one step."""
    pairs = session.execute(
        select(SpaceConnection.low_id, SpaceConnection.high_id).where(
            or_(SpaceConnection.low_id == space_id, SpaceConnection.high_id == space_id)
        )
    )
    return [low if high == space_id else high for low, high in pairs]


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
