"""The signatures: who, in which order, which are missing, where the last one leads."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from asked import moment, passing
from cases import Case, check, not_applicable, passes, refuses, unsure
from good import chemical, chemical_submitted_facts, contracted, facts, member
from pieces import (
    ENTRANT,
    GUARDIAN,
    LEADER,
    NOW,
    OWNER,
    PLANNED,
    PRINCIPAL,
    SECOND,
    approval,
    at,
    consent,
    person,
    series,
    values,
)

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gates import clear
from workflows.gates.approval import destination
from workflows.limits import overlay
from workflows.plan_facts import Actor, Approval, Delegation
from workflows.site_facts import Attempt
from workflows.vocabulary import Action, Part, Role, Status

CONSENT, APPROVE, OWNER_APPROVE = Action.permit_consent, Action.permit_approve, Action.permit_owner_approve
EXTRA = Action.permit_extra_approve
CONFIRM, ENTER, SUBMIT = Action.permit_confirm, Action.enter, Action.permit_submit
APPROVALS = (APPROVE, OWNER_APPROVE)
RELYING = (CONFIRM, ENTER)
SIGNER = {APPROVE: PRINCIPAL, OWNER_APPROVE: OWNER}
OWNER_SIGNED = Approval(Part.owner_approver, OWNER, PLANNED)


def signed_by(action: Action, **delegation: Any) -> Facts:
    """The approver signs as a delegate, not as the principal."""
    made = Delegation(
        **{
            "delegate_id": SIGNER[action],
            "valid_from": PLANNED - timedelta(days=30),
            "valid_until": PLANNED + timedelta(days=30),
            "has_document": True,
            **delegation,
        }
    )
    return passing(action, attempt=Attempt(on_site=True, delegation=made))


def order() -> list[Case]:
    rows = [
        refuses("signatures_present", APPROVE, passing(APPROVE, approvals=()), Code.consent_missing),
        refuses(
            "signatures_present", OWNER_APPROVE, passing(OWNER_APPROVE, approvals=(consent(),)), Code.approval_missing
        ),
        refuses(
            "signatures_present",
            OWNER_APPROVE,
            passing(OWNER_APPROVE, approvals=()),
            Code.consent_missing,
            Code.approval_missing,
        ),
    ]
    for action in RELYING:
        own, shared = passing(action), contracted(passing(action))
        rows += [
            refuses("signatures_present", action, replace(own, approvals=(approval(),)), Code.consent_missing),
            refuses("signatures_present", action, replace(own, approvals=(consent(),)), Code.approval_missing),
            refuses(
                "signatures_present",
                action,
                replace(shared, approvals=(consent(), approval())),
                Code.owner_approval_missing,
            ),
            passes("signatures_present", action, own),
            passes("signatures_present", action, shared, note="contracted"),
        ]
    return rows


def authority(action: Action) -> list[Case]:
    gate, now = "approver_authorised", moment(action)
    refused, lapsed = Code.approver_not_authorised, Code.delegation_lapsed
    return [
        passes(gate, action, passing(action), note="principal"),
        passes(gate, action, signed_by(action), note="delegate"),
        refuses(gate, action, passing(action, attempt__is_principal=False), refused),
        refuses(gate, action, signed_by(action, delegate_id=GUARDIAN), refused, note="delegation of another"),
        refuses(gate, action, signed_by(action, has_document=False), refused, note="not in writing"),
        refuses(gate, action, signed_by(action, valid_from=now + SECOND), lapsed, note="not yet"),
        passes(gate, action, signed_by(action, valid_from=now), note="from now"),
        refuses(gate, action, signed_by(action, valid_until=now), lapsed, note="until now"),
        passes(gate, action, signed_by(action, valid_until=now + SECOND), note="one second left"),
        not_applicable(
            gate,
            action,
            passing(action, attempt__is_principal=False, space__poisoning_risk=False),
            note="nothing poisonous",
        ),
    ]


def apart(action: Action) -> list[Case]:
    signer = SIGNER[action]
    as_entrant = member(passing(action), signer, parts=frozenset({Part.approver, Part.owner_approver, Part.entrant}))
    as_leader = member(signed_by(action), signer, parts=frozenset({Part.approver, Part.owner_approver, Part.leader}))
    principal_leads = member(passing(action), signer, parts=frozenset({Part.approver, Part.leader}))
    standby = member(passing(action), signer, parts=frozenset({Part.approver, Part.owner_approver, Part.rescuer}))
    return [
        refuses("approver_apart", action, passing(action, permit__applicant_id=signer), Code.applicant_is_approver),
        passes("approver_apart", action, passing(action)),
        unsure("approver_apart", action, passing(action, permit__applicant_id=None), note="applicant not known"),
        refuses("approver_not_in_work", action, as_entrant, Code.approver_is_entrant),
        refuses("approver_not_in_work", action, as_leader, Code.delegate_is_leader),
        passes("approver_not_in_work", action, principal_leads, note="the principal may lead"),
        passes("approver_not_in_work", action, standby, note="may stand by to rescue"),
        not_applicable("approver_on_site", action, passing(action, attempt__on_site=None)),
        passes("approver_on_site", action, chemical(passing(action))),
        refuses(
            "approver_on_site",
            action,
            chemical(passing(action, attempt__on_site=False)),
            Code.approver_off_site,
        ),
        refuses(
            "approver_on_site",
            action,
            chemical(passing(action, attempt__on_site=None)),
            Code.approver_off_site,
            note="position not known",
        ),
    ]


def once() -> list[Case]:
    both = (consent(), approval())
    return [
        refuses("signed_once", CONSENT, passing(CONSENT, approvals=(consent(),)), Code.already_signed),
        refuses("signed_once", APPROVE, passing(APPROVE, approvals=both), Code.already_signed),
        refuses(
            "signed_once", OWNER_APPROVE, passing(OWNER_APPROVE, approvals=(*both, OWNER_SIGNED)), Code.already_signed
        ),
        refuses(
            "signed_once",
            OWNER_APPROVE,
            passing(OWNER_APPROVE, actor=Actor(PRINCIPAL)),
            Code.already_signed,
            note="same hand for both firms",
        ),
        *(passes("signed_once", action, passing(action)) for action in (CONSENT, APPROVE, OWNER_APPROVE)),
    ]


def night(action: Action) -> list[Case]:
    base = passing(action, permit__night_or_holiday=True)
    asking = replace(base, rules=overlay(base.rules, night_approvals=1))
    return [
        not_applicable("night_approved", action, base, note="not asked for"),
        not_applicable("night_approved", action, facts(asking, permit__night_or_holiday=False), note="by day"),
        refuses("night_approved", action, asking, Code.night_approval_missing),
        passes("night_approved", action, facts(asking, permit__extra_approval_at=PLANNED)),
    ]


def extra() -> list[Case]:
    """The one more signature under night work: once, and by another hand."""
    base = passing(EXTRA)

    def by(person_id: str, **changes: Any) -> Facts:
        return facts(base, actor=Actor(person_id, frozenset({Role.approver})), **changes)

    approved = facts(base, approvals=(consent(), approval()))
    return [
        passes("night_approval_waits", EXTRA, base),
        refuses(
            "night_approval_waits",
            EXTRA,
            facts(base, permit__night_or_holiday=False),
            Code.night_approval_needless,
        ),
        refuses("night_approval_waits", EXTRA, facts(base, permit__extra_approval_at=PLANNED), Code.already_signed),
        passes("night_approver_apart", EXTRA, base),
        passes("night_approver_apart", EXTRA, by("somebody"), note="not of the crew"),
        *(
            refuses("night_approver_apart", EXTRA, by(who), Code.night_approver_involved, note=who)
            for who in (LEADER, ENTRANT)
        ),
        refuses(
            "night_approver_apart",
            EXTRA,
            by("clerk", permit__applicant_id="clerk"),
            Code.night_approver_involved,
            note="applied",
        ),
        refuses(
            "night_approver_apart",
            EXTRA,
            facts(approved, actor=Actor(PRINCIPAL, frozenset({Role.principal}))),
            Code.night_approver_involved,
            note="has approved",
        ),
        passes("night_approver_apart", EXTRA, by(PRINCIPAL), note="has not approved"),
        unsure("night_approver_apart", EXTRA, facts(base, permit__applicant_id=None)),
    ]


def on_the_spot() -> list[Case]:
    """Profile 30: the approver signs beside the evidence, which must be good (site-rules 9)."""
    base = chemical_submitted_facts()
    first = base.series[0]
    bad = series("series-2", at("09:40"), readings=values(h2s="8"))
    good = series("series-2", at("09:40"))
    middle = replace(good.points[1], distance=Decimal("1.9"))
    uneven = replace(good, points=(good.points[0], middle, good.points[2]))
    return [
        passes("series_passed_at_approval", APPROVE, base, now=NOW),
        refuses(
            "series_passed_at_approval", APPROVE, replace(base, series=(first, bad)), Code.gas_series_failed, now=NOW
        ),
        passes(
            "vertical_points_at_approval",
            APPROVE,
            replace(base, series=(first, uneven)),
            warnings=(Code.points_uneven,),
            now=NOW,
        ),
    ]


ADDED = replace(passing(ENTER), crew=(*passing(ENTER).crew, person("late", Part.entrant)))
CASES: list[Case] = [
    *order(),
    *(row for action in APPROVALS for row in authority(action)),
    *(row for action in APPROVALS for row in apart(action)),
    *once(),
    *on_the_spot(),
    *extra(),
    *(row for action in RELYING for row in night(action)),
    refuses(
        "approver_named_apart",
        SUBMIT,
        passing(SUBMIT, permit__applicant_id=PRINCIPAL),
        Code.applicant_is_approver,
    ),
    passes("approver_named_apart", SUBMIT, passing(SUBMIT)),
    passes("approver_named_apart", SUBMIT, passing(SUBMIT, permit__applicant_id="clerk"), note="not of the crew"),
    refuses("approver_outside", ENTER, passing(ENTER, attempt__person_id=PRINCIPAL), Code.approver_is_entrant),
    passes("approver_outside", ENTER, passing(ENTER, attempt__person_id=LEADER), note="consenting is no approving"),
    passes("approver_outside", ENTER, facts(ADDED, attempt__person_id="late")),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_approval(case: Case) -> None:
    check(case)


LED, APPROVED, OWNED = Part.leader, Part.approver, Part.owner_approver


@pytest.mark.parametrize(
    ("action", "contracted_out", "signed", "expected"),
    [
        (CONSENT, False, set(), Status.submitted),
        (CONSENT, False, {APPROVED}, Status.approved),
        (CONSENT, True, {APPROVED}, Status.submitted),
        (CONSENT, True, {APPROVED, OWNED}, Status.approved),
        (APPROVE, False, {LED}, Status.approved),
        (APPROVE, False, set(), Status.submitted),
        (APPROVE, True, {LED}, Status.submitted),
        (APPROVE, True, {LED, OWNED}, Status.approved),
        (OWNER_APPROVE, True, {LED, APPROVED}, Status.approved),
        (OWNER_APPROVE, True, {LED}, Status.submitted),
        (OWNER_APPROVE, True, {APPROVED}, Status.submitted),
    ],
)
def test_destination(action: Action, contracted_out: bool, signed: set[Part], expected: Status) -> None:
    base = passing(APPROVE, approvals=())
    base = contracted(base) if contracted_out else base
    signatures = tuple(Approval(part, f"{part} signer", PLANNED) for part in signed)
    assert destination(action, replace(base, approvals=signatures)) == expected


@pytest.mark.parametrize("action", [a for a in Action if a not in (CONSENT, APPROVE, OWNER_APPROVE)])
def test_other_actions_name_no_destination(action: Action) -> None:
    assert destination(action, passing(action)) is None


def test_a_firm_of_three_can_sign() -> None:
    """Principal approves and stands by, leader guards and tests, one enters (site-rules 17)."""
    base = passing(APPROVE)
    crew = (
        person(LEADER, Part.leader, Part.applicant, Part.guardian, Part.tester),
        person(PRINCIPAL, Part.approver, Part.rescuer),
        person(ENTRANT, Part.entrant),
    )
    clearance = clear(
        APPROVE,
        replace(base, crew=crew, actor=Actor(PRINCIPAL, frozenset({Role.principal}))),
        moment(APPROVE),
    )
    assert clearance.passed
    assert clearance.dest == Status.approved
