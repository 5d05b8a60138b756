"""Symbols of fossil fuel burnt by a power plant: fuels of a year, their meters, and the windows of those meters."""

from __future__ import annotations

from methodologies.electricity.parameters import YEAR
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.parameters import Keys, Level
from methodologies.kernel.rules import LIKELY

FUEL = Level("fuels", "i", inside=YEAR, may_be_empty=True, zh="化石燃料", en="fossil fuels of the year")
FUEL_METER = Level("fuel_meters", "g", may_be_empty=True, zh="燃料计量器具", en="fuel meters")
FUEL_WINDOW = Level(
    "fuel_windows",
    "k",
    inside=FUEL,
    refers=(FUEL_METER,),
    keys=Keys.DAYS,
    zh="燃料计量时段",
    en="windows of a fuel meter: a stretch of one year, one state",
)


def declare_fuels(law: Symbols, *, at: str, corrected_at: str) -> None:
    """Project emissions of fuels. The unit `fuel` is t, or 10⁴Nm³ for gas: it cancels within each fuel, so no formula
    adds one fuel to another."""
    per_fuel = {"source": at, "level": FUEL, "minimum": "0"}
    law.published("NCV_i,y", zh="平均低位发热量", en="lower heating value", unit="GJ/fuel", maximum="1000", **per_fuel)
    law.published("CC_i,y", zh="单位热值含碳量", en="carbon per heat", unit="tC/GJ", maximum="0.1", **per_fuel)
    law.published("OF_i,y", zh="碳氧化率", en="oxidation rate", unit="1", maximum="1", **per_fuel)
    law.fixed("M_CO2", zh="二氧化碳分子量", en="mass of one mole of CO2", unit="tCO2", source=at, value="44")
    law.fixed("M_C", zh="碳原子量", en="mass of one mole of carbon", unit="tC", source=at, value="12")
    law.monitored(
        "MPE_g",
        zh="燃料计量器具的最大允许误差",
        en="largest permitted error of the fuel meter",
        unit="1",
        source=corrected_at,
        level=FUEL_METER,
        confidence=LIKELY,
        minimum="0",
        maximum="0.1",
    )
    at_window = {"source": corrected_at, "level": FUEL_WINDOW}
    law.monitored("X_FC,k", zh="燃料消耗量（读数）", en="fuel used as read", unit="fuel", minimum="0", **at_window)
    law.monitored(
        "state_k",
        zh="时段内燃料计量器具状态",
        en="state of the fuel meter in the window",
        unit="word",
        words=("OK", "OUT", "NONE"),
        **at_window,
    )
    bounds = {"minimum": "-1", "maximum": "1"}
    law.monitored("e_k", zh="燃料计量实际误差", en="actual error of the fuel meter", unit="1", **bounds, **at_window)
    law.worked("rate_k", zh="燃料校正率", en="correction rate of the fuel", unit="1", level=FUEL_WINDOW)
    law.worked("FC_k", zh="时段燃料（校正后）", en="fuel of the window, corrected", unit="fuel", level=FUEL_WINDOW)
    law.worked("FC_i,y", zh="化石燃料消耗量", en="fuel used in the year", unit="fuel", level=FUEL)
    law.worked("COEF_i,y", zh="化石燃料排放因子", en="emission factor of the fuel", unit="tCO2/fuel", level=FUEL)
    law.worked("PE_y", zh="项目排放量", en="project emissions", unit="tCO2", level=YEAR)
