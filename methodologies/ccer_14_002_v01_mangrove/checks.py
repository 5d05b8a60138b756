"""Applicability and crediting period of CCER-14-002-V01. A predicate sees the data of the design document as far as it
could be read; what is missing was already refused by the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from methodologies.ccer_14_002_v01_mangrove.equations import EXOTIC, TEXT
from methodologies.general.checks import crediting_rules, declared
from methodologies.kernel.rules import HOUSE, LIKELY, SURE, UNSURE, WARN, Verdict, cite, rule

Design = Mapping[str, Any]
SHORTEST, LONGEST = 20, 40  # years of crediting
LIFETIME = ("lifetime_from", "lifetime_to")
COVER_PERCENT = Decimal(5)  # included
SMALLEST_HA = Decimal("0.04")  # 400 m², included


def rows(design: Design, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(place, row) of one table of the design document."""
    return ((f"/{name}/{n}", row) for n, row in enumerate(design.get(name, ())))


@rule(
    "M-a",
    zh="在无植被潮滩或退养养殖塘上营造红树林：营造前植被盖度不超过 5%。",
    en="Mangrove is planted on bare tidal flat or in retired ponds: plant cover before is at most 5 %.",
    source=cite(TEXT, "a)", SURE),
)
def bare_before_planting(design: Design) -> Verdict:
    return (
        tuple(
            f"{place}/cover_percent"
            for place, parcel in rows(design, "parcels")
            if Decimal(parcel.get("cover_percent", "0")) > COVER_PERCENT
        )
        or True
    )


@rule(
    "M-b",
    zh="权属文件在项目寿命期限内有效。",
    en="The documents of tenure are valid for the whole lifetime of the project.",
    source=cite(TEXT, "b)", SURE),
)
def tenure_lasts(design: Design) -> Verdict:
    last = design.get("lifetime_to", "")
    return (
        tuple(
            f"{place}/tenure_until"
            for place, parcel in rows(design, "parcels")
            if last and parcel.get("tenure_until", last) < last
        )
        or True
    )


@rule(
    "M-c",
    zh="每一地块连续营造面积不小于 400 平方米。",
    en="The continuous planted area of each parcel is at least 400 m².",
    source=cite(TEXT, "适用条件", LIKELY),
)
def parcels_are_large_enough(design: Design) -> Verdict:
    return (
        tuple(
            f"{place}/area_ha"
            for place, parcel in rows(design, "parcels")
            if "area_ha" in parcel and Decimal(parcel["area_ha"]) < SMALLEST_HA
        )
        or True
    )


@rule(
    "M-h",
    zh="外来树种能否计入尚未确认：其方程为暂定值，用到的结果不得提交。",
    en="Whether exotic species are eligible is not confirmed: their equations are provisional, and what uses them "
    "can't be filed.",
    source=cite(TEXT, "适用条件", UNSURE),
    grade=WARN,
)
def species_are_native(design: Design) -> Verdict:
    return tuple(f"{place}/species" for place, row in rows(design, "planting") if row.get("species") in EXOTIC) or True


@rule(
    "STRATA",
    zh="每一地块、树种和生长数据属于一个已列出的碳层，每一碳层都有地块和树种。",
    en="Every parcel, species and growth row belongs to a stratum that is listed, and every stratum has parcels and "
    "species.",
    source=cite(TEXT, "项目碳层", SURE),
)
def strata_are_whole(design: Design) -> Verdict:
    listed = {row.get("i") for _, row in rows(design, "strata")}
    strange = [
        f"{place}/i"
        for name in ("parcels", "planting", "growth")
        for place, row in rows(design, name)
        if "i" in row and row["i"] not in listed
    ]
    used = [{row.get("i") for _, row in rows(design, name)} for name in ("parcels", "planting")]
    empty = [f"{place}/i" for place, row in rows(design, "strata") if any(row.get("i") not in each for each in used)]
    return (*strange, *empty) or True


@rule(
    "STRATA_KEY",
    zh="碳层按营造年份、树种配置、密度和底质潮带划分；两个碳层各项相同，请核对。",
    en="Strata differ by planting year, species, density, substrate or tidal zone; two of them do not: please check.",
    source=cite(TEXT, "项目碳层", LIKELY),
    grade=WARN,
)
def strata_differ(design: Design) -> Verdict:
    seen: set[tuple] = set()
    twice = []
    for place, row in rows(design, "strata"):
        key = tuple(row.get(name) for name in ("planting_year", "mix", "density_ha", "substrate", "tide"))
        if key in seen:
            twice.append(f"{place}/i")
        seen.add(key)
    return tuple(twice) or True


