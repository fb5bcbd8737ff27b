"""通风: natural from the opening on, mechanical after the initial test; a fan that stops interrupts (R28-R33)."""

import uuid

from permit_service.actor import Actor
from permit_service.errors import Forbidden, Invalid
from permit_service.models.equipment import Equipment
from permit_service.models.openings import VentilationCheck, VentilationRun
from permit_service.services.case import Case
from permit_service.services.inputs import Faults
from permit_service.services.on_site import is_named, on_site, permit_of, person_of, require_under_way, stamped
from workflows.kinds import AirSource, EquipmentItem, VentilationKind
from workflows.site_facts import Attempt
from workflows.vocabulary import Action


def start(
    actor: Actor,
    permit_id: uuid.UUID,
    *,
    kind: VentilationKind,
    source: AirSource = AirSource.clean_air,
    duct_confirmed: bool = False,
    equipment_id: uuid.UUID | None = None,
) -> VentilationRun:
    """Begin a run. ``duct_confirmed``: the duct's mouth was seen to be where the work is (G46 5.10.2).

    Raises RefusedError, Invalid for ``equipment_id`` (``unknown``: no fan of owner or unit), Forbidden, NotFound.
    """

    def act(case: Case) -> VentilationRun:
        _check_fan(case, equipment_id)
        case.ask(Action.ventilate, Attempt(person_id=str(person_of(case)), ventilation=kind, air_source=source))
        row = case.write(
            VentilationRun(
                **stamped(case), kind=kind, source=source, duct_confirmed=duct_confirmed, equipment_id=equipment_id
            )
        )
        case.record("ventilation:start", {"run_id": row.id, "kind": kind, "source": source})
        return row

    return on_site(actor, permit_id, act)


def stop(actor: Actor, run_id: uuid.UUID, reason: str = "") -> VentilationRun:
    """A run has ended. With a fan every earlier gas series falls; people inside are brought out (site-rules 10).

    Raises Invalid for ``run_id`` (``stopped``), RefusedError on a permit that has ended, NotFound.
    """

    def act(case: Case) -> VentilationRun:
        require_under_way(case)
        faults = Faults()
        told = faults.remark("reason", reason)
        faults.raise_any()
        row = _running(case, run_id)
        _stop(case, row, told)
        return row

    return on_site(actor, permit_of(VentilationRun, run_id), act)


def check(actor: Actor, run_id: uuid.UUID, *, running: bool) -> VentilationCheck:
    """Somebody looked whether the run still goes. One found stopped is stopped with that, and all that follows.

    Raises Invalid for ``run_id`` (``stopped``), Forbidden for a run told to go by somebody who is not named on the
    permit, RefusedError on a permit that has ended, NotFound.
    """

    def act(case: Case) -> VentilationCheck:
        require_under_way(case)
        run = _running(case, run_id)
        if running and not is_named(case):
            raise Forbidden
        row = case.write(VentilationCheck(**stamped(case), run_id=run.id, checker_id=person_of(case), running=running))
        case.record("ventilation:check", {"check_id": row.id, "run_id": run.id, "running": running})
        if not running:
            _stop(case, run, "")
        return row

    return on_site(actor, permit_of(VentilationRun, run_id), act)


def confirm_duct(actor: Actor, run_id: uuid.UUID) -> VentilationRun:
    """The duct's mouth was seen to be where the work is (G46 5.10.2).

    Raises Invalid for ``run_id`` (``stopped``), RefusedError, NotFound.
    """

    def act(case: Case) -> VentilationRun:
        row = _running(case, run_id)
        case.ask(Action.prepare)
        row.duct_confirmed = True
        case.record("ventilation:confirm_duct", {"run_id": row.id})
        return row

    return on_site(actor, permit_of(VentilationRun, run_id), act)


def _stop(case: Case, run: VentilationRun, reason: str) -> None:
    run.stopped_at = run.stop_recorded_at = case.now
    run.stop_recorded_by_id, run.stop_reason = case.user_id, reason
    case.record("ventilation:stop", {"run_id": run.id, "kind": run.kind})


def _running(case: Case, run_id: uuid.UUID) -> VentilationRun:
    row = case.session.get_one(VentilationRun, run_id)
    if row.stopped_at is not None:
        raise Invalid({"run_id": "stopped"})
    return row


def _check_fan(case: Case, equipment_id: uuid.UUID | None) -> None:
    if equipment_id is None:
        return
    fan = case.session.get(Equipment, equipment_id)
    owners = (case.permit.enterprise_id, case.permit.unit_id)
    if fan is None or fan.enterprise_id not in owners or fan.kind is not EquipmentItem.fan:
        raise Invalid({"equipment_id": "unknown"})
