"""Symbols of CM-001-V01: two profiles of weights, margins fixed at validation, and the habits of old documents."""

from __future__ import annotations

from decimal import Decimal

from methodologies.electricity.parameters import YEAR, declare_margins, declare_results
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.parameters import Table
from methodologies.kernel.rules import LIKELY, cite

law = Symbols("CM-001-V01", "methodologies.cm_001_v01_legacy", "methodologies.electricity")

WEIGHTS = Table(
    "weights",
    ("technology", "w_OM", "w_BM"),
    (
        ("wind_solar", Decimal("0.75"), Decimal("0.25")),  # sure: published projects come out again
        ("other", Decimal("0.5"), Decimal("0.5")),  # likely: hydro and biomass in their first crediting period
    ),
    cite(law.text, "weights", LIKELY),
    unit_texts=("1", "1"),
)

law.monitored(
    "technology", zh="技术类别", en="technology", unit="word", source="weights", words=("wind_solar", "other")
)
law.worked("w_OM", zh="电量边际排放因子权重", en="weight of the operating margin", unit="1")
law.worked("w_BM", zh="容量边际排放因子权重", en="weight of the build margin", unit="1")
declare_margins(law, at=("EF_grid,OM,y", "EF_grid,BM,y"))
law.monitored(
    "r_CM",
    zh="组合边际排放因子取四位小数之差（未取整则为 0）",
    en="what rounding the combined margin to 4 decimals added; 0 where it was not rounded",
    unit="tCO2/MWh",
    level=YEAR,
    source="habit of old documents",
    confidence=LIKELY,
    minimum="-0.00005",
    maximum="0.00005",
)
law.fixed("PE_y", zh="项目排放量", en="project emissions", unit="tCO2", source="PE_y", value="0")
law.monitored("d_sup", zh="补充计入期天数", en="days of the supplementary crediting period", unit="d",
              source="supplementary crediting period", minimum="0", maximum="4000")
law.fixed("d_year", zh="一年天数", en="days of a year", unit="d", source="supplementary crediting period", value="365")
declare_results(law)
law.worked("ER_sup", zh="补充计入期减排量", en="reductions of the supplementary crediting period", unit="tCO2e")
