"""The frozen document of a permit (R51): what everyone signs, as canonical JSON, with copies of space and crew.

It is kept with the permit and shows names; the journal holds its hash only.
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service.actor import Actor
from permit_service.canonical import canonical_bytes
from permit_service.facts_of import space as space_facts
from permit_service.models.base import db
from permit_service.models.enterprises import Enterprise
from permit_service.models.people import Person
from permit_service.models.permits import Permit, PermitMeasure, PermitMember
from permit_service.models.preparation import RiskAssessment
from permit_service.models.system import StoredFile
from permit_service.queries import scope


@dataclass(frozen=True, slots=True)
class Frozen:
    """The canonical text and the hash of its bytes."""

    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that says something else than in the document before; None = it was not there, or is not now."""

    field: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a permit's document differs from the last such permit's: same space, same kind of work, signed by all."""

    previous: Permit | None
    differences: tuple[Difference, ...]


def freeze(session: Session, permit: Permit) -> Frozen:
    """The permit's document as it stands now, under its next version number. The caller keeps it."""
    raw = canonical_bytes({"version": permit.document_version + 1, **content_of(session, permit)})
    return Frozen(raw.decode(), sha256(raw).hexdigest())


def content_of(session: Session, permit: Permit) -> dict[str, Any]:
    """What the document says, draft or not (regulations 10.1)."""
    return {
        "number": permit.number,
        "job_number": permit.job.number,
        "enterprise": _organisation(permit.enterprise),
        "unit": _organisation(permit.unit),
        "contract": None if permit.contract is None else {"id": permit.contract.id, "number": permit.contract.number},
        "applicant": {"id": permit.applicant_id, "name": permit.applicant.name},
        "space": space_facts.copy_of(space_facts.of_ledger(session, permit.space)),
        "window_start": permit.window_start,
        "window_end": permit.window_end,
        "night_or_holiday": permit.night_or_holiday,
        "content": permit.content,
        "work_kind": permit.work_kind,
        "hazards": sorted(permit.hazards),
        "risk_grade": permit.risk_grade,
        "risk_assessment": _risk(session, permit),
        "measures": [_measure(session, row) for row in permit.measures],
        "tickets": [
            {"number": row.number, "kind": row.kind, "valid_until": row.valid_until}
            for row in sorted(permit.tickets, key=lambda ticket: ticket.number)
        ],
        "emergency_plan": permit.emergency_plan,
        "rescue_team": _rescue_team(permit),
        "plan_sha256": _file_hash(session, permit.plan_file_id),
        "crew": [_member(row) for row in standing(permit)],
    }


def _rescue_team(permit: Permit) -> dict[str, Any] | None:
    agreement = permit.rescue_agreement
    if agreement is None:
        return None
    return {
        "agreement_id": agreement.id,
        "name": agreement.means.name,
        "phone": agreement.means.phone,
        "minutes_to_arrive": agreement.minutes_to_arrive,
    }


def standing(permit: Permit) -> list[PermitMember]:
    """Everyone who stands on the permit, in one order on every engine."""
    return sorted(
        (row for row in permit.members if row.removed_at is None),
        key=lambda row: str(row.person_id or row.lab_tester_id),
    )


def document_diff(actor: Actor, permit_id: uuid.UUID) -> Comparison:
    """What an approver should look at: where this permit differs from the last such permit. Raises NotFound."""
    session = db.session()
    permit = scope.permit(session, actor, permit_id)
    previous = last_such(session, permit)
    if previous is None or previous.document is None:
        return Comparison(None, ())
    document = permit.document or canonical_bytes(content_of(session, permit)).decode()
    return Comparison(previous, differences(json.loads(previous.document), json.loads(document)))


def last_such(session: Session, permit: Permit) -> Permit | None:
    """The latest earlier permit of the same space and kind of work that everyone signed."""
    return session.scalar(
        select(Permit)
        .where(
            Permit.space_id == permit.space_id,
            Permit.work_kind == permit.work_kind,
            Permit.id != permit.id,
            Permit.approved_at.is_not(None),
            Permit.document.is_not(None),
            Permit.created_at <= permit.created_at,
        )
        .order_by(Permit.approved_at.desc())
        .limit(1)
    )


#: Different in every permit, and told at its head.
_OWN = frozenset({"v", "version", "number", "job_number", "window_start", "window_end"})


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Field by field; people by the part they play."""
    was, now = _flat(old), _flat(new)
    fields = sorted(was.keys() | now.keys())
    return tuple(Difference(f, was.get(f), now.get(f)) for f in fields if was.get(f) != now.get(f))


def _flat(document: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in document.items():
        if name in _OWN:
            continue
        if name == "crew":
            flat |= _by_part(value)
        elif isinstance(value, dict):
            flat |= {f"{name}.{inner}": told for inner, told in value.items()}
        else:
            flat[name] = value
    return flat


def _by_part(crew: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    people: dict[str, list[str]] = {}
    for member in crew:
        for part in member["parts"]:
            people.setdefault(f"crew.{part}", []).append(member["name"])
    return people


def _organisation(enterprise: Enterprise) -> dict[str, object]:
    return {"id": enterprise.id, "name": enterprise.name}


def _member(row: PermitMember) -> dict[str, object]:
    someone = row.person or row.lab_tester
    assert someone is not None
    return {
        "id": someone.id,
        "name": someone.name,
        "parts": sorted(row.parts),
        "laboratory": row.lab_tester is not None,
    }


def _measure(session: Session, row: PermitMeasure) -> dict[str, object]:
    confirms = None if row.confirmed_by_id is None else session.get_one(Person, row.confirmed_by_id).name
    return {"content": row.content, "involved": row.involved, "confirmed_by": confirms}


def _risk(session: Session, permit: Permit) -> dict[str, object] | None:
    row = session.scalar(
        select(RiskAssessment)
        .where(RiskAssessment.permit_id == permit.id)
        .order_by(RiskAssessment.created_at.desc())
        .limit(1)
    )
    if row is None:
        return None
    answers = {answer.hazard: {"answer": answer.answer, "measure": answer.measure} for answer in row.answers}
    return {"id": row.id, "owner_informed": row.owner_informed, "answers": answers}


def _file_hash(session: Session, file_id: uuid.UUID | None) -> str | None:
    return None if file_id is None else session.get_one(StoredFile, file_id).sha256
