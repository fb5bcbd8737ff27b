"""Codes on paper: what is printed for a permit, a plate, a badge, and what a scanned or typed text stands for.

A code proves its origin, never a right: whoever reads one asks ``clear`` next. A text is a signed token in a URL, or
a short code that somebody typed: a permit's number, a plate's code, a badge's number.
"""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from permit_service import numbers
from permit_service.config import service_config
from permit_service.errors import Invalid
from permit_service.facts_of.rules import rules_for, rules_of
from permit_service.models.people import Badge, Person, TrainingResult
from permit_service.models.permits import Permit
from permit_service.models.spaces import Plate
from permit_service.models.trainings import TrainingSeat
from permit_service.numbers import Series
from qr import keyfile, short_code, sign, text, verify
from qr.claims import FOREVER, Kind
from qr.keys import KeyRing
from qr.stages import CodeError, Stage
from workflows.codes import Code
from workflows.mouth import code_refused
from workflows.verdict import NO_FACTS, Refusal

Row = TypeVar("Row", Permit, Plate, Badge, TrainingResult, TrainingSeat)

#: A badge is compared with the face of whoever shows it.
_WITH_PHOTO = joinedload(Badge.person).joinedload(Person.photo)

_MASK_SHOWN = 4
_KEPT = "key_ring"
_FIRST_LETTERS = {kind: kind.letter for kind in Kind} | {Kind.permit: Series.permit.value}

#: The refusal for each reason that a code may be refused for.
CODE_OF_STAGE: Mapping[Stage, Code] = {
    **dict.fromkeys(Stage, Code.code_broken),
    Stage.key: Code.code_foreign,
    Stage.malleated: Code.code_forged,
    Stage.signature: Code.code_forged,
    Stage.kind: Code.code_wrong_kind,
    Stage.revoked: Code.code_revoked,
    Stage.not_yet: Code.code_not_yet_valid,
    Stage.expired: Code.code_expired,
}


@dataclass(frozen=True, slots=True)
class Read(Generic[Row]):
    """What a text turned out to be.

    ``row`` may be there with a ``fault``: a page can tell which permit is over. ``stage`` says exactly where a token
    was refused. ``masked`` and ``sha256`` are what a log or a scan's row may keep of the text. ``kinds`` are the kind
    that the text is of and the one that was wanted, where they differ.
    """

    row: Row | None
    fault: Code | None
    stage: Stage | None
    typed: bool
    masked: str
    sha256: str
    kinds: tuple[Kind, Kind] | None = None

    @property
    def refusal(self) -> Refusal | None:
        """Why the code is not believed, for people; None if it is."""
        if self.fault is None:
            return None
        facts = NO_FACTS if self.kinds is None else dict(zip(("scanned", "wanted"), self.kinds, strict=True))
        return code_refused(self.fault, facts)


def key_ring() -> KeyRing:
    """The installation's keys, read again when their file changes. Raises OSError or KeyRingError without them."""
    path = service_config(current_app.config).keys_file
    stamp = path, path.stat().st_mtime_ns
    kept: tuple[object, KeyRing] | None = current_app.extensions.get(_KEPT)
    if kept is None or kept[0] != stamp:
        kept = current_app.extensions[_KEPT] = (stamp, keyfile.load(path))
    return kept[1]


def permit_code(permit: Permit) -> str | None:
    """The URL in a permit's code, good from 12 h before its window until its end; None while it is a draft."""
    if permit.token_id is None or permit.window_start is None or permit.window_end is None:
        return None
    early = timedelta(hours=rules_of(permit.enterprise).early_on_site_hours)
    return _url(Kind.permit, permit.token_id, permit.window_start - early, _second_after(permit.window_end))


def plate_code(plate: Plate) -> str:
    """The URL in a plate's code; it is good until the plate is revoked."""
    return _url(Kind.plate, plate.id, plate.issued_at, FOREVER)


def badge_code(badge: Badge) -> str:
    """The URL in a badge's code; it is good until the badge is revoked."""
    return _url(Kind.badge, badge.id, badge.issued_at, FOREVER)


def training_code(result: TrainingResult) -> str | None:
    """The URL in the code that proves a passed training, good until it lapses or is called back; None if failed."""
    if result.passed_at is None or result.valid_until is None:
        return None
    return _url(Kind.training, result.id, result.passed_at, _second_after(result.valid_until))


def exam_code(seat: TrainingSeat) -> str:
    """The URL that opens somebody's examination, from the training's beginning until some days after its end."""
    session = seat.session
    last = session.ended_at + timedelta(days=rules_for(session.enterprise).exam_open_days)
    return _url(Kind.exam, seat.id, session.started_at, _second_after(last))


