"""People to choose from, each with the training that counts or what it lacks, as ``people_picks`` shows them."""

from datetime import datetime

from permit_service import labels
from permit_service.labels import validity_words as words
from permit_service.queries.candidates import Candidate
from permit_service.told import day
from permit_service.web.register_pages import Sign
from workflows.training_kinds import ALL_TOPICS

PickRow = dict[str, object]


def person_row(one: Candidate, now: datetime) -> PickRow:
    """Somebody who may be named, or why not."""
    sign = Sign("warn", words.LEFT) if one.left else _training(one, now)
    return {
        "id": one.id,
        "name": words.PRINCIPAL.format(name=one.name) if one.is_principal else one.name,
        "position": one.position,
        "firm": one.enterprise,
        "state": sign.state,
        "word": sign.word,
    }


def _training(one: Candidate, now: datetime) -> Sign:
    if one.trained_until is None:
        topics = "、".join(labels.of(topic) for topic in one.missing)
        nothing = len(one.missing) == len(ALL_TOPICS)
        return Sign("warn", words.NEVER_TRAINED if nothing else words.TOPICS_MISSING.format(topics=topics))
    if one.trained:
        return Sign("safe", words.NAMED_UNTIL.format(last=day(one.trained_until)))
    lapsed = words.TRAINING_OVER if one.trained_until <= now else words.TRAINING_ENDS_BEFORE
    return Sign("warn", lapsed.format(last=day(one.trained_until)))
