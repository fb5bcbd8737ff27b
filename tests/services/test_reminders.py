"""Reminders: of every kind, each once, in order whatever the page's size, until it is mended."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pieces import PLANNED
from plan_cast import Cast, then
from rows import Rows

from permit_service import unit_of_work
from permit_service.actor import Actor, Grant
from permit_service.models import db
from permit_service.models.enterprises import Contract, Delegation, Enterprise
from permit_service.models.equipment import Equipment
from permit_service.models.parks import Tenancy
from permit_service.models.people import Certificate, Person
from permit_service.models.response import Drill, MeansAgreement, ResponsePlan, SharedMeans
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries.paging import Wanted
from permit_service.queries.reminders import Reminder, Whose, mine, reminders
from permit_service.services.registers import equipment, people
from permit_service.services.registers.equipment import UpkeepForm
from permit_service.wallclock import civil_day, day_end
from workflows.kinds import EquipmentItem
from workflows.limits import GB46768
from workflows.reminders import ReminderKind, ReminderStep
from workflows.vocabulary import Role

TODAY = civil_day(PLANNED)
#: So many days ahead, and at which step that is.
STEPS = {
    -40: ReminderStep.overdue,
    -1: ReminderStep.overdue,
    0: ReminderStep.day,
    7: ReminderStep.week,
    30: ReminderStep.month,
    31: None,
}
LET_GO = (ReminderKind.contract, ReminderKind.means_agreement, ReminderKind.delegation)


@pytest.fixture(autouse=True)
def planned(cast: Cast) -> Iterator[None]:
    """The clock stands while the sample job is planned."""
    with then(PLANNED):
        yield


@pytest.fixture
def firms(cast: Cast) -> frozenset[uuid.UUID]:
    """Two firms of their own: of every kind one at each step, in turn the one's and the other's."""

    def work(session: Any) -> frozenset[uuid.UUID]:
        rows = Rows(session)
        own, other = [rows.make(Enterprise).id for _ in range(2)], rows.make(Enterprise)
        for turn, days in enumerate(STEPS):
            _lapsing(rows, own[turn % 2], other.id, TODAY + timedelta(days=days))
        return frozenset(own)

    return unit_of_work.run(work)


def _lapsing(rows: Rows, own: uuid.UUID, other_id: uuid.UUID, last: date) -> None:
    """One of every kind whose last day is this."""
    until = day_end(last)
    ago = {name: last - timedelta(days=getattr(GB46768, name)) for name in ("sign_photo_days", "drill_days_special")}
    person = rows.make(Person, enterprise_id=own, name=f"样例 {last}", trained_until=until)
    rows.make(Certificate, person_id=person.id, issued_on=date(2024, 1, 1), expires_on=last)
    for kind in (EquipmentItem.gas_detector, EquipmentItem.tripod):
        rows.make(Equipment, enterprise_id=own, kind=kind, calibrated_until=until)
    rows.make(Contract, owner_id=own, contractor_id=rows.make(Enterprise).id, agreement_until=last)
    rows.make(Tenancy, lessor_id=other_id, lessee_id=own, agreement_until=last)
    rows.make(MeansAgreement, means_id=rows.make(SharedMeans).id, enterprise_id=own, agreement_until=last)
    told = {"valid_from": datetime(2024, 1, 1, tzinfo=until.tzinfo), "valid_until": until}
    rows.make(Delegation, enterprise_id=own, delegate_id=rows.make(Person).id, **told)
    plan = rows.make(ResponsePlan, enterprise_id=own, since=date(2024, 1, 1))
    done = {"evaluation": "样例", "evaluated_at": PLANNED, "evaluated_by_id": person.id}
    rows.make(Drill, plan_id=plan.id, held_on=ago["drill_days_special"], **done)
    fresh = {"enterprise_id": own, "created_at": PLANNED - timedelta(days=900)}
    seen = day_end(ago["sign_photo_days"]) - timedelta(hours=1)
    rows.make(ConfinedSpace, **fresh, reviewed_on=TODAY, sign_seen_at=seen)
    yearly = last - timedelta(days=GB46768.ledger_review_days)
    rows.make(ConfinedSpace, **fresh, reviewed_on=yearly, half_year_reviewed_on=TODAY)
    half = last - timedelta(days=GB46768.ledger_half_year_days)
    rows.make(ConfinedSpace, **fresh, reviewed_on=half)


def found(whose: Whose, size: int = 200, **narrowed: Any) -> list[Reminder]:
    """All pages of a list."""
    rows, after = [], None
    while True:
        page = reminders(db.session(), whose, PLANNED, Wanted(after, size), **narrowed)
        rows += page.rows
        after = page.after
        if after is None:
            return rows


def test_every_kind_is_told_at_every_step_once_and_in_order(firms: frozenset[uuid.UUID]) -> None:
    both = Whose(enterprise_ids=firms)
    whole = found(both)
    told = [(one.kind, one.step, (one.last_day - TODAY).days) for one in whole]
    assert sorted(told) == sorted(
        (kind, step, days)
        for kind in ReminderKind
        for days, step in STEPS.items()
        if step is not None and not (days == -40 and kind in LET_GO)
    )
    assert [one.key for one in whole] == sorted(one.key for one in whole)
    for size in (1, 5, 7, len(whole)):
        assert found(both, size) == whole
    for step in ReminderStep:
        assert found(both, 3, step=step) == [one for one in whole if one.step is step]
    for kind in ReminderKind:
        assert found(both, 2, kind=kind) == [one for one in whole if one.kind is kind]
    for firm in firms:
        own = found(Whose(enterprise_ids=frozenset({firm})))
        assert own == [one for one in whole if one.enterprise_id == firm]
        assert {one.kind for one in own} == set(ReminderKind)


def test_what_is_mended_is_told_no_more(cast: Cast) -> None:
    keeper, whose = cast.actor("manager"), Whose(enterprise_ids=frozenset({cast.enterprise}))

    def steps(kind: ReminderKind) -> dict[uuid.UUID, ReminderStep]:
        return {one.page_id: one.step for one in found(whose, kind=kind)}

    equipment.record_upkeep(keeper, cast.detector, UpkeepForm(PLANNED + timedelta(days=3)))
    assert steps(ReminderKind.calibration) == {cast.detector: ReminderStep.week}
    equipment.record_upkeep(keeper, cast.detector, UpkeepForm(PLANNED + timedelta(days=90)))
    assert steps(ReminderKind.calibration) == {}
    equipment.record_upkeep(keeper, cast.breathing_set, UpkeepForm(PLANNED + timedelta(hours=1)))
    assert steps(ReminderKind.inspection) == {cast.breathing_set: ReminderStep.day}
    equipment.take_out_of_service(keeper, cast.breathing_set, "样例")
    assert steps(ReminderKind.inspection) == {}
    entrant = cast.people["entrant"]
    db.session.get_one(Person, entrant).trained_until = PLANNED
    db.session.commit()  # stands for a day a year later
    assert steps(ReminderKind.training) == {entrant: ReminderStep.overdue}
    people.record_leaving(keeper, entrant)
    assert steps(ReminderKind.training) == {}


def test_whose_reminders(cast: Cast) -> None:
    manager = cast.actor("manager")
    assert mine(manager) == Whose(enterprise_ids=frozenset({cast.enterprise}))
    elsewhere = (Grant(Role.principal, cast.contractor), Grant(Role.guardian, cast.stranger))
    keeper = replace(manager, grants=(*manager.grants, *elsewhere))
    assert mine(keeper) == Whose(enterprise_ids=frozenset({cast.enterprise, cast.contractor}))
    guardian = cast.actor("guardian")
    assert mine(guardian) == Whose(person_id=cast.people["guardian"])
    for who in ("guardian", "leader"):
        db.session.get_one(Person, cast.people[who]).trained_until = PLANNED + timedelta(days=20)
    db.session.flush()
    (own,) = found(mine(guardian))
    assert (own.kind, own.page_id, own.title) == (ReminderKind.training, cast.people["guardian"], "样例guardian")
    assert found(mine(Actor(None, None))) == []
