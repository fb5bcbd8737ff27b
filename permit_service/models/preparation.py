"""Evidence before opening: risk assessment, briefing, area closure, equipment, isolation, barrier (regulations 10)."""

import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.choices import Answer, SignatureMethod
from permit_service.models.columns import Evidence
from permit_service.models.equipment import Equipment
from permit_service.models.people import Person
from workflows.kinds import BriefingItem, EquipmentItem, Hazard, IsolationKind


class RiskAssessment(Evidence, Base):
    """风险辨识 before submission; complete when every hazard is answered (R62; G46 5.1)."""

    __tablename__ = "risk_assessment"

    assessor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    owner_informed: Mapped[bool] = mapped_column(default=False)
    """contracted work: the owner took part, or gave its information"""
    remark: Mapped[str] = mapped_column(default="")

    answers: Mapped[list["RiskAnswer"]] = relationship(cascade="all, delete-orphan")


class RiskAnswer(Base):
    """Whether one hazard threatens, and what is done against it."""

    __tablename__ = "risk_answer"

    assessment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("risk_assessment.id"), primary_key=True)
    hazard: Mapped[Hazard] = mapped_column(enum_of(Hazard), primary_key=True)
    answer: Mapped[Answer] = mapped_column(enum_of(Answer))
    measure: Mapped[str] = mapped_column(default="")


class Briefing(Evidence, Base):
    """安全交底 by the leader; ``late`` is that of somebody a crew change named (G46 5.3)."""

    __tablename__ = "briefing"

    leader_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    late: Mapped[bool] = mapped_column(default=False)
    tools: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    signed_at: Mapped[datetime | None]
    """the leader's signature"""

    answers: Mapped[list["BriefingAnswer"]] = relationship(cascade="all, delete-orphan")
    listeners: Mapped[list["BriefingListener"]] = relationship(cascade="all, delete-orphan")


class BriefingAnswer(Base):
    """What was told on one item; a row is there only when it was told."""

    __tablename__ = "briefing_answer"
    __table_args__ = (CheckConstraint("content <> ''", name="content"),)

    briefing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("briefing.id"), primary_key=True)
    item: Mapped[BriefingItem] = mapped_column(enum_of(BriefingItem), primary_key=True)
    content: Mapped[str]


class BriefingListener(Identified, Base):
    """A listener who signed, drawn or by badge; a tick in a list does not sign (site-rules 35)."""

    __tablename__ = "briefing_listener"
    __table_args__ = (Index("uq_briefing_listener_briefing_id_person_id", "briefing_id", "person_id", unique=True),)

    briefing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("briefing.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    method: Mapped[SignatureMethod] = mapped_column(enum_of(SignatureMethod))
    signed_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined")


class AreaClosure(Evidence, Base):
    """作业区封闭+告知牌 as this permit found it (R56; G46 5.4)."""

    __tablename__ = "area_closure"

    closed: Mapped[bool]
    notice_board: Mapped[bool]
    photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    remark: Mapped[str] = mapped_column(default="")


class EquipmentCheck(Evidence, Base):
    """设备检查 (R17; G46 5.5)."""

    __tablename__ = "equipment_check"
    __table_args__ = (
        CheckConstraint("CAST(lighting_volts AS NUMERIC) >= 0", name="lighting_volts"),
        CheckConstraint("CAST(rescue_kit_metres AS NUMERIC) >= 0", name="rescue_kit_metres"),
    )

    checker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    lighting_volts: Mapped[Decimal | None]
    """None = no lighting taken inside"""
    rescue_kit_metres: Mapped[Decimal | None]
    """distance of the rescue set from the mouth, m"""
    remark: Mapped[str] = mapped_column(default="")

    answers: Mapped[list["EquipmentAnswer"]] = relationship(cascade="all, delete-orphan")


class EquipmentAnswer(Identified, Base):
    """One kind of equipment, and the piece of it that was looked at, in order or not."""

    __tablename__ = "equipment_answer"

    check_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("equipment_check.id"), index=True)
    item: Mapped[EquipmentItem] = mapped_column(enum_of(EquipmentItem))
    answer: Mapped[Answer] = mapped_column(enum_of(Answer))
    equipment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("equipment.id"))
    remark: Mapped[str] = mapped_column(default="")

    equipment: Mapped[Equipment | None] = relationship(lazy="joined")


class Isolation(Evidence, Base):
    """One item of energy isolation or clearing; carried over to a later permit by its lock number (site-rules 2, 7)."""

    __tablename__ = "isolation"
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed"),
        CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", name="removed"),
        CheckConstraint("removed_at IS NULL OR involved", name="removed_involved"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn"),
        CheckConstraint("withdrawn_at IS NULL OR confirmed_at IS NULL AND removed_at IS NULL", name="withdrawn_early"),
    )

    kind: Mapped[IsolationKind] = mapped_column(enum_of(IsolationKind))
    involved: Mapped[bool]
    place: Mapped[str] = mapped_column(default="")
    lock_number: Mapped[str] = mapped_column(String(60), default="")
    carried_from_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("isolation.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    """taken back before anybody confirmed it: recorded by mistake, and worth nothing since"""
    withdrawn_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    withdraw_reason: Mapped[str] = mapped_column(default="")
    photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    remark: Mapped[str] = mapped_column(default="")


class TemporaryBarrier(Evidence, Base):
    """A temporary barrier in place of an ineffective 出入口隔离 (R04; O13 12)."""

    __tablename__ = "temporary_barrier"

    effective: Mapped[bool]
    method: Mapped[str]
    photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
