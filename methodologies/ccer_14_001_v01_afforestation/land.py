"""Applicability of CCER-14-001-V01: the land, what was done to it, the strata it is divided into. A predicate sees the
data of the design document as far as it could be read; what is missing was refused by the reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from methodologies.general.checks import answered, declared
from methodologies.kernel.reader import decimal_text
from methodologies.kernel.rules import LIKELY, SURE, WARN, Broken, Confidence, Source, Verdict, cite, rule

TEXT = "CCER-14-001-V01"
SMALL, SMALL_UNTIL_2019 = Decimal("0.04"), Decimal("0.0667")  # ha: 400 m², 667 m²
WHOLE = Decimal(100)
SAMPLE_TREES = 30
Design = Mapping[str, Any]


def clause(number: str, confidence: Confidence = SURE) -> Source:
    return cite(TEXT, number, confidence)


def rows(design: Design, record: str, *names: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Place and row of each row in which these fields could be read."""
    return ((f"/{record}/{n}", row) for n, row in enumerate(design.get(record, ())) if row.keys() >= set(names))


def found(places: Iterator[str | Broken]) -> Verdict:
    return tuple(places) or True


planned_land = declared(
    "AF-A",
    "开工前至少三年为规划造林地，且未达到森林定义。",
    "For three years before the start it was planned afforestation land and no forest.",
    clause("适用条件 a"),
    "planned_land",
)
not_wetland = declared("AF-D", "项目用地不属于湿地。", "The land is not wetland.", clause("适用条件 d"), "no_wetland")
old_trees_are_kept = declared(
    "AF-E",
    "不清除原有散生木和竹子。",
    "No scattered trees or bamboo are removed.",
    clause("适用条件 e"),
    "old_trees_kept",
)
soil_is_left_alone = declared(
    "AF-F",
    "整地造林之后不重复扰动土壤。",
    "After planting the soil is not disturbed again.",
    clause("适用条件 f"),
    "soil_left_alone",
)
nothing_is_burnt = declared(
    "AF-G",
    "除焚烧疫木外无人为火烧。",
    "Nobody burns anything but infected wood.",
    clause("适用条件 g", LIKELY),
    "no_burning",
)
nobody_is_displaced = declared(
    "AF-H", "不造成农业和放牧转移。", "Farming and grazing are not displaced.", clause("适用条件 h"), "nobody_displaced"
)
lawful = declared(
    "AF-I", "符合法律法规和产业政策。", "It complies with laws, rules and policy.", clause("适用条件 i"), "lawful"
)
claimed_once = declared(
    "AF-U",
    "无强制减排义务，未参加其他减排机制。",
    "No legal duty, and in no other mechanism.",
    clause("唯一性"),
    "no_legal_duty",
    "no_other_mechanism",
)


@rule(
    "AF-B",
    zh="土地和林木权属清晰，有效期覆盖项目寿命期限。",
    en="Tenure is clear and lasts through the lifetime of the project.",
    source=clause("适用条件 b"),
)
def tenure_lasts(design: Design) -> Verdict:
    last = design.get("lifetime_to", "")
    unclear = () if answered(design, "tenure_is_clear") is True else ("/tenure_is_clear",)
    short = (f"{place}/tenure_to" for place, row in rows(design, "parcels", "tenure_to") if row["tenure_to"] < last)
    return (*unclear, *short) or True


@rule(
    "AF-C",
    zh="地块连续面积不小于 400 m²；2019 年及以前开工的不小于 667 m²。",
    en="Each parcel has at least 400 m², or 667 m² where the project began in 2019 or before.",
    source=clause("适用条件 c"),
)
def parcels_are_large_enough(design: Design) -> Verdict:
    least = SMALL_UNTIL_2019 if design.get("commencement_on", "9") < "2020" else SMALL
    return found(
        f"{place}/area_ha" for place, row in rows(design, "parcels", "area_ha") if Decimal(row["area_ha"]) < least
    )


@rule(
    "AF-A2",
    zh="造林前乔木郁闭度小于 0.20，灌木盖度小于 30%。",
    en="Before planting the canopy covered less than 0.20 and shrubs less than 30 %.",
    source=clause("适用条件 a"),
)
def land_was_no_forest(design: Design) -> Verdict:
    return found(
        f"{place}/{name}"
        for name, limit in (("canopy", Decimal("0.20")), ("shrub_percent", Decimal(30)))
        for place, row in rows(design, "parcels", name)
        if Decimal(row[name]) >= limit
    )


