"""Edges of the rules of CCER-14-001-V01; judged in tests/law."""

from __future__ import annotations

from decimal import Decimal

from tests.edges import Edge
from tests.tonnes.forest_builders import (
    FIRST,
    FOREST,
    LAST,
    case_input,
    design,
    fire,
    growth,
    parcel,
    seen,
    stratum,
    survey,
    tree,
)
from tests.tonnes.test_additionality import edges_of_the_general_proof

DRY = dict(exempt_class="dry")
LOCAL = {"species": "山杏", "cf": "0.47", "bef": "1.5", "wd": "0.5", "r": "0.3", "source": "当地方程",
         "source_on": "2020-05-01"}


def designed(**known):
    """Clean data of a design document; None leaves a field out."""
    return FOREST.read_design(design(**known))[0]


def yields(annual):
    return {"annual_t": Decimal(annual), "area_ha": Decimal(500)}


def chapter(name="two_surveys", **known):
    return case_input(name) | known


def estimated(**known):
    """Inputs of an estimate; `last_end` moves the last day of the first year."""
    inputs = case_input("twenty_years")
    if moved := known.pop("last_end", None):
        inputs["years"][0]["ends"][1]["t"] = moved
    return inputs | known


def plots_left(n):
    inputs = case_input("two_surveys")
    inputs["dates"][1]["strata"][0]["plots"] = inputs["dates"][1]["strata"][0]["plots"][:n]
    return inputs


def surveys(*areas, reason="", days=(FIRST, LAST)):
    """Both strata on these days; the areas are those of S1."""
    rows = [survey(on, i, **({"area_ha": area} if i == "S1" else {}), **({"reason": reason} if reason else {}))
            for on, area in zip(days, areas) for i in ("S1", "S2")]
    return dict(strata=rows)


def forest(rule, *sides):
    return Edge(f"CCER-14-001-V01/{rule}", *sides)


