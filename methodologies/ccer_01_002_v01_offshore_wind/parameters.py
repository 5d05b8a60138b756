"""Symbols of CCER-01-002-V01, in the order of its tables."""

from __future__ import annotations

from methodologies.electricity.parameters import (
    declare_certificates,
    declare_factors,
    declare_meters,
    declare_results,
    declare_settlement,
)
from methodologies.kernel.formulas import Symbols

law = Symbols("CCER-01-002-V01", "methodologies.ccer_01_002_v01_offshore_wind", "methodologies.electricity")

declare_factors(law, weights=("0.5", "0.5"), weights_at=("table 2", "table 3"), at=("table 6", "table 7"))
law.fixed("PE_y", zh="项目排放量", en="project emissions", unit="tCO2", source="6.3", value="0")
declare_meters(law, at="7.3.4", readings_at="7.2")
declare_settlement(law, at="7.2")
declare_certificates(law, at="国能综通新能〔2024〕124号")

declare_results(law)
