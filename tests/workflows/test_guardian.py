"""The guardian at the mouth of the space: R37, R38."""

from datetime import timedelta

import pytest
from asked import passing
from cases import Case, check, not_applicable, passes, refuses, result_of
from good import member
from pieces import ENTRANT, GUARDIAN, NOW, OTHER_SPACE, PRINCIPAL, SECOND, at

from workflows.codes import Code
from workflows.facts import Facts
from workflows.site_facts import Inside, Suspension
from workflows.vocabulary import Action, Part, SuspendReason

CHECK_IN, OPEN, CONFIRM, ENTER = Action.check_in, Action.open_space, Action.permit_confirm, Action.enter
GUARDED = (OPEN, CONFIRM, ENTER)
FOUR_HOURS, QUIET = timedelta(hours=4), timedelta(seconds=180)
STALE, LEFT = Code.guardian_post_stale, Code.guardian_left


def renewed(ago: timedelta, action: Action = ENTER) -> Facts:
    return passing(action, post__renewed_at=NOW - ago)


def suspended(renewed_after: timedelta) -> Facts:
    pause = Suspension(at("09:30"), SuspendReason.person)
    return passing(CONFIRM, suspension=pause, post__renewed_at=pause.at + renewed_after)


def absent(renewed_after: timedelta) -> Facts:
    left_at = at("09:30")
    return passing(ENTER, post__confirmed_absent_at=left_at, post__renewed_at=left_at + renewed_after)


def unnamed(action: Action) -> Facts:
    return member(passing(action), GUARDIAN, parts=frozenset({Part.tester}))


CASES: list[Case] = [
    passes("plate_of_this_space", CHECK_IN, passing(CHECK_IN)),
    refuses(
        "plate_of_this_space", CHECK_IN, passing(CHECK_IN, attempt__plate_space_id=OTHER_SPACE), Code.plate_mismatch
    ),
    refuses(
        "plate_of_this_space",
        CHECK_IN,
        passing(CHECK_IN, attempt__plate_space_id=None),
        Code.plate_mismatch,
        note="no plate",
    ),
    *(passes("guardian_posted", action, passing(action)) for action in GUARDED),
    *(refuses("guardian_posted", action, passing(action, post=None), Code.guardian_absent) for action in GUARDED),
    refuses("guardian_posted", ENTER, passing(ENTER, post__guardian_id=ENTRANT), Code.guardian_absent, note="entrant"),
    refuses("guardian_posted", CONFIRM, unnamed(CONFIRM), Code.guardian_absent, note="not named"),
    passes("guardian_heard", ENTER, passing(ENTER, post__last_beat_at=NOW - QUIET + SECOND), note="179 s"),
    *(
        passes(
            "guardian_heard",
            action,
            passing(action, post__last_beat_at=NOW - QUIET),
            warnings=(Code.guardian_quiet,),
            note="180 s",
        )
        for action in GUARDED
    ),
    passes(
        "guardian_heard",
        ENTER,
        passing(ENTER, post__last_beat_at=NOW - QUIET - SECOND),
        warnings=(Code.guardian_quiet,),
        note="181 s",
    ),
    not_applicable("guardian_heard", ENTER, passing(ENTER, post=None)),
    passes("guardian_may_admit", ENTER, renewed(FOUR_HOURS - SECOND), note="-1 s"),
    passes("guardian_may_admit", CONFIRM, renewed(FOUR_HOURS, CONFIRM), note="0"),
    refuses("guardian_may_admit", OPEN, renewed(FOUR_HOURS + SECOND, OPEN), STALE, note="+1 s"),
    refuses("guardian_may_admit", ENTER, passing(ENTER, post__may_admit=False), STALE, note="handed over"),
    refuses("guardian_may_admit", CONFIRM, suspended(-SECOND), STALE, note="1 s before the suspension"),
    refuses("guardian_may_admit", CONFIRM, suspended(timedelta()), STALE, note="at the suspension"),
    passes("guardian_may_admit", CONFIRM, suspended(SECOND), note="1 s after the suspension"),
    not_applicable("guardian_may_admit", ENTER, passing(ENTER, post=None)),
    passes("guardian_admits", ENTER, passing(ENTER)),
    refuses(
        "guardian_admits",
        ENTER,
        member(passing(ENTER, actor__person_id=PRINCIPAL), PRINCIPAL, parts=frozenset({Part.guardian})),
        Code.guardian_not_on_post,
        note="another guardian of the permit",
    ),
    not_applicable("guardian_admits", ENTER, passing(ENTER, post=None)),
    passes("guardian_there", ENTER, passing(ENTER)),
    refuses("guardian_there", ENTER, absent(-SECOND), LEFT, note="left"),
    refuses("guardian_there", ENTER, absent(timedelta()), LEFT, note="same second"),
    passes("guardian_there", ENTER, absent(SECOND), note="back, scanned again"),
    refuses(
        "guardian_there",
        ENTER,
        passing(ENTER, presence__inside=(Inside(GUARDIAN, at("09:52"), "permit-1"),)),
        LEFT,
        note="went in",
    ),
    *(
        refuses("guardian_there", action, passing(action, post__confirmed_absent_at=at("09:54")), LEFT)
        for action in (OPEN, CONFIRM)
    ),
    not_applicable("guardian_there", ENTER, passing(ENTER, post=None)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_guardian(case: Case) -> None:
    check(case)


def test_the_power_to_admit_ends_four_hours_after_the_scan() -> None:
    result = result_of(passes("guardian_may_admit", ENTER, renewed(timedelta(hours=1))))
    assert result.good_until == NOW + timedelta(hours=3)
