"""街道培训 on the officer's phone: minutes in server time, sign-in by badge or from the list, topics, a photo."""

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.labels import street_words
from permit_service.queries import names
from permit_service.queries.reading import session
from permit_service.queries.street_training import Attending, TrainingPage, training_page
from permit_service.services import street_trainings
from permit_service.typed_codes import count_try
from permit_service.web.forms import Form, new_nonce, once
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.training_kinds import StreetTopic
from workflows.vocabulary import Part

blueprint = Blueprint("street_trainings", __name__)


@blueprint.get("/street-trainings/<uuid:street_training_id>")
def show(street_training_id: uuid.UUID) -> str:
    """One training, as the officer holds it."""
    return _page(street_training_id, NONE)


@blueprint.post("/street-trainings/<uuid:street_training_id>/<any(start,end):step>")
def step(street_training_id: uuid.UUID, step: str) -> ResponseReturnValue:
    """The minutes begin or end now."""

    def act() -> str:
        move = street_trainings.start if step == "start" else street_trainings.end
        move(current_actor(), street_training_id)
        return _told(street_training_id, street_words.STEPS_DONE[step])

    return carried_out_on(street_training_id, act)


@blueprint.post("/street-trainings/<uuid:street_training_id>/attendees")
def attend(street_training_id: uuid.UUID) -> ResponseReturnValue:
    """Who is there: ticked in the list, or by badge."""
    form = Form()

    def act() -> str:
        people, badge = form.ids("attendees"), form.text("badge")
        form.faults.check(bool(people or badge), "badge", "required")
        form.done()
        count_try(badge)
        actor = current_actor()
        signed = [street_trainings.sign_in_attendee(actor, street_training_id, person_id=one) for one in people]
        if badge:
            signed.append(street_trainings.sign_in_attendee(actor, street_training_id, badge=badge))
        return _told(street_training_id, street_words.signed_in([row.person.name for row in signed]))

    return carried_out_on(street_training_id, act)


@blueprint.post("/street-trainings/<uuid:street_training_id>/note")
def note(street_training_id: uuid.UUID) -> ResponseReturnValue:
    """What was gone through, and a photo."""
    form = Form()

    def act() -> str:
        topics, photo = form.choices("topics", StreetTopic), form.upload("photo")
        form.done()

        def keep() -> str:
            street_trainings.note(current_actor(), street_training_id, topics, photo)
            return _told(street_training_id, street_words.NOTED)

        return once(form, keep)

    return carried_out_on(street_training_id, act)


def _page(training_id: uuid.UUID, trouble: Trouble) -> str:
    found, now = training_page(session(), current_actor(), training_id), wallclock.now()
    training, trains = found.training, bool(current_actor().roles & street_trainings.TRAINERS)
    return render_template(
        "street_trainings/show.html",
        trouble=trouble,
        typed=request.form,
        nonce=new_nonce(),
        found=found,
        training=training,
        filing=found.filing,
        minutes=found.filed.plan.rules.training_minutes,
        short=training.ended_at is None and found.enough_at is not None and now < found.enough_at,
        now=now,
        trains=trains,
        open=trains and training.ended_at is None and training.waived_at is None,
        people=[_person(one) for one in found.people],
        lacking=_lacking(found),
        topics=[(topic, labels.of(topic)) for topic in StreetTopic],
    )


def _person(one: Attending) -> dict[str, object]:
    return {
        "id": one.row.person_id,
        "name": one.row.person.name,
        "parts": "、".join(labels.of(part) for part in sorted(one.row.parts)),
        "at": one.at,
        "needed": one.needed,
        "quiz": one.quiz,
    }


def _lacking(found: TrainingPage) -> str:
    """Who is still to be trained after all that was held, in words; empty when nobody is.

    While one goes on: who is still to come to it.
    """
    untrained = found.filed.untrained
    if not untrained:
        return ""
    if found.training.started_at is not None and found.training.ended_at is None:
        absent = [one.row.person.name for one in found.people if one.needed and one.at is None]
        managed = any(one.at is not None and Part.manager in one.row.parts for one in found.people)
        return street_words.to_come(absent, manager=untrained.manager_missing and not managed)
    people = [one.row.person.name for one in found.people if one.row.person_id in untrained.workers]
    return street_words.lacking(people, manager=untrained.manager_missing)


def _told(training_id: uuid.UUID, words: str) -> str:
    flash(words, "safe")
    return url_for("street_trainings.show", street_training_id=training_id)


def carried_out_on(training_id: uuid.UUID, act: Callable[[], str]) -> ResponseReturnValue:
    """Carry out what the training's page asks; trouble stands on that page."""
    return carried_out(act, lambda trouble: _page(training_id, trouble), lambda: _names(training_id))


def _names(training_id: uuid.UUID) -> dict[str, str]:
    return dict(names.of_filing(training_page(session(), current_actor(), training_id).filing))
