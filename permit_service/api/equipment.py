"""Equipment: detectors with their ranges, fans, breathing sets; their calibration (检定、校准) and inspection."""

import uuid
from datetime import date

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, Moment, Number, PageView, View, answer, page
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
    When,
)
from permit_service.queries import equipment as reading
from permit_service.queries import scope
from permit_service.queries.reading import session
from permit_service.services.registers import equipment
from permit_service.services.registers.equipment import EquipmentForm, Range, UpkeepForm
from workflows.kinds import EquipmentItem, Gas, Unit
from workflows.upkeep import PieceState

blueprint = noun("equipment")


class EquipmentPath(Params):
    equipment_id: Id


class EquipmentQuery(PageQuery):
    kind: Choice[EquipmentItem] | None = None
    state: Choice[PieceState] | None = None


class RangeBody(Body):
    """What one channel shows, ends included."""

    gas: Choice[Gas]
    low: Dec
    high: Dec
    unit: Choice[Unit]


class EquipmentBody(Body):
    """``pump`` (泵吸式) and ``ranges`` are a detector's alone, ``airflow`` (m³/h) is a fan's."""

    kind: Choice[EquipmentItem]
    code: Line
    name: Line
    pump: bool | None = None
    explosion_proof: bool = False
    ranges: Many[RangeBody] = ()
    airflow: Dec | None = None

    @property
    def form(self) -> EquipmentForm:
        ranges = tuple(Range(channel.gas, channel.low, channel.high, channel.unit) for channel in self.ranges)
        return EquipmentForm(self.kind, self.code, self.name, self.pump, self.explosion_proof, ranges, self.airflow)


class NewEquipmentBody(EquipmentBody):
    """Whose it is."""

    enterprise_id: Id


class ChangedEquipmentBody(EquipmentBody):
    """``revision`` is the entry's when it was read; another one is 409 ``stale``."""

    revision: Count


class CalibrationBody(Body):
    """Until when it holds, when and by whom it was done; the certificate's number and itself, as PDF or picture."""

    until: When
    done_on: Day | None = None
    done_by: Line = ""
    number: Line = ""
    certificate: Blob | None = None


class OutOfServiceBody(Body):
    """Why the piece may not be used."""

    reason: Line


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
    airflow: Number | None
    calibrated_until: Moment | None
    certificate_id: uuid.UUID | None
    out_of_service_at: Moment | None
    out_of_service_reason: str
    created_at: Moment
    ranges: list[RangeView]


class UpkeepView(View):
    """One calibration or, of whatever is no instrument, inspection."""

    done_on: date | None
    done_by: str
    number: str
    valid_until: Moment
    file_id: uuid.UUID | None
    created_at: Moment


class WholeEquipmentView(EquipmentView):
    """A piece with its history, the oldest record first."""

    upkeep: list[UpkeepView]


@blueprint.get("/equipment", responses=reads(PageView[EquipmentView]))
def index(query: EquipmentQuery) -> Answer:
    """Equipment in service, or in the state asked for, by code."""
    found = reading.equipment(session(), current_actor(), query.wanted, kind=query.kind, state=query.state)
    return answer(page(found, EquipmentView))


@blueprint.post("/equipment", responses=makes(EquipmentView))
def create(body: NewEquipmentBody) -> Answer:
    """Enter a piece of equipment."""
    piece = equipment.add_equipment(current_actor(), body.enterprise_id, body.form)
    return answer(EquipmentView.model_validate(piece), 201)


@blueprint.get("/equipment/<uuid:equipment_id>", responses=reads(WholeEquipmentView))
def show(path: EquipmentPath) -> Answer:
    """One piece with its history."""
    return answer(WholeEquipmentView.model_validate(scope.equipment(session(), current_actor(), path.equipment_id)))


@blueprint.put("/equipment/<uuid:equipment_id>", responses=does(EquipmentView))
def edit(path: EquipmentPath, body: ChangedEquipmentBody) -> Answer:
    """Change a piece's entry; its kind stays."""
    piece = equipment.edit_equipment(current_actor(), path.equipment_id, body.revision, body.form)
    return answer(EquipmentView.model_validate(piece))


@blueprint.post("/equipment/<uuid:equipment_id>/calibrations", responses=makes(EquipmentView))
def calibrate(path: EquipmentPath, body: CalibrationBody) -> Answer:
    """Enter a calibration or inspection and when it runs out."""
    form = UpkeepForm(body.until, body.done_on, body.done_by, body.number, body.certificate)
    piece = equipment.record_upkeep(current_actor(), path.equipment_id, form)
    return answer(EquipmentView.model_validate(piece), 201)


@blueprint.post("/equipment/<uuid:equipment_id>/retire", responses=does(EquipmentView))
def retire(path: EquipmentPath, body: OutOfServiceBody) -> Answer:
    """Take a piece out of use; work that takes it along is refused."""
    piece = equipment.take_out_of_service(current_actor(), path.equipment_id, body.reason)
    return answer(EquipmentView.model_validate(piece))


@blueprint.post("/equipment/<uuid:equipment_id>/restore", responses=does(EquipmentView))
def restore(path: EquipmentPath) -> Answer:
    """Put a piece back into use; its dates stand as they were."""
    return answer(EquipmentView.model_validate(equipment.put_back_into_service(current_actor(), path.equipment_id)))
