"""Spot-checks as officers and firms read them: lists, one sheet with all that lies at the mouth, findings."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from permit_service.actor import Actor
from permit_service.models.inspections import Finding, Inspection, Inspector, Quiz, UnfiledWork
from permit_service.models.jobs import Job, JobMember, JobSpace
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.signatures import Signature
from permit_service.models.trainings import ExamItem, ExamPaper
from permit_service.queries import onsite, records, scope
from permit_service.queries.onsite import OnSite
from permit_service.queries.paging import FIRST, Page, Wanted, page
from permit_service.services.inspections.standing import lacks_of
from workflows.inspection_kinds import FindingStatus, InspectionItem, InspectionState, SheetLack
from workflows.vocabulary import Status

#: So many people are offered to be asked; the crew and the principals come first.
_MOST_OFFERED = 100
_NOT_ISSUED = (Status.draft, Status.cancelled, Status.rejected)


_STATES: Mapping[InspectionState, ColumnElement[bool]] = {
    InspectionState.waiting: and_(Inspection.begun_at.is_(None), Inspection.dropped_at.is_(None)),
    InspectionState.begun: and_(Inspection.begun_at.is_not(None), Inspection.concluded_at.is_(None)),
    InspectionState.concluded: Inspection.concluded_at.is_not(None),
    InspectionState.dropped: Inspection.dropped_at.is_not(None),
}

#: What a list of checks is fetched with.
_OF_ROWS = (
    joinedload(Inspection.job).options(joinedload(Job.unit), joinedload(Job.enterprise), selectinload(Job.spaces)),
    joinedload(Inspection.unfiled),
    joinedload(Inspection.enterprise),
    selectinload(Inspection.inspectors),
)


@dataclass(frozen=True, slots=True)
class SheetView:
    """One sheet. ``sites``: the job's permits at the mouth, the scanned one first; ``lacks`` before it may be signed.

    ``mine``: the reader is one of its inspectors; ``ask``: whom they may ask, the job's own people first.
    """

    inspection: Inspection
    sites: tuple[OnSite, ...]
    signatures: tuple[Signature, ...]
    lacks: tuple[SheetLack, ...]
    mine: bool
    ask: tuple[Person, ...]

    @property
    def frozen(self) -> bool:
        """Somebody has signed: it stays as it is, or all signatures fall."""
        return bool(self.signatures) or bool(self.inspection.refusal)

    @property
    def findings_of(self) -> Mapping[InspectionItem | None, list[Finding]]:
        """Findings by the item that they belong to."""
        found: dict[InspectionItem | None, list[Finding]] = {}
        for finding in self.inspection.findings:
            found.setdefault(finding.item, []).append(finding)
        return found


def state_of(inspection: Inspection) -> InspectionState:
    """How far a check has come."""
    if inspection.dropped_at is not None:
        return InspectionState.dropped
    if inspection.concluded_at is not None:
        return InspectionState.concluded
    return InspectionState.waiting if inspection.begun_at is None else InspectionState.begun


def firm_of(work: UnfiledWork) -> str:
    """Who works there: the firm of the register, or what was told on site."""
    return work.firm if work.enterprise is None else work.enterprise.name


def inspections(
    session: Session,
    actor: Actor,
    wanted: Wanted = FIRST,
    *,
    state: InspectionState | None = None,
    mine: bool = False,
) -> Page[Inspection]:
    """Checks the account may know of, the newest first; of one state, or those one was sent to, if told."""
    rows = select(Inspection).where(
        scope.scope_of(session, actor).inspections(),
        true() if state is None else _STATES[state],
        Inspection.id.in_(_sent(actor)) if mine else true(),
    )
    return page(session, rows.options(*_OF_ROWS), (Inspection.created_at, Inspection.id), wanted, newest_first=True)


def to_make(session: Session, actor: Actor) -> Sequence[Inspection]:
    """Checks that the account's person was sent to and has not concluded, the oldest first."""
    rows = select(Inspection).where(
        Inspection.id.in_(_sent(actor)), or_(_STATES[InspectionState.waiting], _STATES[InspectionState.begun])
    )
    return session.scalars(rows.options(*_OF_ROWS).order_by(Inspection.created_at, Inspection.number)).all()


def sheet(session: Session, actor: Actor, inspection_id: uuid.UUID) -> SheetView:
    """One sheet with all that lies at the mouth: an inspector sees it wherever it is. Raises NotFound."""
    inspection = scope.inspection(session, actor, inspection_id, *_OF_ROWS)
    signed = records.signatures(session, inspection.id)
    return SheetView(
        inspection=inspection,
        sites=_sites(session, actor, inspection),
        signatures=tuple(row for row in signed if row.fallen_at is None),
        lacks=lacks_of(inspection),
        mine=actor.person_id in {one.person_id for one in inspection.inspectors},
        ask=_to_ask(session, inspection),
    )


