"""Filed, trained by the street, inside the filing; the filing's own moves."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from asked import moment, passing
from cases import Case, check, not_applicable, passes, refuses, result_of, unsure
from good import chemical, facts, member, without
from pieces import (
    ENTRANT,
    ENTRANT_2,
    GUARDIAN,
    LEADER,
    MANAGER,
    OTHER_SPACE,
    PLANNED,
    PRINCIPAL,
    SECOND,
    WINDOW_END,
    WINDOW_START,
    at,
    person,
)

from workflows.codes import Code
from workflows.facts import Facts
from workflows.kinds import EmergencyCategory
from workflows.plan_facts import Emergency
from workflows.site_facts import Completion
from workflows.sources import LocalRule
from workflows.street_training import counts_again
from workflows.vocabulary import Action, DayCounting, FilingMode, FilingStatus, Part

CONFIRM, ENTER = Action.permit_confirm, Action.enter
SUBMIT, RESUBMIT = Action.filing_submit, Action.filing_resubmit
BLOCKED = (CONFIRM, ENTER)
HANDING_IN = (SUBMIT, RESUBMIT)
#: Three civil days before 2026-12-01: the end of 2026-11-28 in Shanghai.
DEADLINE = at("00:00") - timedelta(days=2)
LATE = {"filing__first_submitted_at": DEADLINE}
REPAIR = Emergency(EmergencyCategory.flood, "The pump pit is flooding", PLANNED)
UNSIGNED = replace(REPAIR, signed_by_principal_at=None)
NO_REASON = replace(REPAIR, reason=" ")
WORKING_DAYS = {"area__counting": DayCounting.working_days, "filing__first_submitted_at": PLANNED}


def filed(action: Action) -> list[Case]:
    gate = "filed"

    def but(**overrides: Any) -> Facts:
        return passing(action, **overrides)

    not_filed = (FilingStatus.draft, FilingStatus.withdrawn, FilingStatus.lapsed)
    emergency_off = but(**LATE, filing__emergency=REPAIR, area__emergency_allowed=False)
    return [
        passes(gate, action, but()),
        passes(gate, action, but(area__filing_mode=FilingMode.external), note="external"),
        not_applicable(gate, action, but(area__filing_mode=FilingMode.none), note="area takes none"),
        not_applicable(gate, action, but(area__filing_mode=FilingMode.none, filing=None), note="area takes none"),
        refuses(gate, action, but(filing=None), Code.filing_missing),
        refuses(
            gate, action, but(filing=None, area__filing_mode=FilingMode.external), Code.filing_missing, note="external"
        ),
        *(refuses(gate, action, but(filing__status=s), Code.filing_missing, note=s) for s in not_filed),
        refuses(gate, action, but(filing__status=FilingStatus.returned), Code.filing_returned),
        passes(gate, action, but(filing__first_submitted_at=DEADLINE - SECOND), note="last second on time"),
        refuses(gate, action, but(**LATE), Code.filing_late_undecided, note="at the deadline"),
        refuses(
            gate,
            action,
            but(filing__first_submitted_at=DEADLINE + SECOND),
            Code.filing_late_undecided,
            note="one second late",
        ),
        passes(gate, action, but(**LATE, filing__status=FilingStatus.decided, filing__late_allowed=True)),
        refuses(
            gate,
            action,
            but(**LATE, filing__status=FilingStatus.decided, filing__late_allowed=False),
            Code.filing_late_refused,
        ),
        passes(gate, action, but(**LATE, filing__emergency=REPAIR), note="emergency"),
        refuses(gate, action, but(**LATE, filing__emergency=UNSIGNED), Code.emergency_unsigned),
        refuses(gate, action, but(**LATE, filing__emergency=NO_REASON), Code.emergency_unsigned, note="no reason"),
        refuses(gate, action, emergency_off, Code.emergency_path_off),
        passes(gate, action, but(filing__emergency=UNSIGNED), note="on time needs no emergency"),
        unsure(gate, action, but(filing__start=None), note="no start"),
        unsure(gate, action, but(filing__first_submitted_at=None), note="no receipt"),
        passes(gate, action, but(**WORKING_DAYS), warnings=(Code.calendar_incomplete,), note="unknown year"),
        passes(gate, action, but(**WORKING_DAYS, area__known_years=frozenset({2026})), note="known year"),
    ]


def deferrals(gate: str, action: Action, untrained: Facts) -> list[Case]:
    """What stands in for the street's training."""
    return [
        not_applicable(gate, action, facts(untrained, area__training_minutes=0), note="none demanded"),
        not_applicable(gate, action, facts(untrained, filing__training_waived=True), note="waived"),
        not_applicable(gate, action, facts(untrained, filing__emergency=REPAIR), note="emergency"),
        refuses(
            gate, action, facts(untrained, filing__emergency=UNSIGNED), Code.street_training_missing, note="unsigned"
        ),
        refuses(
            gate,
            action,
            facts(untrained, filing__emergency=REPAIR, area__emergency_allowed=False),
            Code.street_training_missing,
            note="path off",
        ),
    ]


