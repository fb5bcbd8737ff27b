"""Enterprises, the relation of owner and contractor, and written delegations."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.areas import Area
from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.columns import Guarded
from workflows.vocabulary import ProfileName, Sector


class Enterprise(Identified, Guarded, Base):
    """A firm. Its 主要负责人 is the person of this enterprise with ``is_principal``."""

    __tablename__ = "enterprise"

    name: Mapped[str]
    uscc: Mapped[str] = mapped_column(String(18), unique=True)
    """统一社会信用代码"""
    sector: Mapped[Sector] = mapped_column(enum_of(Sector))
    profile: Mapped[ProfileName] = mapped_column(enum_of(ProfileName), default=ProfileName.GB46768)
    area_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"), index=True)
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    night_approval: Mapped[bool] = mapped_column(default=False)
    """work at night or on a day off needs one more approver (AQ 5.10.8)"""
    created_at: Mapped[datetime]

    area: Mapped[Area] = relationship()


class Contract(Identified, Guarded, Base):
    """安全管理协议 between owner and contractor, and the owner's review of the contractor (O13 8; G46 4.7)."""

    __tablename__ = "contract"
    __table_args__ = (
        CheckConstraint("owner_id <> contractor_id", name="two_parties"),
        CheckConstraint("agreement_until >= agreement_from", name="agreement_dates"),
        CheckConstraint("(reviewed_at IS NULL) = (reviewed_by_id IS NULL)", name="review"),
        CheckConstraint("NOT review_passed OR reviewed_at IS NOT NULL", name="review_passed"),
        Index("uq_contract_owner_id_contractor_id_number", "owner_id", "contractor_id", "number", unique=True),
    )

    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"))
    contractor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    number: Mapped[str] = mapped_column(String(60))
    agreement_from: Mapped[date | None]
    agreement_until: Mapped[date | None]
    file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    review_passed: Mapped[bool] = mapped_column(default=False)
    review_remark: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]

    owner: Mapped[Enterprise] = relationship(foreign_keys=[owner_id])
    contractor: Mapped[Enterprise] = relationship(foreign_keys=[contractor_id])


class Delegation(Identified, Base):
    """书面委托: the principal lets somebody approve where poisoning or asphyxiation threatens (O13 7)."""

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("valid_until > valid_from", name="dates"),
        CheckConstraint("principal_id <> delegate_id", name="two_persons"),
        Index("ix_delegation_delegate_id_valid_until", "delegate_id", "valid_until"),
    )

    enterprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    principal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    delegate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    scope: Mapped[str]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    revoked_at: Mapped[datetime | None]
