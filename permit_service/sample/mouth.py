"""SAMPLE ONLY: what a crew does at the mouth of the space, each step at the moment the clock shows."""

import uuid
from dataclasses import dataclass
from decimal import Decimal

from permit_service import wallclock
from permit_service.models.base import db
from permit_service.models.choices import Answer
from permit_service.models.people import Badge
from permit_service.models.permits import Permit
from permit_service.models.spaces import ConfinedSpace, Plate
from permit_service.sample.crews import Crew, signed_in, signer_of
from permit_service.sample.papers import picture
from permit_service.sample.pieces import PIECES
from permit_service.sample.registers import acting
from permit_service.services import (
    briefings,
    check_ins,
    closing,
    confirmation,
    evacuation,
    gas,
    guardian_checks,
    openings,
    preparation,
    protection,
    readings,
    scans,
    site_checks,
    ventilation,
)
from permit_service.services.briefings import BriefingForm, ListenForm
from permit_service.services.check_ins import CheckInForm
from permit_service.services.preparation import EquipmentForm, EquipmentLine, IsolationForm
from permit_service.services.protection import ProtectionForm
from permit_service.services.readings import ReadingForm
from permit_service.services.scans import ScanForm
from permit_service.services.series_rows import PointForm, SeriesForm
from permit_service.services.shown_values import ShownForm
from workflows.gas_facts import Leg
from workflows.kinds import (
    BriefingItem,
    ClosingKind,
    Gas,
    Gear,
    GuardianCheckItem,
    IsolationKind,
    Unit,
    VentilationKind,
)
from workflows.points import suggest_points
from workflows.vocabulary import Direction, ScanVerdict

_TOLD = {
    BriefingItem.content: "作业内容、步骤和时间",
    BriefingItem.division: "谁进入、谁监护、谁检测、谁救援",
    BriefingItem.hazards: "中毒、窒息和其他危险",
    BriefingItem.requirements: "先通风、再检测、后作业，全程佩戴防护用品",
    BriefingItem.emergency: "有异常立即撤出，严禁盲目施救",
}
_WORN = (Gear.helmet, Gear.harness, Gear.lifeline, Gear.supplied_air)
_CLEAN = {
    Gas.o2: (Decimal("20.9"), Unit.vol),
    Gas.ex: (Decimal(0), Unit.lel),
    Gas.h2s: (Decimal(0), Unit.ppm),
    Gas.co: (Decimal(1), Unit.ppm),
    Gas.c7h8: (Decimal(2), Unit.ppm),
}

_ALWAYS = frozenset({Gas.o2, Gas.ex, Gas.h2s, Gas.co})


class SampleRefused(Exception):
    """Something at the mouth was refused although the sample did everything: the sample or a rule is wrong."""


