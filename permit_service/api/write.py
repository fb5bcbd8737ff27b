"""Writes of devices: carried out once, however often they are sent (design §5).

The view gives its body and what to do; the answer is stored with it in the same transaction. Whatever must stand in a
transaction of its own, proving a signer for instance, comes before :func:`once`.
"""

from collections.abc import Callable
from datetime import datetime

from flask import request
from pydantic import BaseModel

from permit_service import device_replies, wallclock
from permit_service.access import current_actor
from permit_service.api.serialize import Answer, as_json
from permit_service.api.types import DeviceBody
from permit_service.canonical import timestamp
from permit_service.device_replies import Reply, Write
from permit_service.errors import Forbidden, Invalid

#: Never part of what is hashed and kept: six digits could be guessed from a hash.
_SECRETS = frozenset({"pin", "password"})


def once(body: DeviceBody, decide: Callable[[], BaseModel], status: int = 201) -> Answer:
    """Answer with the view that ``decide`` returns, or with the stored answer of the same write.

    ``decide`` calls one use case. The answer tells ``replayed`` and ``decided_at`` beside the view's fields; one with
    ``verdict`` admit tells ``green``, whether it may still be shown so.

    Raises Invalid for a ``device`` that is not this token's, Conflict ``nonce_reused`` for another body.
    """
    write = _write(body)
    reply = device_replies.once(write, lambda _session: (status, as_json(decide())), now=wallclock.now())
    return _told(reply), reply.http_status


def _write(body: DeviceBody) -> Write:
    actor = current_actor()
    if actor.user_id is None:
        raise Forbidden
    if body.device != actor.device:
        raise Invalid({"device": "unknown"})
    asked = {
        "operation": request.endpoint,
        "of": {name: str(value) for name, value in (request.view_args or {}).items()},
        "body": _plain(body.model_dump()),
    }
    return Write(body.device, body.nonce, actor.user_id, asked)


def _plain(value: object) -> object:
    """What of the body counts: everything but the secrets; files by their bytes in hex."""
    match value:
        case dict():
            return {key: _plain(inner) for key, inner in value.items() if key not in _SECRETS}
        case bytes():
            return value.hex()
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case set() | frozenset():
            return sorted(str(inner) for inner in value)
    return value


def _told(reply: Reply) -> dict[str, object]:
    told = {**reply.answer, "replayed": reply.replayed, "decided_at": timestamp(reply.decided_at)}
    if reply.answer.get("verdict") == "admit":
        good_until = reply.answer.get("good_until")
        until = datetime.fromisoformat(good_until) if isinstance(good_until, str) else None
        told["green"] = reply.may_be_green(wallclock.now(), until)
    return told
