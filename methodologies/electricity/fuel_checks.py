"""Checks of the fuel ledger, F1 to F9: those of electricity meters where the texts say the same of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from methodologies.electricity import checks as m
from methodologies.electricity import continuity as c
from methodologies.electricity.fuel_ledger import ALLOWED_CLASSES
from methodologies.electricity.fuels import TEXT
from methodologies.electricity.monitored import Monitored, found
from methodologies.electricity.windows import meeting
from methodologies.kernel.rules import LIKELY, SURE, UNSURE, WARN, Broken, Rule, Source, Verdict, cite, rule

PURCHASE_WARN = Decimal("0.02")  # part of the larger one by which use and purchase may differ unremarked


def as_for_electricity(id: str, zh: str, en: str, source: Source, electric: Rule) -> Rule:
    """A rule of fuel meters whose predicate is that of electricity meters, over the fuel ledger."""

    def holds(seen: Monitored) -> Verdict:
        return tuple(replace(broken, rule=own) for broken in electric.broken_by(seen)) or True

    own = Rule(id, zh, en, source, electric.grade, holds=holds)
    return own


@rule(
    "F1",
    zh="燃料计量器具准确度等级数值不大于 2.0。",
    en="The class number of a fuel meter is at most 2.0.",
    source=cite(TEXT, "FC_i,y; GB 17167", SURE),
)
def fuel_class_is_fine_enough(seen: Monitored) -> Verdict:
    return found(
        f"{place}/accuracy_class"
        for place, meter in seen.rows("meters")
        if meter["accuracy_class"] not in ALLOWED_CLASSES
    )


fuel_meter_verified = as_for_electricity(
    "F2",
    "燃料计量器具安装前须经法定或授权机构检定。",
    "A fuel meter is verified before it is installed, by a statutory or authorised body.",
    cite(TEXT, "FC_i,y; JJG 640", SURE),
    m.verified_before_use,
)
fuel_meter_calibrated = as_for_electricity(
    "F3",
    "燃料计量器具每年由具备 CNAS 或 CMA 资质的第三方校准；逾期部分按未校准校正。",
    "A fuel meter is calibrated every year by a third party of CNAS or CMA standing; overdue days count as not "
    "calibrated.",
    cite(TEXT, "FC_i,y; GB/T 21446", SURE),
    m.calibrated_every_year,
)
fuel_meter_calibrated_after_a_fault = as_for_electricity(
    "F4",
    "燃料计量器具超差或故障后 30 日内须由第三方校准，否则按未校准校正。",
    "After a fault of a fuel meter a third party calibrates within 30 days, or the days count as not calibrated.",
    cite(TEXT, "7.3", SURE),
    m.calibrated_after_a_fault,
)
fuel_readings_are_gapless = as_for_electricity(
    "F5",
    "燃料计量记录逐日相接，不缺不重，每月至少一次。",
    "Readings of fuel follow each other day by day, without gap or overlap, at least once a month.",
    cite(TEXT, "FC_i,y", SURE),
    c.readings_are_gapless,
)
fuel_readings_are_cut = as_for_electricity(
    "F6",
    "燃料计量时段不得跨年，时段内计量器具状态不得变化。",
    "A reading of fuel does not pass New Year, and the state of its meter does not change within it.",
    cite(TEXT, "7.3.4", SURE),
    c.readings_are_cut,
)
fuel_rows_belong_together = as_for_electricity(
    "F7",
    "燃料台账各表中的计量器具须已登记，且日期在核算期与装用期之内。",
    "Rows of the fuel ledger name a meter of it, inside the period and while the meter is in place.",
    cite(TEXT, "7.3", SURE),
    c.rows_belong_together,
)


@rule(
    "F8",
    zh="设计文件所列每种化石燃料均有计量记录，所计量的燃料均已列入设计文件。",
    en="Every fuel of the design document is measured, and no other fuel is.",
    source=cite(TEXT, "FC_i,y; NCV_i,y", SURE),
)
def fuels_are_measured(seen: Monitored) -> Verdict:
    planned = {row["fuel"] for row in seen.design.get("fuels", [])}
    measured = {meter["fuel"] for _, meter in seen.rows("meters") if seen.readings_of(meter["m"], "use")}
    lacking = ["/fuel_meters"] if planned - measured else []
    silent = [f"{place}/m" for place, meter in seen.rows("meters") if not seen.readings_of(meter["m"], "use")]
    return found([*lacking, *silent, *(f"{p}/fuel" for p, row in seen.rows("meters") if row["fuel"] not in planned)])


@rule(
    "F9",
    zh="燃料计量数据与购买凭证相差不超过 2%，超过须说明库存变化。",
    en="Fuel as measured and as bought differ by at most 2 %; a larger difference is explained by stock.",
    source=cite(TEXT, "FC_i,y", UNSURE),
    grade=WARN,
)
def purchases_agree(seen: Monitored) -> Verdict:
    return found(differences(seen))


def differences(seen: Monitored) -> Iterator[str]:
    used: dict[str, Decimal] = {}
    for _, meter in seen.rows("meters"):
        for _, row in seen.readings_of(meter["m"], "use"):
            used[meter["fuel"]] = used.get(meter["fuel"], Decimal(0)) + Decimal(row["quantity"])
    for fuel, quantity in sorted(used.items()):
        bought = sum((Decimal(row["quantity"]) for _, row in seen.rows("purchases") if row["fuel"] == fuel), Decimal(0))
        if abs(quantity - bought) > PURCHASE_WARN * max(quantity, bought):
            yield "/fuel_purchases"


FUEL_DAYS = (fuel_rows_belong_together, fuel_readings_are_gapless, fuel_readings_are_cut)
FUEL_CHECKS = (
    fuel_rows_belong_together,
    fuel_class_is_fine_enough,
    fuel_meter_verified,
    fuel_meter_calibrated,
    fuel_meter_calibrated_after_a_fault,
    fuel_readings_are_gapless,
    fuel_readings_are_cut,
    fuels_are_measured,
    purchases_agree,
)


@rule(
    "FUEL_WINDOWS",
    zh="同一燃料的计量时段不重叠，时段之间不缺日，日期真实存在且属于该年。",
    en="The windows of a fuel do not overlap, no day between them is missing, and the days are real days of that year.",
    source=cite(TEXT, "7.3.4", LIKELY),
)
def fuel_windows_meet(inputs: Mapping[str, Any]) -> Verdict:
    """Over the input of the chapter, fuel by fuel."""
    windows: dict[str, list[tuple[str, str, str, str]]] = {}
    for y, year in enumerate(inputs["years"]):
        for n, fuel in enumerate(year["fuels"]):
            windows.setdefault(fuel["i"], []).extend(
                (year["y"], row["k"], f"/years/{y}/fuels/{n}/fuel_windows/{k}/k", row["g"])
                for k, row in enumerate(fuel["fuel_windows"])
            )
    verdicts = [verdict for each in windows.values() if (verdict := meeting(each)) is not True]
    return found(own_words(place) for verdict in verdicts for place in verdict or ())


def own_words(place: str | Broken) -> str | Broken:
    """What `meeting` says, as said by the rule of fuel."""
    return replace(place, rule=fuel_windows_meet) if isinstance(place, Broken) else place
