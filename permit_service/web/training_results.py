"""Results that prove nothing, as a list: who has to sit an examination again, and whose pass was called back."""

from dataclasses import replace

from flask import Blueprint, render_template, url_for

from permit_service.access import current_actor
from permit_service.labels.pages import common
from permit_service.labels.pages import trainings as words
from permit_service.models.people import TrainingResult
from permit_service.queries import training_results
from permit_service.queries.people import organisations
from permit_service.queries.reading import session
from permit_service.queries.training_results import Worthless
from permit_service.told import day
from permit_service.web.register_pages import Filter, Listing, Row, Sign, asked

blueprint = Blueprint("training_results", __name__, url_prefix="/registers/trainings/results")

_FAILED, _VOIDED = Sign("warn", common.NOT_GOOD), Sign("none", words.VOIDED)
_WHY = Filter("why", words.OUTCOME, ((Worthless.failed, _FAILED.word), (Worthless.voided, _VOIDED.word)))
_COLUMNS = words.TRAINING_RESULTS_COLUMNS


@blueprint.get("")
def index() -> str:
    """Failed and voided results, the newest first."""
    wanted = asked(_WHY)
    why = wanted.get("why")
    page = training_results.worthless(
        session(),
        current_actor(),
        wanted.wanted,
        why=None if why is None else Worthless(why),
        search=wanted.search,
    )
    names = organisations(session(), [result.person for result in page.rows])
    rows = tuple(_row(result, names[result.person.enterprise_id or result.person.area_id]) for result in page.rows)
    return render_template("trainings/results.html", listing=Listing(wanted, _COLUMNS, rows, page.after))


def _row(result: TrainingResult, organisation: str) -> Row:
    found = _FAILED if result.voided_at is None else _VOIDED
    if result.mark is not None:
        found = replace(found, word=words.MARKED.format(word=found.word, mark=result.mark))
    cells = (result.person.name, organisation, result.title, day(result.held_at), found, result.void_reason)
    return Row(url_for("people.show", person_id=result.person_id, _anchor="trainings"), cells)
