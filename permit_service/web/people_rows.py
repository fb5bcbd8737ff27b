"""People to choose from, each with the training that counts, as the macros of ``people_picks`` show them."""

from permit_service.queries.job_form import Candidate
from permit_service.web.told import day


def person_row(one: Candidate) -> dict[str, object]:
    """Somebody who may be named."""
    if one.trained_until is None:
        state, word = "warn", "没有培训合格记录"
    else:
        state, word = ("safe", "培训至") if one.trained else ("warn", "培训到期")
        word = f"{word} {day(one.trained_until)}"
    name = f"{one.name}（主要负责人）" if one.is_principal else one.name
    return {"id": one.id, "name": name, "position": one.position, "firm": one.enterprise, "state": state, "word": word}
