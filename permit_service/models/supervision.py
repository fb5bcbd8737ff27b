"""Who oversees an enterprise or a space: the body that manages the place, and the department of its trade."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.choices import Department
from permit_service.models.columns import Guarded


class Supervision(Identified, Guarded, Base):
    """管理机构 and 主管部门 of one enterprise, or of one space where they differ from its enterprise's."""

    __tablename__ = "supervision"
    __table_args__ = (CheckConstraint("(enterprise_id IS NULL) <> (space_id IS NULL)", name="one_subject"),)

    enterprise_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("enterprise.id"), unique=True)
    space_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("confined_space.id"), unique=True)
    managing_body: Mapped[str] = mapped_column(default="")
    """属地管理机构: a street office, the committee of a zone or of a park"""
    department: Mapped[Department] = mapped_column(enum_of(Department))
