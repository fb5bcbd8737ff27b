"""Where a rule comes from, and whom it binds.

A gate lists its sources in order; a refusal cites the first that binds the enterprise's sector (site-rules 6).
The rule itself applies in any case.
"""

from dataclasses import dataclass
from enum import StrEnum, unique

from workflows.vocabulary import CHEMICAL_SECTORS, INDUSTRY_AND_TRADE, Sector


@unique
class Document(StrEnum):
    """The texts rules are taken from (regulations §0)."""

    O13 = "O13"  # 应急管理部令第13号 工贸企业有限空间作业安全规定
    G46 = "G46"  # GB 46768-2025 有限空间作业安全技术规范
    G30 = "G30"  # GB 30871-2022 危险化学品企业特殊作业安全规范
    AQ = "AQ"  # AQ 3064.2-2025 特殊作业审批与作业过程管理
    GBZ = "GBZ"  # GBZ 2.1-2019 工作场所有害因素职业接触限值


_BOUND: dict[Document, frozenset[Sector]] = {
    Document.O13: INDUSTRY_AND_TRADE,
    Document.G46: frozenset(Sector) - CHEMICAL_SECTORS - {Sector.shipping},
    Document.G30: CHEMICAL_SECTORS,
    Document.AQ: CHEMICAL_SECTORS,
    Document.GBZ: frozenset(Sector),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a national text."""

    document: Document
    clause: str

    def binds(self, sector: Sector) -> bool:
        return sector in _BOUND[self.document]


#: Stands for the space's own area where a gate declares that areas demand something.
EVERY_AREA = "*"


@dataclass(frozen=True, slots=True)
class LocalRule:
    """属地规定: binds where the area's overlay carries it, so a gate cites it only after seeing the overlay.

    ``document`` is the area's notice, empty where it demands without one; ``area`` its name. Raises ValueError
    without an area: a rule of nowhere binds nobody.
    """

    document: str
    area: str

    def __post_init__(self) -> None:
        if not self.area.strip():
            raise ValueError("a local rule is the rule of an area")

    def binds(self, sector: Sector) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class HouseRule:
    """企业规定: ours, not law; a labelled parameter, never quoted as law."""

    name: str

    def binds(self, sector: Sector) -> bool:
        return True


Source = Clause | LocalRule | HouseRule


def cite(sources: tuple[Source, ...], sector: Sector) -> Source:
    """The first source that binds ``sector``; a house rule named after the first one where none does."""
    for source in sources:
        if source.binds(sector):
            return source
    return HouseRule("adopted")
