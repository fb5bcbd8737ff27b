"""Disputed times: what somebody found about a record whose two times contradict each other."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from permit_service.models.base import Base, enum_of
from permit_service.models.checks import ContactCheck
from permit_service.models.choices import TimeSource
from permit_service.models.columns import Evidence
from permit_service.models.gas import GasSeries
from permit_service.models.presence import Muster, Scan
from permit_service.models.readings import WorkReading

Record = Scan | WorkReading | GasSeries | ContactCheck | Muster
_RECORDS = ("scan_id", "reading_id", "series_id", "contact_check_id", "muster_id")
_HOW_MANY = " + ".join(f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END" for column in _RECORDS)


class TimeSettlement(Evidence, Base):
    """Which time of a disputed record holds, and what was found (R52). The record itself keeps both, unaltered."""

    __tablename__ = "time_settlement"
    __table_args__ = (
        CheckConstraint(f"{_HOW_MANY} = 1", name="one_record"),
        CheckConstraint("remark <> ''", name="remark"),
        *(Index(f"uq_time_settlement_{column}", column, unique=True) for column in _RECORDS),
    )

    scan_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("scan.id"))
    reading_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("work_reading.id"))
    series_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("gas_series.id"))
    contact_check_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact_check.id"))
    muster_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("muster.id"))
    holds: Mapped[TimeSource] = mapped_column(enum_of(TimeSource))
    remark: Mapped[str]


#: The column of a settlement that names a record, by the record's kind.
SETTLES: dict[type[Record], InstrumentedAttribute[uuid.UUID | None]] = {
    Scan: TimeSettlement.scan_id,
    WorkReading: TimeSettlement.reading_id,
    GasSeries: TimeSettlement.series_id,
    ContactCheck: TimeSettlement.contact_check_id,
    Muster: TimeSettlement.muster_id,
}