def street_training() -> list[Case]:
    crew, one, missing = "crew_street_trained", "person_street_trained", Code.street_training_missing
    base, entry = passing(CONFIRM), passing(ENTER)
    entrant = member(base, ENTRANT, street_trained=False)
    return [
        passes(crew, CONFIRM, base),
        *(
            refuses(crew, CONFIRM, member(base, who, street_trained=False), missing, note=who)
            for who in (LEADER, GUARDIAN, ENTRANT, ENTRANT_2, MANAGER)
        ),
        refuses(crew, CONFIRM, without(base, MANAGER), missing, note="no manager"),
        passes(crew, CONFIRM, member(base, PRINCIPAL, street_trained=False), note="approver"),
        refuses(
            crew, CONFIRM, facts(entrant, area__filing_mode=FilingMode.none), missing, note="where none is filed too"
        ),
        *deferrals(crew, CONFIRM, entrant),
        passes(one, ENTER, entry),
        refuses(one, ENTER, member(entry, ENTRANT, street_trained=False), missing),
        refuses(one, ENTER, member(entry, GUARDIAN, street_trained=False), missing, note="guardian on post"),
        passes(one, ENTER, member(entry, ENTRANT_2, street_trained=False), note="another late addition"),
        *deferrals(one, ENTER, member(entry, ENTRANT, street_trained=False)),
    ]


def named() -> list[Case]:
    crew, one, outside = "crew_covered", "person_covered", Code.outside_filing_crew
    base, entry = passing(CONFIRM), passing(ENTER)
    unnamed = member(entry, ENTRANT, in_filing=False)
    return [
        passes(crew, CONFIRM, base),
        *(
            refuses(crew, CONFIRM, member(base, who, in_filing=False), outside, note=who)
            for who in (LEADER, GUARDIAN, ENTRANT, ENTRANT_2)
        ),
        not_applicable(crew, CONFIRM, facts(member(base, ENTRANT, in_filing=False), filing=None)),
        passes(one, ENTER, entry),
        refuses(one, ENTER, unnamed, outside),
        refuses(one, ENTER, member(entry, GUARDIAN, in_filing=False), outside, note="guardian on post"),
        passes(one, ENTER, member(entry, ENTRANT_2, in_filing=False), note="another late addition"),
        not_applicable(one, ENTER, facts(unnamed, area__filing_mode=FilingMode.none)),
    ]


def covered(action: Action) -> list[Case]:
    gate, window = "work_covered", Code.outside_filing_window

    def but(**overrides: Any) -> Facts:
        return passing(action, **overrides)

    return [
        passes(gate, action, but()),
        not_applicable(gate, action, but(filing=None)),
        not_applicable(gate, action, but(area__filing_mode=FilingMode.none), note="area takes none"),
        refuses(gate, action, but(filing__space_ids=frozenset({OTHER_SPACE})), Code.outside_filing_space),
        refuses(gate, action, but(permit__content="Paint the well"), Code.outside_filing_content),
        passes(gate, action, but(permit__content=" Replace  the flow meter\n"), note="spacing is no change"),
        refuses(gate, action, but(permit__unit_id="unit-2"), Code.outside_filing_unit),
        refuses(gate, action, but(permit__unit_id=None, filing__unit_id=None), Code.outside_filing_unit, note="none"),
        refuses(gate, action, but(filing__start=WINDOW_START + SECOND), window, note="begins before"),
        passes(gate, action, but(filing__start=WINDOW_START - SECOND), note="filed from earlier"),
        refuses(gate, action, but(filing__end=WINDOW_END - SECOND), window, note="ends after"),
        passes(gate, action, but(filing__end=WINDOW_END + SECOND), note="filed to later"),
        refuses(gate, action, but(), Code.filing_not_begun, now=WINDOW_START - SECOND, note="before the filed start"),
        passes(gate, action, but(), now=WINDOW_START, note="at the filed start"),
        refuses(gate, action, but(filing__end=None), window, note="no end"),
        refuses(gate, action, but(permit__window_start=None), window, note="no window"),
        refuses(
            gate,
            action,
            but(filing__space_ids=frozenset(), filing__content="", filing__unit_id=None, filing__end=None),
            Code.outside_filing_space,
            Code.outside_filing_content,
            Code.outside_filing_unit,
            window,
            note="all",
        ),
    ]


