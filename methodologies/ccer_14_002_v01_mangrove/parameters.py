"""Symbols of CCER-14-002-V01. Two dates lie inside a change of stock: of a pool in the accounting, of biomass in one
crediting year in the estimate. What is found on a plot then goes one way, whether it grew or is expected to grow."""

from __future__ import annotations

from typing import Any

from methodologies.ccer_14_002_v01_mangrove.equations import SYMBOLS, TEXT
from methodologies.forestry.parameters import declare_period, declare_sampling
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.parameters import Keys, Level
from methodologies.kernel.rules import LIKELY, SURE, UNSURE

law = Symbols(TEXT, "methodologies.ccer_14_002_v01_mangrove", "methodologies.forestry")

EQUATION = Level("equations", "e", may_be_empty=True, zh="生物量方程", en="biomass equations")
CHANGE = Level(
    "changes", "x", keys=Keys.NAME, estimate_keys=Keys.CREDITING, zh="碳储量变化（按碳库；预估按计入年）",
    en="changes of stock: of a pool, or of a crediting year",
)
DATE = Level("dates", "t", inside=CHANGE, zh="碳储量日期", en="dates of the two stocks, the earlier first")
STAND = Level("strata", "i", inside=DATE, zh="碳层（当时）", en="strata, as they were on the date")
PLOT = Level("plots", "p", inside=STAND, zh="样地（土芯）", en="plots: of plants, or of a soil core")
PLANT = Level("plants", "k", inside=PLOT, refers=(EQUATION,), may_be_empty=True, zh="植株", en="plants of one size")
LAYER = Level("layers", "l", inside=PLOT, may_be_empty=True, zh="土层", en="layers of the core")
SALINITY = ("saline", "brackish")
SOIL_RATES = ("ipcc", "am0014")

# --- T5: one plant

ABOVE, BELOW = {"zh": "地上", "en": "above ground"}, {"zh": "地下", "en": "below ground"}
UNITS = {"CF_e": "tC/tdm"} | dict.fromkeys(("a_AB,e", "k_AB,e", "a_BB,e", "k_BB,e"), "kgdm")
MEANINGS = {
    "p_e": ("自变量中 D 的指数", "power of D in the predictor"),
    "q_e": ("自变量中 H 的指数", "power of H in the predictor"),
    "share_BB,e": ("地下与地上之比", "below ground as a share of above"),
    "CF_e": ("含碳率", "carbon fraction"),
}
PARTS = {
    "a": ("系数", "coefficient"), "r": ("木材密度指数", "power of the wood density"), "b": ("指数", "power"),
    "k": ("常数项", "constant"),
}


def meaning(symbol: str) -> dict[str, str]:
    """What a column of T5 is, in both languages."""
    if symbol in MEANINGS:
        return dict(zip(("zh", "en"), MEANINGS[symbol], strict=True))
    side, (zh, en) = ABOVE if "AB" in symbol else BELOW, PARTS[symbol[0]]
    return {"zh": f"{side['zh']}{zh}", "en": f"{en}, {side['en']}"}


for symbol in SYMBOLS:
    law.published(
        symbol, **meaning(symbol), unit=UNITS.get(symbol, "1"), source="T5", level=EQUATION, confidence=LIKELY
    )
given: dict[str, Any] = {"source": "T5", "confidence": LIKELY}
law.monitored("rho_e", zh="木材密度（通用式）", en="wood density, for the general form", unit="tdm/m3", level=EQUATION,
              minimum="0.1", maximum="1.5", **given)
