"""待办: what waits for me, alarms, today's permits."""

import uuid
from collections.abc import Collection, Mapping

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.actor import Actor
from permit_service.canonical import timestamp
from permit_service.labels.pages import work as words
from permit_service.models.alarms import Alarm
from permit_service.models.permits import Permit
from permit_service.queries import inspections, names, rectification, reminders, stops_in_force
from permit_service.queries.my_work import Task, Waiting, my_work
from permit_service.queries.paging import Wanted
from permit_service.queries.reading import own_account, session
from permit_service.services.alarms import acknowledge as note_alarm
from permit_service.services.jobs import PLANNERS
from permit_service.told import month_day
from permit_service.web.inspection_rows import check_link, finding_link, sign_link
from permit_service.web.reminders import link_rows
from permit_service.web.rows import Row, alarm_page, job_row, permit_row
from workflows.vocabulary import Action, AlarmKind

blueprint = Blueprint("home", __name__)

_TASKS: Mapping[Task, tuple[str, str]] = {
    Task.fill: ("none", words.FILL),
    Task.file: ("must", words.FILE),
    Task.complete: ("warn", words.COMPLETE),
    Task.accept: ("must", words.ACCEPT),
    Task.receive: ("must", words.RECEIVE),
    Task.decide_late: ("warn", words.DECIDE_LATE),
    Task.review_emergency: ("warn", words.REVIEW_EMERGENCY),
    Task.read_amendment: ("must", words.READ_AMENDMENT),
    Task.train: ("must", words.TRAIN),
    Task.sign_change: ("must", words.SIGN_CHANGE),
    Task.sign_link: ("must", words.SIGN_LINK),
}

#: So many reminders stand on the page of one's work; the rest on a page of their own.
_FEW = Wanted(size=5)

#: So many problems stand there; the rest on the page of all problems.
_MOST_FINDINGS = 20

#: Signatures beside the document, and where they are given.
_BESIDE: Mapping[Task, str] = {Task.sign_change: "crew.show", Task.sign_link: "related.show"}

#: Alarms that call people out of the space: red, as on site.
_OUT = frozenset({AlarmKind.evacuation, AlarmKind.people_inside})


@blueprint.get("/")
def index() -> str:
    """My work."""
    actor, now = current_actor(), wallclock.now()
    work = my_work(session(), actor, now)
    whose = reminders.mine(actor)
    lapsing = reminders.reminders(session(), whose, now, _FEW)
    user, _ = own_account(actor)
    stopped = stops_in_force.of_permits(session(), work.today)
    alarms = _alarm_rows(work.alarms, work.pressing)
    return render_template(
        "home/index.html",
        waiting=[*(_row(one) for one in work.waiting), *_of_checks(actor)],
        pressing=[alarm for alarm in alarms if alarm["pressing"]],
        standing=[alarm for alarm in alarms if not alarm["pressing"]],
        lapsing=link_rows(whose, lapsing.rows),
        more_lapsing=lapsing.after is not None,
        today=[permit_row(permit, stopped) for permit in work.today],
        pin_missing=user.pin_hash is None and user.person_id is not None,
        plans=bool(actor.roles & PLANNERS),
    )


@blueprint.post("/alarms/<uuid:alarm_id>/acknowledge")
def acknowledge(alarm_id: uuid.UUID) -> ResponseReturnValue:
    """知悉: the alarm stands until its fault is over."""
    note_alarm(current_actor(), alarm_id)
    flash(words.ALARM_KNOWN, "none")
    return redirect(url_for("home.index"), 303)


def _row(one: Waiting) -> Row:
    if one.permit is not None:
        return _permit_task(one, one.permit)
    filing, job = one.filing, one.job or (one.filing.job if one.filing is not None else None)
    assert job is not None
    state, word = _TASKS[one.task]
    row = job_row(job) | {"state": state, "word": word, "meta": _by(one)}
    if filing is not None:
        row |= {"href": url_for("filings.show", filing_id=filing.id), "sub": f"{filing.number}  {job.unit.name}"}
    return row


def _of_checks(actor: Actor) -> list[Row]:
    """Spot-checks to be made and signed, problems to be mended or looked at again."""
    today = wallclock.today()
    return [
        *(check_link(one) for one in inspections.to_make(session(), actor)),
        *(sign_link(one) for one in inspections.to_sign(session(), actor)),
        *(finding_link(one, today) for one in rectification.waiting(session(), actor, _MOST_FINDINGS)),
    ]


def _permit_task(one: Waiting, permit: Permit) -> Row:
    row = permit_row(permit)
    if one.task is Task.fill:
        state, word = _TASKS[one.task]
        return row | {"href": url_for("permits.edit", permit_id=permit.id), "state": state, "word": word}
    if one.task in _BESIDE:
        state, word = _TASKS[one.task]
        return row | {"href": url_for(_BESIDE[one.task], permit_id=permit.id), "state": state, "word": word}
    if one.action is not None:
        word = words.CONSENT if one.action is Action.permit_consent else words.APPROVE
        return row | {"href": url_for("signing.show", permit_id=permit.id), "state": "must", "word": word}
    assert one.step is not None
    return row | {"href": f"/permits/{permit.id}/site", "state": "must", "word": labels.of(one.step)}


def _by(one: Waiting) -> str:
    if one.by is None:
        return ""
    said = words.DUE_BY if one.task in (Task.file, Task.complete) else words.BEGINS_AT
    return said.format(moment=month_day(one.by))


def _alarm_rows(found: Collection[Alarm], under_way: Collection[uuid.UUID]) -> list[Row]:
    """Alarms of work that is going on press, and lead to where it is done; so does a space evacuated without any."""
    subjects, rows = names.of_alarms(session(), found), []
    for alarm in found:
        on_site = alarm.permit_id in under_way
        title, says, does = labels.alarm(alarm.kind, {"since": timestamp(alarm.since)}, failed=alarm.failed)
        rows.append(
            {
                "id": alarm.id,
                "state": "forbid" if alarm.kind in _OUT else "warn",
                "title": title,
                "since": month_day(alarm.since),
                "says": says,
                "does": does,
                "subject": subjects[alarm.id],
                "href": url_for("site.show", permit_id=alarm.permit_id) if on_site else alarm_page(alarm),
                "pressing": on_site or (alarm.permit_id is None and alarm.kind in _OUT),
                "known": alarm.acknowledged_at is not None,
            }
        )
    return rows
