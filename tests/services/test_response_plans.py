"""Drills, agreements and outside rescue teams: each lapse refuses with its remedy until it is mended."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from keeping import planning
from outcomes import invalid, raises, refused
from pieces import PLANNED, WINDOW_START
from plan_cast import Cast, then

from permit_service import labels
from permit_service.errors import Forbidden, NotFound, RefusedError
from permit_service.models.choices import MeansKind
from permit_service.models.response import MeansAgreement
from permit_service.sample.papers import paper
from permit_service.services import drafts, permits
from permit_service.services.registers import contracts, enterprises, response_plans, shared_means
from permit_service.services.registers.contracts import ContractForm
from permit_service.services.registers.enterprises import OwnEntryForm
from permit_service.services.registers.response_plans import DrillForm, PlanForm
from permit_service.services.registers.shared_means import MeansAgreementForm, MeansForm
from workflows.codes import Code
from workflows.kinds import PlanKind
from workflows.vocabulary import Part

TODAY = PLANNED.date()
DAY = WINDOW_START.date()
OF_2026 = (date(2026, 1, 1), date(2026, 12, 31))
PLAN = PlanForm(PlanKind.on_site, "样例现场处置方案", date(2026, 1, 1), document=paper("Plan"))
DRILL = DrillForm(TODAY, "样例污水站", 8, "佩戴空气呼吸器救出假人")


def warned(cast: Cast, permit_id: object) -> set[Code]:
    clearance = drafts.draft_faults(cast.actor("leader"), permit_id)  # type: ignore[arg-type]
    return {warning.code for result in clearance.results for warning in result.warnings}


def test_an_overdue_drill_refuses_where_switched_on_until_one_is_evaluated(cast: Cast) -> None:
    """The whole story: no plan, an overdue drill, one without evaluation, one that counts."""
    manager, leader = cast.actor("manager"), cast.actor("leader")
    permit_id = cast.draft_permit().id
    with then(PLANNED):
        assert Code.response_plan_missing in warned(cast, permit_id)
        plan = response_plans.add_plan(manager, cast.enterprise, PLAN)
        assert warned(cast, permit_id) == {Code.drill_overdue}
        enterprises.edit_own_entry(manager, cast.enterprise, 1, OwnEntryForm("", "", False, drills_block=True))
        with refused(Code.drill_overdue):
            permits.submit(leader, permit_id)
        drill = response_plans.record_drill(manager, plan.id, DRILL)
        with pytest.raises(RefusedError) as held:
            permits.submit(leader, permit_id)
        (refusal,) = held.value.clearance.refusals
        assert labels.message(refusal) == "现场处置方案最迟应在 2026-07-03 演练，没有演练并评估的记录。"
        assert labels.remedy(refusal) == "请安全管理员组织演练，评估效果，登记后再办。"
        response_plans.evaluate_drill(manager, drill.id, "救援用时合格，通信不畅，已改进")
        assert permits.submit(leader, permit_id).submitted_at == PLANNED


def test_a_withdrawn_plan_falls_due_no_more(cast: Cast) -> None:
    manager = cast.actor("manager")
    permit_id = cast.draft_permit().id
    with then(PLANNED):
        old = response_plans.add_plan(manager, cast.enterprise, PLAN)
        new = response_plans.add_plan(manager, cast.enterprise, replace(PLAN, since=TODAY, document=None))
        response_plans.withdraw_plan(manager, old.id)
        assert warned(cast, permit_id) == set()
        response_plans.edit_plan(manager, new.id, 1, replace(PLAN, kind=PlanKind.special))
        assert warned(cast, permit_id) == set()


def test_what_is_wrong_with_a_plan_and_a_drill(cast: Cast) -> None:
    manager = cast.actor("manager")
    with planning():
        tomorrow = TODAY + timedelta(days=1)
        with invalid(since="future", title="required"):
            response_plans.add_plan(manager, cast.enterprise, replace(PLAN, since=tomorrow, title=" "))
        plan = response_plans.add_plan(manager, cast.enterprise, PLAN)
        with invalid(held_on="future", participants="greater_than_equal", place="required"):
            response_plans.record_drill(manager, plan.id, DrillForm(tomorrow, "", 0))
        drill = response_plans.record_drill(manager, plan.id, replace(DRILL, evaluation="样例评估"))
        with invalid(evaluation="fixed"):
            response_plans.evaluate_drill(manager, drill.id, "再评一次")
        with raises(Forbidden):
            response_plans.record_drill(cast.actor("leader"), plan.id, DRILL)
        with raises(NotFound):
            response_plans.record_drill(cast.actor("s_leader"), plan.id, DRILL)


def team(cast: Cast) -> MeansAgreement:
    """The street's rescue team, under an agreement that ended in the summer."""
    form = MeansForm(cast.street, MeansKind.rescue_team, "样例街道救援队", "样例消防站", "0000-119", "12 人")
    means = shared_means.add_means(cast.actor("officer"), form)
    lapsed = MeansAgreementForm("JY-1", OF_2026[0], date(2026, 6, 30), paper("Aid"), minutes_to_arrive=12)
    return shared_means.agree_on_means(cast.actor("manager"), means.id, cast.enterprise, lapsed)


