"""SAMPLE ONLY: jobs and permits in every status, each brought there by its crew through the services.

Told relative to the moment the sample is made, so that there is always one ready for scanning now.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select

from permit_service import wallclock
from permit_service.models.base import db
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace
from permit_service.sample import checks, desks, street
from permit_service.sample.course import (
    MINUTE,
    PREPARING,
    air_made_good,
    ground_prepared,
    people_checked,
    prepared,
    worked,
    wound_up,
)
from permit_service.sample.crews import Crew, crews_of
from permit_service.sample.desks import Planned, Window
from permit_service.sample.mouth import Site
from permit_service.sample.registers import SampleDistrict, build_registers
from permit_service.sample.timeline import Story, play
from permit_service.services import clock
from workflows.kinds import WorkKind

#: How long before now the sample's registers were made, and its keys before them.
REGISTERED, HISTORY = timedelta(days=30), timedelta(days=31)

_HOUR = timedelta(hours=1)
_WELL, _TANK, _PIT, _REACTOR, _REACTOR_PIT = "JS-01", "JS-02", "JX-01", "HG-01", "HG-02"


def build_district(now: datetime) -> SampleDistrict:
    """Fill an empty sample database with registers and permits. Raises what the services raise."""
    district = build_registers(now - REGISTERED)
    play(Sample(now, district).stories())
    return district


def ready_permit() -> uuid.UUID:
    """The permit of the well that was confirmed last."""
    return db.session.scalars(
        select(Permit.id)
        .join(ConfinedSpace, ConfinedSpace.id == Permit.space_id)
        .where(ConfinedSpace.number == _WELL, Permit.confirmed_at.is_not(None))
        .order_by(Permit.confirmed_at.desc())
        .limit(1)
    ).one()


@dataclass(frozen=True)
class Sample:
    """The stories of one district, told backwards and forwards from ``now``."""

    now: datetime
    district: SampleDistrict

    def stories(self) -> tuple[Story, ...]:
        """Every story; their names say how they end."""
        water, machinery, chemical, contractor = crews_of(self.district)
        return (
            self.ready(water),
            self.accepted(water),
            self.draft(water),
            self.waiting_for_approval(water),
            self.cancelled(water),
            self.returned_by_street(water),
            self.late_undecided(water),
            self.late_allowed(water),
            self.revoked(water),
            self.expired_unused(water),
            self.training_reused(water),
            self.filed_on_time(water),
            self.contracted(contractor),
            self.approved_for_tomorrow(contractor),
            self.suspended(machinery),
            self.finished(chemical),
            self.rejected_and_abandoned(chemical),
            checks.concluded(self.day(-7, "10:30")),
            checks.unfiled(self.day(-3, "15:20"), self.district),
            checks.drawn(self.now - _HOUR, self.district, wallclock.civil_day(self.now)),
        )

    # -- moments -------------------------------------------------------------------------------------------

    def day(self, number: int, at: str) -> datetime:
        """A time of a civil day; today is 0, yesterday -1."""
        today = wallclock.civil_day(self.now)
        return datetime.combine(today + timedelta(days=number), time.fromisoformat(at), wallclock.SHANGHAI)

    def hours(self, number: int, begin: str = "08:30", end: str = "17:00") -> Window:
        """A window within a civil day."""
        return Window(self.day(number, begin), self.day(number, end))

    def space(self, number: str) -> uuid.UUID:
        """A space by its number in the ledger."""
        spaces: dict[str, uuid.UUID] = {}
        for firm in (self.district.water, self.district.machinery, self.district.chemical):
            spaces |= firm.spaces
        return spaces[number]

    # -- shared beginnings ----------------------------------------------------------------------------------

    def _replacing(self, crew: Crew, window: Window) -> Planned:
        return desks.plan(crew, self.space(_WELL), window, "更换流量计", WorkKind.maintenance)

    def _approved(self, crew: Crew, window: Window) -> Planned:
        planned = self._replacing(crew, window)
        desks.submit(crew, planned)
        desks.approve(crew, planned)
        return planned

    # -- the well -------------------------------------------------------------------------------------------

    def ready(self, crew: Crew) -> Story:
        """Active, the guardian on post, gas fresh, nobody inside: to be scanned now."""
        yield self.day(-6, "09:00")
        planned = self._approved(crew, Window(self.now - 2 * _HOUR, self.now + 8 * _HOUR))
        yield self.day(-6, "10:00")
        filing_id = desks.file(crew, planned)
        yield self.day(-5, "09:00")
        street.receive(crew, filing_id)
        yield from street.trained(crew, filing_id, self.day(-1, "14:00"))
        yield from prepared(Site(crew, planned.permit_id), self.now - PREPARING - 2 * MINUTE)

    def accepted(self, crew: Crew) -> Story:
        """Last week: worked, closed, accepted."""
        yield self.day(-12, "09:00")
        planned = self._approved(crew, self.hours(-7))
        filing_id = desks.file(crew, planned)
        yield self.day(-11, "09:00")
        street.receive(crew, filing_id)
        yield from street.trained(crew, filing_id, self.day(-8, "09:00"))
        site = Site(crew, planned.permit_id)
        start = self.day(-7, "08:40")
        yield from prepared(site, start)
        yield from worked(site, start + PREPARING + 3 * MINUTE)
        yield from wound_up(site, start + PREPARING + 30 * MINUTE)
        yield start + PREPARING + 40 * MINUTE
        desks.accept(crew, planned)

    def draft(self, crew: Crew) -> Story:
        """Begun and left."""
        yield self.day(-1, "15:00")
        desks.draft(crew, self.space(_WELL), self.hours(8))

    def waiting_for_approval(self, crew: Crew) -> Story:
        """Submitted and consented, for next week; the filing is a draft."""
        yield self.day(-1, "15:30")
        planned = self._replacing(crew, self.hours(6))
        desks.submit(crew, planned)
        yield self.day(-1, "15:40")
        desks.prepare_filing(crew, planned)

    def cancelled(self, crew: Crew) -> Story:
        yield self.day(-5, "10:00")
        planned = desks.draft(crew, self.space(_TANK), self.hours(3))
        yield self.day(-5, "16:00")
        desks.cancel(crew, planned, "改期进行")

    def returned_by_street(self, crew: Crew) -> Story:
        """Approved; the filing came back to be completed."""
        yield self.day(-3, "09:00")
        planned = self._approved(crew, self.hours(5))
        yield self.day(-2, "09:00")
        filing_id = desks.file(crew, planned)
        yield self.day(-1, "09:30")
        street.send_back(crew, filing_id)

    def late_undecided(self, crew: Crew) -> Story:
        """Filed too late, with its reason; waits for the street."""
        yield self.day(-1, "16:00")
        planned = self._approved(crew, self.hours(1, "13:00"))
        desks.file(crew, planned, late_reason="流量计突发故障")

    def late_allowed(self, crew: Crew) -> Story:
        yield self.day(-1, "09:00")
        planned = self._approved(crew, self.hours(1, "08:00", "11:00"))
        filing_id = desks.file(crew, planned, late_reason="供水调度临时调整")
        yield self.day(-1, "11:00")
        street.allow_late(crew, filing_id)

    def revoked(self, crew: Crew) -> Story:
        """Approved, then revoked by the principal; the filing withdrawn."""
        yield self.day(-15, "09:00")
        planned = self._approved(crew, self.hours(-10))
        filing_id = desks.file(crew, planned)
        yield self.day(-14, "09:00")
        desks.revoke(crew, planned, "进水水质异常")
        desks.withdraw_filing(crew, filing_id, "作业取消")

    def expired_unused(self, crew: Crew) -> Story:
        """Approved and never filed: its window passed, permit and filing with it."""
        yield self.day(-8, "09:00")
        planned = self._approved(crew, self.hours(-4))
        desks.prepare_filing(crew, planned)
        yield self.day(-4, "17:01")
        clock.tick()

    def training_reused(self, crew: Crew) -> Story:
        """The same crew in the same well three days after its training: the street lets that count again."""
        yield self.day(-2, "10:00")
        planned = self._approved(crew, self.hours(2))
        filing_id = desks.file(crew, planned)
        yield self.day(-1, "16:30")
        street.receive(crew, filing_id)
        street.reuse_latest(crew, filing_id, "同一班组、同一空间，刚培训过（样例）")

    def filed_on_time(self, crew: Crew) -> Story:
        """Filed yesterday, five days ahead; the street has not read it yet."""
        yield self.day(-1, "17:10")
        planned = self._approved(crew, self.hours(4))
        desks.file(crew, planned)

    # -- the others -----------------------------------------------------------------------------------------

    def contracted(self, crew: Crew) -> Story:
        """Work of today by a contractor in the owner's tank: another guardian than planned; active, nobody inside."""
        yield self.day(-7, "10:00")
        window = Window(self.now - 3 * _HOUR, self.now + 5 * _HOUR)
        planned = desks.plan(crew, self.space(_TANK), window, "更换曝气头", WorkKind.maintenance)
        desks.submit(crew, planned)
        desks.approve(crew, planned)
        filing_id = desks.file(crew, planned)
        yield self.day(-5, "09:30")
        street.receive(crew, filing_id)
        yield self.day(-4, "09:00")
        relieved = desks.replace_guardian(crew, planned, "contractor-relief", "原监护人请病假（样例）")
        yield from street.trained(relieved, filing_id, self.day(-1, "10:00"), quiz=True)
        site, start = Site(relieved, planned.permit_id), self.now - 2 * _HOUR
        yield from prepared(site, start)
        yield from worked(site, start + PREPARING + 10 * MINUTE)

    def approved_for_tomorrow(self, crew: Crew) -> Story:
        """Contracted desludging: approved by both, filed on time, training arranged."""
        yield self.day(-7, "09:00")
        planned = desks.plan(crew, self.space(_TANK), self.hours(1), "好氧池清淤", WorkKind.desludging)
        desks.submit(crew, planned)
        desks.approve(crew, planned)
        filing_id = desks.file(crew, planned)
        yield self.day(-6, "09:00")
        street.receive(crew, filing_id)
        street.schedule(crew, filing_id, self.day(1, "08:00"))

    def suspended(self, crew: Crew) -> Story:
        """A firm of three; work stopped for a thunderstorm an hour ago."""
        yield self.day(-12, "09:00")
        window = Window(self.now - 4 * _HOUR, self.now + 4 * _HOUR)
        planned = desks.plan(crew, self.space(_PIT), window, "更换液位计", WorkKind.maintenance)
        desks.submit(crew, planned)
        desks.approve(crew, planned)
        filing_id = desks.file(crew, planned)
        yield self.day(-11, "09:00")
        street.receive(crew, filing_id)
        yield from street.trained(crew, filing_id, self.day(-2, "09:00"))
        site = Site(crew, planned.permit_id)
        yield from prepared(site, self.now - 3 * _HOUR)
        yield from worked(site, self.now - 2 * _HOUR + MINUTE)
        yield self.now - _HOUR
        site.suspend()

    def finished(self, crew: Crew) -> Story:
        """Profile 30: tested, by a stuck detector, before the approver signs on site; worked, everyone out."""
        yield self.day(-8, "09:00")
        window = Window(self.now - 4 * _HOUR, self.now + 4 * _HOUR)
        planned = desks.plan(crew, self.space(_REACTOR), window, "更换搅拌轴封", WorkKind.maintenance)
        desks.submit_unsigned(crew, planned)
        filing_id = desks.file(crew, planned)
        yield self.day(-7, "09:00")
        street.receive(crew, filing_id)
        yield from street.trained(crew, filing_id, self.day(-2, "14:00"))
        site, start = Site(crew, planned.permit_id, detector_stuck=True), self.now - 3 * _HOUR
        yield from ground_prepared(site, start)
        yield from air_made_good(site, start + 9 * MINUTE)
        yield start + PREPARING - 4 * MINUTE
        desks.consent(crew, planned)
        desks.approve(crew, planned, on_site=True)
        yield from people_checked(site, start + PREPARING - 2 * MINUTE)
        yield from worked(site, start + PREPARING + MINUTE)
        yield start + PREPARING + 25 * MINUTE
        site.finish()

    def rejected_and_abandoned(self, crew: Crew) -> Story:
        yield self.day(-4, "09:00")
        planned = desks.plan(crew, self.space(_REACTOR_PIT), self.hours(4), "地坑清理", WorkKind.desludging)
        desks.submit_unsigned(crew, planned)
        yield self.day(-4, "15:00")
        desks.reject(crew, planned, "与检修计划冲突")
        yield self.day(-3, "09:00")
        desks.abandon(crew, planned, "改由大修时进行")
