"""Parks (一园一档), their tenants, and the safety agreements between those who let and those who rent."""

import uuid
from datetime import date

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, Moment, PageView, Ref, View, answer, page
from permit_service.api.types import Blob, Body, Choice, Count, Day, Id, Line, PageQuery, Params
from permit_service.models.choices import ParkKind
from permit_service.queries import parks as read
from permit_service.queries import scope
from permit_service.queries.reading import session
from permit_service.services.registers import parks
from permit_service.services.registers.parks import ParkForm, TenancyForm

blueprint = noun("parks")


class ParkPath(Params):
    park_id: Id


class TenancyPath(Params):
    tenancy_id: Id


class ParkBody(Body):
    """A park; ``lessor_id`` is the enterprise that answers for it as a whole."""

    name: Line
    kind: Choice[ParkKind]
    area_id: Id
    lessor_id: Id
    address: Line = ""
    phone: Line = ""
    safety_committee: bool = False


class ChangedParkBody(ParkBody):
    """``revision`` is the entry's when it was read."""

    revision: Count


class TenancyBody(Body):
    """Building or workshop, and the safety agreement; it holds on both days named. ``document`` is the paper."""

    place: Line
    number: Line
    agreement_from: Day | None = None
    agreement_until: Day | None = None
    document: Blob | None = None


class NewTenancyBody(TenancyBody):
    """The lessor is the park's own, or a tenant of it that lets on (园中园)."""

    lessor_id: Id
    lessee_id: Id


class ChangedTenancyBody(TenancyBody):
    """``revision`` is the entry's when it was read; without a document the old one stays."""

    revision: Count


class ParkView(View):
    """A park."""

    id: uuid.UUID
    revision: int
    name: str
    kind: ParkKind
    area: Ref
    lessor: Ref
    address: str
    phone: str
    safety_committee: bool
    created_at: Moment


class TenancyView(View):
    """A tenant in a park and the agreement with who lets to it."""

    id: uuid.UUID
    revision: int
    park: Ref
    lessor: Ref
    lessee: Ref
    place: str
    number: str
    agreement_from: date | None
    agreement_until: date | None
    file_id: uuid.UUID | None
    ended_at: Moment | None


class ParkFileView(ParkView):
    """A park with the tenancies that the account may know of."""

    tenancies: list[TenancyView]


@blueprint.get("/parks", responses=reads(PageView[ParkView]))
def index(query: PageQuery) -> Answer:
    """Parks the account may know of, by name."""
    return answer(page(read.parks(session(), current_actor(), query.wanted), ParkView))


@blueprint.post("/parks", responses=makes(ParkView))
def create(body: ParkBody) -> Answer:
    """Enter a park; for the officers of its area."""
    return answer(ParkView.model_validate(parks.add_park(current_actor(), ParkForm(**body.model_dump()))), 201)


@blueprint.get("/parks/<uuid:park_id>", responses=reads(ParkFileView))
def show(path: ParkPath) -> Answer:
    """One park with its tenancies."""
    park = scope.park(session(), current_actor(), path.park_id)
    tenancies = [TenancyView.model_validate(one) for one in read.tenancies(session(), current_actor(), park)]
    return answer(ParkFileView(**dict(ParkView.model_validate(park)), tenancies=tenancies))


@blueprint.put("/parks/<uuid:park_id>", responses=does(ParkView))
def edit(path: ParkPath, body: ChangedParkBody) -> Answer:
    """Change a park's entry."""
    form = ParkForm(**body.model_dump(exclude={"revision"}))
    return answer(ParkView.model_validate(parks.edit_park(current_actor(), path.park_id, body.revision, form)))


@blueprint.post("/parks/<uuid:park_id>/tenancies", responses=makes(TenancyView))
def add_tenancy(path: ParkPath, body: NewTenancyBody) -> Answer:
    """Enter a tenant; for the officers of the park's area and the keepers of its lessor."""
    form = TenancyForm(**body.model_dump(exclude={"lessor_id", "lessee_id"}))
    tenancy = parks.add_tenancy(current_actor(), path.park_id, body.lessor_id, body.lessee_id, form)
    return answer(TenancyView.model_validate(tenancy), 201)


@blueprint.put("/tenancies/<uuid:tenancy_id>", responses=does(TenancyView))
def edit_tenancy(path: TenancyPath, body: ChangedTenancyBody) -> Answer:
    """Change or renew a tenancy's agreement."""
    form = TenancyForm(**body.model_dump(exclude={"revision"}))
    tenancy = parks.edit_tenancy(current_actor(), path.tenancy_id, body.revision, form)
    return answer(TenancyView.model_validate(tenancy))


@blueprint.post("/tenancies/<uuid:tenancy_id>/end", responses=does(TenancyView))
def end_tenancy(path: TenancyPath) -> Answer:
    """The tenant has moved out."""
    return answer(TenancyView.model_validate(parks.end_tenancy(current_actor(), path.tenancy_id)))