@dataclass(frozen=True, slots=True)
class Site:
    """A permit at the mouth of its space. ``detector_stuck``: it shows the same wherever and whenever it is read."""

    crew: Crew
    permit_id: uuid.UUID
    detector_stuck: bool = False

    @property
    def _permit(self) -> Permit:
        return db.session.get_one(Permit, self.permit_id)

    @property
    def _space(self) -> ConfinedSpace:
        return self._permit.space

    @property
    def openings(self) -> tuple[uuid.UUID, ...]:
        """Every opening of the space."""
        return tuple(opening.id for opening in self._space.openings)

    def check_in(self) -> None:
        """The guardian scans permit and plate."""
        plate = db.session.query(Plate).filter(Plate.space_id == self._permit.space_id).first()
        assert plate is not None
        form = CheckInForm(self._permit.number, plate.code, uuid.uuid4().hex, explosion_proof=True)
        done = check_ins.check_in(acting(self.crew.guardian), form)
        if done.verdict is not ScanVerdict.admit:
            raise SampleRefused([refusal.code for refusal in done.refusals])

    def brief(self) -> None:
        """The leader tells the five items; everyone listens, the leader aside."""
        leader = acting(self.crew.leader)
        form = BriefingForm(contents=_TOLD, tools="扳手、流量计")
        briefing_id = briefings.give(leader, self.permit_id, form, signer_of(self.crew.leader)).id
        listeners = [name for name in self.crew.parts if name != self.crew.name_of(self.crew.leader)]
        for name in listeners:
            signature = ListenForm(person_id=self.crew.person(name), image=picture("signature"))
            briefings.listen(leader, briefing_id, signature)

    def close_area(self) -> None:
        preparation.close_area(acting(self.crew.guardian), self.permit_id, closed=True, notice_board=True)

    def check_equipment(self) -> None:
        lines = tuple(EquipmentLine(item, Answer.yes, self.crew.firm.equipment[code]) for item, code in PIECES.items())
        form = EquipmentForm(lines, lighting_volts=Decimal(12), rescue_kit_metres=Decimal(5))
        preparation.check_equipment(acting(self.crew.guardian), self.permit_id, form)

    def isolate(self) -> None:
        """A blind plate and a lock; what can be emptied is emptied."""
        items = (
            IsolationForm(IsolationKind.blind_plate, place="进水管", photo=picture("blind plate")),
            IsolationForm(IsolationKind.lock_tag, place="电源箱", lock_number="S-07"),
            IsolationForm(IsolationKind.emptying),
        )
        guardian = acting(self.crew.guardian)
        for row in preparation.isolate(guardian, self.permit_id, items):
            preparation.confirm_isolation(guardian, row.id)

    def bar(self) -> None:
        """Where the barrier of the ledger keeps nobody out, the guardian sets a temporary one."""
        if not self._space.barrier_effective:
            preparation.set_barrier(acting(self.crew.guardian), self.permit_id, effective=True, method="临时上锁格栅")

    def check_contractor(self) -> None:
        """The owner's inspector looks the site over, where the work is contracted."""
        if self.crew.owner is not None:
            site_checks.check_site(acting(self.crew.inspector), self.permit_id, signed_in(), in_order=True)

    def open(self) -> None:
        """The guardian opens from upwind; air comes in by itself."""
        guardian = acting(self.crew.guardian)
        for opening_id in self.openings:
            openings.open_space(guardian, self.permit_id, opening_id, upwind=True)
        ventilation.start(guardian, self.permit_id, kind=VentilationKind.natural)

    def begin_series(self) -> uuid.UUID:
        form = SeriesForm(
            self.crew.firm.equipment["JC-01"], survey_done=True, stirred=True if self._space.has_sludge else None
        )
        return gas.begin_series(acting(self.crew.tester), self.permit_id, form).id

    def points(self) -> list[tuple[int, Decimal]]:
        """Where to measure: leg and metres, as the rules suggest."""
        return [
            (leg.position, point)
            for leg in self._space.legs
            for point in suggest_points(Leg(leg.orientation, leg.length))
        ]

    def read_point(self, series_id: uuid.UUID, leg: int, distance: Decimal) -> None:
        """One point with clean air."""
        gas.add_point(acting(self.crew.tester), series_id, PointForm(leg, distance, self._clean_air()))

    def _clean_air(self) -> tuple[ShownForm, ...]:
        """The four gases and those of the space, as in clean air; carbon monoxide moves by the minute."""
        wanted = _ALWAYS | self._space.extra_gases
        moved = {} if self.detector_stuck else {Gas.co: (Decimal(wallclock.now().minute % 4), Unit.ppm)}
        shown = {**_CLEAN, **moved}
        return tuple(ShownForm(channel, amount, unit) for channel, (amount, unit) in shown.items() if channel in wanted)

    def sign_series(self, series_id: uuid.UUID) -> None:
        gas.sign_series(acting(self.crew.tester), series_id, signer_of(self.crew.tester))

    def start_fan(self) -> None:
        ventilation.start(
            acting(self.crew.guardian),
            self.permit_id,
            kind=VentilationKind.mechanical,
            duct_confirmed=True,
            equipment_id=self.crew.firm.equipment["FJ-01"],
        )

    def check_protection(self) -> None:
        form = ProtectionForm(dict.fromkeys(_WORN, Answer.yes))
        for name in self.crew.entrants:
            protection.check(acting(self.crew.guardian), self.permit_id, self.crew.person(name), form)

    def check_guard(self) -> None:
        """监护确认, item by item, then signed."""
        guardian = acting(self.crew.guardian)
        guardian_checks.answer(guardian, self.permit_id, dict.fromkeys(GuardianCheckItem, Answer.yes))
        guardian_checks.sign_check(guardian, self.permit_id, signer_of(self.crew.guardian))

    def confirm(self) -> None:
        confirmation.confirm(acting(self.crew.leader), self.permit_id, signer_of(self.crew.leader))

    def enter(self, name: str, *, tools: int = 0) -> None:
        """Somebody's badge is scanned on the way in."""
        self._pass(name, Direction.in_, tools, ScanVerdict.admit)

    def leave(self, name: str, *, tools: int = 0) -> None:
        """The same on the way out."""
        self._pass(name, Direction.out, tools, ScanVerdict.recorded)

    def _pass(self, name: str, direction: Direction, tools: int, expected: ScanVerdict) -> None:
        badge = db.session.get_one(Badge, self.crew.firm.badges[name])
        form = ScanForm(direction, uuid.uuid4().hex, permit_id=self.permit_id, badge=badge.number, tools=tools)
        done = scans.scan(acting(self.crew.guardian), form)
        if done.verdict is not expected:
            raise SampleRefused([refusal.code for refusal in done.refusals])

    def read_work(self) -> None:
        """The value of every quarter of an hour."""
        form = ReadingForm(self._clean_air(), zone="底部", detector_id=self.crew.firm.equipment["JC-01"])
        readings.record_reading(acting(self.crew.guardian), self.permit_id, form)

    def suspend(self) -> None:
        """Work is interrupted; the mouth is marked and shut for the time being."""
        guardian = acting(self.crew.guardian)
        evacuation.suspend(guardian, self.permit_id, "雷雨，暂停作业")
        evacuation.mark_interruption(guardian, self.permit_id)

    def finish(self) -> None:
        closing.finish(acting(self.crew.guardian), self.permit_id)

    def shut(self) -> None:
        """Every opening is closed, with its sign."""
        for opening_id in self.openings:
            openings.close_opening(
                acting(self.crew.guardian), self.permit_id, opening_id, kind=ClosingKind.final, sign_set=True
            )

    def close(self) -> None:
        closing.close(acting(self.crew.leader), self.permit_id, signer_of(self.crew.leader))
