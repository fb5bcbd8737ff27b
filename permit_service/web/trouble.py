"""Carrying out what a form asks: onwards when it is done, else the same page again with what stood against it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import redirect
from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.errors import Conflict, Invalid, RateLimited, RefusedError, ServiceError
from permit_service.problems import refusal_groups

_PIN_FAILS = ("pin_locked", "pin_not_set")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a form was not carried out: faults by field, refusals under their heading of the 七不准, one sentence."""

    status: int = 200
    errors: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    summary: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[dict[str, object], ...] = ()
    says: str = ""
    refused_fields: Mapping[str, str] = field(default_factory=dict)
    """what gates say of single fields, by field"""
    refused: bool = False
    """gates stood against it: what was typed is sound"""

    @property
    def secret(self) -> str:
        """What a signer is asked for: the PIN, or the password where the PIN does not help any more."""
        return "password" if self.codes.get("pin") in _PIN_FAILS else "pin"


NONE = Trouble()

Names = Mapping[str, str]


def carried_out(
    act: Callable[[], str], show: Callable[[Trouble], str], names: Callable[[], Names] = dict
) -> ResponseReturnValue:
    """Do it and go on to the address that ``act`` returns, or show the page again with its trouble.

    ``names`` resolves ids in refusals to names that the reader may know.
    """
    try:
        return redirect(act(), 303)
    except (Invalid, RefusedError, Conflict, RateLimited) as error:
        trouble = trouble_of(error, names())
    return show(trouble), trouble.status


def trouble_of(error: ServiceError, names: Names | None = None) -> Trouble:
    """What the page says of an error."""
    title, detail = labels.problem(error.code)
    if isinstance(error, Invalid):
        told = {path: labels.field_fault(fault.code, fault.context) for path, fault in error.fields.items()}
        codes = {path: fault.code for path, fault in error.fields.items()}
        summary = {_shown(path, codes): f"{labels.field_name(path)}：{text}" for path, text in told.items()}
        return Trouble(error.status, told, codes, summary)
    if isinstance(error, RefusedError):
        refusals = error.clearance.refusals
        groups = tuple(refusal_groups(refusals, names or {}))
        fields = {one.facts["field"]: labels.message(one, names or {}) for one in refusals if "field" in one.facts}
        says = f"{labels.of(error.clearance.action)}：{title}。{detail}"
        return Trouble(error.status, groups=groups, says=says, refused_fields=fields, refused=True)
    return Trouble(error.status, says=f"{title}。{detail}")


def _shown(path: str, codes: Mapping[str, str]) -> str:
    """The field that a fault leads to: where no PIN helps any more, the password is asked for in its place."""
    return "password" if path == "pin" and codes[path] in _PIN_FAILS else path
