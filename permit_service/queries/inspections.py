"""Spot-checks as officers and firms read them: lists, one sheet with all that lies at the mouth."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Exists, Select, and_, exists, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from permit_service.actor import Actor
from permit_service.models.choices import SignatureAct
from permit_service.models.columns import within
from permit_service.models.inspections import Inspection, Inspector, Quiz, UnfiledWork
from permit_service.models.jobs import Job, JobMember
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.signatures import Signature
from permit_service.models.trainings import ExamItem, ExamPaper
from permit_service.queries import onsite, records, scope
from permit_service.queries.onsite import OnSite
from permit_service.queries.paging import FIRST, Page, Wanted, page
from permit_service.services.inspections.standing import lacks_of
from workflows.inspection_kinds import InspectionState, SheetLack
from workflows.vocabulary import Role, Status

#: So many people are offered to be asked; the crew and the principals come first.
_MOST_OFFERED = 100
#: Who answers for an enterprise towards an authority.
ANSWERING = frozenset({Role.principal, Role.safety_manager, Role.work_leader})
_NOT_ISSUED = (Status.draft, Status.cancelled, Status.rejected)


_STATES: Mapping[InspectionState, ColumnElement[bool]] = {
    InspectionState.waiting: and_(Inspection.begun_at.is_(None), Inspection.dropped_at.is_(None)),
    InspectionState.begun: and_(Inspection.begun_at.is_not(None), Inspection.concluded_at.is_(None)),
    InspectionState.concluded: Inspection.concluded_at.is_not(None),
    InspectionState.dropped: Inspection.dropped_at.is_not(None),
}

#: What a list of checks is fetched with.
OF_ROWS = (
    joinedload(Inspection.job).options(joinedload(Job.unit), joinedload(Job.enterprise), selectinload(Job.spaces)),
    joinedload(Inspection.unfiled),
    joinedload(Inspection.enterprise),
    selectinload(Inspection.inspectors),
)


@dataclass(frozen=True, slots=True)
class ToDo:
    """A check that waits for one of its inspectors; ``to_sign``: another has signed its sheet already."""

    inspection: Inspection
    to_sign: bool


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
    area_path: str = "",
) -> Page[Inspection]:
    """Checks the account may know of, the newest first; of one state or area, or those one was sent to, if told."""
    rows = select(Inspection).where(
        scope.scope_of(session, actor).inspections(),
        true() if state is None else _STATES[state],
        Inspection.id.in_(_sent(actor)) if mine else true(),
        within(Inspection.area_path, area_path) if area_path else true(),
    )
    return page(session, rows.options(*OF_ROWS), (Inspection.created_at, Inspection.id), wanted, newest_first=True)


def to_make(session: Session, actor: Actor) -> Sequence[ToDo]:
    """Checks that the account's person was sent to and has not signed yet, the oldest first."""
    if actor.person_id is None:
        return ()
    rows = select(Inspection, _signed(SignatureAct.inspect)).where(
        Inspection.id.in_(_sent(actor)),
        or_(_STATES[InspectionState.waiting], _STATES[InspectionState.begun]),
        ~_signed(SignatureAct.inspect, Signature.signer_id == actor.person_id),
    )
    found = session.execute(rows.options(*OF_ROWS).order_by(Inspection.created_at, Inspection.number))
    return [ToDo(row, to_sign) for row, to_sign in found]


def to_sign(session: Session, actor: Actor) -> Sequence[Inspection]:
    """Checks of the enterprises that the account answers for, which an inspector has signed and the enterprise not."""
    firms = answered_for(actor)
    if not firms:
        return ()
    rows = select(Inspection).where(
        or_(Inspection.enterprise_id.in_(firms), Inspection.unit_id.in_(firms)),
        _STATES[InspectionState.begun],
        Inspection.refusal == "",
        _signed(SignatureAct.inspect),
        ~_signed(SignatureAct.inspected),
    )
    return session.scalars(rows.options(*OF_ROWS).order_by(Inspection.begun_at, Inspection.number)).all()


def answered_for(actor: Actor) -> frozenset[uuid.UUID]:
    """The enterprises that an account answers for towards an authority."""
    return frozenset(
        grant.enterprise_id for grant in actor.grants if grant.role in ANSWERING and grant.enterprise_id is not None
    )


def sheet(session: Session, actor: Actor, inspection_id: uuid.UUID) -> SheetView:
    """One sheet with all that lies at the mouth: an inspector sees it wherever it is. Raises NotFound."""
    inspection = scope.inspection(session, actor, inspection_id, *OF_ROWS)
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


def unfiled_work(session: Session, actor: Actor, wanted: Wanted = FIRST, *, area_path: str = "") -> Page[UnfiledWork]:
    """Unfiled work that the account may know of, the newest first; of one area, if told."""
    here = within(UnfiledWork.area_path, area_path) if area_path else true()
    rows = select(UnfiledWork).where(scope.scope_of(session, actor).unfiled_work(), here)
    rows = rows.options(
        joinedload(UnfiledWork.area), joinedload(UnfiledWork.enterprise), joinedload(UnfiledWork.found_by)
    )
    return page(session, rows, (UnfiledWork.found_at, UnfiledWork.id), wanted, newest_first=True)


def check_of_unfiled(session: Session, row: UnfiledWork) -> Inspection | None:
    """The check that unfiled work was checked by, if it was."""
    return session.scalar(select(Inspection).where(Inspection.unfiled_id == row.id))


def _signed(act: SignatureAct, *which: ColumnElement[bool]) -> Exists:
    """Whether a check has a standing signature of this act."""
    return exists().where(
        Signature.subject_id == Inspection.id, Signature.act == act, Signature.fallen_at.is_(None), *which
    )


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
