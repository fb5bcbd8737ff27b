"""What a channel is given, and what it says when it could not send it."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, ready to be sent. ``id`` is the same at every try, so that who gets it twice can tell."""

    id: uuid.UUID
    address: str
    title: str
    text: str


class NotSent(Exception):
    """The letter did not go out; ``why`` names neither address nor text. ``final``: no later try will change it."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.final = final
