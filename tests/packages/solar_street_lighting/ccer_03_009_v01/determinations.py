"""Determinations 取值 of CCER-03-009-V01: from the lamps of the design and the hours to the input of a chapter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from ccer_03_009_v01.checks import MONITORING
from ccer_03_009_v01.design import DESIGN, RECORDS
from methodologies.kernel.dates import calendar_years, crediting_years
from methodologies.kernel.methodology import Determined
from methodologies.kernel.published import PublishedRow
from methodologies.kernel.records import Field, read
from methodologies.kernel.rules import INPUT, Broken, judge

PERIOD = (Field("from", "起始日", "First day", "date"), Field("to", "终止日", "Last day", "date"))


def known_of(design: Mapping[str, Any], *names: str) -> tuple[dict[str, Any], tuple[Broken, ...]]:
    asked = tuple(each for each in DESIGN if each.name in names)
    return read(asked, {name: design[name] for name in names if name in design})


def groups_of(lamps: Iterable[Mapping[str, str]], hours: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"g": row["g"], "n_g": row["number"], "P_g": row["power_kw"], "h_g": hours[row["g"]]}
        for row in lamps
        if row["g"] in hours
    ]


def determine_estimate(design: Mapping[str, Any], tables: Sequence[PublishedRow], on: date) -> Determined:
    known, broken = known_of(design, "crediting_from", "crediting_to", "lamps")
    if not broken and known["crediting_to"] < known["crediting_from"]:
        broken = (INPUT.at("/crediting_to", "计入期止日早于起日。", "The crediting period ends before it begins."),)
    if broken:
        return Determined({}, broken)
    first, last = (date.fromisoformat(known[name]) for name in ("crediting_from", "crediting_to"))
    groups = groups_of(known["lamps"], {row["g"]: row["hours"] for row in known["lamps"]})
    return Determined({"years": [{"y": str(n), "groups": groups} for n, *_ in crediting_years(first, last)]})


def determine_accounting(
    design: Mapping[str, Any],
    data: Mapping[str, Any],
    tables: Sequence[PublishedRow],
    uploaded_on: date,
    settings: Mapping[str, str],
) -> Determined:
    """data: {"period": {"from", "to"}, "hours": [{"year", "g", "hours"}]}."""
    known, broken = known_of(design, "lamps")
    period, more = read(PERIOD, data.get("period", {}), "/period")
    rows, still_more = read(RECORDS, {name: given for name, given in data.items() if name != "period"})
    broken = (*broken, *more, *still_more) or judge(MONITORING, {**known, **rows})
    if broken:
        return Determined({}, broken)
    years = [str(year) for year, *_ in calendar_years(*(date.fromisoformat(period[end]) for end in ("from", "to")))]
    hours = {year: {row["g"]: row["hours"] for row in rows["hours"] if row["year"] == year} for year in years}
    return Determined({"years": [{"y": year, "groups": groups_of(known["lamps"], hours[year])} for year in years]})