EDGES = (
    *(forest(rule, designed, {name: "yes"}, {name: "no"}, (f"/{name}",)) for rule, name in (
        ("AF-A", "planned_land"), ("AF-B", "tenure_is_clear"), ("AF-D", "no_wetland"), ("AF-E", "old_trees_kept"),
        ("AF-F", "soil_left_alone"), ("AF-G", "no_burning"), ("AF-H", "nobody_displaced"), ("AF-I", "lawful"),
        ("AF-U", "no_legal_duty"), ("AF-U", "no_other_mechanism"))),
    forest("AF-B", designed, dict(parcels=[parcel(tenure_to="2058-02-28")]),
           dict(parcels=[parcel(tenure_to="2058-02-27")]), ("/parcels/0/tenure_to",)),
    forest("AF-A2", designed, dict(parcels=[parcel(canopy="0.199999")]), dict(parcels=[parcel(canopy="0.2")]),
           ("/parcels/0/canopy",)),
    forest("AF-A2", designed, dict(parcels=[parcel(shrub_percent="29.9")]), dict(parcels=[parcel(shrub_percent="30")]),
           ("/parcels/0/shrub_percent",)),
    forest("AF-C", designed, dict(commencement_on="2019-12-31", parcels=[parcel(area_ha="0.0667")]),
           dict(commencement_on="2019-12-31", parcels=[parcel(area_ha="0.0666")]), ("/parcels/0/area_ha",)),
    forest("AF-C", designed, dict(commencement_on="2020-01-01", parcels=[parcel(area_ha="0.04")]),
           dict(commencement_on="2020-01-01", parcels=[parcel(area_ha="0.0399")]), ("/parcels/0/area_ha",)),
    forest("AF-E2", designed, dict(parcels=[parcel(removed_percent="20")]),
           dict(parcels=[parcel(removed_percent="20.1")]), ("/parcels",)),
    forest("AF-EX", designed, {}, dict(exempt_class="none"), ("/exempt_class",)),
    forest("AF-EX", designed, dict(additionality="general", list_entry=None), dict(list_entry=None), ("/list_entry",)),
    forest("AF-DRY", designed, DRY | dict(precipitation_mm="400"), DRY | dict(precipitation_mm="400.1"),
           ("/precipitation_mm",)),
    forest("AF-DRY", designed, dict(exempt_class="key_zone"), DRY, ("/precipitation_mm",)),
    forest("AF-DRY2", designed, DRY | dict(precipitation_mm="399.9"), DRY | dict(precipitation_mm="400"),
           ("/precipitation_mm",)),
    forest("AF-START", designed, dict(commencement_on="2018-12-31"), dict(commencement_on="2019-01-01"),
           ("/parcels/0/planted_year",)),
    forest("AF-STRATA", designed, {}, dict(strata=[stratum("S1", area_ha="299.9"), stratum("S2")]),
           ("/strata/0/area_ha",)),
    forest("AF-STRATA", designed, {}, dict(parcels=[parcel("S1"), parcel("S2"), parcel("S3")]), ("/parcels/2/i",)),
    forest("AF-MIX", designed, dict(growth=[growth("S1", share_percent="60"), growth("S1", share_percent="40"),
                                            growth("S2")]),
           dict(growth=[growth("S1", share_percent="60"), growth("S1", share_percent="39"), growth("S2")]),
           ("/strata/0",)),
    forest("AF-LOCAL", designed, dict(local_parameters=[LOCAL | {"sample_trees": "30"}]),
           dict(local_parameters=[LOCAL | {"sample_trees": "29"}]), ("/local_parameters/0/sample_trees",)),
    forest("AF-PLOT", designed, dict(plot_m2="400"), dict(plot_m2="399"), ("/plot_m2",)),
    forest("AF-PLOT", designed, dict(plot_m2="600"), dict(plot_m2="601"), ("/plot_m2",)),
    forest("AF-YIELD", yields, dict(annual="500"), dict(annual="499"), ("/growth",)),
    forest("AF-YIELD", yields, dict(annual="6000"), dict(annual="6001"), ("/growth",)),
    # the crediting period
    forest("CP-1", designed, dict(crediting_to="2060-12-31"), dict(crediting_to="2061-01-01"), ("/crediting_to",)),
    forest("CP-2", designed, dict(lifetime_to="2040-12-31"), dict(lifetime_to="2040-12-30"), ("/crediting_to",)),
    forest("CP-2", designed, dict(lifetime_from="2021-01-01"), dict(lifetime_from="2021-01-02"), ("/crediting_from",)),
    forest("CP-3", designed, dict(crediting_to="2021-01-01"), dict(crediting_to="2020-12-31"), ("/crediting_to",)),
    forest("CP-3", designed, {}, dict(lifetime_from="2058-03-01"), ("/lifetime_to",)),
    forest("CP-4", designed, {}, dict(crediting_to="2040-12-30"), ("/crediting_to",)),
    forest("CP-5", designed, dict(crediting_from="2020-09-23"), dict(crediting_from="2020-09-22"),
           ("/crediting_from",)),
    forest("CP-5", designed, dict(commencement_on="2021-01-01"), dict(commencement_on="2021-01-02"),
           ("/crediting_from",)),
    forest("CP-6", designed, {}, dict(lifetime_to="2058-03-01"), ("/lifetime_to",)),
    forest("CP-6", designed, dict(lifetime_to="2038-02-28"), dict(lifetime_to="2037-02-28"), ("/lifetime_to",)),
    # the surveys
    forest("SV-1", seen, {}, dict(period={"from": "2021-06-30", "to": LAST}), ("/strata",)),
    forest("SV-1", seen, {}, dict(period={"from": FIRST, "to": "2026-07-01"}), ("/strata",)),
    forest("SV-2", seen, dict(trees=[tree()]), dict(trees=[tree(p="S1-6")]), ("/trees/0/p",)),
    forest("SV-2", seen, {}, surveys("300", "300") | dict(plots=[
        {"on": FIRST, "p": "S1-1", "i": "S9", "area_m2": "600"}], plot_values=[]), ("/plots/0/i",)),
    forest("SV-2", seen, {}, dict(plot_values=[], plots=[{"on": FIRST, "p": "1", "i": "S1", "area_m2": "600"}] * 2),
           ("/plots/0/p", "/plots/1/p")),
    forest("SV-3", seen, surveys("300", "300"), surveys("299", "300"), ("/strata",)),
    forest("SV-3", seen, {}, surveys("300.1", "300"), ("/strata",)),
    forest("SV-4", seen, surveys("300", "275"), surveys("300", "274.9"), ("/strata",)),
    forest("SV-4", seen, surveys("300", "200", reason="火灾"), surveys("300", "200"), ("/strata",)),
    forest("SV-5", seen, dict(trees=[tree("5")]), dict(trees=[tree("4.9")]), ("/trees/0/d_cm",)),
    forest("SV-6", seen, dict(fires=[fire(burnt_on=LAST)]), dict(fires=[fire(burnt_on="2026-07-01")]),
           ("/fires/0/burnt_on",)),
    forest("SV-6", seen, {}, dict(fires=[fire(i="S9")]), ("/fires/0/i",)),
    forest("SV-7", seen, dict(fires=[fire(area_ha="300")]), dict(fires=[fire(area_ha="300.1")]), ("/fires/0/area_ha",)),
    forest("SV-8", seen, surveys("300", "300", days=("2021-07-01", "2026-10-01")),
           surveys("300", "300", days=("2021-07-01", "2026-10-02")), ("/strata",)),
    # the input of a chapter
    forest("SURVEYS", chapter, {}, dict(days_S="1825"), ("/days_S",)),
    forest("SURVEYS", chapter, {}, dict(dates=case_input("two_surveys")["dates"][:1]), ("/dates",)),
    forest("PLOTS", plots_left, dict(n=3), dict(n=2), ("/dates/1/strata/0/plots",)),
    forest("ENDS", estimated, {}, dict(last_end="2021-12-30"), ("/years/1/ends",)),
    forest("ENDS", estimated, {}, dict(last_end="2020-12-31"), ("/years/0/ends", "/years/1/ends")),
    forest("PASSES", estimated, {}, dict(passes=[{"k": "1", "df_k": "1000000"}]), ("/passes",)),
    *edges_of_the_general_proof("CCER-14-001-V01"),
)
