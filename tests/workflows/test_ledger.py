"""What the ledger warns of, and which profile binds which trade."""

import pytest
from pieces import space

from workflows.codes import Code
from workflows.ledger import ledger_warnings
from workflows.profiles import default_profile, may_choose
from workflows.sources import Clause, Document, HouseRule
from workflows.vocabulary import CHEMICAL_SECTORS, INDUSTRY_AND_TRADE, ProfileName, Sector


@pytest.mark.parametrize(
    ("toxic", "effective", "in_ledger", "warns"),
    [
        (True, False, True, True),
        (True, None, True, True),
        (True, True, True, False),
        (False, False, True, False),
        (True, False, False, False),
    ],
)
def test_a_toxic_space_needs_an_effective_barrier(
    toxic: bool, effective: bool | None, in_ledger: bool, warns: bool
) -> None:
    entry = space(toxic_possible=toxic, barrier_effective=effective, in_ledger=in_ledger)
    codes = [warning.code for warning in ledger_warnings(entry, Sector.machinery)]
    assert codes == ([Code.barrier_ineffective] if warns else [])


@pytest.mark.parametrize(
    ("sector", "source"),
    [(Sector.machinery, Clause(Document.O13, "12")), (Sector.municipal, HouseRule("adopted"))],
)
def test_order_13_is_cited_where_it_binds(sector: Sector, source: object) -> None:
    (warning,) = ledger_warnings(space(barrier_effective=False), sector)
    assert (warning.source, warning.banned) == (source, 6)


@pytest.mark.parametrize("sector", list(Sector))
def test_the_trade_decides_the_profile(sector: Sector) -> None:
    chemical = sector in CHEMICAL_SECTORS
    expected = ProfileName.GB30871 if chemical else ProfileName.GB46768
    assert default_profile(sector) is expected
    assert may_choose(sector, expected)
    free = not chemical and sector not in INDUSTRY_AND_TRADE
    other = ProfileName.GB46768 if chemical else ProfileName.GB30871
    assert may_choose(sector, other) is free
