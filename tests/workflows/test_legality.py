"""Is the move legal today, and may this person make it."""

from dataclasses import replace
from typing import Any

import pytest
from asked import CLOCK, passing
from cases import Case, check, passes, refuses
from good import chemical, contracted, facts, member
from pieces import GUARDIAN, LEADER, MANAGER, NOW, OWNER, PRINCIPAL, SECOND, WINDOW_END, at, person

from workflows.codes import Code
from workflows.gates import clear
from workflows.gates.legality import SITE_STATUSES
from workflows.kinds import ClosingKind
from workflows.lifecycle import LIFECYCLES
from workflows.plan_facts import Actor
from workflows.site_facts import Opening
from workflows.vocabulary import Action, Ending, JobStatus, Part, Role, Status


def moves() -> list[Case]:
    """Every trigger action with every status of its thing."""
    rows = []
    for lifecycle in LIFECYCLES:
        for trigger in dict.fromkeys(e.trigger for e in lifecycle.edges):
            for status in lifecycle.statuses:
                action = lifecycle.action_of(trigger)
                base = passing(action, **{f"{lifecycle.thing}__status": status})
                legal = lifecycle.legal(trigger, status) and (action, status) != (
                    Action.permit_suspend,
                    Status.suspended,
                )
                row: Any = passes if legal else refuses
                rows.append(row("legal_move", action, base, *(() if legal else (Code.move_illegal,)), note=status))
    return rows


def again(**overrides: Any) -> Any:
    return passing(Action.permit_suspend, permit__status=Status.suspended, **overrides)


ANY = frozenset(Status)
UNDER_WAY = {Status.approved, Status.active, Status.suspended}
ON_SITE = {
    Action.assign: UNDER_WAY | {Status.draft, Status.submitted},
    Action.check_in: UNDER_WAY,
    Action.prepare: UNDER_WAY,
    Action.prepare: UNDER_WAY,
    Action.open_space: UNDER_WAY,
    Action.ventilate: UNDER_WAY,
    Action.gas_test: UNDER_WAY,
    Action.enter: {Status.active},
    Action.leave: ANY,
    Action.rescue_in: ANY,
    Action.evacuate: ANY,
    Action.muster: ANY,
    Action.lift: ANY,
    Action.settle_time: ANY,
}
EARLIER_IN_30 = (Action.check_in, Action.prepare, Action.prepare, Action.open_space, Action.ventilate, Action.gas_test)


def on_site() -> list[Case]:
    rows = []
    for action, statuses in ON_SITE.items():
        for status in Status:
            base = passing(action, permit__status=status)
            legal = status in statuses
            rows.append(
                passes("legal_on_site", action, base, note=status)
                if legal
                else refuses("legal_on_site", action, base, Code.move_illegal, note=status)
            )
    for action in EARLIER_IN_30:
        base = chemical(passing(action, permit__status=Status.submitted))
        rows.append(passes("legal_on_site", action, base, note="profile 30"))
        draft = replace(base, permit=replace(base.permit, status=Status.draft))
        rows.append(refuses("legal_on_site", action, draft, Code.move_illegal, note="profile 30 draft"))
    return rows


def actor(*roles: Role) -> Actor:
    return Actor("somebody", frozenset(roles))


