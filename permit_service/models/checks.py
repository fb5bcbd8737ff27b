"""Evidence before entry (protection, guardian-check, confirmation) and the checks while work goes on."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.choices import Answer
from permit_service.models.columns import Evidence, text_list
from workflows.kinds import AirSource, Gear, GuardianCheckItem


class ProtectionCheck(Evidence, Base):
    """What one entrant wears, as the guardian found it (R34; G46 5.12)."""

    __tablename__ = "protection_check"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    checker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    air_source: Mapped[AirSource] = mapped_column(enum_of(AirSource), default=AirSource.clean_air)
    remark: Mapped[str] = mapped_column(default="")

    answers: Mapped[list["ProtectionAnswer"]] = relationship(cascade="all, delete-orphan")


class ProtectionAnswer(Base):
    """One kind of gear: worn and in order, or not."""

    __tablename__ = "protection_answer"

    check_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("protection_check.id"), primary_key=True)
    gear: Mapped[Gear] = mapped_column(enum_of(Gear), primary_key=True)
    answer: Mapped[Answer] = mapped_column(enum_of(Answer))
    remark: Mapped[str] = mapped_column(default="")


class GuardianCheck(Evidence, Base):
    """监护确认, item by item, signed by the guardian (R61; O13 14)."""

    __tablename__ = "guardian_check"

    guardian_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime | None]

    answers: Mapped[list["GuardianCheckAnswer"]] = relationship(order_by="GuardianCheckAnswer.at")


class GuardianCheckAnswer(Identified, Base):
    """The guardian's answer to one item; of repeated answers the latest counts (site-rules 11)."""

    __tablename__ = "guardian_check_answer"

    check_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("guardian_check.id"), index=True)
    item: Mapped[GuardianCheckItem] = mapped_column(enum_of(GuardianCheckItem))
    answer: Mapped[Answer] = mapped_column(enum_of(Answer))
    at: Mapped[datetime]
    remark: Mapped[str] = mapped_column(default="")


class Confirmation(Evidence, Base):
    """进入确认, signed by the leader at ``at``, on one gas series and the evidence ids in ``bound`` (R35; G46 6.1)."""

    __tablename__ = "confirmation"

    signer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    series_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("gas_series.id"))
    bound: Mapped[tuple[str, ...]] = text_list()


class SiteCheck(Evidence, Base):
    """The owner's check of the contractor on site, by the named 现场安全检查人员 (R63; G46 4.7.3)."""

    __tablename__ = "site_check"

    inspector_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    in_order: Mapped[bool]
    findings: Mapped[str] = mapped_column(default="")
    photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))


class ContactCheck(Evidence, Base):
    """A regular call to those inside, answered or not (site-rules 37)."""

    __tablename__ = "contact_check"

    caller_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    """who was called; None = all inside"""
    answered: Mapped[bool]
    remark: Mapped[str] = mapped_column(default="")


class Handover(Evidence, Base):
    """A guardian hands the post over to another named guardian, who accepts it."""

    __tablename__ = "handover"
    __table_args__ = (
        CheckConstraint("from_id <> to_id", name="two_guardians"),
        CheckConstraint("accepted_at >= at", name="accepted_after"),
    )

    from_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    to_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(default="")
