"""有限空间管理台账."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from types import MappingProxyType
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from permit_service.errors import Invalid
from permit_service.excel.names import Names, Noun
from permit_service.excel.tables.spaces import SPACES
from permit_service.excel.width import folded
from permit_service.facts_of.space import connected_to
from permit_service.models.areas import Area
from permit_service.models.spaces import ConfinedSpace, SpaceConnection
from permit_service.services.registers import spaces
from permit_service.services.registers.desk import Desk
from permit_service.services.registers.ledger_forms import LegForm, OpeningForm, RescueGearForm, SpaceForm
from permit_service.services.registers.ledgers.ledger import Ids, Ledger, areas, laid_over, people_of

_LINKS = "connected_numbers"
#: What a form holds in another shape than the entry.
_PARTS = frozenset({"legs", "openings", "rescue_gear", "connected_ids"})


class SpaceLedger(Ledger[ConfinedSpace, SpaceForm]):
    """A connection stands in both entries, so one row that tells it is enough. Rows may name each other before both
    are there: then they are connected once all are put.
    """

    table = SPACES
    column_of = MappingProxyType({"connected_ids": _LINKS})
    reads_ahead = True

    def __init__(self, session: Session, enterprise_id: uuid.UUID) -> None:
        super().__init__(session, enterprise_id)
        #: Held, so that the session need not ask for them again with every row.
        self._at_hand = list(session.scalars(select(Area)))

    def read_ahead(self, rows: Iterable[tuple[str, Mapping[str, str]]]) -> None:
        kind = SPACES.column(_LINKS).kind
        for key, cells in rows:
            self._in_file.add(key)
            for number in kind.read(cells.get(_LINKS, ""), self.names):
                self._told[key].add(folded(number))
                self._told[folded(number)].add(key)

    @cached_property
    def _in_file(self) -> set[str]:
        return set()

    @cached_property
    def _told(self) -> defaultdict[str, set[str]]:
        """Which numbers the file tells to be connected with which, both ways."""
        return defaultdict(set)

    @cached_property
    def names(self) -> Names:
        return {Noun.area: areas(self.session), Noun.person: people_of(self.session, self.enterprise_id)}

    @cached_property
    def numbers(self) -> Mapping[uuid.UUID, str]:
        """The number of every space that stands."""
        return {space_id: parts[0] for space_id, parts in self.held_keys()}

    @cached_property
    def neighbours(self) -> Mapping[uuid.UUID, Ids]:
        """Which spaces are connected with each, those of other enterprises too."""
        own = select(ConfinedSpace.id).where(ConfinedSpace.enterprise_id == self.enterprise_id)
        pairs = select(SpaceConnection.low_id, SpaceConnection.high_id).where(
            or_(SpaceConnection.low_id.in_(own), SpaceConnection.high_id.in_(own))
        )
        found: dict[uuid.UUID, Ids] = defaultdict(frozenset)
        for low, high in self.session.execute(pairs):
            found[low] |= {high}
            found[high] |= {low}
        return found

    def held_keys(self) -> Iterable[tuple[uuid.UUID, Sequence[Any]]]:
        standing = (ConfinedSpace.enterprise_id == self.enterprise_id, ConfinedSpace.withdrawn_at.is_(None))
        found = select(ConfinedSpace.id, ConfinedSpace.number).where(*standing).order_by(ConfinedSpace.number)
        return ((row.id, (row.number,)) for row in self.session.execute(found))

    def load(self, ids: Collection[uuid.UUID]) -> Iterable[ConfinedSpace]:
        parts = (ConfinedSpace.legs, ConfinedSpace.openings, ConfinedSpace.rescue_gear)
        found = select(ConfinedSpace).where(ConfinedSpace.id.in_(ids)).options(*map(selectinload, parts))
        return self.session.scalars(found)

    def values(self, entry: ConfinedSpace) -> dict[str, Any]:
        held = self._form_of(entry)
        plain = {f.name: getattr(held, f.name) for f in fields(held) if f.name not in _PARTS}
        return plain | {
            "legs": [(leg.orientation, leg.length) for leg in held.legs],
            "openings": [opening.name for opening in held.openings],
            "rescue_gear": [(gear.name, gear.count, gear.place) for gear in held.rescue_gear],
            _LINKS: {self.numbers[other] for other in held.connected_ids if other in self.numbers},
        }

    def form(self, values: Mapping[str, Any], entry: ConfinedSpace | None) -> SpaceForm:
        held = None if entry is None else self._form_of(entry)
        told = dict(values)
        links = told.pop(_LINKS, None)
        if _LINKS in values:
            told["connected_ids"] = self._connected(folded(str(values.get("number"))), links or frozenset(), held)
        if "legs" in told:
            told["legs"] = tuple(LegForm(*leg) for leg in told["legs"] or ())
        if "rescue_gear" in told:
            told["rescue_gear"] = tuple(RescueGearForm(*gear) for gear in told["rescue_gear"] or ())
        if "openings" in told:
            standing = {} if held is None else {opening.name: opening for opening in held.openings}
            told["openings"] = tuple(standing.get(name) or OpeningForm(name) for name in told["openings"] or ())
        if held is not None and told.get("name", held.name) != held.name:
            told["pinyin"] = None
        return laid_over(SpaceForm, held, told)

    def waits(self, key: str) -> bool:
        return any(number not in self.ids for number in self._told.get(key, ()))

    def locks(self, ids: Ids) -> Ids:
        told = (self.ids.get(number, frozenset()) for number in self._told)
        return ids.union(*told, *(self.neighbours.get(space_id, frozenset()) for space_id in ids))

    def check(self, desk: Desk, form: SpaceForm, entry: ConfinedSpace | None) -> None:
        spaces.checked(desk, self.enterprise_id, form, entry)

    def put(self, desk: Desk, form: SpaceForm, entry: ConfinedSpace | None) -> None:
        if entry is None:
            with self.session.no_autoflush:  # its number is in no other row: the batch may wait
                spaces.enter(desk, self.enterprise_id, form)
        else:
            spaces.amend(desk, entry, form, frozenset(connected_to(self.session, entry.id)))

    def _connected(self, key: str, numbers: Iterable[str], held: SpaceForm | None) -> Ids:
        """Whom the file tells this space to be connected with, of those there are; foreign neighbours stay."""
        told = {folded(number) for number in numbers} | self._told.get(key, set())
        if any(number not in self.ids and number not in self._in_file for number in told) or key in told:
            raise Invalid({_LINKS: "unknown"})
        foreign = frozenset() if held is None else held.connected_ids - self.numbers.keys()
        return foreign.union(*(self.ids.get(number, frozenset()) for number in told))

    def _form_of(self, entry: ConfinedSpace) -> SpaceForm:
        plain = {f.name: getattr(entry, f.name) for f in fields(SpaceForm) if f.name not in _PARTS}
        return SpaceForm(
            **plain,
            legs=tuple(LegForm(leg.orientation, leg.length) for leg in entry.legs),
            openings=tuple(OpeningForm(o.name, o.id) for o in entry.openings if o.withdrawn_at is None),
            rescue_gear=tuple(RescueGearForm(gear.name, gear.count, gear.place) for gear in entry.rescue_gear),
            connected_ids=self.neighbours.get(entry.id, frozenset()),
        )
