"""Presence (在场): who guards, who is inside, since when, and when the next gas value is due."""

import uuid

from permit_service.access import current_actor
from permit_service.api.noun import noun, reads
from permit_service.api.permits import PermitPath
from permit_service.api.serialize import Answer, Moment, View, answer
from permit_service.api.site_bodies import EntryView
from permit_service.api.site_posts import PostView
from permit_service.queries import onsite
from permit_service.queries.reading import session
from permit_service.services.interruption import inside_of
from workflows.gates.gas_clocks import work_value_due
from workflows.vocabulary import EvacuationCause, Status

blueprint = noun("presence")


class StandingEvacuationView(View):
    """An evacuation that stands, here or in a connected space."""

    id: uuid.UUID
    space_id: uuid.UUID
    since: Moment
    cause: EvacuationCause


class PresenceView(View):
    """The space of a permit now. ``headcount_differs``: a count by eye is not settled yet."""

    now: Moment
    permit_id: uuid.UUID
    space_id: uuid.UUID
    status: Status
    posts: list[PostView]
    inside: list[EntryView]
    tools_inside: int
    headcount_differs: bool
    next_value_due_at: Moment | None
    evacuations: list[StandingEvacuationView]


@blueprint.get("/permits/<uuid:permit_id>/presence", responses=reads(PresenceView))
def show(path: PermitPath) -> Answer:
    """Who guards and who is inside."""
    site = onsite.look(current_actor(), path.permit_id)
    facts = site.facts
    return answer(
        PresenceView(
            now=site.now,
            permit_id=site.permit.id,
            space_id=site.permit.space_id,
            status=site.permit.status,
            posts=[PostView.model_validate(post) for post in site.posts],
            inside=[EntryView.model_validate(entry) for entry in inside_of(session(), site.permit.space_id)],
            tools_inside=facts.presence.tools_inside,
            headcount_differs=facts.presence.headcount_differs,
            next_value_due_at=work_value_due(facts),
            evacuations=[StandingEvacuationView.model_validate(one) for one in facts.evacuations],
        )
    )
