"""The files of enterprises and parks: who keeps them, who reads them, what is kept for good."""

from dataclasses import replace
from datetime import date, timedelta

from keeping import administrator, planning, tags
from outcomes import invalid, raises
from pieces import PLANNED
from plan_cast import Cast, then

from permit_service.errors import Forbidden, NotFound
from permit_service.models.base import db
from permit_service.models.choices import GradeReason, MeansKind, ParkKind, SafetyPaper
from permit_service.queries import enterprise_files as files
from permit_service.queries import parks as park_lists
from permit_service.queries import response, scope
from permit_service.sample.papers import paper
from permit_service.services.registers import contracts, enterprise_files, parks, shared_means
from permit_service.services.registers.contracts import ContractForm
from permit_service.services.registers.enterprise_files import ContactForm, DocumentForm, GradeForm
from permit_service.services.registers.parks import ParkForm, TenancyForm
from permit_service.services.registers.shared_means import MeansForm
from workflows.inspection_kinds import RiskGrade

TODAY = PLANNED.date()
RAISED = GradeForm(RiskGrade.a, GradeReason.accident, "样例事故")


def test_one_page_holds_the_whole_file(cast: Cast) -> None:
    manager, officer = cast.actor("manager"), cast.actor("officer")
    with planning():
        contact = enterprise_files.add_contact(
            manager, cast.enterprise, ContactForm("样例联系人", "0512-80000009", "安全科")
        )
        gone = enterprise_files.add_contact(manager, cast.enterprise, ContactForm("样例前任", "0512-80000008"))
        enterprise_files.withdraw_contact(manager, gone.id)
        form = DocumentForm(SafetyPaper.approval, "样例审批制度", TODAY, paper("Rules"))
        document = enterprise_files.add_document(manager, cast.enterprise, form)
        enterprise_files.grade_enterprise(officer, cast.enterprise, GradeForm(RiskGrade.c, GradeReason.assessment))
    with then(PLANNED + timedelta(days=1)):
        enterprise_files.grade_enterprise(officer, cast.enterprise, RAISED)
        reviewed = enterprise_files.review_file(officer, cast.enterprise)
        assert reviewed.file_reviewed_on == TODAY + timedelta(days=1)
    found = files.enterprise_file(db.session(), cast.actor("leader"), cast.enterprise)
    assert [one.id for one in found.contacts] == [contact.id]
    assert [one.id for one in found.documents] == [document.id]
    assert (found.grade, [one.grade for one in found.gradings]) == (RiskGrade.a, [RiskGrade.a, RiskGrade.c])
    assert found.principal is not None
    assert found.principal.id == cast.people["principal"]
    assert [one.id for one in found.contracts] == [cast.contract]
    assert found.counts.people == 12
    assert {"contact:add", "safety_document:add", "enterprise:grade", "enterprise:review_file"} <= set(tags())
    graded = files.enterprises(db.session(), officer, grade=RiskGrade.a)
    assert [one.id for one in graded.rows] == [cast.enterprise]
    assert files.enterprises(db.session(), officer, grade=RiskGrade.c).rows == ()


def test_who_reads_and_who_grades(cast: Cast) -> None:
    """A party of the contract sees the other's name and not its file; only officers grade."""
    contractor = cast.actor("c_principal")
    assert scope.enterprise(db.session(), contractor, cast.enterprise).id == cast.enterprise
    for who in ("c_principal", "s_leader", "other_officer"):
        with raises(NotFound):
            files.enterprise_file(db.session(), cast.actor(who), cast.enterprise)
        with raises(NotFound):
            enterprise_files.grade_enterprise(cast.actor(who), cast.enterprise, RAISED)
    for who in ("manager", "grid"):
        with raises(Forbidden):
            enterprise_files.grade_enterprise(cast.actor(who), cast.enterprise, RAISED)
    with raises(Forbidden):
        enterprise_files.review_file(cast.actor("leader"), cast.enterprise)
    with planning(), invalid(issued_on="future", title="required"):
        later = DocumentForm(SafetyPaper.other, "", TODAY + timedelta(days=1), paper("Rules"))
        enterprise_files.add_document(cast.actor("manager"), cast.enterprise, later)


