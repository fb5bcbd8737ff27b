"""题库: the questions of examinations, common ones and one's own."""

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.access import current_actor
from permit_service.labels.pages import trainings as words
from permit_service.models.trainings import ExamQuestion
from permit_service.queries import trainings as reading
from permit_service.queries.reading import session
from permit_service.services.registers import questions
from permit_service.services.registers.questions import QuestionForm
from permit_service.web.forms import Form
from permit_service.web.register_pages import Filter, asked, filled, may_keep, own_enterprise_id
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.training_kinds import TrainingTopic

blueprint = Blueprint("questions", __name__, url_prefix="/registers/questions")

_TOPICS = tuple((topic, labels.of(topic)) for topic in TrainingTopic)
_TOPIC = Filter("topic", words.TOPIC, _TOPICS)
_OPTIONS = 4


@blueprint.get("")
def index() -> str:
    """Questions by topic."""
    wanted = asked(_TOPIC)
    topic = wanted.get("topic")
    page = reading.questions(
        session(),
        current_actor(),
        wanted.wanted,
        topic=None if topic is None else TrainingTopic(topic),
        search=wanted.search,
    )
    return render_template(
        "questions/index.html",
        asked=wanted,
        questions=[_told(question) for question in page.rows],
        next_url=wanted.url(after=page.after) if page.after else "",
        own=own_enterprise_id(),
        administers=current_actor().everywhere,
    )


@blueprint.get("/new")
def new() -> str:
    """The form of a question."""
    return _form_page(NONE)


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Enter a question: of the own enterprise, or as administrator a common one."""

    def act() -> str:
        form = Form()
        topic = form.choice("topic", TrainingTopic)
        topic = form.needed("topic", topic)
        form.done()
        typed = [form.text(f"options.{number}") for number in range(_OPTIONS)]
        places = [number for number, text in enumerate(typed) if text]
        ticked = {int(one) for one in form.texts("right") if one.isdecimal()}
        told = QuestionForm(
            topic=topic,
            stem=form.text("stem"),
            options=tuple(typed[number] for number in places),
            right=frozenset(places.index(number) if number in places else _OPTIONS for number in ticked),
            source=form.text("source"),
        )
        questions.add_question(current_actor(), own_enterprise_id(), told)
        return url_for("questions.index", topic=topic)

    return carried_out(act, _form_page)


@blueprint.post("/<uuid:question_id>/retire")
def retire(question_id: uuid.UUID) -> ResponseReturnValue:
    """Ask a question no more."""
    question = questions.retire_question(current_actor(), question_id)
    flash(words.QUESTION_RETIRED, "safe")
    return redirect(url_for("questions.index", topic=question.topic), 303)


@blueprint.post("/sample")
def load_sample() -> ResponseReturnValue:
    """Enter the sample bank."""
    count = questions.load_sample_bank(current_actor())
    flash(words.QUESTIONS_LOADED.format(count=count), "safe")
    return redirect(url_for("questions.index"), 303)


def _told(question: ExamQuestion) -> dict[str, object]:
    own = question.enterprise_id is not None and may_keep(question.enterprise_id)
    return {
        "row": question,
        "right": {int(number) for number in question.right},
        "retirable": own or current_actor().everywhere,
    }


def _form_page(trouble: Trouble) -> str:
    return render_template(
        "questions/edit.html", trouble=trouble, f=filled({}, trouble), topics=_TOPICS, numbers=range(_OPTIONS)
    )
