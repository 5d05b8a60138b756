"""Symbols of CCER-14-001-V01, in the order of the text: growth before, plots after, and what both share."""

from __future__ import annotations

from decimal import Decimal

from methodologies.forestry.parameters import (
    DATE,
    END,
    PLOT,
    STAND,
    STRATUM,
    YEAR,
    declare_period,
    declare_plan,
    declare_sampling,
)
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.parameters import Level, Table
from methodologies.kernel.rules import LIKELY, UNSURE

law = Symbols(
    "CCER-14-001-V01", "methodologies.ccer_14_001_v01_afforestation", "methodologies.forestry", "methodologies.general"
)
SPECIES = Level("species", "j", zh="树种（组）", en="species, or groups of them")
COHORT = Level(
    "cohorts", "c", refers=(STRATUM, SPECIES), zh="碳层内的树种", en="a species in a stratum, with its curve"
)
GROWN = Level("growth", "g", inside=END, refers=(COHORT,), zh="生长预测", en="growth until that day")
PART = Level(
    "parts", "k", inside=PLOT, refers=(SPECIES,), may_be_empty=True, zh="样地内的树种", en="a species in a plot"
)
FIRE = Level("fires", "f", may_be_empty=True, zh="火烧", en="burnt areas")
FORMS = ("richards", "korf", "logistic", "linear", "table")
ZONES = ("other", "tropical")
COMF = Table(  # the text begins at 3 years; a younger stand burns like one of 3 to 5
    "COMF",
    ("age", "COMF"),
    tuple((Decimal(age), Decimal(comf)) for age, comf in ((0, "0.46"), (6, "0.67"), (11, "0.50"), (18, "0.32"))),
    law.cite("F13", LIKELY),
    key_unit_text="yr",
)

# --- constants

FIXED = {"confidence": LIKELY}
law.fixed(
    "K_RISK",
    zh="非持久性风险扣减率",
    en="deduction for the risk of non-permanence",
    unit="1",
    source="F1",
    value="0.10",
    **FIXED,
)
law.fixed("LK", zh="泄漏", en="leakage", unit="tCO2", source="F1", value="0", **FIXED)
law.fixed("M_CO2", zh="二氧化碳摩尔质量", en="molar mass of CO2", unit="tCO2", source="F4", value="44")
law.fixed("M_C", zh="碳摩尔质量", en="molar mass of carbon", unit="tC", source="F4", value="12")
law.fixed("yr", zh="一年", en="one year", unit="yr", source="F8", value="1")
law.fixed("kg_t", zh="千克换算吨", en="tonnes per kilogram", unit="tCO2e/kgCO2", source="F13", value="0.001")
law.fixed(
    "EF_CH4", zh="燃烧 CH4 排放因子", en="methane from burning", unit="kgCH4/tdm", source="F13", value="4.7", **FIXED
)
law.fixed(
    "EF_N2O",
    zh="燃烧 N2O 排放因子",
    en="nitrous oxide from burning",
    unit="kgN2O/tdm",
    source="F13",
    value="0.26",
    **FIXED,
)
law.fixed(
    "EF_CH4,trop",
    zh="燃烧 CH4 排放因子（热带）",
    en="methane from burning, tropics",
    unit="kgCH4/tdm",
    source="F13",
    value="6.8",
    **FIXED,
)
law.fixed(
    "EF_N2O,trop",
    zh="燃烧 N2O 排放因子（热带）",
    en="nitrous oxide from burning, tropics",
    unit="kgN2O/tdm",
    source="F13",
    value="0.20",
    **FIXED,
)
GWP = {"confidence": UNSURE, "provisional": True, "source": "pools and gases"}
law.fixed("GWP_CH4", zh="甲烷全球增温潜势", en="warming potential of methane", unit="kgCO2/kgCH4", value="28", **GWP)
law.fixed(
    "GWP_N2O",
    zh="氧化亚氮全球增温潜势",
    en="warming potential of nitrous oxide",
    unit="kgCO2/kgN2O",
    value="265",
    **GWP,
)
law.fixed(
    "SOC_max",
    zh="土壤有机碳年增量上限",
    en="most that soil carbon grows in a year",
    unit="tC/ha/yr",
    source="F14",
    value="0.8",
    confidence=UNSURE,
)
law.fixed(
    "T_SOC",
    zh="土壤有机碳增长年数上限",
    en="years in which soil carbon grows, at most",
    unit="yr",
    source="F14",
    value="20",
    confidence=UNSURE,
)