def test_an_outside_team_needs_an_agreement_on_the_day(cast: Cast) -> None:
    manager, leader = cast.actor("manager"), cast.actor("leader")
    with then(PLANNED - timedelta(days=1)):
        agreement = team(cast)
    permit_id = cast.draft_permit(cast.job_form(rescue_agreement_id=agreement.id)).id
    with then(PLANNED):
        with refused(Code.rescue_agreement_lapsed):
            permits.submit(leader, permit_id)
        renewed = MeansAgreementForm("JY-1", *OF_2026, minutes_to_arrive=12)
        kept = shared_means.edit_means_agreement(manager, agreement.id, 1, renewed)
        assert kept.file_id is not None
        permit = permits.submit(leader, permit_id)
        assert permit.document is not None
        assert '"name":"样例街道救援队"' in permit.document


def test_an_outside_team_that_is_gone_helps_nobody(cast: Cast) -> None:
    with then(PLANNED - timedelta(days=1)):
        agreement = team(cast)
        renewed = MeansAgreementForm("JY-1", *OF_2026, minutes_to_arrive=12)
        shared_means.edit_means_agreement(cast.actor("manager"), agreement.id, 1, renewed)
        means_id = agreement.means_id
    permit_id = cast.draft_permit(cast.job_form(rescue_agreement_id=agreement.id)).id
    with then(PLANNED):
        with raises(NotFound):
            shared_means.withdraw_means(cast.actor("other_officer"), means_id)
        shared_means.withdraw_means(cast.actor("officer"), means_id)
        with refused(Code.rescue_agreement_lapsed):
            permits.submit(cast.actor("leader"), permit_id)
        with invalid(means_id="withdrawn"):
            shared_means.agree_on_means(cast.actor("manager"), means_id, cast.enterprise, renewed)


def test_another_firms_agreement_cannot_be_named(cast: Cast) -> None:
    with then(PLANNED - timedelta(days=1)):
        agreement = team(cast)
        with invalid(rescue_agreement_id="unknown"):
            cast.planned_job(cast.job_form(rescue_agreement_id=cast.contract))
        with invalid(number="taken", minutes_to_arrive="greater_than_equal"):
            shared_means.agree_on_means(
                cast.actor("manager"), agreement.means_id, cast.enterprise, MeansAgreementForm("JY-1", *OF_2026)
            )


def test_a_lapsed_safety_agreement_refuses_until_it_is_renewed(cast: Cast) -> None:
    """Of contracted work, where the contract proposes who approves and inspects for the owner."""
    manager, c_leader = cast.actor("manager"), cast.actor("c_leader")
    people = {"owner_approver_id": cast.people["principal"], "inspector_id": cast.people["inspector"]}
    lapsed = ContractForm("样例协议1", OF_2026[0], DAY - timedelta(days=1), **people)
    with then(PLANNED - timedelta(days=1)):
        contracts.edit_contract(manager, cast.contract, 1, lapsed)
    whole = cast.contracted_form()
    owners = {cast.people["principal"], cast.people["inspector"]}
    form = replace(whole, members=tuple(one for one in whole.members if one.person_id not in owners))
    permit = cast.permit_of(cast.planned_job(form, by="c_leader"))
    named = {part: m.person_id for m in permit.members for part in m.parts}
    assert (named[Part.owner_approver], named[Part.inspector]) == tuple(people.values())
    with then(PLANNED):
        stands = drafts.draft_faults(c_leader, permit.id)
        (refusal,) = [r for r in stands.refusals if r.code is Code.agreement_lapsed]
        assert labels.remedy(refusal) == "请安全管理员续签并上传协议。"
        contracts.edit_contract(manager, cast.contract, 2, replace(lapsed, agreement_until=DAY))
        stands = drafts.draft_faults(c_leader, permit.id)
        assert Code.agreement_lapsed not in {r.code for r in stands.refusals}
