"""The sample job at the mouth of the well: from an approved permit to people inside, through the use cases.

Every step is taken at its time of day in the sample (see ``good``); a test that needs a permit at some stage calls the
step before it. ``PIN`` of everybody is that of ``plan_cast``.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from flask import current_app
from pieces import at
from PIL import Image
from plan_cast import Cast, raise_cast, then

from permit_service.config import service_config
from permit_service.models.base import db
from permit_service.models.choices import Answer
from permit_service.models.gas import GasSeries
from permit_service.models.openings import VentilationRun
from permit_service.models.people import Badge
from permit_service.models.permits import Permit
from permit_service.models.presence import GuardianPost
from permit_service.models.spaces import Plate
from permit_service.services import (
    briefings,
    check_ins,
    codes,
    confirmation,
    gas,
    guardian_checks,
    openings,
    preparation,
    protection,
    scans,
    signing,
    street_trainings,
    ventilation,
)
from permit_service.services.briefings import BriefingForm, ListenForm
from permit_service.services.check_ins import CheckedIn, CheckInForm
from permit_service.services.job_forms import JobForm
from permit_service.services.preparation import EquipmentForm, EquipmentLine, IsolationForm
from permit_service.services.protection import ProtectionForm
from permit_service.services.scans import ScanForm, Scanned
from permit_service.services.series_rows import PointForm, SeriesForm
from permit_service.services.shown_values import ShownForm
from permit_service.services.signing import Signer
from qr import keyfile
from qr.keys import KeyRing
from workflows.kinds import (
    RESUME_ITEMS,
    BriefingItem,
    EquipmentItem,
    Gas,
    Gear,
    GuardianCheckItem,
    IsolationKind,
    Unit,
    VentilationKind,
)
from workflows.vocabulary import Direction

#: When each step is taken.
CHECK_IN = at("08:00")
BRIEFING = at("08:10")
PREPARATION = at("08:20")
OPENING = at("08:40")
FAN = at("09:00")
PROTECTION = at("09:46")
GUARDIAN_CHECK = at("09:48")
CONFIRMATION = at("09:50")

GEAR = (Gear.helmet, Gear.harness, Gear.lifeline, Gear.supplied_air, Gear.escape_set)
RESUME = tuple(RESUME_ITEMS)
_PIECES = {EquipmentItem.gas_detector: "detector", EquipmentItem.breathing_set: "breathing_set"}


def shown(o2: str = "20.9", ex: str = "0", h2s: str = "0", co: str = "0") -> tuple[ShownForm, ...]:
    """What the four-gas detector shows."""
    return (
        ShownForm(Gas.o2, Decimal(o2), Unit.vol),
        ShownForm(Gas.ex, Decimal(ex), Unit.lel),
        ShownForm(Gas.h2s, Decimal(h2s), Unit.ppm),
        ShownForm(Gas.co, Decimal(co), Unit.ppm),
    )


def drawing() -> bytes:
    """A drawn signature, or any picture."""
    buffer = BytesIO()
    Image.new("L", (40, 20), 255).save(buffer, "PNG")
    return buffer.getvalue()


def make_keys() -> None:
    """Keys for this installation, if it has none."""
    path = service_config(current_app.config).keys_file
    if not path.exists():
        keyfile.save(KeyRing.generate(at("00:00") - timedelta(days=100)), path)


@dataclass
class Site:
    """One permit of the sample job, walked step by step."""

    cast: Cast
    permit_id: uuid.UUID
    nonces: int = field(default=0)

    @property
    def permit(self) -> Permit:
        db.session.rollback()
        return db.session.get_one(Permit, self.permit_id)

    def signer(self, who: str, on: str | None = None) -> Signer:
        """Somebody proves who they are, on their own phone or on another's."""
        return signing.reauthenticate(self.cast.actor(on or who), self.cast.pin(who))

    def nonce(self) -> str:
        self.nonces += 1
        return f"n{self.nonces}"

    # -- the steps, in the order of the work ------------------------------------------------------------

    def check_in(self, moment: datetime = CHECK_IN, who: str = "guardian", **changes: Any) -> CheckedIn:
        form = {
            "permit": codes.permit_code(self.permit),
            "plate": codes.plate_code(db.session.get_one(Plate, self.cast.plate)),
            "nonce": self.nonce(),
            "explosion_proof": True,
        } | changes
        with then(moment):
            return check_ins.check_in(self.cast.actor(who), CheckInForm(**form))

    def brief(self, moment: datetime = BRIEFING) -> None:
        with then(moment):
            contents = {item: f"样例{item}" for item in BriefingItem}
            given = briefings.give(
                self.cast.actor("leader"), self.permit_id, BriefingForm(contents), self.signer("leader")
            )
            for name in ("guardian", "entrant", "entrant_2", "principal"):
                listener = ListenForm(self.cast.people[name], image=drawing())
                briefings.listen(self.cast.actor("leader"), given.id, listener)

    def prepare(self, moment: datetime = PREPARATION) -> None:
        """Area closed, equipment checked, isolation set and confirmed."""
        guardian = self.cast.actor("guardian")
        with then(moment):
            preparation.close_area(guardian, self.permit_id, closed=True, notice_board=True)
            lines = tuple(
                EquipmentLine(item, Answer.yes, getattr(self.cast, _PIECES[item]) if item in _PIECES else None)
                for item in EquipmentItem
            )
            form = EquipmentForm(lines, lighting_volts=Decimal(12), rescue_kit_metres=Decimal(5))
            preparation.check_equipment(guardian, self.permit_id, form)
            items = (IsolationForm(IsolationKind.blind_plate), IsolationForm(IsolationKind.lock_tag, lock_number="L1"))
            for isolation in preparation.isolate(guardian, self.permit_id, items):
                preparation.confirm_isolation(guardian, isolation.id)

    def open(self, moment: datetime = OPENING) -> None:
        with then(moment):
            guardian = self.cast.actor("guardian")
            openings.open_space(guardian, self.permit_id, self.cast.opening, upwind=True)
            ventilation.start(guardian, self.permit_id, kind=VentilationKind.natural)

    def begin_series(self, moment: datetime) -> GasSeries:
        with then(moment):
            form = SeriesForm(self.cast.detector, survey_done=True, stirred=True)
            return gas.begin_series(self.cast.actor("guardian"), self.permit_id, form)

    def test_air(
        self, moment: datetime, values: tuple[ShownForm, ...] | None = None, *, signed: bool = True
    ) -> GasSeries:
        """A series of three points, a minute apart, from ``moment`` on."""
        series = self.begin_series(moment)
        guardian = self.cast.actor("guardian")
        for minute, distance in enumerate(("0.8", "1.5", "2.2")):
            with then(moment + timedelta(minutes=minute)):
                gas.add_point(guardian, series.id, PointForm(0, Decimal(distance), values or shown()))
        with then(moment + timedelta(minutes=3)):
            if signed:
                gas.sign_series(guardian, series.id, self.signer("guardian"))
            else:
                gas.finish_series(guardian, series.id)
        return series

    def start_fan(self, moment: datetime = FAN) -> VentilationRun:
        with then(moment):
            return ventilation.start(
                self.cast.actor("guardian"), self.permit_id, kind=VentilationKind.mechanical, duct_confirmed=True
            )

    def protect(self, moment: datetime = PROTECTION, *names: str) -> None:
        with then(moment):
            form = ProtectionForm(dict.fromkeys(GEAR, Answer.yes))
            for name in names or ("entrant", "entrant_2"):
                protection.check(self.cast.actor("guardian"), self.permit_id, self.cast.people[name], form)

    def guardian_check(self, moment: datetime = GUARDIAN_CHECK, *items: GuardianCheckItem) -> None:
        with then(moment):
            guardian = self.cast.actor("guardian")
            guardian_checks.answer(guardian, self.permit_id, dict.fromkeys(items or GuardianCheckItem, Answer.yes))
            guardian_checks.sign_check(guardian, self.permit_id, self.signer("guardian"))

    def confirm(self, moment: datetime = CONFIRMATION) -> None:
        with then(moment):
            confirmation.confirm(self.cast.actor("guardian"), self.permit_id, self.signer("leader", on="guardian"))

    # -- at the mouth -------------------------------------------------------------------------------------

    def badge(self, who: str) -> str:
        """The text of somebody's badge code."""
        return codes.badge_code(db.session.get_one(Badge, self.cast.badges[who]))

    def scan(
        self,
        moment: datetime,
        who: str | None = None,
        direction: Direction = Direction.in_,
        by: str = "guardian",
        **changes: Any,
    ) -> Scanned:
        """A scan of somebody's badge at this permit."""
        form = {
            "direction": direction,
            "nonce": self.nonce(),
            "permit_id": self.permit_id,
            "badge": None if who is None else self.badge(who),
        } | changes
        with then(moment):
            return scans.scan(self.cast.actor(by), ScanForm(**form))

    def out(self, moment: datetime, who: str, **changes: Any) -> Scanned:
        return self.scan(moment, who, Direction.out, **changes)

    def post(self) -> GuardianPost:
        """The guardian's post on the permit, ended or not."""
        db.session.rollback()
        posts = db.session.query(GuardianPost).filter_by(permit_id=self.permit_id).order_by(GuardianPost.since)
        return posts.all()[-1]


