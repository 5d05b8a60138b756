"""Symbols of CCER-01-001-V01, in the order of its tables."""

from __future__ import annotations

from methodologies.electricity.fuel_parameters import declare_fuels
from methodologies.electricity.parameters import (
    YEAR,
    declare_certificates,
    declare_factors,
    declare_meters,
    declare_results,
    declare_settlement,
)
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.rules import UNSURE

law = Symbols("CCER-01-001-V01", "methodologies.ccer_01_001_v01_solar_thermal", "methodologies.electricity")

declare_factors(law, weights=("0.5", "0.5"), weights_at=("table 2", "table 3"), at=("tables 9 to 12", "tables 9 to 12"))
declare_meters(law, at="7.3.4", readings_at="EG_export,y, EG_import,y")
declare_settlement(law, at="EG_export,y, EG_import,y")
declare_certificates(law, at="国能综通新能〔2024〕124号")
law.monitored(
    "EG_int,y",
    zh="一体化项目其他部分供熔盐加热器的电量",
    en="power from other parts of an integrated project to the molten-salt heater",
    unit="MWh",
    source="figure 1",
    level=YEAR,
    minimum="0",
    confidence=UNSURE,
)
law.worked(
    "EG_solar,y",
    zh="光热部分上网电量",
    en="export from solar heat",
    unit="MWh",
    level=YEAR,
    confidence=UNSURE,
)
declare_fuels(law, at="FC_i,y, NCV_i,y, CC_i,y, OF_i,y", corrected_at="7.3.4")
declare_results(law)
