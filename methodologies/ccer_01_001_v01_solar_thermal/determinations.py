"""Determinations 取值 of CCER-01-001-V01: electricity as for every plant, and beside it fuel and the salt heater."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from methodologies.ccer_01_001_v01_solar_thermal.checks import TEXT
from methodologies.ccer_01_001_v01_solar_thermal.design import DESIGN, HEATER
from methodologies.electricity.accounts import accounting_of, checks_of_the_ledger, period_of
from methodologies.electricity.estimates import estimate_of, read_some, share_of, spans_of
from methodologies.electricity.fuel_determinations import NAMES, beside, fuels_accounted, fuels_estimated
from methodologies.kernel.dates import calendar_years, months_in
from methodologies.kernel.methodology import Determined
from methodologies.kernel.published import PublishedRow
from methodologies.kernel.reader import decimal_text, pointer
from methodologies.kernel.records import read
from methodologies.kernel.rules import INPUT, UNSURE, WARN, Rule, cite

MONITORING = checks_of_the_ledger(highest_capacity_factor="0.75")
EG_INT = Rule(
    "EG_INT",
    "熔盐加热器由项目其他部分供电：供电量应逐月填写并扣除，或由审定机构确认无须扣除。",
    "Other parts of the project feed the molten-salt heater: the power is stated month by month and deducted, unless "
    "the body confirmed that it need not be.",
    cite(TEXT, "figure 1", UNSURE),
    WARN,
)


def determine_estimate(design: Mapping[str, Any], tables: Sequence[PublishedRow], on: date) -> Determined:
    energy = estimate_of(DESIGN, design, tables, on)
    known, problems = read_some(DESIGN, design, "crediting_from", "crediting_to", "internal_mwh")
    spans = spans_of(known) if energy.inputs else []
    internal = [{"EG_int,y": share_of(known.get("internal_mwh", "0"), span)} for span in spans]
    heater = Determined(
        {"years": internal},
        tuple(each for each in problems if each.where == "/internal_mwh"),
        origins=origins_of_heater(("/internal_mwh",) if "internal_mwh" in known else () for _ in spans),
    )
    return beside(beside(energy, fuels_estimated(DESIGN, design, tables, on, spans)), heater)


def determine_accounting(
    design: Mapping[str, Any],
    data: Mapping[str, Any],
    tables: Sequence[PublishedRow],
    uploaded_on: date,
    settings: Mapping[str, str],
) -> Determined:
    electric = {name: rows for name, rows in data.items() if name not in {*NAMES, HEATER.name}}
    energy = accounting_of(DESIGN, MONITORING, design, electric, tables, uploaded_on, settings)
    fuel = fuels_accounted(DESIGN, design, data, tables, uploaded_on, settings)
    return beside(beside(energy, fuel), heater_of(design, data, uploaded_on))


def heater_of(design: Mapping[str, Any], data: Mapping[str, Any], uploaded_on: date) -> Determined:
    """Power to the salt heater by calendar year, 0 where none is stated. Months outside the period are refused."""
    rows, problems = read((HEATER,), {HEATER.name: data[HEATER.name]} if HEATER.name in data else {})
    days, _ = period_of(data, uploaded_on)
    if problems or days is None:
        return Determined({}, problems)
    months = list(months_in(*days))
    stated = {row["month"]: Decimal(row["energy_mwh"]) for row in rows[HEATER.name]}
    broken = [
        INPUT.at(f"/internal/{n}/month", "月份须在核算期内，如 2025-01。", "A month of the period, such as 2025-01.")
        for n, row in enumerate(rows[HEATER.name])
        if row["month"] not in months
    ]
    if design.get("heater_fed") == "yes" and not stated.keys() >= set(months):
        broken.append(EG_INT.at("/internal"))
    years = [str(year) for year, _, _ in calendar_years(*days)]
    by_year = [sum((energy for month, energy in stated.items() if month[:4] == year), Decimal(0)) for year in years]
    inputs = {"years": [{"EG_int,y": decimal_text(energy)} for energy in by_year]}
    places = {row["month"]: pointer(HEATER.name, n) for n, row in enumerate(rows[HEATER.name])}
    origins = origins_of_heater([place for month, place in places.items() if month[:4] == year] for year in years)
    return Determined(inputs, tuple(broken), origins=origins)


def origins_of_heater(by_year: Iterable[Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """by_year: the rows or the figure that the power of each year was taken from, if any."""
    places = (tuple(each) for each in by_year)
    return {pointer("years", n, "EG_int,y"): each for n, each in enumerate(places) if each}
