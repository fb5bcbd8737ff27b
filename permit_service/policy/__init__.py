"""Who may call what: one line an endpoint. An endpoint that is missing here is there for nobody.

A new endpoint is one line in the file of its room.
"""

from collections.abc import Mapping
from types import MappingProxyType

from permit_service.policy.checks import CHECKS
from permit_service.policy.kinds import NOBODY, Policy
from permit_service.policy.open_doors import DOORS
from permit_service.policy.registers_api import REGISTERS_API
from permit_service.policy.registers_pages import REGISTERS_PAGES
from permit_service.policy.work_api import WORK_API
from permit_service.policy.work_pages import WORK_PAGES

__all__ = ["NOBODY", "POLICY", "ROOMS", "Policy", "joined"]


def joined(*rooms: Mapping[str, Policy]) -> Mapping[str, Policy]:
    """All lines together. Raises ValueError for an endpoint that stands in two rooms: which line counts is no guess."""
    whole = {endpoint: policy for room in rooms for endpoint, policy in room.items()}
    if len(whole) < sum(len(room) for room in rooms):
        raise ValueError("an endpoint stands twice in the policy")
    return MappingProxyType(whole)


ROOMS = (DOORS, REGISTERS_API, WORK_API, REGISTERS_PAGES, WORK_PAGES, CHECKS)
POLICY = joined(*ROOMS)
