"""SAMPLE ONLY: builds the registers of the sample district through the services, as their users would."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from permit_service import accounts, unit_of_work, wallclock
from permit_service.actor import Actor, Grant
from permit_service.models.accounts import User
from permit_service.models.base import db
from permit_service.sample import accounts as cast
from permit_service.sample import files, ledger
from permit_service.sample.accounts import Someone
from permit_service.sample.papers import paper, picture
from permit_service.sample.trainings import build_trainings
from permit_service.services.accounts import AccountForm, create_user, set_pin
from permit_service.services.registers import areas, contracts, delegations, enterprises, equipment, people, prints
from permit_service.services.registers.enterprises import EnterpriseForm
from permit_service.services.registers.equipment import EquipmentForm, UpkeepForm
from permit_service.services.registers.ledger_forms import SpaceForm
from permit_service.services.registers.people import PersonForm
from permit_service.services.registers.spaces import SpacePhoto, add_space, put_space_photo
from permit_service.services.registers.training_results import TrainingForm, record_training
from permit_service.services.signing import SignIn
from workflows.kinds import EquipmentItem
from workflows.training_kinds import ALL_TOPICS
from workflows.vocabulary import Role

_HOUR = timedelta(hours=1)
_FIT_FOR = timedelta(days=200)
#: One kind is to be inspected again soon, so that the sample reminds of something.
_SOON = {EquipmentItem.tripod: timedelta(days=45)}
_AGREED_BEFORE, _AGREED_FOR = timedelta(days=200), timedelta(days=165)
_DELEGATED_FOR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class SampleFirm:
    """One invented firm: ids by the names, numbers and codes that people read."""

    id: uuid.UUID
    people: Mapping[str, uuid.UUID]
    badges: Mapping[str, uuid.UUID]
    spaces: Mapping[str, uuid.UUID]
    plates: Mapping[str, uuid.UUID]
    equipment: Mapping[str, uuid.UUID]


@dataclass(frozen=True, slots=True)
class SampleDistrict:
    """The sample's registers. Spaces, plates by ledger number, people and badges by name, equipment by code."""

    district_id: uuid.UUID
    east_id: uuid.UUID
    west_id: uuid.UUID
    water: SampleFirm
    machinery: SampleFirm
    chemical: SampleFirm
    contractor: SampleFirm
    contract_id: uuid.UUID
    delegation_id: uuid.UUID


def build_registers(now: datetime) -> SampleDistrict:
    """Fill an empty database at ``now``; the caller marks it as a sample. Raises what the services raise."""
    with wallclock.at(now):
        admin = _administrator(now)
        areas.seed_calendar(admin)
        district_id = areas.add_area(admin, ledger.DISTRICT).id
        east_id = areas.add_area(admin, ledger.EAST, district_id).id
        west_id = areas.add_area(admin, ledger.WEST, district_id).id
        _officers(admin, {district_id: cast.DISTRICT_PEOPLE, east_id: cast.EAST_PEOPLE, west_id: cast.WEST_PEOPLE}, now)
        water = _water(admin, east_id, now)
        machinery = _machinery(admin, west_id, now)
        chemical = _chemical(admin, east_id, now)
        contractor = _contractor(admin, west_id, now)
        _files(east_id, water, chemical, wallclock.civil_day(now))
        build_trainings(admin, acting("water-safety"), water.id, water.people, now)
        return SampleDistrict(
            district_id=district_id,
            east_id=east_id,
            west_id=west_id,
            water=water,
            machinery=machinery,
            chemical=chemical,
            contractor=contractor,
            contract_id=_contract(water, contractor, now),
            delegation_id=_delegation(chemical, now),
        )


def acting(login: str) -> Actor:
    """The account of a sample login as an actor, to play its part through the services."""
    return accounts.actor_for(db.session.scalars(select(User).where(User.login == login)).one(), device="sample")


