"""Jobs (作业): plan, crew and reserves above the permits, and the acceptance that ends them."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.choices import Answer
from permit_service.models.columns import AreaPath, Guarded, Recorded, set_of
from permit_service.models.enterprises import Contract, Enterprise
from permit_service.models.people import Person
from permit_service.models.spaces import ConfinedSpace
from workflows.kinds import AcceptanceItem, WorkKind
from workflows.vocabulary import JobStatus, Part


class Job(Identified, Guarded, Base):
    """A planned piece of work. ``enterprise`` owns the spaces, ``unit`` does the work (the contractor if any)."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("planned_end > planned_start", name="planned"),
        CheckConstraint("(status = 'accepted') = (accepted_at IS NOT NULL)", name="accepted"),
        CheckConstraint("(status = 'abandoned') = (abandoned_at IS NOT NULL)", name="abandoned"),
        CheckConstraint("contract_id IS NULL OR unit_id <> enterprise_id", name="contracted"),
        Index("ix_job_enterprise_id_created_at", "enterprise_id", "created_at"),
        Index("ix_job_area_path_created_at", "area_path", "created_at"),
        Index("ix_job_status_planned_start", "status", "planned_start"),
    )

    number: Mapped[str] = mapped_column(String(30), unique=True)
    enterprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"))
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    contract_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contract.id"))
    area_path: Mapped[str] = mapped_column(AreaPath)
    """path of the area of the spaces when the job was planned"""
    status: Mapped[JobStatus] = mapped_column(enum_of(JobStatus), default=JobStatus.open)
    content: Mapped[str] = mapped_column(default="")
    work_kind: Mapped[WorkKind | None] = mapped_column(enum_of(WorkKind))
    planned_start: Mapped[datetime | None]
    planned_end: Mapped[datetime | None]
    plan_file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    emergency_plan: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    accepted_at: Mapped[datetime | None]
    abandoned_at: Mapped[datetime | None]
    abandon_reason: Mapped[str] = mapped_column(default="")

    enterprise: Mapped[Enterprise] = relationship(foreign_keys=[enterprise_id])
    unit: Mapped[Enterprise] = relationship(foreign_keys=[unit_id])
    contract: Mapped[Contract | None] = relationship()
    members: Mapped[list["JobMember"]] = relationship(cascade="all, delete-orphan")
    spaces: Mapped[list[ConfinedSpace]] = relationship(secondary="job_space")


class JobSpace(Base):
    """A space that the job's plan names."""

    __tablename__ = "job_space"

    job_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("job.id"), primary_key=True)
    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("confined_space.id"), primary_key=True, index=True)


class JobMember(Base):
    """Somebody the plan names with the parts they may play; reserves (备员) may be called to a permit later."""

    __tablename__ = "job_member"

    job_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("job.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    parts: Mapped[frozenset[Part]] = set_of(Part)
    reserve: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship(lazy="joined")


class Acceptance(Recorded, Base):
    """完工验收 of a job, signed by the leader (G46 7.1). The items answered so far; signed when all four are."""

    __tablename__ = "acceptance"

    job_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("job.id"), unique=True)
    leader_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime | None]

    answers: Mapped[list["AcceptanceAnswer"]] = relationship(cascade="all, delete-orphan")


class AcceptanceAnswer(Base):
    """One item of G46 7.1 as found."""

    __tablename__ = "acceptance_answer"

    acceptance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("acceptance.id"), primary_key=True)
    item: Mapped[AcceptanceItem] = mapped_column(enum_of(AcceptanceItem), primary_key=True)
    answer: Mapped[Answer] = mapped_column(enum_of(Answer))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    remark: Mapped[str] = mapped_column(default="")


class ClosureRemoval(Recorded, Base):
    """Removal of the area closure of one space, accepted on an accepted job (site-rules 7)."""

    __tablename__ = "closure_removal"
    __table_args__ = (Index("uq_closure_removal_job_id_space_id", "job_id", "space_id", unique=True),)

    job_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("job.id"))
    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("confined_space.id"))
