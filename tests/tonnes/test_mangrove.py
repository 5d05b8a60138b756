"""CCER-14-002-V01: the printed figures, biomass equations, soil, applicability, estimate and accounting."""
from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from methodologies.ccer_14_002_v01_mangrove import formulas as f
from methodologies.ccer_14_002_v01_mangrove.checks import yield_is_usual
from methodologies.ccer_14_002_v01_mangrove.equations import T5, equation_for, shipped
from methodologies.kernel.cases import comes_out
from methodologies.kernel.reader import decimal_text
from methodologies.kernel.rules import REFUSE, Refusal
from tests.tonnes.mangroves import (
    CLOSING,
    MANGROVE,
    OPENING,
    TABLES,
    account,
    areas,
    design,
    estimate,
    field,
    growth,
    parcel,
    plant,
    planting,
    stratum,
)


def broken(call) -> set[tuple[str, str]]:
    """(rule, place) of every refusing rule that the call broke."""
    with pytest.raises(Refusal) as refusal:
        call()
    return {(b.rule.id, b.where) for b in refusal.value.broken if b.rule.grade is REFUSE}


def one_plant(species: str, size: str, **known: str):
    """(above, below ground, equation) of a plant that stands on plot K1 at the first survey, kg."""
    rows = [row for row in field()["plants"] if (row["survey"], row["p"]) != (OPENING, "K1")]
    said = [planting(), *([] if species == "kandelia_obovata" else [planting("K", species, **known)]),
            planting("B", "bruguiera")]
    sheet = account(field(plants=[*rows, plant(OPENING, "K1", species, size)]), planting=said)
    level = next(x.gives.level for x in sheet.chapter.formulas if x.gives.symbol == "AB_k")
    n = next(n for n, name in enumerate(sheet.rows[level].names) if "2021-06-01/K/K1/" in name)
    return sheet["AB_k"][n], sheet["BB_k"][n], sheet.rows[level].names[n].split("/")[4]


# --- the printed figures


def test_every_figure_of_the_worked_case_comes_out():
    assert MANGROVE.proven and len(MANGROVE.cases) == 1


@pytest.mark.parametrize("found, printed, same", [
    ("0.0602061", "0.060206", True), ("0.06020651", "0.060206", False), ("356.0567069", "356.0567", True),
    ("5", "5", True), ("5.1", "5", False), (None, "0", False), ("0", "0", True)])
def test_a_figure_is_compared_to_the_decimals_that_were_printed(found, printed, same):
    assert comes_out(found, printed) is same


def test_the_worked_example_comes_out_of_the_field_records():
    sheet = account()

    assert sheet.by_year == {"2021": 356, "2022": 607, "2023": 607, "2024": 608, "2025": 607, "2026": 251}
    assert sheet.tonnes == 3036 and comes_out(str(sheet.unrounded), "3038.128723")
    assert sheet.inputs == dict(MANGROVE.cases[0].inputs)


def test_what_is_provisional_taints_the_tonnes_and_so_blocks_filing():
    assert {"K_RISK", "GWP_CH4", "r_ipcc", "CF_e", "DR"} <= set(account().provisional)
    assert {"K_RISK", "GWP_CH4"} <= set(estimate().provisional)


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

    plot = next(p for p in sheet.inputs["changes"][0]["dates"][1]["strata"][0]["plots"] if p["p"] == "K1")
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
    from methodologies.kernel.records import read

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
    assert [row["d_SOC,s"] for row in sheet.inputs["changes"][0]["dates"][1]["strata"]] == ["730", "730"]


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


# --- the accounting


def test_a_period_inside_the_surveys_takes_its_share_of_days():
    sheet = account(field(period={"from": "2022-01-01", "to": "2022-12-31"}))

    assert sheet.by_year == {"2022": 607}


def test_a_deficit_of_earlier_periods_is_made_up_first():
    sheet = account(field(deficits=[{"period": "1", "tonnes": "1038.128723"}]))

    assert sheet.unrounded == pytest.approx(Decimal(2000))


