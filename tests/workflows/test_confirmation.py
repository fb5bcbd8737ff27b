"""The entry confirmation R35 and the guardian-check R61."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from asked import passing
from cases import Case, check, not_applicable, passes, refuses, result_of
from good import chemical
from pieces import ENTRANT_2, NOW, SECOND, at

from workflows.codes import Code
from workflows.facts import Facts
from workflows.kinds import RESUME_ITEMS, GuardianCheckItem
from workflows.site_facts import GuardianCheck, Inside
from workflows.vocabulary import Action

CONFIRM, ENTER = Action.permit_confirm, Action.enter
ITEMS = frozenset(GuardianCheckItem)
MAY_BE_ABSENT = frozenset({GuardianCheckItem.isolation, GuardianCheckItem.clearing})
#: The oldest point of the sample's re-test is read at 09:40.
LAPSES = at("09:40") + timedelta(minutes=30)
VOID, INCOMPLETE = Code.confirmation_void, Code.guardian_check_incomplete


def bound_to(*ids: str) -> Facts:
    return passing(ENTER, confirmation__bound=ids)


def emptied(at_second: int, *, minutes: int = 0, profile_30: bool = False) -> Facts:
    """Presence fell to 0 so many seconds after the confirmation was signed."""
    base = passing(ENTER, presence__emptied_at=at("09:50") + at_second * SECOND - timedelta(minutes=minutes))
    return chemical(base) if profile_30 else base


def guardian_check(times: dict[GuardianCheckItem, datetime] | None = None, **overrides: object) -> GuardianCheck:
    confirmed = dict.fromkeys(GuardianCheckItem, at("09:48")) if times is None else times
    return replace(GuardianCheck("check-1", confirmed, signed_at=at("09:48")), **overrides)  # type: ignore[arg-type]


def checked(action: Action = CONFIRM, times: dict[GuardianCheckItem, datetime] | None = None, **more: object) -> Facts:
    return passing(action, guardian_check=guardian_check(times, **more))


def without_item(item: GuardianCheckItem, **overrides: object) -> Facts:
    return checked(times=dict.fromkeys(ITEMS - {item}, at("09:48")), **overrides)


def resumed(renewed: frozenset[GuardianCheckItem], at_second: int = 1, *, signed_again: bool = True) -> Facts:
    """Presence fell to 0 at 09:50; ``renewed`` items were confirmed so many seconds after it."""
    again = at("09:50") + at_second * SECOND
    times = dict.fromkeys(ITEMS, at("09:48")) | dict.fromkeys(renewed, again)
    base = checked(times=times, signed_at=again if signed_again else at("09:49"))
    return replace(base, presence=replace(base.presence, emptied_at=at("09:50")))


CASES: list[Case] = [
    passes("confirmation_stands", ENTER, passing(ENTER)),
    refuses("confirmation_stands", ENTER, passing(ENTER, confirmation=None), Code.confirmation_missing),
    refuses("confirmation_stands", ENTER, bound_to(), VOID, note="bound to nothing"),
    refuses("confirmation_stands", ENTER, passing(ENTER, confirmation__series_id="series-1"), VOID, note="old series"),
    refuses("confirmation_stands", ENTER, passing(ENTER, series=()), VOID, note="no series"),
    refuses("confirmation_stands", ENTER, passing(ENTER, equipment__id="equipment-2"), VOID, note="other equipment"),
    refuses("confirmation_stands", ENTER, passing(ENTER, guardian_check__id="check-2"), VOID, note="other check"),
    passes("confirmation_stands", ENTER, emptied(-1), note="signed 1 s after the interruption"),
    refuses("confirmation_stands", ENTER, emptied(0), VOID, note="signed at the interruption"),
    refuses("confirmation_stands", ENTER, emptied(1), VOID, note="signed 1 s before the interruption"),
    passes("confirmation_stands", ENTER, emptied(1, profile_30=True), note="profile 30, short pause"),
    passes("confirmation_used_in_time", ENTER, passing(ENTER), now=LAPSES - SECOND, note="-1 s"),
    passes("confirmation_used_in_time", ENTER, passing(ENTER), now=LAPSES, note="0"),
    refuses(
        "confirmation_used_in_time",
        ENTER,
        passing(ENTER),
        Code.confirmation_lapsed,
        now=LAPSES + SECOND,
        note="+1 s",
    ),
    passes(
        "confirmation_used_in_time",
        ENTER,
        passing(ENTER, presence__rose_at=at("09:52")),
        now=LAPSES + SECOND,
        note="somebody entered",
    ),
    refuses(
        "confirmation_used_in_time",
        ENTER,
        passing(ENTER, presence__rose_at=at("09:49")),
        Code.confirmation_lapsed,
        now=LAPSES + SECOND,
        note="the entry was before",
    ),
    passes(
        "confirmation_used_in_time",
        ENTER,
        passing(ENTER, presence__inside=(Inside(ENTRANT_2, at("09:45"), "permit-1"),)),
        now=LAPSES + SECOND,
        note="re-confirmed with somebody inside",
    ),
    not_applicable("confirmation_used_in_time", ENTER, passing(ENTER, confirmation=None)),
    passes("guardian_checked", CONFIRM, passing(CONFIRM)),
    passes("guardian_checked", ENTER, passing(ENTER)),
    refuses("guardian_checked", CONFIRM, passing(CONFIRM, guardian_check=None), INCOMPLETE, note="none"),
    refuses("guardian_checked", ENTER, checked(ENTER, signed_at=None), INCOMPLETE, note="unsigned"),
    refuses("guardian_checked", CONFIRM, checked(signed_at=at("09:47")), INCOMPLETE, note="answered after signing"),
    *(
        refuses("guardian_checked", CONFIRM, without_item(item), INCOMPLETE, note=f"no {item}")
        for item in sorted(ITEMS)
    ),
    *(
        refuses("guardian_checked", CONFIRM, checked(denied=frozenset({item})), INCOMPLETE, note=f"{item} denied")
        for item in sorted(ITEMS)
    ),
    *(
        passes("guardian_checked", CONFIRM, without_item(item, not_involved=frozenset({item})), note=f"no {item} here")
        for item in sorted(MAY_BE_ABSENT)
    ),
    *(
        refuses(
            "guardian_checked",
            CONFIRM,
            without_item(item, not_involved=frozenset({item})),
            INCOMPLETE,
            note=f"{item} is never absent",
        )
        for item in sorted(ITEMS - MAY_BE_ABSENT)
    ),
    passes("guardian_checked", CONFIRM, resumed(RESUME_ITEMS), note="resumed"),
    refuses("guardian_checked", CONFIRM, resumed(RESUME_ITEMS, 0), INCOMPLETE, note="resumed at the same second"),
    refuses("guardian_checked", CONFIRM, resumed(frozenset()), INCOMPLETE, note="signed again only"),
    refuses(
        "guardian_checked", CONFIRM, resumed(RESUME_ITEMS, signed_again=False), INCOMPLETE, note="not signed again"
    ),
    *(
        refuses("guardian_checked", CONFIRM, resumed(RESUME_ITEMS - {item}), INCOMPLETE, note=f"{item} not renewed")
        for item in sorted(RESUME_ITEMS)
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_confirmation(case: Case) -> None:
    check(case)


def test_a_fresh_confirmation_lasts_as_long_as_its_series() -> None:
    unused = result_of(passes("confirmation_used_in_time", ENTER, passing(ENTER), now=NOW))
    assert unused.good_until == LAPSES