# --- species, and pools beside trees: facts with their provenance

PUBLISHED = {"level": SPECIES, "source": "T1", "confidence": LIKELY, "minimum": "0"}
law.published("CF_j", zh="含碳率", en="carbon fraction", unit="tC/tdm", maximum="1", **PUBLISHED)
law.published("BEF_j", zh="生物量扩展因子", en="biomass expansion factor", unit="1", **PUBLISHED)
law.published("WD_j", zh="基本木材密度", en="basic wood density", unit="tdm/m3", **PUBLISHED)
law.published("R_j", zh="根茎比", en="root-to-shoot ratio", unit="1", **PUBLISHED)
law.published(
    "eq_j",
    zh="单株方程的采用（照原式为 1）",
    en="the equation of a tree, applied as it stands: 1",
    unit="1",
    level=SPECIES,
    source="F5, F7",
    confidence=LIKELY,
    minimum="0",
    maximum="1",
)
POOL = {"confidence": UNSURE, "minimum": "0", "source": "F14a"}
law.published(
    "DF_DW", zh="枯死木碳与林木碳之比", en="carbon of dead wood to that of trees", unit="1", maximum="1", **POOL
)
law.published("DF_LI", zh="枯落物碳与林木碳之比", en="carbon of litter to that of trees", unit="1", maximum="1", **POOL)
law.published(
    "r_SOC",
    zh="土壤有机碳年增量",
    en="growth of soil carbon in a year",
    unit="tC/ha/yr",
    source="F14",
    confidence=UNSURE,
    minimum="0",
)

# --- before: how stands grow

declare_plan(law, unit="tdm/ha", zh="生物量", en="biomass", at="F17, F18")
GIVEN = {"source": "F8", "confidence": LIKELY}
law.monitored(
    "f_c",
    zh="树种占碳层比例",
    en="share of the species in the stratum",
    unit="1",
    level=COHORT,
    minimum="0",
    maximum="1",
    **GIVEN,
)
law.monitored(
    "planted_c",
    zh="造林年度",
    en="year of planting",
    unit="yr",
    level=COHORT,
    minimum="2012",
    maximum="2100",
    **(GIVEN | {"source": "F9"}),
)
law.monitored(
    "form_c", zh="生长曲线形式", en="form of the growth curve", unit="word", level=COHORT, words=FORMS, **GIVEN
)
law.published("V_max,c", zh="蓄积量上限", en="asymptote of volume", unit="m3/ha", level=COHORT, minimum="0", **GIVEN)
law.published(
    "B_max,c",
    zh="全株生物量上限",
    en="asymptote of whole-tree biomass",
    unit="tdm/ha",
    level=COHORT,
    minimum="0",
    **GIVEN,
)
law.published("p2_c", zh="生长速率参数", en="rate of the curve", unit="1/yr", level=COHORT, minimum="0", **GIVEN)
law.published("p3_c", zh="形状参数", en="shape of the curve", unit="1", level=COHORT, minimum="0", **GIVEN)
law.monitored(
    "year_t",
    zh="日期（年，含小数）",
    en="the day, in years",
    unit="yr",
    level=END,
    minimum="2012",
    maximum="2200",
    **(GIVEN | {"source": "F9"}),
)
law.monitored(
    "x_g",
    zh="龄级表值（占上限比例，仅 table 形式）",
    en="value of an age table, as a share; else 0",
    unit="1",
    level=GROWN,
    minimum="0",
    maximum="1",
    **GIVEN,
)
law.worked("A_c", zh="树种面积", en="area of the species", unit="ha", level=COHORT)
law.worked("a_g", zh="林龄", en="age", unit="yr", level=GROWN)
law.worked("phi_g", zh="占上限比例", en="share of the asymptote", unit="1", level=GROWN)
law.worked("V_g", zh="单位面积蓄积量", en="growing stock", unit="m3/ha", level=GROWN)
law.worked("B_AB,g", zh="地上生物量", en="above-ground biomass", unit="tdm/ha", level=GROWN)
law.worked("B_g", zh="全株生物量", en="whole-tree biomass", unit="tdm/ha", level=GROWN)
law.worked("c_g", zh="单位面积碳储量", en="carbon stock per hectare", unit="tCO2/ha", level=GROWN)
law.worked("C_g", zh="树种碳储量", en="carbon stock of the species", unit="tCO2", level=GROWN)
law.worked("S_g", zh="土壤有机碳增量", en="growth of soil carbon", unit="tCO2", level=GROWN)
law.worked("C_BIO,e", zh="林木碳储量", en="carbon stock of trees", unit="tCO2", level=END)
law.worked("C_e", zh="碳储量（各碳库）", en="carbon stock, all pools", unit="tCO2", level=END)
law.worked("dC_y", zh="年度碳储量变化", en="change of stock in the year", unit="tCO2", level=YEAR)

