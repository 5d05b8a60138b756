"""Levels and symbols that forestry texts share: strata and plots on two stock dates, sample size, the period."""

from __future__ import annotations

from methodologies.kernel.formulas import Symbols
from methodologies.kernel.parameters import PROJECT, Keys, Level
from methodologies.kernel.rules import LIKELY, Confidence

YEAR = Level(
    "years", "y", keys=Keys.CALENDAR, estimate_keys=Keys.CREDITING, zh="年度", en="years: calendar, or crediting"
)
END = Level("ends", "t", inside=YEAR, zh="年初与年末", en="beginning and end of the year, in this order")
STRATUM = Level("strata", "i", zh="项目碳层", en="strata, ex ante")
PASS = Level("passes", "k", zh="样地数量迭代", en="passes of the number of plots, until two agree")
DATE = Level("dates", "t", zh="碳储量调查日期", en="dates of the two stock surveys, the earlier first")
STAND = Level("strata", "i", inside=DATE, zh="碳层（调查时）", en="strata, as they were on the date")
PLOT = Level("plots", "p", inside=STAND, zh="样地", en="plots")
DEDUCTIONS = ("table", "share")
AT_LEAST = 3  # plots in a stratum


def squared(unit: str) -> str:
    return "/".join(f"{atom}^2" for atom in unit.split("/"))


def declare_sampling(
    law: Symbols, *, unit: str, zh: str, en: str, at: str, confidence: Confidence = LIKELY, stand: Level = STAND
) -> None:
    """What was found in the plots, by stratum and date. The text itself declares `b_p`, the value of a plot, in `unit`;
    `zh`, `en`: what that is. `stand`: a stratum on a date; u and DR are of what its dates lie inside."""
    given, date = {"source": at, "confidence": confidence}, stand.inside or DATE
    change = date.inside or PROJECT
    law.monitored("A_s", zh="调查时碳层面积", en="area of the stratum on the date", unit="ha", level=stand, minimum="0",
                  **given)
    law.worked("A_t", zh="调查时项目面积", en="area of the project on the date", unit="ha", level=date)
    law.worked("w_s", zh="碳层面积权重", en="weight of the stratum by area", unit="1", level=stand)
    law.worked("n_s", zh="碳层样地数", en="plots of the stratum", unit="1", level=stand)
    law.worked("b_s", zh=f"碳层平均{zh}", en=f"mean {en} of the stratum", unit=unit, level=stand)
    law.worked("s2_s", zh=f"碳层{zh}方差", en=f"variance of {en} in the stratum", unit=squared(unit), level=stand)
    law.worked("wb_s", zh=f"加权平均{zh}", en=f"weighted mean {en}", unit=unit, level=stand)
    law.worked("wv_s", zh="加权均值方差", en="weighted variance of the mean", unit=squared(unit), level=stand)
    law.worked("b_t", zh=f"项目平均{zh}", en=f"mean {en} of the project", unit=unit, level=date)
    law.worked("v_t", zh="项目均值方差", en="variance of the mean of the project", unit=squared(unit), level=date)
    law.worked("df_t", zh="自由度", en="degrees of freedom", unit="1", level=date)
    law.worked("u", zh="不确定性（90% 可靠性）", en="uncertainty at 90 % reliability", unit="1", level=change)
    law.monitored("deduction", zh="不确定性扣减方式", en="way of the deduction by uncertainty", unit="word",
                  words=DEDUCTIONS, **given)
    law.worked("DR", zh="不确定性扣减率", en="deduction rate by uncertainty", unit="1", level=change)


