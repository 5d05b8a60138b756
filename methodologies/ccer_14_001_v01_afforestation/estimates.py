"""Determinations 取值 of the estimate: crediting years, each with its two days, and the growth until each day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

from methodologies.ccer_14_001_v01_afforestation.chapters import ESTIMATE
from methodologies.ccer_14_001_v01_afforestation.checks import yield_is_usual
from methodologies.ccer_14_001_v01_afforestation.design import DESIGN
from methodologies.ccer_14_001_v01_afforestation.sources import Asked, read_some, refused
from methodologies.forestry.sampling import passes
from methodologies.kernel.dates import DAY, crediting_years, days_in
from methodologies.kernel.expressions import EXACT
from methodologies.kernel.methodology import Determined
from methodologies.kernel.published import PublishedRow
from methodologies.kernel.reader import decimal_text
from methodologies.kernel.rules import INPUT, Broken, judge

NAMES = (
    "crediting_from crediting_to strata growth ages local_parameters dead_wood_litter soil_growth baseline_t "
    "plot_m2 expected_biomass"
).split()
MILLIONTH = Decimal("0.000001")


def determine_estimate(design: Mapping[str, Any], tables: Sequence[PublishedRow], on: date) -> Determined:
    """Strata, their species with curves, and crediting years 1…n with the growth until their first and last day."""
    known, problems = read_some(DESIGN, design, NAMES)
    broken: list[Broken] = [*problems]
    if not refused(broken):
        broken += growth_problems(known)
    if refused(broken):
        return Determined({}, tuple(broken))
    asked = Asked(known, tables, on)
    inputs = estimate_input(asked)
    if refused(asked.broken):
        return Determined({}, tuple(asked.broken))
    annual, area = ESTIMATE.work(inputs).average, sum(Decimal(row["area_ha"]) for row in known["strata"])
    told = judge((yield_is_usual,), {"annual_t": Decimal(annual or 0), "area_ha": area})
    return Determined(inputs, told, tuple(notes_of(inputs)))


def growth_problems(known: Mapping[str, Any]) -> Iterator[Broken]:
    """What keeps readable data from being an estimate."""
    if known["crediting_to"] < known["crediting_from"]:
        yield INPUT.at("/crediting_to", "计入期止日早于起日。", "The crediting period ends before it begins.")
    strata, seen, tabled = {row["i"] for row in known["strata"]}, set(), set(ages_of(known))
    for n, row in enumerate(known["growth"]):
        where, key = f"/growth/{n}", (row["i"], row["species"])
        if row["i"] not in strata:
            yield INPUT.at(f"{where}/i", f"没有碳层 {row['i']}。", f"There is no stratum {row['i']}.")
        if key in seen:
            yield INPUT.at(f"{where}/species", "同一碳层内树种重复。", "The species is there twice in its stratum.")
        seen.add(key)
        if "asymptote" not in row and (row["form"], row["of"]) != ("logistic", "biomass"):
            yield INPUT.at(
                f"{where}/asymptote",
                "仅逻辑斯谛生物量曲线可取自曲线表，其余须填写上限。",
                "Only a logistic curve of biomass comes from the table; any other needs its asymptote.",
            )
        if row["form"] == "table" and key not in tabled:
            yield INPUT.at(f"{where}/form", "龄级表中没有该碳层和树种。", "The table by age has no such species.")
        if row["form"] != "table" and "asymptote" in row and not {"p2", "p3", "source", "source_on"} <= row.keys():
            yield INPUT.at(where, "曲线须写明参数和来源。", "A curve needs its parameters and its source.")


def estimate_input(asked: Asked) -> dict[str, Any]:
    known = asked.design
    rows = list(enumerate(known["growth"]))
    names = [row["species"] for _, row in rows]
    places = {row["species"]: f"/growth/{n}/species" for n, row in reversed(rows)}
    planted = {row["i"]: row["planted_year"] for row in known["strata"]}
    plot = Decimal(known["plot_m2"]) / 10000
    strata = [{"i": row["i"], "A_i": row["area_ha"], "sd_i": row["deviation"]} for row in known["strata"]]
    areas = [(Decimal(row["A_i"]), Decimal(row["sd_i"])) for row in strata]
    found = passes(areas, plot, Decimal(known["expected_biomass"]), Decimal("0.10"))
    return {
        **asked.pools(),
        "a_plot": decimal_text(plot),
        "b_guess": known["expected_biomass"],
        "strata": strata,
        "species": [{"j": name, **facts} for name, facts in asked.species(names, places)],
        "cohorts": [cohort(row, planted[row["i"]], asked.curve(row, f"/growth/{n}")) for n, row in rows],
        "years": [year_row(known, *span) for span in crediting_years(*span_of(known))],
        "passes": [{"k": str(n), "df_k": str(df)} for n, df in enumerate(found, start=1)],
    }


def span_of(known: Mapping[str, Any]) -> tuple[date, date]:
    return date.fromisoformat(known["crediting_from"]), date.fromisoformat(known["crediting_to"])


def key_of(row: Mapping[str, Any]) -> str:
    return f"{row['i']}·{row['species']}"


def cohort(row: Mapping[str, Any], planted: str, curve: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "c": key_of(row),
        "i": row["i"],
        "j": row["species"],
        "planted_c": planted,
        "f_c": decimal_text(Decimal(row["share_percent"]) / 100),
        "form_c": row["form"],
        **curve,
    }


def year_row(known: Mapping[str, Any], number: int, first: date, last: date, full: date) -> dict[str, Any]:
    with localcontext(EXACT):
        share = Decimal(known["baseline_t"]) * days_in(first, last) / days_in(first, full)
    return {
        "y": str(number),
        "dC_BSL,y": decimal_text(share.quantize(MILLIONTH)),
        "ends": [end_row(known, first - DAY), end_row(known, last)],
    }


def end_row(known: Mapping[str, Any], day: date) -> dict[str, Any]:
    moment, tables = in_years(day), ages_of(known)
    ages = {row["i"]: moment - int(row["planted_year"]) for row in known["strata"]}
    growth = [
        {"g": "1", "c": key_of(row), "x_g": share_by_age(tables[row["i"], row["species"]], ages[row["i"]])}
        if row["form"] == "table"
        else {"g": "1", "c": key_of(row), "x_g": "0"}
        for row in known["growth"]
    ]
    return {"t": day.isoformat(), "year_t": decimal_text(moment), "growth": growth}


def in_years(day: date) -> Decimal:
    """The day as years: the end of 2020 is 2020, and the end of June 2021 is 2020.49…"""
    first, last = date(day.year, 1, 1), date(day.year, 12, 31)
    with localcontext(EXACT):
        return (day.year - 1 + Decimal(days_in(first, day)) / days_in(first, last)).quantize(MILLIONTH)


def ages_of(known: Mapping[str, Any]) -> dict[tuple[str, str], list[tuple[int, Decimal]]]:
    """The tables by age: (age, share) in rising age, beginning with nothing at age 0."""
    found: dict[tuple[str, str], list[tuple[int, Decimal]]] = {}
    for row in known["ages"]:
        found.setdefault((row["i"], row["species"]), [(0, Decimal(0))]).append(
            (int(row["age"]), Decimal(row["percent"]) / 100)
        )
    return {key: sorted(rows) for key, rows in found.items()}


def share_by_age(points: Sequence[tuple[int, Decimal]], age: Decimal) -> str:
    """Straight between the ages of the table, level after its last; nothing before planting."""
    for (a, low), (b, high) in zip(points, points[1:]):
        if a < b and age <= b:
            with localcontext(EXACT):
                share = low + (high - low) * (max(age, Decimal(0)) - a) / (b - a)
                return decimal_text(share.quantize(MILLIONTH))
    return decimal_text(points[-1][1])


def notes_of(inputs: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """How each choice was made: the table that each species was taken from."""
    for n, row in enumerate(inputs["species"]):
        fact = row["CF_j"]
        yield {
            "about": f"/species/{n}",
            "zh": f"{row['j']}：参数取自 {fact['table']}（{fact['source']}）。",
            "en": f"{row['j']}: parameters of {fact['table']} ({fact['source']}).",
        }