def _administrator(now: datetime) -> Actor:
    grants = (Grant(Role.administrator),)
    unit_of_work.run(
        lambda session: accounts.add_user(
            session, login=cast.ADMINISTRATOR, password=cast.PASSWORD, grants=grants, by=None, at=now
        )
    )
    return acting(cast.ADMINISTRATOR)


def _water(admin: Actor, area_id: uuid.UUID, now: datetime) -> SampleFirm:
    today = wallclock.civil_day(now)
    spaces = (ledger.flow_well(area_id, today), ledger.aeration_tank(area_id, today))
    gear = (ledger.detector("JC-01"), ledger.detector("JC-02"), *ledger.GEAR)
    return _firm(admin, ledger.water(area_id), cast.WATER_PEOPLE, spaces, gear, now)


def _machinery(admin: Actor, area_id: uuid.UUID, now: datetime) -> SampleFirm:
    spaces = (ledger.paint_pit(area_id, wallclock.civil_day(now)),)
    gear = (ledger.detector("JC-01", toluene=True), *ledger.GEAR)
    return _firm(admin, ledger.machinery(area_id), cast.MACHINERY_PEOPLE, spaces, gear, now)


def _chemical(admin: Actor, area_id: uuid.UUID, now: datetime) -> SampleFirm:
    today = wallclock.civil_day(now)
    gear = (ledger.detector("JC-01", toluene=True), ledger.detector("JC-02", toluene=True), *ledger.GEAR)
    firm = _firm(admin, ledger.chemical(area_id), cast.CHEMICAL_PEOPLE, (ledger.reactor(area_id, today),), gear, now)
    pit = ledger.reactor_pit(area_id, today, firm.spaces["HG-01"])
    spaces, plates = _ledger(admin, firm.id, (pit,))
    return SampleFirm(
        firm.id, firm.people, firm.badges, {**firm.spaces, **spaces}, {**firm.plates, **plates}, firm.equipment
    )


def _contractor(admin: Actor, area_id: uuid.UUID, now: datetime) -> SampleFirm:
    gear = (ledger.detector("JC-01"), *ledger.GEAR)
    return _firm(admin, ledger.contractor(area_id), cast.CONTRACTOR_PEOPLE, (), gear, now)


def _firm(
    admin: Actor,
    form: EnterpriseForm,
    staff: Iterable[Someone],
    spaces: Iterable[SpaceForm],
    gear: Iterable[EquipmentForm],
    now: datetime,
) -> SampleFirm:
    firm_id = enterprises.add_enterprise(admin, form).id
    named, badges = _staff(admin, firm_id, staff, now)
    entered, plates = _ledger(admin, firm_id, spaces)
    return SampleFirm(firm_id, named, badges, entered, plates, _equipment(admin, firm_id, gear, now))


def _staff(
    admin: Actor, firm_id: uuid.UUID, staff: Iterable[Someone], now: datetime
) -> tuple[dict[str, uuid.UUID], dict[str, uuid.UUID]]:
    named, badges = {}, {}
    for one in staff:
        person_id = people.add_person(admin, firm_id, _entry(one)).id
        if one.principal:
            enterprises.name_principal(admin, firm_id, person_id)
        if one.trained_days_ago is not None:
            _train(admin, person_id, now - timedelta(days=one.trained_days_ago))
        _account(admin, one, person_id)
        named[one.name] = person_id
        badges[one.name] = prints.issue_badge(admin, person_id).id
    return named, badges


def _officers(admin: Actor, by_area: Mapping[uuid.UUID, Iterable[Someone]], now: datetime) -> None:
    for area_id, officers in by_area.items():
        for one in officers:
            _account(admin, one, people.add_officer(admin, area_id, _entry(one)).id)


def _entry(one: Someone) -> PersonForm:
    return PersonForm(one.name, one.pinyin, phone=one.phone, position=one.position)


