"""Equipment: detectors with their ranges, fans, breathing sets, and their calibration (检定、校准)."""

import uuid

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, Moment, Number, PageView, View, answer, page
from permit_service.api.types import Blob, Body, Choice, Count, Dec, Id, Line, Many, PageQuery, Params, When
from permit_service.queries import registers, scope
from permit_service.queries.reading import session
from permit_service.services.registers import equipment
from permit_service.services.registers.equipment import EquipmentForm, Range
from workflows.kinds import EquipmentItem, Gas, Unit

blueprint = noun("equipment", "Equipment and detectors")


class EquipmentPath(Params):
    equipment_id: Id


class EquipmentQuery(PageQuery):
    kind: Choice[EquipmentItem] | None = None


class RangeBody(Body):
    """What one channel shows, ends included."""

    gas: Choice[Gas]
    low: Dec
    high: Dec
    unit: Choice[Unit]


class EquipmentBody(Body):
    """``pump`` (泵吸式) and ``ranges`` are a detector's and nobody else's."""

    kind: Choice[EquipmentItem]
    code: Line
    name: Line
    pump: bool | None = None
    explosion_proof: bool = False
    ranges: Many[RangeBody] = ()

    @property
    def form(self) -> EquipmentForm:
        ranges = tuple(Range(channel.gas, channel.low, channel.high, channel.unit) for channel in self.ranges)
        return EquipmentForm(self.kind, self.code, self.name, self.pump, self.explosion_proof, ranges)


class NewEquipmentBody(EquipmentBody):
    """Whose it is."""

    enterprise_id: Id


class ChangedEquipmentBody(EquipmentBody):
    """``revision`` is the entry's when it was read; another one is 409 ``stale``."""

    revision: Count


class CalibrationBody(Body):
    """When the calibration runs out; the certificate as PDF or picture."""

    until: When
    certificate: Blob | None = None


class RangeView(View):
    """What one channel shows."""

    gas: Gas
    low: Number
    high: Number
    unit: Unit


class EquipmentView(View):
    """A piece of equipment."""

    id: uuid.UUID
    revision: int
    enterprise_id: uuid.UUID
    kind: EquipmentItem
    code: str
    name: str
    pump: bool | None
    explosion_proof: bool
    calibrated_until: Moment | None
    certificate_id: uuid.UUID | None
    out_of_service_at: Moment | None
    created_at: Moment
    ranges: list[RangeView]


@blueprint.get("/equipment", responses=reads(PageView[EquipmentView]))
def index(query: EquipmentQuery) -> Answer:
    """Equipment in service, by code."""
    found = registers.equipment(session(), current_actor(), query.wanted, kind=query.kind)
    return answer(page(found, EquipmentView))


@blueprint.post("/equipment", responses=makes(EquipmentView))
def create(body: NewEquipmentBody) -> Answer:
    """Enter a piece of equipment."""
    piece = equipment.add_equipment(current_actor(), body.enterprise_id, body.form)
    return answer(EquipmentView.model_validate(piece), 201)


@blueprint.get("/equipment/<uuid:equipment_id>", responses=reads(EquipmentView))
def show(path: EquipmentPath) -> Answer:
    """One piece."""
    return answer(EquipmentView.model_validate(scope.equipment(session(), current_actor(), path.equipment_id)))


@blueprint.put("/equipment/<uuid:equipment_id>", responses=does(EquipmentView))
def edit(path: EquipmentPath, body: ChangedEquipmentBody) -> Answer:
    """Change a piece's entry; its kind stays."""
    piece = equipment.edit_equipment(current_actor(), path.equipment_id, body.revision, body.form)
    return answer(EquipmentView.model_validate(piece))


@blueprint.post("/equipment/<uuid:equipment_id>/calibrations", responses=makes(EquipmentView))
def calibrate(path: EquipmentPath, body: CalibrationBody) -> Answer:
    """Enter a calibration and when it runs out."""
    piece = equipment.record_calibration(current_actor(), path.equipment_id, body.until, body.certificate)
    return answer(EquipmentView.model_validate(piece), 201)


@blueprint.post("/equipment/<uuid:equipment_id>/retire", responses=does(EquipmentView))
def retire(path: EquipmentPath) -> Answer:
    """Take a piece out of use for good."""
    return answer(EquipmentView.model_validate(equipment.take_out_of_service(current_actor(), path.equipment_id)))
