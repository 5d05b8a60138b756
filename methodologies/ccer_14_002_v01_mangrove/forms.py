"""Which equation each group of plants is weighed by: one form for a species in a plot on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Any

from methodologies.ccer_14_002_v01_mangrove.equations import (
    GENERAL,
    T5_MISSING,
    TEXT,
    equation_for,
    facts_of,
    outside,
)
from methodologies.kernel.expressions import EXACT
from methodologies.kernel.published import PublishedRow
from methodologies.kernel.reader import decimal_text
from methodologies.kernel.rules import HOUSE, LIKELY, WARN, Broken, Rule, cite

Row = Mapping[str, Any]
NAMES = {"d": ("diameter_cm", "直径", "diameter", "cm"), "h": ("height_m", "树高", "height", "m")}

T5_RANGE = Rule(
    "T5_RANGE",
    "植株超出生物量方程的适用范围。",
    "The plant lies outside what its biomass equation holds for.",
    cite(TEXT, "T5", LIKELY),
)
T5_FORM = Rule(
    "T5_FORM",
    "两次之间方程形式改变：两式在界限处不相接，其差不是生长。",
    "The form of the equation changes between the dates: the forms do not meet at their limit, and the step is no "
    "growth.",
    cite(HOUSE, "one form for a plot", LIKELY),
    WARN,
)


class Forms:
    """Picks equations, remembers those used, and collects what is wrong with the choice."""

    def __init__(self, tables: Iterable[PublishedRow]):
        self.tables = tuple(tables)
        self.used: dict[str, dict[str, Any]] = {}
        self.broken: list[Broken] = []

    def pick(self, plan: Row, plants: Sequence[tuple[str, Row]]) -> str | None:
        """The key of the equation for all plants of one species in a plot, by their mean height; None if there is none.
        plan: the species as the design document plants it. Each plant is held against the range of the equation."""
        species = GENERAL if plan["general_form"] == "yes" else plan["species"]
        row = equation_for(species, mean_height([plant for _, plant in plants]), self.tables)
        if row is None:
            self.broken.append(T5_MISSING.at(plants[0][0]))
            return None
        for place, plant in plants:
            size = {"d": Decimal(plant["diameter_cm"]), "h": Decimal(plant["height_m"])}
            self.broken += [out_of_range(place, name, row, span) for name, span in outside(row, size)]
        density = plan.get("wood_density", "1") if species == GENERAL else "1"
        key = row.key["equation"] + (f" {density}" if species == GENERAL else "")
        self.used[key] = {"e": key, **facts_of(row), "rho_e": density}
        return key

    def rows(self) -> list[dict[str, Any]]:
        return [self.used[key] for key in sorted(self.used)]


def mean_height(plants: Sequence[Row]) -> Decimal:
    """Of all plants, each row as many as it counts."""
    with localcontext(EXACT):
        counts = [Decimal(plant.get("count", "1")) for plant in plants]
        return sum((n * Decimal(p["height_m"]) for n, p in zip(counts, plants)), Decimal(0)) / sum(counts)


def out_of_range(place: str, name: str, row: PublishedRow, span: str) -> Broken:
    field, zh, en, unit = NAMES[name]
    return T5_RANGE.at(
        f"{place}/{field}",
        f"{zh}不在方程“{row.values['zh']}”的适用范围 {span} {unit} 之内。",
        f"The {en} is outside {span} {unit}, for which “{row.values['en']}” holds.",
    )


def plant_row(number: int, key: str, plant: Row, **more: str) -> dict[str, str]:
    return {"k": str(number), "e": key, "D_k": decimal_text(Decimal(plant["diameter_cm"])),
            "H_k": decimal_text(Decimal(plant["height_m"])), **more}
