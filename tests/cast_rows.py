"""The rows of the sample cast: areas, enterprises, people with accounts, spaces, equipment. All invented."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from pieces import PLANNED, TRAINED_UNTIL
from sqlalchemy.orm import Session

from permit_service.models.accounts import RoleGrant, User
from permit_service.models.areas import Area
from permit_service.models.enterprises import Contract, ContractReview, Enterprise
from permit_service.models.equipment import DetectorRange, Equipment
from permit_service.models.people import Badge, Person, TrainingResult
from permit_service.models.spaces import ConfinedSpace, Plate, SpaceLeg, SpaceOpening
from qr import short_code
from workflows.kinds import EquipmentItem, Gas, Hazard, Orientation, SpaceKind, Unit
from workflows.training_kinds import ALL_TOPICS
from workflows.vocabulary import AreaLevel, FilingMode, Role, Sector

if TYPE_CHECKING:
    from plan_cast import Cast

PIN = "294817"
PASSWORD = "sample password 1"
#: Everything of the registers was entered long before the job.
FOUNDED = PLANNED - timedelta(days=300)

#: Who belongs where: organisation, roles of the account (none: no account), whether trained.
_OWNER: dict[str, tuple[Role, ...]] = {
    "leader": (Role.work_leader,),
    "guardian": (Role.guardian, Role.tester),
    "guardian_2": (Role.guardian,),
    "entrant": (),
    "entrant_2": (),
    "reserve": (),
    "rescuer": (),
    "principal": (Role.principal, Role.approver),
    "deputy": (Role.approver,),
    "manager": (Role.safety_manager,),
    "inspector": (Role.site_inspector,),
    "untrained": (),
}
_CONTRACTOR: dict[str, tuple[Role, ...]] = {
    "c_leader": (Role.work_leader,),
    "c_guardian": (Role.guardian, Role.tester),
    "c_entrant": (),
    "c_principal": (Role.principal, Role.approver),
}
_STRANGER: dict[str, tuple[Role, ...]] = {"s_leader": (Role.work_leader, Role.safety_manager)}
_STREET: dict[str, tuple[Role, ...]] = {"officer": (Role.street_officer,), "grid": (Role.grid_officer,)}
_DISTRICT: dict[str, tuple[Role, ...]] = {"district_officer": (Role.district_officer,)}
_OTHER_STREET: dict[str, tuple[Role, ...]] = {"other_officer": (Role.street_officer,)}


#: At the least cost, which verifying repeats.
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@cache
def _hashes() -> tuple[str, str]:
    return QUICK_HASHER.hash(PASSWORD), QUICK_HASHER.hash(PIN)


def _areas(session: Session, cast: Cast) -> None:
    top = f"{cast.district.hex}/"
    rows = [
        Area(id=cast.district, name="样例区", level=AreaLevel.district, path=top),
        Area(
            id=cast.street,
            name="样例街道",
            level=AreaLevel.street,
            parent_id=cast.district,
            path=f"{top}{cast.street.hex}/",
            filing_mode=FilingMode.system,
            training_minutes=30,
            document="样例街道通知",
            package_items=("报备表", "审批表", "作业方案"),
        ),
        Area(
            id=cast.other_street,
            name="样例二街道",
            level=AreaLevel.street,
            parent_id=cast.district,
            path=f"{top}{cast.other_street.hex}/",
        ),
    ]
    for row in rows:
        session.add(row)
        session.flush()


def _enterprises(session: Session, cast: Cast) -> None:
    for number, (row_id, name) in enumerate(
        ((cast.enterprise, "样例水务厂"), (cast.contractor, "样例清淤公司"), (cast.stranger, "样例别厂"))
    ):
        session.add(
            Enterprise(
                id=row_id,
                name=name,
                uscc=f"9132000000000000{number:02d}",
                sector=Sector.light_industry,
                area_id=cast.street,
                created_at=FOUNDED,
            )
        )
    session.flush()


def _people(session: Session, cast: Cast) -> None:
    in_firms = ((cast.enterprise, _OWNER), (cast.contractor, _CONTRACTOR), (cast.stranger, _STRANGER))
    in_areas = ((cast.street, _STREET), (cast.district, _DISTRICT), (cast.other_street, _OTHER_STREET))
    for enterprise_id, members in in_firms:
        for name, roles in members.items():
            _person(session, cast, name, roles, enterprise_id=enterprise_id)
    for area_id, members in in_areas:
        for name, roles in members.items():
            _person(session, cast, name, roles, area_id=area_id)
    session.add(
        Contract(
            id=cast.contract,
            owner_id=cast.enterprise,
            contractor_id=cast.contractor,
            number="样例协议1",
            agreement_from=date(2026, 1, 1),
            agreement_until=date(2026, 12, 31),
            reviews=[ContractReview(at=FOUNDED, by_id=cast.people["manager"], passed=True)],
            created_at=FOUNDED,
        )
    )
    session.flush()


def _person(
    session: Session,
    cast: Cast,
    name: str,
    roles: tuple[Role, ...],
    *,
    enterprise_id: uuid.UUID | None = None,
    area_id: uuid.UUID | None = None,
) -> None:
    person = Person(
        name=f"样例{name}",
        pinyin=name,
        enterprise_id=enterprise_id,
        area_id=area_id,
        is_principal=Role.principal in roles,
        trained_until=TRAINED_UNTIL if enterprise_id is not None and name != "untrained" else None,
        created_at=FOUNDED,
    )
    session.add(person)
    session.flush()
    cast.people[name] = person.id
    badge = Badge(person_id=person.id, number=short_code.seal(f"W{len(cast.people):04d}"), issued_at=FOUNDED)
    session.add(badge)
    if roles:
        password_hash, pin_hash = _hashes()
        user = User(
            login=name,
            password_hash=password_hash,
            pin_hash=pin_hash,
            person_id=person.id,
            enterprise_id=enterprise_id,
            area_id=area_id,
            created_at=FOUNDED,
        )
        user.grants = [
            RoleGrant(role=role, enterprise_id=enterprise_id, area_id=area_id, granted_at=FOUNDED) for role in roles
        ]
        session.add(user)
        session.flush()
        cast.users[name] = user.id
    session.flush()
    cast.badges[name] = badge.id
    if enterprise_id is not None and name != "untrained":
        _train(session, cast, person.id)


def _train(session: Session, cast: Cast, person_id: uuid.UUID) -> None:
    passed_at = TRAINED_UNTIL - timedelta(days=365)
    session.add(
        TrainingResult(
            person_id=person_id,
            held_at=passed_at,
            title="样例培训",
            topics=ALL_TOPICS,
            number=f"T{uuid.uuid4().hex[:10]}",
            passed_at=passed_at,
            valid_until=TRAINED_UNTIL,
            created_at=passed_at,
            created_by_id=next(iter(cast.users.values())),
        )
    )


def _spaces(session: Session, cast: Cast) -> None:
    for row_id, number, name in ((cast.space, "1", "流量计井1"), (cast.other_space, "2", "流量计井2")):
        session.add(
            ConfinedSpace(
                id=row_id,
                enterprise_id=cast.enterprise,
                area_id=cast.street,
                number=number,
                name=name,
                kind=SpaceKind.underground,
                location="样例水务厂进水口",
                hazards=frozenset({Hazard.poisoning, Hazard.oxygen_deficiency, Hazard.fall}),
                toxic_possible=True,
                oxygen_may_drop=True,
                gas_may_rise=True,
                poisoning_risk=True,
                has_sludge=True,
                lel_vol=Decimal("5"),
                barrier_method="上锁井盖",
                barrier_effective=True,
                created_at=FOUNDED,
                legs=[SpaceLeg(position=0, orientation=Orientation.vertical, length=Decimal("3"))],
            )
        )
        session.flush()
    session.add(SpaceOpening(id=cast.opening, space_id=cast.space, position=0, name="井口"))
    session.add(SpaceOpening(space_id=cast.other_space, position=0, name="井口"))
    session.flush()
    session.add(Plate(id=cast.plate, space_id=cast.space, code=short_code.seal("S0001"), issued_at=FOUNDED))
    session.flush()


def _equipment(session: Session, cast: Cast) -> None:
    until = TRAINED_UNTIL
    ranges = (
        (Gas.o2, "30", Unit.vol),
        (Gas.ex, "100", Unit.lel),
        (Gas.h2s, "100", Unit.ppm),
        (Gas.co, "500", Unit.ppm),
    )
    session.add(
        Equipment(
            id=cast.detector,
            enterprise_id=cast.enterprise,
            kind=EquipmentItem.gas_detector,
            code="D1",
            name="样例四合一检测仪",
            pump=True,
            explosion_proof=True,
            calibrated_until=until,
            created_at=FOUNDED,
            ranges=[
                DetectorRange(gas=gas, low=Decimal(0), high=Decimal(high), unit=unit) for gas, high, unit in ranges
            ],
        )
    )
    session.add(
        Equipment(
            id=cast.breathing_set,
            enterprise_id=cast.enterprise,
            kind=EquipmentItem.breathing_set,
            code="B1",
            name="样例正压式呼吸器",
            calibrated_until=until,
            created_at=FOUNDED,
        )
    )
    session.flush()


#: In the order that keys between tables ask for.
WRITERS = (_areas, _enterprises, _people, _spaces, _equipment)
