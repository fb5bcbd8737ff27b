"""整改: the enterprise reports what it did about a finding, an officer accepts it or sends it back with a reason."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from permit_service.actor import Actor
from permit_service.errors import Forbidden, Invalid
from permit_service.journal import Stream
from permit_service.models.areas import Area
from permit_service.models.inspections import Finding, Inspection, Rectification
from permit_service.models.journal import StreamKind
from permit_service.queries import rectification as reading
from permit_service.queries.scope import find
from permit_service.services.hand_overs import oversight as hand_overs
from permit_service.services.inputs import Faults
from permit_service.services.inspections.sheets import area_of, inspector_id
from permit_service.services.registers.desk import Desk, at_desk
from permit_service.storage import IMAGES
from workflows import rectification as rules
from workflows.inspection_kinds import FindingTrigger


@dataclass(frozen=True, slots=True)
class Mended:
    """What was done about a finding, with a photo of it."""

    text: str
    photo: bytes | None


def report(actor: Actor, finding_id: uuid.UUID, mended: Mended) -> Finding:
    """The enterprise reports a finding as mended; of a firm that no register knows an officer does.

    Raises Invalid (``text``, ``photo``; ``finding_id`` as ``workflows.rectification.fault``), Forbidden, NotFound.
    """

    def work(desk: Desk) -> Finding:
        finding = _open_to(desk, finding_id, FindingTrigger.report)
        faults = Faults()
        text = faults.words("text", mended.text, longest=2000)
        faults.check(mended.photo is not None, "photo", "required")
        faults.raise_any()
        photo_id = desk.keep_file(mended.photo, "photo", IMAGES)
        assert photo_id is not None
        row = Rectification(
            finding_id=finding.id,
            text=text,
            photo_id=photo_id,
            reported_at=desk.now,
            reported_by_id=inspector_id(desk),
        )
        desk.add(row)
        _move(desk, finding, FindingTrigger.report)
        _record(desk, finding, "finding:report", {"rectification_id": row.id})
        hand_overs.finding_reported(desk, finding)
        return finding

    return at_desk(actor, work)


def accept(actor: Actor, finding_id: uuid.UUID, remark: str = "") -> Finding:
    """An officer saw that it is mended. Raises Invalid (``remark``; ``finding_id``), Forbidden, NotFound."""

    def work(desk: Desk) -> Finding:
        finding = _open_to(desk, finding_id, FindingTrigger.accept)
        faults = Faults()
        told = faults.remark("remark", remark, longest=1000)
        faults.raise_any()
        row = _judge(desk, finding, told, accepted=True)
        _move(desk, finding, FindingTrigger.accept)
        _record(desk, finding, "finding:accept", {"rectification_id": row.id})
        hand_overs.finding_judged(desk, finding, row)
        return finding

    return at_desk(actor, work)


def send_back(actor: Actor, finding_id: uuid.UUID, reason: str) -> Finding:
    """It is not mended yet, for this reason; the day it was due on stays. Raises as ``accept``, by ``reason``."""

    def work(desk: Desk) -> Finding:
        finding = _open_to(desk, finding_id, FindingTrigger.send_back)
        faults = Faults()
        told = faults.words("reason", reason, longest=1000)
        faults.raise_any()
        row = _judge(desk, finding, told, accepted=False)
        _move(desk, finding, FindingTrigger.send_back)
        _record(desk, finding, "finding:send_back", {"rectification_id": row.id})
        hand_overs.finding_judged(desk, finding, row)
        return finding

    return at_desk(actor, work)


def _open_to(desk: Desk, finding_id: uuid.UUID, trigger: FindingTrigger) -> Finding:
    """The finding, locked, if the account may move it so. Raises Forbidden, Invalid, NotFound."""
    finding = find(desk.session, Finding, finding_id, desk.scope.findings())
    desk.session.refresh(finding, with_for_update={"of": Finding})
    inspection = desk.session.get_one(Inspection, finding.inspection_id)
    area = desk.session.get_one(Area, area_of(finding.area_path))
    hand = reading.hand(desk.session, desk.actor, finding, area)
    if not rules.may(trigger, hand):
        raise Forbidden
    fault = rules.fault(trigger, finding.status, hand, concluded=inspection.concluded_at is not None)
    if fault is not None:
        raise Invalid({"finding_id": fault})
    return finding


def _move(desk: Desk, finding: Finding, trigger: FindingTrigger) -> None:
    finding.status = rules.moved(trigger, finding.status)
    desk.session.flush()
    desk.session.expire(finding, ["rectifications"])


def _judge(desk: Desk, finding: Finding, reason: str, *, accepted: bool) -> Rectification:
    """Write the judgement of what was reported last."""
    unjudged = select(Rectification).where(Rectification.finding_id == finding.id, Rectification.judged_at.is_(None))
    row = desk.session.scalars(unjudged).one()
    row.accepted, row.reason, row.judged_at, row.judged_by_id = accepted, reason, desk.now, inspector_id(desk)
    return row


def _record(desk: Desk, finding: Finding, tag: str, payload: Mapping[str, object]) -> None:
    """Write into the journal of the area, and of the job."""
    streams = [Stream(StreamKind.register, area_of(finding.area_path))]
    job_id = desk.session.get_one(Inspection, finding.inspection_id).job_id
    if job_id is not None:
        streams.append(Stream(StreamKind.job, job_id))
    desk.record(tag, {"finding_id": finding.id, **payload}, *streams)
