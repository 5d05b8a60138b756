"""CCER-14-001-V01 before planting has grown: design data, curves, pools, the number of plots."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from methodologies.ccer_14_001_v01_afforestation.estimates import in_years
from methodologies.kernel.cases import wrong_figures
from methodologies.kernel.chapter import schema
from methodologies.kernel.recompute import recompute
from methodologies.kernel.rules import Refusal
from tests.tonnes.forest_builders import (
    FOREST,
    ON,
    TABLES,
    case_input,
    design,
    estimate,
    growth,
    parcel,
    stratum,
)


def rules_of(refusal) -> list[tuple[str, str]]:
    return [(broken.rule.id, broken.where) for broken in refusal.value.broken]


# --- the worked examples


@pytest.mark.parametrize("case", FOREST.cases, ids=lambda case: case.id)
def test_every_printed_figure_comes_out(case):
    sheet = FOREST.chapter(case.chapter).work(dict(case.inputs))

    assert list(wrong_figures(case, sheet)) == []


def test_every_printed_figure_is_asked_for():
    assert sum(len(rows) for case in FOREST.cases for rows in case.expect.values()) == 130


@pytest.mark.parametrize("symbol, row, printed", [("CDR_sum", "", "78053.369293"), ("n_plots", "", "24"),
                                                  ("N", "", "8333.334"), ("V_g", "1/2020-12-31/S2·杉木/1", "0.000001")])
def test_a_figure_that_is_off_in_its_last_digit_is_found(symbol, row, printed):
    case = next(case for case in FOREST.cases if case.id == "twenty-years")
    wrong = replace(case, expect={symbol: {row: printed}})

    assert len(list(wrong_figures(wrong, FOREST.estimate.work(dict(case.inputs))))) == 1


# --- from the design document to the estimate


def test_the_design_document_gives_the_estimate_and_the_plots():
    sheet = estimate()

    assert (sheet.tonnes, sheet.average, sheet["n_plots"]) == (78053, 3902, 23)
    assert sheet["n_i"] == [15, 8]


def test_the_design_document_of_the_builder_breaks_no_rule():
    assert FOREST.check_design(design()) == ()


def test_species_that_nobody_compared_taint_the_estimate_and_two_people_take_the_taint_away():
    official = tuple(replace(row, purpose="official") for row in TABLES)

    assert estimate().provisional == ["BEF_j", "CF_j", "R_j", "WD_j"]
    assert FOREST.estimate_of(design(), official, ON).provisional == []


def test_own_curves_taint_nothing_and_the_curve_of_the_table_does():
    row = growth("S1", form="logistic", of="biomass", asymptote=None, p2=None, p3=None, source=None, source_on=None)

    sheet = estimate(growth=[row, growth("S2")])

    assert "B_max,c" in sheet.provisional and sheet.inputs["cohorts"][0]["p3_c"]["value"] == "2.1735"


@pytest.mark.parametrize("form", ["richards", "korf", "logistic", "linear", "table"])
def test_every_form_of_growth_begins_with_nothing_and_never_falls(form):
    row = growth("S1", form=form, p2="0.5", p3="1.5")
    ages = [{"i": "S1", "species": "马尾松", "age": str(age), "percent": str(age * 5)} for age in range(1, 21)]

    sheet = estimate(growth=[row, growth("S2")], ages=ages, strata=[stratum("S1", planted_year="2020"), stratum("S2")])
    names = sheet.rows[sheet.chapter.symbols["phi_g"].level].names
    shares = [x for x, name in zip(sheet["phi_g"], names) if "S1" in name]

    assert shares[0] == 0 and shares == sorted(shares) and 0 < shares[-1] <= 1


def test_a_table_by_age_is_straight_between_its_ages_and_level_after_the_last():
    ages = [{"i": "S1", "species": "马尾松", "age": age, "percent": percent}
            for age, percent in (("4", "10"), ("8", "30"))]

    sheet = estimate(growth=[growth("S1", form="table"), growth("S2")], ages=ages)
    rows = [end["growth"][0]["x_g"] for year in sheet.inputs["years"] for end in year["ends"][1:]]

    assert rows[:6] == ["0.075", "0.1", "0.15", "0.2", "0.25", "0.3"] and set(rows[5:]) == {"0.3"}


def test_a_mixture_of_species_shares_the_stratum():
    half = [growth("S1", share_percent="50"), growth("S1", species="侧柏", share_percent="50")]

    sheet = estimate(growth=[*half, growth("S2")])

    assert [sheet.inputs["species"][n]["CF_j"]["table"] for n in (0, 1)] == ["T1 v1/马尾松", "T1 v1/柏木"]
    assert sheet.inputs["species"][1]["CF_j"]["fallback"] is True
    assert sheet["A_c"] == [150, 150, 200]


def test_local_parameters_come_before_the_table():
    local = {"species": "马尾松", "cf": "0.45", "bef": "1.4", "wd": "0.37", "r": "0.18", "sample_trees": "31",
             "source": "省级标准", "source_on": "2019-01-01"}

    sheet = estimate(local_parameters=[local])

    assert sheet.inputs["species"][0]["CF_j"]["value"] == "0.45" and sheet.tonnes < 78053


def test_a_species_that_no_table_has_is_refused_at_its_row_with_all_others():
    rows = [growth("S1", species="山杏"), growth("S2", species="沙柳")]

    with pytest.raises(Refusal) as refusal:
        estimate(growth=rows)

    assert rules_of(refusal) == [("SPECIES_MISSING", "/growth/0/species"), ("SPECIES_MISSING", "/growth/1/species")]


@pytest.mark.parametrize("row, where", [
    (dict(i="S9"), "/growth/0/i"), (dict(i="S2", species="杉木"), "/growth/1/species"),
    (dict(asymptote=None), "/growth/0/asymptote"), (dict(form="table"), "/growth/0/form"),
    (dict(p3=None), "/growth/0")])
def test_growth_that_does_not_fit_is_refused_at_its_row(row, where):
    with pytest.raises(Refusal) as refusal:
        estimate(growth=[growth() | row if row.keys() & {"i", "species"} else growth("S1", **row), growth("S2")])

    assert rules_of(refusal) == [("INPUT", where)]


def test_everything_unreadable_is_said_at_once():
    with pytest.raises(Refusal) as refusal:
        estimate(crediting_to="2040-02-30", plot_m2="六百", strata=[stratum("S1", area_ha="0")])

    assert [where for _, where in rules_of(refusal)] == ["/crediting_to", "/strata/0/area_ha", "/plot_m2"]


# --- pools


def test_dead_wood_and_litter_count_only_where_the_project_says_so_and_then_taint():
    without, counted = estimate(), estimate(dead_wood_litter="on")

    assert counted.provisional == ["BEF_j", "CF_j", "DF_DW", "DF_LI", "R_j", "WD_j"]
    assert abs(counted.unrounded - without.unrounded * Decimal("1.12")) < Decimal("1e-9")


def test_soil_grows_for_twenty_years_at_most_and_taints():
    sheet = estimate(soil_growth="0.5")
    grown = sheet["CDR_sum"] - estimate()["CDR_sum"]

    assert "r_SOC" in sheet.provisional
    # S1: ages 2 to 20 of 22, S2: ages 0 to 20; 300 and 200 ha
    assert abs(grown - Decimal("0.5") * (300 * 18 + 200 * 20) * 44 / 12 * Decimal("0.9")) < Decimal("1e-9")


def test_a_baseline_is_taken_off_every_year():
    assert abs(estimate().unrounded - estimate(baseline_t="100").unrounded - 1800) < Decimal("1e-9")


# --- what is judged beyond shape


def test_an_unusual_yield_is_told_and_does_not_refuse():
    sheet = estimate(growth=[growth("S1", asymptote="1500"), growth("S2", asymptote="1500")])

    assert [(finding["rule"], finding["grade"]) for finding in sheet.findings] == [("AF-YIELD", "warn")]
    assert estimate().findings == ()


def test_a_project_that_is_not_exempt_proves_its_additionality():
    broken = {each.rule.id for each in FOREST.check_design(design(additionality="general"))}

    assert broken == {"ADD-1", "ADD-2", "ADD-3", "ADD-7"}


def test_failing_parcels_are_told_each_at_its_place():
    rows = [parcel("S1", canopy="0.3"), parcel("S2", tenure_to="2030-01-01")]

    broken = FOREST.check_design(design(parcels=rows))

    assert [(each.rule.id, each.where) for each in broken] == [
        ("AF-A2", "/parcels/0/canopy"), ("AF-B", "/parcels/1/tenure_to")]


@pytest.mark.parametrize("day, years", [("2020-12-31", "2020"), ("2021-12-31", "2021"), ("2021-06-30", "2020.49589"),
                                        ("2020-01-01", "2019.002732")])
def test_a_day_is_a_number_of_years_and_the_end_of_a_year_is_that_year(day, years):
    assert in_years(date.fromisoformat(day)) == Decimal(years)


# --- the module as a whole


def test_what_was_estimated_comes_out_again():
    assert recompute(FOREST, estimate().to_json()) == []


def test_the_input_of_both_chapters_has_a_schema():
    asked = {name: set(schema(FOREST.chapter(name))["properties"]) for name in ("estimate", "accounting")}

    assert {"strata", "cohorts", "species", "years", "passes"} <= asked["estimate"]
    assert {"dates", "species", "fires", "years", "days_S", "carried"} <= asked["accounting"]


def test_a_plain_number_where_provenance_is_asked_for_is_refused():
    inputs = case_input("twenty_years")
    inputs["species"][0]["CF_j"] = "0.46"

    with pytest.raises(Refusal) as refusal:
        FOREST.estimate.work(inputs)

    assert rules_of(refusal) == [("INPUT", "/species/0/CF_j")]


def test_the_methodology_is_whole():
    ids = {rule.id for rule in FOREST.all_rules}
    named = {rule for document in FOREST.documents for rule in document.rules}

    assert named <= ids and {"AF-A", "AF-I", "SV-1", "ADD-1", "CP-4", "SPECIES_MISSING"} <= ids
    assert (FOREST.crediting.min_years, FOREST.crediting.max_years, FOREST.type_code) == (20, 40, "N0101")
    assert FOREST.additionality == ("exempt", "general") and len(FOREST.key_points) == 14


def test_every_meaning_is_there_in_both_languages():
    fields = [f for each in (*FOREST.design, *FOREST.records) for f in (getattr(each, "fields", ()) or (each,))]
    said = [*fields, *FOREST.design, *FOREST.records, *FOREST.documents, *FOREST.duties, *FOREST.key_points,
            *FOREST.settings, *FOREST.cases]

    assert all(each.zh and each.en and each.zh != each.en for each in said)
    assert all(bool(each.help_zh) == bool(each.help_en) for each in fields)
