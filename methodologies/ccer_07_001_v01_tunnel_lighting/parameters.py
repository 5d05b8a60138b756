"""Symbols of CCER-07-001-V01 as reconstructed; all of them are ours."""

from __future__ import annotations

from methodologies.drafts.balance import constants, declare_balance, declare_grid, given, worked
from methodologies.electricity.parameters import YEAR
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.parameters import Level
from methodologies.kernel.rules import LIKELY

law = Symbols("CCER-07-001-V01", "methodologies.ccer_07_001_v01_tunnel_lighting", "methodologies.drafts",
              "methodologies.electricity")
SECTION = Level("sections", "j", inside=YEAR, zh="照明区段", en="sections of the lighting")

combined_margin = declare_grid(law, LIKELY)
constants(law, "k_kWh")
given(law, "P_BL,j", "基准线单位长度照明功率", "baseline lighting power per length", "kW/m", SECTION, provisional=True)
given(law, "L_j", "区段长度", "length of the section", "m", SECTION)
given(
    law, "h_j", "照明时数（不超过日历时数）", "hours of lighting, at most those of the calendar", "h", SECTION,
    maximum="8784",
)
given(law, "EC_PJ,y", "照明用电量", "metered lighting energy", "MWh")
worked(law, "EC_BL,j", "区段基准线照明电量", "baseline lighting energy of the section", "MWh", SECTION)
worked(law, "EC_BL,y", "基准线照明电量", "baseline lighting energy", "MWh")
declare_balance(law)
