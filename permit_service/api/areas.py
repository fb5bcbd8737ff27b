"""Areas (辖区): the tree of districts and streets, and what each demands."""

import uuid
from typing import Annotated

from pydantic import Field

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, View, answer
from permit_service.api.types import Body, Choice, Count, Id, Line, Many, Params
from permit_service.queries import registers, scope
from permit_service.queries.reading import session
from permit_service.services.registers import areas
from permit_service.services.registers.areas import AreaForm
from workflows.vocabulary import AreaLevel, DayCounting, FilingMode

blueprint = noun("areas")


class AreaPath(Params):
    area_id: Id


class AreaBody(Body):
    """``counting`` is how the street counts ``lead_days``; ``training_minutes`` 0 demands no street training."""

    name: Line
    level: Choice[AreaLevel]
    duty_phone: Line = ""
    filing_mode: Choice[FilingMode] = FilingMode.none
    counting: Choice[DayCounting] = DayCounting.civil_days
    lead_days: Count = 3
    training_minutes: Count = 0
    training_reuse_days: Count = 0
    emergency_allowed: bool = True
    longest_filing_days: Annotated[int, Field(ge=1, le=366)] = 7
    document: Line = ""
    package_items: Many[Line] = ()


class NewAreaBody(AreaBody):
    """``parent_id`` None makes a root; for administrators."""

    parent_id: Id | None = None


class ChangedAreaBody(AreaBody):
    """``revision`` is the area's when it was read; another one is 409 ``stale``."""

    revision: Count


class AreaView(View):
    """An area."""

    id: uuid.UUID
    revision: int
    name: str
    level: AreaLevel
    parent_id: uuid.UUID | None
    duty_phone: str
    filing_mode: FilingMode
    counting: DayCounting
    lead_days: int
    training_minutes: int
    training_reuse_days: int
    emergency_allowed: bool
    longest_filing_days: int
    document: str
    package_items: tuple[str, ...]


class AreasView(View):
    """All areas, each after the one above it."""

    items: list[AreaView]


@blueprint.get("/areas", responses=reads(AreasView))
def index() -> Answer:
    """All areas: their names are no secret, every form offers them."""
    return answer(AreasView(items=[AreaView.model_validate(row) for row in registers.areas(session())]))


@blueprint.post("/areas", responses=makes(AreaView))
def create(body: NewAreaBody) -> Answer:
    """Add an area below another."""
    form = AreaForm(**body.model_dump(exclude={"parent_id"}))
    return answer(AreaView.model_validate(areas.add_area(current_actor(), form, body.parent_id)), 201)


@blueprint.get("/areas/<uuid:area_id>", responses=reads(AreaView))
def show(path: AreaPath) -> Answer:
    """One area in the account's charge."""
    return answer(AreaView.model_validate(scope.area(session(), current_actor(), path.area_id)))


@blueprint.put("/areas/<uuid:area_id>", responses=does(AreaView))
def edit(path: AreaPath, body: ChangedAreaBody) -> Answer:
    """Change an area's name and options; live permits below it are judged anew."""
    form = AreaForm(**body.model_dump(exclude={"revision"}))
    return answer(AreaView.model_validate(areas.edit_area(current_actor(), path.area_id, body.revision, form)))
