"""Checks of the meter ledger, M1 to M8 and green certificates: predicates over what was monitored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from methodologies.electricity.meters import ALLOWED_CLASSES
from methodologies.electricity.monitored import TEXT, Monitored, day, found, sides
from methodologies.kernel.dates import days_in, months_in
from methodologies.kernel.rules import HOUSE, LIKELY, NOTE, SURE, UNSURE, WARN, Rule, Verdict, cite, rule

GREEN_FROM = date(2024, 10, 1)  # first day of the notice on green certificates
GREEN_UNTIL = date(2026, 9, 30)  # last day of its transition
FIELD_TESTS = ((Decimal(200), 92), (Decimal(0), 184))  # MW at least, days between tests: DL/T 448 classes I and II


@rule(
    "M1",
    zh="电能表准确度等级数值不大于 0.5。",
    en="The class number of a meter is at most 0.5.",
    source=cite(TEXT, "symbol tables; DL/T 448", SURE),
)
def class_is_fine_enough(seen: Monitored) -> Verdict:
    return found(
        f"{place}/accuracy_class"
        for place, meter in seen.rows("meters")
        if meter["accuracy_class"] not in ALLOWED_CLASSES
    )


@rule(
    "M2",
    zh="电能表安装前须经法定或授权机构检定。",
    en="A meter is verified before it is installed, by a statutory or authorised body.",
    source=cite(TEXT, "7.3; JJG 596", SURE),
)
def verified_before_use(seen: Monitored) -> Verdict:
    return found(
        f"{place}/verified_on"
        for place, meter in seen.rows("meters")
        if meter["verified_on"] > meter["installed_on"] or meter["verification_by"] == "other"
    )


@rule(
    "M3",
    zh="每年至少由具备 CNAS 或 CMA 资质的第三方校准一次；逾期部分按未校准校正。",
    en="Calibrated at least once a year by a third party of CNAS or CMA standing; the overdue days count as not "
       "calibrated.",
    source=cite(TEXT, "7.3.4; DL/T 1664", SURE),
    grade=WARN,
)
def calibrated_every_year(seen: Monitored) -> Verdict:
    return found(
        calibrated_every_year.at(
            place,
            f"{meter['m']}：应于 {due} 前校准，逾期至 {last}，按最大允许误差校正。",
            f"{meter['m']}: calibration due on {due}, overdue until {last}: corrected by the largest permitted error.",
        )
        for place, meter in seen.main_meters()
        if meter["m"] in seen.histories
        for due, last in seen.histories[meter["m"]].overdue(*seen.serves(meter))
    )


@rule(
    "M4",
    zh="电能表超差或部件故障后 30 日内须由第三方校准，否则按未校准校正。",
    en="After a fault or an error beyond the class a third party calibrates within 30 days, or the days count as not "
    "calibrated.",
    source=cite(TEXT, "7.3", SURE),
    grade=WARN,
)
def calibrated_after_a_fault(seen: Monitored) -> Verdict:
    late = {(m, first) for m, known in seen.histories.items() for first, _ in known.uncalibrated_faults()}
    return found(place for place, fault in seen.rows("faults") if (fault["m"], day(fault["from"])) in late)


@rule(
    "M7",
    zh="投运后下网电量不得缺失，不得以 0 代替。",
    en="After start-up the import is never missing and never set to 0.",
    source=cite(TEXT, "symbol tables", LIKELY),
)
def import_is_measured(seen: Monitored) -> Verdict:
    mains = list(seen.main_meters())
    measured = {side for _, meter in mains for side in sides(meter) if seen.readings_of(meter["m"], side)}
    lacking = [
        f"{place}/side"
        for place, meter in mains
        for side in sides(meter)
        if days_in(*seen.serves(meter)) and not seen.readings_of(meter["m"], side)
    ]
    return found(lacking or (["/readings"] if {"export", "import"} - measured else []))


@rule(
    "M7b",
    zh="DL/T 448：Ⅰ类计量装置每 3 个月、Ⅱ类每 6 个月现场检验一次；不代替年度校准。",
    en="DL/T 448: field test every 3 months (class I) or 6 (class II); it does not replace the yearly calibration.",
    source=cite("DL/T 448", "现场检验", LIKELY),
    grade=NOTE,
)
def tested_in_the_field(seen: Monitored) -> Verdict:
    capacity = Decimal(seen.design.get("capacity_mw", "0"))
    longest = next(days for least, days in FIELD_TESTS if capacity >= least)
    return found(place for place, meter in seen.main_meters() if longest_pause(seen, meter) > longest)


def longest_pause(seen: Monitored, meter: Mapping[str, Any]) -> int:
    """Days between two tests of any kind within the days in place, at most."""
    first, last = seen.serves(meter)
    tests = sorted(day(row["on"]) for _, row in seen.rows("calibrations") if row["m"] == meter["m"])
    stops = [first, *(on for on in tests if first < on <= last), last]
    return max(((b - a).days for a, b in zip(stops, stops[1:])), default=0)


def plausible_capacity_factor(highest: str) -> Rule:
    """M8; `highest`: the capacity factor above which the technology is not believed."""

    @rule(
        "M8",
        zh=f"容量系数不高于 {highest}。",
        en=f"The capacity factor is at most {highest}.",
        source=cite(HOUSE, "plausibility", UNSURE),
        grade=WARN,
    )
    def capacity_factor_is_plausible(seen: Monitored) -> Verdict:
        hours = Decimal(days_in(seen.first, seen.last) * 24)
        export = sum(
            (
                Decimal(row["energy_mwh"])
                for _, meter in seen.main_meters()
                for _, row in seen.readings_of(meter["m"], "export")
            ),
            Decimal(0),
        )
        most = Decimal(seen.design.get("capacity_mw", "0")) * hours * Decimal(highest)
        return export <= most or ("/readings",)

    return capacity_factor_is_plausible


@rule(
    "GEC",
    zh="自 2024-10 起逐月申报已交易绿证电量（没有则填 0）。",
    en="From 2024-10 on the traded green certificates are stated month by month (0 if none).",
    aka=("G2", "R-33"),
    source=cite("国能综通新能〔2024〕124号", "green certificates", SURE),
)
def green_certificates_are_stated(seen: Monitored) -> Verdict:
    stated = {row["month"] for _, row in seen.rows("green")}
    lacking = [month for month in months_in(max(seen.first, GREEN_FROM), seen.last) if month not in stated]
    return not lacking or (
        green_certificates_are_stated.at(
            "/green", f"缺少月份：{', '.join(lacking)}。", f"These months are missing: {', '.join(lacking)}."
        ),
    )


@rule(
    "GEC_RULE_UNCONFIRMED",
    zh="绿证衔接过渡期已于 2026-09-30 届满，后续规则未查到：仍按原规则处理，该部分请勿定稿。",
    en="The transition of the green certificate notice ended on 2026-09-30 and no successor was found: the old "
       "rules are "
    "applied; keep this part a draft.",
    source=cite("国能综通新能〔2024〕124号", "transition", UNSURE),
    grade=WARN,
    aka=("G6",),
)
def green_rule_is_known(seen: Monitored) -> Verdict:
    return seen.last <= GREEN_UNTIL or ("/period/to",)
