"""Questions at a street training, answered on the street's device; what comes of them bars nobody."""

import uuid

from permit_service.access import current_actor
from permit_service.api.exams import AskedView
from permit_service.api.inspection_bodies import QuizBody, QuizHandInBody
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, Moment, Number, View, answer
from permit_service.api.street_trainings import StreetTrainingView, TrainingPath
from permit_service.api.types import Id, Params
from permit_service.models.oversight import StreetQuiz
from permit_service.queries.reading import session
from permit_service.queries.scope_of_parts import street_quiz
from permit_service.services import street_quizzes

blueprint = noun("street_quizzes")


class StreetQuizPath(Params):
    street_quiz_id: Id


class StreetQuizView(View):
    """What somebody who attends is asked; the mark stands once it is handed in."""

    id: uuid.UUID
    street_training_id: uuid.UUID
    person_id: uuid.UUID
    seed: str
    due_at: Moment
    handed_in_at: Moment | None
    mark: Number | None
    passed: bool | None
    questions: list[AskedView]


@blueprint.post("/street-trainings/<uuid:street_training_id>/quiz", responses=does(StreetTrainingView))
def set_quiz(path: TrainingPath) -> Answer:
    """Everybody who attends is asked from now on, here or by badge on their own phone."""
    return answer(StreetTrainingView.model_validate(street_quizzes.set_quiz(current_actor(), path.street_training_id)))


@blueprint.post("/street-trainings/<uuid:street_training_id>/quizzes", responses=makes(StreetQuizView))
def ask(path: TrainingPath, body: QuizBody) -> Answer:
    """Draw a paper for somebody who attends; the one they have is given again."""
    return answer(_view(street_quizzes.ask(current_actor(), path.street_training_id, body.person_id)), 201)


@blueprint.get("/street-quizzes/<uuid:street_quiz_id>", responses=reads(StreetQuizView))
def show(path: StreetQuizPath) -> Answer:
    """A paper."""
    return answer(_view(street_quiz(session(), current_actor(), path.street_quiz_id)))


@blueprint.post("/street-quizzes/<uuid:street_quiz_id>/hand-in", responses=does(StreetQuizView))
def hand_in(path: StreetQuizPath, body: QuizHandInBody) -> Answer:
    """Mark a paper; a second time changes nothing."""
    told = {line.position: line.chosen for line in body.answers}
    return answer(_view(street_quizzes.hand_in(current_actor(), path.street_quiz_id, told)))


def _view(quiz: StreetQuiz) -> StreetQuizView:
    paper = quiz.paper
    told = {name: getattr(paper, name) for name in ("seed", "due_at", "handed_in_at", "mark", "passed")}
    asked = [
        AskedView(
            position=item.position,
            kind=item.question.kind,
            stem=item.question.stem,
            options=list(item.question.options),
        )
        for item in paper.items
    ]
    return StreetQuizView(
        id=quiz.id, street_training_id=quiz.training_id, person_id=quiz.person_id, questions=asked, **told
    )
