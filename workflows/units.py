"""Units of gas concentration: ppm, mg/m3, %VOL, %LEL, converted exactly in decimal.

mg/m3 = ppm x M / 24.06, the molar volume at 20 degrees C and 101.3 kPa: its factors are stricter than those of 25.
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from workflows.kinds import Gas, Unit

#: L/mol at 20 degrees C, 101.3 kPa.
MOLAR_VOLUME = Decimal("24.06")

#: g/mol. Oxygen and "flammable gas" have none here: the one is judged in %VOL, the other is a mixture.
MOLAR_MASS: Mapping[Gas, Decimal] = MappingProxyType(
    {
        Gas.h2s: Decimal("34.08"),
        Gas.co: Decimal("28.01"),
        Gas.co2: Decimal("44.01"),
        Gas.nh3: Decimal("17.03"),
        Gas.cl2: Decimal("70.90"),
        Gas.so2: Decimal("64.06"),
        Gas.no2: Decimal("46.01"),
        Gas.c6h6: Decimal("78.11"),
        Gas.c7h8: Decimal("92.14"),
        Gas.c8h10: Decimal("106.17"),
        Gas.hcn: Decimal("27.03"),
        Gas.hcl: Decimal("36.46"),
        Gas.hf: Decimal("20.01"),
        Gas.cocl2: Decimal("98.92"),
        Gas.o3: Decimal("48.00"),
        Gas.ch3oh: Decimal("32.04"),
        Gas.ph3: Decimal("34.00"),
        Gas.ch4: Decimal("16.04"),
    }
)

_PPM_IN_ONE_PERCENT = Decimal(10_000)
_HUNDRED = Decimal(100)


class Unconvertible(ValueError):
    """This amount cannot be told in that unit: a fact is missing, such as the explosive limit or a molar mass."""


def ppm_to_mg_m3(gas: Gas, ppm: Decimal) -> Decimal:
    """mg/m3 of ``ppm`` of a gas. Raises :class:`Unconvertible` where the gas has no single molar mass."""
    return ppm * _molar_mass(gas) / MOLAR_VOLUME


def mg_m3_to_ppm(gas: Gas, mg_m3: Decimal) -> Decimal:
    """ppm of ``mg_m3`` of a gas. Raises :class:`Unconvertible` where the gas has no single molar mass."""
    return mg_m3 * MOLAR_VOLUME / _molar_mass(gas)


def vol_to_ppm(vol: Decimal) -> Decimal:
    """ppm of %VOL."""
    return vol * _PPM_IN_ONE_PERCENT


def ppm_to_vol(ppm: Decimal) -> Decimal:
    """%VOL of ppm."""
    return ppm / _PPM_IN_ONE_PERCENT


def to_mg_m3(gas: Gas, amount: Decimal, unit: Unit) -> Decimal:
    """mg/m3 of an amount in any unit. Raises :class:`Unconvertible` (a toxic gas told in %LEL, no molar mass)."""
    if unit is Unit.mg_m3:
        return amount
    if unit is Unit.ppm:
        return ppm_to_mg_m3(gas, amount)
    if unit is Unit.vol:
        return ppm_to_mg_m3(gas, vol_to_ppm(amount))
    raise Unconvertible(f"{gas} in %LEL has no mg/m3")


def to_vol(gas: Gas, amount: Decimal, unit: Unit, lel_vol: Decimal | None = None) -> Decimal:
    """%VOL of an amount in any unit; from %LEL only with a known lower explosive limit in %VOL.

    Raises :class:`Unconvertible` where that limit or the molar mass is not known.
    """
    if unit is Unit.vol:
        return amount
    if unit is Unit.ppm:
        return ppm_to_vol(amount)
    if unit is Unit.lel:
        return amount * _known(lel_vol) / _HUNDRED
    return ppm_to_vol(mg_m3_to_ppm(gas, amount))


def to_lel(gas: Gas, amount: Decimal, unit: Unit, lel_vol: Decimal | None = None) -> Decimal:
    """%LEL of an amount in any unit. Raises :class:`Unconvertible` like :func:`to_vol`."""
    if unit is Unit.lel:
        return amount
    return to_vol(gas, amount, unit) * _HUNDRED / _known(lel_vol)


def _known(lel_vol: Decimal | None) -> Decimal:
    if lel_vol is None or not lel_vol.is_finite() or lel_vol <= 0:
        raise Unconvertible("the lower explosive limit is not known")
    return lel_vol


def _molar_mass(gas: Gas) -> Decimal:
    mass = MOLAR_MASS.get(gas)
    if mass is None:
        raise Unconvertible(f"{gas} has no single molar mass")
    return mass
