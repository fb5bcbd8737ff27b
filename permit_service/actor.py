"""Who acts: the account behind a request, as services and rules see it."""

import uuid
from dataclasses import dataclass
from functools import cached_property

from workflows.vocabulary import Role

#: Roles that hold everywhere if granted in no enterprise and no area.
_EVERYWHERE = frozenset({Role.administrator, Role.clock})


@dataclass(frozen=True, slots=True)
class Grant:
    """A role within one enterprise or one area; with neither it is the whole installation's administrator."""

    role: Role
    enterprise_id: uuid.UUID | None = None
    area_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Actor:
    """An account at the moment of asking. ``user_id`` is None only for the clock process."""

    user_id: uuid.UUID | None
    person_id: uuid.UUID | None = None
    enterprise_id: uuid.UUID | None = None
    area_id: uuid.UUID | None = None
    grants: tuple[Grant, ...] = ()
    device: str = ""

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Every role held anywhere."""
        return frozenset(grant.role for grant in self.grants)

    @cached_property
    def everywhere(self) -> bool:
        """Whether a role holds over the whole installation: the administrator's, and the clock's."""
        return any(g.role in _EVERYWHERE and g.enterprise_id is None and g.area_id is None for g in self.grants)

    def enterprises_as(self, role: Role) -> frozenset[uuid.UUID]:
        """Enterprises in which the role is held."""
        return frozenset(g.enterprise_id for g in self.grants if g.role is role and g.enterprise_id is not None)

    def areas_as(self, role: Role) -> frozenset[uuid.UUID]:
        """Areas in which the role is held; areas below them are the caller's to add."""
        return frozenset(g.area_id for g in self.grants if g.role is role and g.area_id is not None)


#: The clock process: acts by itself when a due time has come.
CLOCK = Actor(user_id=None, grants=(Grant(Role.clock),))