def test_the_contractor_names_its_workers(cast: Cast) -> None:
    """Only its own, only itself; the owner reads who they are."""
    manager, contractor = cast.actor("manager"), cast.actor("c_principal")
    worker = contracts.add_worker(contractor, cast.contract, cast.people["c_entrant"])
    assert contracts.add_worker(contractor, cast.contract, cast.people["c_entrant"]).id == worker.id
    with invalid(person_id="unknown"):
        contracts.add_worker(contractor, cast.contract, cast.people["entrant"])
    with raises(Forbidden):
        contracts.add_worker(manager, cast.contract, cast.people["c_leader"])
    named = scope.contract(db.session(), manager, cast.contract).workers
    assert [(one.person_id, one.ended_at) for one in named] == [(cast.people["c_entrant"], None)]
    with planning():
        assert contracts.end_worker(contractor, worker.id).ended_at == PLANNED
    with invalid(inspector_id="unknown"):
        stranger = ContractForm("样例协议1", inspector_id=cast.people["c_leader"])
        contracts.edit_contract(manager, cast.contract, 1, stranger)


def test_a_park_and_who_lets_to_whom_in_it(cast: Cast) -> None:
    """The works lets to the contractor, which lets on to a third; each sees what it is a party of."""
    officer, manager = cast.actor("officer"), cast.actor("manager")
    form = ParkForm("样例工业园", ParkKind.park, cast.street, cast.enterprise, safety_committee=True)
    agreed = TenancyForm("ZL-1", date(2026, 1, 1), date(2026, 12, 31), paper("Lease"), place="2 号楼")
    with planning():
        park = parks.add_park(officer, form)
        first = parks.add_tenancy(manager, park.id, cast.enterprise, cast.contractor, agreed)
        second = parks.add_tenancy(officer, park.id, cast.contractor, cast.stranger, replace(agreed, place="2 号楼东"))
        with invalid(lessor_id="unknown", place="required"):
            parks.add_tenancy(
                officer,
                park.id,
                cast.people["leader"],
                cast.enterprise,
                replace(agreed, place=""),
            )
        with invalid(place="taken"):
            parks.add_tenancy(officer, park.id, cast.enterprise, cast.contractor, agreed)
        renewed = replace(agreed, agreement_until=date(2027, 12, 31), document=None)
        assert parks.edit_tenancy(manager, first.id, 1, renewed).file_id is not None
        parks.edit_park(officer, park.id, 1, replace(form, phone="0512-80000009"))
        with raises(Forbidden):
            parks.edit_park(manager, park.id, 2, form)

    def seen(who: str) -> list[object]:
        return [one.id for one in park_lists.tenancies(db.session(), cast.actor(who), park)]

    assert seen("manager") == [first.id, second.id]
    assert seen("c_leader") == [first.id, second.id]
    assert seen("s_leader") == [second.id]
    assert [one.id for one in park_lists.parks(db.session(), cast.actor("s_leader"), search="ypgyy").rows] == []
    assert [one.id for one in park_lists.parks(db.session(), cast.actor("s_leader"), search="ylgyy").rows] == [park.id]
    with planning():
        parks.end_tenancy(officer, second.id)
    with raises(NotFound):
        scope.park(db.session(), cast.actor("s_leader"), park.id)
    with raises(NotFound):
        scope.park(db.session(), cast.actor("other_officer"), park.id)


def test_shared_means_are_offered_to_the_area_and_below(cast: Cast) -> None:
    form = MeansForm(cast.district, MeansKind.crew, "样例统一作业队", "样例协会", "0000", "8 人，空气呼吸器 4 套")
    with planning():
        shared_means.add_means(cast.actor("district_officer"), form)
        shared_means.add_means(administrator(), replace(form, area_id=cast.other_street, name="样例二街道作业队"))

    def seen(who: str) -> set[str]:
        return {one.name for one in response.shared_means(db.session(), cast.actor(who)).rows}

    assert seen("leader") == {"样例统一作业队"}
    assert seen("other_officer") == {"样例二街道作业队"}
    assert seen("district_officer") == {"样例统一作业队", "样例二街道作业队"}
    with planning(), raises(NotFound):
        shared_means.add_means(cast.actor("officer"), form)
