"""Symbols of CCER-01-003-V01 as reconstructed; all of them are ours."""

from __future__ import annotations

from methodologies.drafts.balance import declare_balance, declare_grid, given
from methodologies.kernel.formulas import Symbols

law = Symbols("CCER-01-003-V01", "methodologies.ccer_01_003_v01_geothermal_heating", "methodologies.drafts",
              "methodologies.electricity")

combined_margin = declare_grid(law)
given(
    law, "EF_heat,y", "基准线供热排放因子（正文规定值，未取得）",
    "baseline factor of heat: a value of the text, not at hand", "tCO2/GJ", provisional=True,
)
given(law, "Q_y", "供热量（楼前热量表）", "heat delivered, by the meter at the building", "GJ")
given(law, "EC_y", "热泵和循环泵用电量", "electricity of heat pumps and circulation", "MWh")
declare_balance(law)
