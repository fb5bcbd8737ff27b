"""Filings (报备) to the street: what was filed, amended, returned and decided (site-rules 27-30)."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.areas import Area
from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.columns import AreaPath, Guarded, partial_index, set_of, text_list
from permit_service.models.jobs import Job
from permit_service.models.people import Person
from permit_service.models.spaces import ConfinedSpace
from permit_service.models.system import StoredFile
from workflows.kinds import EmergencyCategory, Hazard
from workflows.vocabulary import FilingMode, FilingStatus, Part

_STANDING = "status NOT IN ('withdrawn', 'lapsed')"
_MAY_LAPSE = "status IN ('draft', 'returned')"


class Filing(Identified, Guarded, Base):
    """The filing of a job. Times of receipt are the server's; ``first_submitted_at`` decides whether it is late."""

    __tablename__ = "filing"
    __table_args__ = (
        CheckConstraint("end_at > start_at", name="period"),
        CheckConstraint(
            "status NOT IN ('submitted', 'returned', 'decided') OR (first_submitted_at IS NOT NULL"
            " AND submitted_at IS NOT NULL AND receipt_number IS NOT NULL"
            " AND start_at IS NOT NULL AND end_at IS NOT NULL)",
            name="receipt",
        ),
        CheckConstraint("(receipt_number IS NULL) = (first_submitted_at IS NULL)", name="receipt_whole"),
        CheckConstraint(
            "(late_allowed IS NULL) = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by_id IS NULL)",
            name="decision_whole",
        ),
        CheckConstraint("status <> 'decided' OR late_allowed IS NOT NULL", name="decided"),
        CheckConstraint("(received_at IS NULL) = (received_by_id IS NULL)", name="received"),
        CheckConstraint("emergency_category IS NULL OR emergency_reason <> ''", name="emergency_reason"),
        CheckConstraint(
            "(emergency_signed_at IS NULL OR emergency_category IS NOT NULL)"
            " AND (emergency_signed_at IS NULL) = (emergency_signer_id IS NULL)",
            name="emergency_signed",
        ),
        CheckConstraint("status NOT IN ('withdrawn', 'lapsed') OR ended_at IS NOT NULL", name="ended"),
        partial_index("uq_filing_standing", "job_id", where=_STANDING, unique=True),
        partial_index("ix_filing_may_lapse", "end_at", where=_MAY_LAPSE),
        Index("ix_filing_start_at", "start_at"),
        Index("ix_filing_area_path_submitted_at", "area_path", "submitted_at"),
        Index("ix_filing_enterprise_id_created_at", "enterprise_id", "created_at"),
    )

    number: Mapped[str] = mapped_column(String(30), unique=True)
    job_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("job.id"), index=True)
    enterprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"))
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"))
    area_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    """who takes it: the area of the spaces"""
    area_path: Mapped[str] = mapped_column(AreaPath)
    status: Mapped[FilingStatus] = mapped_column(enum_of(FilingStatus), default=FilingStatus.draft)
    mode: Mapped[FilingMode] = mapped_column(enum_of(FilingMode))
    # What is filed (regulations 10.8)
    start_at: Mapped[datetime | None]
    end_at: Mapped[datetime | None]
    content: Mapped[str] = mapped_column(default="")
    hazards: Mapped[frozenset[Hazard]] = set_of(Hazard)
    contact: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    # Receipt
    first_submitted_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    """latest submission, completions of a return included"""
    receipt_number: Mapped[str | None] = mapped_column(String(30), unique=True)
    receipt_file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    """the stamped receipt of an area that files outside this service"""
    receipt_verified: Mapped[bool] = mapped_column(default=True)
    """False: an uploaded receipt that nobody has checked"""
    keyed_in: Mapped[bool] = mapped_column(default=False)
    """代录: an officer entered what was filed at the counter"""
    received_at: Mapped[datetime | None]
    """read mark 受理; None = 未处理"""
    received_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))
    # Late
    late_reason: Mapped[str] = mapped_column(default="")
    late_allowed: Mapped[bool | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))
    decision_reason: Mapped[str] = mapped_column(default="")
    # Emergency repair (site-rules 30)
    emergency_category: Mapped[EmergencyCategory | None] = mapped_column(enum_of(EmergencyCategory))
    emergency_reason: Mapped[str] = mapped_column(default="")
    emergency_signed_at: Mapped[datetime | None]
    emergency_signer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    emergency_reviewed_at: Mapped[datetime | None]
    emergency_reviewed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))
    # When
    first_entry_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")

    job: Mapped[Job] = relationship()
    area: Mapped[Area] = relationship(lazy="joined")
    spaces: Mapped[list[ConfinedSpace]] = relationship(secondary="filing_space")
    members: Mapped[list["FilingMember"]] = relationship(cascade="all, delete-orphan")
    papers: Mapped[list["FilingPaper"]] = relationship(cascade="all, delete-orphan")
    amendments: Mapped[list["FilingAmendment"]] = relationship(order_by="FilingAmendment.created_at")
    returns: Mapped[list["FilingReturn"]] = relationship(order_by="FilingReturn.at")

    @property
    def open_return(self) -> "FilingReturn | None":
        """What the street wants completed; None while it wants nothing."""
        return next((row for row in self.returns if row.completed_at is None), None)

    @property
    def times_submitted(self) -> int:
        """How often it was handed in, the completions of returns included."""
        again = sum(row.completed_at is not None for row in self.returns)
        return 0 if self.submitted_at is None else 1 + again


#: In the hands of a street: handed in, and neither withdrawn nor lapsed.
IS_REVIEWED = Filing.status.in_((FilingStatus.submitted, FilingStatus.returned, FilingStatus.decided))


class FilingSpace(Base):
    """A space that the filing names."""

    __tablename__ = "filing_space"

    filing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("filing.id"), primary_key=True)
    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("confined_space.id"), primary_key=True, index=True)


class FilingMember(Base):
    """A person that the filing, or an amendment of it, names."""

    __tablename__ = "filing_member"

    filing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("filing.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    parts: Mapped[frozenset[Part]] = set_of(Part)
    amendment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("filing_amendment.id"))

    person: Mapped[Person] = relationship(lazy="joined")


class FilingPaper(Base):
    """One paper of the package (两表一方案), under the name the area gives it."""

    __tablename__ = "filing_paper"

    filing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("filing.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_file.id"))
    attached_at: Mapped[datetime]
    """when these bytes were put in; the same again change nothing"""

    file: Mapped[StoredFile] = relationship()


class FilingAmendment(Identified, Base):
    """A change of one field after filing, which the street sees; values as canonical JSON."""

    __tablename__ = "filing_amendment"

    filing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("filing.id"), index=True)
    field: Mapped[str] = mapped_column(String(60))
    old: Mapped[str] = mapped_column(Text)
    new: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    seen_at: Mapped[datetime | None]
    seen_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))


class FilingReturn(Identified, Base):
    """退回: the fields an officer marked, and when they were completed."""

    __tablename__ = "filing_return"
    __table_args__ = (partial_index("uq_filing_return_open", "filing_id", where="completed_at IS NULL", unique=True),)

    filing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("filing.id"), index=True)
    at: Mapped[datetime]
    officer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str]
    fields: Mapped[tuple[str, ...]] = text_list()
    completed_at: Mapped[datetime | None]

    kept: Mapped[list["KeptField"]] = relationship(order_by="KeptField.field")


class KeptField(Base):
    """A marked field that was handed in again as it stood, and why: the enterprise's answer to the street."""

    __tablename__ = "kept_field"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason"),)

    return_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("filing_return.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(60), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