ACTORS = {
    "leader": Actor(LEADER),
    "applicant": Actor("applicant"),
    "guardian": Actor(GUARDIAN),
    "tester": Actor("tester"),
    "entrant": Actor("entrant"),
    "approver": Actor(PRINCIPAL),
    "owner": Actor(OWNER),
    "manager": Actor(MANAGER),
    "safety": actor(Role.safety_manager),
    "principal": actor(Role.principal),
    "street": actor(Role.street_officer),
    "any_guardian": actor(Role.guardian),
    "any_approver": actor(Role.approver),
    "any_tester": actor(Role.tester),
    "clock": CLOCK,
    "stranger": actor(),
}
EVERYONE = " ".join(name for name in ACTORS if name != "stranger")
FILERS = "leader applicant manager safety principal"
MAY = {
    Action.permit_submit: "leader applicant",
    Action.permit_consent: "leader",
    Action.permit_approve: "approver",
    Action.permit_owner_approve: "owner",
    Action.permit_extra_approve: "any_approver principal safety",
    Action.permit_send_back: "leader approver owner",
    Action.permit_reject: "leader approver owner",
    Action.permit_withdraw: "applicant",
    Action.permit_confirm: "leader",
    Action.permit_suspend: EVERYONE,
    Action.permit_finish: "leader guardian",
    Action.permit_close: "leader",
    Action.permit_cancel: "leader manager safety",
    Action.permit_expire: "clock",
    Action.permit_revoke: "approver owner principal",
    Action.job_accept: "leader",
    Action.job_abandon: "leader manager safety principal",
    Action.filing_submit: f"{FILERS} street",
    Action.filing_return: "street",
    Action.filing_resubmit: f"{FILERS} street",
    Action.filing_decide_late: "street",
    Action.filing_withdraw: FILERS,
    Action.filing_lapse: "clock",
    Action.assign: "leader applicant manager safety",
    Action.check_in: "guardian",
    Action.prepare: "leader guardian tester",
    Action.prepare: "leader guardian tester",
    Action.open_space: "leader guardian",
    Action.ventilate: "leader guardian tester",
    Action.gas_test: "leader guardian tester",
    Action.enter: "guardian",
    Action.leave: EVERYONE,
    Action.rescue_in: EVERYONE,
    Action.evacuate: EVERYONE,
    Action.muster: EVERYONE,
    Action.lift: "leader guardian",
    Action.settle_time: "manager safety",
}


def who_asks(action: Action, asking: Actor, **overrides: Any) -> Any:
    base = contracted(passing(action, permit__applicant_id="applicant"))
    base = member(base, LEADER, parts=frozenset({Part.leader}))
    base = replace(base, crew=(*base.crew, person("tester", Part.tester)))
    return facts(base, actor=asking, attempt__person_id=None, **overrides)


def roles() -> list[Case]:
    rows = []
    for action in Action:
        may = MAY[action].split()
        for name, asking in ACTORS.items():
            base = who_asks(action, asking)
            rows.append(
                passes("role", action, base, note=name)
                if name in may
                else refuses("role", action, base, Code.role_missing, note=name)
            )
    return rows


ENDINGS = {
    Ending.expired: "clock",
    Ending.revoked: "approver owner principal",
    Ending.cancelled: "leader manager safety",
}


def ending_roles() -> list[Case]:
    """Suspending for good asks for whoever may end the permit in that way."""
    rows = []
    for ending, may in ENDINGS.items():
        for name, asking in ACTORS.items():
            base = who_asks(Action.permit_suspend, asking, attempt__ending=ending)
            rows.append(
                passes("role", Action.permit_suspend, base, note=f"{ending} by {name}")
                if name in may.split()
                else refuses("role", Action.permit_suspend, base, Code.role_missing, note=f"{ending} by {name}")
            )
    return rows


OPEN = (Opening("hatch-1", at("08:40"), GUARDIAN, upwind=True),)
SHUT = (replace(OPEN[0], closed_at=at("09:00"), closing=ClosingKind.temporary, sign_set=True),)
DIRECT = (Action.permit_cancel, Action.permit_expire, Action.permit_revoke)
BACK = (Action.permit_reject, Action.permit_withdraw, Action.permit_send_back)
SUSPEND = Action.permit_suspend
CONFIRM = Action.permit_confirm