def test_a_loss_certifies_nothing_and_is_told():
    data = field()
    for row in data["plants"]:
        row["survey"] = {OPENING: CLOSING, CLOSING: OPENING}[row["survey"]]

    sheet = account(data, soil_route="default")

    assert sheet.tonnes == 0 and "NEGATIVE_ER" in {f["rule"] for f in sheet.findings}


def test_bare_flat_may_open_without_any_plant():
    rows = [row for row in field()["plants"] if row["survey"] == CLOSING]

    assert account(field(plants=rows))["K_t"][0] == 0


def test_everything_wrong_with_the_records_is_told_at_once():
    data = field(period={"from": "2021-06-01", "to": "2026-05-32"})
    data["plants"][0]["diameter_cm"] = 3.0
    data["layers"][1]["bulk_density"] = "9"
    data["surveys"][0]["tide"] = "flood"

    assert broken(lambda: account(data)) == {
        ("INPUT", "/period/to"), ("INPUT", "/plants/0/diameter_cm"), ("INPUT", "/layers/1/bulk_density"),
        ("INPUT", "/surveys/0/tide")}


def test_the_period_ends_by_the_day_of_upload():
    assert account(on=date(2026, 5, 31)).tonnes
    assert broken(lambda: account(on=date(2026, 5, 30))) == {("INPUT", "/period/to")}


def test_an_unknown_way_of_deduction_is_refused():
    said = {"forest.deduction": "none"}

    assert broken(lambda: MANGROVE.accounting_of(design(), field(), TABLES, date(2026, 7, 1), said)) == {
        ("INPUT", "/settings/forest.deduction")}


# --- the estimate


def young(**known):
    """Ten hectares of one species whose size does not change, planted in the first crediting year."""
    return dict(
        parcels=[parcel(i="B", area_ha="10", planted_on="2021-12-01")], strata=[stratum("B")],
        planting=[planting("B", "bruguiera")],
        growth=growth("B", "bruguiera", ("0", "2", "1"), ("100", "2", "1")), **known)


def test_the_estimate_grows_what_is_planted_and_thins_it():
    sheet = estimate(**young())

    planted = 10 * 10000 * Decimal("0.9") * Decimal("2.301811") * Decimal("0.46") / 1000
    assert float(sheet["K_t"][1]) == pytest.approx(float(planted), rel=1e-6) and sheet["K_t"][0] == 0
    assert sheet["K_t"][-1] < sheet["K_t"][1]
    assert len(sheet["CDR_x"]) == 20 and sheet.average == sheet.tonnes // 20


def test_survival_never_falls_below_what_remains():
    rows = [planting("B", "bruguiera", survival_least="0.9")]

    sheet = estimate(**young() | dict(planting=rows))

    assert len({*sheet["K_t"][1:]}) == 1


def test_crediting_years_join_without_a_step():
    stocks = estimate()["C_t"]

    assert stocks[1:-1:2] == stocks[2::2]


def test_the_soil_of_a_crediting_year_is_a_rate_by_area():
    sheet = estimate(**young())

    second = 10 * Decimal("1.62") * 365 * 44 / Decimal("365.25") / 12
    assert abs(sheet["dSOC_s"][3] - second) < Decimal("1e-20")
    assert sheet.inputs["changes"][0]["dates"][1]["strata"][0]["d_SOC,s"] == "182"  # from planting on


def test_growth_is_never_taken_beyond_its_table():
    short = growth("B", "bruguiera", ("0", "2", "1"), ("10", "4", "2"))

    assert broken(lambda: estimate(**young() | dict(growth=short))) == {("INPUT", "/growth")}


def test_a_step_from_one_form_to_the_other_is_told_with_its_year():
    told = {f["rule"]: f["en"] for f in estimate().findings}

    assert "Crediting years 7" in told["T5_FORM"] and "M-YIELD" in told


