"""Symbols of CCER-11-001-V01 as reconstructed; all of them are ours."""

from __future__ import annotations

from methodologies.drafts.balance import REBUILT, constants, declare_balance, declare_grid, given, worked
from methodologies.electricity.parameters import YEAR
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.parameters import Level
from methodologies.kernel.rules import LIKELY

law = Symbols("CCER-11-001-V01", "methodologies.ccer_11_001_v01_sf6", "methodologies.drafts",
              "methodologies.electricity")
CYLINDER = Level("cylinders", "k", inside=YEAR, zh="钢瓶", en="cylinders")

combined_margin = declare_grid(law)
constants(law, "k_kg")
law.fixed(
    "GWP_SF6", zh="六氟化硫全球增温潜势", en="warming potential of SF6", unit="tCO2/t", source=REBUILT, value="23500",
    confidence=LIKELY, provisional=True,
)
given(law, "m_rec,k", "回收气体质量（充装前后称重之差）", "gas recovered, weighed before and after", "kg", CYLINDER)
given(law, "w_k", "六氟化硫质量分数", "mass fraction of SF6, from analysis", "1", CYLINDER, maximum="1")
given(law, "m_pur,y", "净化产品中的六氟化硫质量", "SF6 in the purified product", "kg")
given(law, "EC_y", "回收净化用电量", "electricity of recovery and purification", "MWh")
given(law, "PE_tail,y", "尾气处理排放", "emissions of the treatment of tail gas", "tCO2")
worked(law, "m_SF6,k", "回收的六氟化硫", "SF6 recovered", "kg", CYLINDER)
worked(law, "m_SF6,y", "年回收六氟化硫", "SF6 recovered in the year", "kg")
declare_balance(law)
