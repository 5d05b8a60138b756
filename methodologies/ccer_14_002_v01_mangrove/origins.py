"""From a value of the accounting to the rows of the field records that it was taken from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from methodologies.ccer_14_002_v01_mangrove.measured import Measured, Row

Places = tuple[str, ...]


def origins_of(seen: Measured, inputs: Mapping[str, Any]) -> dict[str, Places]:
    """Areas from those of the survey, plants and layers from their rows, days between the stocks from the surveys."""
    surveys = tuple(place for place, _ in seen.rows("surveys"))
    found: dict[str, Places] = {"/carried": tuple(place for place, _ in seen.rows("deficits"))}
    for n, change in enumerate(inputs["changes"]):
        found[f"/changes/{n}/days_S"] = surveys
        in_stand = of_soil if change["x"] == "soil" else of_biomass
        for m, survey in enumerate(seen.surveys):
            for k, i in enumerate(seen.strata):
                found |= dict(in_stand(seen, f"/changes/{n}/dates/{m}/stands/{k}", survey, i))
    return {place: rows for place, rows in found.items() if rows}


def of_biomass(seen: Measured, where: str, survey: Row, i: str) -> Iterator[tuple[str, Places]]:
    """Salinity is that of all years of the period."""
    name, years = survey["survey"], [str(year) for year in seen.years]
    yield f"{where}/A_s", area(seen, name, i)
    yield f"{where}/salinity_s", tuple(p for p, row in seen.rows("salinity", i=i) if row["on"][:4] in years)
    plots = {row["p"]: place for place, row in seen.rows("plots", i=i)}
    for n, plot in enumerate(seen.visited(name, i)):
        yield f"{where}/plots/{n}/a_p", (plots[plot],)
        for m, (place, _) in enumerate(seen.living[name, plot]):
            for symbol in ("D_g", "H_g", "N_g"):
                yield f"{where}/plots/{n}/plants/{m}/{symbol}", (place,)


def of_soil(seen: Measured, where: str, survey: Row, i: str) -> Iterator[tuple[str, Places]]:
    """The area is the later one on both days. A layer names its core too, which has the report of the laboratory."""
    yield f"{where}/A_s", area(seen, seen.closing["survey"], i)
    for n, (core, row) in enumerate(seen.cores(survey["survey"], i)):
        for m, (layer, _) in enumerate(seen.layers[row["core"]]):
            for symbol in ("BD_l", "OC_l", "h_l"):
                yield f"{where}/plots/{n}/layers/{m}/{symbol}", (layer, core)


def area(seen: Measured, survey: str, i: str) -> Places:
    return tuple(place for place, _ in seen.rows("areas", survey=survey, i=i))
