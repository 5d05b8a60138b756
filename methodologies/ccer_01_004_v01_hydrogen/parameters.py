"""Symbols of CCER-01-004-V01 as reconstructed; all of them are ours."""

from __future__ import annotations

from methodologies.drafts.balance import declare_balance, declare_fuels, declare_grid, given, worked
from methodologies.kernel.formulas import Symbols

law = Symbols("CCER-01-004-V01", "methodologies.ccer_01_004_v01_hydrogen", "methodologies.drafts",
              "methodologies.electricity")

combined_margin = declare_grid(law)
fuels = declare_fuels(law)
given(
    law, "EF_BL,y", "基准线制氢排放因子（正文规定值，未取得）",
    "baseline factor of hydrogen: a value of the text, not at hand", "tCO2/t", provisional=True,
)
given(law, "M_H2,y", "产氢量（干基，按纯度折算）", "hydrogen made, dry and corrected for purity", "t")
given(
    law, "EC_own,y", "自建可再生能源制氢用电量", "power of the project's own renewable plant to the electrolyser",
    "MWh",
)
given(law, "EC_grid,y", "电网供制氢用电量", "power of the grid to the electrolyser", "MWh")
worked(law, "M_ren,y", "自建可再生能源对应的产氢量", "hydrogen made of the plant's own renewable power", "t")
declare_balance(law)
