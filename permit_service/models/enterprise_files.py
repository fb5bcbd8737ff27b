"""What hangs on an enterprise in its file (一企一档): contacts, documents of its safety system, risk grades."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.choices import GradeReason, SafetyPaper
from workflows.inspection_kinds import RiskGrade


class EnterpriseContact(Identified, Base):
    """Whom to reach at an enterprise; needs no entry in the register of people."""

    __tablename__ = "enterprise_contact"

    enterprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    name: Mapped[str]
    duty: Mapped[str] = mapped_column(default="")
    phone: Mapped[str]
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class SafetyDocument(Identified, Base):
    """A document of the enterprise's safety system (O13 4; G46 4.3); a newer one of its kind may stand beside it."""

    __tablename__ = "safety_document"

    enterprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    kind: Mapped[SafetyPaper] = mapped_column(enum_of(SafetyPaper))
    title: Mapped[str]
    issued_on: Mapped[date]
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_file.id"))
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    withdrawn_at: Mapped[datetime | None]


class RiskGrading(Identified, Base):
    """One grading of an enterprise by the authority of its area; the latest counts, all are kept (regulations §7)."""

    __tablename__ = "risk_grading"
    __table_args__ = (Index("ix_risk_grading_enterprise_id_at", "enterprise_id", "at"),)

    enterprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"))
    grade: Mapped[RiskGrade] = mapped_column(enum_of(RiskGrade))
    reason: Mapped[GradeReason] = mapped_column(enum_of(GradeReason))
    remark: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
