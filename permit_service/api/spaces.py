"""Spaces: the ledger of confined spaces (有限空间台账; O13 6, G46 4.1.2), their photos and plates."""

from collections.abc import Sequence

from flask import Response

from permit_service import wallclock
from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun, reads, sends
from permit_service.api.serialize import (
    Answer,
    CodeView,
    PageView,
    Ref,
    answer,
    page,
    refusals,
)
from permit_service.api.space_bodies import (
    ChangedSpaceBody,
    LedgerView,
    NewSpaceBody,
    PlateBody,
    PlateView,
    SpaceEntryView,
    SpacePhotoBody,
    SpaceReviewBody,
    SpaceReviewView,
    SpaceView,
)
from permit_service.api.types import (
    Id,
    PageQuery,
    Params,
)
from permit_service.documents.plates import MOST_PLATES, PlatePaper, plate_sheet
from permit_service.errors import NotFound
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries import plates as hung
from permit_service.queries import scope, scope_of_parts
from permit_service.queries import spaces as ledger
from permit_service.queries.plates import HungPlate
from permit_service.queries.reading import session
from permit_service.queries.spaces import SpaceFilter
from permit_service.services import codes
from permit_service.services.registers import prints, spaces
from workflows.kinds import SpaceKind

blueprint = noun("spaces")

_PDF = "application/pdf"


class SpacePath(Params):
    space_id: Id


class PlatePath(Params):
    plate_id: Id


class NarrowedQuery(Params):
    """``q`` looks in number, name, pinyin and location; ``warned`` leaves those that the ledger warns of."""

    enterprise_id: Id | None = None
    area_id: Id | None = None
    q: str = ""
    kind: SpaceKind | None = None
    warned: bool = False

    @property
    def narrowed(self) -> SpaceFilter:
        """Raises NotFound for an area that is not in the account's charge."""
        return SpaceFilter(
            search=self.q,
            enterprise_id=self.enterprise_id,
            area=None if self.area_id is None else scope.area(session(), current_actor(), self.area_id),
            kind=self.kind,
            warned_on=wallclock.today() if self.warned else None,
        )


class SpacesQuery(NarrowedQuery, PageQuery):
    """A page of the spaces as narrowed."""


class SheetQuery(Params):
    """``a4`` or ``a6``: the plate with hazards, limits, procedure and 七不准; ``label``: its code alone, small."""

    paper: PlatePaper = PlatePaper.a4


class SheetsQuery(NarrowedQuery, SheetQuery):
    """What is printed, and of which spaces."""


@blueprint.get("/spaces", responses=reads(PageView[SpaceView]))
def index(query: SpacesQuery) -> Answer:
    """Spaces in the ledger, by number; narrowed as told."""
    return answer(page(ledger.spaces(session(), current_actor(), query.wanted, query.narrowed), SpaceView))


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


@blueprint.post("/spaces/<uuid:space_id>/reviews", responses=makes(SpaceReviewView))
def review(path: SpacePath, body: SpaceReviewBody) -> Answer:
    """Note that the entry was gone through on the spot today, wholly or half-way through the year."""
    done = spaces.review_space(current_actor(), path.space_id, body.kind, body.remark)
    return answer(SpaceReviewView.model_validate(done), 201)


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


@blueprint.get("/plates/<uuid:plate_id>/sheet", responses=sends(_PDF))
def print_plate(path: PlatePath, query: SheetQuery) -> Response:
    """The plate (安全风险告知牌) to print and fix at the mouth."""
    plate = scope_of_parts.plate(session(), current_actor(), path.plate_id)
    return _printed([hung.hung_plate(session(), plate)], query.paper)


@blueprint.get("/plates/sheet", responses=sends(_PDF))
def print_plates(query: SheetsQuery) -> Response:
    """Plates or labels in force of the first 200 spaces as narrowed, by number, as one PDF; 404 where none hangs."""
    ids = ledger.ids_of(session(), current_actor(), query.narrowed, MOST_PLATES)
    found = hung.to_print(session(), ids)
    if not found:
        raise NotFound
    return _printed(found, query.paper)


@blueprint.post("/plates/<uuid:plate_id>/revoke", responses=does(PlateView))
def revoke_plate(path: PlatePath) -> Answer:
    """Call a plate back."""
    return answer(PlateView.model_validate(prints.revoke_plate(current_actor(), path.plate_id)))


def _printed(plates: Sequence[HungPlate], paper: PlatePaper) -> Response:
    return Response(plate_sheet(plates, paper, wallclock.now()), mimetype=_PDF)


def _entry(space: ConfinedSpace) -> LedgerView:
    entry = ledger.space_entry(session(), space, wallclock.today())
    return LedgerView(
        space=SpaceEntryView.model_validate(entry.space),
        area=Ref.model_validate(entry.area),
        enterprise=Ref.model_validate(entry.enterprise),
        connected=[Ref.model_validate(row) for row in entry.connected],
        plates=[PlateView.model_validate(row) for row in entry.plates],
        reviews=[SpaceReviewView.model_validate(row) for row in entry.reviews],
        warnings=refusals(entry.warnings),
    )
