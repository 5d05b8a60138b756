"""CCER-14-002-V01: the printed figures, biomass equations, soil, applicability, estimate and accounting."""
from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from methodologies.ccer_14_002_v01_mangrove import formulas as f
from methodologies.ccer_14_002_v01_mangrove.checks import yield_is_usual
from methodologies.kernel.cases import comes_out
from methodologies.kernel.rules import REFUSE, Refusal
from tests.tonnes.mangroves import (
    CLOSING,
    MANGROVE,
    OPENING,
    TABLES,
    account,
    design,
    estimate,
    field,
    growth,
    parcel,
    planting,
    stratum,
)


def broken(call) -> set[tuple[str, str]]:
    """(rule, place) of every refusing rule that the call broke."""
    with pytest.raises(Refusal) as refusal:
        call()
    return {(b.rule.id, b.where) for b in refusal.value.broken if b.rule.grade is REFUSE}


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
    assert sheet.inputs["changes"][0]["dates"][1]["stands"][0]["d_SOC,s"] == "182"  # from planting on


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


def test_the_number_of_plots_and_where_they_go_come_with_the_estimate():
    few = dict(strata=[stratum(deviation="12"), stratum("B", deviation="9")], expected_carbon="40", plot_m2="600",
               parcels=[parcel(area_ha="300"), parcel("P2", "B", area_ha="200")])

    sheet = estimate(**few)

    assert (sheet["n_k"], sheet["n_i"], sheet["n_plots"]) == ([20, 22, 22], [15, 8], 23)


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
