"""答题 at a street training: set by the officer, answered on the officer's phone, or on one's own by one's badge."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import rate_limits, wallclock
from permit_service.access import current_actor
from permit_service.errors import Invalid, NotFound
from permit_service.labels import street_words
from permit_service.queries import public_view
from permit_service.queries.reading import session
from permit_service.queries.scope_of_parts import street_quiz
from permit_service.services import street_quizzes
from permit_service.web.exam import chosen
from permit_service.web.forms import Form
from permit_service.web.street_trainings import carried_out_on
from permit_service.web.trouble import NONE, Trouble, carried_out, trouble_of

blueprint = Blueprint("street_quizzes", __name__)
badges = Blueprint("badge_quizzes", __name__)

# -- on the street's phone -----------------------------------------------------------------------------------


@blueprint.post("/street-trainings/<uuid:street_training_id>/quiz")
def set_quiz(street_training_id: uuid.UUID) -> ResponseReturnValue:
    """Everybody who attends is asked."""

    def act() -> str:
        street_quizzes.set_quiz(current_actor(), street_training_id)
        flash(street_words.QUIZ_SET, "safe")
        return url_for("street_trainings.show", street_training_id=street_training_id, _anchor="quiz")

    return carried_out_on(street_training_id, act)


@blueprint.post("/street-trainings/<uuid:street_training_id>/quizzes")
def ask(street_training_id: uuid.UUID) -> ResponseReturnValue:
    """Draw a paper for somebody, and hand them the phone."""
    form = Form()

    def act() -> str:
        person_id = form.needed("person_id", form.id("person_id"))
        quiz = street_quizzes.ask(current_actor(), street_training_id, person_id)
        return url_for("street_quizzes.show", street_quiz_id=quiz.id)

    return carried_out_on(street_training_id, act)


@blueprint.get("/street-quizzes/<uuid:street_quiz_id>")
def show(street_quiz_id: uuid.UUID) -> str:
    """The paper, and its mark when it was handed in."""
    return _page(street_quiz_id, NONE)


@blueprint.post("/street-quizzes/<uuid:street_quiz_id>")
def hand_in(street_quiz_id: uuid.UUID) -> ResponseReturnValue:
    """Mark the paper."""

    def act() -> str:
        street_quizzes.hand_in(current_actor(), street_quiz_id, chosen())
        return url_for("street_quizzes.show", street_quiz_id=street_quiz_id)

    return carried_out(act, lambda trouble: _page(street_quiz_id, trouble))


def _page(quiz_id: uuid.UUID, trouble: Trouble) -> str:
    quiz = street_quiz(session(), current_actor(), quiz_id)
    return render_template("street_trainings/quiz.html", trouble=trouble, quiz=quiz)


# -- on one's own phone --------------------------------------------------------------------------------------


@badges.before_request
def _count() -> None:
    """At most so many a minute from one address."""
    rate_limits.count(rate_limits.PUBLIC_CODE, request.remote_addr or "")


@badges.get("/W/<token>/quiz")
def by_badge(token: str) -> str:
    """Where the holder of a badge stands: before a paper, in one, or after one."""
    return _badge_page(token, NONE)


@badges.post("/W/<token>/quiz")
def begin(token: str) -> ResponseReturnValue:
    """Draw a paper."""
    try:
        street_quizzes.ask_by_badge(f"/W/{token}")
    except Invalid as error:
        trouble = trouble_of(error)
        return _badge_page(token, trouble), trouble.status
    return redirect(url_for("badge_quizzes.by_badge", token=token), 303)


@badges.post("/W/<token>/quiz/hand-in")
def hand_in_by_badge(token: str) -> ResponseReturnValue:
    """Mark the paper."""
    try:
        street_quizzes.hand_in_by_badge(f"/W/{token}", chosen())
    except Invalid as error:
        trouble = trouble_of(error)
        return _badge_page(token, trouble), trouble.status
    return redirect(url_for("badge_quizzes.by_badge", token=token), 303)


def _badge_page(token: str, trouble: Trouble) -> str:
    told = public_view.quiz_for(token, wallclock.now())
    if told is None:
        raise NotFound
    return render_template("public/quiz.html", trouble=trouble, token=token, training=told.training, quiz=told.quiz)