def quiz(session: Session, actor: Actor, quiz_id: uuid.UUID) -> Quiz:
    """A paper somebody is asked by, for whoever may know of the check. Raises NotFound."""
    known = Quiz.inspection_id.in_(select(Inspection.id).where(scope.scope_of(session, actor).inspections()))
    items = joinedload(Quiz.paper).selectinload(ExamPaper.items).joinedload(ExamItem.question)
    return scope.find(session, Quiz, quiz_id, known, items)


def people_of_firm(inspection: Inspection) -> ColumnElement[bool]:
    """The people of the enterprise that is checked and of the unit that works there, unless they have left."""
    firms = [firm for firm in (inspection.enterprise_id, inspection.unit_id) if firm is not None]
    return and_(Person.enterprise_id.in_(firms), Person.left_at.is_(None))


def findings(
    session: Session, actor: Actor, wanted: Wanted = FIRST, *, enterprise_id: uuid.UUID | None = None
) -> Page[Finding]:
    """Findings of concluded checks that the account may know of, the newest first; of one enterprise, if told."""
    rows = _known_findings(session, actor)
    if enterprise_id is not None:
        rows = rows.where(or_(Finding.enterprise_id == enterprise_id, Finding.unit_id == enterprise_id))
    rows = rows.options(joinedload(Finding.inspection).options(*_OF_ROWS))
    return page(session, rows, (Finding.at, Finding.id), wanted, newest_first=True)


def open_findings(
    session: Session, actor: Actor, enterprise_ids: Collection[uuid.UUID], space_ids: Collection[uuid.UUID]
) -> tuple[Finding, ...]:
    """What the enterprises, and those who worked in the spaces, are still to mend; what is due first comes first.

    Of that what the account may know of, from concluded checks.
    """
    jobs = select(JobSpace.job_id).where(JobSpace.space_id.in_(space_ids))
    unfiled = select(UnfiledWork.id).where(UnfiledWork.space_id.in_(space_ids))
    in_spaces = select(Inspection.id).where(or_(Inspection.job_id.in_(jobs), Inspection.unfiled_id.in_(unfiled)))
    about = or_(
        Finding.enterprise_id.in_(enterprise_ids),
        Finding.unit_id.in_(enterprise_ids),
        Finding.inspection_id.in_(in_spaces),
    )
    rows = _known_findings(session, actor).where(Finding.status == FindingStatus.open, about)
    return tuple(session.scalars(rows.order_by(Finding.due_on, Finding.at, Finding.id)))


def unfiled_work(session: Session, actor: Actor, wanted: Wanted = FIRST) -> Page[UnfiledWork]:
    """Unfiled work that the account may know of, the newest first."""
    rows = select(UnfiledWork).where(scope.scope_of(session, actor).unfiled_work())
    rows = rows.options(
        joinedload(UnfiledWork.area), joinedload(UnfiledWork.enterprise), joinedload(UnfiledWork.found_by)
    )
    return page(session, rows, (UnfiledWork.found_at, UnfiledWork.id), wanted, newest_first=True)


def check_of_unfiled(session: Session, row: UnfiledWork) -> Inspection | None:
    """The check that unfiled work was checked by, if it was."""
    return session.scalar(select(Inspection).where(Inspection.unfiled_id == row.id))


def _known_findings(session: Session, actor: Actor) -> Select[Finding]:
    """Findings of concluded checks that the account may know of."""
    concluded = select(Inspection.id).where(_STATES[InspectionState.concluded])
    return select(Finding).where(scope.scope_of(session, actor).findings(), Finding.inspection_id.in_(concluded))


def _sent(actor: Actor) -> Select[uuid.UUID]:
    return select(Inspector.inspection_id).where(Inspector.person_id == actor.person_id)


def _sites(session: Session, actor: Actor, inspection: Inspection) -> tuple[OnSite, ...]:
    """The job's permits that were handed in, the scanned one first, then by their time."""
    if inspection.job_id is None:
        return ()
    rows = select(Permit).where(Permit.job_id == inspection.job_id, Permit.status.not_in(_NOT_ISSUED))
    found = session.scalars(rows.order_by(Permit.window_start)).all()
    ordered = sorted(found, key=lambda permit: permit.id != inspection.permit_id)
    return tuple(onsite.look_at(actor, permit) for permit in ordered)


def _to_ask(session: Session, inspection: Inspection) -> tuple[Person, ...]:
    crew = select(JobMember.person_id).where(JobMember.job_id == inspection.job_id)
    rows = select(Person).where(people_of_firm(inspection)).limit(_MOST_OFFERED)
    order = (Person.is_principal.desc(), Person.id.in_(crew).desc(), Person.pinyin, Person.id)
    return tuple(session.scalars(rows.order_by(*order)))
