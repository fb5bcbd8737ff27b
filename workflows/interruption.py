"""What an interruption asks for: since when evidence must be made anew before anyone goes in again (R43)."""

from datetime import datetime, timedelta

from workflows.facts import Facts


def redo_since(facts: Facts, now: datetime) -> datetime | None:
    """Evidence not newer than this moment no longer counts; None = nothing has to be done again.

    Profile 46: the latest interruption of any length (G46 6.2.7). Profile 30: the latest that lasted more than
    60 min (G30 6.3 f); it lasts until work is confirmed or somebody enters again, or until ``now``.
    """
    if not facts.rules.interruption_minutes:
        return facts.interrupted_at
    shortest = timedelta(minutes=facts.rules.interruption_minutes)
    return max((at for at in facts.interruptions if _resumed(facts, at, now) - at > shortest), default=None)


def _resumed(facts: Facts, interrupted_at: datetime, now: datetime) -> datetime:
    confirmed_at = facts.confirmation.signed_at if facts.confirmation is not None else None
    resumptions = (confirmed_at, facts.presence.rose_at)
    return min((at for at in resumptions if at is not None and at > interrupted_at), default=now)


def outdated(at: datetime | None, since: datetime | None) -> bool:
    """Evidence made at ``at`` does not count after an interruption at ``since``; evidence never made never does."""
    return at is None or (since is not None and at <= since)
