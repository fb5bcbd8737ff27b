"""The pinyin under which a Chinese name is sorted and found."""

from pypinyin import Style, lazy_pinyin


def pinyin_of(name: str) -> str:
    """All syllables in one, then their first letters: ``流量井`` is ``liuliangjing llj``. Other letters stay."""
    syllables = lazy_pinyin(name)
    initials = lazy_pinyin(name, style=Style.FIRST_LETTER)
    return f"{''.join(syllables)} {''.join(initials)}".casefold()
