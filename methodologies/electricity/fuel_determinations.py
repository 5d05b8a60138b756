"""Determinations of fossil fuel, beside those of electricity: frozen values, use by year, windows of fuel meters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from methodologies.electricity.accounts import OUT_FROM, period_of
from methodologies.electricity.estimates import Fields, Span, read_some, refused, share_of
from methodologies.electricity.fuel_checks import FUEL_CHECKS, FUEL_DAYS, fuel_rows_belong_together
from methodologies.electricity.fuel_ledger import FUEL_RECORDS, fuel_view
from methodologies.electricity.fuels import FUEL_NEWER, fuel_facts, newest_edition
from methodologies.electricity.monitored import Monitored
from methodologies.electricity.origins import origins_of_fuel
from methodologies.electricity.windows import Window, windows_of
from methodologies.kernel.dates import calendar_years
from methodologies.kernel.methodology import Determined
from methodologies.kernel.published import PublishedRow
from methodologies.kernel.reader import decimal_text, pointer
from methodologies.kernel.records import read
from methodologies.kernel.rules import Broken, Refusal, judge

Facts = dict[str, dict[str, Any]]
NAMES = {record.name for record in FUEL_RECORDS}


def facts_of(
    known: Mapping[str, Any], tables: Sequence[PublishedRow], on: date
) -> tuple[Facts, tuple[Broken, ...]]:
    """The values of each fuel of the design, by the edition that it names; what refuses them."""
    facts: Facts = {}
    broken: list[Broken] = []
    for n, row in enumerate(known["fuels"]):
        try:
            facts[row["fuel"]] = fuel_facts(row["fuel"], row["edition"], on, tables, f"/fuels/{n}/edition")
        except Refusal as refusal:
            broken += refusal.broken
    return facts, tuple(broken)


def fuels_estimated(
    fields: Fields, design: Mapping[str, Any], tables: Sequence[PublishedRow], on: date, spans: Iterable[Span]
) -> Determined:
    """The yearly use of the feasibility study in each crediting year; a short last year takes its share of days."""
    known, problems = read_some(fields, design, "fuels")
    if problems:
        return Determined({}, problems)
    facts, missing = facts_of(known, tables, on)
    newer = tuple(
        FUEL_NEWER.at(f"/fuels/{n}/edition")
        for n, row in enumerate(known["fuels"])
        if newest_edition(row["fuel"], on, tables) > row["edition"]
    )
    if refused(missing):
        return Determined({}, missing)
    years = [{"fuels": used(known, facts, span)} for span in spans]
    origins = {
        pointer("years", n, "fuels", i, "FC_i,y"): (pointer("fuels", i),)
        for n, year in enumerate(years)
        for i, _ in enumerate(year["fuels"])
    }
    return Determined({"years": years}, newer, origins=origins)


def used(known: Mapping[str, Any], facts: Facts, span: Span) -> list[dict[str, Any]]:
    return [
        {"i": row["fuel"], **facts[row["fuel"]], "FC_i,y": share_of(row["yearly_use"], span)} for row in known["fuels"]
    ]


def fuels_accounted(
    fields: Fields,
    design: Mapping[str, Any],
    data: Mapping[str, Any],
    tables: Sequence[PublishedRow],
    uploaded_on: date,
    settings: Mapping[str, str],
) -> Determined:
    """Windows of the fuel meters by calendar year and fuel. What is wrong with period and settings is told with the
    electricity."""
    known, problems = read_some(fields, design, "fuels")
    rows, more = read(FUEL_RECORDS, {name: data[name] for name in NAMES if name in data})
    days, _ = period_of(data, uploaded_on)
    problems = (*problems, *more)
    if refused(problems) or days is None or days[1] < days[0] or settings.get("meter.out_from") not in OUT_FROM:
        return Determined({}, problems)
    facts, missing = facts_of(known, tables, uploaded_on)
    seen = fuel_view(known, rows, Monitored({}, {}, *days, settings["meter.out_from"]))
    # as for electricity: a row without meter would break most other checks
    whole = fuel_rows_belong_together.holds(seen) is True
    broken = (*missing, *judge(FUEL_CHECKS if whole else FUEL_DAYS, seen))
    if refused(broken):
        return Determined({}, broken)
    windows = windows_of(seen)
    burnt = [windows_by_fuel(seen, windows, year) for year, _, _ in calendar_years(*days)]
    years = [{"fuels": fuel_rows(facts, year)} for year in burnt]
    meters = fuel_meter_rows(seen, windows)
    return Determined({"fuel_meters": meters, "years": years}, broken, origins=origins_of_fuel(seen, burnt, meters))


def windows_by_fuel(seen: Monitored, windows: Sequence[Window], year: int) -> dict[str, list[Window]]:
    """Those of a calendar year, the fuels in order of their names."""
    found: dict[str, list[Window]] = {}
    for window in windows:
        if window.first.year == year:
            found.setdefault(seen.meters[window.m]["fuel"], []).append(window)
    return dict(sorted(found.items()))


def fuel_rows(facts: Facts, burnt: Mapping[str, Sequence[Window]]) -> list[dict[str, Any]]:
    return [
        {"i": fuel, **facts[fuel], "fuel_windows": [fuel_row(w) for w in windows]} for fuel, windows in burnt.items()
    ]


def fuel_row(window: Window) -> dict[str, Any]:
    said = {
        "k": f"{window.first:%m-%d}..{window.last:%m-%d}",
        "g": window.m,
        "state_k": window.state.state,
        "e_k": decimal_text(window.state.error),
        "X_FC,k": decimal_text(window.energy["use"]),
    }
    return said | ({"note": window.note} if window.note else {})


def fuel_meter_rows(seen: Monitored, windows: Sequence[Window]) -> list[dict[str, Any]]:
    return [
        {"g": m, "MPE_g": decimal_text(seen.histories[m].limit), "note": seen.meters[m]["accuracy_class"]}
        for m in sorted({window.m for window in windows})
    ]


def beside(energy: Determined, fuel: Determined) -> Determined:
    """Both determinations as the input of one chapter, year by year; nothing while either is refused. What is said of
    the values stays that of the first; where they were taken from is known of both."""
    broken = (*energy.broken, *fuel.broken)
    if refused(broken) or not energy.inputs:
        return Determined({}, broken)
    years = [{**one, **other} for one, other in zip(energy.inputs["years"], fuel.inputs["years"], strict=True)]
    inputs, origins = {**energy.inputs, **fuel.inputs, "years": years}, {**energy.origins, **fuel.origins}
    return replace(energy, inputs=inputs, broken=broken, origins=origins)
