"""Continuity of the ledger: readings follow each other, are cut where they must be, and name what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from methodologies.electricity.monitored import TEXT, Monitored, counted, day, found, sides
from methodologies.kernel.dates import DAY, days_in, months_in
from methodologies.kernel.rules import HOUSE, SURE, Broken, Verdict, cite, rule

MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])\Z", re.ASCII)
LONGEST_READING = 31  # days: at least one record a month


@rule(
    "M5",
    zh="抄表记录逐日相接，不缺不重，每月至少一次。",
    en="Readings follow each other day by day, without gap or overlap, at least once a month.",
    source=cite(TEXT, "7.3", SURE),
)
def readings_are_gapless(seen: Monitored) -> Verdict:
    broken: list[str | Broken] = []
    for _, meter in seen.rows("meters"):
        for side in sides(meter):
            rows = seen.readings_of(meter["m"], side)
            broken += gaps(rows)
            if meter["role"] == "main" and rows:
                broken += ends(rows, *seen.serves(meter))
    broken += unpaired(seen)
    broken += points_without_meter(seen)
    broken += (
        f"{place}/to"
        for place, row in seen.rows("readings")
        if days_in(day(row["from"]), day(row["to"])) > LONGEST_READING or row["to"] < row["from"]
    )
    broken += registers(seen)
    return found(broken)


def gaps(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> Iterator[Broken]:
    for (_, before), (place, row) in zip(rows, rows[1:]):
        expected = day(before["to"]) + DAY
        if day(row["from"]) != expected:
            kind = ("重叠", "overlaps") if day(row["from"]) < expected else ("缺口", "leaves a gap after")
            yield readings_are_gapless.at(
                f"{place}/from",
                f"与上一条记录（至 {before['to']}）之间有{kind[0]}。",
                f"It {kind[1]} the reading before, which ends on {before['to']}.",
            )
        elif row.get("start") and before.get("end") and Decimal(row["start"]) != Decimal(before["end"]):
            yield readings_are_gapless.at(
                f"{place}/start",
                f"起始表码 {row['start']} 应等于上一条的截止表码 {before['end']}。",
                f"The register starts at {row['start']}; the reading before ended at {before['end']}.",
            )


def ends(rows: Sequence[tuple[str, Mapping[str, Any]]], first: date, last: date) -> Iterator[Broken]:
    (start_place, start), (end_place, end) = rows[0], max(rows, key=lambda pair: pair[1]["to"])
    if day(start["from"]) != first:
        yield readings_are_gapless.at(
            f"{start_place}/from", f"首条记录应自 {first} 起。", f"The first reading begins on {first}."
        )
    if day(end["to"]) != last:
        yield readings_are_gapless.at(
            f"{end_place}/to", f"末条记录应至 {last} 止。", f"The last reading ends on {last}."
        )


def unpaired(seen: Monitored) -> Iterator[Broken]:
    """Both directions of a meter are read on the same days, so that a window holds both."""
    for _, meter in seen.rows("meters"):
        spans = {
            side: {(row["from"], row["to"]) for _, row in seen.readings_of(meter["m"], side)} for side in sides(meter)
        }
        for side, own in spans.items():
            for place, row in seen.readings_of(meter["m"], side):
                if any(other and (row["from"], row["to"]) not in other for other in spans.values() if other is not own):
                    yield readings_are_gapless.at(
                        f"{place}/from",
                        f"{meter['m']}：上网、下网应同日抄录。",
                        f"{meter['m']}: export and import are read on the same days.",
                    )


def points_without_meter(seen: Monitored) -> Iterator[Broken]:
    """At each metering point, and in each direction, a main meter is in place on every day of the period."""
    for point, side in sorted({(meter["point"], side) for _, meter in seen.main_meters() for side in sides(meter)}):
        spans = sorted(
            (*seen.serves(meter), place)
            for place, meter in seen.main_meters()
            if meter["point"] == point and side in sides(meter)
        )
        expected = seen.first
        for first, last, place in spans:
            if first > expected:
                yield readings_are_gapless.at(
                    f"{place}/installed_on",
                    f"{point}：{expected} 起没有主表。",
                    f"{point}: no main meter from {expected}.",
                )
            expected = max(expected, last + DAY)
        if expected <= seen.last:
            yield readings_are_gapless.at(
                "/meters", f"{point}：{expected} 起没有主表。", f"{point}: no main meter from {expected}."
            )


def registers(seen: Monitored) -> Iterator[Broken]:
    """(end − start) × multiplier, in kWh, is the energy written down, to the last kWh."""
    for place, row in seen.rows("readings"):
        if row.get("start") and row.get("end") and row["m"] in seen.meters:
            kwh = (Decimal(row["end"]) - Decimal(row["start"])) * Decimal(seen.meters[row["m"]]["multiplier"])
            if abs(kwh / 1000 - Decimal(row["energy_mwh"])) > Decimal("0.001"):
                yield readings_are_gapless.at(
                    f"{place}/energy_mwh",
                    f"表码差 × 倍率为 {kwh / 1000} MWh，与所填电量不符。",
                    f"The registers give {kwh / 1000} MWh, which is not what is written.",
                )


@rule(
    "CUT",
    zh="抄表时段不得跨年，时段内电能表状态不得变化。",
    en="A reading does not pass New Year, and the state of its meter does not change within it.",
    source=cite(TEXT, "6.2; 7.3.4", SURE),
)
def readings_are_cut(seen: Monitored) -> Verdict:
    return found(broken for place, row in seen.rows("readings") for broken in cuts(seen, place, row))


def cuts(seen: Monitored, place: str, row: Mapping[str, Any]) -> Iterator[Broken]:
    first, last = day(row["from"]), day(row["to"])
    if first.year != last.year:
        yield readings_are_cut.at(
            f"{place}/to",
            f"{first} 至 {last} 跨年，须在 {first.year}-12-31 分开抄录。",
            f"{first} to {last} passes New Year: cut it at {first.year}-12-31.",
        )
    elif counted(seen, row["m"]) and (change := seen.histories[row["m"]].changes(first, last)):
        yield readings_are_cut.at(
            f"{place}/to",
            f"{row['m']} 的状态自 {change} 起变化，须在该日之前分开抄录。",
            f"The state of {row['m']} changes on {change}: the reading must be cut before that day.",
        )


@rule(
    "LEDGER",
    zh="台账各表中的电能表须已登记，方向相符，日期不颠倒，且在核算期与装用期之内。",
    en="Rows name a meter of the ledger in its direction, with days in order, inside the period and while the "
       "meter is in place.",
    source=cite(HOUSE, "meter ledger"),
)
def rows_belong_together(seen: Monitored) -> Verdict:
    return found((*strangers(seen), *misplaced(seen), *odd_months(seen)))


def strangers(seen: Monitored) -> Iterator[str]:
    for record in ("calibrations", "faults", "seals", "readings"):
        yield from (f"{place}/m" for place, row in seen.rows(record) if row["m"] not in seen.meters)
    yield from (
        f"{place}/side"
        for place, row in seen.rows("readings")
        if row["m"] in seen.meters and row["side"] not in sides(seen.meters[row["m"]])
    )
    mains = {meter["m"] for _, meter in seen.main_meters()}
    yield from (
        f"{place}/substitute_for"
        for place, meter in seen.rows("meters")
        if meter.get("substitute_for") and (meter["role"] != "backup" or meter["substitute_for"] not in mains)
    )


def misplaced(seen: Monitored) -> Iterator[str]:
    for place, row in seen.rows("vouchers"):
        if not seen.first <= day(row["from"]) <= day(row["to"]) <= seen.last or row["from"][:4] != row["to"][:4]:
            yield f"{place}/to"
    for place, row in seen.rows("readings"):
        first, last = seen.serves(seen.meters[row["m"]]) if row["m"] in seen.meters else (seen.first, seen.last)
        if not first <= day(row["from"]) <= day(row["to"]) <= last:
            yield f"{place}/from"
    for place, row in seen.rows("calibrations"):
        if row.get("restored_on") and row["restored_on"] < row["on"]:
            yield f"{place}/restored_on"


def odd_months(seen: Monitored) -> Iterator[str]:
    months = set(months_in(seen.first, seen.last))
    return (
        f"{place}/month"
        for place, row in seen.rows("green")
        if not MONTH.match(row["month"]) or row["month"] not in months
    )
