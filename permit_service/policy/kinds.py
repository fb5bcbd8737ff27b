"""What one line of the policy can say, and the groups of roles that its lines name."""

from dataclasses import dataclass

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
KEEPERS = (Role.safety_manager, Role.principal, Role.administrator)
AREA_KEEPERS = (Role.street_officer, Role.district_officer, Role.administrator)
REGISTRARS = (Role.district_officer, Role.administrator)
#: Who holds trainings: enterprises, and authorities.
TRAINERS = (Role.safety_manager, Role.principal, Role.street_officer, Role.district_officer, Role.administrator)
#: Who gives and takes accounts.
ACCOUNT_KEEPERS = (*KEEPERS, Role.district_officer)
#: Who acts for an area's authority.
OFFICERS = (Role.street_officer, Role.grid_officer, Role.district_officer)
#: Who fills in the sheet of a check that they were sent to; which sheet is theirs, the use cases look at.
INSPECTORS = (*OFFICERS, Role.expert, Role.third_party_inspector)
#: Who looks at an area's own page.
AREA_READERS = (*OFFICERS, Role.expert, Role.third_party_inspector, Role.administrator)
#: Who plans work.
PLANNERS = (Role.work_leader, Role.safety_manager, Role.principal)