@rule(
    "PLANTED",
    zh="最早的营造日期不早于开工日期。",
    en="Nothing was planted before the start of the project.",
    source=cite(TEXT, "项目开始日期", LIKELY),
)
def planted_after_the_start(design: Design) -> Verdict:
    start = design.get("commencement_on", "")
    return (
        tuple(
            f"{place}/planted_on"
            for place, parcel in rows(design, "parcels")
            if start and parcel.get("planted_on", start) < start
        )
        or True
    )


@rule(
    "DENSITY",
    zh="用通用式的树种须给出木材密度。",
    en="A species that uses the general form has its wood density stated.",
    source=cite(HOUSE, "design data"),
)
def density_is_stated(design: Design) -> Verdict:
    return (
        tuple(
            f"{place}/wood_density"
            for place, row in rows(design, "planting")
            if (row.get("general_form") == "yes" or row.get("species") == "other") and "wood_density" not in row
        )
        or True
    )


@rule(
    "SPECIES_ONCE",
    zh="一个碳层中每一树种只列一行。",
    en="A species is listed once in a stratum.",
    source=cite(HOUSE, "design data"),
)
def species_once(design: Design) -> Verdict:
    pairs = [(row.get("i"), row.get("species")) for _, row in rows(design, "planting")]
    return tuple(f"/planting/{n}/species" for n, pair in enumerate(pairs) if pair in pairs[:n]) or True


@rule(
    "M-YIELD",
    zh="已公示项目预估年均清除量为每公顷 16.7 至 19.8 t；请核对。",
    en="Published projects expect 16.7 to 19.8 t a year for each hectare: please check.",
    source=cite(HOUSE, "published projects", SURE),
    grade=WARN,
)
def yield_is_usual(facts: Mapping[str, Decimal]) -> Verdict:
    """facts: annual_t, area_ha. Compared as published, to a tenth of a tonne."""
    found = (facts["annual_t"] / facts["area_ha"]).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Decimal("16.7") <= found <= Decimal("19.8") or ("/growth",)


APPLICABILITY = (
    bare_before_planting,
    declared(
        "M-HABITAT",
        "生境适宜，或经改造后适宜红树林生长。",
        "The habitat is suitable for mangrove, or made so.",
        cite(TEXT, "a)", SURE),
        "habitat_suitable",
    ),
    tenure_lasts,
    declared(
        "M-TENURE",
        "权属清晰，由县级以上人民政府或自然资源（海洋）主管部门出具文件。",
        "Tenure is clear, by a document of a county or higher government or of the natural-resources authority.",
        cite(TEXT, "b)", SURE),
        "tenure_clear",
    ),
    parcels_are_large_enough,
    declared(
        "M-GAPS",
        "地块内大于 400 平方米的失败或空白斑块应扣除。",
        "Failed or empty patches above 400 m² are cut out of a parcel.",
        cite(TEXT, "适用条件", SURE),
        "gaps_cut_out",
    ),
    declared(
        "M-d",
        "不改变地块的潮间带属性；在潮差范围内抬高滩面须予说明。",
        "The land stays intertidal; raising the bed inside the tidal range is described.",
        cite(TEXT, "适用条件", SURE),
        "tide_kept",
    ),
    declared("M-e", "不施肥。", "No fertiliser is used.", cite(TEXT, "适用条件", SURE), "no_fertiliser"),
    declared(
        "M-f",
        "不清除原有红树林，造林后不重复扰动土壤，不进行商业性采伐。",
        "No mangrove is removed, the soil is not disturbed again, there is no commercial harvest.",
        cite(TEXT, "适用条件", LIKELY),
        "mangrove_kept",
        "soil_undisturbed",
        "no_harvest",
    ),
    declared(
        "M-g",
        "符合法律法规和海洋功能区划、自然保护地等规划，不对可持续发展产生不利影响，并说明对海草床的影响。",
        "It obeys law and plans (marine zoning, protected areas), does no harm to sustainable development, and its "
        "effect on seagrass is described.",
        cite(TEXT, "适用条件", SURE),
        "lawful",
        "sustainable",
        "seagrass_described",
    ),
    species_are_native,
    declared(
        "M-u",
        "无强制减排义务，未参加其他减排机制。",
        "No legal duty to reduce, and in no other mechanism.",
        cite("温室气体自愿减排交易管理办法（试行）", "唯一性", SURE),
        "no_legal_duty",
        "no_other_mechanism",
    ),
    strata_are_whole,
    strata_differ,
    planted_after_the_start,
    density_is_stated,
    species_once,
)
CREDITING = crediting_rules(
    cite(TEXT, "计入期", SURE), LONGEST, LIFETIME, (LIFETIME, ("commencement_on", "crediting_from")), SHORTEST
)
