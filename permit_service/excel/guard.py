"""Text that a spreadsheet would take for a formula, made harmless on the way out and restored on the way in.

An apostrophe goes before whatever begins like a formula, and before whatever already has one there, so that each text
comes back as it was (CSV injection, OWASP).
"""

import re

_DANGER = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_ARMOURED = re.compile(r"''*[=+\-@\t\r\n＝＋－＠]")
#: How Excel writes a carriage return, which XML would turn into a line feed.
_RETURN = "_x000D_"


def armoured(text: str) -> str:
    """The text as it goes into a cell."""
    safe = f"'{text}" if _DANGER.match(text) else text
    return safe.replace("\r", _RETURN)


def bare(text: str) -> str:
    """The text that was meant by a cell."""
    told = text.replace(_RETURN, "\r")
    return told[1:] if _ARMOURED.match(told) else told
