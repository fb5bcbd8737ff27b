"""Who may call what: one line an endpoint. An endpoint that is missing here is there for nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workflows.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may call one endpoint: anyone, any account, or accounts that hold one of the roles anywhere.

    In which enterprise or area a role counts is for the scope of the thing (``scopes``) and its rules. ``csrf`` is
    false only where no cookie can matter.
    """

    public: bool = False
    roles: frozenset[Role] | None = None
    csrf: bool = True


PUBLIC = Policy(public=True)
SIGNED_IN = Policy()
NOBODY = Policy(roles=frozenset())


def only(*roles: Role) -> Policy:
    """Accounts that hold one of these roles."""
    return Policy(roles=frozenset(roles))


POLICY: Mapping[str, Policy] = MappingProxyType(
    {
        "static": PUBLIC,
        "openapi.doc_url": PUBLIC,
        "openapi.openapi": NOBODY,  # the library's page of documentation viewers, of which we have none
        "openapi.static": NOBODY,
        "ops.livez": PUBLIC,
        "ops.readyz": PUBLIC,
        "ops.healthz": PUBLIC,
        "sample_clock.show": PUBLIC,
        "sample_clock.move": Policy(public=True, csrf=False),
        # API, by noun
        "api.tokens.create": Policy(public=True, csrf=False),
        "api.tokens.end": SIGNED_IN,
    }
)