CASES: list[Case] = [
    *moves(),
    refuses(
        "legal_move",
        Action.permit_submit,
        passing(Action.permit_submit, job__status=JobStatus.abandoned),
        Code.move_illegal,
        note="job given up",
    ),
    refuses(
        "legal_move",
        Action.filing_submit,
        passing(Action.filing_submit, filing=None),
        Code.move_illegal,
        note="no filing",
    ),
    passes("legal_move", SUSPEND, again(attempt__ending=Ending.expired), note="names an ending"),
    refuses(
        "legal_move",
        SUSPEND,
        again(attempt__ending=Ending.revoked, permit__ending=Ending.expired),
        Code.move_illegal,
        note="is ending already",
    ),
    *on_site(),
    *roles(),
    *ending_roles(),
    passes(
        "role", CONFIRM, passing(CONFIRM, actor=Actor(GUARDIAN), attempt__person_id=LEADER), note="signs on this phone"
    ),
    refuses(
        "role",
        CONFIRM,
        passing(CONFIRM, actor=Actor(LEADER), attempt__person_id=GUARDIAN),
        Code.role_missing,
        note="another signs on the leader's phone",
    ),
    *(
        refuses("not_ending", CONFIRM, passing(CONFIRM, permit__ending=ending), Code.permit_ending, note=ending)
        for ending in Ending
    ),
    *(refuses("nothing_was_opened", a, passing(a, openings=OPEN), Code.something_opened) for a in DIRECT),
    *(refuses("nothing_was_opened", a, passing(a, openings=SHUT), Code.something_opened, note="shut") for a in DIRECT),
    *(passes("nothing_was_opened", a, passing(a)) for a in DIRECT),
    *(refuses("nothing_is_open", a, passing(a, openings=OPEN), Code.something_opened) for a in BACK),
    *(passes("nothing_is_open", a, passing(a, openings=SHUT), note="shut again") for a in BACK),
    refuses(
        "something_to_suspend",
        SUSPEND,
        passing(SUSPEND, permit__status=Status.approved, openings=()),
        Code.nothing_opened,
        note="approved",
    ),
    refuses(
        "something_to_suspend",
        SUSPEND,
        passing(SUSPEND, permit__status=Status.submitted, openings=()),
        Code.nothing_opened,
        note="submitted",
    ),
    passes("something_to_suspend", SUSPEND, passing(SUSPEND, permit__status=Status.approved), note="opened"),
    passes("something_to_suspend", SUSPEND, passing(SUSPEND, openings=()), note="active"),
    refuses(
        "abandons_nothing_alive",
        Action.job_abandon,
        passing(Action.job_abandon, job__permits_ended=False),
        Code.permit_not_ended,
    ),
    refuses(
        "expiry_due",
        Action.permit_expire,
        passing(Action.permit_expire),
        Code.window_not_ended,
        now=WINDOW_END - SECOND,
    ),
    passes("expiry_due", Action.permit_expire, passing(Action.permit_expire), now=WINDOW_END),
    passes("expiry_due", Action.permit_expire, passing(Action.permit_expire), now=WINDOW_END + SECOND, note="after"),
    refuses(
        "expiry_due",
        Action.permit_expire,
        passing(Action.permit_expire, permit__window_end=None),
        Code.window_not_ended,
        note="no window",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_legality(case: Case) -> None:
    check(case)


def test_who_may_is_told_by_part_and_role() -> None:
    def told(action: Action) -> dict[str, str]:
        (result,) = [r for r in clear(action, who_asks(action, actor()), NOW).results if r.gate == "role"]
        return dict(result.refusals[0].facts)

    assert told(Action.enter) == {"parts": "guardian"}
    assert told(Action.filing_return) == {"roles": "street_officer"}
    assert told(Action.permit_cancel) == {"parts": "leader,manager", "roles": "safety_manager"}
    assert told(Action.permit_expire) == told(Action.evacuate) == {}


def test_every_action_is_either_a_move_or_an_act_on_site() -> None:
    triggers = {lc.action_of(e.trigger) for lc in LIFECYCLES for e in lc.edges}
    assert triggers | set(SITE_STATUSES) == set(Action)
    assert not triggers & set(SITE_STATUSES)
