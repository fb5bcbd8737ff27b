"""People, their training results, badges and photos. Only some of them have accounts."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.columns import Guarded, partial_index, set_of
from workflows.training_kinds import CertificateKind, Employment, TrainingTopic


class Person(Identified, Guarded, Base):
    """Somebody of an enterprise, or of an area's authority."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("(enterprise_id IS NULL) <> (area_id IS NULL)", name="one_organisation"),
        CheckConstraint("NOT is_principal OR enterprise_id IS NOT NULL", name="principal"),
        partial_index("uq_person_principal", "enterprise_id", where="is_principal", unique=True),
        Index("ix_person_enterprise_id_pinyin", "enterprise_id", "pinyin"),
    )

    name: Mapped[str]
    pinyin: Mapped[str] = mapped_column(default="")
    """the name's sort key"""
    phone: Mapped[str] = mapped_column(default="")
    position: Mapped[str] = mapped_column(default="")
    employment: Mapped[Employment] = mapped_column(enum_of(Employment), default=Employment.employed)
    enterprise_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("enterprise.id"))
    area_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"), index=True)
    is_principal: Mapped[bool] = mapped_column(default=False)
    """主要负责人 of the enterprise; one at a time"""
    trained_until: Mapped[datetime | None]
    """until when training holds by the results of today (O13 9; G46 4.4): to narrow lists by, never to judge by"""
    left_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    trainings: Mapped[list["TrainingResult"]] = relationship(order_by="TrainingResult.held_at", back_populates="person")
    certificates: Mapped[list["Certificate"]] = relationship(order_by="Certificate.created_at")
    photo: Mapped["PersonPhoto | None"] = relationship()


class PersonPhoto(Base):
    """The photo by which a guardian compares the face with the badge."""

    __tablename__ = "person_photo"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_file.id"))
    taken_at: Mapped[datetime]


class TrainingResult(Identified, Base):
    """Outcome of one training and its examination; ``passed_at`` None = not passed (O13 9; G46 4.4).

    A pass has a number and can be proved by a paper with a code, until it lapses or is called back.
    """

    __tablename__ = "training_result"
    __table_args__ = (
        CheckConstraint("(passed_at IS NULL) = (valid_until IS NULL)", name="passed"),
        CheckConstraint("valid_until > passed_at", name="dates"),
        CheckConstraint("(passed_at IS NULL) = (number IS NULL)", name="numbered"),
        CheckConstraint("(voided_at IS NULL) = (void_reason = '')", name="voided"),
        Index("uq_training_result_number", "number", unique=True),
        Index("ix_training_result_person_id_valid_until", "person_id", "valid_until"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    held_at: Mapped[datetime]
    title: Mapped[str]
    topics: Mapped[frozenset[TrainingTopic]] = set_of(TrainingTopic)
    mark: Mapped[Decimal | None]
    passed_at: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]
    number: Mapped[str | None] = mapped_column(String(20))
    """证明编号, with check character"""
    session_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("training_session.id"), index=True)
    """the training held here that it came from; None = entered as held elsewhere"""
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(default="")
    file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))

    person: Mapped[Person] = relationship(back_populates="trainings")


class Certificate(Identified, Base):
    """A certificate of somebody: 特种作业操作证 and the like. ``expires_on`` None = it does not lapse."""

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("expires_on > issued_on", name="dates"),
        partial_index(
            "uq_certificate_standing", "person_id", "kind", "number", where="withdrawn_at IS NULL", unique=True
        ),
        Index("ix_certificate_expires_on", "expires_on"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[CertificateKind] = mapped_column(enum_of(CertificateKind))
    category: Mapped[str] = mapped_column(default="")
    """作业类别, such as 高处作业"""
    number: Mapped[str]
    issuer: Mapped[str]
    issued_on: Mapped[date]
    expires_on: Mapped[date | None]
    file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))


class Badge(Identified, Base):
    """A badge. Its id stands in the code, its number with check character below it."""

    __tablename__ = "badge"
    __table_args__ = (partial_index("uq_badge_in_force", "person_id", where="revoked_at IS NULL", unique=True),)

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined")


class LabTester(Identified, Base):
    """A tester of a commissioned laboratory: no entry in the register of people is needed (G46 5.8.3)."""

    __tablename__ = "lab_tester"

    enterprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    """who commissioned the laboratory"""
    laboratory: Mapped[str]
    qualification: Mapped[str]
    name: Mapped[str]
    certificate: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
