"""What holds filings beside their status: the street's pending decision on a late one, and stops in force."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy.orm import Session

from permit_service.models.filings import Filing
from permit_service.queries import filing_plan, stops_in_force
from permit_service.queries.stops_in_force import Stopped


@dataclass(frozen=True, slots=True)
class Standing:
    """Of several filings: those that came late and wait for the street, and those that a stop holds."""

    undecided: Collection[uuid.UUID]
    stopped: Stopped


#: For rows that tell by other means what holds a filing.
NOT_HELD = Standing((), MappingProxyType({}))


def standing_of(session: Session, filings: Sequence[Filing]) -> Standing:
    """What holds these filings."""
    return Standing(filing_plan.undecided(session, filings), stops_in_force.of_filings(session, filings))
