"""What requests are made of: strict bodies, lax paths and queries, and the types of their fields.

A body takes what it names and nothing else: a derived field (``status``, ``verdict``) or an unknown one is 422. JSON
numbers arrive as Decimal (:class:`ExactJson`), never as floats.
"""

import base64
import binascii
import re
import unicodedata
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, TypeVar

from flask.json.provider import DefaultJSONProvider
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict, WithJsonSchema
from pydantic_core import PydanticCustomError, PydanticKnownError

from permit_service.access import current_actor
from permit_service.errors import Invalid
from permit_service.queries.paging import DEFAULT_SIZE, LARGEST_SIZE, Wanted
from permit_service.services import files
from permit_service.services.signing import SignIn
from permit_service.wallclock import is_within_reach, to_milliseconds

T = TypeVar("T")

_PLACES = 6
_WHOLE_DIGITS = 12
_LONGEST_NUMBER = 40
_LARGEST_INT = 2**31 - 1
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LINE_BREAKS = "\n\r\t"


class ExactJson(DefaultJSONProvider):
    """JSON whose numbers keep what was written: 20.9 is not 20.899999999999998579."""

    ensure_ascii = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return super().loads(s, parse_float=Decimal, parse_constant=Decimal, **kwargs)
        except RecursionError as error:  # brackets nested thousands deep
            raise ValueError("nested too deep") from error
        except InvalidOperation as error:  # 1e99999999999999999999
            raise ValueError("exponent out of range") from error


class Body(BaseModel):
    """A JSON body: exactly these fields, of exactly these types."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, frozen=True)


class Form(BaseModel):
    """A multipart form: for files."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Params(BaseModel):
    """Of a path or a query, where everything is text: what looks like a number is one, other names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _moment(given: object) -> datetime:
    if isinstance(given, datetime):  # a default, never input
        return given
    if not isinstance(given, str):
        raise PydanticKnownError("datetime_type")
    try:
        told = datetime.fromisoformat(given)
        moment = told.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise PydanticKnownError("datetime_parsing", {"error": "not ISO 8601"}) from error
    if told.tzinfo is None:
        raise PydanticKnownError("timezone_aware")
    if not is_within_reach(moment):
        raise PydanticKnownError("datetime_parsing", {"error": "year out of range"})
    return to_milliseconds(moment)


def _day(given: object) -> date:
    if isinstance(given, date):
        return given
    if not isinstance(given, str):
        raise PydanticKnownError("date_type")
    try:
        if _DAY.fullmatch(given) is None:
            raise ValueError(given)
        day = date.fromisoformat(given)
    except ValueError as error:
        raise PydanticKnownError("date_parsing", {"error": "not ISO 8601"}) from error
    if not is_within_reach(day):
        raise PydanticKnownError("date_parsing", {"error": "year out of range"})
    return day


def _decimal(given: object) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, Decimal | int | str):
        raise PydanticKnownError("decimal_type")
    if isinstance(given, str) and (len(given) > _LONGEST_NUMBER or _DECIMAL.fullmatch(given) is None):
        raise PydanticKnownError("decimal_parsing")
    try:
        number = Decimal(given)
    except InvalidOperation as error:
        raise PydanticKnownError("decimal_parsing") from error
    if not number.is_finite():
        raise PydanticKnownError("finite_number")
    if number.adjusted() >= _WHOLE_DIGITS:
        raise PydanticKnownError("decimal_whole_digits", {"whole_digits": _WHOLE_DIGITS})
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_PLACES:
        raise PydanticKnownError("decimal_max_places", {"decimal_places": _PLACES})
    return number


def _printable(text: str) -> str:
    if any(c not in _LINE_BREAKS and unicodedata.category(c) in ("Cc", "Cs") for c in text):
        raise PydanticKnownError("string_unicode")
    return text


def _bytes(given: object) -> bytes:
    if not isinstance(given, str):
        raise PydanticKnownError("bytes_type")
    if _UUID.fullmatch(given):
        return _uploaded(uuid.UUID(given))
    try:
        return base64.b64decode(given.partition("base64,")[2] or given, validate=True)
    except (binascii.Error, ValueError) as error:
        raise PydanticCustomError("bytes_invalid_encoding", "not base64") from error


def _uploaded(file_id: uuid.UUID) -> bytes:
    try:
        return files.uploaded(current_actor(), file_id)
    except Invalid as error:
        raise PydanticCustomError("unknown", "no such upload") from error


When = Annotated[
    datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"}, mode="validation")
]
"""A moment, ISO 8601 with its zone: ``2026-11-22T14:30:00+08:00``."""

Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"}, mode="validation")]
"""A civil day: ``2026-11-22``."""

Dec = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    WithJsonSchema(
        {"anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{_DECIMAL.pattern}$"}]}, mode="validation"
    ),
]
"""A number kept exactly, as JSON number or as text: ``20.9`` or ``"20.9"``; 12 whole digits, 6 decimal places."""

Id = Annotated[uuid.UUID, Strict(False)]
"""A UUID as text."""

Choice = Annotated[T, Strict(False)]
"""``Choice[Gas]``: a member of a closed list, by its value."""

Many = Annotated[tuple[T, ...], Strict(False), Field(max_length=200)]
"""``Many[Leg]``: a list, in its order."""

SetOf = Annotated[frozenset[T], Strict(False), Field(max_length=200)]
"""``SetOf[Id]``: a list without order; the same twice counts once."""

Line = Annotated[str, Field(max_length=200), AfterValidator(_printable)]
"""A short text without control characters."""

Text = Annotated[str, Field(max_length=4000), AfterValidator(_printable)]
"""A longer text without control characters."""

Secret = Annotated[str, Field(max_length=200, json_schema_extra={"format": "password"})]
"""A password or PIN: never stored, hashed or logged as sent."""

Count = Annotated[int, Field(ge=0, le=_LARGEST_INT)]
"""A whole number from 0."""

Blob = Annotated[
    bytes,
    BeforeValidator(_bytes),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}, mode="validation"),
]
"""A file in base64 (or a data URL), or the id of one's own upload (``POST /files``): JPEG, PNG or PDF."""

Nonce = Annotated[str, Field(min_length=8, max_length=64, pattern="^[A-Za-z0-9_-]+$")]
"""What a device calls one write: the same again is the same write (a random UUID does)."""


class SignInBody(Body):
    """How a signer proves who they are: their PIN, or their password. ``login`` is another's account (在此签字)."""

    pin: Secret | None = None
    password: Secret | None = None
    login: Line | None = None

    @property
    def told(self) -> SignIn:
        return SignIn(pin=self.pin, password=self.password, login=self.login)


class SignedBody(Body):
    """A body that carries an accountable signature: proved anew with each request."""

    sign_in: SignInBody


class DeviceBody(Body):
    """A device's write: carried out once, however often it is sent. ``device`` is the id given with the token."""

    device: Annotated[str, Field(max_length=64)]
    nonce: Nonce
    device_time: When | None = None


class PageQuery(Params):
    """A page of a list: how many rows, and after which (``next`` of the page before)."""

    size: Annotated[int, Field(ge=1, le=LARGEST_SIZE)] = DEFAULT_SIZE
    after: Annotated[str, Field(max_length=2000)] | None = None

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.after, self.size)
