"""Who they are: trained, guardian apart from entrants, named, counted, inside one space only."""

from dataclasses import replace

import pytest
from asked import moment, passing
from cases import Case, check, passes, refuses
from good import facts, member
from pieces import (
    ENTRANT,
    ENTRANT_2,
    GUARDIAN,
    LEADER,
    MANAGER,
    OTHER_SPACE,
    PRINCIPAL,
    SECOND,
    SPACE,
    WINDOW_START,
    person,
)

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates import clear
from workflows.vocabulary import TRAINED_PARTS, Action, Part, Status

SUBMIT, CONFIRM, ENTER = Action.permit_submit, Action.permit_confirm, Action.enter
ASSIGN, CHECK_IN = Action.assign, Action.check_in
MISSING, LAPSED = Code.training_missing, Code.training_lapsed


def added(action: Action, *parts: Part, **overrides: object) -> Facts:
    """One more member of the crew, in these parts."""
    base = passing(action)
    return replace(base, crew=(*base.crew, person("added", *parts, **overrides)))


def whole_crew(gate: str, action: Action) -> list[Case]:
    """Training of everyone; at submit it must last to the window's beginning."""
    base = passing(action)
    now = WINDOW_START if action is SUBMIT else moment(action)
    return [
        passes(gate, action, base),
        refuses(gate, action, member(base, ENTRANT, trained_until=None), MISSING),
        refuses(gate, action, member(base, ENTRANT, trained_until=now - SECOND), LAPSED, note="before"),
        refuses(gate, action, member(base, ENTRANT, trained_until=now), LAPSED, note="at"),
        passes(gate, action, member(base, ENTRANT, trained_until=now + SECOND), note="after"),
        refuses(
            gate,
            action,
            member(member(base, ENTRANT, trained_until=None), LEADER, trained_until=now),
            MISSING,
            LAPSED,
            note="each is named",
        ),
        *(
            refuses(gate, action, added(action, part, trained_until=None), MISSING, note=part)
            for part in sorted(TRAINED_PARTS)
        ),
        *(
            passes(gate, action, added(action, part, trained_until=None), note=part)
            for part in sorted(set(Part) - TRAINED_PARTS)
        ),
        passes(gate, action, added(action, Part.tester, trained_until=None, training_exempt=True), note="laboratory"),
        refuses(
            gate,
            action,
            added(action, Part.tester, Part.entrant, trained_until=None, training_exempt=True),
            MISSING,
            note="laboratory's tester who enters",
        ),
    ]


def one_person(action: Action, person_id: str) -> list[Case]:
    gate, now, base = "person_trained", moment(action), passing(action)
    stranger = facts(base, attempt__person_id="stranger")
    return [
        passes(gate, action, base),
        refuses(gate, action, member(base, person_id, trained_until=None), MISSING),
        refuses(gate, action, member(base, person_id, trained_until=now - SECOND), LAPSED, note="before"),
        refuses(gate, action, member(base, person_id, trained_until=now), LAPSED, note="at"),
        passes(gate, action, member(base, person_id, trained_until=now + SECOND), note="after"),
        passes(gate, action, member(base, ENTRANT_2, trained_until=None), note="another's training"),
        refuses(gate, action, stranger, MISSING, note="stranger"),
        passes(gate, action, facts(stranger, attempt__trained_until=now + SECOND), note="stranger in the register"),
    ]


def naming() -> list[Case]:
    """What ``assign`` only reports in a draft it refuses from submit on (site-rules 36)."""
    trained, apart, now = "assigned_trained", "assigned_apart", moment(ASSIGN)
    draft = passing(ASSIGN)
    later = facts(draft, permit__status=Status.submitted)
    rows = [
        passes(trained, ASSIGN, draft),
        passes(trained, ASSIGN, later, note="later"),
        passes(trained, ASSIGN, facts(later, attempt__trained_until=now + SECOND), note="one second left"),
        passes(
            trained,
            ASSIGN,
            facts(later, attempt__parts=frozenset({Part.manager}), attempt__trained_until=None),
            note="manager",
        ),
        passes(
            trained,
            ASSIGN,
            facts(
                later,
                attempt__parts=frozenset({Part.tester}),
                attempt__trained_until=None,
                attempt__training_exempt=True,
            ),
            note="laboratory",
        ),
        passes(apart, ASSIGN, later),
    ]
    for until, code in ((None, MISSING), (now, LAPSED)):
        rows += [
            passes(trained, ASSIGN, facts(draft, attempt__trained_until=until), warnings=(code,), note="draft"),
            refuses(trained, ASSIGN, facts(later, attempt__trained_until=until), code),
        ]
    guardian_too = {"attempt__person_id": GUARDIAN, "attempt__parts": frozenset({Part.entrant})}
    both = {"attempt__parts": frozenset({Part.guardian, Part.entrant})}
    return [
        *rows,
        passes(apart, ASSIGN, facts(draft, **guardian_too), warnings=(Code.guardian_is_entrant,), note="draft"),
        refuses(apart, ASSIGN, facts(later, **guardian_too), Code.guardian_is_entrant, note="guardian already"),
        refuses(apart, ASSIGN, facts(later, **both), Code.guardian_is_entrant, note="both at once"),
    ]


def apart(action: Action) -> list[Case]:
    base, gate = passing(action), "guardian_apart"
    leads = member(base, LEADER, parts=frozenset({Part.leader, Part.guardian, Part.tester}))
    return [
        passes(gate, action, base),
        passes(gate, action, leads, note="leader may guard and test"),
        refuses(gate, action, added(action, Part.guardian, Part.entrant), Code.guardian_is_entrant),
    ]


