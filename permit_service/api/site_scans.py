"""Scans: one badge or name at a time at the mouth, in, out, or in to rescue. Every attempt is 201 with its verdict."""

import uuid
from typing import Annotated

from pydantic import Field

from permit_service.access import current_actor
from permit_service.api.noun import makes, noun
from permit_service.api.serialize import Answer, Moment, Ref, RefusalView, View, refusals
from permit_service.api.site_bodies import EntryView, LateBody, SnapshotRefBody, told
from permit_service.api.types import Blob, Choice, Count, Id, Line
from permit_service.api.write import once
from permit_service.services import scans
from permit_service.services.scans import ScanForm, Scanned
from permit_service.typed_codes import count_try
from workflows.offline import Doubt
from workflows.vocabulary import Direction, ScanMethod, ScanVerdict

blueprint = noun("scans")

_Code = Annotated[str, Field(max_length=500)]


class DecidedBody(SnapshotRefBody):
    """What the phone decided by its snapshot."""

    verdict: Choice[ScanVerdict]


class ScanBody(LateBody):
    """One attempt to pass.

    Where: ``post_id`` (the guardian's check-in), ``permit_id``, or ``plate`` as scanned or typed. Who: ``badge`` as
    scanned or typed, ``person_id`` from the list, ``entry_id`` of somebody inside (exits), or nobody named, told by
    ``label``. ``tools`` are carried in or brought out. ``apparatus``, ``lifeline``, ``attendant`` and ``head_count``
    are of rescuers; ``reported`` false only asks, true says that they are in. ``snapshot``: decided without network.
    """

    direction: Choice[Direction]
    post_id: Id | None = None
    permit_id: Id | None = None
    plate: _Code | None = None
    badge: _Code | None = None
    person_id: Id | None = None
    entry_id: Id | None = None
    label: Line = ""
    tools: Count = 0
    tools_note: Line = ""
    photo: Blob | None = None
    apparatus: bool = False
    lifeline: bool = False
    attendant: bool = False
    head_count: Count = 1
    reported: bool = True
    snapshot: DecidedBody | None = None


class ScannedPersonView(Ref):
    """Whom it is about: name and photo are for the guardian to compare with the face."""

    photo_id: uuid.UUID | None


class ScanView(View):
    """The derived verdict: admit, refuse, unknown (cannot tell: nobody enters) or recorded (an exit).

    ``entries`` were opened or closed by it; ``inside`` is everyone in the space now. ``phone_verdict`` is what the
    phone said without network: ``verdict`` is then the stricter of the two, ``doubts`` why it could not tell,
    ``disputed`` that somebody went in whom it should not have let in, or that its time cannot be believed.
    """

    id: uuid.UUID
    verdict: ScanVerdict
    direction: Direction
    method: ScanMethod
    at: Moment
    refusals: list[RefusalView]
    person: ScannedPersonView | None
    permit_id: uuid.UUID | None
    space_id: uuid.UUID | None
    entries: list[EntryView]
    inside: list[EntryView]
    good_until: Moment | None
    phone_verdict: ScanVerdict | None
    doubts: list[Doubt]
    disputed: bool
    late_upload: bool


@blueprint.post("/scans", responses=makes(ScanView))
def create(body: ScanBody) -> Answer:
    """Judge and record one attempt. Exits are never refused, and neither they nor a rescue wait for a limit."""
    if body.direction is Direction.in_ and body.snapshot is None:
        count_try(body.badge, body.plate)
    form = ScanForm(
        nonce=body.nonce,
        device_time=body.device_time,
        offline=body.offline,
        phone_verdict=None if body.snapshot is None else body.snapshot.verdict,
        **told(body),
    )
    return once(body, lambda: _scanned(scans.scan(current_actor(), form)))


def _scanned(done: Scanned) -> ScanView:
    person = done.person
    photo = None if person is None else person.photo
    return ScanView(
        id=done.scan.id,
        verdict=done.verdict,
        direction=done.scan.direction,
        method=done.scan.method,
        at=done.scan.at,
        refusals=refusals(done.refusals),
        person=None
        if person is None
        else ScannedPersonView(id=person.id, name=person.name, photo_id=None if photo is None else photo.file_id),
        permit_id=done.scan.permit_id,
        space_id=done.scan.space_id,
        entries=[EntryView.model_validate(entry) for entry in done.entries],
        inside=[EntryView.model_validate(entry) for entry in done.inside],
        good_until=done.good_until,
        phone_verdict=done.scan.phone_verdict,
        doubts=list(done.doubts),
        disputed=done.scan.disputed,
        late_upload=done.scan.late_upload,
    )
