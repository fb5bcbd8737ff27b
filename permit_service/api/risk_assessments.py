"""Risk assessments (风险辨识; R62, G46 5.1): hazard by hazard, before the permit is submitted."""

import uuid

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun
from permit_service.api.permits import PermitPath
from permit_service.api.serialize import Answer, Moment, View, answer
from permit_service.api.types import Body, Choice, Many, Text
from permit_service.errors import Invalid
from permit_service.models import choices
from permit_service.services import risk_assessments
from permit_service.services.risk_assessments import RiskForm
from workflows.kinds import Hazard

blueprint = noun("risk_assessments")


class RiskAnswerBody(Body):
    """Whether one hazard threatens, and what is done against it."""

    hazard: Choice[Hazard]
    answer: Choice[choices.Answer]
    measure: Text = ""


class RiskAssessmentBody(Body):
    """It may be partial; the latest counts. ``owner_informed`` is the owner's to say, in contracted work."""

    answers: Many[RiskAnswerBody]
    owner_informed: bool = False
    remark: Text = ""


class RiskAnswerView(View):
    """The answer on one hazard."""

    hazard: Hazard
    answer: choices.Answer
    measure: str


class RiskAssessmentView(View):
    """An assessment as recorded."""

    id: uuid.UUID
    permit_id: uuid.UUID
    assessor_id: uuid.UUID
    owner_informed: bool
    remark: str
    at: Moment
    answers: list[RiskAnswerView]


@blueprint.post("/permits/<uuid:permit_id>/risk-assessments", responses=makes(RiskAssessmentView))
def create(path: PermitPath, body: RiskAssessmentBody) -> Answer:
    """Record an assessment."""
    answers = {one.hazard: RiskForm(one.answer, one.measure) for one in body.answers}
    if len(answers) != len(body.answers):
        raise Invalid({"answers": "taken"})
    row = risk_assessments.assess_risks(
        current_actor(), path.permit_id, answers, owner_informed=body.owner_informed, remark=body.remark
    )
    return answer(RiskAssessmentView.model_validate(row), 201)


@blueprint.post("/permits/<uuid:permit_id>/risk-assessments/inform", responses=does(RiskAssessmentView))
def inform(path: PermitPath) -> Answer:
    """The owner confirms that it took part in the latest assessment or gave its information."""
    return answer(RiskAssessmentView.model_validate(risk_assessments.inform(current_actor(), path.permit_id)))
