"""Which rule profile binds which trade (site-rules 6)."""

from workflows.vocabulary import CHEMICAL_SECTORS, INDUSTRY_AND_TRADE, ProfileName, Sector


def default_profile(sector: Sector) -> ProfileName:
    """Profile 30 for chemical, pharmaceutical and hazardous-chemical firms, 46 for all others."""
    return ProfileName.GB30871 if sector in CHEMICAL_SECTORS else ProfileName.GB46768


def may_choose(sector: Sector, profile: ProfileName) -> bool:
    """Whether an enterprise of this trade may work under the profile.

    Chemical firms work under 30 and the 工贸 trades under 46; the rest may choose 30, since a store of hazardous
    chemicals can belong to any of them.
    """
    if sector in CHEMICAL_SECTORS or sector in INDUSTRY_AND_TRADE:
        return profile is default_profile(sector)
    return True
