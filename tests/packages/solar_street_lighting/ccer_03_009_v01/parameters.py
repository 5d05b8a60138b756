"""Symbols of CCER-03-009-V01. The text is invented, so what it says is sure."""

from __future__ import annotations

from methodologies.kernel.formulas import Symbols
from methodologies.kernel.parameters import Keys, Level

law = Symbols("CCER-03-009-V01", "ccer_03_009_v01")
YEAR = Level("years", "y", keys=Keys.CALENDAR, estimate_keys=Keys.CREDITING, zh="年度", en="years")
GROUP = Level("groups", "g", inside=YEAR, zh="灯组", en="groups of lamps")

law.fixed("EF", zh="电网排放因子", en="emission factor of the grid", unit="tCO2/MWh", source="6.2", value="0.6")
law.fixed("k", zh="千瓦时换算", en="kilowatt hours to megawatt hours", unit="MWh/kW/h", source="6.1", value="0.001")
law.monitored("n_g", zh="灯数", en="number of lamps", unit="1", source="table 2", level=GROUP, minimum="0")
law.monitored("P_g", zh="单灯功率", en="power of a lamp", unit="kW", source="table 2", level=GROUP, minimum="0")
law.monitored("h_g", zh="亮灯时数", en="hours alight", unit="h", source="table 2", level=GROUP, minimum="0",
              maximum="8784")
law.worked("EG_g", zh="灯组用电量", en="electricity of the group", unit="kW*h", level=GROUP)
law.worked("EG_y", zh="替代电量", en="grid electricity replaced", unit="MWh", level=YEAR)
law.worked("ER_y", zh="减排量", en="emission reduction", unit="tCO2", level=YEAR)
law.worked("ER_t,y", zh="年度减排量（整吨）", en="reduction of the year, whole tonnes", unit="tCO2", level=YEAR)
law.worked("ER_sum", zh="减排量合计（未取整）", en="sum of the reductions, unrounded", unit="tCO2")
law.worked("ER", zh="减排量合计（整吨）", en="total reductions, whole tonnes", unit="tCO2")
law.worked("ER_mean", zh="年均减排量（整吨）", en="yearly average, whole tonnes", unit="tCO2")
