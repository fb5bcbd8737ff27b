"""Reminders: what lapses within 30 days or has lapsed, of an enterprise and of oneself."""

import uuid
from datetime import date

from permit_service import wallclock
from permit_service.access import current_actor
from permit_service.api.enterprises import EnterprisePath
from permit_service.api.noun import noun, reads
from permit_service.api.serialize import Answer, Moment, PageView, View, answer, page
from permit_service.api.types import Choice, PageQuery
from permit_service.queries import reminders as reading
from permit_service.queries import scope
from permit_service.queries.reading import session
from permit_service.queries.reminders import Whose
from workflows.reminders import ReminderKind, ReminderStep

blueprint = noun("reminders")


class ReminderQuery(PageQuery):
    kind: Choice[ReminderKind] | None = None
    step: Choice[ReminderStep] | None = None


class ReminderView(View):
    """One thing that lapses. ``page_id`` is the id of what it is mended on: person, equipment, contract, park, shared
    means, enterprise (a delegation), plan or space. ``enterprise_id``: whose it is, null for an authority's own."""

    kind: ReminderKind
    step: ReminderStep
    lapses_at: Moment
    last_day: date
    enterprise_id: uuid.UUID | None
    thing_id: uuid.UUID
    page_id: uuid.UUID
    title: str
    about: str


@blueprint.get("/enterprises/<uuid:enterprise_id>/reminders", responses=reads(PageView[ReminderView]))
def of_enterprise(path: EnterprisePath, query: ReminderQuery) -> Answer:
    """What of an enterprise lapses, the most pressing first."""
    found = scope.enterprise_file(session(), current_actor(), path.enterprise_id)
    return _page(Whose(frozenset({found.id})), query)


@blueprint.get("/me/reminders", responses=reads(PageView[ReminderView]))
def mine(query: ReminderQuery) -> Answer:
    """What the account is reminded of: all of the enterprises whose registers it keeps, else what is its own."""
    return _page(reading.mine(current_actor()), query)


def _page(whose: Whose, query: ReminderQuery) -> Answer:
    now = wallclock.now()
    found = reading.reminders(session(), whose, now, query.wanted, kind=query.kind, step=query.step)
    return answer(page(found, ReminderView))
