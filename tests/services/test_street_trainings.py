"""Street training: minutes between two calls, who attended how long, waived, keyed in or counted again."""

import uuid
from datetime import timedelta

from filing_cast import PDF
from outcomes import invalid, raises, unwritten
from pieces import WINDOW_START
from plan_cast import FILED, Cast, then
from site_cast import drawing
from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import facts_of, unit_of_work
from permit_service.actor import CLOCK
from permit_service.errors import Conflict, Forbidden, NotFound
from permit_service.models.alarms import Alarm
from permit_service.models.areas import Area
from permit_service.models.base import db
from permit_service.models.oversight import StreetTraining
from permit_service.models.people import Badge
from permit_service.models.permits import Permit
from permit_service.services import street_trainings as trainings
from qr import short_code
from workflows.gates import clear
from workflows.training_kinds import StreetTopic
from workflows.verdict import GateState
from workflows.vocabulary import Action, AlarmKind

MINUTE = timedelta(minutes=1)
BEGUN = FILED + timedelta(hours=4)
WHY = "样例：同一班组，半月前刚培训过"
CREW = ("leader", "guardian", "entrant", "entrant_2", "manager")


def trained(cast: Cast) -> set[str]:
    """Who counts as trained by the street."""
    db.session.rollback()
    permit = db.session.scalars(select(Permit).order_by(Permit.created_at)).first()
    assert permit is not None
    members = facts_of.load(db.session(), permit, cast.actor("guardian")).crew
    names = {str(person_id): name for name, person_id in cast.people.items()}
    return {names[member.person_id] for member in members if member.street_trained}


def crew_gate(cast: Cast) -> GateState:
    permit = db.session.scalars(select(Permit)).one()
    told = clear(Action.permit_confirm, facts_of.load(db.session(), permit, cast.actor("leader")), WINDOW_START)
    return next(result.state for result in told.results if result.gate == "crew_street_trained")


def held(cast: Cast, filing_id: uuid.UUID, minutes: int, *, late: str = "", by: int = 0) -> uuid.UUID:
    """A training of so many minutes for the whole crew; one of them may come ``by`` minutes late."""
    officer = cast.actor("officer")
    with then(FILED):
        training_id = trainings.schedule(officer, filing_id, BEGUN, "样例会议室").id
    with then(BEGUN):
        trainings.start(officer, training_id)
        for who in CREW:
            if who != late:
                trainings.sign_in_attendee(officer, training_id, person_id=cast.people[who])
    if late:
        with then(BEGUN + by * MINUTE):
            trainings.sign_in_attendee(officer, training_id, person_id=cast.people[late])
    with then(BEGUN + minutes * MINUTE):
        trainings.end(officer, training_id)
    return training_id


def test_thirty_minutes_in_server_time_train_those_who_signed_in(cast: Cast) -> None:
    filing_id = cast.filed_job().id
    assert crew_gate(cast) is GateState.refused
    held(cast, filing_id, 30)
    assert trained(cast) == set(CREW)
    assert crew_gate(cast) is GateState.passed


def test_a_minute_less_trains_nobody(cast: Cast) -> None:
    held(cast, cast.filed_job().id, 29)
    assert trained(cast) == set()


def test_who_comes_late_is_trained_from_then_on(cast: Cast) -> None:
    held(cast, cast.filed_job().id, 40, late="entrant", by=11)
    assert trained(cast) == set(CREW) - {"entrant"}


def test_attendees_come_by_badge_or_list_and_once(cast: Cast) -> None:
    filing_id, officer = cast.filed_job().id, cast.actor("grid")
    with then(FILED):
        training_id = trainings.schedule(officer, filing_id, BEGUN).id
    with then(BEGUN):
        first = trainings.sign_in_attendee(officer, training_id, person_id=cast.people["leader"])
        came = first.at
    with then(BEGUN + MINUTE), unwritten():
        assert trainings.sign_in_attendee(officer, training_id, person_id=cast.people["leader"]).at == came
    with then(BEGUN), invalid(badge="unknown"):
        trainings.sign_in_attendee(officer, training_id, badge="W0000000")
    with then(BEGUN), invalid(person_id="unknown"):
        trainings.sign_in_attendee(officer, training_id, person_id=cast.people["s_leader"])
    with then(BEGUN), invalid(person_id="required"):
        trainings.sign_in_attendee(officer, training_id)


def test_a_typed_badge_names_its_person(cast: Cast) -> None:
    filing_id, officer = cast.filed_job().id, cast.actor("officer")
    sealed = short_code.seal("W12345678")

    def number(session: Session) -> None:
        session.get_one(Badge, cast.badges["guardian"]).number = sealed

    unit_of_work.run(number)
    with then(BEGUN):
        training_id = trainings.schedule(officer, filing_id, BEGUN + MINUTE).id
        row = trainings.sign_in_attendee(officer, training_id, badge=sealed)
    assert row.person_id == cast.people["guardian"]


