"""What the input of a forestry chapter must satisfy beyond its form: rules over the rows as read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from methodologies.forestry.parameters import AT_LEAST
from methodologies.forestry.sampling import passes
from methodologies.kernel.dates import days_in, read_day
from methodologies.kernel.rules import HOUSE, LIKELY, SURE, Verdict, cite, rule

TEXT = "CCER-14-001-V01, CCER-14-002-V01"
Inputs = Mapping[str, Any]


@rule("ENDS", zh="每年给出年初、年末两个日期，先后有序，且相邻年度相接。",
      en="Each year has two days, its beginning and its end; the next year begins where it ended.",
      source=cite(HOUSE, "estimate", SURE))
def ends_are_in_order(inputs: Inputs) -> Verdict:
    places, before = [], ""
    years = sorted(enumerate(inputs["years"]), key=lambda pair: int(pair[1]["y"]))
    for n, year in years:
        days = [end["t"] for end in year["ends"]]
        fine = len(days) == 2 and all(map(read_day, days)) and days[0] < days[1] and before in ("", days[0])
        places += [] if fine else [f"/years/{n}/ends"]
        before = days[-1]
    return tuple(places) or True


@rule("PASSES", zh="样地数量的迭代自无限自由度开始，逐次接续，直至稳定。",
      en="The passes begin with infinite degrees of freedom and follow one another until the number is stable.",
      source=cite(TEXT, "F17", LIKELY))
def passes_are_complete(inputs: Inputs) -> Verdict:
    strata = [(Decimal(row["A_i"]), Decimal(row["sd_i"])) for row in inputs["strata"]]
    found = passes(strata, Decimal(inputs["a_plot"]), Decimal(inputs["b_guess"]), Decimal("0.10"))
    said = [Decimal(row["df_k"]) for row in inputs["passes"]]
    return said == found or ("/passes",)


@rule("SURVEYS", zh="有两次调查，先后有序，间隔天数首尾均计入。",
      en="There are two surveys, the earlier first; the days between count both.", source=cite(TEXT, "F3", LIKELY))
def surveys_are_in_order(inputs: Inputs) -> Verdict:
    days = [day for row in inputs["dates"] if (day := read_day(row["t"]))]
    if len(inputs["dates"]) != 2 or len(days) != 2 or days[0] >= days[1]:
        return ("/dates",)
    first, last = days
    return Decimal(inputs["days_S"]) == days_in(first, last) or ("/days_S",)


@rule("PLOTS", zh="每次调查每个碳层至少有 3 个样地。", en="At each survey each stratum has at least three plots.",
      source=cite(TEXT, "F18", LIKELY))
def strata_have_plots(inputs: Inputs) -> Verdict:
    return tuple(f"/dates/{n}/strata/{m}/plots" for n, survey in enumerate(inputs["dates"])
                 for m, stratum in enumerate(survey["strata"]) if len(stratum["plots"]) < AT_LEAST) or True