def handed_in(action: Action) -> list[Case]:
    def but(**overrides: Any) -> Facts:
        return passing(action, **overrides)

    long, over = Code.window_too_long, Code.window_ended
    six_days = timedelta(days=6)
    empty = ("start", "end", "space_ids", "content", "unit_id")
    fresh = {"filing__first_submitted_at": None}
    repair = but(filing__emergency=REPAIR)
    explained = "lateness_explained"
    return [
        passes("filing_filled", action, but()),
        not_applicable("filing_filled", action, but(filing=None)),
        *(
            refuses("filing_filled", action, but(**{f"filing__{name}": value}), Code.field_missing, note=name)
            for name, value in zip(empty, (None, None, frozenset(), " ", None), strict=True)
        ),
        passes("filing_span", action, but()),
        not_applicable("filing_span", action, but(filing__start=None)),
        passes("filing_span", action, but(filing__end=WINDOW_END + six_days), note="seven days"),
        refuses("filing_span", action, but(filing__end=at("00:00", 8)), long, note="into the eighth day"),
        refuses("filing_span", action, but(), over, now=WINDOW_END, note="over"),
        passes("filing_span", action, but(), now=WINDOW_END - SECOND, note="last second"),
        refuses("filing_span", action, but(filing__end=WINDOW_START), over, note="empty"),
        passes("first_day_approved", action, but()),
        refuses(
            "first_day_approved", action, but(job__first_day_permits_approved=False), Code.filing_permits_unapproved
        ),
        not_applicable("first_day_approved", action, chemical(but(job__first_day_permits_approved=False))),
        passes(explained, action, but(**fresh), now=DEADLINE - SECOND, note="last second on time"),
        refuses(explained, action, but(**fresh), Code.filing_reason_missing, now=DEADLINE, note="at the deadline"),
        refuses(explained, action, but(**fresh), Code.filing_reason_missing, now=DEADLINE + SECOND, note="late"),
        refuses(
            explained,
            action,
            but(**fresh, attempt__late_reason=" "),
            Code.filing_reason_missing,
            now=DEADLINE,
            note="blank",
        ),
        passes(explained, action, but(**fresh, attempt__late_reason="Pump stopped"), now=DEADLINE, note="reason now"),
        passes(explained, action, but(**fresh, filing__late_reason="Pump stopped"), now=DEADLINE, note="reason filed"),
        passes(
            explained,
            action,
            but(**fresh, attempt__submitted_at=DEADLINE - SECOND),
            now=DEADLINE,
            note="stamped receipt",
        ),
        passes(
            explained,
            action,
            but(filing__first_submitted_at=DEADLINE - SECOND),
            now=DEADLINE,
            note="first time is kept",
        ),
        passes(explained, action, facts(repair, **fresh), now=DEADLINE, note="emergency"),
        refuses(explained, action, facts(repair, filing__emergency=UNSIGNED), Code.emergency_unsigned),
        refuses(explained, action, facts(repair, area__emergency_allowed=False), Code.emergency_path_off),
        not_applicable(explained, action, but(filing__start=None)),
        passes(explained, action, but(**WORKING_DAYS), warnings=(Code.calendar_incomplete,), note="unknown year"),
    ]


