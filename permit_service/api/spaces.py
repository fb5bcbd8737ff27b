"""Spaces: the ledger of confined spaces (有限空间台账; O13 6, G46 4.1.2), their photos and plates."""

import uuid
from dataclasses import fields
from datetime import date

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import (
    Answer,
    CodeView,
    Moment,
    Number,
    PageView,
    Ref,
    RefusalView,
    Sorted,
    View,
    answer,
    page,
    refusals,
)
from permit_service.api.types import (
    Blob,
    Body,
    Choice,
    Count,
    Day,
    Dec,
    Id,
    Line,
    Many,
    PageQuery,
    Params,
    SetOf,
    Text,
)
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries import registers, scope, scope_of_parts
from permit_service.queries.reading import session
from permit_service.services import codes
from permit_service.services.registers import prints, spaces
from permit_service.services.registers.ledger_forms import LegForm, OpeningForm, SpaceForm
from permit_service.services.registers.spaces import SpacePhoto
from workflows.kinds import Gas, Hazard, Orientation, SpaceKind

blueprint = noun("spaces", "Confined spaces 有限空间台账 and their plates 空间标牌")


class SpacePath(Params):
    space_id: Id


class PlatePath(Params):
    plate_id: Id


class SpacesQuery(PageQuery):
    enterprise_id: Id | None = None
    area_id: Id | None = None


class LegBody(Body):
    """One straight part of the way in; ``length`` in metres."""

    orientation: Choice[Orientation]
    length: Dec


class OpeningBody(Body):
    """An opening: one that stands by its ``id``, or a new one without."""

    name: Line
    id: Id | None = None


class SpaceBody(Body):
    """A ledger entry. ``lel_vol`` is the lower explosive limit in %VOL, ``volume`` in cubic metres.

    ``legs`` run along the way in from the entrance: gas points follow them.
    """

    number: Line
    name: Line
    kind: Choice[SpaceKind]
    location: Line
    area_id: Id
    hazards: SetOf[Choice[Hazard]]
    legs: Many[LegBody]
    openings: Many[OpeningBody]
    connected_ids: SetOf[Id] = frozenset()
    quantity: Count = 1
    volume: Dec | None = None
    medium: Text = ""
    possible_accident: Text = ""
    risk_grade: Line = ""
    toxic_possible: bool = False
    oxygen_may_drop: bool = False
    gas_may_rise: bool = False
    poisoning_risk: bool = False
    explosion_risk: bool = False
    has_sludge: bool = False
    wet_or_narrow: bool = False
    enriched_environment: bool = False
    extra_gases: SetOf[Choice[Gas]] = frozenset()
    lel_vol: Dec | None = None
    barrier_method: Text = ""
    barrier_effective: bool | None = None
    department: Text = ""
    manager_id: Id | None = None
    contracted: bool = False
    rescue_gear: Text = ""
    precautions: Text = ""
    in_catalogue: bool = False
    identified_on: Day | None = None
    reviewed_on: Day | None = None

    @property
    def form(self) -> SpaceForm:
        values = {field.name: getattr(self, field.name) for field in fields(SpaceForm)}
        values["legs"] = tuple(LegForm(leg.orientation, leg.length) for leg in self.legs)
        values["openings"] = tuple(OpeningForm(opening.name, opening.id) for opening in self.openings)
        return SpaceForm(**values)


class NewSpaceBody(SpaceBody):
    """Whose it is."""

    enterprise_id: Id


class ChangedSpaceBody(SpaceBody):
    """``revision`` is the entry's when it was read; another one is 409 ``stale``."""

    revision: Count


class SpacePhotoBody(Body):
    """What the photo shows; JPEG or PNG in base64."""

    shows: Choice[SpacePhoto]
    photo: Blob


class PlateBody(Body):
    """For one opening of the space, or for the space as a whole."""

    opening_id: Id | None = None


class LegView(View):
    """One straight part of the way in."""

    orientation: Orientation
    length: Number


class OpeningView(View):
    """An opening of the space."""

    id: uuid.UUID
    name: str
    withdrawn_at: Moment | None


class PlateView(View):
    """A plate; ``code`` is what people can type."""

    id: uuid.UUID
    space_id: uuid.UUID
    opening_id: uuid.UUID | None
    code: str
    issued_at: Moment
    revoked_at: Moment | None


class SpaceView(View):
    """A space of the ledger."""

    id: uuid.UUID
    revision: int
    enterprise_id: uuid.UUID
    area_id: uuid.UUID
    number: str
    name: str
    kind: SpaceKind
    location: str
    hazards: Sorted[Hazard]
    withdrawn_at: Moment | None
    created_at: Moment


