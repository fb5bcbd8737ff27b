"""实操考核: the assessor ticks what was shown, item by item, and signs with the PIN."""

import uuid

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.access import current_actor
from permit_service.labels.pages import trainings as words
from permit_service.models.choices import Answer
from permit_service.queries import scope
from permit_service.queries.reading import own_account, session
from permit_service.services.registers import practicals
from permit_service.web.forms import Form
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.training_kinds import PracticalItem

blueprint = Blueprint("practicals", __name__, url_prefix="/registers/trainings/seats")

_WORDS = {"yes": Answer.yes, "no": Answer.no, "na": Answer.not_involved}


@blueprint.get("/<uuid:training_seat_id>/practical")
def show(training_seat_id: uuid.UUID) -> str:
    """The checklist."""
    return _page(training_seat_id, NONE)


@blueprint.post("/<uuid:training_seat_id>/practical")
def assess(training_seat_id: uuid.UUID) -> ResponseReturnValue:
    """Record what was shown, with the assessor's signature."""

    def act() -> str:
        form = Form()
        typed = {item: form.text(f"items.{item}") for item in PracticalItem}
        told = {item: _WORDS[word] for item, word in typed.items() if word in _WORDS}
        check = practicals.assess(current_actor(), form.sign_in(), training_seat_id, told, _remarks(form))
        flash(words.PRACTICAL_PASSED if check.passed else words.PRACTICAL_FAILED, "safe")
        seat = scope.training_seat(session(), current_actor(), training_seat_id)
        return url_for("trainings.show", training_session_id=seat.session_id, _anchor="list")

    return carried_out(act, lambda trouble: _page(training_seat_id, trouble))


def _remarks(form: Form) -> str:
    """What was remarked on single items, in one text."""
    told = [(item, form.text(f"items.{item}_remark")) for item in PracticalItem]
    return "；".join(f"{labels.of(item)}：{remark}" for item, remark in told if remark)


def _page(training_seat_id: uuid.UUID, trouble: Trouble) -> str:
    _, person = own_account(current_actor())
    return render_template(
        "trainings/practical.html",
        trouble=trouble,
        seat=scope.training_seat(session(), current_actor(), training_seat_id),
        shown=[(item, labels.of(item)) for item in PracticalItem],
        typed=request.form,
        assessor="" if person is None else person.name,
        mine=person is not None,
    )
