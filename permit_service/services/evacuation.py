"""中断, 撤离, 清点: one tap each. None of them waits for anything but legality and role (design §4)."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from permit_service.actor import Actor
from permit_service.errors import Invalid, NotFound
from permit_service.models.base import db
from permit_service.models.choices import SignatureAct
from permit_service.models.interruptions import Evacuation, Suspension
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry, Muster, ToolWriteOff
from permit_service.services import entries, interruption
from permit_service.services.bumps import in_spaces
from permit_service.services.case import Case
from permit_service.services.entries import Mouth, scan_of_late
from permit_service.services.inputs import Faults
from permit_service.services.late import Offline, late_of, stamped_late
from permit_service.services.on_site import is_named, on_site, person_of, require_part, sign, stamped
from permit_service.services.scan_rows import received
from permit_service.services.settlement import begun, settle_all
from permit_service.services.signing import Signer, as_signer
from workflows.vocabulary import (
    Action,
    Direction,
    EvacuationCause,
    Part,
    ScanMethod,
    ScanVerdict,
    SuspendReason,
)


def suspend(actor: Actor, permit_id: uuid.UUID, remark: str = "") -> Permit:
    """中断作业, by anybody of the permit. Raises RefusedError where there is nothing to suspend, NotFound."""

    def act(case: Case) -> Permit:
        interruption.suspend(case, SuspendReason.person, remark=remark_told(remark))
        return case.permit

    return on_site(actor, permit_id, act)


def mark_interruption(actor: Actor, permit_id: uuid.UUID) -> Suspension:
    """The sign stands and the opening is closed for the time being (R44; G46 6.2.6).

    Raises Invalid for ``permit_id`` (``not_suspended``), NotFound.
    """

    def act(case: Case) -> Suspension:
        pause = case.session.scalar(
            select(Suspension).where(Suspension.permit_id == case.permit.id, Suspension.ended_at.is_(None))
        )
        if pause is None:
            raise Invalid({"permit_id": "not_suspended"})
        if pause.marked_at is None:
            pause.marked_at, pause.marked_by_id = case.now, case.user_id
            case.record("suspension:mark", {"suspension_id": pause.id})
        return pause

    return on_site(actor, permit_id, act)


def evacuate(
    actor: Actor,
    permit_id: uuid.UUID,
    cause: EvacuationCause = EvacuationCause.ordered,
    remark: str = "",
    offline: Offline | None = None,
) -> interruption.Evacuated:
    """紧急撤离 with one tap: entry shuts here and in connected spaces, active work is suspended (G46 6.2.5).

    ``offline``: begun without network, told only now; it has been in force since then.
    """
    told = remark_told(remark)
    reach = reach_of(db.session.scalar(select(Permit.space_id).where(Permit.id == permit_id)))

    def act(case: Case) -> interruption.Evacuated:
        case.ask(Action.evacuate)
        done = interruption.evacuate(
            case.session,
            case.permit.space_id,
            cause,
            permit_id=case.permit.id,
            actor_id=case.actor.user_id,
            now=case.now,
            since=None if offline is None else late_of(case, offline).when.at,
            remark=told,
        )
        settle_all(case.session, reach.permits, actor, case.now)
        return done

    return on_site(actor, permit_id, act, spaces=reach.spaces, permits=reach.permits)


def muster(
    actor: Actor,
    permit_id: uuid.UUID,
    counted: int,
    *,
    nonce: str,
    all_out: bool = False,
    device_time: datetime | None = None,
    remark: str = "",
    offline: Offline | None = None,
) -> Muster:
    """清点: heads counted by eye against the register; 全部撤出 closes the entries if the two agree.

    A count that differs closes nothing and stands against entry and finishing until it is settled (R45). Whoever is
    not named on the permit counts, but closes no entries: an officer far away cannot tell that nobody is left. Raises
    Invalid for ``counted`` below 0. ``offline``: counted without network, told only now.
    """
    faults = Faults()
    faults.between("counted", counted, 0, 1000)
    told = faults.remark("remark", remark)
    faults.raise_any()

    def act(case: Case) -> Muster:
        case.ask(Action.muster)
        late = None if offline is None else late_of(case, offline, latest=True)
        mouth = entries.mouth_of(case, late)
        inside = entries.inside_then(mouth)
        all_gone = all_out and is_named(case)
        count = {"counted": counted, "registered": len(inside), "all_out": all_gone}
        agrees = counted == len(inside)
        row = case.write(
            Muster(
                **{"device_time": device_time} | stamped_late(case, late),
                **count,
                space_id=case.permit.space_id,
                remark=told,
                settled_at=case.now if agrees else None,
                settled_by_id=case.user_id if agrees else None,
            )
        )
        for number, entry in enumerate(inside if all_gone and agrees else ()):
            _out(mouth, entry, f"{nonce}.{number}", device_time)
        case.record("muster:count", {"muster_id": row.id, **count}, also=case.space_stream)
        return row

    return on_site(actor, permit_id, act)


def settle_count(actor: Actor, muster_id: uuid.UUID, remark: str) -> Muster:
    """The leader or a guardian settles a count that differed, saying what was found. Raises Invalid, Forbidden."""
    permit_id = db.session.scalar(select(Muster.permit_id).where(Muster.id == muster_id))
    if permit_id is None:
        raise NotFound

    def act(case: Case) -> Muster:
        require_part(case, person_of(case), Part.leader, Part.guardian)
        row = case.session.get_one(Muster, muster_id)
        faults = Faults()
        told = faults.words("remark", remark)
        faults.check(row.settled_at is None, "muster_id", "ended")
        faults.raise_any()
        row.settled_at, row.settled_by_id, row.remark = case.now, case.user_id, told
        case.record("muster:settle", {"muster_id": row.id}, also=case.space_stream)
        return row

    return on_site(actor, permit_id, act)


def lift(actor: Actor, evacuation_id: uuid.UUID, permit_id: uuid.UUID, reason: str = "") -> Evacuation:
    """The leader or guardian ends an evacuation when everybody is out; entry then needs all its gates anew.

    While a count by eye differs from the register somebody may still be inside unseen: it stays (R45). Raises Invalid
    for ``evacuation_id`` (``ended``, ``people_inside``) and ``reason``, RefusedError while a count differs, NotFound,
    Forbidden. Where no work is under way, ``space_evacuation.lift_space`` ends it.
    """

    def act(case: Case) -> Evacuation:
        require_part(case, person_of(case), Part.leader, Part.guardian)
        row = case.session.get(Evacuation, evacuation_id)
        if row is None or row.space_id != case.permit.space_id:
            raise NotFound
        faults = Faults()
        faults.check(row.lifted_at is None, "evacuation_id", "ended")
        faults.check(not interruption.inside_of(case.session, row.space_id), "evacuation_id", "people_inside")
        told = faults.remark("reason", reason)
        faults.raise_any()
        case.ask(Action.lift)
        interruption.lift(case.session, row, actor_id=case.user_id, now=case.now, reason=told)
        case.record("space:lift_evacuation", {"evacuation_id": row.id}, also=case.space_stream)
        return row

    return on_site(actor, permit_id, act)


def write_off_tools(actor: Actor, permit_id: uuid.UUID, signer: Signer, tools: int, reason: str) -> ToolWriteOff:
    """The leader writes off tools left inside, with the reason (site-rules 20). Raises Invalid, Forbidden."""

    def act(case: Case) -> ToolWriteOff:
        own = as_signer(case, signer)
        require_part(own, signer.person_id, Part.leader)
        faults = Faults()
        told = faults.words("reason", reason)
        faults.between("tools", tools, 1, max(own.facts().presence.tools_inside, 1))
        faults.raise_any()
        row = own.write(ToolWriteOff(**stamped(own), leader_id=signer.person_id, tools=tools, reason=told))
        sign(own, signer, SignatureAct.write_off, row.id, {"tools": tools, "reason": told}, Part.leader)
        own.record("tools:write_off", {"write_off_id": row.id, "tools": tools})
        return row

    return on_site(actor, permit_id, act)


def _out(mouth: Mouth, entry: Entry, nonce: str, device_time: datetime | None) -> None:
    """Close one entry by the muster, with its scan row; tools come out with their bearer."""
    scan = entries.write_scan(
        mouth,
        method=ScanMethod.muster,
        direction=Direction.out,
        verdict=ScanVerdict.recorded,
        person_id=entry.person_id,
        label=entry.label,
        tools=entry.tools_in,
        **received(mouth.actor, mouth.now, nonce, device_time) | scan_of_late(mouth, ScanVerdict.recorded),
    )
    entries.let_out(mouth, entry, scan)
    mouth.record("scan:out", {"scan_id": scan.id, "entry_id": entry.id, "person_id": entry.person_id})


@dataclass(frozen=True, slots=True)
class Reach:
    """The spaces that an evacuation may reach, and the permits under way there: locked before it begins."""

    spaces: tuple[uuid.UUID, ...] = ()
    permits: tuple[uuid.UUID, ...] = ()


def reach_of(space_id: uuid.UUID | None) -> Reach:
    """What an evacuation of this space may reach; nothing for a space that is not there."""
    if space_id is None:
        return Reach()
    spaces = interruption.reached_from(db.session(), space_id)
    return Reach(tuple(spaces), tuple(begun(db.session(), in_spaces(spaces))))


def remark_told(remark: str) -> str:
    """A remark as it is kept. Raises Invalid for ``remark``."""
    faults = Faults()
    told = faults.remark("remark", remark)
    faults.raise_any()
    return told
