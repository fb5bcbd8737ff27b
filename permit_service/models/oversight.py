"""What an area's officers do to a job: street training and stops."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.areas import Area
from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.choices import StopScope
from permit_service.models.columns import AreaPath, partial_index, set_of
from permit_service.models.people import Person
from permit_service.models.trainings import ExamPaper
from workflows.training_kinds import StreetTopic
from workflows.vocabulary import AreaLevel, StopKind


class StreetTraining(Identified, Base):
    """街道培训 for a filing: minutes run between two calls in server time; keyed-in ones are marked (site-rules 33)."""

    __tablename__ = "street_training"
    __table_args__ = (
        CheckConstraint("ended_at >= started_at", name="minutes"),
        CheckConstraint("ended_at IS NULL OR started_at IS NOT NULL", name="started"),
        CheckConstraint("(waived_at IS NULL) = (waived_by_id IS NULL)", name="waived"),
        CheckConstraint("waived_at IS NULL OR waive_reason <> ''", name="waive_reason"),
        CheckConstraint("reused_id IS NULL OR reuse_reason <> ''", name="reuse_reason"),
        Index("ix_street_training_ended_at", "ended_at"),
        Index("ix_street_training_waived_at", "waived_at"),
    )

    filing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("filing.id"), index=True)
    scheduled_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    keyed_in: Mapped[bool] = mapped_column(default=False)
    """代录: the times were told afterwards"""
    reused_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("street_training.id"))
    """an earlier training of the same crew that counts again"""
    reuse_reason: Mapped[str] = mapped_column(default="")
    waived_at: Mapped[datetime | None]
    waived_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))
    waive_reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    officer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    topics: Mapped[frozenset[StreetTopic]] = set_of(StreetTopic)
    """what was gone through, ticked one by one"""
    photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    quiz_set_at: Mapped[datetime | None]
    """from when on those who attend are asked; None = nobody is"""

    attendees: Mapped[list["TrainingAttendee"]] = relationship(cascade="all, delete-orphan")


class TrainingAttendee(Base):
    """Somebody who attended, signed in at ``at``."""

    __tablename__ = "training_attendee"
    __table_args__ = (Index("ix_training_attendee_at", "at"),)

    training_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("street_training.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined")


class StreetQuiz(Identified, Base):
    """Somebody who attended was asked, on a paper drawn from the question bank; what comes of it bars nobody."""

    __tablename__ = "street_quiz"
    __table_args__ = (Index("uq_street_quiz_training_id_person_id", "training_id", "person_id", unique=True),)

    training_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("street_training.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    paper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("exam_paper.id"), unique=True)

    person: Mapped[Person] = relationship(lazy="joined")
    paper: Mapped[ExamPaper] = relationship()


class Stop(Identified, Base):
    """暂停要求 or 责令停止作业; lifted at the same level or above (site-rules 31)."""

    __tablename__ = "stop"
    __table_args__ = (
        CheckConstraint(
            "(scope = 'space') = (space_id IS NOT NULL) AND (scope = 'job') = (job_id IS NOT NULL)"
            " AND (scope = 'enterprise') = (enterprise_id IS NOT NULL)",
            name="one_scope",
        ),
        CheckConstraint("lifted_at >= since", name="lifted_after"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted"),
        partial_index("ix_stop_space", "space_id", where="lifted_at IS NULL"),
        partial_index("ix_stop_job", "job_id", where="lifted_at IS NULL"),
        partial_index("ix_stop_enterprise", "enterprise_id", where="lifted_at IS NULL"),
    )

    kind: Mapped[StopKind] = mapped_column(enum_of(StopKind))
    level: Mapped[AreaLevel] = mapped_column(enum_of(AreaLevel))
    """level of the authority that orders it"""
    area_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    area_path: Mapped[str] = mapped_column(AreaPath)
    scope: Mapped[StopScope] = mapped_column(enum_of(StopScope))
    space_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("confined_space.id"))
    job_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("job.id"))
    enterprise_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("enterprise.id"))
    reason: Mapped[str]
    file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    since: Mapped[datetime]
    officer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))
    lift_reason: Mapped[str] = mapped_column(default="")

    area: Mapped[Area] = relationship()
