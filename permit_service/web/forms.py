"""Reading what a form sent: text into values, and every fault by field before any use case is called.

An empty field is None; whether it may be empty is for the use case to say.
"""

import base64
import binascii
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from flask import request

from permit_service import device_replies, wallclock
from permit_service.access import current_actor
from permit_service.device_replies import Write
from permit_service.errors import Forbidden, Invalid
from permit_service.queries.enterprise_files import by_credit_code
from permit_service.queries.reading import session
from permit_service.services.inputs import Faults
from permit_service.services.signing import SignIn
from permit_service.wallclock import SHANGHAI, is_within_reach, to_milliseconds

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")
D = TypeVar("D", bound=date)

_PNG = "data:image/png;base64,"
_NONCE = 64
_NOT_CONTENT = frozenset({"csrf_token", "nonce", "pin", "password"})


class Form:
    """The form of this request. Faults collect until :meth:`done`."""

    def __init__(self) -> None:
        self.faults = Faults()

    def text(self, name: str) -> str:
        """What was typed, with line breaks as everywhere else."""
        return request.form.get(name, "").replace("\r\n", "\n").strip()

    def texts(self, name: str) -> list[str]:
        """Several values ticked, each once."""
        return list(dict.fromkeys(value for value in request.form.getlist(name) if value))

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self.text(name))

    def moment(self, name: str) -> datetime | None:
        """A time of the site's clock, as an input of type datetime-local sends it."""
        typed = self.text(name)
        if not typed:
            return None
        try:
            told = to_milliseconds(datetime.fromisoformat(typed).replace(tzinfo=SHANGHAI))
        except ValueError:
            told = None
        return self._reached(name, told, "datetime_parsing")

    def day(self, name: str) -> date | None:
        """A civil day, as an input of type date sends it."""
        typed = self.text(name)
        if not typed:
            return None
        try:
            told = date.fromisoformat(typed)
        except ValueError:
            told = None
        return self._reached(name, told, "date_parsing")

    def rows(self, name: str, fields: Sequence[str], *, without: Sequence[str] = ()) -> list[dict[str, str]]:
        """The rows of a table in the form (``name.0.field``) into which somebody typed something.

        ``without``: fields that are filled in blank rows too. Rows are numbered anew: a fault of the second row kept
        is told as ``name.1.field``.
        """
        numbers = {int(key.split(".")[1]) for key in request.form if re.fullmatch(rf"{name}\.\d{{1,3}}\.\w+", key)}
        rows = [{field: self.text(f"{name}.{number}.{field}") for field in fields} for number in sorted(numbers)]
        return [row for row in rows if any(row[field] for field in fields if field not in without)]

    def decimal(self, name: str, typed: str | None = None) -> Decimal | None:
        """A measure; full-width digits are digits. ``typed`` is for what stands in a row."""
        typed = self.text(name) if typed is None else typed
        if not typed:
            return None
        try:
            return Decimal(typed)
        except InvalidOperation:
            self.faults.add(name, "decimal_parsing")
            return None

    def whole(self, name: str) -> int | None:
        """A whole number that somebody typed."""
        return self.number(name) if self.text(name) else None

    def answer(self, name: str) -> bool | None:
        """Yes or no; None = not told."""
        return {"yes": True, "no": False}.get(self.text(name))

    def id(self, name: str, typed: str | None = None) -> uuid.UUID | None:
        """One thing chosen. ``typed`` is for what stands in a row."""
        typed = self.text(name) if typed is None else typed
        return self._id(name, typed) if typed else None

    def ids(self, name: str) -> list[uuid.UUID]:
        """Several things ticked, each once."""
        found = [self._id(name, typed) for typed in dict.fromkeys(request.form.getlist(name)) if typed]
        return [one for one in found if one is not None]

    def choice(self, name: str, choices: type[E]) -> E | None:
        """One member of a closed list."""
        typed = self.text(name)
        if not typed:
            return None
        if typed not in set(choices):
            self.faults.add(name, "enum")
            return None
        return choices(typed)

    def choices(self, name: str, choices: type[E]) -> frozenset[E]:
        """Several members of a closed list."""
        typed = set(request.form.getlist(name)) - {""}
        self.faults.check(typed <= set(choices), name, "enum")
        return frozenset(choices(one) for one in typed & set(choices))

    def number(self, name: str, typed: str | None = None) -> int:
        """A whole number that must be there. ``typed`` is for what stands in a row."""
        typed = self.text(name) if typed is None else typed
        if not typed.isdecimal() or len(typed) > 9:
            self.faults.add(name, "int_parsing")
            return 0
        return int(typed)

    def upload(self, name: str) -> bytes | None:
        """A file that was chosen."""
        file = request.files.get(name)
        return file.read() if file is not None and file.filename else None

    def drawn(self, name: str = "signature") -> bytes | None:
        """A drawn signature, which scripts send as a data URL."""
        typed = self.text(name)
        if not typed:
            return None
        try:
            if not typed.startswith(_PNG):
                raise binascii.Error
            return base64.b64decode(typed.removeprefix(_PNG), validate=True)
        except ValueError:  # also what is not even ASCII
            self.faults.add(name, "file_broken")
            return None

    def sign_in(self) -> SignIn:
        """The signer's proof: a PIN, or the password after too many tries; another's login is 在此签字."""
        return SignIn(
            pin=self.text("pin") or None,
            password=request.form.get("password") or None,
            login=self.text("login") or None,
        )

    def enterprise(self, name: str) -> uuid.UUID | None:
        """An enterprise told by its 统一社会信用代码, by which the other party of an agreement is named."""
        typed = self.text(name)
        found = by_credit_code(session(), typed) if typed else None
        self.faults.check(not typed or found is not None, name, "unknown")
        return found

    def expects(self, *names: str) -> None:
        """Note each field that was left empty: ``needed`` and ``done`` then tell all of them at once."""
        for name in names:
            self.faults.check(bool(self.text(name)), name, "required")

    def needed(self, name: str, value: T | None) -> T:
        """A value that may not be missing. Raises Invalid with every fault so far."""
        if value is None:
            self.faults.add(name, "required")
            self.faults.raise_any()
        assert value is not None
        return value

    def done(self) -> None:
        """Raises Invalid with every fault found so far."""
        self.faults.raise_any()

    def _reached(self, name: str, told: D | None, code: str) -> D | None:
        if told is None or not is_within_reach(told):
            self.faults.add(name, code)
            return None
        return told

    def _id(self, name: str, typed: str) -> uuid.UUID | None:
        try:
            return uuid.UUID(typed)
        except ValueError:
            self.faults.add(name, "uuid_parsing")
            return None


def renamed(error: Invalid, names: Mapping[str, str]) -> Invalid:
    """The faults of a use case under the names that the fields have on the page."""
    return Invalid({names.get(path, path): fault for path, fault in error.fields.items()})


def new_nonce() -> str:
    """A number for one form, so that the same press sent twice counts once, also without scripts."""
    return uuid.uuid4().hex


def once(form: Form, act: Callable[[], str]) -> str:
    """The address that ``act`` leads to; the same form sent again leads there without being carried out again.

    ``act`` calls one use case, and none that proves a signer: that must stand in a transaction of its own. Raises
    Conflict ``nonce_reused`` for another form under the same number.
    """
    actor, nonce = current_actor(), form.text("nonce")[:_NONCE]
    if not nonce:
        return act()
    if actor.user_id is None:
        raise Forbidden
    sent = {name: request.form.getlist(name) for name in sorted(request.form) if name not in _NOT_CONTENT}
    write = Write(actor.device, nonce, actor.user_id, {"operation": request.path, "form": sent})
    reply = device_replies.once(write, lambda _session: (303, {"location": act()}), now=wallclock.now())
    return str(reply.answer["location"])