class SpaceEntryView(SpaceView):
    """The whole ledger entry, with what the ledger warns of."""

    quantity: int
    volume: Number | None
    medium: str
    possible_accident: str
    risk_grade: str
    toxic_possible: bool
    oxygen_may_drop: bool
    gas_may_rise: bool
    poisoning_risk: bool
    explosion_risk: bool
    has_sludge: bool
    wet_or_narrow: bool
    enriched_environment: bool
    extra_gases: Sorted[Gas]
    lel_vol: Number | None
    barrier_method: str
    barrier_effective: bool | None
    barrier_photo_id: uuid.UUID | None
    sign_photo_id: uuid.UUID | None
    sign_seen_at: Moment | None
    notice_photo_id: uuid.UUID | None
    notice_seen_at: Moment | None
    department: str
    manager_id: uuid.UUID | None
    contracted: bool
    rescue_gear: str
    precautions: str
    in_catalogue: bool
    identified_on: date | None
    reviewed_on: date | None
    legs: list[LegView]
    openings: list[OpeningView]


class LedgerView(View):
    """A ledger entry with what belongs beside it."""

    space: SpaceEntryView
    area: Ref
    enterprise: Ref
    connected: list[Ref]
    plates: list[PlateView]
    warnings: list[RefusalView]


@blueprint.get("/spaces", responses=reads(PageView[SpaceView]))
def index(query: SpacesQuery) -> Answer:
    """Spaces in the ledger, by number; of one enterprise or one area, if told."""
    actor = current_actor()
    area = None if query.area_id is None else scope.area(session(), actor, query.area_id)
    return answer(
        page(registers.spaces(session(), actor, query.wanted, enterprise_id=query.enterprise_id, area=area), SpaceView)
    )


@blueprint.post("/spaces", responses=makes(LedgerView))
def create(body: NewSpaceBody) -> Answer:
    """Enter a space into the ledger."""
    return answer(_entry(spaces.add_space(current_actor(), body.enterprise_id, body.form)), 201)


@blueprint.get("/spaces/<uuid:space_id>", responses=reads(LedgerView))
def show(path: SpacePath) -> Answer:
    """The whole entry of one space."""
    return answer(_entry(scope.space(session(), current_actor(), path.space_id)))


@blueprint.put("/spaces/<uuid:space_id>", responses=does(LedgerView))
def edit(path: SpacePath, body: ChangedSpaceBody) -> Answer:
    """Change a space's entry; its live permits are judged anew."""
    return answer(_entry(spaces.edit_space(current_actor(), path.space_id, body.revision, body.form)))


@blueprint.put("/spaces/<uuid:space_id>/photos", responses=does(LedgerView))
def put_photo(path: SpacePath, body: SpacePhotoBody) -> Answer:
    """Keep a photo of the barrier, the warning sign or the notice board (告知牌)."""
    return answer(_entry(spaces.put_space_photo(current_actor(), path.space_id, body.shows, body.photo)))


@blueprint.post("/spaces/<uuid:space_id>/withdraw", responses=does(LedgerView))
def withdraw(path: SpacePath) -> Answer:
    """Take a space out of the ledger."""
    return answer(_entry(spaces.withdraw_space(current_actor(), path.space_id)))


@blueprint.post("/spaces/<uuid:space_id>/plates", responses=makes(PlateView))
def issue_plate(path: SpacePath, body: PlateBody) -> Answer:
    """Make a plate; others stay good until revoked."""
    return answer(PlateView.model_validate(prints.issue_plate(current_actor(), path.space_id, body.opening_id)), 201)


@blueprint.get("/plates/<uuid:plate_id>/code", responses=reads(CodeView))
def show_plate_code(path: PlatePath) -> Answer:
    """What a plate's printed code holds."""
    plate = scope_of_parts.plate(session(), current_actor(), path.plate_id)
    return answer(CodeView(url=codes.plate_code(plate), typed=plate.code))


@blueprint.post("/plates/<uuid:plate_id>/revoke", responses=does(PlateView))
def revoke_plate(path: PlatePath) -> Answer:
    """Call a plate back."""
    return answer(PlateView.model_validate(prints.revoke_plate(current_actor(), path.plate_id)))


def _entry(space: ConfinedSpace) -> LedgerView:
    entry = registers.space_entry(session(), space)
    return LedgerView(
        space=SpaceEntryView.model_validate(entry.space),
        area=Ref.model_validate(entry.area),
        enterprise=Ref.model_validate(entry.enterprise),
        connected=[Ref.model_validate(row) for row in entry.connected],
        plates=[PlateView.model_validate(row) for row in entry.plates],
        warnings=refusals(entry.warnings),
    )
