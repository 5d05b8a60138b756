"""Applicability of CCER-01-004-V01, as reported, and what is usual of its baseline factor."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from methodologies.drafts.balance import REBUILT
from methodologies.drafts.scope import asked
from methodologies.kernel.rules import LIKELY, UNSURE, WARN, Verdict, cite, rule

TEXT = "CCER-01-004-V01"
PLAUSIBLE = Decimal(9), Decimal(19)  # tCO2e/t of another national scheme: gas or oil, and coal; never a default here
ASKED = (
    asked(TEXT, "H2-1", "new_build", "新建项目，不是改造、检修、更换或扩建",
          "A new plant: no retrofit, repair, replacement or expansion"),
    asked(TEXT, "H2-2", "own_renewables", "制氢所用可再生能源电力来自项目自建的电站",
          "The renewable power comes from the project's own plant"),
    asked(
        TEXT, "H2-3", "no_other_scheme", "电站和氢产品均未参加其他自愿减排机制，也不用于履行强制绿氢使用义务",
        "Neither plant nor hydrogen is in another crediting scheme or serves a mandatory quota of renewable "
        "hydrogen",
    ),
    asked(TEXT, "H2-4", "no_bought_certificates", "未以外购绿证主张可再生能源电力",
          "No renewable power is claimed by bought green certificates"),
    asked(TEXT, "H2-5", "wind_or_solar", "自建电站为风电或光伏（水电、生物质、光热不适用）",
          "The own plant is wind or PV: hydro, biomass and solar thermal are out", LIKELY),
)


@rule("H2-EF", zh="基准线制氢排放因子通常在 9 至 19 tCO2/t 之间，请核对。", source=cite(
    TEXT, REBUILT, UNSURE,
), grade=WARN,
      en="The baseline factor of hydrogen is usually within 9 and 19 tCO2/t: look again.")
def factor_is_plausible(inputs: Mapping[str, Any]) -> Verdict:
    low, high = PLAUSIBLE
    return tuple(f"/years/{n}/EF_BL,y" for n, year in enumerate(inputs["years"])
                 if not low <= Decimal(year["EF_BL,y"]) <= high) or True
