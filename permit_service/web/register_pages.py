"""What all pages of the registers have in common: their tabs, what a list was asked for, its rows, a form's content.

docs/register-pages.md tells how a register's pages are put together from these.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for

from permit_service.access import current_actor
from permit_service.labels.pages import registers as words
from permit_service.models.areas import Area
from permit_service.queries.paging import Wanted
from permit_service.services.accounts import AREA_ROLES
from permit_service.services.registers.desk import AREA_KEEPERS, KEEPERS, REGISTRARS, in_charge, keeps
from permit_service.web.trouble import Trouble
from workflows.vocabulary import Role

_SIZE = 50
#: So many characters of what is typed are looked for.
LONGEST_SEARCH = 60
_ACCOUNT_KEEPERS = KEEPERS | REGISTRARS | {Role.administrator}
#: Who acts for an area's authority.
OFFICERS = frozenset({Role.street_officer, Role.grid_officer, Role.district_officer})
_AREA_READERS = AREA_ROLES | {Role.administrator}


@dataclass(frozen=True, slots=True)
class Register:
    """One tab: the endpoint of its list and its name."""

    endpoint: str
    label: str
    roles: frozenset[Role] | None = None
    """whose register it is; None = everybody's"""

    @property
    def blueprint(self) -> str:
        return self.endpoint.partition(".")[0]


#: The tabs, in the order in which they stand. A new register is one line here.
REGISTERS = (
    Register("people.index", words.PEOPLE),
    Register("trainings.index", words.TRAININGS),
    Register("spaces.index", words.SPACES),
    Register("equipment.index", words.EQUIPMENT),
    Register("enterprises.index", words.ENTERPRISES),
    Register("parks.index", words.PARKS),
    Register("contracts.index", words.CONTRACTS),
    Register("response_plans.index", words.RESPONSE_PLANS),
    Register("shared_means.index", words.SHARED_MEANS),
    Register("reminders.index", words.REMINDERS, KEEPERS),
    Register("plausibility.index", words.PLAUSIBILITY, OFFICERS),
    Register("reports.index", words.REPORTS, _AREA_READERS),
    Register("accounts.index", words.ACCOUNTS, _ACCOUNT_KEEPERS),
    Register("areas.index", words.AREAS, _AREA_READERS),
)


def tabs() -> list[Register]:
    """The registers of whoever asks."""
    held = current_actor().roles
    return [register for register in REGISTERS if register.roles is None or register.roles & held]


@dataclass(frozen=True, slots=True)
class Filter:
    """A closed choice that narrows a list: its name in the address, its words, and (value, words) of each option."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list was asked for: words looked for, the option chosen of each filter, which page."""

    search: str
    chosen: Mapping[str, str]
    wanted: Wanted
    filters: tuple[Filter, ...]

    def get(self, name: str) -> str | None:
        """The option chosen of one filter; None = all."""
        return self.chosen.get(name)

    @property
    def narrowed(self) -> bool:
        """Whether anything but the page was asked for."""
        return bool(self.search or self.chosen)

    @property
    def as_query(self) -> dict[str, str | None]:
        """What narrows the list, as the address of another page about the same rows takes it."""
        return {"q": self.search or None, **self.chosen}

    def url(self, **changes: str | None) -> str:
        """This list, asked for something else; None drops a part. It begins at the first page."""
        return url_for(str(request.endpoint), **{**(request.view_args or {}), **self.as_query, **changes})

    @property
    def all_url(self) -> str:
        """This list with nothing narrowed."""
        return url_for(str(request.endpoint), **(request.view_args or {}))


def asked(*filters: Filter) -> Asked:
    """What the address asks of a list. An option that is none of the filter's is as good as none."""
    offered = {one.name: {value for value, _ in one.options} for one in filters}
    chosen = {name: request.args[name] for name, values in offered.items() if request.args.get(name) in values}
    search = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    return Asked(search, chosen, Wanted(request.args.get("after"), _SIZE), filters)


@dataclass(frozen=True, slots=True)
class Sign:
    """A state (forbid, warn, safe, must, none) and its word, as a cell of a row."""

    state: str
    word: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is read out or compared, as a cell of a row: it stands in one line."""

    number: str


Cell = str | int | Sign | Number | None


@dataclass(frozen=True, slots=True)
class Row:
    """One entry: where it leads ("" = nowhere), and a cell for each column; the first one names the entry.

    ``depth`` sets an entry of a tree in, below the one above it.
    """

    href: str
    cells: tuple[Cell, ...]
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list. ``total`` counts all rows of the list as narrowed, if it was counted."""

    asked: Asked
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    after: str | None
    total: int | None = None

    @property
    def next_url(self) -> str:
        return self.asked.url(after=self.after) if self.after else ""

    @property
    def first_url(self) -> str:
        return self.asked.url() if self.asked.wanted.after else ""


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a form's fields: what was typed if the form came back, else what the entry holds.

    ``entry`` maps field names to values; a set, list or tuple is for fields of several ticks.
    """

    entry: Mapping[str, Any]
    typed: Mapping[str, list[str]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        """The value of a field; "" where there is none."""
        if self.typed:
            return next(iter(self.typed.get(name, [])), "")
        value = self.entry.get(name)
        return "" if value is None else value

    def ticked(self, name: str, value: object = "yes") -> bool:
        """Whether a box stands ticked: of a field of its own, or one ``value`` of several."""
        if self.typed:
            return str(value) in self.typed.get(name, [])
        held = self.entry.get(name)
        return held if isinstance(held, bool) else str(value) in _texts(held)


def filled(entry: Mapping[str, Any], trouble: Trouble) -> Filled:
    """The content of this request's form: after trouble what was typed, else the entry."""
    return Filled(entry, request.form.to_dict(flat=False) if trouble.status != 200 else {})


def may_keep(enterprise_id: uuid.UUID) -> bool:
    """Whether to offer the buttons that change this enterprise's registers; the use cases decide for themselves."""
    return keeps(current_actor(), enterprise_id)


def may_govern(area: Area) -> bool:
    """Whether to offer the buttons of the officers who keep this area; the use cases decide for themselves."""
    return in_charge(current_actor(), area, AREA_KEEPERS)


def may_register(area: Area) -> bool:
    """Whether to offer the buttons of those who enter enterprises in this area."""
    return in_charge(current_actor(), area, REGISTRARS)


def own_enterprise_id() -> uuid.UUID | None:
    """The enterprise whose registers the account keeps, for 新增; None for authorities, crews and administrators."""
    enterprise_id = current_actor().enterprise_id
    return enterprise_id if enterprise_id is not None and may_keep(enterprise_id) else None


def _texts(values: Iterable[object] | None) -> set[str]:
    return {str(value) for value in values or ()}
