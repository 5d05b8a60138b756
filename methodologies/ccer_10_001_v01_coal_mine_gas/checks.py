"""Applicability and control rules of CCER-10-001-V01. A predicate sees the design data or what was monitored, as far
as either could be read: the same sentence binds both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from methodologies.drafts.scope import APPLICABILITY, asked
from methodologies.general.checks import answered, day
from methodologies.kernel.dates import DAY
from methodologies.kernel.records import Field, Record
from methodologies.kernel.rules import Rule, Verdict, cite, rule

TEXT = "CCER-10-001-V01"
LIMIT = Decimal(8)  # per cent CH4 by volume; from there on drained gas may not be vented at all
SURELY = cite(TEXT, APPLICABILITY)
Known = Mapping[str, Any]

ROUTE = Field(
    "route", "技术路线", "Route", "choice",
    choices=(("vam", "收集风排瓦斯并销毁", "Ventilation air methane, collected and destroyed"),
             ("blend", "抽采泵站低浓度瓦斯掺混后销毁", "Drained gas of low concentration, blended and destroyed")))
USE = Field(
    "use", "利用方式", "Use", "choice",
    choices=(("power", "发电", "Power"), ("heat", "供热", "Heat"), ("chp", "热电联供", "Power and heat"),
             ("none", "只销毁不利用", "Destroyed without use")))
RAW = Field(
    "raw_ch4_percent", "抽采泵站出口瓦斯甲烷体积浓度最高值（掺混之前）",
    "Highest methane concentration at the drainage pump station, before any blending", "decimal", unit="%",
    required=False, minimum="0", maximum="100", symbol="C_raw,t")
TRIAL = (
    Field("trial_from", "监测数据联网试运行起始日", "First day of the trial of the data link", "date", required=False),
    Field("trial_to", "监测数据联网试运行结束日", "Last day of the trial of the data link", "date", required=False),
)
DRAINAGE = Record(
    "drainage", "抽采泵站与安全输送系统记录", "Readings of the pump station and the safe-transport system", "at",
    (Field("at", "时刻", "Time", "text", example="2026-03-01 10:00"),
     Field("raw_percent", "掺混之前甲烷体积浓度", "Methane before blending", "decimal", unit="%", minimum="0",
           maximum="100", symbol="C_raw,t"),
     Field("pump_m3", "抽采泵出口流量", "Flow at the outlet of the pump", "decimal", unit="m3", minimum="0",
           symbol="V_pump,t"),
     Field("inlet_m3", "安全输送系统入口流量", "Flow at the inlet of the safe-transport system", "decimal", unit="m3",
           minimum="0")),
    min_rows=0,
)

OPERATING = asked(TEXT, "CMM-1", "in_operation", "井工煤矿，正在生产（未废弃或关闭）",
                  "An underground coal mine in operation, neither abandoned nor closed")
HEAT_USED = Field("heat_used", "销毁产生的热量得到利用", "The heat of the destruction is used", "yesno")
FLAMELESS = asked(TEXT, "CMM-4", "flameless", "只以无焰氧化方式销毁", "Destroyed by flameless oxidation only")
UNDILUTED = Field("not_diluted", "未将浓度不低于 8% 的瓦斯故意稀释", "No gas of 8 % or more was diluted on purpose",
                  "yesno")
NETWORKED = Field(
    "networked", "监测数据与全国碳市场管理平台联网", "Monitoring data are linked to the national platform", "yesno",
)
SAFE = asked(TEXT, "CMM-7", "mine_safety", "符合《煤矿安全规程》和其他法律政策",
             "The Coal Mine Safety Regulations and other law and policy are met")
PAIRED = Field(
    "flows_paired", "抽采泵出口与安全输送系统入口成对计量",
    "Pump outlet and safe-transport inlet are metered in pairs", "yesno",
)


@rule("CMM-2", zh="收集的风排瓦斯，或掺混前甲烷体积浓度低于 8% 的抽采瓦斯，经销毁且热量得到利用。", source=SURELY,
      en="Ventilation air methane, or drained gas below 8 % methane, is destroyed and the heat is used.")
def gas_is_weak_and_used(known: Known) -> Verdict:
    places = [] if answered(known, "heat_used") is True else ["/heat_used"]
    places += ["/raw_ch4_percent"] if too_rich(known.get("raw_ch4_percent")) else []
    places += ["/raw_ch4_percent"] if known.get("route") == "blend" and "raw_ch4_percent" not in known else []
    return tuple(places) or True


@rule("CMM-3", zh="用于发电、供热或热电联供；只销毁不利用的不适用。", source=SURELY,
      en="Used for power, heat or both; destruction without use is out.")
def gas_is_used(known: Known) -> Verdict:
    return known.get("use") != "none" or ("/use",)


@rule("CMM-5", zh="未将甲烷体积浓度不低于 8% 的瓦斯稀释至 8% 以下。", source=SURELY,
      en="No gas of 8 % methane or more was diluted to get below 8 %.")
def nothing_is_diluted(known: Known) -> Verdict:
    places = [] if answered(known, "not_diluted") is True else ["/not_diluted"]
    places += ["/raw_ch4_percent"] if too_rich(known.get("raw_ch4_percent")) else []
    places += [f"{place}/raw_percent" for place, row in drained(known) if too_rich(row.get("raw_percent"))]
    return tuple(places) or True


@rule("CMM-6", zh="监测数据联网试运行结束之后产生的减排量方可计入。", source=SURELY,
      en="Reductions count only after the trial of the data link has ended.")
def counts_after_the_trial(known: Known) -> Verdict:
    """The last day of the trial does not count: the strict reading."""
    places = [] if answered(known, "networked") is True else ["/networked"]
    ended, counted = day(known, "trial_to"), {"/crediting_from": day(known, "crediting_from"),
                                              "/period/from": day(known.get("period", {}), "from")}
    places += [place for place, first in counted.items() if ended and first and first <= ended]
    return tuple(places) or True


@rule("CMM-6a", zh="联网试运行不少于一个月。", en="The trial of the data link lasts a month at least.", source=SURELY)
def trial_is_long_enough(known: Known) -> Verdict:
    first, last = day(known, "trial_from"), day(known, "trial_to")
    if not (first and last):
        return True
    after = last + DAY
    months = (after.year - first.year) * 12 + after.month - first.month - (after.day < first.day)
    return months >= 1 or ("/trial_to",)


@rule("CMM-8", zh="安全输送系统入口流量不大于所接抽采泵出口流量；经查实违反的，撤销项目。", source=SURELY,
      en="The flow into the safe-transport system never exceeds that of the drainage pump; a confirmed breach ends the "
         "project.")
def nothing_is_added(known: Known) -> Verdict:
    places = [] if answered(known, "flows_paired") is True else ["/flows_paired"]
    places += [f"{place}/inlet_m3" for place, row in drained(known)
               if {"inlet_m3", "pump_m3"} <= row.keys() and Decimal(row["inlet_m3"]) > Decimal(row["pump_m3"])]
    return tuple(places) or True


def too_rich(percent: str | None) -> bool:
    return percent is not None and Decimal(percent) >= LIMIT


def drained(known: Known) -> Iterator[tuple[str, Known]]:
    return ((f"/drainage/{n}", row) for n, row in enumerate(known.get("drainage", ())))


DESIGN = (OPERATING.field, ROUTE, HEAT_USED, USE, FLAMELESS.field, RAW, UNDILUTED,
          NETWORKED, *TRIAL, SAFE.field, PAIRED)
RULES: tuple[Rule, ...] = (OPERATING.rule, gas_is_weak_and_used, gas_is_used, FLAMELESS.rule, nothing_is_diluted,
                           counts_after_the_trial, trial_is_long_enough, SAFE.rule, nothing_is_added)
CONTROL: tuple[Rule, ...] = (nothing_is_diluted, counts_after_the_trial, nothing_is_added)
