"""What is measured on: the sample's registers and one active permit of a large crew, made by the services."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from permit_service import wallclock
from permit_service.models.base import db
from permit_service.models.people import Badge
from permit_service.models.permits import Permit
from permit_service.sample import accounts as cast
from permit_service.sample.crews import Crew, crews_of
from permit_service.sample.permits import REGISTERED, Sample, ready_permit
from permit_service.sample.registers import SampleFirm, acting, build_registers
from permit_service.sample.timeline import play
from permit_service.services import codes
from permit_service.services.registers import people, prints
from permit_service.services.registers.people import PersonForm
from permit_service.services.registers.training_results import TrainingForm, record_training
from workflows.training_kinds import ALL_TOPICS
from workflows.vocabulary import Part

#: Trained never, and named on no permit.
_STRANGER = "田样例"
_TRAINED_BEFORE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Scene:
    """Ids and codes of what the operations are about.

    ``stayer`` and ``passer`` are texts of badges of two who may go in, ``stranger`` of one who may not; ``passer_id``
    is the person of the second. ``leader`` and ``guardian`` are logins.
    """

    permit_id: uuid.UUID
    space_id: uuid.UUID
    confirmed_at: datetime
    passer_id: uuid.UUID
    stayer: str
    passer: str
    stranger: str
    leader: str
    guardian: str


def build(now: datetime, crew_size: int) -> Scene:
    """Fill an empty database: everything of the permit happened before ``now``, and people may go in.

    ``crew_size`` people are named on it, at least those of the sample's own crew.
    """
    district = build_registers(now - REGISTERED)
    crew = _enlarged(crews_of(district)[0], crew_size, now - REGISTERED)
    play((Sample(now, district).ready(crew),))
    permit = db.session.get_one(Permit, ready_permit())
    assert permit.confirmed_at is not None
    stayer, passer, *_ = crew.entrants
    return Scene(
        permit_id=permit.id,
        space_id=permit.space_id,
        confirmed_at=permit.confirmed_at,
        passer_id=crew.person(passer),
        stayer=_badge(crew.firm, stayer),
        passer=_badge(crew.firm, passer),
        stranger=_badge(crew.firm, _STRANGER),
        leader=crew.leader,
        guardian=crew.guardian,
    )


def _enlarged(crew: Crew, size: int, at: datetime) -> Crew:
    """The crew with as many more entrants as make ``size`` people of it."""
    admin = acting(cast.ADMINISTRATOR)
    named, badges = dict(crew.firm.people), dict(crew.firm.badges)
    parts = dict(crew.parts)
    with wallclock.at(at):
        for number in range(size - len(crew.parts)):
            name = f"样例工{number + 1}"
            named[name] = people.add_person(admin, crew.firm.id, PersonForm(name, f"yangligong {number + 1}")).id
            passed_at = at - _TRAINED_BEFORE
            record_training(
                admin, named[name], TrainingForm("有限空间作业专题培训（样例）", ALL_TOPICS, passed_at, passed_at)
            )
            badges[name] = prints.issue_badge(admin, named[name]).id
            parts[name] = frozenset({Part.entrant})
    return replace(crew, firm=replace(crew.firm, people=named, badges=badges), parts=parts)


def _badge(firm: SampleFirm, name: str) -> str:
    return codes.badge_code(db.session.get_one(Badge, firm.badges[name]))
