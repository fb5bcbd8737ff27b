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
from permit_service.services import snapshots
from qr import jwk
from workflows.offline_claims import snapshot_of


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
