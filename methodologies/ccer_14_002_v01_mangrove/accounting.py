"""Determinations 取值 of the accounting: from two surveys to stocks, days and calendar years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from methodologies.ccer_14_002_v01_mangrove.design import DESIGN
from methodologies.ccer_14_002_v01_mangrove.field_checks import FIRST, MONITORING
from methodologies.ccer_14_002_v01_mangrove.forms import T5_FORM, Forms, plant_row
from methodologies.ccer_14_002_v01_mangrove.measured import Measured, Row
from methodologies.ccer_14_002_v01_mangrove.origins import origins_of
from methodologies.ccer_14_002_v01_mangrove.soil import default_days
from methodologies.ccer_14_002_v01_mangrove.surveys import RECORDS
from methodologies.forestry.parameters import DEDUCTIONS
from methodologies.kernel.dates import calendar_years, days_in, read_day
from methodologies.kernel.methodology import Determined
from methodologies.kernel.published import PublishedRow
from methodologies.kernel.reader import decimal_text
from methodologies.kernel.records import Field, read
from methodologies.kernel.rules import INPUT, REFUSE, Broken, judge

PERIOD = (
    Field("from", "核算期起始日", "First day of the period", "date"),
    Field("to", "核算期终止日", "Last day of the period", "date"),
)
READS = ("parcels", "strata", "planting", "soil_route", "soil_rate")
DEDUCTION = "forest.deduction"
CORE_M2 = "1"  # a core has no plants: any area does


def determine_accounting(
    design: Mapping[str, Any],
    data: Mapping[str, Any],
    tables: Sequence[PublishedRow],
    uploaded_on: date,
    settings: Mapping[str, str],
) -> Determined:
    """data: {"period": {"from", "to"}, "surveys": […], "areas": […], …}. uploaded_on: of the verification report."""
    known, broken = read(
        tuple(each for each in DESIGN if each.name in READS), {n: design[n] for n in READS if n in design}
    )
    period, more = read(PERIOD, data.get("period", {}), "/period")
    rows, still_more = read(RECORDS, {name: given for name, given in data.items() if name != "period"})
    first, last = (read_day(period.get(end)) for end in ("from", "to"))
    problems = (
        *broken, *more, *still_more, *days_problems(first, last, uploaded_on), *setting_problems(settings)
    )
    if problems or first is None or last is None:
        return Determined({}, problems)
    seen = Measured(known, rows, first, last)
    broken = judge(FIRST, seen) or judge(MONITORING, seen)
    if any(each.rule.grade is REFUSE for each in broken):
        return Determined({}, broken)
    return accounted(seen, Forms(tables), broken, settings)


def days_problems(first: date | None, last: date | None, uploaded_on: date) -> Iterator[Broken]:
    if first and last and last < first:
        yield INPUT.at("/period/to", "核算期止日早于起日。", "The period ends before it begins.")
    if last and last > uploaded_on:
        yield INPUT.at("/period/to", "核算期不得晚于核查报告上传之日。",
                       "The period ends before the verification report is uploaded.")


def setting_problems(settings: Mapping[str, str]) -> Iterator[Broken]:
    if settings.get(DEDUCTION, DEDUCTIONS[0]) not in DEDUCTIONS:
        listed = ", ".join(DEDUCTIONS)
        yield INPUT.at(f"/settings/{DEDUCTION}", f"应为 {listed} 之一。", f"One of {listed} is asked for.")


def accounted(seen: Measured, forms: Forms, broken: Sequence[Broken], settings: Mapping[str, str]) -> Determined:
    biomass = [stock(seen, survey, forms) for survey in seen.surveys]
    changes: list[dict[str, Any]] = [{"x": "biomass", **days_between(seen), "dates": biomass}]
    if seen.measures_soil:
        changes.append({"x": "soil", **days_between(seen), "dates": [cored(seen, survey) for survey in seen.surveys]})
    broken = (*broken, *forms.broken, *changed_forms(biomass))
    if any(each.rule.grade is REFUSE for each in broken):
        return Determined({}, broken)
    years = [{"y": str(y), "days_y": str(days_in(*span))} for y, *span in calendar_years(seen.first, seen.last)]
    inputs = {
        "soil_rate": seen.design["soil_rate"],
        "deduction": settings.get(DEDUCTION, DEDUCTIONS[0]),
        "carried": decimal_text(sum((Decimal(row["tonnes"]) for _, row in seen.rows("deficits")), Decimal(0))),
        "equations": forms.rows(),
        "changes": changes,
        "years": years,
    }
    return Determined(inputs, broken, tuple(notes(seen)), origins_of(seen, inputs))


def days_between(seen: Measured) -> dict[str, str]:
    on = [date.fromisoformat(survey["on"]) for survey in (seen.opening, seen.closing)]
    return {"days_S": str(days_in(*on))}


# --- biomass


def stock(seen: Measured, survey: Row, forms: Forms) -> dict[str, Any]:
    return {"t": survey["on"], "stands": [stand(seen, survey, i, forms) for i in seen.strata]}


def stand(seen: Measured, survey: Row, i: str, forms: Forms) -> dict[str, Any]:
    """A stratum on the day of a survey; soil gains and gases of the period are counted once, on the later day."""
    later = survey is seen.closing
    soil = default_days(seen.design, i, seen.first, seen.last) if later and not seen.measures_soil else 0
    return {
        "i": i,
        "A_s": decimal_text(seen.area(survey["survey"], i)),
        "d_SOC,s": str(soil),
        "d_GHG,s": str(days_in(seen.first, seen.last) if later else 0),
        "salinity_s": "saline" if seen.is_saline(i) else "brackish",
        "plots": [plot(seen, survey, p, forms) for p in seen.visited(survey["survey"], i)],
    }


def plot(seen: Measured, survey: Row, p: str, forms: Forms) -> dict[str, Any]:
    plants: list[dict[str, str]] = []
    stratum = seen.plots[p]["i"]
    for species, group in groupby(seen.living[survey["survey"], p], key=lambda each: each[1]["species"]):
        plan, living = seen.planted(stratum, species), list(group)
        key = forms.pick(plan, living) if plan else None
        if key:
            plants += [plant_row(n, key, row, N_g=row["count"]) for n, (_, row) in enumerate(living, len(plants) + 1)]
    return {"p": p, "a_p": decimal_text(Decimal(seen.plots[p]["area_m2"])), "plants": plants, "layers": []}


def changed_forms(dates: Sequence[Mapping[str, Any]]) -> Iterator[Broken]:
    """Plots whose plants are weighed by other forms on the later date than on the earlier."""
    before, after = ({(s["i"], p["p"]): {row["e"] for row in p["plants"]} for s in each["stands"] for p in s["plots"]}
                     for each in dates)
    changed = sorted(p for (i, p), used in after.items() if before.get((i, p)) and used != before[(i, p)])
    if changed:
        listed = ", ".join(changed)
        yield T5_FORM.at("/plants", f"样地 {listed}：{T5_FORM.zh}", f"Plots {listed}: {T5_FORM.en}")


# --- soil


def cored(seen: Measured, survey: Row) -> dict[str, Any]:
    """The soil pool on the day of a survey. The area is the later one on both days: land cut out emits nothing."""
    strata = [
        {"i": i, "A_s": decimal_text(seen.area(seen.closing["survey"], i)), "d_SOC,s": "0", "d_GHG,s": "0",
         "salinity_s": "saline", "plots": [core(seen, row) for _, row in seen.cores(survey["survey"], i)]}
        for i in seen.strata
    ]
    return {"t": survey["on"], "stands": strata}


def core(seen: Measured, row: Row) -> dict[str, Any]:
    layers = [
        {"l": str(n), "BD_l": layer["bulk_density"], "OC_l": layer["organic_carbon"],
         "h_l": decimal_text(Decimal(layer["bottom_cm"]) - Decimal(layer["top_cm"]))}
        for n, (_, layer) in enumerate(seen.layers[row["core"]], start=1)
    ]
    return {"p": row["core"], "a_p": CORE_M2, "plants": [], "layers": layers}


# --- how each choice was made


def notes(seen: Measured) -> Iterator[dict[str, Any]]:
    first, last = seen.opening["on"], seen.closing["on"]
    yield {"about": "/changes", "zh": f"碳储量取 {first} 与 {last} 两次调查，其间直线内插。",
           "en": f"Stocks are those of the surveys of {first} and {last}, straight in between."}
    for i in seen.strata:
        if not seen.is_saline(i):
            yield {"about": "/salinity", "zh": f"碳层 {i} 的盐度缺测或曾不高于 18‰：按有甲烷排放核算。",
                   "en": f"Salinity of stratum {i} is missing or was once not above 18 ppt: methane is counted."}
