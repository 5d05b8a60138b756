"""What was monitored, as the checks of the surveys see it; and those checks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from methodologies.ccer_14_001_v01_afforestation.land import clause, found
from methodologies.forestry.equations import Equation
from methodologies.kernel.rules import LIKELY, SURE, WARN, Verdict, rule

PLANTS = ("trees", "culms", "shrubs", "plot_values")
TWENTIETH = Decimal("0.05")


@dataclass(frozen=True)
class Seen:
    """All that a check may know: clean design data, clean monitored data, the period, the equations by species."""

    design: Mapping[str, Any]
    data: Mapping[str, Any]
    first: date
    last: date
    equations: Mapping[str, Equation] = field(default_factory=dict)

    def rows(self, record: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        return ((f"/{record}/{n}", row) for n, row in enumerate(self.data[record]))

    @cached_property
    def days(self) -> list[str]:
        """Days of the surveys, in order."""
        return sorted({row["on"] for row in self.data["strata"]})

    def area(self, day: str) -> Decimal:
        return sum((Decimal(row["area_ha"]) for row in self.data["strata"] if row["on"] == day), Decimal(0))

    @cached_property
    def strata(self) -> set[tuple[str, str]]:
        return {(row["on"], row["i"]) for row in self.data["strata"]}

    @cached_property
    def plots(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        return {(row["on"], row["p"]): row for row in self.data["plots"]}


@rule(
    "SV-1",
    zh="有两次调查：第一次不晚于核算期首日，第二次不早于末日。",
    en="There are two surveys: one no later than the first day of the period, one no earlier than its last.",
    source=clause("F3", LIKELY),
)
def two_surveys_hold_the_period(seen: Seen) -> Verdict:
    fine = len(seen.days) == 2 and seen.days[0] <= seen.first.isoformat() and seen.last.isoformat() <= seen.days[1]
    return fine or ("/strata",)


@rule(
    "SV-2",
    zh="样地属于当次调查的碳层，植株属于当次调查的样地，各行不重复。",
    en="Plots belong to strata of their survey, plants to plots of theirs; nothing is there twice.",
    source=clause("监测", SURE),
)
def rows_belong_together(seen: Seen) -> Verdict:
    places = [f"{place}/i" for place, row in seen.rows("plots") if (row["on"], row["i"]) not in seen.strata]
    places += [
        f"{place}/p" for record in PLANTS for place, row in seen.rows(record) if (row["on"], row["p"]) not in seen.plots
    ]
    for record, name in (("strata", "i"), ("plots", "p")):
        often = Counter((row["on"], row[name]) for _, row in seen.rows(record))
        places += [f"{place}/{name}" for place, row in seen.rows(record) if often[row["on"], row[name]] > 1]
    return tuple(places) or True


@rule(
    "SV-3",
    zh="项目面积不超过设计文件，也不比前次调查增加。",
    en="The area is not above the design's, nor above that of the earlier survey.",
    source=clause("监测", LIKELY),
)
def area_does_not_grow(seen: Seen) -> Verdict:
    planned = sum((Decimal(row["area_ha"]) for row in seen.design["strata"]), Decimal(0))
    areas = [planned, *(seen.area(day) for day in seen.days)]
    return all(later <= earlier for earlier, later in zip(areas, areas[1:])) or ("/strata",)


@rule(
    "SV-4",
    zh="面积比设计文件减少超过 5% 的，应说明原因。",
    en="An area that lost more than 5 % is explained.",
    source=clause("监测", LIKELY),
    grade=WARN,
)
def lost_area_is_explained(seen: Seen) -> Verdict:
    planned = sum((Decimal(row["area_ha"]) for row in seen.design["strata"]), Decimal(0))
    lost = planned - seen.area(seen.days[-1])
    reasons = any(row.get("reason") for row in seen.data["strata"])
    return lost <= TWENTIETH * planned or reasons or ("/strata",)


@rule(
    "SV-5",
    zh="胸径应在所用方程的适用范围之内。",
    en="Diameters lie within the range of their equation.",
    source=clause("参数选取", LIKELY),
    grade=WARN,
)
def diameters_are_in_range(seen: Seen) -> Verdict:
    return found(
        f"{place}/d_cm"
        for place, row in seen.rows("trees")
        if row["species"] in seen.equations and not seen.equations[row["species"]].covers(Decimal(row["d_cm"]))
    )


@rule(
    "SV-6",
    zh="火烧发生在核算期内，并写明所在碳层。",
    en="A fire lies in the period and in a known stratum.",
    source=clause("F13", LIKELY),
)
def fires_are_in_the_period(seen: Seen) -> Verdict:
    known = {stratum for _, stratum in seen.strata}
    inside = {
        place: seen.first.isoformat() <= row["burnt_on"] <= seen.last.isoformat() for place, row in seen.rows("fires")
    }
    places = [f"{place}/burnt_on" for place, fine in inside.items() if not fine]
    return tuple(places + [f"{place}/i" for place, row in seen.rows("fires") if row["i"] not in known]) or True


@rule("SV-7", zh="过火面积不超过碳层面积。", en="No more burnt than the stratum has.", source=clause("F13", LIKELY))
def no_more_burnt_than_there_was(seen: Seen) -> Verdict:
    largest: dict[str, Decimal] = defaultdict(Decimal)
    for _, row in seen.rows("strata"):
        largest[row["i"]] = max(largest[row["i"]], Decimal(row["area_ha"]))
    return found(
        f"{place}/area_ha"
        for place, row in seen.rows("fires")
        if row["i"] in largest and Decimal(row["area_ha"]) > largest[row["i"]]
    )


@rule(
    "SV-8",
    zh="两次调查应在同一季节。",
    en="Both surveys are made in the same season.",
    source=clause("监测", LIKELY),
    grade=WARN,
)
def surveys_share_a_season(seen: Seen) -> Verdict:
    """Within a quarter of a year of each other, whatever the years."""
    if len(seen.days) != 2:
        return True
    one, other = (date.fromisoformat(day).timetuple().tm_yday for day in seen.days)
    apart = abs(one - other)
    return min(apart, 365 - apart) <= 92 or ("/strata",)


MONITORING = (
    two_surveys_hold_the_period,
    rows_belong_together,
    area_does_not_grow,
    lost_area_is_explained,
    diameters_are_in_range,
    fires_are_in_the_period,
    no_more_burnt_than_there_was,
    surveys_share_a_season,
)
