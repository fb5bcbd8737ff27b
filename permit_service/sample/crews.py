"""SAMPLE ONLY: who works together, by the logins and names of ``sample.accounts``."""

import uuid
from dataclasses import dataclass, replace

from permit_service.sample import accounts as cast
from permit_service.sample.registers import SampleDistrict, SampleFirm, acting
from permit_service.services.job_forms import MemberForm
from permit_service.services.signing import Signer, SignIn, reauthenticate
from workflows.vocabulary import Part


@dataclass(frozen=True, slots=True)
class Crew:
    """A crew of one firm, its accounts by login; ``parts``: who plays what on a permit, by name.

    ``owner`` and ``contract_id`` are told for contracted work, where the space is the owner's.
    """

    firm: SampleFirm
    leader: str
    guardian: str
    tester: str
    approver: str
    officer: str
    parts: dict[str, frozenset[Part]]
    owner: SampleFirm | None = None
    contract_id: uuid.UUID | None = None
    owner_approver: str = ""
    inspector: str = ""

    @property
    def members(self) -> tuple[MemberForm, ...]:
        """The crew as a job's form names it."""
        return tuple(MemberForm(parts, person_id=self.person(name)) for name, parts in self.parts.items())

    @property
    def entrants(self) -> tuple[str, ...]:
        """Names of those who go in."""
        return tuple(name for name, parts in self.parts.items() if Part.entrant in parts)

    @property
    def trainees(self) -> tuple[uuid.UUID, ...]:
        """Everyone of the crew, as a street trains them."""
        return tuple(self.person(name) for name in self.parts)

    def person(self, name: str) -> uuid.UUID:
        """Somebody of the firm, or of the owner."""
        if self.owner is not None and name in self.owner.people:
            return self.owner.people[name]
        return self.firm.people[name]

    def name_of(self, login: str) -> str:
        """The name of a login's person."""
        return next(one.name for one in cast.EVERYONE if one.login == login)

    def relieved_by(self, login: str) -> "Crew":
        """The crew with another guardian, who plays every part of the one before."""
        former, coming = self.name_of(self.guardian), self.name_of(login)
        parts = {coming if name == former else name: played for name, played in self.parts.items()}
        return replace(self, guardian=login, tester=login, parts=parts)


def crews_of(district: SampleDistrict) -> tuple[Crew, Crew, Crew, Crew]:
    """The crews of water works, machinery, chemical works, and the contractor in the water works."""
    return _water(district), _machinery(district), _chemical(district), _contractor(district)


def _water(district: SampleDistrict) -> Crew:
    return Crew(
        firm=district.water,
        leader="water-leader",
        guardian="water-guardian",
        tester="water-guardian",
        approver="water-principal",
        officer="street-east",
        parts={
            "李样例": frozenset({Part.leader}),
            "王样例": frozenset({Part.guardian, Part.tester}),
            "赵样例": frozenset({Part.entrant}),
            "阿卜杜热合曼·买买提江（样例）": frozenset({Part.entrant}),
            "刘䶮（样例）": frozenset({Part.rescuer}),
            "张样例": frozenset({Part.approver}),
            "孙样例": frozenset({Part.manager}),
        },
    )


def _machinery(district: SampleDistrict) -> Crew:
    return Crew(
        firm=district.machinery,
        leader="machinery-leader",
        guardian="machinery-leader",
        tester="machinery-leader",
        approver="machinery-principal",
        officer="street-west",
        parts={
            "吴样例": frozenset({Part.leader, Part.guardian, Part.tester}),
            "郑样例": frozenset({Part.entrant}),
            "周样例": frozenset({Part.approver, Part.rescuer, Part.manager}),
        },
    )


def _chemical(district: SampleDistrict) -> Crew:
    return Crew(
        firm=district.chemical,
        leader="chemical-leader",
        guardian="chemical-guardian",
        tester="chemical-tester",
        approver="chemical-principal",
        officer="street-east",
        parts={
            "陈样例": frozenset({Part.leader}),
            "卫样例": frozenset({Part.guardian}),
            "蒋样例": frozenset({Part.tester}),
            "华样例": frozenset({Part.entrant}),
            "金样例": frozenset({Part.entrant}),
            "魏样例": frozenset({Part.rescuer}),
            "冯样例": frozenset({Part.approver}),
            "尤样例": frozenset({Part.manager}),
        },
    )


def _contractor(district: SampleDistrict) -> Crew:
    return Crew(
        firm=district.contractor,
        leader="contractor-leader",
        guardian="contractor-guardian",
        tester="contractor-guardian",
        approver="contractor-principal",
        officer="street-east",
        parts={
            "韩样例": frozenset({Part.leader}),
            "杨样例": frozenset({Part.guardian, Part.tester}),
            "朱样例": frozenset({Part.entrant}),
            "秦样例": frozenset({Part.entrant}),
            "曹样例": frozenset({Part.rescuer}),
            "沈样例": frozenset({Part.approver, Part.manager}),
            "张样例": frozenset({Part.owner_approver}),
            "孙样例": frozenset({Part.inspector}),
        },
        owner=district.water,
        contract_id=district.contract_id,
        owner_approver="water-principal",
        inspector="water-safety",
    )


def signed_in() -> SignIn:
    """Everybody's PIN."""
    return SignIn(pin=cast.PIN)


def signer_of(login: str) -> Signer:
    """The account, having just proved itself on its own phone."""
    return reauthenticate(acting(login), signed_in())
