"""进出: one badge or name at a time at the mouth, in, out, or in to rescue (R45, R53, R70; design §5).

Every attempt is a row, refused and broken ones too. Exits are never refused, only recorded; a rescuer who is inside
is counted, however he went in. An entry is admitted by ``clear`` alone.
"""

import uuid
from dataclasses import replace

from sqlalchemy.orm import Session

from permit_service import unit_of_work, wallclock
from permit_service.actor import Actor
from permit_service.errors import Forbidden
from permit_service.models.choices import ScanPurpose
from permit_service.models.enterprises import Enterprise
from permit_service.models.presence import Entry, Scan
from permit_service.models.spaces import ConfinedSpace
from permit_service.queries.scope import find, scope_of
from permit_service.services import entries, late_entries, places
from permit_service.services.case import Case
from permit_service.services.entries import Mouth, scan_of_late
from permit_service.services.interruption import inside_of
from permit_service.services.late import Late, late_of
from permit_service.services.on_site import on_site
from permit_service.services.passers import Who, who_passes
from permit_service.services.places import Place
from permit_service.services.scan_forms import ScanForm, Scanned, check
from permit_service.services.scan_rows import attempt_of, codes_of, is_disputed, of_text, received, verdict_of
from permit_service.storage import IMAGES, save
from workflows import mouth as rules
from workflows.afterwards import refusals_of, stricter
from workflows.codes import Code
from workflows.offline import Doubt
from workflows.site_facts import Attempt
from workflows.verdict import Clearance, Refusal
from workflows.vocabulary import Action, Direction, ScanVerdict, Sector


def scan(actor: Actor, form: ScanForm) -> Scanned:
    """Judge and record one attempt; nothing of it is an error but bad input.

    Raises Invalid (``plate``: ``required``; ``person_id``: ``unknown``; ``tools``, ``head_count``,
    ``photo``, ``label``), NotFound for a post or permit out of scope, Forbidden without an account.
    """
    if actor.user_id is None:
        raise Forbidden
    check(form)
    place = places.find(actor, form.post_id, form.permit_id, form.plate, form.direction)
    if place.permit_id is not None:
        return on_site(actor, place.permit_id, lambda case: _pass(_mouth(case, form), form, place), retry_unique=True)
    if place.space_id is None:
        return unit_of_work.run(lambda session: _nowhere(session, actor, form, place))
    return unit_of_work.run(
        lambda session: _pass(_unpermitted(session, actor, place.space_id), form, place),
        spaces=(place.space_id,),
        retry_unique=True,
    )


def _mouth(case: Case, form: ScanForm) -> Mouth:
    if form.offline is None:
        return entries.mouth_of(case)
    return entries.mouth_of(case, late_of(case, form.offline, latest=form.direction is Direction.out))


def _unpermitted(session: Session, actor: Actor, space_id: uuid.UUID) -> Mouth:
    space = find(session, ConfinedSpace, space_id, scope_of(session, actor).spaces())
    return Mouth(session, actor, wallclock.now(), space)


def _pass(mouth: Mouth, form: ScanForm, place: Place) -> Scanned:
    who = who_passes(mouth, form.badge, form.person_id, place.plate)
    if form.direction is Direction.in_:
        return _enter(mouth, form, place, who)
    if form.direction is Direction.out:
        return _leave(mouth, form, place, who)
    return _rescue(mouth, form, place, who)


# -- the three directions -------------------------------------------------------------------------------------


def _enter(mouth: Mouth, form: ScanForm, place: Place, who: Who) -> Scanned:
    if mouth.late is not None:
        return _entered(mouth, mouth.late, form, place, who)
    clearance = None
    faults = tuple(refusal for refusal in (place.refusal, who.refusal) if refusal is not None)
    if faults:
        verdict, refusals = ScanVerdict.refuse, faults
    elif mouth.case is None:
        verdict, refusals = ScanVerdict.refuse, (rules.no_permit_in_force(_sector(mouth)),)
    else:
        disputed = is_disputed(form.device_time, mouth.now)
        clearance = mouth.case.clear(Action.enter, attempt_of(mouth.case, who.person_id, time_disputed=disputed))
        verdict, refusals = verdict_of(clearance), clearance.refusals
    row = _row(mouth, form, place, who, verdict, codes_of(refusals))
    opened = (entries.let_in(mouth, row),) if verdict is ScanVerdict.admit else ()
    return _answer(mouth, row, refusals, who, opened, clearance)


def _entered(mouth: Mouth, late: Late, form: ScanForm, place: Place, who: Who) -> Scanned:
    """An entry that a phone decided: whoever it let in is counted, right or wrong; wrong is a dispute (R52)."""
    assert mouth.case is not None
    assert form.phone_verdict is not None
    decision = late_entries.judged(mouth.case, late, who)
    verdict = stricter(decision.verdict, form.phone_verdict)
    refusals = refusals_of(decision, _sector(mouth))
    let_in = form.phone_verdict is ScanVerdict.admit
    disputed = let_in and verdict is not ScanVerdict.admit
    row = _row(mouth, form, place, who, verdict, codes_of(refusals), disputed=disputed)
    counted = entries.count_in(mouth, row, who.person) if let_in else ()
    doubts = tuple(reason for reason in decision.reasons if isinstance(reason, Doubt))
    return replace(_answer(mouth, row, refusals, who, counted, None), doubts=doubts)


