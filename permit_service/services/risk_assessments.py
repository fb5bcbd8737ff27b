"""风险辨识 (R62; G46 5.1): hazard by hazard with the measure against each, and the owner's part in contracted work."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from permit_service.actor import Actor
from permit_service.errors import Conflict, Forbidden, ProblemCode
from permit_service.models.choices import Answer
from permit_service.models.permits import Permit
from permit_service.models.preparation import RiskAnswer, RiskAssessment
from permit_service.services.case import Case, on_permit
from permit_service.services.inputs import Faults
from workflows.kinds import Hazard
from workflows.vocabulary import Action


@dataclass(frozen=True, slots=True)
class RiskForm:
    """The answer to one hazard; where it threatens, what is done against it."""

    answer: Answer
    measure: str = ""


def assess_risks(
    actor: Actor,
    permit_id: uuid.UUID,
    answers: Mapping[Hazard, RiskForm],
    *,
    owner_informed: bool = False,
    remark: str = "",
) -> RiskAssessment:
    """Record an assessment; the latest counts. It may be partial: the gate says which hazards are still open.

    ``owner_informed``: the owner took part or gave its information; only the owner's people say so, and what they
    said stands in later assessments. Raises Invalid (``answers``, ``answers.<hazard>.measure``), RefusedError for who
    does not plan this permit or one that is past it, Forbidden, NotFound.
    """

    def act(case: Case) -> RiskAssessment:
        case.ask(Action.assign)
        faults = Faults()
        faults.some("answers", answers)
        rows = [_answer(faults, hazard, form) for hazard, form in answers.items()]
        told = faults.remark("remark", remark)
        faults.raise_any()
        if actor.person_id is None or (owner_informed and not _of_owner(actor, case.permit)):
            raise Forbidden
        before = latest(case)
        row = case.write(
            RiskAssessment(
                permit_id=case.permit.id,
                assessor_id=actor.person_id,
                owner_informed=owner_informed or (before is not None and before.owner_informed),
                remark=told,
                answers=rows,
                at=case.now,
                created_at=case.now,
                recorded_by_id=case.user_id,
            )
        )
        case.record("risk_assessment:record", {"risk_assessment_id": row.id})
        return row

    return on_permit(actor, permit_id, act)


def inform(actor: Actor, permit_id: uuid.UUID) -> RiskAssessment:
    """The owner confirms that it took part in the latest assessment or gave its information (G46 5.1).

    Raises Conflict ``stale`` where there is none yet, Forbidden for all but the owner's people, NotFound.
    """

    def act(case: Case) -> RiskAssessment:
        if not _of_owner(actor, case.permit):
            raise Forbidden
        row = latest(case)
        if row is None:
            raise Conflict(ProblemCode.stale)
        if not row.owner_informed:
            row.owner_informed = True
            case.record("risk_assessment:inform", {"risk_assessment_id": row.id, "person_id": actor.person_id})
        return row

    return on_permit(actor, permit_id, act)


def latest(case: Case) -> RiskAssessment | None:
    """The assessment that counts."""
    return case.session.scalar(
        select(RiskAssessment)
        .where(RiskAssessment.permit_id == case.permit.id)
        .order_by(RiskAssessment.created_at.desc())
        .limit(1)
    )


def _of_owner(actor: Actor, permit: Permit) -> bool:
    return any(grant.enterprise_id == permit.enterprise_id for grant in actor.grants)


def _answer(faults: Faults, hazard: Hazard, form: RiskForm) -> RiskAnswer:
    field = f"answers.{hazard}.measure"
    needed = form.answer is Answer.yes
    measure = faults.words(field, form.measure) if needed else faults.remark(field, form.measure)
    return RiskAnswer(hazard=hazard, answer=form.answer, measure=measure)
