"""The balance that the reconstructed texts share: baseline minus project emissions, grid power, fuels, whole tonnes.

Every formula here is ours and not the text's. It is recorded as unsure, and the weights and constants are provisional.
"""

from __future__ import annotations

from typing import Any, TypedDict

from methodologies.drafts import formulas as f
from methodologies.electricity import formulas as electricity
from methodologies.electricity.grid import EF_SAME_TABLE
from methodologies.electricity.parameters import YEAR
from methodologies.kernel.chapter import Chapter, Result
from methodologies.kernel.formulas import Formula, Symbols
from methodologies.kernel.parameters import Level
from methodologies.kernel.rules import LIKELY, UNSURE, Confidence, Rule

REBUILT = "重建"  # the clause of what is reconstructed
FUEL = Level("fuels", "i", inside=YEAR, may_be_empty=True, zh="化石燃料", en="fossil fuels")
CONSTANTS = {
    "k_kg": ("千克换算为吨", "kilogram to tonne", "t/kg", "0.001"),
    "k_kWh": ("千瓦时换算为兆瓦时", "kilowatt-hour to megawatt-hour", "MWh/kW/h", "0.001"),
    "M_CO2": ("二氧化碳摩尔质量", "molar mass of CO2", "tCO2/kmol", "0.044"),
    "M_CH4": ("甲烷摩尔质量", "molar mass of methane", "t/kmol", "0.016"),
    "M_C": ("碳摩尔质量", "molar mass of carbon", "tC/kmol", "0.012"),
}


def constants(law: Symbols, *names: str) -> None:
    """Constants of nature and of units, as the texts of the scheme round them."""
    for name in names:
        zh, en, unit, value = CONSTANTS[name]
        law.fixed(name, zh=zh, en=en, unit=unit, source="SI; 44/12, 44/16", value=value)


def given(law: Symbols, symbol: str, zh: str, en: str, unit: str, level: Level = YEAR, **more: Any) -> None:
    """A value of the project's own records; not negative."""
    law.monitored(symbol, **{"zh": zh, "en": en, "unit": unit, "level": level, "source": REBUILT,
                             "confidence": UNSURE, "minimum": "0"} | more)


def worked(law: Symbols, symbol: str, zh: str, en: str, unit: str = "tCO2", level: Level = YEAR) -> None:
    law.worked(symbol, zh=zh, en=en, unit=unit, level=level, source=REBUILT, confidence=UNSURE)


def declare_grid(law: Symbols, weights: Confidence = UNSURE) -> Formula:
    """The combined margin, with the weights of the electricity texts: an assumption, hence provisional."""
    for symbol, zh, en in (("w_OM", "电量边际排放因子权重", "weight of the operating margin"),
                           ("w_BM", "容量边际排放因子权重", "weight of the build margin")):
        law.fixed(symbol, zh=zh, en=en, unit="1", source=REBUILT, value="0.5", confidence=weights, provisional=True)
    for symbol, zh, en in (("EF_grid,OM,y", "电量边际排放因子", "operating margin emission factor"),
                           ("EF_grid,BM,y", "容量边际排放因子", "build margin emission factor")):
        law.published(symbol, zh=zh, en=en, unit="tCO2/MWh", source=REBUILT, level=YEAR, confidence=weights,
                      minimum="0", maximum="2")
    worked(law, "EF_grid,CM,y", "组合边际排放因子", "combined margin emission factor", "tCO2/MWh")
    return law.formula("(CM)", "EF_grid,CM,y", REBUILT, weights)(electricity.combined_margin)


def declare_fuels(law: Symbols) -> tuple[Formula, Formula]:
    """PE_ff,y: fossil fuels burnt for the project, each in its own unit of quantity."""
    constants(law, "M_CO2", "M_C")
    given(law, "FC_i", "燃料消耗量（以自身计量单位）", "fuel used, in its own unit of quantity", "unit", FUEL)
    given(law, "NCV_i", "平均低位发热量", "lower heating value", "GJ/unit", FUEL)
    given(law, "CC_i", "单位热值含碳量", "carbon per heat", "tC/GJ", FUEL)
    given(law, "OF_i", "碳氧化率", "oxidation rate", "1", FUEL, maximum="1")
    worked(law, "PE_ff,i", "该燃料的排放", "emissions of the fuel", level=FUEL)
    worked(law, "PE_ff,y", "化石燃料排放", "emissions of fossil fuels")

    return (law.formula("(PE-i)", "PE_ff,i", REBUILT, UNSURE)(f.emissions_of_one_fuel),
            law.formula("(PE-f)", "PE_ff,y", REBUILT, UNSURE)(f.emissions_of_the_fuels))


def declare_balance(law: Symbols) -> None:
    worked(law, "BE_y", "基准线排放量", "baseline emissions")
    worked(law, "PE_y", "项目排放量", "project emissions")
    worked(law, "ER_y", "减排量", "emission reduction", "tCO2e")
    worked(law, "ER_t,y", "年度减排量（整吨）", "emission reduction of the year, whole tonnes", "tCO2e")
    for symbol, zh, en in (("ER_sum", "减排量合计（未取整）", "sum of the reductions, unrounded"),
                           ("ER", "减排量合计（整吨）", "total reductions, whole tonnes"),
                           ("ER_mean", "年均减排量（整吨）", "yearly average, whole tonnes")):
        law.worked(symbol, zh=zh, en=en, unit="tCO2e", source=REBUILT, confidence=LIKELY)


class Chapters(TypedDict):
    estimate: Chapter
    accounting: Chapter


def chapters(law: Symbols, *formulas: Formula, rules: tuple[Rule, ...] = ()) -> Chapters:
    """Both chapters of a draft: the same balance by crediting and by calendar year. Whole tonnes as everywhere."""

    reduction = law.formula("(ER)", "ER_y", REBUILT, UNSURE)(f.emission_reduction)
    whole, unrounded, lines, estimated, average = (
        law.formula(number, gives, REBUILT, LIKELY)(function) for number, gives, function in (
            ("(ER-y)", "ER_t,y", f.whole_tonnes_of_the_year), ("(ER-s)", "ER_sum", f.unrounded_sum),
            ("(ER-t)", "ER", f.sum_of_the_lines), ("(ER-t)", "ER", f.total_estimated),
            ("(ER-m)", "ER_mean", f.yearly_average)))
    both, rules = (*formulas, reduction), (EF_SAME_TABLE, *rules)
    return {
        "estimate": Chapter("estimate", law, (*both, unrounded, estimated, average), rules=rules,
                            result=Result(total="ER", unrounded="ER_sum", line="ER_y", average="ER_mean")),
        "accounting": Chapter("accounting", law, (*both, whole, unrounded, lines),
                              rules=rules,
                              result=Result(total="ER", unrounded="ER_sum", line="ER_y", whole="ER_t,y")),
    }
