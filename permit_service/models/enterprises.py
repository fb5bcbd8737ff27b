"""Enterprises, the relation of owner and contractor, and written delegations."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.areas import Area
from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.columns import Agreed, Guarded, agreement_dates, partial_index
from permit_service.models.people import Person
from workflows.vocabulary import ProfileName, Sector


class Enterprise(Identified, Guarded, Base):
    """A firm. Its 主要负责人 is the person of this enterprise with ``is_principal``."""

    __tablename__ = "enterprise"

    name: Mapped[str]
    pinyin: Mapped[str] = mapped_column(default="")
    """the name's sort key"""
    uscc: Mapped[str] = mapped_column(String(18), unique=True)
    """统一社会信用代码"""
    sector: Mapped[Sector] = mapped_column(enum_of(Sector))
    profile: Mapped[ProfileName] = mapped_column(enum_of(ProfileName), default=ProfileName.GB46768)
    area_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"), index=True)
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    night_approval: Mapped[bool] = mapped_column(default=False)
    """work at night or on a day off needs one more approver (AQ 5.10.8)"""
    drills_block: Mapped[bool] = mapped_column(default=False)
    """an overdue drill refuses work instead of warning (G46 4.6.2; regulations R50)"""
    file_reviewed_on: Mapped[date | None]
    """when the 一企一档 was last gone through"""
    created_at: Mapped[datetime]

    area: Mapped[Area] = relationship()


class Contract(Agreed, Base):
    """安全管理协议 between owner and contractor, and who stands in for the owner (O13 8; G46 4.7)."""

    __tablename__ = "contract"
    __table_args__ = (
        CheckConstraint("owner_id <> contractor_id", name="two_parties"),
        agreement_dates(),
        Index("uq_contract_owner_id_contractor_id_number", "owner_id", "contractor_id", "number", unique=True),
    )

    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"))
    contractor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    owner_approver_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    """发包单位审批人, proposed on every permit under this contract"""
    inspector_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    """作业现场安全检查人员 of the owner, proposed likewise"""

    owner: Mapped[Enterprise] = relationship(foreign_keys=[owner_id])
    contractor: Mapped[Enterprise] = relationship(foreign_keys=[contractor_id])
    owner_approver: Mapped[Person | None] = relationship(foreign_keys=[owner_approver_id])
    inspector: Mapped[Person | None] = relationship(foreign_keys=[inspector_id])
    reviews: Mapped[list["ContractReview"]] = relationship(order_by="ContractReview.at")
    workers: Mapped[list["ContractWorker"]] = relationship(order_by="ContractWorker.added_at")

    @property
    def review(self) -> "ContractReview | None":
        """The owner's latest review, which counts."""
        return self.reviews[-1] if self.reviews else None


class ContractReview(Identified, Base):
    """The owner's review of the contractor's safety conditions (安全条件审查), kept for good (G46 4.7)."""

    __tablename__ = "contract_review"
    __table_args__ = (Index("ix_contract_review_contract_id_at", "contract_id", "at"),)

    contract_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contract.id"))
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    passed: Mapped[bool]
    remark: Mapped[str] = mapped_column(default="")
    file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))

    by: Mapped[Person] = relationship()


class ContractWorker(Identified, Base):
    """Somebody of the contractor who works for the owner under this contract; the owner sees them."""

    __tablename__ = "contract_worker"
    __table_args__ = (
        partial_index("uq_contract_worker_standing", "contract_id", "person_id", where="ended_at IS NULL", unique=True),
    )

    contract_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    added_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


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

    principal: Mapped[Person] = relationship(foreign_keys=[principal_id])
    delegate: Mapped[Person] = relationship(foreign_keys=[delegate_id])
