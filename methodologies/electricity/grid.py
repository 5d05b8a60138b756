"""Grid regions and their factor tables: which table applies is a choice between documents, with dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from methodologies.electricity.tables import rows_of
from methodologies.kernel.published import PublishedRow, PublishedTable
from methodologies.kernel.reader import decimal_text, read_decimal
from methodologies.kernel.records import Field
from methodologies.kernel.rules import LIKELY, SURE, Broken, Refusal, Rule, cite

TABLE = "grid_ef"
REGIONS = (
    ("N", "华北区域电网", "North"),
    ("NE", "东北区域电网", "Northeast"),
    ("E", "华东区域电网", "East"),
    ("C", "华中区域电网", "Central"),
    ("NW", "西北区域电网", "Northwest"),
    ("S", "南方区域电网", "South"),
    ("SW", "西南区域电网", "Southwest"),
)
LEGACY = (("HN", "海南电网（早期单列）", "Hainan, a grid of its own in early tables"),)
LATE = ("SW",)  # not printed in the tables up to 2019
PROVINCES = {
    "N": "北京 天津 河北 山西 山东 内蒙古",
    "NE": "辽宁 吉林 黑龙江 内蒙古",
    "E": "上海 江苏 浙江 安徽 福建",
    "C": "河南 湖北 湖南 江西 四川 重庆",
    "NW": "陕西 甘肃 青海 宁夏 新疆",
    "S": "广东 广西 云南 贵州 海南",
    "SW": "四川 重庆 西藏",
}
FACTORS = "减排项目中国区域电网基准线排放因子"
YEAR_OF_TABLE = ("CCER-01-002-V01, CCER-01-001-V01", "tables 6 to 8; tables 9 to 12")

EF_TABLE_MISSING = Rule(
    "EF_TABLE_MISSING",
    "所需年度的区域电网排放因子表未载入。",
    "The grid factor table that applies is not loaded.",
    cite(*YEAR_OF_TABLE, SURE),
)
EF_REGION_UNDEFINED = Rule(
    "EF_REGION_UNDEFINED",
    "所用年度的因子表中没有该区域电网，不得借用邻近区域。",
    "The table of that year has no such grid region; a neighbour's factor is never borrowed.",
    cite(FACTORS, "2019 年度及以前", LIKELY),
)
EF_OTHER_SERIES = Rule(
    "EF_OTHER_SERIES",
    "该数值属于另一系列（平均排放因子），不是基准线排放因子。",
    "This value belongs to another series (average factors); it is no OM or BM.",
    cite(FACTORS, "OM, BM", SURE),
)
EF_IMPLAUSIBLE = Rule(
    "EF_IMPLAUSIBLE",
    "电量边际与容量边际排放因子不合理。",
    "This pair of operating and build margin is implausible.",
    cite(FACTORS, "OM, BM", SURE),
)
EF_SAME_TABLE = Rule(
    "EF_SAME_TABLE",
    "同一年度的电量边际与容量边际排放因子须取自同一张表。",
    "Operating and build margin of a year come from one and the same table.",
    cite(*YEAR_OF_TABLE, LIKELY),
    holds=lambda inputs: (
        tuple(
            f"/years/{n}/EF_grid,BM,y"
            for n, year in enumerate(inputs["years"])
            if year["EF_grid,OM,y"]["table"] != year["EF_grid,BM,y"]["table"]
        )
        or True
    ),
)

# averages of consumption that look alike: guidelines of 2012, national averages, ETS values, newer averages
OTHER_SERIES = frozenset(
    {
        "0.8843",
        "0.7769",
        "0.7035",
        "0.5257",
        "0.6671",
        "0.5271",
        "0.5568",
        "0.5366",
        "0.581",
        "0.5703",
        "0.4326",
        "0.5306",
        "0.55",
    }
)
OM_ABOVE_BM = ("N", "NE", "NW")


def row_problems(row: Mapping[str, Any]) -> tuple[Broken, ...]:
    """Why a row {key, values, absent} of the factor table is not to be believed. Only the official file overrides
    it."""
    if row.get("absent"):
        return ()
    read = {name: read_decimal(row["values"].get(name)) for name in ("om", "bm")}
    broken = [
        EF_IMPLAUSIBLE.at(
            f"/values/{name}",
            f"{name.upper()} 应为 0 至 2 之间的十进制数（文字）。",
            f"{name.upper()}: a decimal number as text within 0 and 2 is asked for.",
        )
        for name, value in read.items()
        if value is None or not 0 <= value <= 2
    ]
    broken += [
        EF_OTHER_SERIES.at(f"/values/{name}")
        for name, value in read.items()
        if value is not None and decimal_text(value) in OTHER_SERIES
    ]
    om, bm = read["om"], read["bm"]
    if om is not None and bm is not None and om < bm and row["key"].get("region") in OM_ABOVE_BM:
        broken.append(
            EF_IMPLAUSIBLE.at(
                "/values/om",
                "该区域的电量边际排放因子不应小于容量边际排放因子。",
                "In this region the operating margin is not below the build margin.",
            )
        )
    return tuple(broken)


def printed_as(region: str, province: str = "") -> tuple[str, ...]:
    """Under which names a table may print the region of this project, first choice first."""
    if region == "SW" and province.startswith(("四川", "重庆")):
        return ("SW", "C")  # Central up to and including the table of 2019
    if region == "S" and province.startswith("海南"):
        return ("HN", "S")  # a grid of its own in early tables
    return (region,)


def pick_factor(
    region: str, year: int, uploaded_on: date, tables: Iterable[PublishedRow], province: str = ""
) -> dict[str, dict[str, Any]]:
    """Both factors of a year as facts: the table of that year if published by the day on which the verification
    report is
    uploaded, else the nearest earlier year, never a later one. Refusal EF_TABLE_MISSING or EF_REGION_UNDEFINED."""
    rows = [row for row in tables if row.table == TABLE]
    names = printed_as(region, province)
    loaded = {(row.key["table_year"], row.key["region"]): row for row in rows if not row.absent}
    absent = {row.key["table_year"] for row in rows if row.absent and row.key.get("region", "") in ("", "*", *names)}
    printed = {int(table_year) for table_year, name in loaded if name in names}
    others = {int(table_year) for table_year, name in loaded if name not in names}
    if region in LATE and not any(y <= year for y in printed) and any(y <= year for y in others):
        raise Refusal(EF_REGION_UNDEFINED.at("/grid_region"))
    for table_year in range(year, min(printed, default=year) - 1, -1):
        row = next((loaded[key] for name in names if (key := (str(table_year), name)) in loaded), None)
        if row is None and str(table_year) not in absent:
            raise Refusal(missing(region, table_year, year, "nobody"))
        if row is None or row.published_on > uploaded_on:
            continue
        if not row.values:
            raise Refusal(missing(region, table_year, year, "not loaded"))
        label = f"{table_year}/{row.key['region']}"
        return {
            symbol: row.fact(value, label, fallback=table_year < year)
            for symbol, value in (("EF_grid,OM,y", "om"), ("EF_grid,BM,y", "bm"))
        }
    raise Refusal(missing(region, year, year, f"none published by {uploaded_on}"))


def missing(region: str, table_year: int, year: int, why: str) -> Broken:
    where = "/grid_region"
    if why == "nobody":
        return EF_TABLE_MISSING.at(
            where,
            f"{year} 年需要 {table_year} 年度的因子表（{region}）：该表未载入，也没有两人确认的“未公布”记录。",
            f"{year} needs the factor table of {table_year} ({region}): it is not loaded, and no two people "
            f"have stated "
            "that it was never published.",
        )
    if why == "not loaded":
        return EF_TABLE_MISSING.at(
            where,
            f"适用于 {year} 年的 {table_year} 年度因子表（{region}）已公布，但未载入。",
            f"The factor table of {table_year} ({region}) applies to {year}: it is published and not loaded.",
        )
    return EF_TABLE_MISSING.at(
        where,
        f"{year} 年及以前没有在该日之前公布的因子表（{region}）。",
        f"No factor table of {region} for {year} or earlier: {why}.",
    )


def newest_factor(
    region: str, on: date, tables: Sequence[PublishedRow], province: str = ""
) -> dict[str, dict[str, Any]]:
    """Both factors of the newest table published by that day: what an estimate uses. Refusals as pick_factor.

    The table of a year appears late in the year after it; so only from the year before last on must a table that is
    not loaded be accounted for.
    """
    years = [
        int(row.key["table_year"]) for row in tables if row.table == TABLE and not row.absent and row.published_on <= on
    ]
    return pick_factor(region, max([on.year - 2, *years]), on, tables, province)


@cache
def shipped() -> tuple[PublishedRow, ...]:
    """The rows that came with the program. What is not sure is provisional: two people and the official file
    confirm it."""
    return rows_of("grid_factors.toml", TABLE, "table_year", "region")


@cache
def illustration() -> tuple[PublishedRow, ...]:
    """Invented rows, for databases of kind demo or test only."""
    return rows_of("grid_factors_illustration.toml", TABLE, "table_year", "region", "illustration")


GRID_TABLE = PublishedTable(
    TABLE,
    zh=FACTORS,
    en="Baseline emission factors of the regional grids",
    key=(
        Field("table_year", "表的年度", "Year of the table", "integer", minimum="2006", maximum="2099"),
        Field("region", "区域电网", "Grid region", "choice", choices=(*REGIONS, *LEGACY)),
    ),
    values=(
        Field("om", "电量边际排放因子 OM", "Operating margin", "decimal", unit="tCO2/MWh", minimum="0", maximum="2"),
        Field("bm", "容量边际排放因子 BM", "Build margin", "decimal", unit="tCO2/MWh", minimum="0", maximum="2"),
    ),
    judge=lambda row: row_problems({"key": row.key, "values": row.values, "absent": row.absent}),
    shipped=shipped,
    illustration=illustration,
)
