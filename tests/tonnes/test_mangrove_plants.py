"""CCER-14-002-V01: what one plant weighs, in which form, and what soil gains and emits."""
from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from methodologies.ccer_14_002_v01_mangrove.equations import T5, equation_for, shipped
from methodologies.kernel.cases import comes_out
from methodologies.kernel.reader import decimal_text
from methodologies.kernel.records import read
from tests.tonnes.mangroves import (
    CLOSING,
    MANGROVE,
    OPENING,
    TABLES,
    account,
    areas,
    design,
    field,
    parcel,
    plant,
    planting,
)
from tests.tonnes.test_mangrove import broken


def one_plant(species: str, size: str, **known: str):
    """(above, below ground, equation) of a plant that stands on plot K1 at the first survey, kg."""
    rows = [row for row in field()["plants"] if (row["survey"], row["p"]) != (OPENING, "K1")]
    said = [planting(), *([] if species == "kandelia_obovata" else [planting("K", species, **known)]),
            planting("B", "bruguiera")]
    sheet = account(field(plants=[*rows, plant(OPENING, "K1", species, size)]), planting=said)
    level = next(x.gives.level for x in sheet.chapter.formulas if x.gives.symbol == "AB_g")
    n = next(n for n, name in enumerate(sheet.rows[level].names) if "2021-06-01/K/K1/" in name)
    return sheet["AB_g"][n], sheet["BB_g"][n], sheet.rows[level].names[n].split("/")[4]


# --- T5


@pytest.mark.parametrize("species, size, above, below, form", [
    ("kandelia_obovata", "3.0/1.9999/10", "0.150574", "0.073856", "kandelia_low"),
    ("kandelia_obovata", "4.4/2.2/10", "2.077944", "1.219224", "kandelia_high"),
    ("avicennia_marina", "4.0/1.5/10", "0.349089", "0", "avicennia_shrub"),
    ("avicennia_marina", "4.0/2/10", "13.749397", "0", "avicennia_tree"),
    ("aegiceras_corniculatum", "3/1/10", "0.128406", "0.018344", "aegiceras_low"),
    ("aegiceras_corniculatum", "3/2/10", "2.017119", "0", "aegiceras_high"),
    ("aegiceras_corniculatum", "0.4/2/10", "0", "0", "aegiceras_high"),
    ("rhizophora_stylosa", "4/2/10", "6.006987", "0", "rhizophora_stylosa"),
    ("rhizophora_apiculata", "4/2/10", "6.730589", "0.260155", "rhizophora_apiculata"),
    ("ceriops_tagal", "4/2/10", "7.793687", "0", "ceriops"),
    ("sonneratia", "4/2/10", "1.629394", "0", "sonneratia"),
    ("sonneratia_apetala", "10/8/10", "21.670246", "5.317150", "sonneratia_apetala"),
    ("xylocarpus_granatum", "4/2/10", "2.983563", "4.973029", "xylocarpus"),
    ("laguncularia_racemosa", "4/2/10", "3.264000", "52.592550", "laguncularia"),
])
def test_each_equation_weighs_a_plant(species, size, above, below, form):
    found = one_plant(species, size)

    assert comes_out(decimal_text(found[0]), above) and comes_out(decimal_text(found[1]), below) and found[2] == form


def test_the_general_form_goes_by_wood_density():
    above, below, form = one_plant("other", "4/2/10", wood_density="0.6")

    assert comes_out(f"{above:f}", "4.559241") and comes_out(f"{below:f}", "2.728879") and form == "general 0.6"


def test_a_species_may_be_weighed_by_the_general_form_where_its_own_does_not_reach():
    rows = [row for row in field()["plants"] if (row["survey"], row["p"]) != (OPENING, "K1")]
    small = field(plants=[*rows, plant(OPENING, "K1", "avicennia_marina", "2/1/10")])
    own, general = planting("K", "avicennia_marina"), planting("K", "avicennia_marina", general_form="yes",
                                                                wood_density="0.7")
    others = [planting(), planting("B", "bruguiera")]

    n = len(small["plants"]) - 1
    assert broken(lambda: account(small, planting=[*others, own])) == {("T5_RANGE", f"/plants/{n}/diameter_cm")}
    assert account(small, planting=[*others, general]).tonnes


@pytest.mark.parametrize("size, places", [
    ("3.7/1.5/1", ()), ("3.69/1.5/1", ("diameter_cm",)), ("4.6/1.5/1", ()), ("4.61/1.5/1", ("diameter_cm",))])
def test_a_plant_outside_the_range_of_its_equation_is_refused(size, places):
    if not places:
        assert one_plant("avicennia_marina", size)
    else:
        found = broken(lambda: one_plant("avicennia_marina", size))
        assert {(rule, where.split("/")[-1]) for rule, where in found} == {("T5_RANGE", place) for place in places}