def test_the_two_calls_come_in_order_and_once(cast: Cast) -> None:
    filing_id, officer = cast.filed_job().id, cast.actor("officer")
    with then(FILED), invalid(scheduled_at="datetime_future"):
        trainings.schedule(officer, filing_id, FILED)
    training_id = held(cast, filing_id, 30)
    with then(BEGUN + 31 * MINUTE), raises(Conflict):
        trainings.end(officer, training_id)
    with then(BEGUN + 31 * MINUTE), raises(Conflict):
        trainings.start(officer, training_id)
    with then(BEGUN + 31 * MINUTE), raises(Conflict):
        trainings.sign_in_attendee(officer, training_id, person_id=cast.people["reserve"])


def test_only_officers_of_the_place_train(cast: Cast) -> None:
    filing_id = cast.filed_job().id
    with then(FILED), raises(Forbidden):
        trainings.schedule(cast.actor("leader"), filing_id, BEGUN)
    with then(FILED), raises(NotFound):
        trainings.schedule(cast.actor("other_officer"), filing_id, BEGUN)
    with then(FILED), raises(NotFound):
        trainings.start(cast.actor("officer"), uuid.uuid4())


def test_a_training_is_waived_with_a_reason_by_the_street(cast: Cast) -> None:
    filing_id = cast.filed_job().id
    with then(FILED), invalid(reason="required"):
        trainings.waive(cast.actor("officer"), filing_id, "")
    with then(FILED), raises(Forbidden):
        trainings.waive(cast.actor("grid"), filing_id, "样例")
    with then(FILED):
        trainings.waive(cast.actor("officer"), filing_id, "样例：上周刚培训过")
    assert crew_gate(cast) is GateState.not_applicable


def test_a_training_told_afterwards_is_marked(cast: Cast) -> None:
    filing_id, officer = cast.filed_job().id, cast.actor("officer")
    ended, people = BEGUN + 30 * MINUTE, [cast.people[who] for who in CREW]
    with then(ended - MINUTE), invalid(ended_at="future"):
        trainings.key_in_training(officer, filing_id, BEGUN, ended, people)
    with then(ended), invalid(ended_at="order", attendees="required"):
        trainings.key_in_training(officer, filing_id, ended, BEGUN, [])
    with then(ended), invalid(attendees="unknown"):
        trainings.key_in_training(officer, filing_id, BEGUN, ended, [cast.people["s_leader"]])
    with then(ended):
        assert trainings.key_in_training(officer, filing_id, BEGUN, ended, people).keyed_in
    assert trained(cast) == set(CREW)


def test_what_was_gone_through_is_noted_once_it_began(cast: Cast) -> None:
    filing_id, officer = cast.filed_job().id, cast.actor("officer")
    with then(FILED):
        training_id = trainings.schedule(officer, filing_id, BEGUN).id
    with then(FILED), raises(Conflict):
        trainings.note(officer, training_id, {StreetTopic.risk})
    with then(BEGUN):
        trainings.start(officer, training_id)
    with then(BEGUN), invalid(photo="file_type"), unwritten():
        trainings.note(officer, training_id, {StreetTopic.risk}, PDF)
    with then(BEGUN), raises(Forbidden):
        trainings.note(cast.actor("leader"), training_id, {StreetTopic.risk})
    with then(BEGUN), raises(NotFound):
        trainings.note(cast.actor("other_officer"), training_id, {StreetTopic.risk})
    with then(BEGUN):
        first = trainings.note(officer, training_id, {StreetTopic.risk}, drawing()).photo_id
        again = trainings.note(officer, training_id, set(StreetTopic))
    assert (again.topics, again.photo_id, first is not None) == (frozenset(StreetTopic), first, True)


def test_an_earlier_training_counts_again_only_where_the_street_says_so(cast: Cast) -> None:
    earlier = held(cast, cast.filed_job().id, 30)
    second_id, officer = cast.filed_job().id, cast.actor("officer")
    with then(FILED), invalid(training_id="not_reusable"):
        trainings.reuse(officer, second_id, earlier, WHY)
    with then(FILED), invalid(training_id="unknown"):
        trainings.reuse(officer, second_id, uuid.uuid4(), WHY)

    def allow(session: Session) -> None:
        session.get_one(Area, cast.street).training_reuse_days = 30

    unit_of_work.run(allow)
    with then(BEGUN + 31 * MINUTE), invalid(reason="required"):
        trainings.reuse(officer, second_id, earlier, " ")
    with then(BEGUN + 31 * MINUTE):
        row = trainings.reuse(officer, second_id, earlier, WHY)
    assert (row.reused_id, row.officer_id, len(row.attendees)) == (earlier, officer.user_id, len(CREW))
    assert row.reuse_reason == WHY


def test_a_missed_training_is_told_upwards_once(cast: Cast) -> None:
    filing_id = cast.filed_job().id
    assert trainings.trainings_overdue(db.session(), WINDOW_START - MINUTE) == []
    assert trainings.trainings_overdue(db.session(), WINDOW_START) == [filing_id]
    for _ in range(2):
        with then(WINDOW_START):
            trainings.alarm_overdue(CLOCK, filing_id)
    alarm = db.session.scalars(select(Alarm)).one()
    assert (alarm.kind, alarm.since) == (AlarmKind.training_overdue, WINDOW_START)
    with then(WINDOW_START + MINUTE):
        trainings.waive(cast.actor("officer"), filing_id, "样例")
    assert db.session.scalars(select(Alarm)).one().cleared_at == WINDOW_START + MINUTE
    assert len(db.session.scalars(select(StreetTraining)).all()) == 1