def posts() -> list[Case]:
    gate, base = "guardian_free", passing(CHECK_IN)
    elsewhere, entrant = Code.guardian_posted_elsewhere, Code.guardian_is_entrant
    return [
        passes(gate, CHECK_IN, base),
        passes(gate, CHECK_IN, facts(base, attempt__posted_space_id=SPACE), note="renews here"),
        refuses(gate, CHECK_IN, facts(base, attempt__posted_space_id=OTHER_SPACE), elsewhere),
        refuses(gate, CHECK_IN, member(base, GUARDIAN, posted_space_id=OTHER_SPACE), elsewhere, note="by the crew"),
        refuses(gate, CHECK_IN, facts(base, attempt__inside_space_id=SPACE), entrant, note="inside"),
        refuses(gate, CHECK_IN, member(base, GUARDIAN, inside_space_id=OTHER_SPACE), entrant, note="inside elsewhere"),
        refuses(
            gate,
            CHECK_IN,
            member(base, GUARDIAN, parts=frozenset({Part.guardian, Part.entrant})),
            entrant,
            note="named to enter",
        ),
        refuses(
            gate,
            CHECK_IN,
            facts(base, attempt__inside_space_id=SPACE, attempt__posted_space_id=OTHER_SPACE),
            entrant,
            elsewhere,
            note="both",
        ),
    ]


def entering() -> list[Case]:
    base = passing(ENTER)
    guards = "entrant_guards_nothing"
    here, other = Code.already_inside, Code.inside_elsewhere
    return [
        passes(guards, ENTER, base),
        refuses(guards, ENTER, facts(base, attempt__person_id=GUARDIAN), Code.guardian_is_entrant, note="on post"),
        refuses(
            guards,
            ENTER,
            facts(member(base, ENTRANT, parts=frozenset({Part.entrant, Part.guardian})), post=None),
            Code.guardian_is_entrant,
            note="named to guard",
        ),
        refuses(guards, ENTER, member(base, ENTRANT, posted_space_id=OTHER_SPACE), Code.guardian_is_entrant),
        refuses(
            guards,
            ENTER,
            facts(base, attempt__posted_space_id=OTHER_SPACE),
            Code.guardian_is_entrant,
            note="by the register",
        ),
        passes("entrant_on_permit", ENTER, base),
        refuses("entrant_on_permit", ENTER, facts(base, attempt__person_id="stranger"), Code.not_on_permit),
        refuses("entrant_on_permit", ENTER, facts(base, attempt__person_id=None), Code.not_on_permit, note="nobody"),
        refuses(
            "entrant_on_permit", ENTER, facts(base, attempt__person_id=MANAGER), Code.not_on_permit, note="manager"
        ),
        refuses(
            "entrant_on_permit", ENTER, facts(base, attempt__person_id=PRINCIPAL), Code.not_on_permit, note="approver"
        ),
        passes("inside_nothing", ENTER, base),
        refuses("inside_nothing", ENTER, facts(base, attempt__inside_space_id=SPACE), here),
        refuses("inside_nothing", ENTER, member(base, ENTRANT, inside_space_id=SPACE), here, note="by the crew"),
        refuses("inside_nothing", ENTER, facts(base, attempt__inside_space_id=OTHER_SPACE), other),
        refuses("inside_nothing", ENTER, member(base, ENTRANT, inside_space_id=OTHER_SPACE), other, note="by the crew"),
        passes("inside_nothing", ENTER, member(base, ENTRANT_2, inside_space_id=OTHER_SPACE), note="another person"),
    ]


def counted(action: Action) -> list[Case]:
    return [
        passes("headcount_agrees", action, passing(action)),
        refuses("headcount_agrees", action, passing(action, presence__headcount_differs=True), Code.headcount_differs),
    ]


def changes(action: Action, person_id: str) -> list[Case]:
    gate, base = "person_change_signed", passing(action)
    return [
        passes(gate, action, base),
        refuses(gate, action, member(base, person_id, added_unsigned=True), Code.crew_change_unsigned),
        passes(gate, action, member(base, ENTRANT_2, added_unsigned=True), note="another's change"),
    ]


CASES: list[Case] = [
    *whole_crew("crew_trained_for_window", SUBMIT),
    *whole_crew("crew_trained", CONFIRM),
    *one_person(CHECK_IN, GUARDIAN),
    *one_person(ENTER, ENTRANT),
    *naming(),
    *apart(SUBMIT),
    *apart(CONFIRM),
    *posts(),
    *entering(),
    *counted(CONFIRM),
    *counted(ENTER),
    *changes(CHECK_IN, GUARDIAN),
    *changes(ENTER, ENTRANT),
    passes("crew_changes_signed", CONFIRM, passing(CONFIRM)),
    refuses(
        "crew_changes_signed",
        CONFIRM,
        member(passing(CONFIRM), ENTRANT_2, added_unsigned=True),
        Code.crew_change_unsigned,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_people(case: Case) -> None:
    check(case)


def test_an_entry_is_good_no_longer_than_the_training() -> None:
    until = moment(ENTER) + SECOND
    clearance = clear(ENTER, member(passing(ENTER), ENTRANT, trained_until=until), moment(ENTER))
    assert clearance.passed
    assert clearance.good_until == until


def test_a_confirmation_is_good_no_longer_than_the_shortest_training() -> None:
    until = moment(CONFIRM) + SECOND
    clearance = clear(CONFIRM, member(passing(CONFIRM), ENTRANT_2, trained_until=until), moment(CONFIRM))
    assert clearance.passed
    assert clearance.good_until == until
