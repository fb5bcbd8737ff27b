"""The stricter of a permit's signed copy of its space and today's ledger entry (design §7).

A ledger may change between signature and entry. What got worse counts at once; what got better counts only in a new
permit. Geometry and openings cannot be merged: a permit signed on others must be made anew (``space_changed``).
"""

from dataclasses import replace

from workflows.plan_facts import Space


def stricter(signed: Space, ledger: Space) -> Space:
    """Merge the two in the direction that refuses more."""
    return replace(
        ledger,
        hazards=signed.hazards | ledger.hazards,
        connected_ids=signed.connected_ids | ledger.connected_ids,
        toxic_possible=signed.toxic_possible or ledger.toxic_possible,
        oxygen_may_drop=signed.oxygen_may_drop or ledger.oxygen_may_drop,
        gas_may_rise=signed.gas_may_rise or ledger.gas_may_rise,
        poisoning_risk=signed.poisoning_risk or ledger.poisoning_risk,
        explosion_risk=signed.explosion_risk or ledger.explosion_risk,
        has_sludge=signed.has_sludge or ledger.has_sludge,
        wet_or_narrow=signed.wet_or_narrow or ledger.wet_or_narrow,
        # An enriched environment allows more oxygen: both must say so.
        enriched_environment=signed.enriched_environment and ledger.enriched_environment,
        extra_gases=signed.extra_gases | ledger.extra_gases,
        lel_vol=None if None in (signed.lel_vol, ledger.lel_vol) else min(signed.lel_vol, ledger.lel_vol),  # type: ignore[type-var]
        # A temporary barrier mends it on site, so today's entry alone counts.
        barrier_effective=ledger.barrier_effective,
        changed_since_signing=signed.legs != ledger.legs or set(signed.opening_ids) != set(ledger.opening_ids),
    )