# --- after: what stands in the plots

declare_sampling(law, unit="tdm/ha", zh="生物量", en="biomass", at="F19 to F21")
IN_PLOT = {"level": PART, "source": "F5 to F7", "confidence": LIKELY, "minimum": "0"}
law.monitored("V_k", zh="单位面积蓄积量", en="volume per hectare", unit="m3/ha", **IN_PLOT)
law.monitored("B_AB,k", zh="地上生物量（单株方程）", en="above-ground biomass, by equations", unit="tdm/ha", **IN_PLOT)
law.monitored("B_W,k", zh="全株生物量（单株方程）", en="whole-plant biomass, by equations", unit="tdm/ha", **IN_PLOT)
law.monitored(
    "a_s", zh="林龄", en="age of the stratum", unit="yr", level=STAND, source="F9", confidence=LIKELY, minimum="0"
)
law.worked("B_A,k", zh="树种地上生物量", en="above-ground biomass of the species", unit="tdm/ha", level=PART)
law.worked("B_k", zh="全株生物量", en="whole-plant biomass of the species", unit="tdm/ha", level=PART)
law.worked("K_k", zh="碳密度", en="carbon of the species", unit="tC/ha", level=PART)
law.worked("b_p", zh="样地生物量", en="biomass of the plot", unit="tdm/ha", level=PLOT)
law.worked("K_p", zh="样地碳密度", en="carbon of the plot", unit="tC/ha", level=PLOT)
law.worked("K_s", zh="碳层平均碳密度", en="mean carbon of the stratum", unit="tC/ha", level=STAND)
law.worked("C_s", zh="碳层碳储量", en="carbon stock of the stratum", unit="tCO2", level=STAND)
law.worked("S_s", zh="碳层土壤有机碳增量", en="growth of soil carbon in the stratum", unit="tCO2", level=STAND)
law.worked("C_BIO,t", zh="林木碳储量", en="carbon stock of trees", unit="tCO2", level=DATE)
law.worked("C_t", zh="碳储量（各碳库）", en="carbon stock, all pools", unit="tCO2", level=DATE)

# --- fires, baseline, the period

BURNT = {"level": FIRE, "source": "F13", "confidence": LIKELY}
law.monitored("A_BURN,f", zh="过火面积", en="area burnt", unit="ha", minimum="0", **BURNT)
law.monitored(
    "B_AB,f", zh="火前地上生物量", en="above-ground biomass before the fire", unit="tdm/ha", minimum="0", **BURNT
)
law.monitored("age_f", zh="火烧时林龄", en="age of the stand at the fire", unit="yr", minimum="0", **BURNT)
law.monitored("zone_f", zh="气候带", en="climate", unit="word", words=ZONES, **BURNT)
law.worked("EF_f", zh="单位干物质燃烧排放", en="emission from burnt matter", unit="kgCO2/tdm", level=FIRE)
law.worked("GHG_f", zh="火烧排放", en="emission of the fire", unit="tCO2e", level=FIRE)
law.worked("GHG", zh="火烧排放合计", en="emissions of all fires", unit="tCO2e")
law.monitored(
    "dC_BSL,y",
    zh="年度基准线清除量",
    en="baseline removal of the year",
    unit="tCO2",
    level=YEAR,
    source="baseline",
    confidence=LIKELY,
    minimum="0",
)
law.worked("dC_BSL", zh="核算期基准线清除量", en="baseline removal of the period", unit="tCO2")
declare_period(law, at="F16")
