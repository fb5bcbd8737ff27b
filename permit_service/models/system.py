"""What the service keeps about itself: installation mark and clock, counters, stored answers, files, heartbeats."""

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from permit_service.models.base import Base, Identified


class Installation(Base):
    """The one row that says whether this database is a sample, and where its clock stands.

    A sample's clock is real time plus ``clock_offset_ms``, or stands still at ``clock_frozen_at``.
    """

    __tablename__ = "installation"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("sample OR (clock_offset_ms = 0 AND clock_frozen_at IS NULL)", name="real_time"),
        CheckConstraint("clock_frozen_at IS NULL OR clock_offset_ms = 0", name="frozen_or_offset"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sample: Mapped[bool]
    clock_frozen_at: Mapped[datetime | None]
    clock_offset_ms: Mapped[int] = mapped_column(BigInteger, default=0)


class NumberCounter(Base):
    """The last number given on one day in one series of human numbers."""

    __tablename__ = "number_counter"
    __table_args__ = (CheckConstraint("last > 0", name="last"),)

    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


class DeviceReply(Identified, Base):
    """The stored answer to one write of one device, given again when the same write arrives again."""

    __tablename__ = "device_reply"
    __table_args__ = (UniqueConstraint("device", "nonce", name="uq_device_reply_device_nonce"),)

    device: Mapped[str] = mapped_column(String(64))
    nonce: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"), index=True)
    body_hash: Mapped[str] = mapped_column(String(64))
    http_status: Mapped[int]
    answer: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime] = mapped_column(index=True)


class StoredFile(Identified, Base):
    """One upload. The bytes lie in the storage folder under their SHA-256; equal bytes are kept once."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("size > 0", name="size"),)

    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    uploaded_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"), index=True)
    uploaded_at: Mapped[datetime]


class RateCount(Base):
    """How often one subject did one thing in one window; the subject is a hash, never an address or a name."""

    __tablename__ = "rate_count"
    __table_args__ = (Index("ix_rate_count_window_start", "window_start"),)

    bucket: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


class Heartbeat(Base):
    """When a process was last known to run: ``clock`` for the clock process."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]


class JobSlot(Base):
    """The claim to one run of one periodic job: of two clocks, the one that inserts the row does the work."""

    __tablename__ = "job_slot"

    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    slot: Mapped[datetime] = mapped_column(primary_key=True)
    claimed_at: Mapped[datetime]
