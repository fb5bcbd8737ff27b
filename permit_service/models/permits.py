"""Permits (作业审批单): one per space and window of at most 24 h, its frozen document, its crew."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.columns import AreaPath, partial_index, set_of
from permit_service.models.enterprises import Contract, Enterprise
from permit_service.models.jobs import Job
from permit_service.models.people import LabTester, Person
from permit_service.models.response import MeansAgreement
from permit_service.models.spaces import ConfinedSpace
from workflows.kinds import Hazard, WorkKind
from workflows.vocabulary import LIVE_STATUSES, Ending, Part, Status

_LIVE = f"status IN ({', '.join(repr(status.value) for status in Status if status in LIVE_STATUSES)})"


class Permit(Identified, Base):
    """One permit.

    ``revision`` counts every change of the row and of its evidence, by UPDATE under the permit's lock, and is no
    version_id_col: several writers may each add evidence. Draft edits compare it with the revision the form showed.
    """

    __tablename__ = "permit"
    __table_args__ = (
        CheckConstraint("window_end > window_start", name="window"),
        CheckConstraint(
            "status = 'cancelled' OR (status = 'draft') = (document_sha256 IS NULL)", name="document_frozen"
        ),
        CheckConstraint(
            "(document IS NULL) = (document_sha256 IS NULL) AND (submitted_at IS NULL) = (document_sha256 IS NULL)"
            " AND (token_id IS NULL) = (document_sha256 IS NULL)",
            name="document_whole",
        ),
        CheckConstraint(
            "document_sha256 IS NULL OR (window_start IS NOT NULL AND window_end IS NOT NULL AND content <> '')",
            name="document_fields",
        ),
        CheckConstraint("document_version >= 0 AND (document IS NULL OR document_version > 0)", name="document_number"),
        CheckConstraint("status NOT IN ('approved', 'active', 'revoked') OR approved_at IS NOT NULL", name="approved"),
        CheckConstraint("status <> 'active' OR confirmed_at IS NOT NULL", name="confirmed"),
        CheckConstraint("status NOT IN ('finished', 'closed') OR finished_at IS NOT NULL", name="finished"),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("ending IS NULL OR status IN ('suspended', 'finished', 'closed')", name="ending_opened"),
        CheckConstraint(
            "(status IN ('rejected', 'cancelled', 'expired', 'revoked')) = (ended_at IS NOT NULL)", name="ended"
        ),
        CheckConstraint("contract_id IS NULL OR unit_id <> enterprise_id", name="contracted"),
        partial_index("uq_permit_active_in_space", "space_id", where="status = 'active' AND NOT linked", unique=True),
        partial_index("ix_permit_next_due_at", "next_due_at", where="next_due_at IS NOT NULL"),
        Index("ix_permit_space_id_status", "space_id", "status"),
        Index("ix_permit_window_start", "window_start"),
        Index("ix_permit_first_entry_at", "first_entry_at"),
        Index("ix_permit_status_window_end", "status", "window_end"),
        Index("ix_permit_enterprise_id_submitted_at", "enterprise_id", "submitted_at"),
        partial_index("ix_permit_live", "window_start", where=_LIVE),
        Index("ix_permit_enterprise_id_created_at_id", "enterprise_id", "created_at", "id"),
        Index("ix_permit_unit_id_created_at_id", "unit_id", "created_at", "id"),
        Index("ix_permit_area_path_created_at_id", "area_path", "created_at", "id"),
    )

    number: Mapped[str] = mapped_column(String(30), unique=True)
    job_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("job.id"), index=True)
    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("confined_space.id"))
    area_path: Mapped[str] = mapped_column(AreaPath)
    """path of the space's area when the permit was made"""
    enterprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"))
    """owner of the space (发包单位 if contracted)"""
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"))
    """作业单位"""
    contract_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contract.id"))
    rescue_agreement_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("means_agreement.id"))
    """the outside rescue team that the permit names, by the agreement that binds it"""
    applicant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    revision: Mapped[int] = mapped_column(default=1)
    status: Mapped[Status] = mapped_column(enum_of(Status), default=Status.draft)
    ending: Mapped[Ending | None] = mapped_column(enum_of(Ending))
    # The form (regulations 10.1)
    window_start: Mapped[datetime | None]
    window_end: Mapped[datetime | None]
    content: Mapped[str] = mapped_column(default="")
    work_kind: Mapped[WorkKind | None] = mapped_column(enum_of(WorkKind))
    hazards: Mapped[frozenset[Hazard]] = set_of(Hazard)
    risk_grade: Mapped[str] = mapped_column(default="")
    plan_file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    emergency_plan: Mapped[str] = mapped_column(default="")
    night_or_holiday: Mapped[bool] = mapped_column(default=False)
    linked: Mapped[bool] = mapped_column(default=False)
    """a signed link (交叉作业) lets it be active beside another permit of its space"""
    # The frozen document (R51); a draft has none
    document: Mapped[str | None] = mapped_column(Text)
    """canonical JSON of form, space and crew"""
    document_sha256: Mapped[str | None] = mapped_column(String(64))
    document_version: Mapped[int] = mapped_column(default=0)
    """counts submissions"""
    token_id: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    """id inside the permit's code; new at each submission"""
    # When
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    submitted_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    """latest entry confirmation"""
    first_entry_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """rejected, cancelled, expired or revoked"""
    end_reason: Mapped[str] = mapped_column(default="")
    next_due_at: Mapped[datetime | None]
    """when the clock must look at it next; None = nothing can fall due"""

    job: Mapped[Job] = relationship()
    space: Mapped[ConfinedSpace] = relationship()
    enterprise: Mapped[Enterprise] = relationship(foreign_keys=[enterprise_id])
    unit: Mapped[Enterprise] = relationship(foreign_keys=[unit_id])
    contract: Mapped[Contract | None] = relationship()
    rescue_agreement: Mapped[MeansAgreement | None] = relationship()
    applicant: Mapped[Person] = relationship()
    members: Mapped[list["PermitMember"]] = relationship(cascade="all, delete-orphan", order_by="PermitMember.added_at")
    measures: Mapped[list["PermitMeasure"]] = relationship(
        cascade="all, delete-orphan", order_by="PermitMeasure.position"
    )
    tickets: Mapped[list["PermitTicket"]] = relationship(cascade="all, delete-orphan")