def read_permit(session: Session, told: str, now: datetime) -> Read[Permit]:
    """The permit of a scanned code or a typed number. A code of an earlier submission counts as revoked."""
    read = _read(told, Kind.permit, now)
    row = None
    if read.short is not None:
        row = session.scalar(select(Permit).where(Permit.number == _number(read.short)))
    elif read.id is not None:
        row = session.scalar(select(Permit).where(Permit.token_id == read.id))
    return _answer(told, read, row, revoked=False, superseded=True)


def read_plate(session: Session, told: str, now: datetime) -> Read[Plate]:
    """The plate of a scanned code or a typed one."""
    read = _read(told, Kind.plate, now)
    row = None
    if read.short is not None:
        row = session.scalar(select(Plate).where(Plate.code == read.short))
    elif read.id is not None:
        row = session.get(Plate, read.id)
    return _answer(told, read, row, revoked=row is not None and row.revoked_at is not None)


def read_badge(session: Session, told: str, now: datetime) -> Read[Badge]:
    """The badge of a scanned code or a typed number."""
    read = _read(told, Kind.badge, now)
    row = None
    if read.short is not None:
        row = session.scalar(select(Badge).where(Badge.number == read.short).options(_WITH_PHOTO))
    elif read.id is not None:
        row = session.get(Badge, read.id, options=[_WITH_PHOTO])
    return _answer(told, read, row, revoked=row is not None and row.revoked_at is not None)


def read_training(session: Session, told: str, now: datetime) -> Read[TrainingResult]:
    """The result that a scanned proof of training, or its typed number, stands for."""
    read = _read(told, Kind.training, now)
    row = None
    if read.short is not None:
        row = session.scalar(select(TrainingResult).where(TrainingResult.number == read.short))
    elif read.id is not None:
        row = session.get(TrainingResult, read.id)
    return _answer(told, read, row, revoked=row is not None and row.voided_at is not None)


def read_exam(session: Session, told: str, now: datetime) -> Read[TrainingSeat]:
    """The seat at an examination that a scanned code stands for; nobody types it."""
    read = _read(told, Kind.exam, now)
    row = session.get(TrainingSeat, read.id) if read.id is not None else None
    return _answer(told, read, row, revoked=False)


def kind_of(told: str) -> Kind | None:
    """What a text says that it is, good or not: by its path, or by the first letter of a number."""
    try:
        return _kind_of_number(short_code.read(told)) if is_typed(told) else text.parse(told).path_kind
    except CodeError:
        return None


def is_typed(told: str) -> bool:
    """Whether a text is a short code that a person typed, rather than what a camera read."""
    return "/" not in told and len(short_code.normalise(told)) <= short_code.MAX_LENGTH


@dataclass(frozen=True, slots=True)
class _Text:
    """A text before any row was looked for: the id or short code in it, and why it is refused."""

    id: uuid.UUID | None = None
    short: str | None = None
    stage: Stage | None = None
    fault: Code | None = None
    kinds: tuple[Kind, Kind] | None = None


def _read(told: str, kind: Kind, now: datetime) -> _Text:
    try:
        if is_typed(told):
            return _typed(short_code.read(told), kind)
        return _Text(id=verify.verify(told, key_ring(), now, kind).id)
    except CodeError as error:
        claims = error.claims
        return _Text(
            id=claims.id if claims is not None and claims.kind is kind else None,
            stage=error.stage,
            fault=CODE_OF_STAGE[error.stage],
            kinds=(claims.kind, kind) if claims is not None and error.stage is Stage.kind else None,
        )


def _typed(short: str, kind: Kind) -> _Text:
    found = _kind_of_number(short)
    if found is kind:
        return _Text(short=short)
    return _Text(fault=Code.code_wrong_kind, kinds=None if found is None else (found, kind))


def _kind_of_number(short: str) -> Kind | None:
    return next((one for one, letter in _FIRST_LETTERS.items() if short.startswith(letter)), None)


def _answer(told: str, read: _Text, row: Row | None, *, revoked: bool, superseded: bool = False) -> Read[Row]:
    fault = read.fault
    if fault is None and revoked:
        fault = Code.code_revoked
    if fault is None and row is None:
        fault = Code.code_revoked if superseded and read.id is not None else Code.code_unknown
    typed = is_typed(told)
    plain = short_code.normalise(told) if typed else told.strip().upper()
    digest = hashlib.sha256(plain.encode()).hexdigest()
    return Read(row, fault, read.stage, typed, f"…{plain[-_MASK_SHOWN:]}", digest, read.kinds)


def _number(short: str) -> str | None:
    try:
        return numbers.number_of(short)
    except Invalid:
        return None


def _url(kind: Kind, id_: uuid.UUID, not_before: datetime, not_after: datetime) -> str:
    token = sign.issue(key_ring(), kind, id_, not_before.replace(microsecond=0), not_after)
    return text.url(service_config(current_app.config).base_url, kind, token)


def _second_after(moment: datetime) -> datetime:
    """A code's times are whole seconds; the window's own end is the rules' to judge."""
    return (moment + timedelta(seconds=1) - timedelta(microseconds=1)).replace(microsecond=0)
