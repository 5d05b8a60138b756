"""From a value of the accounting to the rows of the records that it was taken from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from methodologies.ccer_14_001_v01_afforestation.surveys import PLANTS, Seen

Places = tuple[str, ...]
OF_A_FIRE = ("A_BURN,f", "B_AB,f", "age_f", "zone_f")


def origins_of(seen: Seen, inputs: Mapping[str, Any]) -> dict[str, Places]:
    """Areas and ages from the strata of the survey, amounts in a plot from its plants, fires from theirs."""
    plants: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for record in PLANTS:
        for place, row in seen.rows(record):
            plants[row["on"], row["p"], row["species"]].append(place)
    strata = {(row["on"], row["i"]): place for place, row in seen.rows("strata")}
    fires = range(len(inputs["fires"]))
    found: dict[str, Places] = {f"/fires/{n}/{symbol}": (f"/fires/{n}",) for n in fires for symbol in OF_A_FIRE}
    for n, survey in enumerate(inputs["dates"]):
        for m, stratum in enumerate(survey["strata"]):
            where = f"/dates/{n}/strata/{m}"
            found |= {f"{where}/{symbol}": (strata[survey["t"], stratum["i"]],) for symbol in ("A_s", "a_s")}
            found |= dict(in_plots(stratum, where, survey["t"], plants))
    return found


def in_plots(
    stratum: Mapping[str, Any], where: str, day: str, plants: Mapping[tuple[str, str, str], list[str]]
) -> Iterator[tuple[str, Places]]:
    for n, plot in enumerate(stratum["plots"]):
        for m, part in enumerate(plot["parts"]):
            rows = tuple(plants[day, plot["p"], part["j"]])
            for symbol in ("V_k", "B_AB,k", "B_W,k"):
                yield f"{where}/plots/{n}/parts/{m}/{symbol}", rows
