"""离线放行单: what a guardian's phone may decide without network, signed for it alone (site-rules 25)."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, update
from sqlalchemy.orm import Session

from permit_service import facts_of
from permit_service.actor import Actor
from permit_service.canonical import canonical_bytes
from permit_service.errors import Forbidden, Invalid
from permit_service.facts_of.text import text_of
from permit_service.models.presence import GuardianPost, Scan
from permit_service.models.snapshots import PassSnapshot
from permit_service.queries import names
from permit_service.queries.revocations import Revoked, revoked_at
from permit_service.services import leases
from permit_service.services.case import Case
from permit_service.services.codes import key_ring
from permit_service.services.on_site import on_site
from permit_service.services.posts import permit_of_post
from permit_service.services.snapshot_claims import claims_of
from permit_service.services.snapshot_series import Say
from qr.keys import DocumentKind
from qr.sign import sign_document
from workflows.facts import Facts
from workflows.issuing import Pass, judge_crew

#: How long the names in a snapshot are kept after it lapsed (G): where nobody was scanned by it, as long as a phone may
#: still come back with what it recorded; else as long as the permit must be kept (R51).
UNUSED_KEPT, USED_KEPT = timedelta(days=30), timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Issued:
    """A snapshot as the phone gets it, with the codes called back until then."""

    snapshot: PassSnapshot
    revocations: Revoked


def issue(actor: Actor, post_id: uuid.UUID, say: Say) -> Issued:
    """Sign for the acting phone whom the guardian may let in without network; the first phone leads the space.

    ``say`` puts a refusal into words. Raises NotFound, Forbidden for somebody else's post, Invalid for ``post``
    (``ended``), KeyRingError or OSError without a key to sign with.
    """
    return on_site(actor, permit_of_post(post_id), lambda case: _issue(case, post_id, say))


def purge(session: Session, now: datetime) -> None:
    """Erase what snapshots say once their time to be kept is over; a daily job calls this.

    What is uploaded by one of them later still counts, and is disputed: nobody can tell any more what it allowed.
    """
    unused = ~exists().where(Scan.snapshot_id == PassSnapshot.id)
    over = and_(PassSnapshot.good_until < now - UNUSED_KEPT, or_(unused, PassSnapshot.good_until < now - USED_KEPT))
    session.execute(
        update(PassSnapshot)
        .where(PassSnapshot.erased_at.is_(None), over)
        .values(claims=None, facts=None, erased_at=now)
        .execution_options(synchronize_session=False)
    )


def _issue(case: Case, post_id: uuid.UUID, say: Say) -> Issued:
    post = case.session.get_one(GuardianPost, post_id)
    if post.guardian_id != case.actor.person_id:
        raise Forbidden
    if post.ended_at is not None:
        raise Invalid({"post": "ended"})
    facts = case.facts()
    judged = _judged(case, facts)
    lead = leases.take(case.session, post, case.actor, case.now, judged.good_until)
    snapshot = _signed(case, post, facts, judged, lead, say)
    told = {"snapshot_id": snapshot.id, "post_id": post.id, "lead": lead, "claims_sha256": snapshot.claims_sha256}
    case.record("snapshot:issue", told)
    return Issued(snapshot, revoked_at(case.session, case.actor, case.now))


def _judged(case: Case, facts: Facts) -> Pass:
    people = [uuid.UUID(member.person_id) for member in facts.crew if not member.training_exempt]
    known = facts_of.crew.standing_of(case.session, people, facts.rules)
    return judge_crew(facts, (known.attempt(person) for person in people), case.now)


def _signed(case: Case, post: GuardianPost, facts: Facts, judged: Pass, lead: bool, say: Say) -> PassSnapshot:
    snapshot_id = uuid.uuid4()
    claims = claims_of(case, post, facts, judged, names.of_permit(case.permit), say)
    text = canonical_bytes({**claims, "snapshot": snapshot_id, "lead": lead})
    key, signature = sign_document(key_ring(), DocumentKind.snapshot, text)
    return case.write(
        PassSnapshot(
            id=snapshot_id,
            permit_id=case.permit.id,
            space_id=case.permit.space_id,
            post_id=post.id,
            user_id=case.user_id,
            device=case.actor.device,
            issued_at=case.now,
            good_until=judged.good_until,
            lead=lead,
            kid=f"{key.kid:04X}",
            claims=text.decode(),
            claims_sha256=hashlib.sha256(text).hexdigest(),
            signature=signature,
            facts=text_of(facts),
        )
    )
