"""What a permit mostly has none of, read in one statement: stops, evacuations, links, tickets, site checks, acceptance.

Every row has the same columns: whose it is, what it is, its id, a word of a closed list, a moment.
"""

import uuid
from datetime import datetime
from enum import StrEnum, unique

from sqlalchemy import String, cast, func, literal, null, or_, select, union_all
from sqlalchemy import type_coerce as as_type

from permit_service.facts_of.reader import ENTERPRISES, JOBS, NEAR, PERMITS, SPACES, Column, Found, Query, Reader
from permit_service.models.base import Id
from permit_service.models.changes import PermitLink
from permit_service.models.checks import SiteCheck
from permit_service.models.choices import Answer
from permit_service.models.interruptions import Evacuation
from permit_service.models.jobs import Acceptance, AcceptanceAnswer
from permit_service.models.oversight import Stop
from permit_service.models.permits import Permit, PermitTicket
from workflows.kinds import AcceptanceItem, WorkKind
from workflows.plan_facts import Stop as StopFact
from workflows.site_facts import Evacuation as EvacuationFact
from workflows.site_facts import LinkedPermit
from workflows.vocabulary import EvacuationCause, StopKind


@unique
class _What(StrEnum):
    stop = "stop"
    evacuation = "evacuation"
    link = "link"
    ticket = "ticket"
    site_check = "site_check"
    acceptance = "acceptance"


_NO_ID, _NO_WORD = cast(null(), Id()), literal("")


def _row(
    what: _What,
    owner: Column,
    at: Column,
    *,
    id_: Column = _NO_ID,
    word: Column = _NO_WORD,
) -> Query:
    return select(
        owner.label("owner"),
        literal(what.value).label("what"),
        id_.label("id"),
        as_type(word, String).label("word"),
        at.label("at"),
    )


_RARE = union_all(
    _row(
        _What.stop,
        func.coalesce(Stop.space_id, Stop.job_id, Stop.enterprise_id, type_=Id()),
        Stop.since,
        id_=Stop.id,
        word=Stop.kind,
    ).where(
        Stop.lifted_at.is_(None),
        or_(Stop.space_id.in_(SPACES), Stop.job_id.in_(JOBS), Stop.enterprise_id.in_(ENTERPRISES)),
    ),
    _row(_What.evacuation, Evacuation.space_id, Evacuation.at, id_=Evacuation.id, word=Evacuation.cause).where(
        Evacuation.space_id.in_(NEAR), Evacuation.lifted_at.is_(None)
    ),
    _row(_What.link, PermitLink.permit_id, PermitLink.completed_at, id_=PermitLink.other_id).where(
        PermitLink.permit_id.in_(PERMITS), PermitLink.completed_at.is_not(None)
    ),
    _row(_What.link, PermitLink.other_id, PermitLink.completed_at, id_=PermitLink.permit_id).where(
        PermitLink.other_id.in_(PERMITS), PermitLink.completed_at.is_not(None)
    ),
    _row(_What.ticket, PermitTicket.permit_id, PermitTicket.valid_until, word=PermitTicket.kind).where(
        PermitTicket.permit_id.in_(PERMITS)
    ),
    _row(_What.site_check, SiteCheck.permit_id, SiteCheck.at, id_=SiteCheck.inspector_id).where(
        SiteCheck.permit_id.in_(PERMITS), SiteCheck.in_order
    ),
    _row(_What.acceptance, Acceptance.job_id, AcceptanceAnswer.at, word=AcceptanceAnswer.item)
    .join(Acceptance, Acceptance.id == AcceptanceAnswer.acceptance_id)
    .where(Acceptance.job_id.in_(JOBS), AcceptanceAnswer.answer == Answer.yes),
).order_by("at")


def stops(reader: Reader, permit: Permit) -> tuple[StopFact, ...]:
    """Stops in force on the space, the job or either enterprise."""
    subjects = dict.fromkeys((permit.space_id, permit.job_id, permit.enterprise_id, permit.unit_id))
    rows = _rows(reader, _What.stop, *subjects)
    return tuple(StopFact(str(row.id), StopKind(row.word), row.at) for row in rows)


def evacuations(reader: Reader, near: list[uuid.UUID]) -> tuple[EvacuationFact, ...]:
    """Evacuations not yet lifted in any of these spaces, the first first."""
    rows = sorted(_rows(reader, _What.evacuation, *near), key=lambda row: row.at)
    return tuple(EvacuationFact(str(row.id), str(row.owner), row.at, EvacuationCause(row.word)) for row in rows)


def linked_with(reader: Reader, permit: Permit) -> set[uuid.UUID]:
    """The permits linked with this one by both approvers' signatures."""
    return {row.id for row in _rows(reader, _What.link, permit.id)}


def tickets(reader: Reader, permit: Permit) -> tuple[LinkedPermit, ...]:
    """Special-work tickets this work needs."""
    return tuple(LinkedPermit(WorkKind(row.word), row.at) for row in _rows(reader, _What.ticket, permit.id))


def site_checked_at(reader: Reader, permit: Permit, inspector_id: uuid.UUID | None) -> datetime | None:
    """When this inspector last found the site in order."""
    rows = _rows(reader, _What.site_check, permit.id)
    return max((row.at for row in rows if row.id == inspector_id), default=None)


def accepted_items(reader: Reader, permit: Permit) -> frozenset[AcceptanceItem]:
    """What of the job's acceptance was found done."""
    return frozenset(AcceptanceItem(row.word) for row in _rows(reader, _What.acceptance, permit.job_id))


def _rows(reader: Reader, what: _What, *owners: uuid.UUID) -> list[Found]:
    return [row for owner in owners for row in reader.rows(_RARE, owner) if row.what == what]
