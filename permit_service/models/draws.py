"""The random draw of spot-checks (双随机), with all it is drawn again from; conflicts of interest declared."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.areas import Area
from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.columns import AreaPath, partial_index
from permit_service.models.enterprises import Enterprise
from permit_service.models.people import Person
from workflows.inspection_kinds import Relation


class OfficerRelation(Identified, Base):
    """A relation of an officer to an enterprise, declared so that the draw leaves the officer out."""

    __tablename__ = "officer_relation"
    __table_args__ = (
        CheckConstraint("ended_at >= declared_at", name="ended_after"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by"),
        partial_index(
            "uq_officer_relation_standing", "person_id", "enterprise_id", where="ended_at IS NULL", unique=True
        ),
        Index("ix_officer_relation_area_id", "area_id"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    area_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    """the authority's area, in whose register the officer stands"""
    enterprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"))
    relation: Mapped[Relation] = mapped_column(enum_of(Relation))
    remark: Mapped[str] = mapped_column(default="")
    declared_at: Mapped[datetime]
    declared_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))

    person: Mapped[Person] = relationship()
    enterprise: Mapped[Enterprise] = relationship()


class Draw(Identified, Base):
    """One draw. Nothing of it is ever changed: ``population``, ``seed`` and ``result`` let anyone draw again, and find
    the ``replacements`` made since; ``additions`` stand beside it."""

    __tablename__ = "draw"
    __table_args__ = (
        CheckConstraint("until_day >= from_day", name="days"),
        Index("ix_draw_area_path_drawn_at", "area_path", "drawn_at", "id"),
    )

    number: Mapped[str] = mapped_column(String(30), unique=True)
    area_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    """where the jobs lie: the authority's own area or one below"""
    area_path: Mapped[str] = mapped_column(AreaPath)
    """path of the authority's area"""
    from_day: Mapped[date]
    until_day: Mapped[date]
    population: Mapped[str] = mapped_column(Text)
    """canonical text of jobs, officers, lots and counts (``workflows.draw.canonical``)"""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of ``population``"""
    seed: Mapped[str] = mapped_column(String(64))
    result: Mapped[str] = mapped_column(Text)
    """canonical text of the teams drawn (``workflows.draw.result_text``)"""
    drawn_at: Mapped[datetime]
    drawn_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))

    area: Mapped[Area] = relationship()
    replacements: Mapped[list["DrawReplacement"]] = relationship(order_by="DrawReplacement.position")
    additions: Mapped[list["DrawAddition"]] = relationship(order_by="DrawAddition.at")


class DrawReplacement(Identified, Base):
    """An officer who came in for a drawn one that could not come (``workflows.replacement``)."""

    __tablename__ = "draw_replacement"
    __table_args__ = (
        Index("uq_draw_replacement_draw_id_position", "draw_id", "position", unique=True),
        CheckConstraint("reason <> ''", name="reason"),
    )

    draw_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("draw.id"))
    position: Mapped[int]
    """which one of the draw, from 1: each turns on those before it"""
    job_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("job.id"))
    out_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    in_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))


class DrawAddition(Identified, Base):
    """Somebody whom the district named to go along with a drawn team: an expert, another officer."""

    __tablename__ = "draw_addition"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("after >= 0", name="after"),
        CheckConstraint("(ended_at IS NULL) = (end_reason = '')", name="end_reason"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by"),
        partial_index(
            "uq_draw_addition_standing", "draw_id", "job_id", "person_id", where="ended_at IS NULL", unique=True
        ),
        Index("ix_draw_addition_draw_id", "draw_id"),
    )

    draw_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("draw.id"))
    job_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("job.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    after: Mapped[int]
    """how many replacements the draw had by then: the lot passes over whoever was named before it is asked"""
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]
    """when they were taken off again"""
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))
    end_reason: Mapped[str] = mapped_column(Text, default="")
