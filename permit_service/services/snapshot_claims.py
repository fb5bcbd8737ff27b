"""What a snapshot says, before it is signed: plain values under the names that the phone and ``workflows`` read."""

import uuid
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service.models.people import Badge
from permit_service.models.permits import Permit
from permit_service.models.presence import Entry, GuardianPost
from permit_service.services.case import Case
from permit_service.services.interruption import inside_of
from permit_service.services.snapshot_series import Say, series_of
from workflows.facts import Facts
from workflows.gates.gas_clocks import work_value_due
from workflows.issuing import Judged, Pass
from workflows.kinds import Gas
from workflows.signed_limits import signed_limits
from workflows.vocabulary import Part, ScanVerdict
from workflows.watching import contact_due

#: Whom to call when somebody lies inside: those of the permit who can do something about it.
CALLED = frozenset({Part.leader, Part.guardian, Part.rescuer, Part.manager, Part.approver})


def claims_of(
    case: Case, post: GuardianPost, facts: Facts, judged: Pass, names: Mapping[str, str], say: Say
) -> dict[str, object]:
    """All claims but the snapshot's own id and whether the phone leads."""
    permit, rules = case.permit, facts.rules
    badges = _badges(case.session, (one.person_id for one in judged.crew))
    crew = [(one, _person(one, names, badges)) for one in judged.crew]
    return {
        "device": case.actor.device,
        "user": case.user_id,
        "guardian": post.guardian_id,
        "post": post.id,
        "permit": permit.id,
        "permit_number": permit.number,
        "permit_revision": facts.revision,
        "space": permit.space_id,
        "space_name": permit.space.name,
        "issued_at": case.now,
        "good_until": judged.good_until,
        "entrants": [
            {**person, "good_until": one.good_until} for one, person in crew if one.verdict is ScanVerdict.admit
        ],
        "refused": [
            {**person, **_against(one, names, say)} for one, person in crew if one.verdict is not ScanVerdict.admit
        ],
        "inside": [_inside(entry) for entry in inside_of(case.session, permit.space_id)],
        "gases": [gas for gas in Gas if gas in facts.required_gases],
        "limits": [
            {"gas": one.gas, "unit": one.unit, "low": one.low, "high": one.high} for one in signed_limits(facts)
        ],
        "reading_every_s": rules.work_value_minutes * 60,
        "contact_every_s": rules.contact_check_minutes * 60,
        "reading_due_at": work_value_due(facts),
        "contact_due_at": contact_due(facts),
        "work_until": permit.window_end,
        "interruption_s": rules.interruption_minutes * 60,
        "clock_ahead_s": rules.future_seconds,
        "clock_behind_s": rules.back_dated_seconds,
        "evacuating": bool(facts.evacuations),
        "series": series_of(case, facts, names, say),
        "rescue": _rescue(permit),
    }


def _badges(session: Session, people: Iterable[str]) -> Mapping[str, list[uuid.UUID]]:
    """The badges in force, by person."""
    wanted = [uuid.UUID(person) for person in people]
    found: dict[str, list[uuid.UUID]] = {}
    in_force = select(Badge.person_id, Badge.id).where(Badge.person_id.in_(wanted), Badge.revoked_at.is_(None))
    for person_id, badge_id in session.execute(in_force.order_by(Badge.id)):
        found.setdefault(str(person_id), []).append(badge_id)
    return found


def _person(one: Judged, names: Mapping[str, str], badges: Mapping[str, list[uuid.UUID]]) -> dict[str, object]:
    return {"person": one.person_id, "name": names.get(one.person_id, ""), "badges": badges.get(one.person_id, [])}


def _against(one: Judged, names: Mapping[str, str], say: Say) -> dict[str, object]:
    """The codes, each once, and the words of then."""
    codes = list(dict.fromkeys(refusal.code for refusal in one.refusals))
    messages = list(dict.fromkeys(say(refusal, names) for refusal in one.refusals))
    return {"verdict": one.verdict, "codes": codes, "messages": messages}


def _inside(entry: Entry) -> dict[str, object]:
    return {
        "entry": entry.id,
        "person": entry.person_id,
        "name": entry.label if entry.person is None else entry.person.name,
        "in_at": entry.in_at,
        "tools": entry.tools_in,
        "rescue": entry.rescue,
    }


def _rescue(permit: Permit) -> dict[str, object]:
    """现场处置方案, the gear at hand, and whom to call."""
    agreement = permit.rescue_agreement
    called = {m.person_id: m.person for m in permit.members if m.removed_at is None and m.parts & CALLED and m.person}
    phones = [{"name": agreement.means.name, "phone": agreement.means.phone}] if agreement is not None else []
    phones += [{"name": person.name, "phone": person.phone} for person in called.values() if person.phone]
    return {
        "steps": [line.strip() for line in permit.emergency_plan.splitlines() if line.strip()],
        "gear": [{"name": one.name, "count": one.count, "place": one.place} for one in permit.space.rescue_gear],
        "phones": phones,
    }
