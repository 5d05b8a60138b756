"""The field records of one period as their checks and the determinations see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

Row = Mapping[str, Any]
SALINE_PPT = Decimal(18)  # above it the soil emits no methane; the limit itself does


@dataclass(frozen=True)
class Measured:
    """design: what was read of the design document; rows: the clean records; the period, both days included."""

    design: Mapping[str, Any]
    records: Mapping[str, list[Row]]
    first: date
    last: date

    def rows(self, name: str, **said: str) -> Iterator[tuple[str, Row]]:
        """(place, row) of the rows of a record that say this."""
        for n, row in enumerate(self.records[name]):
            if all(row[key] == value for key, value in said.items()):
                yield f"/{name}/{n}", row

    @cached_property
    def surveys(self) -> list[Row]:
        """The earlier first."""
        return sorted(self.records["surveys"], key=lambda row: row["on"])

    @cached_property
    def opening(self) -> Row:
        return self.surveys[0]

    @cached_property
    def closing(self) -> Row:
        return self.surveys[-1]

    @cached_property
    def strata(self) -> list[str]:
        """Names of the strata of the design document, in its order."""
        return [row["i"] for row in self.design["strata"]]

    @cached_property
    def plots(self) -> dict[str, Row]:
        return {row["p"]: row for row in self.records["plots"]}

    def visited(self, survey: str, stratum: str) -> list[str]:
        """Plots of a stratum that a survey visited, by name."""
        visited = {row["p"] for _, row in self.rows("visits", survey=survey)}
        return sorted(p for p in visited if self.plots[p]["i"] == stratum)

    def area(self, survey: str, stratum: str) -> Decimal:
        return next((Decimal(row["area_ha"]) for _, row in self.rows("areas", survey=survey, i=stratum)), Decimal(0))

    @cached_property
    def living(self) -> Mapping[tuple[str, str], list[tuple[str, Row]]]:
        """(survey, plot): (place, row) of its living plants, in an order that does not hang on that of the rows."""
        found = defaultdict(list)
        for place, row in self.rows("plants", alive="yes"):
            found[row["survey"], row["p"]].append((place, row))
        names = ("species", "diameter_cm", "height_m", "count")
        for plants in found.values():
            plants.sort(key=lambda each: [each[1][name] for name in names])
        return found

    def planted(self, stratum: str, species: str) -> Row | None:
        """How the design document plants this species in this stratum."""
        return next((row for row in self.design["planting"] if (row["i"], row["species"]) == (stratum, species)), None)

    @property
    def measures_soil(self) -> bool:
        return self.design["soil_route"] == "measured"

    def cores(self, survey: str, stratum: str) -> list[tuple[str, Row]]:
        """(place, row), by name."""
        return sorted(
            (each for each in self.rows("cores", survey=survey) if self.plots[each[1]["p"]]["i"] == stratum),
            key=lambda each: each[1]["core"],
        )

    @cached_property
    def layers(self) -> Mapping[str, list[tuple[str, Row]]]:
        """(place, row) of the layers of a core, from the surface down."""
        found = defaultdict(list)
        for place, row in sorted(self.rows("layers"), key=lambda each: Decimal(each[1]["top_cm"])):
            found[row["core"]].append((place, row))
        return found

    def salinity(self, stratum: str, year: int) -> list[Decimal]:
        """What was read in a calendar year."""
        return [Decimal(row["ppt"]) for _, row in self.rows("salinity", i=stratum) if row["on"][:4] == str(year)]

    @property
    def years(self) -> range:
        return range(self.first.year, self.last.year + 1)

    def is_saline(self, stratum: str) -> bool:
        """In every year something was read, and never 18 ppt or less: otherwise the soil counts as emitting."""
        return all(
            readings and min(readings) > SALINE_PPT for readings in (self.salinity(stratum, y) for y in self.years)
        )
