"""The closed lists of spot-checks (抽查): grades, what is looked at, who is asked, what stands against closing a sheet.

Lower-case members whose name equals their value, like those of ``workflows.vocabulary``.
"""

from enum import StrEnum, unique


@unique
class RiskGrade(StrEnum):
    """Risk grade of an enterprise, the highest risk first (regulations §7: A–D, checked the more often the higher)."""

    a = "a"
    b = "b"
    c = "c"
    d = "d"


@unique
class DrawFault(StrEnum):
    """What is wrong with the record of a draw when it is drawn again."""

    population_unreadable = "population_unreadable"
    population_altered = "population_altered"
    result_differs = "result_differs"


@unique
class Relation(StrEnum):
    """利害关系: what may keep an officer from checking an enterprise fairly."""

    relative = "relative"
    share = "share"
    employment = "employment"
    dispute = "dispute"
    other = "other"
