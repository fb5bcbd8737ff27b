"""Signed changes beside the intact permit: crew changes, and links between permits of one space."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.base import Base
from permit_service.models.columns import Evidence, set_of
from permit_service.models.people import Person
from workflows.vocabulary import Part


class CrewChange(Evidence, Base):
    """A change of crew or guardian, counting from ``completed_at``: its signatures are complete (site-rules 4)."""

    __tablename__ = "crew_change"
    __table_args__ = (
        CheckConstraint("completed_at IS NULL OR abandoned_at IS NULL", name="one_end"),
        CheckConstraint("completed_at IS NULL OR approver_notified_at IS NOT NULL", name="approver_notified"),
    )

    reason: Mapped[str]
    approver_notified_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    abandoned_at: Mapped[datetime | None]

    items: Mapped[list["CrewChangeItem"]] = relationship(cascade="all, delete-orphan")


class CrewChangeItem(Base):
    """The parts one person shall have from then on; none = taken off the permit."""

    __tablename__ = "crew_change_item"

    change_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("crew_change.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    parts: Mapped[frozenset[Part]] = set_of(Part)

    person: Mapped[Person] = relationship(lazy="joined")


class PermitLink(Evidence, Base):
    """交叉作业: two permits of one space, active together once both approvers signed (R69; site-rules 22)."""

    __tablename__ = "permit_link"
    __table_args__ = (
        CheckConstraint("permit_id <> other_id", name="two_permits"),
        CheckConstraint("completed_at IS NULL OR signed_at IS NOT NULL AND other_signed_at IS NOT NULL", name="signed"),
        Index("uq_permit_link_permit_id_other_id", "permit_id", "other_id", unique=True),
    )

    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("permit.id"), index=True)
    arrangement: Mapped[str]
    """how the two crews keep out of each other's way"""
    signed_at: Mapped[datetime | None]
    """by the approver of ``permit_id``"""
    other_signed_at: Mapped[datetime | None]
    """by the approver of ``other_id``"""
    completed_at: Mapped[datetime | None]
