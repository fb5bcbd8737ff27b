"""How a fact gets worse: the way a listed change is made at each of its places in a tree of facts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, get_args, get_type_hints

from workflows import facts as facts_module
from workflows import gas_facts, plan_facts, site_facts
from workflows.vocabulary import Action

Change = Callable[[Any], Any]

AGES = timedelta(days=400)


@dataclass(frozen=True)
class Worse:
    """``owner.field`` gets worse by ``change`` (of the old value), except for the actions ``but_not``."""

    owner: type
    field: str
    change: Change
    but_not: frozenset[Action] = frozenset()

    def __str__(self) -> str:
        return f"{self.owner.__name__}.{self.field}"


def becomes(value: Any) -> Change:
    return lambda _: value


def earlier(value: datetime | None) -> datetime | None:
    return None if value is None else value - AGES


def later(value: datetime | None) -> datetime | None:
    return None if value is None else value + AGES


def plus(*more: Any) -> Change:
    """A tuple or frozenset with more in it."""
    return lambda old: old | frozenset(more) if isinstance(old, frozenset) else (*old, *more)


GONE, FALSE, TRUE, OTHER = becomes(None), becomes(False), becomes(True), becomes("other")
EMPTY, NO_ITEMS, NO_TEXT = becomes(()), becomes(frozenset()), becomes("")


def worse_of(owner: type, /, **changes: Change | tuple[Change, ...]) -> tuple[Worse, ...]:
    return tuple(
        Worse(owner, name, one)
        for name, given in changes.items()
        for one in (given if isinstance(given, tuple) else (given,))
    )


def but_not(owner: type, field: str, change: Change, actions: set[Action]) -> Worse:
    return Worse(owner, field, change, frozenset(actions))


#: Every facts dataclass: a new one, or a new field, must be listed above.
FACTS_TYPES: tuple[type, ...] = tuple(
    value
    for module in (facts_module, plan_facts, site_facts, gas_facts)
    for value in vars(module).values()
    if isinstance(value, type) and is_dataclass(value) and value.__module__ == module.__name__
)


def worsened(node: Any, worse: Worse) -> Iterator[Any]:
    """``node`` with one of the places it has for this fact made worse, the newest evidence (standing last) first.

    Places that are as bad already are left out.
    """
    if isinstance(node, worse.owner):
        old = getattr(node, worse.field)
        new = worse.change(old)
        if new != old:
            yield replace(node, **{worse.field: new})
    elif isinstance(node, tuple):
        for i in reversed(range(len(node))):
            yield from ((*node[:i], new, *node[i + 1 :]) for new in worsened(node[i], worse))
    else:
        for name in _ways(type(node), worse.owner):
            for new in worsened(getattr(node, name), worse):
                yield replace(node, **{name: new})


@cache
def _ways(holder: type, owner: type) -> tuple[str, ...]:
    """The fields of ``holder`` through which an ``owner`` can be reached."""
    if holder not in FACTS_TYPES:
        return ()
    hints = get_type_hints(holder)
    return tuple(
        field.name
        for field in fields(holder)
        if any(part is owner or _ways(part, owner) for part in _parts(hints[field.name]))
    )


def _parts(hint: Any) -> Iterator[type]:
    """The facts dataclasses that a type hint names."""
    if hint in FACTS_TYPES:
        yield hint
    for inner in get_args(hint):
        yield from _parts(inner)
