"""Why a code was refused: one short stage code a reason, which a guardian can read out over the phone.

The letter tells the stage that refused: D decoding, S signature, R rule about this one code.
"""

from __future__ import annotations

from enum import StrEnum, unique
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qr.claims import Claims


@unique
class Stage(StrEnum):
    """Every reason for which a code is refused, in the order in which they are looked for."""

    text = "D|TXT"
    """Neither a code's URL or path nor a bare token; for a short code: nothing typed."""
    base32 = "D|B32"
    """A character outside A–Z 2–7, or unused bits at the end that are not zero."""
    character = "D|CHR"
    """Short code: a character outside 0–9 A–Z."""
    length = "D|LEN"
    """Too short or too long: cut, or run together with something else."""
    check = "D|CHK"
    """Short code: the check character does not fit, so something was mistyped."""
    version = "D|VER"
    """A layout that this software does not know."""
    kind_unknown = "D|KND"
    """A kind of code that this software does not know."""
    path = "D|PTH"
    """The letter in the path is not that of the code's own kind."""
    window = "D|WIN"
    """The window ends before it begins."""
    key = "S|KID"
    """No key of this id for this kind: a foreign code, or one signed with a withdrawn key."""
    malleated = "S|CAN"
    """A second form of a signature, which anyone can compute from the first (high s)."""
    signature = "S|SIG"
    """The signature does not fit: forged or altered."""
    kind = "R|KND"
    """A genuine code of another kind than was asked for."""
    revoked = "R|REV"
    """A genuine code, called back by its id."""
    not_yet = "R|NBF"
    """A genuine code whose window has not begun."""
    expired = "R|EXP"
    """A genuine code whose window is over."""


class CodeError(Exception):
    """A code is refused at `stage`; `claims` is what it says, given only where its signature was found good.

    With `claims` a page can tell which permit is over; without, nothing in the code may be believed.
    """

    def __init__(self, stage: Stage, claims: Claims | None = None) -> None:
        super().__init__(stage)
        self.stage = stage
        self.claims = claims

    def __str__(self) -> str:
        return self.stage.value
