"""Edges of the rules of CCER-01-002-V01 and of the electricity chapters that it shares; judged in tests/law."""
from __future__ import annotations

from datetime import date, timedelta

from methodologies.electricity.ledger import RECORDS
from methodologies.electricity.monitored import Monitored
from methodologies.kernel.records import read
from tests.edges import Edge
from tests.tonnes.builders import (
    WIND,
    accounting,
    calibration,
    design,
    meter,
    monitored,
    months,
    readings,
    turbine,
    window,
    year,
)

SPANS = months(2023)


def designed(**known):
    """Clean data of a design document; None leaves a field out."""
    return WIND.read_design({name: value for name, value in design(**known).items() if value is not None})[0]


def seen(capacity_mw="301.6", **known):
    """A meter ledger as its checks see it."""
    said = monitored(**known)
    period = said.pop("period")
    return Monitored({"capacity_mw": capacity_mw}, read(RECORDS, said)[0], date.fromisoformat(period["from"]),
                     date.fromisoformat(period["to"]))


def site(**known):
    """One turbine that makes up the whole site."""
    return dict(turbines=[turbine(**known)], capacity_mw="5.2")


def ended(day, *spans, **known):
    """A ledger that runs from the first of the given months to this day."""
    return dict(period={"from": spans[0][0], "to": day}, readings=readings(list(spans)), vouchers=[], **known)


def late(day):
    """The last days of 2023 are read apart, from this day on."""
    cut = (date.fromisoformat(day) - timedelta(1)).isoformat()
    return readings([*SPANS[:10], ("2023-11-01", cut), (day, "2023-11-30"), SPANS[11]])


def chapter(spans=("01-01..12-31",)):
    """The input of a chapter in which one meter was read over these days."""
    return accounting(year("2023", *(window(span) for span in spans)))


def margins(table):
    """The input of a chapter whose build margin names this table."""
    inputs = accounting(year())
    inputs["years"][0]["EF_grid,BM,y"]["table"] = table or inputs["years"][0]["EF_grid,OM,y"]["table"]
    return inputs


def wind(rule, *sides):
    return Edge(f"CCER-01-002-V01/{rule}", *sides)


def fault(day):
    return dict(faults=[{"m": "M1", "from": day, "cause": "电压断相", "action": "检修"}])


EDGES = (
    # applicability
    *(wind(rule, designed, {name: "yes"}, {name: "no"}, (f"/{name}",)) for rule, name in (
        ("OW-1", "seaward_of_tide_line"), ("OW-3", "physically_connected"), ("OW-3", "dispatched"), ("OW-4", "lawful"),
        ("OW-5", "sustainable"), ("OW-6", "no_legal_duty"), ("OW-6", "no_other_mechanism"),
        ("OW-6", "one_claim_per_mwh"))),
    wind("OW-2", designed, site(distance_km="30.000001", depth_m="30"), site(distance_km="30", depth_m="30"),
         ("/turbines/0/depth_m",)),
    wind("OW-2", designed, site(distance_km="30", depth_m="30.000001"), site(distance_km="29", depth_m="30"),
         ("/turbines/0/depth_m",)),
    wind("SITE-CAPACITY", designed, dict(capacity_mw="301.6"), dict(capacity_mw="301.5"), ("/capacity_mw",)),
    wind("SITE-GRID", designed, dict(province="河北"), dict(province="广东"), ("/grid_region",)),
    wind("YIELD", designed, dict(export_mwh="1"), dict(export_mwh=None), ("/export_mwh",)),
    # the crediting period
    wind("CP-1", designed, dict(crediting_to="2032-03-31"), dict(crediting_to="2032-04-01"), ("/crediting_to",)),
    wind("CP-2", designed, dict(crediting_from="2021-09-29"), dict(crediting_from="2021-09-28"), ("/crediting_from",)),
    wind("CP-2", designed, dict(retirement_on="2032-03-31"), dict(retirement_on="2032-03-30"), ("/crediting_to",)),
    wind("CP-3", designed, dict(crediting_to="2022-04-01"), dict(crediting_to="2022-03-31"), ("/crediting_to",)),
    wind("CP-3", designed, dict(commencement_on="2021-09-29"), dict(commencement_on="2021-09-30"),
         ("/grid_connected_on",)),
    # the meters
    wind("M1", seen, dict(meters=[meter(accuracy_class="0.5")]), dict(meters=[meter(accuracy_class="1")]),
         ("/meters/0/accuracy_class",)),
    wind("M2", seen, dict(meters=[meter(verified_on="2021-09-01")]), dict(meters=[meter(verified_on="2021-09-02")]),
         ("/meters/0/verified_on",)),
    wind("M3", seen, dict(calibrations=[calibration("2022-08-10"), calibration("2023-08-10")]),
         dict(calibrations=[calibration("2022-08-10"), calibration("2023-08-11")]), ("/meters/0",)),
    wind("M4", seen, fault("2023-07-02"), fault("2023-07-01"), ("/faults/0",)),
    wind("M5", seen, {}, dict(readings=readings([("2023-01-02", "2023-01-31"), *SPANS[1:]])),
         ("/readings/0/from", "/readings/1/from")),
    wind("M7", seen, {}, dict(readings=readings(SPANS, sides=("export",))), ("/meters/0/side",)),
    wind("M7b", seen, dict(capacity_mw="199.9", calibrations=[calibration("2023-07-02")]),
         dict(capacity_mw="200", calibrations=[calibration("2023-07-02")]), ("/meters/0",)),
    wind("M8", seen, dict(readings=readings(SPANS, "143109")), dict(readings=readings(SPANS, "143110")),
         ("/readings",)),
    wind("CUT", seen, dict(calibrations=[calibration("2022-11-15")], readings=late("2023-11-15")),
         dict(calibrations=[calibration("2022-11-15")], readings=late("2023-11-16")),
         ("/readings/20/to", "/readings/21/to")),
    wind("LEDGER", seen, {}, dict(faults=[{"m": "M9", "from": "2023-07-01", "cause": "断相", "action": "检修"}]),
         ("/faults/0/m",)),
    # green certificates
    wind("GEC", seen, ended("2024-09-30", ("2024-09-01", "2024-09-30")),
         ended("2024-10-01", ("2024-09-01", "2024-09-30"), ("2024-10-01", "2024-10-01")), ("/green",)),
    wind("GEC_RULE_UNCONFIRMED", seen, ended("2026-09-30", ("2026-09-01", "2026-09-30")),
         ended("2026-10-01", ("2026-09-01", "2026-09-30"), ("2026-10-01", "2026-10-01")), ("/period/to",)),
    # the factors and the windows of a chapter
    wind("EF_SAME_TABLE", margins, dict(table=""), dict(table="2021/N"), ("/years/0/EF_grid,BM,y",)),
    wind("WINDOWS", chapter, dict(spans=("01-01..06-30", "07-01..12-31")), dict(spans=("01-01..06-30", "07-02..12-31")),
         ("/years/0/windows/1/w",)),
    wind("WINDOWS", chapter, {}, dict(spans=("01-01..06-30", "06-30..12-31")), ("/years/0/windows/1/w",)),
)
