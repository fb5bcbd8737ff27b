"""From submission to approval, and the ways a permit ends before its work is done."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from flask import Flask
from outcomes import invalid, raises, refused
from pieces import PLANNED
from plan_cast import Cast, then
from sqlalchemy import select
from sqlalchemy.orm import Session
from threads import at_once

from permit_service import journal, storage, unit_of_work
from permit_service.errors import Forbidden, NotFound, RefusedError
from permit_service.models.base import db
from permit_service.models.checks import SiteCheck
from permit_service.models.choices import Answer, SignatureAct
from permit_service.models.enterprises import Delegation
from permit_service.models.journal import JournalPayload
from permit_service.models.signatures import Signature
from permit_service.services import endings, jobs, permits, risk_assessments, site_checks
from permit_service.services.risk_assessments import RiskForm
from workflows.codes import Code
from workflows.kinds import Hazard
from workflows.vocabulary import Part, Status

HOUR = timedelta(hours=1)


# -- submission ----------------------------------------------------------------------------------------------


def test_submission_freezes_the_document(cast: Cast) -> None:
    permit = cast.submitted_permit()
    assert permit.document is not None
    assert hashlib.sha256(permit.document.encode()).hexdigest() == permit.document_sha256
    said = json.loads(permit.document)
    assert said["space"]["id"] == str(cast.space)
    assert "样例leader" in {member["name"] for member in said["crew"]}
    assert said["risk_assessment"]["answers"]["fall"]["answer"] == "yes"
    assert (permit.status, permit.document_version) == (Status.submitted, 1)
    assert permit.token_id is not None


def test_the_journal_names_the_documents_hash_and_nobody(cast: Cast) -> None:
    permit = cast.approved_permit()
    bodies = [body or "" for body in db.session.scalars(select(JournalPayload.body))]
    assert any(str(permit.document_sha256) in body for body in bodies)
    assert not any("样例" in body for body in bodies)
    assert journal.verify(db.session()).breaks == ()


def test_submission_tells_everything_that_is_missing(cast: Cast) -> None:
    form = cast.job_form(hazards=frozenset(), members=(cast.member("untrained", Part.entrant, Part.guardian),))
    with then(PLANNED):
        permit_id = cast.permit_of(jobs.plan_job(cast.actor("leader"), form)).id
    with (
        then(PLANNED),
        refused(Code.field_missing, Code.training_missing, Code.guardian_is_entrant, Code.risk_assessment_missing),
    ):
        permits.submit(cast.actor("leader"), permit_id)


def test_who_may_submit(cast: Cast) -> None:
    permit_id = cast.draft_permit().id
    with then(PLANNED), refused(Code.role_missing):
        permits.submit(cast.actor("guardian"), permit_id)
    with then(PLANNED), raises(NotFound):
        permits.submit(cast.actor("s_leader"), permit_id)


# -- signatures ----------------------------------------------------------------------------------------------


def test_consent_then_approval_approves(cast: Cast) -> None:
    permit = cast.approved_permit()
    assert (permit.status, permit.approved_at) == (Status.approved, PLANNED)
    assert cast.signatures_on(permit.id) == {SignatureAct.consent, SignatureAct.approve}


def test_what_a_signer_cannot_do(cast: Cast) -> None:
    permit_id = cast.submitted_permit().id
    leader, principal = cast.actor("leader"), cast.actor("principal")
    with then(PLANNED), refused(Code.consent_missing):
        permits.approve(principal, permit_id, cast.pin("principal"))
    with then(PLANNED), refused(Code.role_missing):
        permits.consent(principal, permit_id, cast.pin("principal"))
    with then(PLANNED), refused(Code.role_missing, Code.applicant_is_approver):
        permits.approve(leader, permit_id, cast.pin("leader"))
    with then(PLANNED), raises(NotFound):
        permits.consent(cast.actor("s_leader"), permit_id, cast.pin("s_leader"))
    with then(PLANNED):
        permits.consent(leader, permit_id, cast.pin("leader"))
    with then(PLANNED), refused(Code.already_signed):
        permits.consent(leader, permit_id, cast.pin("leader"))


def delegate(cast: Cast, until: Any, *, paper: bool = True) -> None:
    def work(session: Session) -> None:
        pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
        file = storage.save(session, pdf, uploaded_by_id=cast.users["manager"], at=PLANNED) if paper else None
        session.add(
            Delegation(
                enterprise_id=cast.enterprise,
                principal_id=cast.people["principal"],
                delegate_id=cast.people["deputy"],
                scope="样例授权",
                valid_from=PLANNED - HOUR,
                valid_until=until,
                file_id=None if file is None else file.id,
                created_at=PLANNED,
                created_by_id=cast.users["principal"],
            )
        )

    unit_of_work.run(work)


def test_where_poisoning_threatens_only_the_principal_or_a_written_delegate_approves(cast: Cast) -> None:
    permit_id = cast.submitted_permit(cast.deputised_form()).id
    deputy = cast.actor("deputy")
    with then(PLANNED):
        permits.consent(cast.actor("leader"), permit_id, cast.pin("leader"))
    with then(PLANNED), refused(Code.approver_not_authorised):
        permits.approve(deputy, permit_id, cast.pin("deputy"))
    delegate(cast, PLANNED)
    with then(PLANNED), refused(Code.delegation_lapsed):
        permits.approve(deputy, permit_id, cast.pin("deputy"))
    delegate(cast, PLANNED + HOUR)
    with then(PLANNED):
        permit = permits.approve(deputy, permit_id, cast.pin("deputy"))
    row = db.session.scalars(select(Signature).where(Signature.act == SignatureAct.approve)).one()
    assert (permit.status, row.delegation_id is not None) == (Status.approved, True)


def test_contracted_work_waits_for_the_owner(cast: Cast) -> None:
    with then(PLANNED):
        permit = cast.permit_of(jobs.plan_job(cast.actor("c_leader"), cast.contracted_form()))
        permit_id = permit.id
        cast.assess(permit_id, "c_leader")
    with then(PLANNED), refused(Code.owner_information_missing):
        permits.submit(cast.actor("c_leader"), permit_id)
    with then(PLANNED), raises(Forbidden):
        risk_assessments.inform(cast.actor("c_leader"), permit_id)
    with then(PLANNED):
        risk_assessments.inform(cast.actor("manager"), permit_id)
        permits.submit(cast.actor("c_leader"), permit_id)
        permits.consent(cast.actor("c_leader"), permit_id, cast.pin("c_leader"))
    with then(PLANNED), refused(Code.approval_missing):
        permits.owner_approve(cast.actor("principal"), permit_id, cast.pin("principal"))
    with then(PLANNED):
        signed = permits.approve(cast.actor("c_principal"), permit_id, cast.pin("c_principal"))
        assert signed.status is Status.submitted
        signed = permits.owner_approve(cast.actor("principal"), permit_id, cast.pin("principal"))
        assert signed.status is Status.approved


def test_the_owners_site_check_is_the_named_inspectors(cast: Cast) -> None:
    with then(PLANNED):
        permit_id = cast.permit_of(jobs.plan_job(cast.actor("c_leader"), cast.contracted_form())).id
        cast.assess(permit_id, "c_leader")
        risk_assessments.inform(cast.actor("manager"), permit_id)
    with then(PLANNED), raises(RefusedError):
        site_checks.check_site(cast.actor("inspector"), permit_id, cast.pin("inspector"), in_order=True)
    with then(PLANNED):
        permits.submit(cast.actor("c_leader"), permit_id)
    with then(PLANNED), raises(Forbidden):
        site_checks.check_site(cast.actor("manager"), permit_id, cast.pin("manager"), in_order=True)
    with then(PLANNED), invalid(findings="required"):
        site_checks.check_site(cast.actor("inspector"), permit_id, cast.pin("inspector"), in_order=False)
    with then(PLANNED):
        site_checks.check_site(cast.actor("c_guardian"), permit_id, cast.pin("inspector"), in_order=True)
    row = db.session.scalars(select(SiteCheck)).one()
    assert (row.inspector_id, row.in_order) == (cast.people["inspector"], True)


def test_two_who_approve_at_once_sign_once(cast: Cast, app: Flask) -> None:
    permit_id = cast.submitted_permit().id
    with then(PLANNED):
        permits.consent(cast.actor("leader"), permit_id, cast.pin("leader"))
    db.session.rollback()

    def approve(_: int) -> str:
        with then(PLANNED):
            try:
                permits.approve(cast.actor("principal"), permit_id, cast.pin("principal"))
            except RefusedError as error:
                return ",".join(refusal.code for refusal in error.clearance.refusals)
            return "approved"

    said = at_once(app, 2, approve)
    assert sorted(said)[0] == "approved"
    assert Code.move_illegal in sorted(said)[1]
    assert len(db.session.scalars(select(Signature).where(Signature.act == SignatureAct.approve)).all()) == 1


# -- back to the desk ----------------------------------------------------------------------------------------


def test_sent_back_document_and_signatures_fall_and_a_new_round_begins(cast: Cast) -> None:
    permit = cast.submitted_permit()
    permit_id, token_id = permit.id, permit.token_id
    with then(PLANNED):
        permits.consent(cast.actor("leader"), permit_id, cast.pin("leader"))
        back = permits.send_back(cast.actor("principal"), permit_id, cast.pin("principal"), "样例：补充措施")
    assert (back.status, back.document, back.token_id) == (Status.draft, None, None)
    assert cast.signatures_on(back.id) == {SignatureAct.send_back}
    with then(PLANNED):
        again = permits.submit(cast.actor("leader"), permit_id)
        cast.sign_all(permit_id)
    assert (again.status, again.document_version) == (Status.approved, 2)
    assert again.token_id not in (None, token_id)


def test_a_reason_is_demanded(cast: Cast) -> None:
    permit_id = cast.submitted_permit().id
    principal, pin = cast.actor("principal"), cast.pin("principal")
    for act in (permits.send_back, endings.reject):
        with then(PLANNED), invalid(reason="required"):
            act(principal, permit_id, pin, "  ")
        with then(PLANNED), refused(Code.role_missing):
            act(cast.actor("guardian"), permit_id, cast.pin("guardian"), "样例")


def test_withdrawn_by_the_applicant_only(cast: Cast) -> None:
    permit_id = cast.submitted_permit().id
    with then(PLANNED), refused(Code.role_missing):
        permits.withdraw(cast.actor("principal"), permit_id)
    with then(PLANNED):
        back = permits.withdraw(cast.actor("leader"), permit_id)
    assert (back.status, back.document_sha256, back.submitted_at) == (Status.draft, None, None)


# -- risk assessment -----------------------------------------------------------------------------------------


def test_a_threatening_hazard_needs_its_measure(cast: Cast) -> None:
    permit_id = cast.draft_permit().id
    leader = cast.actor("leader")
    with then(PLANNED), invalid(answers__fall__measure="required"):
        risk_assessments.assess_risks(leader, permit_id, {Hazard.fall: RiskForm(Answer.yes)})
    with then(PLANNED), invalid(answers="required"):
        risk_assessments.assess_risks(leader, permit_id, {})
    with then(PLANNED), refused(Code.role_missing):
        risk_assessments.assess_risks(cast.actor("guardian"), permit_id, {Hazard.fall: RiskForm(Answer.no)})
    with then(PLANNED):
        risk_assessments.assess_risks(leader, permit_id, {Hazard.fall: RiskForm(Answer.no)})
    with then(PLANNED), refused(Code.risk_assessment_missing):
        permits.submit(leader, permit_id)
