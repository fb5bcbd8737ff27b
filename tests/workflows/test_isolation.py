"""Energy isolation and clearing: R18."""

import pytest
from asked import passing
from cases import Case, check, not_applicable, passes, refuses
from good import chemical, chemical_submitted_facts
from pieces import at

from workflows.codes import Code
from workflows.facts import Facts
from workflows.kinds import IsolationKind
from workflows.site_facts import Isolation
from workflows.vocabulary import Action

OPEN, TEST, CONFIRM, ENTER = Action.open_space, Action.gas_test, Action.permit_confirm, Action.enter
APPROVALS = (Action.permit_consent, Action.permit_approve, Action.permit_owner_approve)
CLEARING = (IsolationKind.emptying, IsolationKind.washing, IsolationKind.purging)
LOCKED = Isolation("lock", IsolationKind.lock_tag, involved=True, confirmed_at=at("08:25"))


def item(kind: IsolationKind, *, involved: bool = True, confirmed: bool = True, removed: bool = False) -> Isolation:
    return Isolation(f"{kind}-1", kind, involved, at("08:26") if confirmed else None, at("09:00") if removed else None)


def isolated(action: Action, *items: Isolation) -> Facts:
    return passing(action, isolations=items)


def on_the_spot(*items: Isolation) -> Facts:
    """Profile 30: the approver about to sign on site."""
    base = chemical_submitted_facts()
    return passing(Action.permit_approve, rules=base.rules, sector=base.sector, isolations=items)


CASES: list[Case] = [
    *(passes("isolation", action, passing(action)) for action in (OPEN, TEST, CONFIRM, ENTER)),
    *(
        refuses("isolation", action, isolated(action), Code.isolation_unconfirmed, note="not assessed")
        for action in (OPEN, TEST, CONFIRM, ENTER)
    ),
    passes(
        "isolation", CONFIRM, isolated(CONFIRM, item(IsolationKind.plug, involved=False)), note="nothing is involved"
    ),
    *(
        refuses(
            "isolation",
            action,
            isolated(action, LOCKED, item(IsolationKind.blind_plate, confirmed=False)),
            Code.isolation_unconfirmed,
        )
        for action in (OPEN, CONFIRM)
    ),
    refuses(
        "isolation",
        ENTER,
        isolated(ENTER, LOCKED, item(IsolationKind.blind_plate, removed=True)),
        Code.isolation_unconfirmed,
        note="removed",
    ),
    *(
        passes("isolation", OPEN, isolated(OPEN, LOCKED, item(kind, confirmed=False)), note=f"{kind} later")
        for kind in CLEARING
    ),
    *(
        refuses("isolation", action, isolated(action, LOCKED, item(kind, confirmed=False)), Code.isolation_unconfirmed)
        for action in (TEST, CONFIRM)
        for kind in CLEARING
    ),
    *(
        refuses(
            "isolation",
            CONFIRM,
            chemical(isolated(CONFIRM, LOCKED, item(kind))),
            Code.isolation_unsafe_method,
            note=kind,
        )
        for kind in (IsolationKind.valve, IsolationKind.water_seal)
    ),
    passes("isolation", CONFIRM, isolated(CONFIRM, item(IsolationKind.valve)), note="a shut valve in profile 46"),
    passes(
        "isolation",
        CONFIRM,
        chemical(isolated(CONFIRM, LOCKED, item(IsolationKind.valve, involved=False))),
        note="valve not involved",
    ),
    *(not_applicable("isolation", action, passing(action, isolations=())) for action in APPROVALS),
    refuses("isolation", Action.permit_approve, on_the_spot(), Code.isolation_unconfirmed, note="profile 30"),
    passes("isolation", Action.permit_approve, on_the_spot(LOCKED), note="profile 30"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_isolation(case: Case) -> None:
    check(case)
