"""What the papers of a filing are made of: the job, its permits with their documents and signatures, crew, plan."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from permit_service.actor import Actor
from permit_service.facts_of.crew import standing_of
from permit_service.facts_of.plan import standing_filing
from permit_service.facts_of.rules import rules_of
from permit_service.models.areas import Area
from permit_service.models.choices import Paper
from permit_service.models.equipment import Equipment
from permit_service.models.filings import Filing
from permit_service.models.jobs import Job
from permit_service.models.papers import PaperTemplate, WorkPlan
from permit_service.models.people import Person, TrainingResult
from permit_service.models.permits import Permit
from permit_service.models.signatures import Signature
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries import equipment, permit_detail, records, scope, works
from workflows.vocabulary import Part, Status

_GONE = (Status.cancelled, Status.rejected, Status.revoked)
_IN_ORDER = (Permit.window_start, Permit.number)


@dataclass(frozen=True, slots=True)
class PermitPaper:
    """A permit as on paper: its document, frozen or as it would be, and the signatures that stand."""

    permit: Permit
    document: Mapping[str, Any]
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class CrewLine:
    """Somebody the papers name, with the number of the training that counts and until when it does."""

    person: Person
    parts: frozenset[Part]
    proof: str
    trained_until: datetime | None


@dataclass(frozen=True, slots=True)
class Papers:
    """All that 两表一方案 of one job tell. ``filing`` is the one that stands; ``plan`` None: not written yet."""

    job: Job
    filing: Filing | None
    permits: tuple[PermitPaper, ...]
    crew: tuple[CrewLine, ...]
    spaces: tuple[ConfinedSpace, ...]
    plan: WorkPlan | None
    templates: Mapping[Paper, PaperTemplate]


@dataclass(frozen=True, slots=True)
class Offered:
    """Which papers a filing has, without what stands in them: permits by id and number, whether the plan is written."""

    filing: Filing
    permits: tuple[tuple[uuid.UUID, str], ...]
    plan_written: bool
    templates: Mapping[Paper, PaperTemplate]


def offered(session: Session, filing: Filing) -> Offered:
    """The papers that can be had of a filing that the reader may see."""
    permits = select(Permit.id, Permit.number).where(Permit.job_id == filing.job_id, Permit.status.not_in(_GONE))
    plan = select(WorkPlan.id).where(WorkPlan.job_id == filing.job_id)
    return Offered(
        filing=filing,
        permits=tuple((row.id, row.number) for row in session.execute(permits.order_by(*_IN_ORDER))),
        plan_written=session.scalar(plan) is not None,
        templates=templates_of(session, filing.area),
    )


def of_job(session: Session, actor: Actor, job_id: uuid.UUID) -> Papers:
    """The papers of a job as they stand now. Raises NotFound."""
    job = scope.job(session, actor, job_id, *works.OF_JOBS)
    return _papers(session, job, standing_filing(session, job.id))


def of_filing(session: Session, actor: Actor, filing_id: uuid.UUID) -> Papers:
    """The papers of a filing, for whoever may read it. Raises NotFound."""
    filing = scope.filing(session, actor, filing_id)
    return _papers(session, filing.job, filing)


def of_permit(session: Session, actor: Actor, permit_id: uuid.UUID) -> tuple[Papers, PermitPaper]:
    """The papers of a permit's job, and the permit's own. Raises NotFound."""
    permit = scope.permit(session, actor, permit_id)
    papers = _papers(session, permit.job, standing_filing(session, permit.job_id))
    return papers, _permit_paper(session, permit)


def templates_of(session: Session, area: Area) -> Mapping[Paper, PaperTemplate]:
    """The templates that hold in an area: its own, else those of the area nearest above it."""
    above = [uuid.UUID(hex=part) for part in area.path.split("/") if part]
    rows = session.scalars(
        select(PaperTemplate)
        .join(Area, Area.id == PaperTemplate.area_id)
        .where(PaperTemplate.area_id.in_(above), PaperTemplate.ended_at.is_(None))
        .order_by(Area.path)
    )
    return {row.paper: row for row in rows}  # a longer path comes later and counts


def history(session: Session, area: Area) -> tuple[PaperTemplate, ...]:
    """The templates that an area itself had, the newest first."""
    rows = select(PaperTemplate).where(PaperTemplate.area_id == area.id).order_by(PaperTemplate.created_at.desc())
    return tuple(session.scalars(rows))


def equipment_of(session: Session, papers: Papers) -> tuple[Equipment, ...]:
    """The pieces assigned to the permits, by code."""
    ids = {piece for one in papers.permits for piece in equipment.assigned_ids(session, one.permit.id)}
    return tuple(session.scalars(select(Equipment).where(Equipment.id.in_(ids)).order_by(Equipment.code)))


def plan_of(session: Session, job_id: uuid.UUID) -> WorkPlan | None:
    """The work plan as it was last written."""
    return session.scalar(select(WorkPlan).where(WorkPlan.job_id == job_id))


def _papers(session: Session, job: Job, filing: Filing | None) -> Papers:
    permits = session.scalars(
        select(Permit)
        .where(Permit.job_id == job.id, Permit.status.not_in(_GONE))
        .order_by(*_IN_ORDER)
        .options(selectinload(Permit.members), selectinload(Permit.measures))
    ).all()
    spaces = filing.spaces if filing is not None else job.spaces
    area = filing.area if filing is not None else session.scalar(select(Area).where(Area.path == job.area_path))
    return Papers(
        job=job,
        filing=filing,
        permits=tuple(_permit_paper(session, permit) for permit in permits),
        crew=_crew(session, job, filing, permits),
        spaces=tuple(sorted(spaces, key=lambda space: space.number)),
        plan=plan_of(session, job.id),
        templates={} if area is None else templates_of(session, area),
    )


def _permit_paper(session: Session, permit: Permit) -> PermitPaper:
    standing = [row for row in records.signatures(session, permit.id) if row.fallen_at is None]
    own = tuple(row for row in standing if row.subject_id == permit.id)
    return PermitPaper(permit, permit_detail.document_of(session, permit), own)


def _crew(session: Session, job: Job, filing: Filing | None, permits: Sequence[Permit]) -> tuple[CrewLine, ...]:
    named: dict[uuid.UUID, frozenset[Part]] = {}
    rows = [(m.person_id, m.parts) for m in filing.members] if filing is not None else []
    if not rows:
        rows = [(m.person_id, m.parts) for p in permits for m in p.members if m.removed_at is None and m.person_id]
    for person_id, parts in rows:
        named[person_id] = named.get(person_id, frozenset()) | parts
    people = session.scalars(select(Person).where(Person.id.in_(named)).order_by(Person.pinyin, Person.name)).all()
    until = standing_of(session, list(named), rules_of(job.enterprise)).trained_until
    proofs = _proofs(session, list(named))
    return tuple(CrewLine(p, named[p.id], proofs.get(p.id, ""), until.get(p.id)) for p in people)


def _proofs(session: Session, people: list[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    rows = session.execute(
        select(TrainingResult.person_id, TrainingResult.number)
        .where(
            TrainingResult.person_id.in_(people),
            TrainingResult.passed_at.is_not(None),
            TrainingResult.voided_at.is_(None),
        )
        .order_by(TrainingResult.passed_at)
    )
    return {person_id: number or "" for person_id, number in rows}
