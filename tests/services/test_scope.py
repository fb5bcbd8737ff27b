"""What an account may know of: each noun seen by its own, by who works on it, by its area; by nobody else."""

import uuid
from collections.abc import Callable

import pytest
from keeping import administrator, draft_permit, planning
from plan_cast import Cast
from rows import Rows
from sqlalchemy.orm import Session

from permit_service import unit_of_work
from permit_service.actor import CLOCK, Actor
from permit_service.errors import NotFound
from permit_service.models import db
from permit_service.models.alarms import Alarm
from permit_service.models.areas import Area
from permit_service.models.choices import StopScope
from permit_service.models.filings import Filing
from permit_service.models.jobs import JobMember, JobSpace
from permit_service.models.oversight import Stop
from permit_service.models.permits import Permit, PermitMember
from permit_service.queries import scope
from permit_service.queries.scope import SEES
from workflows.vocabulary import AlarmKind, Part

READERS = ("manager", "c_leader", "s_leader", "officer", "other_officer", "district_officer")
ABOVE = {"officer", "district_officer"}


def readers(cast: Cast, noun: str, row_id: uuid.UUID) -> set[str]:
    """Who of the cast may know of the row."""
    return {who for who in READERS if SEES[noun](cast.actor(who), row_id)}


def contracted_permit(cast: Cast) -> tuple[uuid.UUID, uuid.UUID]:
    """A job that the contractor does in the cast's well, naming people of both; its id and its permit's."""
    permit_id = draft_permit(cast, unit_id=cast.contractor, contract_id=cast.contract)

    def work(session: Session) -> uuid.UUID:
        job_id = session.get_one(Permit, permit_id).job_id
        rows = Rows(session)
        rows.make(JobSpace, job_id=job_id, space_id=cast.space)
        rows.make(JobMember, job_id=job_id, person_id=cast.people["c_entrant"])
        rows.make(
            PermitMember, permit_id=permit_id, person_id=cast.people["inspector"], parts=frozenset({Part.manager})
        )
        return job_id

    return unit_of_work.run(work), permit_id


def made(make: Callable[[Rows], object]) -> uuid.UUID:
    return unit_of_work.run(lambda session: make(Rows(session)).id)  # type: ignore[attr-defined]


def test_a_space_is_its_owners_and_its_areas(cast: Cast) -> None:
    assert readers(cast, "space_id", cast.space) == {"manager", *ABOVE}


def test_a_contractor_sees_the_spaces_of_its_jobs_and_no_others(cast: Cast) -> None:
    contracted_permit(cast)
    assert readers(cast, "space_id", cast.space) == {"manager", "c_leader", *ABOVE}
    assert readers(cast, "space_id", cast.other_space) == {"manager", *ABOVE}


def test_a_contracted_job_is_both_parties_and_the_areas(cast: Cast) -> None:
    job_id, permit_id = contracted_permit(cast)
    assert readers(cast, "job_id", job_id) == {"manager", "c_leader", *ABOVE}
    assert readers(cast, "permit_id", permit_id) == {"manager", "c_leader", *ABOVE}


def test_an_uncontracted_permit_is_no_business_of_the_contractor(cast: Cast) -> None:
    assert readers(cast, "permit_id", draft_permit(cast)) == {"manager", *ABOVE}


def test_people_are_seen_by_whoever_sees_the_job_that_names_them(cast: Cast) -> None:
    assert readers(cast, "person_id", cast.people["inspector"]) == {"manager", *ABOVE}
    contracted_permit(cast)
    assert readers(cast, "person_id", cast.people["inspector"]) == {"manager", "c_leader", *ABOVE}
    assert readers(cast, "person_id", cast.people["entrant"]) == {"manager", *ABOVE}


def test_a_contractors_people_stand_in_the_owners_register_too(cast: Cast) -> None:
    assert readers(cast, "person_id", cast.people["c_entrant"]) == {"manager", "c_leader", *ABOVE}
    assert readers(cast, "person_id", cast.people["manager"]) == {"manager", *ABOVE}


def test_officers_are_seen_within_their_authority(cast: Cast) -> None:
    assert readers(cast, "person_id", cast.people["officer"]) == ABOVE
    assert readers(cast, "user_id", cast.users["other_officer"]) == {"other_officer", "district_officer"}


def test_the_parties_of_a_contract_know_each_other(cast: Cast) -> None:
    assert readers(cast, "enterprise_id", cast.contractor) == {"manager", "c_leader", *ABOVE}
    assert readers(cast, "enterprise_id", cast.stranger) == {"s_leader", *ABOVE}
    assert readers(cast, "contract_id", cast.contract) == {"manager", "c_leader", *ABOVE}


def test_equipment_and_accounts_are_the_firms_and_the_areas(cast: Cast) -> None:
    contracted_permit(cast)
    assert readers(cast, "equipment_id", cast.detector) == {"manager", *ABOVE}
    assert readers(cast, "user_id", cast.users["leader"]) == {"manager", *ABOVE}


def test_a_filing_an_alarm_and_a_stop_follow_their_area(cast: Cast) -> None:
    path = db.session.get_one(Area, cast.street).path
    job_id, permit_id = contracted_permit(cast)
    firms = {"enterprise_id": cast.enterprise, "unit_id": cast.contractor, "area_path": path}
    user = {"created_by_id": cast.users["leader"]}
    filing = made(lambda rows: rows.make(Filing, job_id=job_id, area_id=cast.street, **firms, **user))
    alarm = made(
        lambda rows: rows.make(Alarm, subject_id=permit_id, permit_id=permit_id, kind=AlarmKind.evacuation, **firms)
    )
    stop = made(
        lambda rows: rows.make(
            Stop,
            scope=StopScope.space,
            job_id=None,
            space_id=cast.space,
            area_id=cast.street,
            area_path=path,
            officer_id=cast.users["officer"],
        )
    )
    for noun, row_id in (("filing_id", filing), ("alarm_id", alarm), ("stop_id", stop)):
        assert readers(cast, noun, row_id) == {"manager", "c_leader", *ABOVE}, noun


def test_an_area_is_in_the_charge_of_those_above(cast: Cast) -> None:
    assert readers(cast, "area_id", cast.street) == ABOVE
    assert readers(cast, "area_id", cast.district) == {"district_officer"}


@pytest.mark.parametrize("who", ["administrator", "clock"])
def test_the_administrator_and_the_clock_see_everything(cast: Cast, who: str) -> None:
    actor = administrator() if who == "administrator" else CLOCK
    permit_id = draft_permit(cast)
    assert SEES["permit_id"](actor, permit_id)
    assert SEES["space_id"](actor, cast.space)
    assert SEES["person_id"](actor, cast.people["officer"])


def test_an_account_without_a_role_sees_nothing(cast: Cast) -> None:
    nobody = Actor(cast.users["leader"], cast.people["leader"], cast.enterprise)
    assert not SEES["space_id"](nobody, cast.space)
    assert not SEES["enterprise_id"](nobody, cast.enterprise)


def test_out_of_scope_and_missing_are_told_alike(cast: Cast) -> None:
    with planning():
        for row_id in (cast.space, uuid.uuid4()):
            with pytest.raises(NotFound) as caught:
                scope.space(db.session(), cast.actor("s_leader"), row_id)
            assert caught.value.args == ()
