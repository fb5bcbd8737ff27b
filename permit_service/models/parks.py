"""Parks (一园一档): who lets to whom, in 园区, 厂中厂 and 园中园, and the agreement between them (regulations §7)."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.areas import Area
from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.choices import ParkKind
from permit_service.models.columns import Agreed, Guarded, agreement_dates, partial_index
from permit_service.models.enterprises import Enterprise


class Park(Identified, Guarded, Base):
    """A park or a factory let to several firms. ``lessor`` answers for it as a whole."""

    __tablename__ = "park"

    name: Mapped[str]
    pinyin: Mapped[str] = mapped_column(default="")
    """the name's sort key"""
    kind: Mapped[ParkKind] = mapped_column(enum_of(ParkKind))
    area_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"), index=True)
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    lessor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    safety_committee: Mapped[bool] = mapped_column(default=False)
    """园区安委会 set up"""
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    area: Mapped[Area] = relationship()
    lessor: Mapped[Enterprise] = relationship()


class Tenancy(Agreed, Base):
    """A firm in a park, from whom it rents, and the safety agreement of the two. A tenant may let on (园中园)."""

    __tablename__ = "tenancy"
    __table_args__ = (
        CheckConstraint("lessor_id <> lessee_id", name="two_parties"),
        agreement_dates(),
        partial_index(
            "uq_tenancy_standing", "park_id", "lessor_id", "lessee_id", "place", where="ended_at IS NULL", unique=True
        ),
    )

    park_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("park.id"), index=True)
    lessor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    lessee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    place: Mapped[str] = mapped_column(String(200))
    """building or workshop"""
    ended_at: Mapped[datetime | None]

    park: Mapped[Park] = relationship()
    lessor: Mapped[Enterprise] = relationship(foreign_keys=[lessor_id])
    lessee: Mapped[Enterprise] = relationship(foreign_keys=[lessee_id])