def test_an_estimate_names_everything_it_lacks():
    said = design(crediting_to="2041-02-30", soil_rate="2")
    del said["strata"]

    assert broken(lambda: MANGROVE.estimate_of(said, TABLES, date(2026, 7, 1))) == {
        ("INPUT", "/crediting_to"), ("INPUT", "/soil_rate"), ("INPUT", "/strata")}


# --- applicability


def test_a_project_in_order_breaks_nothing():
    assert MANGROVE.check_design(design()) == ()


def test_everything_wrong_with_a_design_is_told_at_once():
    said = design(no_fertiliser="no", longitude="117.9", additionality="general",
                  parcels=[parcel(cover_percent="6", area_ha="0.03", tenure_until="2059-01-01"),
                           parcel("P2", "B", area_ha="20")])

    assert {b.where for b in MANGROVE.check_design(said)} == {
        "/no_fertiliser", "/longitude", "/additionality", "/parcels/0/cover_percent", "/parcels/0/area_ha",
        "/parcels/0/tenure_until"}


def test_the_whole_class_is_exempt():
    assert MANGROVE.additionality == ("exempt",) and MANGROVE.type_code == "N0201"
    assert (MANGROVE.crediting.min_years, MANGROVE.crediting.max_years, MANGROVE.crediting.renewals) == (20, 40, 0)


def test_every_document_proves_a_rule_there_is_and_everything_is_said_in_both_languages():
    ids = {rule.id for rule in MANGROVE.all_rules}
    fields = [x for each in (*MANGROVE.design, *MANGROVE.records) for x in (getattr(each, "fields", ()) or (each,))]
    said = [*fields, *MANGROVE.design, *MANGROVE.records, *MANGROVE.documents, *MANGROVE.duties, *MANGROVE.key_points,
            *MANGROVE.settings, *MANGROVE.cases]

    assert {rule for document in MANGROVE.documents for rule in document.rules} <= ids
    assert all(each.zh and each.en and each.zh != each.en for each in said)
    assert all(bool(each.help_zh) == bool(each.help_en) for each in fields)


# --- published projects

PUBLISHED = (  # area ha, start, crediting period, total t, annual t, t/ha/y
    ("83.34", "2023-03-18", "2023-12-01", "2043-11-30", 32966, 1648, "19.77"),
    ("37.16", "2024-05-08", "2024-06-01", "2064-05-31", 24814, 620, "16.68"),
    ("37.93", "2024-05-08", "2024-06-01", "2064-05-31", 25366, 634, "16.72"),
)


@pytest.mark.parametrize("area, start, first, last, total, annual, per_hectare", PUBLISHED)
def test_a_published_project_fits_the_periods_the_average_and_the_yield(area, start, first, last, total, annual,
                                                                        per_hectare):
    said = design(commencement_on=start, lifetime_from=start, lifetime_to="2064-12-31", crediting_from=first,
                  crediting_to=last, parcels=[parcel(area_ha=area, planted_on=start, tenure_until="2064-12-31"),
                                              parcel("P2", "B", planted_on=start, tenure_until="2064-12-31")])
    years = int(last[:4]) - int(first[:4])
    mean, _ = f.yearly_average.number_reading

    assert MANGROVE.check_design(said) == ()
    assert mean(CDR=Decimal(total), CDR_x=[None] * years) == annual
    assert comes_out(str(annual / Decimal(area)), per_hectare)
    assert yield_is_usual.broken_by({"annual_t": Decimal(annual), "area_ha": Decimal(area)}) == ()


def test_the_corrected_area_of_zhanjiang_lowers_the_tonnes_in_proportion():
    before, after = Decimal(25366) / Decimal("37.93"), Decimal(24814) / Decimal("37.1608")

    assert abs(after / before - 1) < Decimal("0.002")
    assert Decimal(620) / Decimal("37.1608") < Decimal(634) / Decimal("37.93")
