"""What is sent and answered about spaces: the whole ledger entry (regulations 10.7), photos, reviews, plates."""

import uuid
from dataclasses import fields
from datetime import date

from permit_service.api.serialize import Moment, Number, Ref, RefusalView, Sorted, View
from permit_service.api.types import Blob, Body, Choice, Count, Day, Dec, Id, Line, Many, SetOf, Text
from permit_service.services.registers.ledger_forms import LegForm, OpeningForm, RescueGearForm, SpaceForm
from permit_service.services.registers.spaces import SpacePhoto
from workflows.kinds import Criterion, Gas, Hazard, Orientation, ReviewKind, SpaceKind


class LegBody(Body):
    """One straight part of the way in; ``length`` in metres."""

    orientation: Choice[Orientation]
    length: Dec


class OpeningBody(Body):
    """An opening: one that stands by its ``id``, or a new one without."""

    name: Line
    id: Id | None = None


class RescueGearBody(Body):
    """Rescue gear at hand: what, how many, where."""

    name: Line
    count: Count
    place: Line


class SpaceBody(Body):
    """A ledger entry. ``lel_vol`` is the lower explosive limit in %VOL, ``volume`` in cubic metres.

    ``longitude`` and ``latitude`` are degrees of WGS 84. ``pinyin`` is made from the name where it is empty.

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
    pinyin: Line = ""
    longitude: Dec | None = None
    latitude: Dec | None = None
    quantity: Count = 1
    shape: Line = ""
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
    work_leader_id: Id | None = None
    contracted: bool = False
    rescue_gear: Many[RescueGearBody] = ()
    rescue_phone: Line = ""
    precautions: Text = ""
    procedure: Text = ""
    in_catalogue: bool = False
    criteria: SetOf[Choice[Criterion]] = frozenset()
    identified_on: Day | None = None
    reviewed_on: Day | None = None
    half_year_reviewed_on: Day | None = None

    @property
    def form(self) -> SpaceForm:
        values = {field.name: getattr(self, field.name) for field in fields(SpaceForm)}
        values["legs"] = tuple(LegForm(leg.orientation, leg.length) for leg in self.legs)
        values["rescue_gear"] = tuple(RescueGearForm(gear.name, gear.count, gear.place) for gear in self.rescue_gear)
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


class SpaceReviewBody(Body):
    """How thoroughly the entry was gone through, and what was found."""

    kind: Choice[ReviewKind]
    remark: Text = ""


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


class RescueGearView(View):
    """Rescue gear at hand."""

    name: str
    count: int
    place: str


class SpaceReviewView(View):
    """Somebody went through the entry on the spot."""

    id: uuid.UUID
    kind: ReviewKind
    reviewed_at: Moment
    reviewed_by_id: uuid.UUID
    remark: str


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

    pinyin: str
    longitude: Number | None
    latitude: Number | None
    quantity: int
    shape: str
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
    barrier_seen_at: Moment | None
    barrier_photo_id: uuid.UUID | None
    sign_photo_id: uuid.UUID | None
    sign_seen_at: Moment | None
    notice_photo_id: uuid.UUID | None
    notice_seen_at: Moment | None
    department: str
    manager_id: uuid.UUID | None
    work_leader_id: uuid.UUID | None
    contracted: bool
    rescue_gear: list[RescueGearView]
    rescue_phone: str
    precautions: str
    procedure: str
    in_catalogue: bool
    criteria: Sorted[Criterion]
    identified_on: date | None
    reviewed_on: date | None
    half_year_reviewed_on: date | None
    legs: list[LegView]
    openings: list[OpeningView]


class LedgerView(View):
    """A ledger entry with what belongs beside it."""

    space: SpaceEntryView
    area: Ref
    enterprise: Ref
    connected: list[Ref]
    plates: list[PlateView]
    reviews: list[SpaceReviewView]
    warnings: list[RefusalView]
