"""The number of plots is found by passes: t depends on the number that it gives."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal, localcontext

from methodologies.forestry.tables import INFINITE, T90
from methodologies.kernel.expressions import EXACT


def passes(strata: Iterable[tuple[Decimal, Decimal]], plot_ha: Decimal, mean: Decimal, error: Decimal) -> list[int]:
    """Degrees of freedom of each pass, from ∞ until a pass gives the number of plots that the one before gave; where
    two numbers take turns, the larger stands last. strata: (area in ha, expected deviation); error: relative."""
    strata = list(strata)
    with localcontext(EXACT):
        area = sum((a for a, _ in strata), Decimal(0))
        shares = [(a / area, s) for a, s in strata]
        s1, s2 = sum(w * s for w, s in shares), sum(w * s**2 for w, s in shares)
        asked, cover = error * mean, area / plot_ha
        freedoms, found = [INFINITE], [0]
        while True:
            t = T90.at_most(Decimal(freedoms[-1]))
            n = int((cover * t**2 * s1**2 / (cover * asked**2 + t**2 * s2)).to_integral_value(ROUND_CEILING))
            if n == found[-1] or (n < found[-1] and n in found):
                return freedoms if n == found[-1] else freedoms[:-1]
            found.append(n)
            freedoms.append(max(n - 1, 1))
