"""Filings (报备) as the enterprise makes them: drafted from the job, handed in for a receipt, amended, withdrawn.

What the street does with them stands in ``filing_review``. Server time of receipt decides whether one is on time.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime

from permit_service import storage
from permit_service.actor import Actor
from permit_service.errors import Conflict, Invalid, ProblemCode
from permit_service.facts_of.area import filing_area
from permit_service.facts_of.plan import standing_filing
from permit_service.models.filings import Filing, FilingPaper
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.numbers import Series, next_number
from permit_service.services.filing_case import FilingCase, on_filing
from permit_service.services.filing_forms import (
    FilingForm,
    checked,
    checked_reason,
    form_of,
    note_paper,
    work_of,
    write,
)
from permit_service.services.hand_overs import filings as hand_overs
from permit_service.services.inputs import is_telephone
from permit_service.services.job_case import JobCase, on_job
from permit_service.wallclock import civil_day
from workflows.refiling import renewed_fields
from workflows.site_facts import Attempt
from workflows.vocabulary import (
    Action,
    FilingMode,
    FilingStatus,
    FilingTrigger,
    Part,
    Status,
)

ENDED = frozenset({FilingStatus.withdrawn, FilingStatus.lapsed})
_OPEN = frozenset({FilingStatus.draft, FilingStatus.returned})
_HANDED_IN = frozenset({FilingStatus.submitted, FilingStatus.decided})
_GONE = frozenset({Status.cancelled, Status.rejected, Status.expired, Status.revoked})


def make_from_job(actor: Actor, job_id: uuid.UUID) -> Filing:
    """A draft filled from the job and its permits; one that stands already is returned as it is.

    Raises Invalid (``job_id``: ``filing_not_taken`` where the area takes none), Forbidden, NotFound.
    """

    def act(case: JobCase) -> Filing:
        case.require_role(Action.filing_submit)
        standing = standing_filing(case.session, case.job.id)
        if standing is not None and standing.status not in ENDED:
            return standing
        return draft_of(case)

    return on_job(actor, job_id, act)


def edit_filing(actor: Actor, filing_id: uuid.UUID, revision: int, form: FilingForm) -> Filing:
    """Write the form into a draft, or into a returned filing, where each changed field leaves an amendment.

    Raises Invalid by field, Conflict ``stale``, Forbidden, NotFound.
    """

    def act(case: FilingCase) -> Filing:
        case.expect(revision)
        case.of_job.require_role(Action.filing_submit)
        if case.filing.status not in _OPEN:
            raise Conflict(ProblemCode.stale)
        rewrite(case, form)
        return case.filing

    return on_filing(actor, filing_id, act)


def amend_filing(actor: Actor, filing_id: uuid.UUID, revision: int, form: FilingForm) -> Filing:
    """Change a filing that was handed in, field by field before the street's eyes.

    What would start the three days anew (an earlier start, another space, other content) needs a new filing. Raises
    Invalid (``starts_anew`` for such a field), RefusedError for a span longer than the street takes, Conflict
    ``stale``, Forbidden, NotFound.
    """

    def act(case: FilingCase) -> Filing:
        filing, now_form = case.filing, form_of(case.filing)
        case.expect(revision)
        case.of_job.require_role(Action.filing_submit)
        if filing.status not in _HANDED_IN:
            raise Conflict(ProblemCode.stale)
        renewed = renewed_fields(work_of(now_form, filing), work_of(form, filing))
        if renewed:
            raise Invalid(dict.fromkeys(renewed, "starts_anew"))
        changed = rewrite(case, form)
        case.of_job.require(Action.filing_submit, {"filing_filled", "filing_span"})
        hand_overs.amended(case.of_job, filing, changed)
        return filing

    return on_filing(actor, filing_id, act)


def attach_paper(actor: Actor, filing_id: uuid.UUID, name: str, data: bytes) -> FilingPaper:
    """Put one paper into the package (两表一方案), under the name its area gives it; a newer one replaces it.

    Once the filing was handed in that is an amendment, of which the street is told. Raises Invalid (``name``:
    ``unknown``; ``file``), Conflict ``stale`` once the filing has ended, Forbidden, NotFound.
    """
    (paper,) = attach_papers(actor, filing_id, {name: data})
    return paper


def attach_papers(actor: Actor, filing_id: uuid.UUID, papers: Mapping[str, bytes]) -> list[FilingPaper]:
    """Put several papers into the package, all or none. Raises as ``attach_paper`` does."""

    def act(case: FilingCase) -> list[FilingPaper]:
        case.of_job.require_role(Action.filing_submit)
        if case.filing.status in ENDED:
            raise Conflict(ProblemCode.stale)
        before = {paper.name: paper.file.sha256 for paper in case.filing.papers}
        attached = [_attach(case, name, data) for name, data in papers.items()]
        changed = any(before.get(paper.name) != paper.file.sha256 for paper in attached)
        if changed and case.filing.status in _HANDED_IN:
            hand_overs.amended(case.of_job, case.filing, ("papers",))
        return attached

    return on_filing(actor, filing_id, act)


def submit_filing(actor: Actor, filing_id: uuid.UUID, *, late_reason: str = "", receipt: bytes | None = None) -> Filing:
    """Hand it in: receipt number and server time. Handing in again answers with the same receipt.

    ``receipt`` is the stamped receipt of an area that files outside this service; it stands unverified. Raises
    RefusedError, Invalid (``late_reason``, ``receipt``: ``required``, ``none_required``, ``file_*``), NotFound.
    """

    def act(case: FilingCase) -> Filing:
        filing = case.filing
        if filing.status in _HANDED_IN:
            return filing
        _external_receipt(case, receipt)
        filing.keyed_in = False
        hand_in(case, submitted_at=case.now, late_reason=late_reason)
        return filing

    return on_filing(actor, filing_id, act)


def withdraw_filing(actor: Actor, filing_id: uuid.UUID, reason: str) -> Filing:
    """Take a filing back; nobody enters under it from now on. Raises RefusedError, Invalid (``reason``), NotFound."""

    def act(case: FilingCase) -> Filing:
        told = checked_reason("reason", reason)
        clearance = case.of_job.ask(Action.filing_withdraw)
        case.filing.ended_at, case.filing.end_reason = case.now, told
        case.fire(FilingTrigger.withdraw, clearance)
        return case.filing

    return on_filing(actor, filing_id, act)


# -- shared with those who write down what was filed on paper ------------------------------------------------


def draft_of(case: JobCase) -> Filing:
    """A new draft, filled from the job and its permits. Raises Invalid where the area takes no filings."""
    job, session = case.job, case.session
    area = filing_area(session, case.first.space.area_id)
    if area.filing_mode is FilingMode.none:
        raise Invalid({"job_id": "filing_not_taken"})
    filing = case.write(
        Filing(
            number=next_number(session, Series.filing, civil_day(case.now)),
            job=job,
            enterprise_id=job.enterprise_id,
            unit_id=job.unit_id,
            area=area,
            area_path=area.path,
            mode=area.filing_mode,
            created_at=case.now,
            created_by_id=case.user_id,
        )
    )
    form = checked(session, filing, _prefilled(case, filing))
    write(session, filing, form, case.user_id, case.now)
    case.record("filing:draft", {"filing_id": filing.id})
    return filing


def hand_in(case: FilingCase, *, submitted_at: datetime, late_reason: str) -> None:
    """The first handing in, with its receipt. Raises RefusedError, Invalid."""
    filing, reason = case.filing, checked_reason("late_reason", late_reason, needed=False)
    clearance = case.of_job.ask(Action.filing_submit, Attempt(late_reason=reason, submitted_at=submitted_at))
    number = next_number(case.of_job.session, Series.receipt, civil_day(case.now))
    filing.late_reason, filing.receipt_number = reason, number
    filing.first_submitted_at = filing.submitted_at = submitted_at
    case.fire(FilingTrigger.submit, clearance, {"receipt_number": number})


def rewrite(case: FilingCase, form: FilingForm) -> list[str]:
    """Put the form into the filing; returns the names of the fields that changed. Raises Invalid by field."""
    session, user_id = case.of_job.session, case.of_job.user_id
    changed = write(session, case.filing, checked(session, case.filing, form), user_id, case.now)
    case.record("filing:edit", {"changed": changed})
    return changed


# -- details -------------------------------------------------------------------------------------------------


def _attach(case: FilingCase, name: str, data: bytes) -> FilingPaper:
    filing, session = case.filing, case.of_job.session
    if name not in filing.area.package_items:
        raise Invalid({"name": "unknown"})
    file = storage.save(session, data, uploaded_by_id=case.of_job.user_id, at=case.now)
    paper = session.get(FilingPaper, (filing.id, name)) or FilingPaper(filing_id=filing.id, name=name)
    if paper.file is None or paper.file.sha256 != file.sha256:
        note_paper(session, filing, paper, file, case.of_job.user_id, case.now)
        paper.attached_at = case.now
    paper.file = file
    case.of_job.write(paper)
    case.record("filing:attach", {"file_id": file.id})
    return paper


def _prefilled(case: JobCase, filing: Filing) -> FilingForm:
    job, permits = case.job, [permit for permit in case.permits if permit.status not in _GONE]
    leader = _leader(case, permits)
    ends = [end for end in (job.planned_end, *(permit.window_end for permit in permits)) if end is not None]
    return FilingForm(
        start_at=min((p.window_start for p in permits if p.window_start is not None), default=job.planned_start),
        end_at=max(ends, default=None),
        content=job.content,
        hazards=frozenset(hazard for permit in permits for hazard in permit.hazards),
        contact="" if leader is None else leader.name,
        phone=leader.phone if leader is not None and is_telephone(leader.phone) else "",
        space_ids=frozenset(space.id for space in job.spaces),
        members=_people(case, permits),
    )


def _people(case: JobCase, permits: list[Permit]) -> dict[uuid.UUID, frozenset[Part]]:
    standing = [member for permit in permits for member in permit.members if member.removed_at is None]
    named = [(member.person_id, member.parts) for member in case.job.members]
    named += [(member.person_id, member.parts) for member in standing if member.person_id is not None]
    people: dict[uuid.UUID, frozenset[Part]] = {}
    for person_id, parts in named:
        people[person_id] = people.get(person_id, frozenset()) | parts
    return people


def _leader(case: JobCase, permits: list[Permit]) -> Person | None:
    """Who leads the work by its permits, the first one's before the others', else by the job."""
    standing = [(one.person, one.parts) for permit in permits for one in permit.members if one.removed_at is None]
    named = standing + [(member.person, member.parts) for member in case.job.members]
    return next((person for person, parts in named if person is not None and Part.leader in parts), None)


def _external_receipt(case: FilingCase, receipt: bytes | None) -> None:
    external = case.filing.mode is FilingMode.external
    if external and receipt is None:
        raise Invalid({"receipt": "required"})
    if not external and receipt is not None:
        raise Invalid({"receipt": "none_required"})
    if receipt is None:
        return
    file = storage.save(case.of_job.session, receipt, uploaded_by_id=case.of_job.user_id, at=case.now, field="receipt")
    case.filing.receipt_file_id, case.filing.receipt_verified = file.id, False
