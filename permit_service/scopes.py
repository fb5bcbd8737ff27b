"""Which things an account may know of, by the name of the URL's argument: ``permit_id``, ``job_id`` and so on.

A thing out of scope is 404, like one that does not exist. An argument that is missing here is out of everybody's scope.
"""

import uuid
from collections.abc import Callable, Mapping
from types import MappingProxyType

from permit_service.actor import Actor
from permit_service.queries.scope import SEES
from permit_service.queries.scope_of_parts import SEES_PARTS

ScopeCheck = Callable[[Actor, uuid.UUID], bool]

SCOPES: Mapping[str, ScopeCheck] = MappingProxyType({**SEES, **SEES_PARTS})
