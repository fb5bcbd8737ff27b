"""What a street does with a filing: 受理, 退回, 批复迟报, street training, stops."""

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue

from permit_service.access import current_actor
from permit_service.labels.pages import filings as page_words
from permit_service.models.choices import StopScope
from permit_service.models.filings import Filing
from permit_service.queries import names, scope
from permit_service.queries.reading import session
from permit_service.services import emergency_filings, filing_review, stops, street_trainings
from permit_service.services.stops import StopForm
from permit_service.web.filing_page import filing_page
from permit_service.web.forms import Form, once
from permit_service.web.trouble import carried_out
from workflows.vocabulary import StopKind

blueprint = Blueprint("reviews", __name__)


@blueprint.post("/filings/<uuid:filing_id>/receive")
def receive(filing_id: uuid.UUID) -> ResponseReturnValue:
    """受理: read, with its amendments."""

    def act() -> str:
        filing_review.mark_received(current_actor(), filing_id)
        return _told(filing_id, page_words.RECEIVED)

    return _carried_out(filing_id, act, "receive")


@blueprint.post("/filings/<uuid:filing_id>/return")
def send_back(filing_id: uuid.UUID) -> ResponseReturnValue:
    """退回, with the fields to complete."""
    form = Form()

    def act() -> str:
        fields = form.texts("fields")
        filing_review.return_filing(current_actor(), filing_id, form.text("reason"), fields)
        return _told(filing_id, page_words.RETURNED)

    return _carried_out(filing_id, act, "return")


@blueprint.post("/filings/<uuid:filing_id>/late-decision")
def decide_late(filing_id: uuid.UUID) -> ResponseReturnValue:
    """批复迟报, signed by the officer."""
    form = Form()

    def act() -> str:
        allow, image = form.text("allow"), form.drawn()
        form.faults.check(allow in ("yes", "no"), "allow", "required")
        form.done()
        filing_review.decide_late(
            current_actor(), filing_id, form.sign_in(), allow=allow == "yes", reason=form.text("reason"), image=image
        )
        return _told(filing_id, page_words.LATE_ALLOWED if allow == "yes" else page_words.LATE_REFUSED)

    return _carried_out(filing_id, act, "late")


@blueprint.post("/filings/<uuid:filing_id>/verify-receipt")
def verify_receipt(filing_id: uuid.UUID) -> ResponseReturnValue:
    """The uploaded receipt was compared with the counter's book."""

    def act() -> str:
        filing_review.verify_receipt(current_actor(), filing_id)
        return _told(filing_id, page_words.RECEIPT_VERIFIED)

    return _carried_out(filing_id, act, "receipt")


@blueprint.post("/filings/<uuid:filing_id>/emergency-review")
def review_emergency(filing_id: uuid.UUID) -> ResponseReturnValue:
    """An emergency filing was looked into."""

    def act() -> str:
        emergency_filings.review_emergency(current_actor(), filing_id)
        return _told(filing_id, page_words.EMERGENCY_REVIEWED)

    return _carried_out(filing_id, act, "emergency")


@blueprint.post("/filings/<uuid:filing_id>/trainings")
def schedule(filing_id: uuid.UUID) -> ResponseReturnValue:
    """Arrange a street training."""
    form = Form()

    def act() -> str:
        at = form.needed("scheduled_at", form.moment("scheduled_at"))

        def arrange() -> str:
            training = street_trainings.schedule(current_actor(), filing_id, at, form.text("place"))
            flash(page_words.TRAINING_SCHEDULED, "safe")
            return url_for("street_trainings.show", street_training_id=training.id)

        return once(form, arrange)

    return _carried_out(filing_id, act, "schedule")