@rule(
    "AF-E2",
    zh="清除的灌木和胸径 2 cm 以下竹子不超过占地的 20%。",
    en="Removed shrubs and bamboo below 2 cm covered at most 20 % of the surface.",
    source=clause("适用条件 e"),
)
def few_shrubs_are_removed(design: Design) -> Verdict:
    """Over the whole boundary, by area of the parcels."""
    some = [row for _, row in rows(design, "parcels", "area_ha", "removed_percent")]
    area = sum((Decimal(row["area_ha"]) for row in some), Decimal(0))
    removed = sum((Decimal(row["area_ha"]) * Decimal(row["removed_percent"]) for row in some), Decimal(0))
    return removed <= 20 * area or ("/parcels",)


@rule(
    "AF-START",
    zh="各地块造林年度不早于项目开工年份。",
    en="No parcel was planted before the year in which the project began.",
    source=clause("开工日期", LIKELY),
)
def planted_after_the_start(design: Design) -> Verdict:
    year = design.get("commencement_on", "0000")[:4]
    return found(
        f"{place}/planted_year"
        for place, row in rows(design, "parcels", "planted_year")
        if int(row["planted_year"]) < int(year)
    )


@rule(
    "AF-STRATA",
    zh="每个地块属于一个碳层，碳层面积等于其地块面积之和。",
    en="Each parcel is in one stratum; the area of a stratum is that of its parcels.",
    source=clause("碳层"),
)
def strata_are_made_of_parcels(design: Design) -> Verdict:
    area: dict[str, Decimal] = defaultdict(Decimal)
    for _, row in rows(design, "parcels", "i", "area_ha"):
        area[row["i"]] += Decimal(row["area_ha"])
    known = {row["i"] for _, row in rows(design, "strata", "i")}
    lost = tuple(f"{place}/i" for place, row in rows(design, "parcels", "i") if row["i"] not in known)
    wrong = tuple(
        strata_are_made_of_parcels.at(
            f"{place}/area_ha",
            f"{row['i']}：地块面积合计 {decimal_text(area[row['i']])} ha。",
            f"{row['i']}: its parcels have {decimal_text(area[row['i']])} ha.",
        )
        for place, row in rows(design, "strata", "i", "area_ha")
        if Decimal(row["area_ha"]) != area[row["i"]]
    )
    return lost + wrong or True


@rule(
    "AF-MIX",
    zh="每个碳层内各树种比例合计为 100%。",
    en="The species of each stratum add up to 100 %.",
    source=clause("碳层"),
)
def mixtures_are_whole(design: Design) -> Verdict:
    share: dict[str, Decimal] = defaultdict(Decimal)
    for _, row in rows(design, "growth", "i", "share_percent"):
        share[row["i"]] += Decimal(row["share_percent"])
    return found(place for place, row in rows(design, "strata", "i") if share[row["i"]] != WHOLE)


@rule(
    "AF-LOCAL",
    zh="当地参数或方程应以不少于 30 株样木为依据。",
    en="Local parameters rest on at least 30 sample trees.",
    source=clause("参数选取", LIKELY),
    grade=WARN,
)
def local_values_have_samples(design: Design) -> Verdict:
    return found(
        f"{place}/sample_trees"
        for place, row in rows(design, "local_parameters", "sample_trees")
        if int(row["sample_trees"]) < SAMPLE_TREES
    )


@rule(
    "AF-PLOT",
    zh="乔木样地面积宜为 400 至 600 m²。",
    en="A plot of trees usually has 400 to 600 m².",
    source=clause("抽样", LIKELY),
    grade=WARN,
)
def plots_have_the_usual_size(design: Design) -> Verdict:
    trees = any(row["growth_form"] == "trees" for _, row in rows(design, "strata", "growth_form"))
    return not trees or 400 <= Decimal(design.get("plot_m2", "400")) <= 600 or ("/plot_m2",)


APPLICABILITY = (
    planned_land,
    land_was_no_forest,
    tenure_lasts,
    parcels_are_large_enough,
    not_wetland,
    old_trees_are_kept,
    few_shrubs_are_removed,
    soil_is_left_alone,
    nothing_is_burnt,
    nobody_is_displaced,
    lawful,
    claimed_once,
    planted_after_the_start,
    strata_are_made_of_parcels,
    mixtures_are_whole,
    local_values_have_samples,
    plots_have_the_usual_size,
)