def answered() -> list[Case]:
    """Each marked field is changed or answered for."""
    gate, phone, contact = "return_answered", frozenset({"phone"}), frozenset({"contact"})

    def but(changed: frozenset[str], explained: frozenset[str]) -> Facts:
        return passing(RESUBMIT, attempt__completion=Completion(phone | contact, changed, explained))

    none: frozenset[str] = frozenset()
    unanswered = Code.filing_field_unanswered
    return [
        passes(gate, RESUBMIT, but(phone | contact, none), note="all changed"),
        passes(gate, RESUBMIT, but(none, phone | contact), note="all told"),
        passes(gate, RESUBMIT, but(phone, contact), note="one of each"),
        refuses(gate, RESUBMIT, but(phone, none), unanswered, note="one left"),
        refuses(gate, RESUBMIT, but(frozenset({"content"}), none), unanswered, unanswered, note="another changed"),
        unsure(gate, RESUBMIT, passing(RESUBMIT, attempt__completion=None), note="not told"),
    ]


RETURN, DECIDE, LAPSE = Action.filing_return, Action.filing_decide_late, Action.filing_lapse

CASES: list[Case] = [
    *(row for action in BLOCKED for row in filed(action)),
    *street_training(),
    *named(),
    *(row for action in BLOCKED for row in covered(action)),
    *(row for action in HANDING_IN for row in handed_in(action)),
    *answered(),
    passes("nobody_entered", RETURN, passing(RETURN)),
    refuses("nobody_entered", RETURN, passing(RETURN, filing__entered=True), Code.filing_after_entry),
    passes("late_to_decide", DECIDE, passing(DECIDE)),
    passes("late_to_decide", DECIDE, passing(DECIDE, attempt__allow=False), note="may refuse"),
    unsure("late_to_decide", DECIDE, passing(DECIDE, attempt__allow=None), note="no answer"),
    unsure("late_to_decide", DECIDE, passing(DECIDE, filing__start=None), note="no start"),
    refuses(
        "late_to_decide",
        DECIDE,
        passing(DECIDE, filing__first_submitted_at=DEADLINE - SECOND),
        Code.move_illegal,
        note="on time",
    ),
    passes("late_to_decide", DECIDE, passing(DECIDE, **LATE), note="at the deadline"),
    refuses("late_to_decide", DECIDE, passing(DECIDE, filing__emergency=REPAIR), Code.move_illegal, note="emergency"),
    passes("late_to_decide", DECIDE, passing(DECIDE, filing__emergency=UNSIGNED), note="unsigned emergency"),
    refuses("lapse_due", LAPSE, passing(LAPSE), Code.window_not_ended, now=WINDOW_END - SECOND),
    passes("lapse_due", LAPSE, passing(LAPSE), now=WINDOW_END),
    passes("lapse_due", LAPSE, passing(LAPSE), now=WINDOW_END + SECOND, note="after"),
    refuses("lapse_due", LAPSE, passing(LAPSE, filing__end=None), Code.window_not_ended, note="no end"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_filing_gates(case: Case) -> None:
    check(case)


MISSING = refuses("filed", ENTER, passing(ENTER, filing=None), Code.filing_missing)


def test_the_street_s_notice_is_cited() -> None:
    assert result_of(MISSING).refusals[0].source == LocalRule("Sample street notice 1", "Sample street")


def test_without_a_notice_the_local_rule_is_cited_all_the_same() -> None:
    unnamed = replace(MISSING, facts=facts(MISSING.facts, area__document=""))
    assert result_of(unnamed).refusals[0].source == LocalRule("filing_notice", "Sample street")


def test_a_late_filing_is_told_its_deadline() -> None:
    late = refuses("filed", ENTER, passing(ENTER, **LATE), Code.filing_late_undecided)
    assert result_of(late).refusals[0].facts == {"on_time_before": DEADLINE.isoformat()}


def test_who_stands_guard_and_goes_in_is_told_once() -> None:
    """A guardian who asks to go in is untrained once, not twice."""
    base = replace(passing(ENTER), crew=(person(GUARDIAN, Part.guardian, street_trained=False),))
    case = refuses("person_street_trained", ENTER, facts(base, attempt__person_id=GUARDIAN), now=moment(ENTER))
    assert [r.code for r in result_of(case).refusals] == [Code.street_training_missing]


@pytest.mark.parametrize(("days", "counts"), [(0, False), (6, False), (7, True)])
def test_an_earlier_training_counts_as_many_days_as_the_street_says(days: int, counts: bool) -> None:
    assert counts_again(WINDOW_START - timedelta(days=7), WINDOW_START, days) is counts
