"""Readiness for an accident: plans and their drills (G46 4.6), and the means that enterprises share (seed 000)."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.areas import Area
from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.choices import MeansKind
from permit_service.models.columns import Agreed, Guarded, agreement_dates
from permit_service.models.enterprises import Enterprise
from permit_service.models.people import Person
from workflows.kinds import PlanKind


class ResponsePlan(Identified, Guarded, Base):
    """专项应急预案 or 现场处置方案 of an enterprise (O13 10; G46 4.6.1)."""

    __tablename__ = "response_plan"

    enterprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    kind: Mapped[PlanKind] = mapped_column(enum_of(PlanKind))
    title: Mapped[str]
    covers: Mapped[str] = mapped_column(default="")
    """which spaces and accidents it is for"""
    since: Mapped[date]
    """the day it came into force"""
    file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    enterprise: Mapped[Enterprise] = relationship()
    drills: Mapped[list["Drill"]] = relationship(order_by="Drill.held_on", back_populates="plan")


class Drill(Identified, Base):
    """One drill of a plan. Only one whose effect was evaluated counts (O13 10; G46 4.6.2)."""

    __tablename__ = "drill"
    __table_args__ = (
        CheckConstraint("participants > 0", name="participants"),
        CheckConstraint("(evaluated_at IS NULL) = (evaluation = '')", name="evaluation"),
        CheckConstraint("(evaluated_at IS NULL) = (evaluated_by_id IS NULL)", name="evaluator"),
        Index("ix_drill_plan_id_held_on", "plan_id", "held_on"),
    )

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response_plan.id"))
    held_on: Mapped[date]
    place: Mapped[str]
    participants: Mapped[int]
    course: Mapped[str] = mapped_column(default="")
    """what was drilled, and how it went"""
    file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    """photo or record"""
    evaluation: Mapped[str] = mapped_column(default="")
    """效果评估"""
    evaluated_at: Mapped[datetime | None]
    evaluated_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))

    plan: Mapped[ResponsePlan] = relationship(back_populates="drills")
    evaluated_by: Mapped[Person | None] = relationship()


class SharedMeans(Identified, Guarded, Base):
    """A rescue team, crew, equipment or mutual aid that the enterprises of an area may call on."""

    __tablename__ = "shared_means"

    area_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"), index=True)
    """offered to every enterprise here and below"""
    kind: Mapped[MeansKind] = mapped_column(enum_of(MeansKind))
    name: Mapped[str]
    provider: Mapped[str]
    """who runs it"""
    phone: Mapped[str]
    """answered day and night"""
    strength: Mapped[str] = mapped_column(default="")
    """how many people, which equipment"""
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    area: Mapped[Area] = relationship()


class MeansAgreement(Agreed, Base):
    """An enterprise's agreement on shared means, and how long they take to arrive."""

    __tablename__ = "means_agreement"
    __table_args__ = (
        agreement_dates(),
        CheckConstraint("minutes_to_arrive > 0", name="minutes_to_arrive"),
        Index("uq_means_agreement_means_id_enterprise_id_number", "means_id", "enterprise_id", "number", unique=True),
    )

    means_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shared_means.id"))
    enterprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    minutes_to_arrive: Mapped[int]
    """from the call to the mouth of the space"""

    means: Mapped[SharedMeans] = relationship()
    enterprise: Mapped[Enterprise] = relationship()