def _account(admin: Actor, one: Someone, person_id: uuid.UUID) -> None:
    if one.login:
        create_user(admin, AccountForm(one.login, cast.PASSWORD, person_id, one.roles))
        set_pin(acting(one.login), cast.PASSWORD, cast.PIN)


def _train(admin: Actor, person_id: uuid.UUID, passed_at: datetime) -> None:
    held_at = passed_at - 2 * _HOUR
    record_training(
        admin, person_id, TrainingForm("有限空间作业专题培训（样例）", ALL_TOPICS, held_at, passed_at, mark=Decimal(92))
    )


def _ledger(
    admin: Actor, firm_id: uuid.UUID, spaces: Iterable[SpaceForm]
) -> tuple[dict[str, uuid.UUID], dict[str, uuid.UUID]]:
    entered, plates = {}, {}
    for form in spaces:
        entered[form.number] = add_space(admin, firm_id, form).id
        for shows in SpacePhoto:
            put_space_photo(admin, entered[form.number], shows, picture(f"{shows} of {form.number}"))
        plates[form.number] = prints.issue_plate(admin, entered[form.number]).id
    return entered, plates


def _equipment(admin: Actor, firm_id: uuid.UUID, gear: Iterable[EquipmentForm], now: datetime) -> dict[str, uuid.UUID]:
    kept = {}
    for form in gear:
        kept[form.code] = equipment.add_equipment(admin, firm_id, form).id
        equipment.record_upkeep(admin, kept[form.code], _upkeep(form, now))
    return kept


def _upkeep(form: EquipmentForm, now: datetime) -> UpkeepForm:
    """As its laboratory certified a detector, or the firm itself looked the piece over."""
    today = wallclock.civil_day(now)
    until = wallclock.day_end(wallclock.civil_day(now + _SOON.get(form.kind, _FIT_FOR)))
    if form.kind is EquipmentItem.gas_detector:
        return UpkeepForm(until, today, "样例计量检定所", f"JD-{form.code}")
    return UpkeepForm(until, today, "安全环保部自查")


def _files(east_id: uuid.UUID, water: SampleFirm, chemical: SampleFirm, today: date) -> None:
    officer = acting("street-east")
    for firm, keeper in ((water, "water-safety"), (chemical, "chemical-safety")):
        files.keep_file(acting(keeper), firm.id, today)
        files.grade(officer, firm.id, *files.GRADES[keeper])
        files.oversee(officer, firm.id)
    files.let_park(officer, east_id, water.id, chemical.id, today)
    files.share(officer, acting("water-safety"), east_id, water.id, today)


def _contract(owner: SampleFirm, contractor: SampleFirm, now: datetime) -> uuid.UUID:
    keeper = acting("water-safety")
    today: date = wallclock.civil_day(now)
    form = contracts.ContractForm(
        "YLXY-01",
        today - _AGREED_BEFORE,
        today + _AGREED_FOR,
        document=paper("Safety agreement YLXY-01"),
        owner_approver_id=owner.people["张样例"],
        inspector_id=owner.people["孙样例"],
    )
    contract_id = contracts.add_contract(keeper, owner.id, contractor.id, form).id
    contracts.review_contractor(
        keeper, contract_id, passed=True, remark="资质、人员、装备符合（样例）", document=paper("Review")
    )
    for name in ("韩样例", "杨样例", "苗样例", "朱样例", "秦样例"):
        contracts.add_worker(acting("contractor-principal"), contract_id, contractor.people[name])
    return contract_id


def _delegation(firm: SampleFirm, now: datetime) -> uuid.UUID:
    form = delegations.DelegationForm(
        firm.people["褚样例"],
        "总经理外出期间审批有限空间作业（样例）",
        now - _HOUR,
        now + _DELEGATED_FOR,
        document=paper("Delegation"),
    )
    return delegations.write_delegation(acting("chemical-principal"), SignIn(pin=cast.PIN), form).id
