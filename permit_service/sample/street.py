"""SAMPLE ONLY: what the street's officers do with a filing, each at the moment the clock shows."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from permit_service import wallclock
from permit_service.models.base import db
from permit_service.models.filings import Filing
from permit_service.models.people import Badge
from permit_service.queries import street_training as reading
from permit_service.sample.crews import Crew, signed_in
from permit_service.sample.papers import right_but
from permit_service.sample.registers import acting
from permit_service.services import filing_review, street_quizzes, street_trainings

_TRAINING, _ASKED_AFTER = timedelta(minutes=35), timedelta(minutes=32)


def receive(crew: Crew, filing_id: uuid.UUID) -> None:
    """The officer has read the filing."""
    filing_review.mark_received(acting(crew.officer), filing_id)


def send_back(crew: Crew, filing_id: uuid.UUID) -> None:
    """The officer wants the contact completed."""
    filing_review.return_filing(acting(crew.officer), filing_id, "请补充现场联系电话", {"phone"})


def allow_late(crew: Crew, filing_id: uuid.UUID) -> None:
    """The officer lets a late filing through."""
    filing_review.decide_late(acting(crew.officer), filing_id, signed_in(), allow=True, reason="同意，加强监护")


def schedule(crew: Crew, filing_id: uuid.UUID, at: datetime) -> None:
    """A training is arranged."""
    street_trainings.schedule(acting(crew.officer), filing_id, at, "街道会议室")


def trained(crew: Crew, filing_id: uuid.UUID, start: datetime, *, quiz: bool = False) -> Iterator[datetime]:
    """The whole crew attends for 35 minutes; with ``quiz`` those who go in are asked, the second answers one wrong."""
    officer = acting(crew.officer)
    yield start - timedelta(hours=1)
    training_id = street_trainings.schedule(officer, filing_id, start, "街道会议室").id
    yield start
    street_trainings.start(officer, training_id)
    for person_id in crew.trainees:
        street_trainings.sign_in_attendee(officer, training_id, person_id=person_id)
    if quiz:
        yield start + _ASKED_AFTER
        _ask(crew, training_id)
    yield start + _TRAINING
    street_trainings.end(officer, training_id)


def reuse_latest(crew: Crew, filing_id: uuid.UUID, reason: str) -> None:
    """The crew was trained days ago: the street lets the last training count again."""
    filing = db.session.get_one(Filing, filing_id)
    latest = reading.reusable(db.session(), filing, wallclock.now())[0]
    street_trainings.reuse(acting(crew.officer), filing_id, latest.id, reason)


def _ask(crew: Crew, training_id: uuid.UUID) -> None:
    """Everybody who goes in answers on their own phone, by the badge."""
    street_quizzes.set_quiz(acting(crew.officer), training_id)
    for wrong, name in enumerate(crew.entrants):
        badge = db.session.get_one(Badge, crew.firm.badges[name]).number
        quiz = street_quizzes.ask_by_badge(badge)
        street_quizzes.hand_in_by_badge(badge, right_but(quiz.paper, wrong))
