"""What bodies, paths and views of the site's evidence have in common."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from permit_service.access import current_actor
from permit_service.api.serialize import Answer, Moment, Number, Ref, View
from permit_service.api.types import Body, Choice, Count, Dec, DeviceBody, Id, SignInBody
from permit_service.api.write import once
from permit_service.services.late import Offline
from permit_service.services.shown_values import ShownForm
from permit_service.services.signing import Signer, reauthenticate
from workflows.kinds import Gas, Unit


class SignedDeviceBody(DeviceBody):
    """A device's write that carries an accountable signature: proved anew each time it is sent."""

    sign_in: SignInBody


class SnapshotRefBody(Body):
    """What the phone tells of a record made without network.

    ``id`` of the snapshot it went by; ``elapsed_ms`` by its own count since the answer with it arrived; ``disputed``
    if that count jumped.
    """

    id: Id
    elapsed_ms: Count
    disputed: bool = False

    def offline(self, device_time: datetime | None) -> Offline:
        """As the services take it, beside what the phone's clock said."""
        return Offline(self.id, self.elapsed_ms, self.disputed, device_time)


class LateBody(DeviceBody):
    """A device's write that may come late: ``snapshot`` is told of what was recorded without network (离线补传)."""

    snapshot: SnapshotRefBody | None = None

    @property
    def offline(self) -> Offline | None:
        return None if self.snapshot is None else self.snapshot.offline(self.device_time)


class ShownBody(Body):
    """One channel as the instrument shows it.

    ``amount`` is left out where the instrument showed none; ``saturated``: it showed that it was over its range.
    """

    gas: Choice[Gas]
    amount: Dec | None = None
    unit: Choice[Unit] | None = None
    saturated: bool = False

    @property
    def form(self) -> ShownForm:
        return ShownForm(self.gas, self.amount, self.unit, self.saturated)


class EvidenceView(View):
    """A piece of evidence under a permit: when it happened, when it was received, who recorded it."""

    id: uuid.UUID
    permit_id: uuid.UUID
    at: Moment
    created_at: Moment
    recorded_by_id: uuid.UUID


class EntryView(View):
    """One stay inside. ``person`` null: somebody counted but not named, told by ``label``."""

    id: uuid.UUID
    person: Ref | None
    label: str
    permit_id: uuid.UUID | None
    rescue: bool
    in_at: Moment
    out_at: Moment | None
    tools_in: int
    tools_out: int | None


class ShownView(View):
    """One channel as recorded."""

    gas: Gas
    amount: Number | None
    unit: Unit | None
    saturated: bool


def signed_once(body: SignedDeviceBody, decide: Callable[[Signer], BaseModel], status: int = 201) -> Answer:
    """:func:`once` for a signed write. The proof is a transaction of its own: a wrong PIN counts whatever follows."""
    signer = reauthenticate(current_actor(), body.sign_in.told)
    return once(body, lambda: decide(signer), status)


def told(body: DeviceBody) -> dict[str, Any]:
    """The fields of a body but those that every device's write has."""
    return {name: value for name, value in body if name not in LateBody.model_fields}
