"""Who may call what: one line an endpoint. An endpoint that is missing here is there for nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workflows.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may call one endpoint: anyone, any account, or accounts that hold one of the roles anywhere.

    In which enterprise or area a role counts is for the scope of the thing (``scopes``) and its rules. ``csrf`` is
    false only where no cookie can matter, ``asks_who`` only where the answer is the same for everybody.
    """

    public: bool = False
    roles: frozenset[Role] | None = None
    csrf: bool = True
    asks_who: bool = True


ANONYMOUS = Policy(public=True, csrf=False, asks_who=False)
PUBLIC = Policy(public=True)
SIGNED_IN = Policy()
NOBODY = Policy(roles=frozenset())


def only(*roles: Role) -> Policy:
    """Accounts that hold one of these roles."""
    return Policy(roles=frozenset(roles))


#: Who keeps an enterprise's registers, who sets an area's options, who adds areas and enterprises. Where their role
#: counts, the use cases look at.
_KEEPERS = (Role.safety_manager, Role.principal, Role.administrator)
_AREA_KEEPERS = (Role.street_officer, Role.district_officer, Role.administrator)
_REGISTRARS = (Role.district_officer, Role.administrator)

POLICY: Mapping[str, Policy] = MappingProxyType(
    {
        "static": ANONYMOUS,
        "openapi.doc_url": ANONYMOUS,
        "openapi.openapi": NOBODY,  # the library's page of documentation viewers, of which we have none
        "openapi.static": NOBODY,
        "ops.livez": ANONYMOUS,
        "ops.readyz": ANONYMOUS,
        "ops.healthz": ANONYMOUS,
        "sample_clock.show": ANONYMOUS,
        "sample_clock.move": ANONYMOUS,
        # API, by noun
        "api.areas.create": only(*_REGISTRARS),
        "api.areas.edit": only(*_AREA_KEEPERS),
        "api.areas.index": SIGNED_IN,
        "api.areas.show": SIGNED_IN,
        "api.contractors.create": only(*_KEEPERS),
        "api.contractors.edit": only(*_KEEPERS),
        "api.contractors.index": SIGNED_IN,
        "api.contractors.review": only(*_KEEPERS),
        "api.contractors.show": SIGNED_IN,
        "api.delegations.create": SIGNED_IN,  # 在此签字: the principal may sign on another's phone
        "api.delegations.index": SIGNED_IN,
        "api.delegations.revoke": only(*_KEEPERS),
        "api.delegations.show": SIGNED_IN,
        "api.enterprises.create": only(*_REGISTRARS),
        "api.enterprises.edit": only(*_REGISTRARS),
        "api.enterprises.edit_own_entry": only(*_KEEPERS),
        "api.enterprises.index": SIGNED_IN,
        "api.enterprises.name_principal": only(Role.principal, *_REGISTRARS),
        "api.enterprises.show": SIGNED_IN,
        "api.equipment.calibrate": only(*_KEEPERS),
        "api.equipment.create": only(*_KEEPERS),
        "api.equipment.edit": only(*_KEEPERS),
        "api.equipment.index": SIGNED_IN,
        "api.equipment.retire": only(*_KEEPERS),
        "api.equipment.show": SIGNED_IN,
        "api.me.set_password": SIGNED_IN,
        "api.me.set_pin": SIGNED_IN,
        "api.me.show": SIGNED_IN,
        "api.people.add_lab_tester": only(*_KEEPERS),
        "api.people.add_training": only(*_KEEPERS, *_REGISTRARS),
        "api.people.create": only(*_KEEPERS, *_REGISTRARS),
        "api.people.edit": only(*_KEEPERS, *_REGISTRARS),
        "api.people.index": SIGNED_IN,
        "api.people.issue_badge": only(*_KEEPERS, *_REGISTRARS),
        "api.people.leave": only(*_KEEPERS, *_REGISTRARS),
        "api.people.put_photo": only(*_KEEPERS, *_REGISTRARS),
        "api.people.revoke_badge": only(*_KEEPERS, *_REGISTRARS),
        "api.people.show": SIGNED_IN,
        "api.spaces.create": only(*_KEEPERS),
        "api.spaces.edit": only(*_KEEPERS),
        "api.spaces.index": SIGNED_IN,
        "api.spaces.issue_plate": only(*_KEEPERS),
        "api.spaces.put_photo": only(*_KEEPERS),
        "api.spaces.revoke_plate": only(*_KEEPERS),
        "api.spaces.show": SIGNED_IN,
        "api.spaces.withdraw": only(*_KEEPERS),
        "api.tokens.create": Policy(public=True, csrf=False),
        "api.tokens.end": SIGNED_IN,
    }
)
