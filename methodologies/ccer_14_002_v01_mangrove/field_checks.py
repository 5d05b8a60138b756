"""Checks of the field records: predicates over what was measured in one period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from methodologies.ccer_14_002_v01_mangrove.equations import TEXT
from methodologies.ccer_14_002_v01_mangrove.measured import Measured
from methodologies.forestry.parameters import AT_LEAST
from methodologies.kernel.rules import HOUSE, LIKELY, UNSURE, WARN, Broken, Verdict, cite, rule

PLOT_SIZES = (Decimal(100), Decimal(25), Decimal(4))  # m²: stands, and dense juveniles
DEEP_CM = Decimal(100)
EXPLAINED_PERCENT = 5  # a change of area above it has a reason
REDO_PERCENT = Decimal(5)  # a plot whose second measurement differs by more is measured anew
SEASON_DAYS = 45
REFERS = {
    "areas": (("survey", "surveys"),),
    "visits": (("survey", "surveys"), ("p", "plots")),
    "plants": (("survey", "surveys"), ("p", "plots")),
    "cores": (("survey", "surveys"), ("p", "plots")),
    "layers": (("core", "cores"),),
    "remeasured": (("survey", "surveys"), ("p", "plots")),
}
OF_STRATA = ("areas", "plots", "salinity", "events")


def found(places: Iterable[str | Broken]) -> Verdict:
    return tuple(places) or True


@rule(
    "ROWS",
    zh="各行所指的调查、样地、土芯和碳层均已列出。",
    en="The surveys, plots, cores and strata that rows name are listed.",
    source=cite(HOUSE, "field records"),
)
def rows_belong_together(seen: Measured) -> Verdict:
    known = {name: {row.get(key) for row in seen.records[name]}
             for name, key in (("surveys", "survey"), ("plots", "p"), ("cores", "core"))}
    strange = [f"{place}/{key}" for name, keys in REFERS.items() for place, row in seen.rows(name)
               for key, other in keys if row[key] not in known[other]]
    strange += [f"{place}/i" for name in OF_STRATA for place, row in seen.rows(name) if row["i"] not in seen.strata]
    return found(strange)


@rule(
    "SURVEYS",
    zh="核算期首尾各有一次碳储量调查：一次不晚于起始日，一次不早于终止日；其间直线内插，不作外推。",
    en="Two surveys hold the period: one no later than its first day, one no earlier than its last; the stock is taken "
    "straight between them, never beyond.",
    source=cite(TEXT, "监测", LIKELY),
)
def surveys_hold_the_period(seen: Measured) -> Verdict:
    if len(seen.surveys) != 2 or seen.opening["on"] == seen.closing["on"]:
        return ("/surveys",)
    places = {row["survey"]: place for place, row in seen.rows("surveys")}
    late = [f"{places[seen.opening['survey']]}/on"] if seen.opening["on"] > seen.first.isoformat() else []
    early = [f"{places[seen.closing['survey']]}/on"] if seen.closing["on"] < seen.last.isoformat() else []
    return found(late + early)


@rule(
    "PLOTS",
    zh="每次调查每一碳层至少调查 3 个样地。",
    en="Each survey visits at least 3 plots of each stratum.",
    source=cite(TEXT, "抽样", LIKELY),
)
def plots_are_enough(seen: Measured) -> Verdict:
    return found(
        plots_are_enough.at(
            "/visits",
            f"{survey['survey']}，碳层 {i}：调查样地 {n} 个，至少 {AT_LEAST} 个。",
            f"{survey['survey']}, stratum {i}: {n} plots visited, at least {AT_LEAST} are asked for.",
        )
        for survey in seen.surveys
        for i in seen.strata
        if (n := len(seen.visited(survey["survey"], i))) < AT_LEAST
    )


@rule(
    "VISITS",
    zh="植株、土芯和复测所在的样地在该次调查中有调查记录。",
    en="Plants, cores and second measurements are of plots that the survey visited.",
    source=cite(HOUSE, "field records"),
)
def plots_were_visited(seen: Measured) -> Verdict:
    visited = {(row["survey"], row["p"]) for _, row in seen.rows("visits")}
    return found(f"{place}/p" for name in ("plants", "cores", "remeasured") for place, row in seen.rows(name)
                 if (row["survey"], row["p"]) not in visited)


@rule(
    "LOST_PLOTS",
    zh="前次调查的样地本次没有调查：应说明原因并保守替代。",
    en="A plot of the earlier survey was not visited again: a reason and a conservative substitute are asked for.",
    source=cite(TEXT, "监测", LIKELY),
    grade=WARN,
)
def plots_are_permanent(seen: Measured) -> Verdict:
    again = {row["p"] for _, row in seen.rows("visits", survey=seen.closing["survey"])}
    return found(f"{place}/p" for place, row in seen.rows("visits", survey=seen.opening["survey"])
                 if row["p"] not in again)


@rule(
    "PLOT_SIZE",
    zh="样地面积为 100 平方米；密集幼苗为 25 或 4 平方米。",
    en="A plot has 100 m²; 25 or 4 m² for dense juveniles.",
    source=cite(TEXT, "抽样", LIKELY),
    grade=WARN,
)
def plots_have_their_size(seen: Measured) -> Verdict:
    return found(f"{place}/area_m2" for place, row in seen.rows("plots") if Decimal(row["area_m2"]) not in PLOT_SIZES)


@rule(
    "AREAS",
    zh="每次调查每一碳层填写一次面积；面积只减不增。",
    en="Each survey states the area of each stratum once; areas may shrink and never grow.",
    source=cite(TEXT, "项目边界", LIKELY),
)
def areas_do_not_grow(seen: Measured) -> Verdict:
    stated = [(row["survey"], row["i"]) for _, row in seen.rows("areas")]
    wanted = [(survey["survey"], i) for survey in seen.surveys for i in seen.strata]
    if sorted(stated) != sorted(wanted):
        return ("/areas",)
    return found(f"{place}/area_ha" for place, row in seen.rows("areas", survey=seen.closing["survey"])
                 if Decimal(row["area_ha"]) > seen.area(seen.opening["survey"], row["i"]))


@rule(
    "AREA_CHANGE",
    zh="碳层面积变化超过 5% 时应说明原因。",
    en="A change of area above 5 % is explained.",
    source=cite(TEXT, "监测", LIKELY),
)
def changes_are_explained(seen: Measured) -> Verdict:
    return found(
        f"{place}/reason"
        for place, row in seen.rows("areas", survey=seen.closing["survey"])
        if "reason" not in row and 100 * abs(Decimal(row["area_ha"]) - (before := seen.area(seen.opening["survey"],
                                                                                           row["i"])))
        > EXPLAINED_PERCENT * before
    )


@rule(
    "SPECIES",
    zh="植株的树种应为项目设计文件中该碳层的树种。",
    en="The species of a plant is one that the design document has for its stratum.",
    source=cite(TEXT, "参数", LIKELY),
)
def species_are_planned(seen: Measured) -> Verdict:
    return found(f"{place}/species" for place, row in seen.rows("plants")
                 if seen.planted(seen.plots[row["p"]]["i"], row["species"]) is None)


@rule(
    "LIVING",
    zh="末次调查有活立木：全部死亡时不确定性无从计算，本期没有清除量，损失作为亏损结转。",
    en="Something lives at the later survey: where all is dead no uncertainty can be worked, nothing is credited and "
    "the loss is carried as a deficit.",
    source=cite(HOUSE, "reversal", UNSURE),
)
def something_lives(seen: Measured) -> Verdict:
    return any(survey == seen.closing["survey"] for survey, _ in seen.living) or ("/plants",)


@rule(
    "CORES",
    zh="实测土壤碳时，每次调查的每一样地至少取一个土芯，土层自地表连续至 1 m。",
    en="Where soil carbon is measured, each visit takes at least one core, with layers from the surface to 1 m without "
    "a gap.",
    source=cite(TEXT, "土壤有机碳", LIKELY),
)
def cores_are_whole(seen: Measured) -> Verdict:
    if not seen.measures_soil:
        return True
    cored = {(row["survey"], row["p"]) for _, row in seen.rows("cores")}
    missing = [f"{place}/p" for place, row in seen.rows("visits") if (row["survey"], row["p"]) not in cored]
    return found(missing + [f"{place}/core" for place, row in seen.rows("cores") if not reaches(seen, row["core"])])


def reaches(seen: Measured, core: str) -> bool:
    """Whether the layers lie on each other from 0 to exactly 1 m: both surveys then weigh the same depth."""
    depth = Decimal(0)
    for _, layer in seen.layers[core]:
        if Decimal(layer["top_cm"]) != depth or Decimal(layer["bottom_cm"]) <= depth:
            return False
        depth = Decimal(layer["bottom_cm"])
    return depth == DEEP_CM


@rule(
    "SALINITY",
    zh="每一碳层每年监测盐度；缺测的碳层按有甲烷排放核算。",
    en="Salinity is measured in each stratum every year; a stratum without it counts as emitting methane.",
    source=cite(TEXT, "监测", LIKELY),
    grade=WARN,
)
def salinity_is_known(seen: Measured) -> Verdict:
    return found(
        salinity_is_known.at("/salinity", f"碳层 {i}：{year} 年没有盐度数据，按有甲烷排放核算。",
                             f"Stratum {i} has no salinity of {year}: it counts as emitting methane.")
        for i in seen.strata
        for year in seen.years
        if not seen.salinity(i, year)
    )


@rule(
    "SEASON",
    zh="两次调查应在同一季节和相同潮情进行。",
    en="Both surveys fall into the same season and state of the tide.",
    source=cite(TEXT, "监测", UNSURE),
    grade=WARN,
)
def seasons_agree(seen: Measured) -> Verdict:
    first, last = (date.fromisoformat(row["on"]).timetuple().tm_yday for row in (seen.opening, seen.closing))
    apart = abs(first - last)
    near = min(apart, 365 - apart) <= SEASON_DAYS
    return near and seen.opening["tide"] == seen.closing["tide"] or ("/surveys",)


@rule(
    "REMEASURED",
    zh="至少复测 10% 的样地。",
    en="At least 10 % of the plots are measured a second time.",
    source=cite(TEXT, "质量保证", LIKELY),
    grade=WARN,
)
def some_are_measured_again(seen: Measured) -> Verdict:
    visits, again = (len(list(seen.rows(name, survey=seen.closing["survey"]))) for name in ("visits", "remeasured"))
    return again * 10 >= visits or ("/remeasured",)


@rule(
    "REDO",
    zh="复测生物量相差超过 5% 的样地应重测。",
    en="A plot whose second measurement differs by more than 5 % is measured anew.",
    source=cite(TEXT, "质量保证", LIKELY),
)
def measurements_agree(seen: Measured) -> Verdict:
    return found(f"{place}/differs_percent" for place, row in seen.rows("remeasured")
                 if Decimal(row["differs_percent"]) > REDO_PERCENT)


@rule(
    "EVENTS",
    zh="事件的日期在两次调查之间。",
    en="Events lie between the two surveys.",
    source=cite(TEXT, "监测", LIKELY),
    grade=WARN,
)
def events_lie_between(seen: Measured) -> Verdict:
    return found(f"{place}/on" for place, row in seen.rows("events")
                 if not seen.opening["on"] <= row["on"] <= seen.closing["on"])


MONITORING = (
    rows_belong_together,
    surveys_hold_the_period,
    plots_are_enough,
    plots_were_visited,
    plots_are_permanent,
    plots_have_their_size,
    areas_do_not_grow,
    changes_are_explained,
    species_are_planned,
    something_lives,
    cores_are_whole,
    salinity_is_known,
    seasons_agree,
    some_are_measured_again,
    measurements_agree,
    events_lie_between,
)
FIRST = (rows_belong_together, surveys_hold_the_period)  # while they are broken the others say nothing
