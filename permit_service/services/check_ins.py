"""A guardian checks in: one scan of permit and plate takes the post, renews it, or accepts a handover (R37)."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.errors import Forbidden, Invalid
from permit_service.models.base import db
from permit_service.models.choices import ScanPurpose
from permit_service.models.permits import Permit
from permit_service.models.presence import GuardianPost, Scan
from permit_service.models.spaces import Plate, SpaceOpening
from permit_service.queries.scope import scope_of
from permit_service.services import codes
from permit_service.services.case import Case
from permit_service.services.codes import Read
from permit_service.services.on_site import on_site, person_of
from permit_service.services.posts import take_post
from permit_service.services.scan_rows import attempt_of, codes_of, is_disputed, of_text, received, verdict_of
from workflows.codes import Code
from workflows.mouth import code_refused
from workflows.verdict import Clearance, Refusal
from workflows.vocabulary import Action, ScanVerdict


@dataclass(frozen=True, slots=True)
class CheckInForm:
    """Permit and plate as scanned or typed, and the phone that is used at the mouth.

    ``explosion_proof`` is declared by its holder (site-rules 26); ``opening_id`` is the opening guarded, where the
    space has several. ``nonce`` is the device's own number of this write.
    """

    permit: str
    plate: str
    nonce: str
    explosion_proof: bool = False
    opening_id: uuid.UUID | None = None
    device_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """What a check-in came to. It is recorded whatever the verdict; there is a ``post`` only with ``admit``."""

    verdict: ScanVerdict
    refusals: tuple[Refusal, ...]
    scans: tuple[Scan, ...]
    permit: Permit | None = None
    clearance: Clearance | None = None
    post: GuardianPost | None = None


def check_in(actor: Actor, form: CheckInForm) -> CheckedIn:
    """Take the post, renew it, or accept a handover (site-rules 20).

    A refusal is no error: both attempts stay recorded, with their codes. Raises Forbidden for an account of nobody,
    Invalid for ``opening_id`` (``unknown``).
    """
    if actor.user_id is None or actor.person_id is None:
        raise Forbidden
    permit_id = _permit_id(actor, form)
    if permit_id is None:
        return unit_of_work.run(lambda session: _unreadable(session, actor, form))
    return on_site(actor, permit_id, lambda case: _check_in(case, form), retry_unique=True)


def permit_in_hand(actor: Actor, permit: str) -> Permit | None:
    """The permit whose code was scanned or typed before the plate, if the code is good and this account may know of it.

    Only reads.
    """
    read = codes.read_permit(db.session(), permit, wallclock.now())
    return None if read.fault is not None else _visible(actor, read.row)


def refuse_permit(actor: Actor, permit: str, nonce: str) -> Refusal:
    """Why the code in hand is no good permit's, told before the plate is asked for; recorded like every attempt."""
    return unit_of_work.run(lambda session: _refuse(session, actor, CheckInForm(permit, "", nonce), ())).refusals[0]


def _permit_id(actor: Actor, form: CheckInForm) -> uuid.UUID | None:
    row = _visible(actor, codes.read_permit(db.session(), form.permit, wallclock.now()).row)
    return None if row is None else row.id


def _visible(actor: Actor, row: Permit | None) -> Permit | None:
    """The permit, if this account may know of it."""
    if row is None:
        return None
    visible = scope_of(db.session(), actor).permits()
    return db.session.scalar(select(Permit).where(Permit.id == row.id, visible))


def _unreadable(session: Session, actor: Actor, form: CheckInForm) -> CheckedIn:
    return _refuse(session, actor, form, (codes.read_plate(session, form.plate, wallclock.now()),))


def _refuse(session: Session, actor: Actor, form: CheckInForm, plates: tuple[Read[Plate], ...]) -> CheckedIn:
    """Nothing is known of the permit; what is others' counts as unknown."""
    now = wallclock.now()
    permit = codes.read_permit(session, form.permit, now)
    refusals = (permit.refusal or code_refused(Code.code_unknown),)
    common = {
        "purpose": ScanPurpose.check_in,
        "verdict": ScanVerdict.refuse,
        "person_id": actor.person_id,
        **received(actor, now, form.nonce, form.device_time),
    }
    scans = tuple(Scan(**common, **of_text(read)) for read in (permit, *plates))
    scans[0].codes = codes_of(refusals)
    session.add_all(scans)
    session.flush()
    return CheckedIn(ScanVerdict.refuse, refusals, scans)


def _check_in(case: Case, form: CheckInForm) -> CheckedIn:
    permit = codes.read_permit(case.session, form.permit, case.now)
    plate = codes.read_plate(case.session, form.plate, case.now)
    clearance = None
    if permit.fault or plate.fault:
        verdict = ScanVerdict.refuse
        refusals = tuple(refusal for refusal in (permit.refusal, plate.refusal) if refusal is not None)
    else:
        clearance = _clearance(case, plate, form)
        verdict, refusals = verdict_of(clearance), clearance.refusals
    post = None
    if verdict is ScanVerdict.admit:
        opening_id = _opening_id(case, form.opening_id)
        post = take_post(case, device_explosion_proof=form.explosion_proof, opening_id=opening_id)
    scans = _write_scans(case, form, (permit, plate), verdict, () if clearance is None else codes_of(refusals), post)
    payload = {"scan_ids": [scan.id for scan in scans], "verdict": verdict, "codes": codes_of(refusals)}
    case.record("guardian_post:check_in", payload)
    return CheckedIn(verdict, refusals, scans, case.permit, clearance, post)


def _clearance(case: Case, plate: Read[Plate], form: CheckInForm) -> Clearance:
    attempt = attempt_of(
        case,
        person_of(case),
        plate_space_id=None if plate.row is None else str(plate.row.space_id),
        device_explosion_proof=form.explosion_proof,
        time_disputed=is_disputed(form.device_time, case.now),
    )
    return case.clear(Action.check_in, attempt)


def _write_scans(
    case: Case,
    form: CheckInForm,
    reads: tuple[Read[Permit], Read[Plate]],
    verdict: ScanVerdict,
    told: tuple[str, ...],
    post: GuardianPost | None,
) -> tuple[Scan, ...]:
    """One row for the permit's code, one for the plate's: each with its own fault, or with what the gates told."""
    return tuple(
        case.write(
            Scan(
                purpose=ScanPurpose.check_in,
                verdict=verdict,
                codes=told if read.fault is None else (read.fault,),
                post_id=None if post is None else post.id,
                permit_id=case.permit.id,
                space_id=case.permit.space_id,
                person_id=case.actor.person_id,
                plate_id=read.row.id if isinstance(read.row, Plate) else None,
                **of_text(read),
                **received(case.actor, case.now, form.nonce, form.device_time),
            )
        )
        for read in reads
    )


def _opening_id(case: Case, opening_id: uuid.UUID | None) -> uuid.UUID | None:
    if opening_id is None:
        return None
    opening = case.session.get(SpaceOpening, opening_id)
    if opening is None or opening.space_id != case.permit.space_id or opening.withdrawn_at is not None:
        raise Invalid({"opening_id": "unknown"})
    return opening_id
