"""Ten thousand plots measured twice: through the kernel, and by hand as a spreadsheet would have it."""
from __future__ import annotations

from decimal import ROUND_FLOOR, Context, Decimal, localcontext

STRATA, PLOTS = 10, 1000                                # plots in each stratum
AREA = 500                                              # ha, of a stratum
YEARS = {"2021": 365, "2022": 365, "2023": 365, "2024": 366, "2025": 365}
FIRST, LAST = "2021-01-01", "2025-12-31"


def biomass(survey: int, stratum: int, plot: int) -> Decimal:
    """Whole-tree biomass, t/ha."""
    return Decimal((15, 40)[survey] + stratum) + Decimal(plot * 7919 % 1000) / 250


def fact(value: str) -> dict[str, str]:
    return {"value": value, "table": "T1", "published_on": "2013-12-31", "sha256": "0" * 64, "source": "benchmark",
            "purpose": "illustration", "confidence": "unsure"}


def inputs() -> dict:
    species = {"j": "pine", "CF_j": fact("0.46"), "BEF_j": fact("1"), "WD_j": fact("1"), "R_j": fact("0"),
               "eq_j": fact("1")}
    dates = [{"t": day, "strata": [{"i": str(i), "A_s": str(AREA), "a_s": "5", "plots": [
        {"p": str(p), "parts": [{"k": "1", "j": "pine", "V_k": "0", "B_AB,k": "0", "B_W,k": str(biomass(n, i, p))}]}
        for p in range(PLOTS)]} for i in range(STRATA)]} for n, day in enumerate((FIRST, LAST))]
    none = {name: fact("0") for name in ("DF_DW", "DF_LI", "r_SOC")}
    return {**none, "species": [species], "dates": dates, "fires": [], "deduction": "table", "carried": "0",
            "days_S": str(sum(YEARS.values())),
            "years": [{"y": y, "days_y": str(days), "dC_BSL,y": "0"} for y, days in YEARS.items()]}


def plots() -> int:
    from methodologies.ccer_14_001_v01_afforestation import METHODOLOGY

    return METHODOLOGY.chapter("accounting").work(inputs()).tonnes


def by_hand() -> int:
    with localcontext(Context(prec=34)):
        stocks = [sum(sum(biomass(n, i, p) for p in range(PLOTS)) * AREA / PLOTS for i in range(STRATA))
                  for n in (0, 1)]
        removal = (stocks[1] - stocks[0]) * Decimal("0.46") * 44 / 12 * Decimal("0.9")
        days = sum(YEARS.values())
        return int(sum((removal * n / days).to_integral_value(ROUND_FLOOR) for n in YEARS.values()))
