"""Closed lists of who is overseen and by whom: trades and rule profiles of enterprises, areas and their ways.

They are imported from ``workflows.vocabulary``, with every other list that all rooms speak.
"""

from enum import StrEnum, unique


@unique
class ProfileName(StrEnum):
    """Rule profile of an enterprise: members are upper-case because they are the standards' own names."""

    GB46768 = "GB46768"
    GB30871 = "GB30871"


@unique
class Sector(StrEnum):
    """Trade of an enterprise; decides which text is cited (site-rules 6). The first eight are 工贸 (O13 2)."""

    metallurgy = "metallurgy"
    nonferrous = "nonferrous"
    building_materials = "building_materials"
    machinery = "machinery"
    light_industry = "light_industry"
    textile = "textile"
    tobacco = "tobacco"
    commerce = "commerce"
    chemical = "chemical"
    pharmaceutical = "pharmaceutical"
    hazardous_chemicals = "hazardous_chemicals"
    shipping = "shipping"
    municipal = "municipal"
    other = "other"


INDUSTRY_AND_TRADE = frozenset(
    {
        Sector.metallurgy,
        Sector.nonferrous,
        Sector.building_materials,
        Sector.machinery,
        Sector.light_industry,
        Sector.textile,
        Sector.tobacco,
        Sector.commerce,
    }
)


CHEMICAL_SECTORS = frozenset({Sector.chemical, Sector.pharmaceutical, Sector.hazardous_chemicals})


@unique
class AreaLevel(StrEnum):
    """Level in the free tree of areas; the order is the order of authority."""

    city = "city"
    district = "district"
    zone = "zone"
    street = "street"
    village = "village"
    park = "park"


@unique
class FilingMode(StrEnum):
    """How an area takes filings (site-rules 32)."""

    system = "system"
    external = "external"
    none = "none"


@unique
class DayCounting(StrEnum):
    """How a street counts the three days (site-rules 28)."""

    civil_days = "civil_days"
    working_days = "working_days"
    hours_72 = "hours_72"


@unique
class StopKind(StrEnum):
    """暂停要求 of a street, 责令停止作业 of a supervising department (site-rules 31)."""

    pause = "pause"
    order = "order"
