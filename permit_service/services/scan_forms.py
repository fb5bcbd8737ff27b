"""What somebody tries at the mouth, as told, and what came of it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry, Scan
from permit_service.services.inputs import Faults
from permit_service.services.late import Offline
from workflows.offline import Doubt
from workflows.verdict import Clearance, Refusal
from workflows.vocabulary import Direction, ScanVerdict

_MOST = 1000

#: What a phone may say by itself, by direction.
_OFFLINE_VERDICTS = {
    Direction.in_: (ScanVerdict.admit, ScanVerdict.refuse, ScanVerdict.unknown),
    Direction.out: (ScanVerdict.recorded,),
    Direction.rescue_in: (ScanVerdict.admit, ScanVerdict.refuse),
}


@dataclass(frozen=True, slots=True)
class ScanForm:
    """One attempt to pass.

    Where: ``post_id`` (the guardian's check-in), ``permit_id``, or ``plate`` as scanned or typed. Who: ``badge`` as
    scanned or typed, ``person_id`` from the list, ``entry_id`` of somebody inside (exits), or nobody named, told by
    ``label``. ``tools`` are carried in or brought out. ``apparatus``, ``lifeline``, ``attendant``, ``head_count`` are
    of rescuers; with ``reported`` (they *are* in) they are counted inside even if the verdict is refuse.
    ``offline`` and ``phone_verdict`` (both or neither, on a permit) are of what a phone decided without network.
    """

    direction: Direction
    nonce: str
    post_id: uuid.UUID | None = None
    permit_id: uuid.UUID | None = None
    plate: str | None = None
    badge: str | None = None
    person_id: uuid.UUID | None = None
    entry_id: uuid.UUID | None = None
    label: str = ""
    tools: int = 0
    tools_note: str = ""
    photo: bytes | None = None
    device_time: datetime | None = None
    apparatus: bool = False
    lifeline: bool = False
    attendant: bool = False
    head_count: int = 1
    reported: bool = True
    offline: Offline | None = None
    phone_verdict: ScanVerdict | None = None


@dataclass(frozen=True, slots=True)
class Scanned:
    """The answer at the mouth: ``verdict``, why not, whom it is about, who is inside now.

    ``clearance`` holds every gate's word where gates were asked; ``entries`` what was opened or closed.
    """

    scan: Scan
    verdict: ScanVerdict
    refusals: tuple[Refusal, ...]
    person: Person | None
    entries: tuple[Entry, ...]
    inside: tuple[Entry, ...]
    permit: Permit | None = None
    clearance: Clearance | None = None
    doubts: tuple[Doubt, ...] = ()

    @property
    def good_until(self) -> datetime | None:
        """Until when an admission may be shown green; one told late never is."""
        if self.scan.late_upload:
            return self.scan.at
        return None if self.clearance is None else self.clearance.good_until


def check(form: ScanForm) -> None:
    """Raises Invalid by field."""
    faults = Faults()
    faults.between("tools", form.tools, 0, _MOST)
    faults.between("head_count", form.head_count, 1, _MOST)
    faults.remark("label", form.label)
    faults.remark("tools_note", form.tools_note)
    faults.check(bool(form.nonce), "nonce", "required")
    if form.offline is not None:
        faults.check(form.phone_verdict in _OFFLINE_VERDICTS[form.direction], "snapshot.verdict", "unknown")
        faults.check(form.post_id is not None or form.permit_id is not None, "post_id", "required")
    faults.raise_any()
