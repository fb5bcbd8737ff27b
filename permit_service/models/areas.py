"""Areas (辖区), what each of them demands, and the calendar they count by."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.choices import DayKind
from permit_service.models.columns import AreaPath, Guarded, text_list
from workflows.vocabulary import AreaLevel, DayCounting, FilingMode


class Area(Identified, Guarded, Base):
    """One area in a free tree (市、区、开发区、街道、村居、园区) with its local options (site-rules 27-33)."""

    __tablename__ = "area"
    __table_args__ = (
        CheckConstraint("lead_days >= 0", name="lead_days"),
        CheckConstraint("training_minutes >= 0", name="training_minutes"),
        CheckConstraint("longest_filing_days > 0", name="longest_filing_days"),
        CheckConstraint("training_reuse_days >= 0", name="training_reuse_days"),
        CheckConstraint("path LIKE '%/'", name="path"),
        CheckConstraint("trim(name) <> ''", name="name"),
    )

    name: Mapped[str]
    level: Mapped[AreaLevel] = mapped_column(enum_of(AreaLevel))
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"), index=True)
    path: Mapped[str] = mapped_column(AreaPath, unique=True)
    duty_phone: Mapped[str] = mapped_column(default="")
    filing_mode: Mapped[FilingMode] = mapped_column(enum_of(FilingMode), default=FilingMode.none)
    counting: Mapped[DayCounting] = mapped_column(enum_of(DayCounting), default=DayCounting.civil_days)
    lead_days: Mapped[int] = mapped_column(default=3)
    training_minutes: Mapped[int] = mapped_column(default=0)
    """length of the street training demanded before entry, minutes; 0 = none"""
    training_reuse_days: Mapped[int] = mapped_column(default=0)
    """for how many days the same crew's street training counts again"""
    emergency_allowed: Mapped[bool] = mapped_column(default=True)
    longest_filing_days: Mapped[int] = mapped_column(default=7)
    document: Mapped[str] = mapped_column(default="")
    """the area's own notice, cited as local rule"""
    package_items: Mapped[tuple[str, ...]] = text_list()
    """names of the papers that a filing must hold (两表一方案), as the area calls them"""

    parent: Mapped["Area | None"] = relationship(remote_side="Area.id")


class CalendarYear(Base):
    """A year whose days off are known; any other year is counted by weekday and marked ``calendar_incomplete``."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(200))
    loaded_at: Mapped[datetime]


class CalendarDay(Base):
    """A weekday off or a weekend day worked."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind] = mapped_column(enum_of(DayKind))
