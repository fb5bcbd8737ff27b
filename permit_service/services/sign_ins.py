"""One's own sign-ins: the browsers in which one is signed in, and the tokens of programs. Each may be ended."""

import uuid
from datetime import timedelta

from permit_service import accounts
from permit_service.accounts import Secret
from permit_service.actor import Actor
from permit_service.models.accounts import ApiToken, SessionRow
from permit_service.queries.scope import find
from permit_service.services.accounts import end_sign_ins, own_account, record
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import Desk, at_desk

#: How long a program's token may live, days (G).
LONGEST_TOKEN_DAYS = 365
_LONGEST_NAME = 60


def make_token(actor: Actor, name: str, days: int) -> Secret:
    """A token for a program of one's own, by the name one will know it by; the secret is shown this once.

    Raises Invalid (``name``, ``days``: 1 to 365).
    """
    user_id, _ = own_account(actor)
    faults = Faults()
    told = faults.words("name", name, longest=_LONGEST_NAME)
    faults.between("days", days, 1, LONGEST_TOKEN_DAYS)
    faults.raise_any()
    secret = accounts.open_token(user_id, timedelta(days=days), name=told)
    at_desk(actor, lambda desk: record(desk, "user:make_token", user_id))
    return secret


def end_session(actor: Actor, session_id: uuid.UUID) -> None:
    """End one of one's own sessions in a browser. Raises NotFound for another's."""
    _end(actor, SessionRow, session_id)


def end_token(actor: Actor, token_id: uuid.UUID) -> None:
    """End one of one's own tokens. Raises NotFound for another's."""
    _end(actor, ApiToken, token_id)


def end_others(actor: Actor) -> None:
    """End all of one's own sessions and tokens but those of this device."""
    user_id, _ = own_account(actor)

    def work(desk: Desk) -> None:
        end_sign_ins(desk, user_id, but_device=actor.device)
        record(desk, "user:end_sign_ins", user_id)

    at_desk(actor, work)


def _end(actor: Actor, kind: type[SessionRow] | type[ApiToken], row_id: uuid.UUID) -> None:
    user_id, _ = own_account(actor)

    def work(desk: Desk) -> None:
        row = find(desk.session, kind, row_id, kind.user_id == user_id)
        if row.ended_at is None:
            row.ended_at = desk.now
            record(desk, "user:end_sign_in", user_id, {"sign_in_id": row_id})

    at_desk(actor, work)
