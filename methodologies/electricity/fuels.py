"""Default values of fossil fuels: the edition that the validated design document names stays in use for good."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from methodologies.electricity.tables import rows_of
from methodologies.kernel.published import PublishedRow, PublishedTable
from methodologies.kernel.reader import read_decimal
from methodologies.kernel.records import Field
from methodologies.kernel.rules import LIKELY, SURE, WARN, Broken, Refusal, Rule, cite

TABLE = "fuel_defaults"
TEXT = "CCER-01-001-V01"
FUELS = (
    ("natural_gas", "天然气（10⁴Nm³）", "natural gas, 10⁴Nm³"),
    ("diesel", "柴油（t）", "diesel, t"),
    ("fuel_oil", "燃料油（t）", "fuel oil, t"),
    ("gasoline", "汽油（t）", "gasoline, t"),
    ("lpg", "液化石油气（t）", "liquefied petroleum gas, t"),
)
LIMITS = {"ncv": ("10", "600"), "cc": ("0.01", "0.05"), "of": ("0.8", "1")}  # of any fuel; tC/TJ would be 1000 × cc

FUEL_TABLE_MISSING = Rule(
    "FUEL_TABLE_MISSING",
    "设计文件所列版本的化石燃料缺省值未载入。",
    "The fuel values of the edition that the design document names are not loaded.",
    cite(TEXT, "NCV_i,y, CC_i,y, OF_i,y", SURE),
)
FUEL_NEWER = Rule(
    "FUEL_NEWER",
    "审定时应采用最新公布的化石燃料缺省值；此后不再更换。",
    "At validation the newest published fuel values are used; after it they stay as they are.",
    cite(TEXT, "NCV_i,y, CC_i,y, OF_i,y", SURE),
    WARN,
)
FUEL_IMPLAUSIBLE = Rule(
    "FUEL_IMPLAUSIBLE",
    "化石燃料参数不合理（单位热值含碳量应为 tC/GJ，指南所列 tC/TJ 须除以 1000）。",
    "A fuel value is implausible (carbon per heat is in tC/GJ; guides print tC/TJ, divide by 1000).",
    cite(TEXT, "NCV_i,y, CC_i,y, OF_i,y", LIKELY),
)


def row_problems(row: PublishedRow) -> tuple[Broken, ...]:
    read = {name: read_decimal(row.values.get(name)) for name in LIMITS}
    return tuple(
        FUEL_IMPLAUSIBLE.at(f"/values/{name}")
        for name, (low, high) in LIMITS.items()
        if not row.absent and ((value := read[name]) is None or not Decimal(low) <= value <= Decimal(high))
    )


def fuel_facts(fuel: str, edition: str, on: date, tables: Iterable[PublishedRow], where: str) -> dict[str, Any]:
    """The three values of a fuel as facts, by the edition that the design document names, published by that day.
    Refusal FUEL_TABLE_MISSING."""
    for row in tables:
        known = row.table == TABLE and row.key == {"edition": edition, "fuel": fuel}
        if known and row.values and row.published_on <= on:
            symbols = {"NCV_i,y": "ncv", "CC_i,y": "cc", "OF_i,y": "of"}
            return {symbol: row.fact(value, f"{edition}/{fuel}") for symbol, value in symbols.items()}
    zh = f"{on} 以前公布的 {edition} 版缺省值中没有 {fuel}。"
    raise Refusal(FUEL_TABLE_MISSING.at(where, zh, f"No {fuel} in the edition {edition} published by {on}."))


def newest_edition(fuel: str, on: date, tables: Iterable[PublishedRow]) -> str:
    """Of the tables published by that day; "" where there is none."""
    rows = [row for row in tables if row.table == TABLE and row.key.get("fuel") == fuel and row.values]
    rows = [row for row in rows if row.published_on <= on]
    return max(rows, key=lambda row: row.published_on).key["edition"] if rows else ""


@cache
def shipped() -> tuple[PublishedRow, ...]:
    return rows_of("fuels.toml", TABLE, "edition", "fuel")


FUEL_TABLE = PublishedTable(
    TABLE,
    zh="化石燃料参数缺省值（企业温室气体排放核算与报告指南）",
    en="Default values of fossil fuels, from the guide on enterprise accounting",
    key=(
        Field("edition", "指南版本（年）", "Edition of the guide", "integer", minimum="2013", maximum="2099"),
        Field("fuel", "燃料", "Fuel", "choice", choices=FUELS),
    ),
    values=(
        Field("ncv", "平均低位发热量", "Lower heating value", "decimal", unit="GJ/t, GJ/10⁴Nm³", minimum="0"),
        Field("cc", "单位热值含碳量", "Carbon per heat", "decimal", unit="tC/GJ", minimum="0", maximum="1"),
        Field("of", "碳氧化率", "Oxidation rate", "decimal", unit="1", minimum="0", maximum="1"),
    ),
    judge=row_problems,
    shipped=shipped,
)
