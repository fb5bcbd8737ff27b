"""Gas during work: the value every fifteen minutes, judged as it is recorded; a bad one evacuates (R39, R25)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from permit_service.actor import Actor
from permit_service.errors import Forbidden, Invalid, RefusedError
from permit_service.models.choices import ReadingCause
from permit_service.models.interruptions import Evacuation
from permit_service.models.readings import WorkReading, WorkReadingValue
from permit_service.queries.refused_gas import Refused
from permit_service.queries.suspicions import of_record
from permit_service.services import refused_gas, shown_values
from permit_service.services.case import Case
from permit_service.services.inputs import Faults
from permit_service.services.late import Offline, late_of, stamped_late
from permit_service.services.on_site import (
    is_named,
    moment_told,
    on_site,
    parts_of,
    person_of,
    require_under_way,
    stamped,
)
from permit_service.services.refused_gas import Measured, Source
from permit_service.services.settlement import settle
from permit_service.services.shown_values import ShownForm
from workflows.facts import Facts
from workflows.gates.gas_clocks import work_value_due
from workflows.judged import Judged, during_work
from workflows.kinds import Gas
from workflows.suspicion import Shown, Suspicion

#: Fields that name somebody or something: where these are wrong nothing is known of what was measured.
_IDS = frozenset({"detector_id", "wearer_id", "keeper_id"})


@dataclass(frozen=True, slots=True)
class ReadingForm:
    """All channels at one moment, in a zone of the space or on one person (site-rules 14)."""

    values: tuple[ShownForm, ...]
    zone: str = ""
    wearer_id: uuid.UUID | None = None
    detector_id: uuid.UUID | None = None
    keeper_id: uuid.UUID | None = None
    taken_at: datetime | None = None
    cause: ReadingCause = ReadingCause.interval


@dataclass(frozen=True, slots=True)
class ReadingJudged:
    """A value as recorded: each channel judged, required channels missing, what it led to, when the next is due, and
    why to look again.
    """

    reading: WorkReading
    judged: tuple[Judged, ...]
    missing: frozenset[Gas]
    evacuation: Evacuation | None
    next_due_at: datetime | None
    suspicions: tuple[Suspicion, ...]

    @property
    def good(self) -> bool:
        """Complete and within all limits."""
        return not self.missing and all(one.refusal is None for one in self.judged)


def record_reading(actor: Actor, permit_id: uuid.UUID, form: ReadingForm) -> ReadingJudged:
    """Record an in-work value and do at once what it calls for. The keeper is the acting person unless named.

    Of somebody who is not named on the permit bad air is taken, and nothing else: on no other word others stay in.
    Raises Invalid (``values``, ``zone``: ``required`` without zone or wearer; ``wearer_id``, ``keeper_id``,
    ``detector_id``: ``unknown``; ``taken_at``), RefusedError on a draft or an ended permit, Forbidden, NotFound.
    """

    def act(case: Case) -> ReadingJudged:
        columns = stamped(case, moment_told(case, form.taken_at, "taken_at"))
        if not is_named(case) and not _tells_of_bad_air(case, form):
            raise Forbidden
        return _recorded(case, form, columns)

    return on_site(actor, permit_id, act)


def upload_reading(actor: Actor, permit_id: uuid.UUID, form: ReadingForm, offline: Offline) -> ReadingJudged | Refused:
    """Record a value that was taken without network and is told only now; it counts from when it was taken.

    What the rules refuse by now, or no instrument shows, is kept as refused: something was measured. Raises Invalid
    (``snapshot.id``; ``values``: ``required``; ``wearer_id``, ``keeper_id``, ``detector_id``: ``unknown``), Forbidden,
    NotFound.
    """

    def act(case: Case) -> ReadingJudged | Refused:
        late = late_of(case, offline)
        columns = stamped_late(case, late)
        try:
            return _recorded(case, form, columns)
        except (RefusedError, Invalid) as against:
            if not form.values or (isinstance(against, Invalid) and against.fields.keys() & _IDS):
                raise
            source = Source(form.detector_id, form.keeper_id or person_of(case))
            measured = Measured(0, form.values, late.when.at, {}, zone=form.zone)
            return refused_gas.keep(case, columns, source, [measured], against)

    return on_site(actor, permit_id, act)


def _recorded(case: Case, form: ReadingForm, columns: Mapping[str, Any]) -> ReadingJudged:
    require_under_way(case)
    zone, values = _checked(case, form)
    reading = case.write(
        WorkReading(
            **columns,
            cause=form.cause,
            detector_id=form.detector_id,
            keeper_id=form.keeper_id or person_of(case),
            zone=zone,
            wearer_id=form.wearer_id,
            values=[WorkReadingValue(gas=v.gas, amount=v.amount, unit=v.unit, saturated=v.saturated) for v in values],
        )
    )
    case.record("reading:record", {"reading_id": reading.id, "at": reading.at, "values": shown_values.told(values)})
    return _judged(case, settle(case), reading, values)  # the answer tells what the value led to


def _checked(case: Case, form: ReadingForm) -> tuple[str, tuple[ShownForm, ...]]:
    faults = Faults()
    detector = shown_values.detector_of(case, faults, form.detector_id)
    values = shown_values.check(faults, form.values, detector)
    zone = faults.remark("zone", form.zone)
    faults.check(bool(zone) or form.wearer_id is not None, "zone", "required")
    for field, person_id in (("wearer_id", form.wearer_id), ("keeper_id", form.keeper_id)):
        known = person_id is None or bool(parts_of(case.permit, person_id))
        faults.check(known, field, "unknown")
    faults.raise_any()
    return zone, values


def _tells_of_bad_air(case: Case, form: ReadingForm) -> bool:
    _, values = _checked(case, form)
    judgements, _ = shown_values.judge(case.facts(), values)
    return any(one.bad for one in judgements)


def _judged(case: Case, facts: Facts, reading: WorkReading, values: tuple[ShownForm, ...]) -> ReadingJudged:
    evacuation = case.session.scalar(
        select(Evacuation)
        .where(Evacuation.space_id == case.permit.space_id, Evacuation.lifted_at.is_(None))
        .order_by(Evacuation.at.desc())
        .limit(1)
    )
    judgements, missing = shown_values.judge(facts, values)
    judged = tuple(during_work(one, facts.sector, reading.at) for one in judgements)
    shown = Shown(reading.at, frozenset(shown_values.as_values(values)))
    odd = of_record(case.session, facts, reading.detector_id, shown)
    return ReadingJudged(reading, judged, missing, evacuation, work_value_due(facts), odd)
