"""Symbols of CCER-10-001-V01. The sources are those of its scope; the symbols are ours."""

from __future__ import annotations

from methodologies.drafts.balance import (
    REBUILT,
    constants,
    declare_balance,
    declare_fuels,
    declare_grid,
    given,
    worked,
)
from methodologies.electricity.parameters import YEAR
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.parameters import Level
from methodologies.kernel.rules import LIKELY, UNSURE

law = Symbols("CCER-10-001-V01", "methodologies.ccer_10_001_v01_coal_mine_gas", "methodologies.drafts",
              "methodologies.electricity")
STRETCH = Level("stretches", "t", inside=YEAR, zh="时段", en="stretches: sums of the readings of one oxidiser")

combined_margin = declare_grid(law, LIKELY)
fuels = declare_fuels(law)
constants(law, "k_kg", "M_CH4")
law.fixed("GWP_CH4", zh="甲烷全球增温潜势", en="warming potential of methane", unit="tCO2/t", source=REBUILT,
          value="28", confidence=LIKELY, provisional=True)
law.fixed("rho_CH4", zh="甲烷密度（20 ℃，101.325 kPa）", en="density of methane at 20 °C, 101.325 kPa", unit="kg/m3",
          source=REBUILT, value="0.67", confidence=UNSURE, provisional=True)
law.fixed("EF_heat", zh="供热排放因子", en="emission factor of heat", unit="tCO2/GJ", source=REBUILT, value="0.11",
          confidence=UNSURE, provisional=True)
for symbol, zh, en, unit in (
    ("V_in,t", "氧化装置入口气量（20 ℃，101.325 kPa）", "gas into the oxidiser, at 20 °C, 101.325 kPa", "m3"),
    ("C_in,t", "入口甲烷体积浓度（小数）", "methane at the inlet, fraction of the volume", "1"),
    ("V_out,t", "排气量（20 ℃，101.325 kPa）", "exhaust, at 20 °C, 101.325 kPa", "m3"),
    ("C_out,t", "排气甲烷体积浓度（小数）", "methane in the exhaust, fraction of the volume", "1"),
):
    given(law, symbol, zh, en, unit, STRETCH, **({"maximum": "0.08"} if unit == "1" else {}))
given(law, "EG_export,y", "替代电网的电量", "electricity that replaces grid power", "MWh")
given(law, "EC_y", "辅助用电量", "auxiliary electricity from the grid", "MWh")
given(law, "HG_y", "供热量", "heat supplied", "GJ")
given(
    law, "eta_b", "被替代锅炉的效率（因子按热量计时取 1）",
    "efficiency of the replaced boiler; 1 if the factor is per heat", "1", provisional=True, minimum="0.1",
    maximum="1",
)

worked(law, "CH4_in,t", "入口甲烷量", "methane into the oxidiser", "t", STRETCH)
worked(law, "CH4_out,t", "排出甲烷量", "methane in the exhaust", "t", STRETCH)
worked(law, "CH4_in,y", "年入口甲烷量", "methane into the oxidiser in the year", "t")
worked(law, "CH4_out,y", "年排出甲烷量", "methane in the exhaust in the year", "t")
for symbol, zh, en in (
    ("BE_CH4,y", "甲烷排空的基准线排放", "baseline emissions: methane vented"),
    ("BE_EL,y", "替代电力的基准线排放", "baseline emissions: electricity replaced"),
    ("BE_HT,y", "替代供热的基准线排放", "baseline emissions: heat replaced"),
    ("PE_um,y", "未氧化甲烷的排放", "project emissions: methane not oxidised"),
    ("PE_ox,y", "甲烷氧化的排放", "project emissions: CO2 of the methane oxidised"),
    ("PE_el,y", "辅助用电的排放", "project emissions: auxiliary electricity"),
):
    worked(law, symbol, zh, en)
declare_balance(law)
