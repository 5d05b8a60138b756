"""Determinations 取值 of the accounting: from plants in plots to biomass per hectare, stratum by stratum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any

from methodologies.ccer_14_001_v01_afforestation.design import DESIGN
from methodologies.ccer_14_001_v01_afforestation.estimates import in_years, notes_of
from methodologies.ccer_14_001_v01_afforestation.ledger import RECORDS
from methodologies.ccer_14_001_v01_afforestation.sources import Asked, Fact, read_some, refused, stated
from methodologies.ccer_14_001_v01_afforestation.surveys import MONITORING, PLANTS, Seen, rows_belong_together
from methodologies.forestry.equations import Equation, culm, equation_of, shrubs
from methodologies.forestry.parameters import DEDUCTIONS
from methodologies.kernel.dates import calendar_years, days_in
from methodologies.kernel.expressions import EXACT
from methodologies.kernel.methodology import Determined
from methodologies.kernel.published import PublishedRow
from methodologies.kernel.reader import decimal_text
from methodologies.kernel.records import Field, read
from methodologies.kernel.rules import INPUT, Broken, judge

NAMES = "strata growth equations local_parameters dead_wood_litter soil_growth baseline_t".split()
PERIOD = (
    Field("from", "核算期起始日", "First day of the period", "date"),
    Field("to", "核算期终止日", "Last day of the period", "date"),
)
GIVES = ("volume", "above", "whole")
SYMBOLS = ("V_k", "B_AB,k", "B_W,k")
FINE = Decimal("1e-12")  # t or m3 per hectare: a microgram
KG = Decimal(1000)
IN_PLOTS = "样地记录 plot records"
Parts = Mapping[tuple[str, str], Mapping[str, list[Decimal]]]


def determine_accounting(
    design: Mapping[str, Any],
    data: Mapping[str, Any],
    tables: Sequence[PublishedRow],
    uploaded_on: date,
    settings: Mapping[str, str],
) -> Determined:
    """data: {"period": {"from", "to"}, "strata": […], "plots": […], "trees": […] …}. uploaded_on: of the verification
    report."""
    known, problems = read_some(DESIGN, design, NAMES)
    period, more = read(PERIOD, data.get("period", {}), "/period")
    rows, still_more = read(RECORDS, {name: given for name, given in data.items() if name != "period"})
    broken: list[Broken] = [*problems, *more, *still_more, *setting_problems(settings)]
    broken += period_problems(period, uploaded_on)
    if refused(broken):
        return Determined({}, tuple(broken))
    first, last = (date.fromisoformat(period[end]) for end in ("from", "to"))
    asked = Asked(known, tables, uploaded_on)
    equations = dict(equations_of(asked, rows))
    seen = Seen(known, rows, first, last, {name: pair[0] for name, pair in equations.items()})
    broken += [
        *asked.broken,
        *judge(MONITORING if rows_belong_together.holds(seen) is True else (rows_belong_together,), seen),
    ]
    if refused(broken):
        return Determined({}, tuple(broken))
    inputs = accounting_input(seen, asked, {name: pair[1] for name, pair in equations.items()}, settings)
    return Determined(inputs, (*broken, *asked.broken), tuple(notes_of(inputs)))


def period_problems(period: Mapping[str, str], uploaded_on: date) -> Iterator[Broken]:
    if period.keys() != {"from", "to"}:
        return
    if period["to"] < period["from"]:
        yield INPUT.at("/period/to", "核算期止日早于起日。", "The period ends before it begins.")
    elif period["to"] > uploaded_on.isoformat():
        yield INPUT.at(
            "/period/to",
            "核算期不得晚于核查报告上传之日。",
            "The period ends before the verification report is uploaded.",
        )


def setting_problems(settings: Mapping[str, str]) -> Iterator[Broken]:
    if settings.get("forest.deduction") not in DEDUCTIONS:
        listed = ", ".join(DEDUCTIONS)
        yield INPUT.at("/settings/forest.deduction", f"应为 {listed} 之一。", f"One of {listed} is asked for.")


def equations_of(asked: Asked, rows: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Equation, Fact]]]:
    """The equation of each species of which trees were measured: fixed in the design document."""
    chosen = {
        row["species"]: (f"/equations/{n}/equation", row["equation"]) for n, row in enumerate(asked.design["equations"])
    }
    for species in dict.fromkeys(row["species"] for row in rows["trees"]):
        if species not in chosen:
            asked.broken.append(
                INPUT.at(
                    "/equations", f"设计文件没有写明“{species}”的方程。", f"The design names no equation for {species}."
                )
            )
            continue
        where, name = chosen[species]
        found = asked.attempt(equation_of, name, where)
        if found is not None:
            yield species, found


# --- from plants to the hectare


def parts_of(seen: Seen) -> Parts:
    """(day, plot) → species → volume, above-ground and whole biomass per hectare."""
    found: dict[tuple[str, str], dict[str, list[Decimal]]] = defaultdict(lambda: defaultdict(lambda: [Decimal(0)] * 3))
    with localcontext(EXACT):
        for place, row, amount in amounts(seen):
            found[row["on"], row["p"]][row["species"]][place] += amount
    return found


def amounts(seen: Seen) -> Iterator[tuple[int, Mapping[str, Any], Decimal]]:
    """(0 volume, 1 above ground, 2 whole; row; amount per hectare). Dead trees, and those that stood before, are not
    counted."""
    of = lru_cache(100_000)(lambda species, d, h: seen.equations[species].of(Decimal(d), Decimal(h)))
    for row in seen.data["trees"]:
        if row["state"] == "live":
            gives = seen.equations[row["species"]].gives
            one = of(row["species"], row["d_cm"], row["h_m"]) / (1 if gives == "volume" else KG)
            yield GIVES.index(gives), row, one * int(row["count"]) / hectares(seen, row)
    for row in seen.data["culms"]:
        one = culm(Decimal(row["d_cm"]), Decimal(row["age_du"])) / KG
        yield 1, row, one * int(row["count"]) / hectares(seen, row)
    for row in seen.data["shrubs"]:
        yield 1, row, shrubs(Decimal(row["cover"]), Decimal(row["forest_t_ha"]))
    for row in seen.data["plot_values"]:
        yield GIVES.index(row["gives"]), row, Decimal(row["value"])


def hectares(seen: Seen, row: Mapping[str, Any]) -> Decimal:
    return Decimal(seen.plots[row["on"], row["p"]]["area_m2"]) / 10000


# --- the input of the chapter


def accounting_input(
    seen: Seen, asked: Asked, equations: Mapping[str, Fact], settings: Mapping[str, str]
) -> dict[str, Any]:
    species = {row["species"]: f"/{record}/{n}/species" for record in PLANTS for n, row in enumerate(seen.data[record])}
    none = stated("1", IN_PLOTS, seen.last.isoformat())
    first, last = (date.fromisoformat(day) for day in seen.days)
    carried = sum((Decimal(row["tonnes"]) for row in seen.data["deficits"]), Decimal(0))
    return {
        **asked.pools(),
        "deduction": settings["forest.deduction"],
        "carried": decimal_text(carried),
        "days_S": str(days_in(first, last)),
        "species": [
            {"j": name, **facts, "eq_j": equations.get(name, none)} for name, facts in asked.species(species, species)
        ],
        "dates": date_rows(seen),
        "fires": [
            {
                "f": row["f"],
                "A_BURN,f": row["area_ha"],
                "B_AB,f": row["above_t_ha"],
                "age_f": row["age"],
                "zone_f": row["zone"],
            }
            for row in seen.data["fires"]
        ],
        "years": [year_row(seen, *span) for span in calendar_years(seen.first, seen.last)],
    }


def date_rows(seen: Seen) -> list[dict[str, Any]]:
    parts, plots = parts_of(seen), defaultdict(list)
    for row in seen.data["plots"]:
        plots[row["on"], row["i"]].append(plot_row(row["p"], parts.get((row["on"], row["p"]), {})))
    return [
        {
            "t": day,
            "strata": [
                {"i": row["i"], "A_s": row["area_ha"], "a_s": age(row, day), "plots": plots[day, row["i"]]}
                for row in seen.data["strata"]
                if row["on"] == day
            ],
        }
        for day in seen.days
    ]


def plot_row(plot: str, parts: Mapping[str, list[Decimal]]) -> dict[str, Any]:
    return {
        "p": plot,
        "parts": [
            {"k": "1", "j": species, **{symbol: decimal_text(x.quantize(FINE)) for symbol, x in zip(SYMBOLS, amounts)}}
            for species, amounts in parts.items()
        ],
    }


def age(row: Mapping[str, Any], day: str) -> str:
    return decimal_text(max(in_years(date.fromisoformat(day)) - int(row["planted_year"]), Decimal(0)))


def year_row(seen: Seen, year: int, first: date, last: date) -> dict[str, str]:
    """The baseline of a year that is not whole counts by its days."""
    days, of = days_in(first, last), days_in(date(year, 1, 1), date(year, 12, 31))
    with localcontext(EXACT):
        baseline = Decimal(seen.design["baseline_t"]) * days / of
    return {"y": str(year), "days_y": str(days), "dC_BSL,y": decimal_text(baseline.quantize(FINE))}