def test_a_plot_keeps_one_form_by_the_mean_height_of_the_species():
    rows = [row for row in field()["plants"] if (row["survey"], row["p"]) != (CLOSING, "K1")]
    two = [plant(CLOSING, "K1", "kandelia_obovata", size) for size in ("4.4/2.2/10", "4.0/1.9/15")]

    sheet = account(field(plants=[*rows, *two]))

    plot = next(p for p in sheet.inputs["changes"][0]["dates"][1]["stands"][0]["plots"] if p["p"] == "K1")
    assert [row["e"] for row in plot["plants"]] == ["kandelia_high", "kandelia_high"]  # the mean is 2.02 m


def test_a_change_of_form_between_the_surveys_is_told():
    findings = account().findings

    assert [f["rule"] for f in findings] == ["T5_FORM"] and "K1, K2, K3, K4" in findings[0]["en"]


def test_dead_plants_hold_no_carbon():
    rows = [row | ({"alive": "no"} if row["survey"] == OPENING else {}) for row in field()["plants"]]

    assert account(field(plants=rows))["K_t"][0] == 0


def test_the_shipped_rows_are_plausible_but_for_one():
    odd = {row.key["equation"]: [b.where for b in T5.judge(row)] for row in shipped() if T5.judge(row)}

    assert odd == {"laguncularia": ["/values/a_bb"]}
    assert {row.key["equation"] for row in shipped() if row.purpose == "provisional"} == {
        "laguncularia", "sonneratia_apetala"}


def test_a_row_read_back_from_its_form_is_the_shipped_one():
    for row in shipped():
        clean, problems = read(T5.values, row.values)
        assert problems == () and clean.keys() == row.values.keys()


def test_every_species_has_one_equation_at_every_height():
    for species in {row.values["species"] for row in TABLES}:
        for height in ("0.1", "1.999", "2", "12"):
            assert equation_for(species, Decimal(height), TABLES) is not None


def test_a_species_without_a_row_is_refused_by_name():
    few = tuple(row for row in TABLES if row.values["species"] != "bruguiera")

    found = broken(lambda: MANGROVE.accounting_of(design(), field(), few, date(2026, 7, 1)))

    assert ("T5_MISSING", "/plants/4") in found


# --- soil


def test_soil_by_default_is_a_rate_by_area_and_days():
    sheet = account(soil_route="default")

    gained = Decimal(60) * Decimal("1.62") * 1826 * 44 / Decimal("365.25") / 12
    assert [x for x in sheet["dSOC_s"] if x] and abs(sum(sheet["dSOC_s"]) - gained) < Decimal("1e-20")
    assert [change["x"] for change in sheet.inputs["changes"]] == ["biomass"]


def test_the_other_rate_ends_twenty_years_after_planting():
    old = [parcel(planted_on="2003-06-01"), parcel("P2", "B", area_ha="20", planted_on="2003-06-01")]

    sheet = account(soil_route="default", soil_rate="am0014", parcels=old)

    assert sheet["r_SOC"] == Decimal("0.50")
    assert [row["d_SOC,s"] for row in sheet.inputs["changes"][0]["dates"][1]["stands"]] == ["730", "730"]


@pytest.mark.parametrize("ppt, emits", [("18.0001", False), ("18", True), ("3", True)])
def test_methane_is_emitted_unless_it_is_always_saltier_than_18(ppt, emits):
    rows = [row | ({"ppt": ppt} if (row["i"], row["on"]) == ("K", "2023-08-01") else {}) for row in
            field()["salinity"]]

    sheet = account(field(salinity=rows))

    emitted = Decimal(40) * Decimal("193.7") * 28 * 1826 / 1000 / Decimal("365.25")
    assert sum(sheet["GHG_s"]) == (pytest.approx(emitted) if emits else 0)


def test_a_stratum_without_a_yearly_salinity_counts_as_emitting():
    rows = [row for row in field()["salinity"] if row["on"] != "2024-08-01"]

    sheet = account(field(salinity=rows))

    assert sum(sheet["GHG_s"]) > 0
    assert [f["rule"] for f in sheet.findings] == ["SALINITY", "SALINITY", "T5_FORM"]


def test_measured_soil_has_an_uncertainty_of_its_own():
    rows = [row | ({"organic_carbon": "20"} if (row["core"], row["top_cm"]) == ("K1-2026", "50") else {})
            for row in field()["layers"]]

    sheet = account(field(layers=rows))

    assert sheet["u"][0] == account()["u"][0] and sheet["DR"] == [0, Decimal("0.06")]


def test_land_cut_out_takes_its_plants_with_it_and_no_soil():
    whole, less = account(), account(field(areas=areas({"K": "38"})))

    lost = 2 * whole["b_s"][2] * 44 / 12
    assert abs(whole["dC"][0] - less["dC"][0] - lost) < Decimal("1e-20")
    assert less["dC"][1] == pytest.approx((38 * Decimal("5.937") + 20 * Decimal("5.011")) * 44 / 12)
