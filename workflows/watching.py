"""What :mod:`workflows.watches` look at: who is inside, since when something fails, who is heard, what is due when."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from workflows.facts import Facts
from workflows.gates.gas_clocks import bad_value_stands
from workflows.gates.guardian import has_left
from workflows.site_facts import Inside
from workflows.vocabulary import Status

#: What failed, as the sentence of an alarm tells it.
Told = Mapping[str, str]


def ours(facts: Facts) -> tuple[Inside, ...]:
    """Who is inside on this permit, or on none that is known; not the people of a linked permit."""
    return tuple(person for person in facts.presence.inside if person.permit_id in (None, facts.permit.id))


def workers(facts: Facts) -> tuple[Inside, ...]:
    """The same without those who went in to rescue."""
    return tuple(person for person in ours(facts) if not person.rescue)


def rose_at(facts: Facts) -> datetime:
    """When presence rose from 0; call it only with somebody inside."""
    return facts.presence.rose_at or min(person.since for person in facts.presence.inside)


def active(facts: Facts) -> bool:
    """Whether work goes on."""
    return facts.permit.status is Status.active


def evacuating(facts: Facts) -> bool:
    """Whether this space is being evacuated."""
    return any(evacuation.space_id == facts.space.id for evacuation in facts.evacuations)


def online(facts: Facts, now: datetime) -> bool:
    """Whether the guardian's phone is heard."""
    quiet = timedelta(seconds=facts.rules.quiet_seconds)
    return facts.post is not None and now - facts.post.last_beat_at < quiet


def caught_up_at(facts: Facts) -> datetime | None:
    """Until when a phone that came back after a silence may still be handing in what it recorded meanwhile."""
    if facts.post is None or facts.post.heard_again_at is None:
        return None
    return facts.post.heard_again_at + timedelta(seconds=facts.rules.quiet_seconds)


def bad_air(facts: Facts) -> tuple[datetime, tuple[Told, ...]] | None:
    """Since when the air is known to be bad, and what was read at that moment; None = it is not (R25).

    By a judged value, or by a reading since somebody is inside.
    """
    found: list[tuple[datetime, Told]] = []
    if facts.work.bad is not None and bad_value_stands(facts):
        found += [(facts.work.bad.at, told) for told in facts.work.bad.told]
    if facts.presence.inside and not facts.gas.latest_passed:
        begun = rose_at(facts)
        readings = (reading for series in facts.gas.judged for reading in series.readings)
        found += [(reading.at, reading.told) for reading in readings if reading.judgement.bad and reading.at >= begun]
    since = min((at for at, _ in found), default=None)
    return None if since is None else (since, tuple(told for at, told in found if at == since))


def unguarded_since(facts: Facts) -> datetime | None:
    """Since when nobody guards: the guardian left or went in, or nobody holds the post over people inside (R38)."""
    here, post = ours(facts), facts.post
    if post is None:
        # The post ended after the last of them went in: nobody is let in without one.
        return max((person.since for person in here), default=None) if active(facts) else None
    gone_in = [person.since for person in facts.presence.inside if person.person_id == post.guardian_id]
    left = [post.confirmed_absent_at] if has_left(post) and (here or active(facts)) else []
    return min([*gone_in, *(moment for moment in left if moment is not None)], default=None)


def contact_due(facts: Facts) -> datetime | None:
    """When those inside must be called next; None while nobody works there (site-rules 37)."""
    if not workers(facts):
        return None
    begun = rose_at(facts)
    last = max(begun, facts.last_contact_at or begun)
    return last + timedelta(minutes=facts.rules.contact_check_minutes)


def relief_due(facts: Facts, in_at: datetime) -> datetime:
    """When somebody who went in at ``in_at`` should be relieved, as the house asks; shown, nothing follows from it."""
    return in_at + timedelta(minutes=facts.rules.stay_minutes)
