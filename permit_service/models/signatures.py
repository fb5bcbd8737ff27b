"""Signatures, accountable and attested: who, in which role, how proved, on which bytes (site-rules 18)."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.choices import SignatureAct, SignatureKind, SignatureMethod
from permit_service.models.columns import partial_index
from permit_service.models.people import LabTester, Person
from workflows.vocabulary import Part

_ONE_STANDING = "fallen_at IS NULL AND act IN ('consent', 'approve', 'owner_approve', 'extra_approve')"


class Signature(Identified, Base):
    """One signature. ``statement`` is the canonical JSON that was signed, ``sha256`` the hash of its bytes."""

    __tablename__ = "signature"
    __table_args__ = (
        CheckConstraint("(signer_id IS NULL) <> (lab_tester_id IS NULL)", name="one_signer"),
        CheckConstraint(
            "kind <> 'accountable' OR (signer_id IS NOT NULL AND user_id IS NOT NULL"
            " AND method IN ('pin', 'passkey', 'password'))",
            name="accountable",
        ),
        CheckConstraint(
            "kind <> 'attested' OR (witness_id IS NOT NULL AND method IN ('drawn', 'badge'))", name="attested"
        ),
        CheckConstraint("method <> 'drawn' OR image_id IS NOT NULL", name="drawn"),
        CheckConstraint("witness_id <> signer_id", name="other_witness"),
        partial_index("uq_signature_standing", "subject_id", "act", where=_ONE_STANDING, unique=True),
        Index("ix_signature_subject_id", "subject_id"),
        Index("ix_signature_at", "at"),
    )

    act: Mapped[SignatureAct] = mapped_column(enum_of(SignatureAct))
    subject_id: Mapped[uuid.UUID]
    """id of the row signed; ``act`` tells its table"""
    permit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("permit.id"), index=True)
    """the permit it belongs to, if any"""
    kind: Mapped[SignatureKind] = mapped_column(enum_of(SignatureKind))
    method: Mapped[SignatureMethod] = mapped_column(enum_of(SignatureMethod))
    part: Mapped[Part | None] = mapped_column(enum_of(Part))
    signer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    lab_tester_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("lab_tester.id"))
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))
    """account that was authenticated again"""
    device_user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    """whose session it was made in (在此签字: another's)"""
    witness_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    delegation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("delegation.id"))
    opinion: Mapped[str] = mapped_column(default="")
    on_site: Mapped[bool | None]
    """position proof of the signer (G30 4.11); None = not told"""
    image_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    statement: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    fallen_at: Mapped[datetime | None]
    """when it ceased to stand (sent back, withdrawn)"""

    signer: Mapped[Person | None] = relationship(foreign_keys=[signer_id], lazy="joined")
    witness: Mapped[Person | None] = relationship(foreign_keys=[witness_id], lazy="joined")
    lab_tester: Mapped[LabTester | None] = relationship(lazy="joined")
