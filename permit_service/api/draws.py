"""双随机: draws of spot-checks with all it takes to draw again, and officers' declared conflicts of interest."""

import uuid
from datetime import date

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, Moment, PageView, View, answer, page
from permit_service.api.types import Body, Choice, Count, Day, Id, Line, PageQuery, Params, SetOf
from permit_service.queries import draws as reading
from permit_service.queries.reading import session
from permit_service.services import draws
from permit_service.services.draws import DrawForm
from workflows.inspection_kinds import DrawFault, Relation
from workflows.kinds import WorkKind

blueprint = noun("draws")


class DrawPath(Params):
    draw_id: Id


class RelationPath(Params):
    relation_id: Id


class DrawBody(Body):
    """A draw as ordered: ``wanted`` jobs of the area and days; ``absent`` officers are not drawn, for a reason."""

    area_id: Id
    from_day: Day
    until_day: Day
    wanted: Count
    spare_own_area: bool = True
    work_kinds: SetOf[Choice[WorkKind]] = frozenset()
    alarmed: bool = False
    absent: SetOf[Id] = frozenset()
    absent_reason: Line = ""


class RelationBody(Body):
    """An officer's relation to an enterprise."""

    person_id: Id
    enterprise_id: Id
    relation: Choice[Relation]
    remark: Line = ""


class DrawView(View):
    """A draw: ``digest`` is the SHA-256 of ``population``, which stood before ``seed`` was made and tells what the draw
    was ordered among."""

    id: uuid.UUID
    number: str
    area_id: uuid.UUID
    from_day: date
    until_day: date
    drawn_at: Moment
    population: str
    digest: str
    seed: str
    result: str


class RelationView(View):
    """A declared relation."""

    id: uuid.UUID
    person_id: uuid.UUID
    enterprise_id: uuid.UUID
    relation: Relation
    remark: str
    declared_at: Moment
    declared_by_id: uuid.UUID
    ended_at: Moment | None
    ended_by_id: uuid.UUID | None


class ReplacementView(View):
    """An officer who came in for a drawn one, by the same seed."""

    job_id: uuid.UUID
    out_id: uuid.UUID
    in_id: uuid.UUID
    reason: str
    at: Moment


class AdditionView(View):
    """Somebody named to go along with a drawn team; ``ended_at`` once they were taken off again."""

    job_id: uuid.UUID
    person_id: uuid.UUID
    reason: str
    at: Moment
    ended_at: Moment | None
    end_reason: str


class DrawnAgainView(DrawView):
    """A draw, drawn again for this answer: ``fault`` is null where the same came out.

    ``earlier_ids``: draws before it for days that its days meet; ``earlier_dropped``: how many of their checks were
    dropped; ``avoided``: relations that kept officers from its jobs.
    """

    fault: DrawFault | None
    earlier_ids: list[uuid.UUID]
    earlier_dropped: int
    avoided: list[RelationView]
    replacements: list[ReplacementView]
    additions: list[AdditionView]


class RelationsView(View):
    """Relations: those that stand, then those ended."""

    items: list[RelationView]


@blueprint.get("/draws", responses=reads(PageView[DrawView]))
def index(query: PageQuery) -> Answer:
    """Draws the account may know of, the newest first."""
    return answer(page(reading.draws(session(), current_actor(), query.wanted), DrawView))


@blueprint.post("/draws", responses=makes(DrawView))
def create(body: DrawBody) -> Answer:
    """Draw, and make a check of each job that was drawn."""
    return answer(DrawView.model_validate(draws.run_draw(current_actor(), DrawForm(**body.model_dump()))), 201)


@blueprint.get("/draws/<uuid:draw_id>", responses=reads(DrawnAgainView))
def show(path: DrawPath) -> Answer:
    """One draw, drawn again now."""
    found = reading.drawn_again(session(), current_actor(), path.draw_id)
    return answer(
        DrawnAgainView(
            **DrawView.model_validate(found.draw).model_dump(),
            fault=found.fault,
            earlier_ids=[one.id for one in found.earlier],
            earlier_dropped=found.dropped,
            replacements=[ReplacementView.model_validate(one) for one in found.draw.replacements],
            additions=[AdditionView.model_validate(one) for one in found.draw.additions],
            avoided=[RelationView.model_validate(one) for one in found.avoided],
        )
    )


@blueprint.get("/officer-relations", responses=reads(RelationsView))
def index_relations() -> Answer:
    """Declared relations, one's own and those of the officers in one's area; those that stand come first."""
    found = reading.relations(session(), current_actor())
    return answer(RelationsView(items=[RelationView.model_validate(one) for one in found]))


@blueprint.post("/officer-relations", responses=makes(RelationView))
def declare(body: RelationBody) -> Answer:
    """Declare a relation: the draw leaves the officer out of that enterprise's checks."""
    row = draws.declare_relation(current_actor(), body.person_id, body.enterprise_id, body.relation, body.remark)
    return answer(RelationView.model_validate(row), 201)


@blueprint.post("/officer-relations/<uuid:relation_id>/end", responses=does(RelationView))
def end_relation(path: RelationPath) -> Answer:
    """The relation is over, as the district says."""
    return answer(RelationView.model_validate(draws.end_relation(current_actor(), path.relation_id)))
