"""紧急撤离 of a space from its own page, or from its plate: one tap shuts it; a reason opens it again."""

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue

from permit_service.access import current_actor
from permit_service.labels.pages import spaces as words
from permit_service.services import space_evacuation
from permit_service.web.forms import Form
from permit_service.web.spaces import space_page
from permit_service.web.trouble import carried_out
from workflows.vocabulary import EvacuationCause

blueprint = Blueprint("space_evacuations", __name__, url_prefix="/registers/spaces")


@blueprint.post("/<uuid:space_id>/evacuate")
def evacuate(space_id: uuid.UUID) -> ResponseReturnValue:
    """Shut it with one tap; the cause may be told with it."""

    def act() -> None:
        form = Form()
        cause = form.choice("cause", EvacuationCause)
        form.done()
        space_evacuation.evacuate_space(
            current_actor(), space_id, cause or EvacuationCause.ordered, form.text("remark")
        )

    return _on_page(space_id, act)


@blueprint.post("/<uuid:space_id>/evacuations/<uuid:evacuation_id>/lift")
def lift(space_id: uuid.UUID, evacuation_id: uuid.UUID) -> ResponseReturnValue:
    """It is over: what was found and done is told."""

    def act() -> None:
        space_evacuation.lift_space(current_actor(), evacuation_id, Form().text("reason"))
        flash(words.EVACUATION_LIFTED, "must")

    return _on_page(space_id, act)


def _on_page(space_id: uuid.UUID, act: Callable[[], None]) -> ResponseReturnValue:
    def done() -> str:
        act()
        return url_for("spaces.show", space_id=space_id)

    return carried_out(done, lambda trouble: space_page(space_id, trouble))
