"""两表一方案: the work plan that an enterprise writes, and the templates by which an area wants its papers."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.choices import Paper
from permit_service.models.columns import Guarded, partial_index
from permit_service.models.system import StoredFile


class WorkPlan(Identified, Guarded, Base):
    """作业方案 of a job, section by section. What was filed is the paper made of it then."""

    __tablename__ = "work_plan"

    job_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("job.id"), unique=True)
    hazards: Mapped[str] = mapped_column(Text, default="")
    measures: Mapped[str] = mapped_column(Text, default="")
    people: Mapped[str] = mapped_column(Text, default="")
    equipment: Mapped[str] = mapped_column(Text, default="")
    steps: Mapped[str] = mapped_column(Text, default="")
    emergency: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime]
    written_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))


class PaperTemplate(Identified, Base):
    """How an area and the areas below it want a paper: its name, and a Word template (None = the built-in one)."""

    __tablename__ = "paper_template"
    __table_args__ = (
        CheckConstraint("trim(name) <> ''", name="name"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_whole"),
        partial_index("uq_paper_template_standing", "area_id", "paper", where="ended_at IS NULL", unique=True),
    )

    area_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"), index=True)
    paper: Mapped[Paper] = mapped_column(enum_of(Paper))
    name: Mapped[str] = mapped_column(String(60))
    file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))

    file: Mapped[StoredFile | None] = relationship(lazy="joined")
