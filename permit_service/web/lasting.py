"""How long something still holds, as a sign: agreements, delegations, drills that fall due."""

from datetime import date, timedelta

from permit_service.web.register_pages import Sign

#: From so many days ahead on an end is shown as near.
_SOON = timedelta(days=30)


def lasting(first: date | None, last: date | None, today: date) -> Sign:
    """What an agreement's two days say of it today, both included."""
    if first is None or last is None:
        return Sign("warn", "没有填日期")
    if today > last:
        return Sign("warn", f"{last} 已到期")
    if today < first:
        return Sign("none", f"{first} 起生效")
    return Sign("warn", f"{last} 快到期") if last - today <= _SOON else Sign("safe", f"至 {last}")


def due(day: date, today: date) -> Sign:
    """Until when something has to be done again."""
    if today > day:
        return Sign("warn", f"已过 {day}")
    return Sign("warn", f"{day} 前要做") if day - today <= _SOON else Sign("safe", f"{day} 前")
