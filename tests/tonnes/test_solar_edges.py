"""Edges of the rules that CCER-01-001-V01 has of its own; those of meters stand with offshore wind."""

from __future__ import annotations

from datetime import date

from methodologies.electricity.fuel_ledger import FUEL_RECORDS, fuel_view
from methodologies.electricity.monitored import Monitored
from methodologies.kernel.records import read
from tests.edges import Edge
from tests.tonnes.builders import calibration, months, readings
from tests.tonnes.solar import (
    SOLAR,
    fuel,
    fuel_meter,
    fuel_readings,
    fuel_window,
    planned_fuel,
    purchase,
    solar_accounting,
    solar_design,
    solar_monitored,
    solar_year,
)
from tests.tonnes.test_edges import seen as electric_seen

SPANS = months(2023)
PERIOD = Monitored({}, {}, date(2023, 1, 1), date(2023, 12, 31))


def designed(**known):
    """Clean data of a design document; None leaves a field out."""
    return SOLAR.read_design(solar_design(**known))[0]


def burnt(fuels=(planned_fuel(),), **known):
    """The fuel ledger as its checks see it."""
    names = {record.name for record in FUEL_RECORDS}
    data = {name: rows for name, rows in solar_monitored(**known).items() if name in names}
    return fuel_view({"fuels": list(fuels)}, read(FUEL_RECORDS, data)[0], PERIOD)


def chapter(spans=("01-01..12-31",)):
    """The input of a chapter in which gas was metered over these days."""
    return solar_accounting(solar_year(burnt=(fuel("natural_gas", *(fuel_window(span) for span in spans)),)))


def late(day):
    """The gas of November is read apart, from this day on."""
    return fuel_readings([*SPANS[:10], ("2023-11-01", f"2023-11-{day - 1}"), (f"2023-11-{day}", "2023-11-30"),
                          SPANS[11]])


def solar(rule, *sides):
    return Edge(f"CCER-01-001-V01/{rule}", *sides)


INTEGRATED = dict(plant_kind="integrated", separately_metered="yes")
CALIBRATED = (calibration("2022-08-10", m="G1"),)

EDGES = (
    # applicability
    *(solar(rule, designed, {name: "yes"}, {name: "no"}, (f"/{name}",)) for rule, name in (
        ("CSP-1", "physically_connected"), ("CSP-1", "dispatched"), ("CSP-3", "concentrates_sun"), ("CSP-4", "lawful"),
        ("CSP-4", "sustainable"), ("CSP-4", "no_legal_duty"), ("CSP-4", "no_other_mechanism"),
        ("CSP-4", "one_claim_per_mwh"))),
    solar("CSP-2", designed, INTEGRATED, INTEGRATED | dict(separately_metered="no"), ("/separately_metered",)),
    solar("CSP-2", designed, {}, INTEGRATED | dict(separately_metered=None), ("/separately_metered",)),
    solar("CSP-INT", designed, INTEGRATED | dict(heater_fed="no"), INTEGRATED | dict(heater_fed="yes"),
          ("/heater_fed",)),
    solar("SITE-CAPACITY", designed, dict(capacity_mw="50"), dict(capacity_mw="51"), ("/capacity_mw",)),
    # the crediting period
    solar("CP-1", designed, dict(crediting_to="2032-03-31"), dict(crediting_to="2032-04-01"), ("/crediting_to",)),
    solar("CP-2", designed, dict(crediting_from="2021-09-29"), dict(crediting_from="2021-09-28"), ("/crediting_from",)),
    solar("CP-3", designed, dict(crediting_to="2022-04-01"), dict(crediting_to="2022-03-31"), ("/crediting_to",)),
    # the meters
    solar("M8", electric_seen, dict(capacity_mw="50", readings=readings(SPANS, "27375")),
          dict(capacity_mw="50", readings=readings(SPANS, "27376")), ("/readings",)),
    # the fuel
    solar("F1", burnt, {}, dict(fuel_meters=[fuel_meter(accuracy_class="2.5")]), ("/fuel_meters/0/accuracy_class",)),
    solar("F2", burnt, dict(fuel_meters=[fuel_meter(verified_on="2021-09-01")]),
          dict(fuel_meters=[fuel_meter(verified_on="2021-09-02")]), ("/fuel_meters/0/verified_on",)),
    solar("F3", burnt, dict(fuel_calibrations=[*CALIBRATED, calibration("2023-08-10", m="G1")]),
          dict(fuel_calibrations=[*CALIBRATED, calibration("2023-08-11", m="G1")]), ("/fuel_meters/0",)),
    solar("F4", burnt, *(dict(fuel_faults=[{"m": "G1", "from": day, "cause": "堵塞", "action": "检修"}])
                         for day in ("2023-07-02", "2023-07-01")), ("/fuel_faults/0",)),
    solar("F5", burnt, {}, dict(fuel_readings=fuel_readings([("2023-01-02", "2023-01-31"), *SPANS[1:]])),
          ("/fuel_readings/0/from",)),
    solar("F6", burnt, dict(fuel_calibrations=[calibration("2022-11-15", m="G1")], fuel_readings=late(15)),
          dict(fuel_calibrations=[calibration("2022-11-15", m="G1")], fuel_readings=late(16)),
          ("/fuel_readings/10/to",)),
    solar("F7", burnt, {}, dict(fuel_faults=[{"m": "G9", "from": "2023-07-01", "cause": "堵塞", "action": "检修"}]),
          ("/fuel_faults/0/m",)),
    solar("F8", burnt, {}, dict(fuels=[planned_fuel(), planned_fuel(fuel="diesel")]), ("/fuel_meters",)),
    solar("F8", burnt, {}, dict(fuels=[]), ("/fuel_meters/0/fuel",)),
    solar("F8", burnt, {}, dict(fuel_meters=[fuel_meter(), fuel_meter("G2")]), ("/fuel_meters/1/m",)),
    solar("F9", burnt, dict(fuel_purchases=[purchase("23.52")]), dict(fuel_purchases=[purchase("23.51")]),
          ("/fuel_purchases",)),
    # the windows of a chapter
    solar("FUEL_WINDOWS", chapter, dict(spans=("01-01..06-30", "07-01..12-31")),
          dict(spans=("01-01..06-30", "07-02..12-31")), ("/years/0/fuels/0/fuel_windows/1/k",)),
    solar("FUEL_WINDOWS", chapter, {}, dict(spans=("01-01..02-30",)), ("/years/0/fuels/0/fuel_windows/0/k",)),
)