def raise_site(form: Callable[[Cast], JobForm] | None = None, cast: Cast | None = None) -> Site:
    """An approved permit of the sample job, filed on time, its crew trained by the street."""
    make_keys()
    cast = cast or raise_cast()
    filing = cast.filed_job(form(cast) if form is not None else None)
    trained = [cast.people[name] for name in ("leader", "guardian", "entrant", "entrant_2", "manager")]
    started = at("10:00") - timedelta(days=1)
    with then(started + timedelta(hours=1)):
        street_trainings.key_in_training(
            cast.actor("officer"), filing.id, started, started + timedelta(minutes=40), trained
        )
    permit = db.session.query(Permit).filter_by(job_id=filing.job_id).one()
    return Site(cast, permit.id)


def open_up(site: Site) -> Site:
    """From an approved permit: guardian at the post, briefed, prepared, the hatch open, naturally ventilated."""
    site.check_in()
    site.brief()
    site.prepare()
    site.open()
    return site


def ready_for_confirmation(site: Site) -> Site:
    """From the open hatch: everything but the leader's entry confirmation, at 09:49."""
    site.test_air(at("08:50"))
    site.start_fan()
    site.test_air(at("09:40"))
    site.protect()
    site.guardian_check()
    return site


def activate(site: Site) -> Site:
    """From everything but it: the leader's entry confirmation at 09:50. Nobody is inside yet."""
    site.confirm()
    return site


def opened_site(**raised: Any) -> Site:
    """The sample job up to :func:`open_up`."""
    return open_up(raise_site(**raised))


def tested_site(**raised: Any) -> Site:
    """The sample job up to :func:`ready_for_confirmation`."""
    return ready_for_confirmation(opened_site(**raised))


def active_site(**raised: Any) -> Site:
    """The sample job up to :func:`activate`."""
    return activate(tested_site(**raised))
