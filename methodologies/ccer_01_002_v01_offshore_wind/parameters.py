"""Symbols of CCER-01-002-V01, in the order of its tables."""

from __future__ import annotations

from methodologies.electricity.parameters import (
    YEAR,
    declare_certificates,
    declare_factors,
    declare_meters,
    declare_settlement,
)
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.rules import LIKELY

law = Symbols("CCER-01-002-V01", "methodologies.ccer_01_002_v01_offshore_wind", "methodologies.electricity")

declare_factors(law, weights=("0.5", "0.5"), weights_at=("table 2", "table 3"), at=("table 6", "table 7"))
law.fixed("PE_y", zh="项目排放量", en="project emissions", unit="tCO2", source="6.3", value="0")
declare_meters(law, at="7.3.4", readings_at="7.2")
declare_settlement(law, at="7.2")
declare_certificates(law, at="国能综通新能〔2024〕124号")

law.worked("EG_export,y", zh="上网电量", en="export to the grid", unit="MWh", level=YEAR)
law.worked("EG_import,y", zh="下网电量", en="import from the grid", unit="MWh", level=YEAR)
law.worked("EG_PJ,y", zh="净上网电量", en="net export", unit="MWh", level=YEAR)
law.worked("BE_y", zh="基准线排放量", en="baseline emissions", unit="tCO2", level=YEAR)
law.worked("ER_y", zh="减排量", en="emission reduction", unit="tCO2e", level=YEAR)
law.worked(
    "ER_t,y",
    zh="年度减排量（整吨）",
    en="emission reduction of the year, whole tonnes",
    unit="tCO2e",
    level=YEAR,
    confidence=LIKELY,
)
law.worked("ER_sum", zh="减排量合计（未取整）", en="sum of the reductions, unrounded", unit="tCO2e", confidence=LIKELY)
law.worked("ER", zh="减排量合计（整吨）", en="total reductions, whole tonnes", unit="tCO2e", confidence=LIKELY)
law.worked("ER_mean", zh="年均减排量（整吨）", en="yearly average, whole tonnes", unit="tCO2e", confidence=LIKELY)