law.fixed("D_1", zh="直径的单位", en="diameter of one unit", unit="cm", value="1", **given)
law.fixed("H_1", zh="树高的单位", en="height of one unit", unit="m", value="1", **given)
law.fixed("rho_1", zh="密度的单位", en="density of one unit", unit="tdm/m3", value="1", **given)
law.monitored("D_k", zh="直径", en="diameter", unit="cm", level=PLANT, minimum="0.01", maximum="200", **given)
law.monitored("H_k", zh="树高", en="height", unit="m", level=PLANT, minimum="0.01", maximum="50", **given)
law.worked("x_k", zh="方程自变量", en="predictor of the equation", unit="1", level=PLANT)
law.worked("AB_k", zh="单株地上（或全株）生物量", en="biomass of a plant above ground, or of all of it", unit="kgdm",
           level=PLANT)
law.worked("BB_k", zh="单株地下生物量", en="biomass of a plant below ground", unit="kgdm", level=PLANT)

# --- M3: how many plants are expected

given = {"source": "M3", "level": PLANT, "confidence": LIKELY}
law.monitored("n_k", zh="初植株数", en="plants set", unit="1", minimum="0", **given)
law.monitored("s1_k", zh="首年成活率", en="survival after the first year", unit="1", minimum="0", maximum="1", **given)
law.monitored("m_k", zh="以后年死亡率", en="yearly mortality afterwards", unit="1", minimum="0", maximum="1", **given)
law.monitored("s_min,k", zh="保存率下限", en="survival that remains", unit="1", minimum="0", maximum="1", **given)
law.monitored("a_k", zh="造林后年数", en="years since planting", unit="1", minimum="0", maximum="200", **given)
law.worked("N_k", zh="株数", en="plants", unit="1", level=PLANT)

# --- M2, M5: what a plot or a core holds

law.fixed("kg_dm", zh="每千克的吨数", en="tonnes in a kilogram", unit="tdm/kgdm", source="M2", value="0.001")
law.fixed("m2_ha", zh="每公顷的平方米数", en="square metres in a hectare", unit="m2/ha", source="M2", value="10000")
law.monitored("a_p", zh="样地面积", en="area of the plot", unit="m2", source="M2", level=PLOT, minimum="1",
              maximum="10000", confidence=LIKELY)
law.worked("C_k", zh="植株含碳量", en="carbon of the plants", unit="tC", level=PLANT)
given = {"source": "M5", "level": LAYER, "minimum": "0", "confidence": LIKELY}
law.monitored("BD_l", zh="容重", en="bulk density", unit="g/cm^3", maximum="2.65", **given)
law.monitored("OC_l", zh="有机碳含量", en="organic carbon", unit="gC/kg", maximum="600", **given)
law.monitored("h_l", zh="土层厚度", en="thickness of the layer", unit="cm", maximum="300", **given)
law.fixed("k_SOC", zh="单位换算", en="conversion of units", unit="tC*cm^2*kg/ha/g/gC", source="M5", value="0.1")
law.worked("SOC_l", zh="土层有机碳密度", en="organic carbon of the layer", unit="tC/ha", level=LAYER)
law.worked("b_p", zh="样地碳密度", en="carbon of the plot", unit="tC/ha", level=PLOT)
declare_sampling(law, unit="tC/ha", zh="碳密度", en="carbon", at="M7", stand=STAND)

law.fixed("M_CO2", zh="二氧化碳摩尔质量", en="molar mass of CO2", unit="tCO2", source="M2", value="44")
law.fixed("M_C", zh="碳摩尔质量", en="molar mass of carbon", unit="tC", source="M2", value="12")
law.worked("K_s", zh="碳层含碳量", en="carbon of the stratum", unit="tC", level=STAND)
law.worked("K_t", zh="项目含碳量", en="carbon of the project", unit="tC", level=DATE)
law.worked("C_t", zh="碳储量", en="carbon stock", unit="tCO2", level=DATE)

# --- M4, M6: soil by default, and its gases; counted on the later of the two dates

