"""The form of a filing (regulations 10.8), what is wrong with it, and how its changes are written down.

Until it is handed in, a filing is simply rewritten; afterwards each changed field leaves an amendment that the street
sees, with the value before and after.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service.canonical import canonical_bytes
from permit_service.facts_of.area import filing_area
from permit_service.models.filings import Filing, FilingAmendment, FilingMember, FilingPaper
from permit_service.models.people import Person
from permit_service.models.spaces import ConfinedSpace
from permit_service.models.system import StoredFile
from permit_service.services.inputs import Faults
from workflows.kinds import Hazard
from workflows.refiling import FiledWork, renewed_fields
from workflows.vocabulary import FilingStatus, Part

#: Of a remark or reason, in characters.
LONG = 2000
#: Once handed in, changes are amendments.
_UNSEEN = FilingStatus.draft

Members = Mapping[uuid.UUID, frozenset[Part]]


@dataclass(frozen=True, slots=True)
class FilingForm:
    """A filing as typed. ``members``: parts by person."""

    start_at: datetime | None
    end_at: datetime | None
    content: str
    hazards: frozenset[Hazard]
    contact: str
    phone: str
    space_ids: frozenset[uuid.UUID]
    members: Members


#: What an officer may mark in a return: the form's fields.
FIELDS = frozenset(FilingForm.__slots__) | {"papers"}


def form_of(filing: Filing) -> FilingForm:
    """The filing as its form shows it."""
    return FilingForm(
        start_at=filing.start_at,
        end_at=filing.end_at,
        content=filing.content,
        hazards=filing.hazards,
        contact=filing.contact,
        phone=filing.phone,
        space_ids=frozenset(space.id for space in filing.spaces),
        members={member.person_id: member.parts for member in filing.members},
    )


def work_of(form: FilingForm, filing: Filing) -> FiledWork:
    """What of the form decides whether the three days run anew."""
    return FiledWork(
        form.start_at, frozenset(str(space_id) for space_id in form.space_ids), form.content, str(filing.unit_id)
    )


def checked(session: Session, filing: Filing, form: FilingForm) -> FilingForm:
    """The form, trimmed. Raises Invalid with every fault by field."""
    faults = Faults()
    whole = form.start_at is None or form.end_at is None or form.end_at > form.start_at
    faults.check(whole, "end_at", "order")
    sound = FilingForm(
        start_at=form.start_at,
        end_at=form.end_at,
        content=faults.remark("content", form.content, longest=LONG),
        hazards=form.hazards,
        contact=faults.remark("contact", form.contact, longest=60),
        phone=faults.telephone("phone", form.phone, longest=60),
        space_ids=form.space_ids,
        members=form.members,
    )
    faults.check(all(_known_space(session, filing, one) for one in form.space_ids), "space_ids", "unknown")
    faults.check(all(form.members.values()), "members", "required")
    people = session.scalars(select(Person).where(Person.id.in_(form.members))).all()
    firms = {filing.enterprise_id, filing.unit_id}
    known = [one for one in people if one.enterprise_id in firms and one.left_at is None]
    faults.check(len(known) == len(form.members), "members", "unknown")
    faults.raise_any()
    return sound


def write(session: Session, filing: Filing, form: FilingForm, user_id: uuid.UUID, now: datetime) -> list[str]:
    """Put a checked form into the filing; returns the names of the fields that changed."""
    before, after = _plain(form_of(filing)), _plain(form)
    changed = [name for name in after if before[name] != after[name]]
    amendments = {}
    if filing.status is not _UNSEEN:
        amendments = {name: _amendment(filing, name, before[name], after[name], user_id, now) for name in changed}
        session.add_all(amendments.values())
        session.flush()
    for name in ("start_at", "end_at", "content", "hazards", "contact", "phone"):
        setattr(filing, name, getattr(form, name))
    spaces = session.scalars(select(ConfinedSpace).where(ConfinedSpace.id.in_(form.space_ids)))
    filing.spaces = sorted(spaces, key=lambda space: str(space.id))
    amendment = amendments.get("members")
    _put_members(session, filing, form.members, None if amendment is None else amendment.id)
    session.flush()
    return changed


def add_members(session: Session, filing: Filing, added: Members, user_id: uuid.UUID, now: datetime) -> bool:
    """Name further people, or further parts of those named; True if that amends a filing that was handed in."""
    before = {member.person_id: member.parts for member in filing.members}
    after = before | {person: before.get(person, frozenset()) | parts for person, parts in added.items()}
    if after == before:
        return False
    amendment_id = None
    if filing.status is not _UNSEEN:
        row = _amendment(filing, "members", _plain_members(before), _plain_members(after), user_id, now)
        session.add(row)
        session.flush()
        amendment_id = row.id
    _put_members(session, filing, after, amendment_id)
    session.flush()
    return amendment_id is not None


def note_paper(
    session: Session, filing: Filing, paper: FilingPaper, new: StoredFile, by: uuid.UUID, now: datetime
) -> None:
    """Tell by name and SHA-256 which paper of a filing that was handed in is about to be put in or replaced."""
    if filing.status is _UNSEEN:
        return
    old = [] if paper.file is None else [_plain_file(paper.name, paper.file)]
    session.add(_amendment(filing, "papers", old, [_plain_file(paper.name, new)], by, now))
    session.flush()


def changed_since(filing: Filing, returned_at: datetime) -> frozenset[str]:
    """The fields that stand otherwise than when it was returned; what was changed and changed back does not count."""
    now_told = json.loads(canonical_bytes(_plain(form_of(filing))))
    before = _values_at(filing, returned_at)
    changed = {name for name in before.keys() & now_told.keys() if before[name] != now_told[name]}
    papers = any(paper.attached_at >= returned_at for paper in filing.papers)
    return frozenset(changed | {"papers"} if papers else changed)


def renewed_since(filing: Filing, returned_at: datetime) -> frozenset[str]:
    """Which fields changed since a return in a way that starts the three days anew, by their amendments."""
    before = _values_at(filing, returned_at)
    after = work_of(form_of(filing), filing)
    start = before.get("start_at")
    was = FiledWork(
        start=after.start if start is None else datetime.fromisoformat(start),
        space_ids=frozenset(before.get("space_ids", after.space_ids)),
        content=before.get("content", after.content),
        unit_id=after.unit_id,
    )
    return renewed_fields(was, after)


def checked_reason(field: str, words: str, *, needed: bool = True) -> str:
    """A reason as told. Raises Invalid."""
    faults = Faults()
    told = faults.words(field, words, longest=LONG) if needed else faults.remark(field, words, longest=LONG)
    faults.raise_any()
    return told


def _values_at(filing: Filing, returned_at: datetime) -> Mapping[str, Any]:
    """What the fields that were amended since a return said at that time."""
    before: dict[str, Any] = {}
    for amendment in filing.amendments:
        if amendment.created_at >= returned_at:
            before.setdefault(amendment.field, json.loads(amendment.old)["value"])
    return before


def _put_members(session: Session, filing: Filing, members: Members, amendment_id: uuid.UUID | None) -> None:
    standing = {row.person_id: row for row in filing.members}
    for person_id in standing.keys() - members.keys():
        filing.members.remove(standing[person_id])
    for person_id, parts in members.items():
        row = standing.get(person_id)
        if row is None:
            filing.members.append(FilingMember(person_id=person_id, parts=parts, amendment_id=amendment_id))
        elif row.parts != parts:
            row.parts, row.amendment_id = parts, amendment_id
    session.flush()


def _known_space(session: Session, filing: Filing, space_id: uuid.UUID) -> bool:
    """A space of the same owner that files with the same street."""
    space = session.get(ConfinedSpace, space_id)
    if space is None or space.withdrawn_at is not None or space.enterprise_id != filing.enterprise_id:
        return False
    return filing_area(session, space.area_id).id == filing.area_id


def _amendment(
    filing: Filing, field: str, old: object, new: object, user_id: uuid.UUID, now: datetime
) -> FilingAmendment:
    return FilingAmendment(
        filing_id=filing.id,
        field=field,
        old=canonical_bytes({"value": old}).decode(),
        new=canonical_bytes({"value": new}).decode(),
        created_at=now,
        created_by_id=user_id,
    )


def _plain(form: FilingForm) -> dict[str, object]:
    """By field, in the form that amendments keep."""
    return {
        "start_at": form.start_at,
        "end_at": form.end_at,
        "content": form.content,
        "hazards": sorted(form.hazards),
        "contact": form.contact,
        "phone": form.phone,
        "space_ids": sorted(str(space_id) for space_id in form.space_ids),
        "members": _plain_members(form.members),
    }


def _plain_file(name: str, file: StoredFile) -> Mapping[str, object]:
    return {"name": name, "sha256": file.sha256}


def _plain_members(members: Members) -> Sequence[Mapping[str, object]]:
    return [{"person_id": str(person), "parts": sorted(members[person])} for person in sorted(members, key=str)]