def declare_plan(law: Symbols, *, unit: str, zh: str, en: str, at: str, confidence: Confidence = LIKELY) -> None:
    """How many plots to lay out, and where. `unit`, `zh`, `en`: of what a plot will tell."""
    given, positive = {"source": at, "confidence": confidence}, {"minimum": "0.000001"}
    law.monitored("A_i", zh="碳层面积", en="area of the stratum", unit="ha", level=STRATUM, **positive, **given)
    law.monitored("sd_i", zh=f"预计{zh}标准差", en=f"expected standard deviation of {en}", unit=unit, level=STRATUM,
                  **positive, **given)
    law.monitored("a_plot", zh="样地面积", en="area of a plot", unit="ha", **positive, **given)
    law.monitored("b_guess", zh=f"预计平均{zh}", en=f"expected mean {en}", unit=unit, **positive, **given)
    law.fixed("e_rel", zh="允许相对误差", en="relative error admitted", unit="1", value="0.10", source=at)
    law.monitored("df_k", zh="本次迭代的自由度", en="degrees of freedom of the pass", unit="1", level=PASS, minimum="1",
                  **given)
    law.worked("A", zh="项目面积", en="area of the project", unit="ha")
    law.worked("N", zh="总体样地数", en="plots that would cover the project", unit="1")
    law.worked("w_i", zh="碳层面积权重", en="weight of the stratum by area", unit="1", level=STRATUM)
    law.worked("ws_i", zh="加权标准差", en="weighted standard deviation", unit=unit, level=STRATUM)
    law.worked("ws2_i", zh="加权方差", en="weighted variance", unit=squared(unit), level=STRATUM)
    law.worked("S1", zh="加权标准差之和", en="sum of the weighted deviations", unit=unit)
    law.worked("S2", zh="加权方差之和", en="sum of the weighted variances", unit=squared(unit))
    law.worked("E", zh="允许误差", en="error admitted", unit=unit)
    law.worked("t_k", zh="t 值", en="value of t", unit="1", level=PASS)
    law.worked("x_k", zh="样地数量（未取整）", en="number of plots, unrounded", unit="1", level=PASS)
    law.worked("n_k", zh="样地数量", en="number of plots", unit="1", level=PASS)
    law.worked("n", zh="样地数量（迭代结果）", en="number of plots that the passes end in", unit="1")
    law.worked("x_i", zh="碳层样地数（未取整）", en="plots of the stratum, unrounded", unit="1", level=STRATUM)
    law.worked("n_i", zh="碳层样地数", en="plots of the stratum", unit="1", level=STRATUM)
    law.worked("n_plots", zh="样地总数", en="plots in all", unit="1")


def declare_period(
    law: Symbols, *, at: str, confidence: Confidence = LIKELY, change: Level = PROJECT
) -> None:
    """The change between the two stock dates, its share in the period, and that by calendar year in whole tonnes.
    `change`: what the two dates lie inside, where a text surveys more than one pool."""
    given = {"source": at, "confidence": confidence}
    law.monitored("days_y", zh="核算期在该年的天数", en="days of the period in the year", unit="day", level=YEAR,
                  minimum="1", maximum="366", **given)
    law.monitored("days_S", zh="两次调查间的天数", en="days between the two surveys, both counted", unit="day",
                  level=change, minimum="1", **given)
    law.monitored("carried", zh="以前核算期结转的亏损", en="deficit carried from earlier periods", unit="tCO2e",
                  minimum="0", **given)
    law.worked("days", zh="核算期天数", en="days of the period", unit="day")
    law.worked("dC", zh="两次调查间碳储量变化", en="change of stock between the surveys", unit="tCO2", level=change)
    law.worked("dC_net", zh="扣减后碳储量变化", en="change of stock after the deduction", unit="tCO2", level=change)
    law.worked("dC_P", zh="核算期内碳储量变化", en="change of stock in the period", unit="tCO2", level=change)
    law.worked("CDR_P", zh="核算期清除量", en="removal of the period", unit="tCO2e")
    declare_results(law)


def declare_results(law: Symbols) -> None:
    """What both chapters end in."""
    law.worked("CDR_y", zh="年度清除量", en="removal of the year", unit="tCO2e", level=YEAR)
    law.worked("CDR_t,y", zh="年度清除量（整吨）", en="removal of the year, whole tonnes", unit="tCO2e", level=YEAR,
               confidence=LIKELY)
    law.worked("CDR_sum", zh="清除量合计（未取整）", en="sum of the removals, unrounded", unit="tCO2e")
    law.worked("CDR", zh="清除量合计（整吨）", en="total removals, whole tonnes", unit="tCO2e", confidence=LIKELY)
    law.worked("CDR_mean", zh="年均清除量（整吨）", en="yearly average, whole tonnes", unit="tCO2e", confidence=LIKELY)