@blueprint.post("/filings/<uuid:filing_id>/keyed-in-trainings")
def key_in(filing_id: uuid.UUID) -> ResponseReturnValue:
    """代录: a training that was held without the service."""
    form = Form()

    def act() -> str:
        people = form.ids("attendees")
        form.expects("started_at", "ended_at", "attendees")
        start = form.needed("started_at", form.moment("started_at"))
        end = form.needed("ended_at", form.moment("ended_at"))

        def keep() -> str:
            street_trainings.key_in_training(current_actor(), filing_id, start, end, people, form.text("place"))
            return _told(filing_id, page_words.TRAINING_KEYED_IN, "training")

        return once(form, keep)

    return _carried_out(filing_id, act, "key_in")


@blueprint.post("/filings/<uuid:filing_id>/training-waiver")
def waive(filing_id: uuid.UUID) -> ResponseReturnValue:
    """Do without the training, with the reason."""

    def act() -> str:
        street_trainings.waive(current_actor(), filing_id, Form().text("reason"))
        return _told(filing_id, page_words.TRAINING_WAIVED)

    return _carried_out(filing_id, act, "waive")


@blueprint.post("/filings/<uuid:filing_id>/reused-trainings")
def reuse(filing_id: uuid.UUID) -> ResponseReturnValue:
    """沿用: let an earlier training of this crew count again."""
    form = Form()

    def act() -> str:
        form.expects("training_id", "reason")
        training_id = form.needed("training_id", form.id("training_id"))

        def keep() -> str:
            street_trainings.reuse(current_actor(), filing_id, training_id, form.text("reason"))
            return _told(filing_id, page_words.TRAINING_REUSED, "training")

        return once(form, keep)

    return _carried_out(filing_id, act, "reuse")


@blueprint.post("/filings/<uuid:filing_id>/stops")
def impose(filing_id: uuid.UUID) -> ResponseReturnValue:
    """暂停要求 or 责令停止作业: on the job, a space of it, or the whole firm."""
    form = Form()

    def act() -> str:
        filing = scope.filing(session(), current_actor(), filing_id)
        form.expects("kind", "scope", "reason")
        kind = form.needed("kind", form.choice("kind", StopKind))
        reach = form.needed("scope", form.choice("scope", StopScope))
        targets = {StopScope.job: filing.job_id, StopScope.enterprise: filing.enterprise_id}
        target_id = targets.get(reach) or _space_of(form, filing)
        reason, document = form.text("reason"), form.upload("document")

        def order() -> str:
            stops.impose_stop(current_actor(), StopForm(kind, reach, target_id, reason, document))
            return _told(filing_id, page_words.STOPPED)

        return once(form, order)

    return _carried_out(filing_id, act, "stop")


def _space_of(form: Form, filing: Filing) -> uuid.UUID:
    """The space to stop: the filing's only one, or the one of several that was chosen."""
    own = [space.id for space in filing.spaces]
    chosen = form.needed("space_id", form.id("space_id") or (own[0] if len(own) == 1 else None))
    form.faults.check(chosen in own, "space_id", "unknown")
    form.done()
    return chosen


@blueprint.post("/filings/<uuid:filing_id>/stops/<uuid:stop_id>/lift")
def lift(filing_id: uuid.UUID, stop_id: uuid.UUID) -> ResponseReturnValue:
    """Lift a stop."""

    def act() -> str:
        stops.lift_stop(current_actor(), stop_id, Form().text("reason"))
        return _told(filing_id, page_words.STOP_LIFTED)

    return _carried_out(filing_id, act, "lift")


def _told(filing_id: uuid.UUID, words: str, at: str | None = None) -> str:
    """Back to the filing, to the part of the page ``at`` which one was working."""
    flash(words, "safe")
    return url_for("filings.show", filing_id=filing_id, _anchor=at)


def _carried_out(filing_id: uuid.UUID, act: Callable[[], str], tried: str) -> ResponseReturnValue:
    return carried_out(act, lambda trouble: filing_page(filing_id, trouble, tried), lambda: _names(filing_id))


def _names(filing_id: uuid.UUID) -> dict[str, str]:
    return dict(names.of_filing(scope.filing(session(), current_actor(), filing_id)))
