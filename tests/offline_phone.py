"""A guardian's phone without network, for tests: its snapshot, what it decides by it, what it uploads later."""

import base64
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from plan_cast import then
from site_cast import Site

from permit_service import labels
from permit_service.models.snapshots import PassSnapshot
from permit_service.services import scans, snapshots
from permit_service.services.late import Offline
from permit_service.services.scans import ScanForm, Scanned
from qr import jwk
from workflows.offline import decide
from workflows.offline_claims import snapshot_of
from workflows.offline_facts import BadgeState, PhoneAttempt, ReadBadge, Revocations
from workflows.vocabulary import Direction, ScanVerdict


def verified(claims: str, signature: str, key: Mapping[str, object]) -> dict[str, Any]:
    """The claims, as a phone reads them: only after their signature has proved good. Raises InvalidSignature."""
    raw = base64.urlsafe_b64decode(signature + "==")
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    jwk.public_key(key).verify(der, claims.encode(), ec.ECDSA(hashes.SHA256()))
    found: dict[str, Any] = json.loads(claims)
    snapshot_of(found)  # what the rules read of it is there
    return found


@dataclass
class Phone:
    """One phone of one guardian on the sample job."""

    site: Site
    who: str = "guardian"
    device: str = "phone-1"
    taken: list[PassSnapshot] = field(default_factory=list)

    def take(self, moment: datetime, post_id: uuid.UUID | None = None) -> dict[str, Any]:
        """The claims of a new snapshot for the guardian's own post."""
        post = post_id or self.site.post().id
        with then(moment):
            issued = snapshots.issue(self.site.cast.actor(self.who, self.device), post, labels.message)
        self.taken.append(issued.snapshot)
        claims: dict[str, Any] = json.loads(issued.snapshot.claims)
        return claims

    @property
    def snapshot(self) -> PassSnapshot:
        return self.taken[-1]

    def elapsed(self, moment: datetime) -> int:
        """Milliseconds since the newest snapshot."""
        return int((moment - self.snapshot.issued_at) / timedelta(milliseconds=1))

    def offline(self, moment: datetime, **changes: Any) -> Offline:
        """What the phone tells of something done at ``moment``, its clock being right."""
        told = {"snapshot_id": self.snapshot.id, "elapsed_ms": self.elapsed(moment), "device_time": moment}
        return Offline(**told | changes)

    def decides(self, moment: datetime, who: str, **seen: Any) -> ScanVerdict:
        """The phone's own answer to somebody's badge."""
        attempt = PhoneAttempt(
            direction=Direction.in_,
            device=self.device,
            user_id=str(self.site.cast.users[self.who]),
            now=moment,
            revocations=Revocations(self.snapshot.issued_at),
            badge=ReadBadge(BadgeState.valid, str(self.site.cast.badges[who])),
            **seen,
        )
        return decide(snapshot_of(json.loads(self.snapshot.claims)), attempt).verdict

    def upload(
        self,
        sent: datetime,
        who: str,
        done: datetime,
        verdict: ScanVerdict = ScanVerdict.admit,
        direction: Direction = Direction.in_,
        **changes: Any,
    ) -> Scanned:
        """At ``sent``, a scan that the phone decided at ``done``."""
        form: dict[str, Any] = {
            "direction": direction,
            "nonce": self.site.nonce(),
            "post_id": self.snapshot.post_id,
            "badge": self.site.badge(who),
            "device_time": done,
            "offline": self.offline(done),
            "phone_verdict": verdict,
        }
        with then(sent):
            return scans.scan(self.site.cast.actor(self.who, self.device), ScanForm(**form | changes))
