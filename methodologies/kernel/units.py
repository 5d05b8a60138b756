"""Units as monomials of opaque atoms: MWh × tCO2/MWh = tCO2. No scale factor is hidden here: 0.001 t/kg is a
parameter."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache

ALIASES = {"tCO2e": "tCO2"}  # GWP-weighted tonnes add to tonnes of CO2; every text of the scheme does so
FACTOR = re.compile(r"(?P<atom>[A-Za-z][A-Za-z0-9]*|1)(\^(?P<power>\d+))?\Z", re.ASCII)


class UnitError(TypeError):
    """The two sides of an operation do not have the same dimension, or a unit can't be read."""


class Unit(frozenset):
    """A frozen set of (atom, exponent) pairs; the empty set is the pure number 1."""

    def __mul__(self, other: Unit) -> Unit:
        return self._with(other, 1)

    def __truediv__(self, other: Unit) -> Unit:
        return self._with(other, -1)

    def __pow__(self, exponent: int | Fraction) -> Unit:
        return Unit((atom, power * exponent) for atom, power in self if exponent)

    def _with(self, other: Unit, sign: int) -> Unit:
        powers = dict(self)
        for atom, power in other:
            powers[atom] = powers.get(atom, 0) + sign * power
        return Unit((atom, power) for atom, power in powers.items() if power)

    def __str__(self) -> str:
        up = "*".join(sorted(atom + (f"^{power}" if power != 1 else "") for atom, power in self if power > 0))
        down = "".join(sorted(f"/{atom}" + (f"^{-power}" if power != -1 else "") for atom, power in self if power < 0))
        return (up or "1") + down


ONE = Unit()


@cache
def unit(text: str) -> Unit:
    """'tCO2/MWh' -> Unit. Grammar: a*b/c/d, atom^n; '1' is a pure number. UnitError for anything else, also for ''."""
    result = ONE
    for place, part in enumerate(text.split("/")):
        for factor in part.split("*"):
            read = FACTOR.match(factor.strip())
            if read is None:
                raise UnitError(f"{text!r} is not a unit")
            if read["atom"] != "1":
                atom = ALIASES.get(read["atom"], read["atom"])
                one = Unit({(atom, Fraction(read["power"] or 1))})
                result = result / one if place else result * one
    return result
