"""Equipment that a permit takes along: what is overdue or out of service stands in the way until it is mended."""

from datetime import timedelta

import pytest
from keeping import faults
from pieces import WINDOW_END, at
from plan_cast import then
from site_cast import Site

from permit_service import labels
from permit_service.errors import NotFound, RefusedError
from permit_service.models import db
from permit_service.models.equipment import Equipment
from permit_service.queries import equipment as reading
from permit_service.queries.clearances import clearance
from permit_service.services.permit_equipment import assign_equipment
from permit_service.services.registers import equipment
from permit_service.services.registers.equipment import UpkeepForm
from workflows.codes import Code
from workflows.vocabulary import Action

NOW = at("09:49")
GATE = "assigned_equipment"


def said(site: Site) -> dict[Code, str]:
    """What stands against the entry confirmation on account of what is taken along, with the pieces."""
    db.session.rollback()
    found = clearance(db.session(), site.cast.actor("leader"), site.permit_id, Action.permit_confirm)
    (result,) = (one for one in found.results if one.gate == GATE)
    assert all("设备台账" in labels.remedy(refusal) for refusal in result.refusals)
    return {refusal.code: refusal.facts["pieces"] for refusal in result.refusals}


def test_what_is_taken_along_must_be_fit_for_use(tested: Site) -> None:
    cast, keeper, leader = tested.cast, tested.cast.actor("manager"), tested.cast.actor("leader")
    with then(NOW):
        with pytest.raises(RefusedError):
            assign_equipment(cast.actor("guardian"), tested.permit_id, [cast.detector])
        with pytest.raises(NotFound):
            assign_equipment(cast.actor("s_leader"), tested.permit_id, [cast.detector])
        assert faults(lambda: assign_equipment(leader, tested.permit_id, [cast.space])) == {"equipment_ids": "unknown"}
        assign_equipment(leader, tested.permit_id, [cast.detector, cast.breathing_set])
        assert reading.assigned_ids(db.session(), tested.permit_id) == {cast.detector, cast.breathing_set}
        assert said(tested) == {}

        equipment.record_upkeep(keeper, cast.detector, UpkeepForm(NOW + timedelta(minutes=1)))
        equipment.take_out_of_service(keeper, cast.breathing_set, "面罩破损")
        assert said(tested) == {Code.equipment_out_of_service: "B1"}
    with then(NOW + timedelta(minutes=2)):
        assert said(tested) == {Code.calibration_lapsed: "D1", Code.equipment_out_of_service: "B1"}
        equipment.record_upkeep(keeper, cast.detector, UpkeepForm(WINDOW_END))
        equipment.put_back_into_service(keeper, cast.breathing_set)
        assert said(tested) == {}
        assign_equipment(leader, tested.permit_id, [])
        assert reading.assigned_ids(db.session(), tested.permit_id) == set()
        detector = db.session.get_one(Equipment, cast.detector)
        (permit,) = reading.equipment_file(db.session(), keeper, detector).permits
        assert permit.id == tested.permit_id  # the gas test was read with it
