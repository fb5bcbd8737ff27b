"""Ids by the names that people write in cells, and back."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum, unique

from permit_service.errors import Fault
from permit_service.excel.width import folded


@unique
class Noun(StrEnum):
    """What a cell can refer to."""

    area = "area"
    person = "person"
    space = "space"
    enterprise = "enterprise"


class BadCell(Exception):
    """A cell that cannot be read as what its column holds."""

    def __init__(self, code: str, **numbers: object) -> None:
        super().__init__(code)
        self.fault = Fault(code, numbers)


class Spellings:
    """One noun's things, each with its spellings, the shortest first. A spelling may fit several of them."""

    def __init__(self, things: Iterable[tuple[uuid.UUID, Sequence[str]]] = ()) -> None:
        self._ids: dict[str, set[uuid.UUID]] = defaultdict(set)
        self._spellings: dict[uuid.UUID, Sequence[str]] = {}
        for thing, spellings in things:
            self._spellings[thing] = spellings
            for spelling in spellings:
                self._ids[folded(spelling)].add(thing)

    def id(self, text: str) -> uuid.UUID:
        """The one thing meant. Raises BadCell ``unknown`` or ``ambiguous``."""
        found = self._ids.get(folded(text), set())
        if len(found) != 1:
            raise BadCell("ambiguous" if found else "unknown")
        return next(iter(found))

    def word(self, thing: uuid.UUID) -> str:
        """The shortest spelling that means nothing else; the longest if all of them do. Raises KeyError."""
        spellings = self._spellings[thing]
        own = (spelling for spelling in spellings if len(self._ids[folded(spelling)]) == 1)
        return next(own, spellings[-1])

    def words(self) -> tuple[str, ...]:
        """The word of each thing, in order."""
        return tuple(sorted(self.word(thing) for thing in self._spellings))


Names = Mapping[Noun, Spellings]
