"""Who guards, who is inside: guardian posts, scans, entries, musters, tools left."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.choices import ScanPurpose
from permit_service.models.columns import Evidence, Recorded, partial_index, text_list
from permit_service.models.people import Person
from workflows.vocabulary import Direction, ScanMethod, ScanVerdict


class GuardianPost(Identified, Base):
    """监护到岗: a guardian at one space for one permit, from check-in until they leave (R37, R38)."""

    __tablename__ = "guardian_post"
    __table_args__ = (
        CheckConstraint("renewed_at >= since AND last_beat_at >= since", name="times"),
        CheckConstraint("ended_at >= since", name="ended_after"),
        CheckConstraint("ended_at IS NULL OR NOT may_admit", name="ended"),
        partial_index("uq_guardian_post_open", "guardian_id", where="ended_at IS NULL", unique=True),
        partial_index("ix_guardian_post_beat", "last_beat_at", where="ended_at IS NULL"),
        Index("ix_guardian_post_space_id_since", "space_id", "since"),
        Index("ix_guardian_post_since", "since"),
    )

    permit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("permit.id"), index=True)
    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("confined_space.id"))
    opening_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("space_opening.id"))
    """the opening guarded, if the space has several"""
    guardian_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))
    device: Mapped[str] = mapped_column(String(64))
    device_explosion_proof: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime]
    renewed_at: Mapped[datetime]
    """last scan of permit + plate"""
    last_beat_at: Mapped[datetime]
    heard_again_at: Mapped[datetime | None]
    """when the phone was last heard after a silence: what it recorded meanwhile is still on its way"""
    may_admit: Mapped[bool] = mapped_column(default=True)
    """False after a suspension or handover until the next scan"""
    confirmed_absent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")

    guardian: Mapped[Person] = relationship(lazy="joined")


class Scan(Recorded, Base):
    """One attempt at the mouth, refused and broken ones too, with the verdict given then."""

    __tablename__ = "scan"
    __table_args__ = (
        CheckConstraint("(purpose = 'passage') = (direction IS NOT NULL)", name="passage_direction"),
        CheckConstraint("head_count > 0", name="head_count"),
        CheckConstraint("tools >= 0", name="tools"),
        CheckConstraint("(snapshot_id IS NULL) = (phone_verdict IS NULL)", name="by_phone"),
        partial_index("ix_scan_snapshot_id", "snapshot_id", where="snapshot_id IS NOT NULL"),
        Index("ix_scan_permit_id_created_at", "permit_id", "created_at"),
        Index("ix_scan_space_id_created_at", "space_id", "created_at"),
        Index("ix_scan_person_id_created_at", "person_id", "created_at"),
    )

    purpose: Mapped[ScanPurpose] = mapped_column(enum_of(ScanPurpose))
    method: Mapped[ScanMethod] = mapped_column(enum_of(ScanMethod))
    direction: Mapped[Direction | None] = mapped_column(enum_of(Direction))
    verdict: Mapped[ScanVerdict] = mapped_column(enum_of(ScanVerdict))
    """the server's, also of what a phone decided without network"""
    phone_verdict: Mapped[ScanVerdict | None] = mapped_column(enum_of(ScanVerdict, "phone_verdict"))
    """what the phone said without network, by the snapshot"""
    snapshot_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pass_snapshot.id"))
    codes: Mapped[tuple[str, ...]] = text_list()
    """codes of the refusals"""
    post_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("guardian_post.id"))
    permit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("permit.id"))
    space_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("confined_space.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    badge_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("badge.id"))
    plate_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("plate.id"))
    label: Mapped[str] = mapped_column(default="")
    """whom, if not a person of the register (119, 路人)"""
    token_masked: Mapped[str] = mapped_column(String(20), default="")
    token_sha256: Mapped[str | None] = mapped_column(String(64))
    device: Mapped[str] = mapped_column(String(64))
    nonce: Mapped[str] = mapped_column(String(64))
    tools: Mapped[int] = mapped_column(default=0)
    tools_note: Mapped[str] = mapped_column(default="")
    photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    # rescue_in only (R53; G46 6.2.8)
    apparatus: Mapped[bool | None]
    lifeline: Mapped[bool | None]
    attendant: Mapped[bool | None]
    head_count: Mapped[int | None]


class Entry(Identified, Base):
    """One stay inside, from an entry scan to an exit scan. ``person`` None = a counted unknown, told by ``label``."""

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("person_id IS NOT NULL OR label <> ''", name="person"),
        CheckConstraint("out_at >= in_at", name="out_after_in"),
        CheckConstraint("(out_at IS NULL) = (out_scan_id IS NULL)", name="out_scan"),
        CheckConstraint("(out_at IS NULL) = (tools_out IS NULL)", name="out_tools"),
        CheckConstraint("tools_in >= 0 AND (tools_out IS NULL OR tools_out >= 0)", name="tools"),
        partial_index("uq_entry_open", "person_id", where="out_at IS NULL", unique=True),
        Index("ix_entry_space_id_out_at", "space_id", "out_at"),
        partial_index("ix_entry_inside", "space_id", where="out_at IS NULL"),
    )

    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    label: Mapped[str] = mapped_column(default="")
    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("confined_space.id"))
    permit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("permit.id"), index=True)
    rescue: Mapped[bool] = mapped_column(default=False)
    in_scan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scan.id"))
    in_at: Mapped[datetime]
    tools_in: Mapped[int] = mapped_column(default=0)
    out_scan_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("scan.id"))
    out_at: Mapped[datetime | None]
    tools_out: Mapped[int | None]

    person: Mapped[Person | None] = relationship(lazy="joined")


class Muster(Recorded, Base):
    """清点: a count by eye against the register; a count that differs stays open until it is settled (R45)."""

    __tablename__ = "muster"
    __table_args__ = (
        CheckConstraint("counted >= 0 AND registered >= 0", name="counts"),
        CheckConstraint("settled_at >= at", name="settled_after"),
        Index("ix_muster_space_id_at", "space_id", "at"),
    )

    space_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("confined_space.id"))
    permit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("permit.id"), index=True)
    all_out: Mapped[bool] = mapped_column(default=False)
    """全部撤出: counted outside, closing the entries"""
    counted: Mapped[int]
    registered: Mapped[int]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id"))
    remark: Mapped[str] = mapped_column(default="")


class ToolWriteOff(Evidence, Base):
    """Tools left inside that the leader writes off, with the reason (site-rules 20)."""

    __tablename__ = "tool_write_off"
    __table_args__ = (CheckConstraint("tools > 0", name="tools"), CheckConstraint("reason <> ''", name="reason"))

    leader_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    tools: Mapped[int]
    reason: Mapped[str]
