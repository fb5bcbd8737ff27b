"""When something happened without network, and whether it was right."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from good import active_facts
from pieces import at, values

from workflows.afterwards import (
    EventTime,
    Known,
    LatePoint,
    Learned,
    Stay,
    event_time,
    judge_afterwards,
    known_at,
    late_point,
    refusals_of,
    stricter,
)
from workflows.codes import Code
from workflows.gas_facts import WorkValue
from workflows.offline import Decision, Doubt
from workflows.offline_facts import Allowed, PhoneAttempt, Revocations, Snapshot
from workflows.sources import Clause, HouseRule
from workflows.vocabulary import Direction, ScanVerdict, Sector

ISSUED, RECEIVED = at("10:00"), at("10:20")
SLACK = timedelta(seconds=60)
ADMIT, UNKNOWN, REFUSE = ScanVerdict.admit, ScanVerdict.unknown, ScanVerdict.refuse
SNAPSHOT = Snapshot(
    "phone-1",
    "user-1",
    "permit-1",
    ISSUED,
    at("10:30"),
    lead=True,
    evacuating=False,
    reading_every=timedelta(minutes=15),
    interruption=timedelta(0),
    entrants=(Allowed("p-1", (), at("10:30")),),
)
TRIED = PhoneAttempt(
    Direction.in_, "phone-1", "user-1", at("10:10"), revocations=Revocations(at("10:10")), person_id="p-1"
)


@pytest.mark.parametrize(
    ("elapsed", "told", "latest", "expected"),
    [
        (timedelta(0), False, False, EventTime(ISSUED, False)),
        (timedelta(minutes=12), False, False, EventTime(at("10:12"), False)),
        (timedelta(minutes=20, seconds=60), False, False, EventTime(RECEIVED, False)),
        (timedelta(minutes=20, seconds=61), False, False, EventTime(ISSUED, True)),
        (timedelta(minutes=20, seconds=61), False, True, EventTime(RECEIVED, True)),
        (timedelta(hours=9), False, False, EventTime(ISSUED, True)),
        (timedelta(minutes=12), True, False, EventTime(ISSUED, True)),
        (timedelta(minutes=12), True, True, EventTime(RECEIVED, True)),
    ],
)
def test_event_time_lies_between_issue_and_receipt(
    elapsed: timedelta, told: bool, latest: bool, expected: EventTime
) -> None:
    assert event_time(ISSUED, elapsed, RECEIVED, told=told, slack=SLACK, latest=latest) == expected


@pytest.mark.parametrize(
    ("learned", "expected"),
    [
        ((), Decision(ADMIT)),
        ((Learned(at("10:11"), Code.stop_in_force),), Decision(ADMIT)),
        ((Learned(at("10:10"), Code.stop_in_force),), Decision(REFUSE, (Code.stop_in_force,))),
        ((Learned(at("10:05"), Doubt.not_lead),), Decision(UNKNOWN, (Doubt.not_lead,))),
        (
            (Learned(at("10:05"), Doubt.not_lead), Learned(at("10:06"), Code.move_illegal)),
            Decision(REFUSE, (Doubt.not_lead, Code.move_illegal)),
        ),
        (
            (Learned(at("10:05"), Code.move_illegal), Learned(at("10:06"), Code.move_illegal)),
            Decision(REFUSE, (Code.move_illegal,)),
        ),
    ],
)
def test_what_was_learned_before_makes_it_stricter(learned: tuple[Learned, ...], expected: Decision) -> None:
    assert judge_afterwards(SNAPSHOT, TRIED, learned) == expected


def test_what_was_learned_never_makes_it_laxer() -> None:
    late = replace(TRIED, now=at("10:30"))
    assert judge_afterwards(SNAPSHOT, late, ()).reasons == (Doubt.snapshot_stale,)
    known = (Learned(at("10:05"), Code.stop_in_force),)
    assert judge_afterwards(SNAPSHOT, late, known).reasons == (Doubt.snapshot_stale,)


def test_of_two_answers_the_stricter_counts() -> None:
    pairs = {(one, other): stricter(one, other) for one in (ADMIT, UNKNOWN, REFUSE) for other in (ADMIT, REFUSE)}
    assert pairs == {
        (ADMIT, ADMIT): ADMIT,
        (ADMIT, REFUSE): REFUSE,
        (UNKNOWN, ADMIT): UNKNOWN,
        (UNKNOWN, REFUSE): REFUSE,
        (REFUSE, ADMIT): REFUSE,
        (REFUSE, REFUSE): REFUSE,
    }


def test_presence_as_it_was_then() -> None:
    stays = [
        Stay("p-1", at("09:50"), at("10:04")),
        Stay("p-2", at("10:06"), None),
        Stay(None, at("10:15"), at("10:16")),
    ]
    base = active_facts()
    assert known_at(base, stays, ISSUED, at("10:00")) == Known(("p-1",), None, None)
    assert known_at(base, stays, ISSUED, at("10:05")) == Known((), at("10:04"), None)
    assert known_at(base, stays, ISSUED, at("10:10")) == Known(("p-2",), at("10:04"), at("10:06"))
    assert known_at(base, stays, ISSUED, at("10:15")) == Known(("p-2", None), at("10:04"), at("10:06"))
    assert known_at(base, stays, at("10:05"), at("10:07")) == Known(("p-2",), None, at("10:06"))
    taken = replace(
        base, work_values=(WorkValue("v-1", at("10:08"), values()), WorkValue("v-2", at("10:12"), values()))
    )
    assert known_at(taken, stays, ISSUED, at("10:10")).work_clock_from == at("10:08")


@pytest.mark.parametrize(
    ("read_at", "against"),
    [
        (at("08:39"), LatePoint.before_opening),
        (at("08:40"), None),
        (at("17:30"), None),
        (at("17:31"), LatePoint.after_window),
    ],
)
def test_a_point_is_of_this_permit_from_the_opening_to_the_end_of_its_window(
    read_at: datetime, against: LatePoint | None
) -> None:
    assert late_point(active_facts(), read_at) is against


def test_refusals_come_with_the_rule_they_are_of() -> None:
    decision = Decision(REFUSE, (Doubt.not_lead, Code.stop_in_force, Code.code_forged))
    stop, forged = refusals_of(decision, Sector.light_industry)
    assert (stop.code, stop.banned, isinstance(stop.source, Clause)) == (Code.stop_in_force, 6, True)
    assert (forged.code, forged.banned, forged.source) == (Code.code_forged, None, HouseRule("codes_on_paper"))