#: The condition of ``ix_permit_live`` word for word: only so does SQLite know that the index holds all it asks for.
IS_LIVE = text(f"permit.{_LIVE}")


class PermitMember(Identified, Base):
    """A named person of the permit, as signed: a pending crew change is in ``crew_change_item`` only.

    A change of parts removes the old row and adds a new one.
    """

    __tablename__ = "permit_member"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (lab_tester_id IS NULL)", name="one_person"),
        CheckConstraint("(removed_at IS NULL) = (removed_by_change_id IS NULL)", name="removed"),
        partial_index("uq_permit_member_standing", "permit_id", "person_id", where="removed_at IS NULL", unique=True),
        Index("ix_permit_member_permit_id_added_at", "permit_id", "added_at"),
        Index("ix_permit_member_person_id", "person_id"),
    )

    permit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("permit.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    lab_tester_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("lab_tester.id"))
    parts: Mapped[frozenset[Part]] = set_of(Part)
    added_at: Mapped[datetime]
    added_by_change_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("crew_change.id"))
    removed_at: Mapped[datetime | None]
    removed_by_change_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("crew_change.id"))

    person: Mapped[Person | None] = relationship(lazy="joined")
    lab_tester: Mapped[LabTester | None] = relationship(lazy="joined")


class PermitMeasure(Base):
    """主要安全防护措施: one line of the form (序号, 内容, 是否涉及, 确认人)."""

    __tablename__ = "permit_measure"

    permit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("permit.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str]
    involved: Mapped[bool] = mapped_column(default=True)
    confirmed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))


class PermitTicket(Base):
    """关联特殊作业票: a special-work ticket that this work needs (G30 4.6)."""

    __tablename__ = "permit_ticket"

    permit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("permit.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(60), primary_key=True)
    kind: Mapped[WorkKind] = mapped_column(enum_of(WorkKind))
    valid_until: Mapped[datetime | None]
