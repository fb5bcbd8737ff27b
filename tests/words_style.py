"""How words are written (docs/words.md), as far as a test can see it."""

import re

_FOREIGN = re.compile(r"[!！?？₀-₉⁰¹⁴-⁹\U0001f000-\U0001ffff☀-➿]|[a-z]{2,}_|\{|\}|None")


def keeps_the_style(sentence: str) -> bool:
    """Plain Chinese: not empty, no exclamation or question mark, emoji, subscript, name of a code, leftover brace."""
    return bool(sentence.strip()) and _FOREIGN.search(sentence) is None