def _leave(mouth: Mouth, form: ScanForm, place: Place, who: Who) -> Scanned:
    """Recorded whatever is wrong with codes or permit; it closes an entry if it can tell whose."""
    entry = _entry_to_close(mouth, form, who)
    if entry is not None and who.person is None and entry.person is not None:
        who = Who(entry.person, who.method, who.badge)
    refusals = tuple(refusal for refusal in (place.refusal, who.refusal) if refusal is not None)
    row = _row(mouth, form, place, who, ScanVerdict.recorded, codes_of(refusals))
    if entry is not None:
        entries.let_out(mouth, entry, row)
    return _answer(mouth, row, refusals, who, () if entry is None else (entry,), None)


def _rescue(mouth: Mouth, form: ScanForm, place: Place, who: Who) -> Scanned:
    """严禁盲目施救: refused without the three; yet whoever is in is counted (site-rules 24)."""
    tried = {"apparatus": form.apparatus, "lifeline": form.lifeline, "attendant": form.attendant}
    clearance = None
    if mouth.case is not None:
        clearance = mouth.case.clear(Action.rescue_in, attempt_of(mouth.case, who.person_id, **tried))
        verdict, refusals = verdict_of(clearance), clearance.refusals
    else:
        refusals = rules.rescue_refused(Attempt(**tried), _sector(mouth))
        verdict = ScanVerdict.refuse if refusals else ScanVerdict.admit
    row = _row(mouth, form, place, who, verdict, codes_of(refusals), head_count=form.head_count, **tried)
    opened: list[Entry] = []
    if verdict is ScanVerdict.admit or form.reported:
        named = () if who.person is None else (who.person,)
        for person in (*named, *(None for _ in range(form.head_count - len(named)))):
            opened += entries.count_in(mouth, row, person, rescue=True)
    return _answer(mouth, row, refusals, who, tuple(opened), clearance)


def _nowhere(session: Session, actor: Actor, form: ScanForm, place: Place) -> Scanned:
    """A plate that stands for nothing we know: the attempt is recorded, and lets nobody in."""
    refusals = (place.refusal or rules.code_refused(Code.code_unknown),)
    verdict = ScanVerdict.recorded if form.direction is Direction.out else ScanVerdict.refuse
    assert place.plate is not None
    row = Scan(
        purpose=ScanPurpose.passage,
        direction=form.direction,
        verdict=verdict,
        codes=codes_of(refusals),
        label=form.label.strip(),
        **of_text(place.plate),
        **received(actor, wallclock.now(), form.nonce, form.device_time),
    )
    session.add(row)
    session.flush()
    return Scanned(row, verdict, refusals, None, (), ())


# -- whom, and the row ------------------------------------------------------------------------------------------


def _entry_to_close(mouth: Mouth, form: ScanForm, who: Who) -> Entry | None:
    """The open entry in this space of the person, or the one named; who was counted by label is found by it."""
    inside = entries.inside_then(mouth)
    if form.entry_id is not None:
        return next((entry for entry in inside if entry.id == form.entry_id), None)
    if who.person is not None:
        own = next((entry for entry in inside if entry.person_id == who.person.id), None)
        if own is not None:
            return own
    label = form.label.strip() if who.person is None else who.person.name
    return next((entry for entry in inside if label and entry.label == label), None)


def _row(
    mouth: Mouth,
    form: ScanForm,
    place: Place,
    who: Who,
    verdict: ScanVerdict,
    told: tuple[str, ...],
    **more: object,
) -> Scan:
    read = who.badge or place.plate
    when = received(mouth.actor, mouth.now, form.nonce, form.device_time) | scan_of_late(mouth, form.phone_verdict)
    row = entries.write_scan(
        mouth,
        direction=form.direction,
        verdict=verdict,
        codes=told,
        post_id=form.post_id,
        person_id=who.person_id,
        badge_id=None if who.badge is None or who.badge.row is None else who.badge.row.id,
        plate_id=None if place.plate is None or place.plate.row is None else place.plate.row.id,
        label=form.label.strip(),
        tools=form.tools,
        tools_note=form.tools_note.strip(),
        photo_id=_photo_id(mouth, form.photo),
        **(of_text(read) if read is not None else {}) | {"method": who.method},
        **when | more,
    )
    event = {"scan_id": row.id, "person_id": who.person_id, "verdict": verdict, "codes": told, "tools": form.tools}
    if mouth.late is not None:
        event |= {"at": row.at, "snapshot_id": mouth.late.snapshot.id, "phone_verdict": form.phone_verdict}
    mouth.record(f"scan:{form.direction}", event)
    return row


def _photo_id(mouth: Mouth, photo: bytes | None) -> uuid.UUID | None:
    if photo is None or mouth.actor.user_id is None:
        return None
    user_id = mouth.actor.user_id
    return save(mouth.session, photo, uploaded_by_id=user_id, at=mouth.now, accept=IMAGES, field="photo").id


def _sector(mouth: Mouth) -> Sector:
    return mouth.session.get_one(Enterprise, mouth.space.enterprise_id).sector


def _answer(
    mouth: Mouth,
    row: Scan,
    refusals: tuple[Refusal, ...],
    who: Who,
    touched: tuple[Entry, ...],
    clearance: Clearance | None,
) -> Scanned:
    mouth.session.flush()
    return Scanned(
        row,
        row.verdict,
        refusals,
        who.person,
        touched,
        inside_of(mouth.session, mouth.space.id),
        mouth.permit,
        clearance,
    )