law.fixed("d_yr", zh="每年天数", en="days in a year", unit="day/yr", source="M4", value="365.25", confidence=LIKELY)
rate = {"unit": "tC/ha/yr", "source": "M4", "provisional": True}
law.fixed("r_ipcc", zh="土壤碳积累速率（IPCC 2013 恢复红树林，未经本方法学确认）",
          en="rate of soil carbon: IPCC 2013, restored mangrove; not confirmed for this text", value="1.62",
          confidence=LIKELY, **rate)
law.fixed("r_am0014", zh="土壤碳积累速率（AR-AM0014，种植后 20 年内，未经本方法学确认）",
          en="rate of soil carbon: AR-AM0014, 20 years from planting; not confirmed for this text", value="0.50",
          confidence=SURE, **rate)
law.monitored("soil_rate", zh="土壤碳默认速率的选择", en="which rate of soil carbon", unit="word", source="M4",
              words=SOIL_RATES, confidence=LIKELY)
given = {"unit": "day", "level": STAND, "minimum": "0", "maximum": "20000", "confidence": LIKELY}
law.monitored("d_SOC,s", zh="按默认速率计土壤碳的天数", en="days of soil carbon by default", source="M4", **given)
law.monitored("d_GHG,s", zh="计土壤排放的天数", en="days of soil emissions", source="M6", **given)
law.monitored("salinity_s", zh="盐度类别（18‰ 以上为 saline）", en="salinity: saline above 18 ppt", unit="word",
              source="M6", level=STAND, words=SALINITY, confidence=LIKELY)
law.fixed("EF_CH4", zh="土壤甲烷排放因子（盐度不高于 18‰）", en="soil methane where salinity is not above 18 ppt",
          unit="kgCH4/ha/yr", source="M6", value="193.7", provisional=True, confidence=UNSURE)
law.fixed("EF_N2O", zh="土壤氧化亚氮排放因子（无养殖）", en="soil nitrous oxide without aquaculture",
          unit="kgN2O/ha/yr", source="M6", value="0", confidence=LIKELY)
law.fixed("GWP_CH4", zh="甲烷全球增温潜势", en="global warming potential of methane", unit="kgCO2/kgCH4", source="M6",
          value="28", provisional=True, confidence=LIKELY)
law.fixed("GWP_N2O", zh="氧化亚氮全球增温潜势", en="global warming potential of nitrous oxide", unit="kgCO2/kgN2O",
          source="M6", value="265", provisional=True, confidence=LIKELY)
law.fixed("kg_t", zh="每千克的吨数", en="tonnes in a kilogram", unit="tCO2/kgCO2", source="M6", value="0.001")
law.worked("r_SOC", zh="土壤碳积累速率", en="rate of soil carbon", unit="tC/ha/yr")
law.worked("dSOC_s", zh="碳层土壤碳增量（默认）", en="soil carbon gained by default", unit="tCO2", level=STAND)
law.worked("EF_CH4,s", zh="碳层土壤甲烷排放因子", en="soil methane of the stratum", unit="kgCH4/ha/yr", level=STAND)
law.worked("GHG_s", zh="碳层土壤排放", en="soil emissions of the stratum", unit="tCO2e", level=STAND)

# --- M1: the removal

law.fixed("dC_BSL", zh="基准线清除量", en="removal in the baseline", unit="tCO2", source="M1", value="0",
          confidence=LIKELY)
law.fixed("LK", zh="泄漏", en="leakage", unit="tCO2e", source="M1", value="0", confidence=LIKELY)
law.fixed("K_RISK", zh="非持久性风险扣减率", en="non-permanence deduction", unit="1", source="M1", value="0.05",
          provisional=True, confidence=UNSURE)
declare_period(law, at="M7", change=CHANGE)
law.worked("NET_x", zh="净变化", en="net change", unit="tCO2e", level=CHANGE)
law.worked("NET", zh="净清除量（扣减风险前）", en="net removal before the risk deduction", unit="tCO2e")
law.worked("CDR_x", zh="计入年清除量", en="removal of the crediting year", unit="tCO2e", level=CHANGE)
