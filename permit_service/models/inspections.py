"""Spot-checks on site (抽查): who looks at what, what was found, work that nobody had filed."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.areas import Area
from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.choices import Answer
from permit_service.models.columns import AreaPath, partial_index
from permit_service.models.draws import Draw
from permit_service.models.enterprises import Enterprise
from permit_service.models.jobs import Job
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace
from permit_service.models.trainings import ExamPaper
from workflows.inspection_kinds import (
    FindingStatus,
    InspectionItem,
    InspectionOrigin,
    InspectionResult,
    QuizTaker,
)


class UnfiledWork(Identified, Base):
    """Work in a confined space that an officer came upon and nobody had filed. The firm may be known by name alone."""

    __tablename__ = "unfiled_work"
    __table_args__ = (
        CheckConstraint("people_inside >= 0", name="people_inside"),
        CheckConstraint("trim(place) <> ''", name="place"),
        Index("ix_unfiled_work_area_path_found_at", "area_path", "found_at", "id"),
    )

    area_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    area_path: Mapped[str] = mapped_column(AreaPath)
    place: Mapped[str]
    space_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("confined_space.id"), index=True)
    """the space, where its plate told it"""
    enterprise_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    firm: Mapped[str] = mapped_column(default="")
    """who works there, as told on site"""
    content: Mapped[str]
    people_inside: Mapped[int]
    done: Mapped[str]
    """what the officer did about it at once"""
    photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    found_at: Mapped[datetime]
    found_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))

    area: Mapped[Area] = relationship()
    space: Mapped[ConfinedSpace | None] = relationship()
    enterprise: Mapped[Enterprise | None] = relationship()
    found_by: Mapped[Person] = relationship()


class Inspection(Identified, Base):
    """One check of one job, or of unfiled work. Drawn ones are unannounced: the firm knows of it once it has begun.

    ``revision`` counts every change of the sheet, by UPDATE under the row's lock.
    """

    __tablename__ = "inspection"
    __table_args__ = (
        CheckConstraint("(job_id IS NULL) <> (unfiled_id IS NULL)", name="one_subject"),
        CheckConstraint("(origin = 'drawn') = (draw_id IS NOT NULL)", name="drawn"),
        CheckConstraint("(origin = 'unfiled') = (unfiled_id IS NOT NULL)", name="unfiled"),
        CheckConstraint("(concluded_at IS NULL) = (result IS NULL)", name="concluded"),
        CheckConstraint("concluded_at IS NULL OR begun_at IS NOT NULL", name="begun"),
        CheckConstraint("dropped_at IS NULL OR (begun_at IS NULL AND drop_reason <> '')", name="dropped"),
        partial_index(
            "uq_inspection_open_job",
            "job_id",
            where="concluded_at IS NULL AND dropped_at IS NULL AND job_id IS NOT NULL",
            unique=True,
        ),
        partial_index("uq_inspection_unfiled_id", "unfiled_id", where="unfiled_id IS NOT NULL", unique=True),
        Index("ix_inspection_area_path_created_at", "area_path", "created_at", "id"),
        Index("ix_inspection_concluded_at", "concluded_at"),
        partial_index("ix_inspection_dropped_at", "dropped_at", where="dropped_at IS NOT NULL"),
        Index("ix_inspection_enterprise_id", "enterprise_id"),
        Index("ix_inspection_unit_id", "unit_id"),
        Index("ix_inspection_draw_id", "draw_id"),
        Index("ix_inspection_job_id", "job_id"),
    )

    number: Mapped[str] = mapped_column(String(30), unique=True)
    origin: Mapped[InspectionOrigin] = mapped_column(enum_of(InspectionOrigin))
    draw_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("draw.id"))
    job_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("job.id"))
    unfiled_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unfiled_work.id"))
    permit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("permit.id"))
    """the permit whose code was scanned on site"""
    enterprise_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("enterprise.id"))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("enterprise.id"))
    area_path: Mapped[str] = mapped_column(AreaPath)
    """path of the area of the work"""
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    begun_at: Mapped[datetime | None]
    no_quiz_reason: Mapped[str] = mapped_column(default="")
    refusal: Mapped[str] = mapped_column(default="")
    """why the enterprise did not sign (拒签)"""
    concluded_at: Mapped[datetime | None]
    result: Mapped[InspectionResult | None] = mapped_column(enum_of(InspectionResult))
    dropped_at: Mapped[datetime | None]
    drop_reason: Mapped[str] = mapped_column(default="")

    draw: Mapped[Draw | None] = relationship()
    job: Mapped[Job | None] = relationship()
    unfiled: Mapped[UnfiledWork | None] = relationship()
    permit: Mapped[Permit | None] = relationship()
    enterprise: Mapped[Enterprise | None] = relationship(foreign_keys=[enterprise_id])
    unit: Mapped[Enterprise | None] = relationship(foreign_keys=[unit_id])
    inspectors: Mapped[list["Inspector"]] = relationship(order_by="Inspector.position")
    answers: Mapped[list["InspectionAnswer"]] = relationship()
    photos: Mapped[list["InspectionPhoto"]] = relationship(order_by="InspectionPhoto.at")
    quizzes: Mapped[list["Quiz"]] = relationship(order_by="Quiz.at", back_populates="inspection")
    findings: Mapped[list["Finding"]] = relationship(order_by="Finding.at", back_populates="inspection")


class Inspector(Base):
    """Somebody who checks and signs (谁检查、谁签名、谁负责)."""

    __tablename__ = "inspector"

    inspection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspection.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    position: Mapped[int]

    person: Mapped[Person] = relationship(lazy="joined")


class InspectionAnswer(Base):
    """One item as it was found; the latest answer stands."""

    __tablename__ = "inspection_answer"

    inspection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspection.id"), primary_key=True)
    item: Mapped[InspectionItem] = mapped_column(enum_of(InspectionItem), primary_key=True)
    answer: Mapped[Answer] = mapped_column(enum_of(Answer))
    remark: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))


class InspectionPhoto(Identified, Base):
    """A photo of the check, of one item or of the site."""

    __tablename__ = "inspection_photo"

    inspection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspection.id"), index=True)
    item: Mapped[InspectionItem | None] = mapped_column(enum_of(InspectionItem))
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_file.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))


class Quiz(Identified, Base):
    """Somebody of the enterprise asked on the spot (逢查必考), on a paper drawn from the question bank."""

    __tablename__ = "quiz"
    __table_args__ = (Index("uq_quiz_inspection_id_person_id", "inspection_id", "person_id", unique=True),)

    inspection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspection.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    taker: Mapped[QuizTaker] = mapped_column(enum_of(QuizTaker))
    paper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("exam_paper.id"), unique=True)
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))

    inspection: Mapped[Inspection] = relationship(back_populates="quizzes")
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="joined")
    paper: Mapped[ExamPaper] = relationship()


class Finding(Identified, Base):
    """A problem that a check found (问题): what, against which clause, who is to mend it and until when."""

    __tablename__ = "finding"
    __table_args__ = (
        CheckConstraint("trim(text) <> ''", name="text"),
        Index("ix_finding_area_path_status_due_on", "area_path", "status", "due_on"),
        Index("ix_finding_enterprise_id_status", "enterprise_id", "status"),
        Index("ix_finding_unit_id", "unit_id"),
        Index("ix_finding_inspection_id", "inspection_id"),
    )

    inspection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspection.id"))
    item: Mapped[InspectionItem | None] = mapped_column(enum_of(InspectionItem))
    """the item it belongs to; None = something beside the list"""
    text: Mapped[str]
    clause: Mapped[str]
    """what it is against, as cited"""
    photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    enterprise_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("enterprise.id"))
    """the owner of the space; None where the firm is known by name alone"""
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("enterprise.id"))
    """who works there"""
    responsible: Mapped[str]
    """who is to mend it, as told on site"""
    due_on: Mapped[date]
    area_path: Mapped[str] = mapped_column(AreaPath)
    status: Mapped[FindingStatus] = mapped_column(enum_of(FindingStatus), default=FindingStatus.open)
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))

    inspection: Mapped[Inspection] = relationship(back_populates="findings")
    rectifications: Mapped[list["Rectification"]] = relationship(order_by="Rectification.reported_at")


class Rectification(Identified, Base):
    """整改: what was done about a finding, and whether an officer accepted it. One sent back is followed by another."""

    __tablename__ = "rectification"
    __table_args__ = (
        CheckConstraint("trim(text) <> ''", name="text"),
        CheckConstraint("(judged_at IS NULL) = (accepted IS NULL)", name="judged"),
        CheckConstraint("(judged_at IS NULL) = (judged_by_id IS NULL)", name="judge"),
        CheckConstraint("accepted OR trim(reason) <> ''", name="reason"),
        partial_index("uq_rectification_unjudged", "finding_id", where="judged_at IS NULL", unique=True),
        Index("ix_rectification_finding_id", "finding_id"),
    )

    finding_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("finding.id"))
    text: Mapped[str]
    photo_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_file.id"))
    reported_at: Mapped[datetime]
    reported_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    accepted: Mapped[bool | None]
    """None = not judged yet"""
    reason: Mapped[str] = mapped_column(default="")
    """why it was sent back, or what the officer remarked"""
    judged_at: Mapped[datetime | None]
    judged_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))

    reported_by: Mapped[Person] = relationship(foreign_keys=[reported_by_id], lazy="joined")
    judged_by: Mapped[Person | None] = relationship(foreign_keys=[judged_by_id], lazy="joined")
