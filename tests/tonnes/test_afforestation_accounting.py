"""CCER-14-001-V01 after the plots were measured: plants, strata, fires, the period."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from methodologies.forestry import equations
from methodologies.kernel.recompute import recompute
from methodologies.kernel.rules import Refusal
from tests.tonnes.forest_builders import (
    FIRST,
    FOREST,
    LAST,
    ON,
    PLOTS,
    TABLES,
    account,
    case_input,
    design,
    fire,
    monitored,
    survey,
    tree,
)

PINE = (("6", "5.1", "12", "0.008230"), ("8", "6.4", "25", "0.017439"), ("10", "7.8", "31", "0.031879"),
        ("12", "9.0", "18", "0.051270"), ("14", "10.2", "6", "0.076926"))


def printed(value, digits):
    return f"{value.quantize(Decimal(digits)):f}" == digits


def measured(*trees, **known):
    """The worked example, with one plot measured tree by tree."""
    said = monitored(**known)
    rows = [row for row in said["plot_values"] if (row["on"], row["p"]) != (LAST, "S1-1")]
    return said | dict(plot_values=rows, trees=list(trees))


def plot(sheet, symbol, name=f"{LAST}/S1/S1-1"):
    q = sheet.chapter.symbols[symbol]
    return sheet.columns[q.name][sheet.rows[q.level].names.index(name)]


# --- the worked example, from records


def test_records_of_two_surveys_give_the_batch_in_whole_tonnes_by_year():
    sheet = account(monitored())

    assert sheet.tonnes == 15013
    assert sheet.by_year == {"2021": 1513, "2022": 3001, "2023": 3001, "2024": 3009, "2025": 3001, "2026": 1488}
    assert printed(sheet.unrounded, "15015.101856") and printed(sheet["u"], "0.103340")


def test_without_a_fire_nothing_is_taken_off_for_it():
    sheet = account(monitored(fires=[]))

    assert (sheet["GHG"], sheet.tonnes) == (0, 15023)


def test_what_is_provisional_in_the_text_taints_the_batch():
    assert account(monitored()).provisional == ["BEF_j", "CF_j", "DR", "DR14", "GWP_CH4", "GWP_N2O", "R_j", "WD_j"]


# --- from trees to the hectare


@pytest.mark.parametrize("d, h, count, volume", PINE)
def test_the_volume_of_a_tree_is_as_printed(d, h, count, volume):
    assert printed(equations.equation(equations.shipped()[0]).of(Decimal(d), Decimal(h)), volume) and int(count) > 5


def test_the_trees_of_a_plot_give_its_biomass_and_carbon():
    sheet = account(measured(*(tree(*row[:3]) for row in PINE)))
    part = sheet.inputs["dates"][1]["strata"][0]["plots"][0]["parts"][0]

    assert printed(Decimal(part["V_k"]), "48.456736") and printed(Decimal(part["V_k"]) * Decimal("0.06"), "2.907404")
    assert printed(plot(sheet, "B_A,k", f"{LAST}/S1/S1-1/马尾松/1"), "27.104760")
    assert printed(plot(sheet, "b_p"), "32.173350") and printed(plot(sheet, "K_p"), "14.799741")


def test_dead_trees_and_those_that_stood_before_are_not_counted():
    alone = account(measured(tree())).unrounded

    assert account(measured(tree(), tree("30", state="dead"), tree("40", state="before"))).unrounded == alone


def test_the_equation_of_a_tree_is_named_with_its_table_and_taints():
    chosen = [{"species": "马尾松", "equation": "T3 v1/马尾松等松类"}, {"species": "杉木", "equation": "T2 v1/杉木"}]

    sheet = FOREST.accounting_of(design(equations=chosen), measured(tree()), TABLES, ON)
    fact = next(row for row in sheet.inputs["species"] if row["j"] == "马尾松")["eq_j"]

    assert fact["table"].startswith("T3 v1/马尾松等松类: 0.0292 2.8301 0;") and fact["confidence"] == "unsure"
    assert "eq_j" in sheet.provisional and "B_W,k" in sheet.inputs["dates"][1]["strata"][0]["plots"][0]["parts"][0]


def test_a_species_without_an_equation_in_the_design_is_refused():
    with pytest.raises(Refusal) as refusal:
        account(measured(tree()), equations=[])

    assert [broken.where for broken in refusal.value.broken] == ["/equations"]


def test_bamboo_and_shrubs_stand_beside_the_trees():
    culm = {"on": LAST, "p": "S1-1", "species": "马尾松", "d_cm": "10", "age_du": "3", "count": "120"}
    bush = {"on": LAST, "p": "S1-1", "species": "马尾松", "cover": "0.3", "forest_t_ha": "100"}

    part = account(measured(culms=[culm], shrubs=[bush])).inputs["dates"][1]["strata"][0]["plots"][0]["parts"][0]

    assert printed(Decimal(part["B_AB,k"]), "31.160") and part["V_k"] == "0"


def test_a_plot_without_a_plant_counts_as_a_plot():
    more = {on: strata | {"S1": strata["S1"] + " 0.0"} for on, strata in PLOTS.items()}

    sheet = account(monitored(more) | dict(plot_values=monitored()["plot_values"]), {"forest.deduction": "share"})

    assert plot(sheet, "b_p", f"{LAST}/S1/S1-6") == 0 and sheet["n_s"] == [6, 4, 6, 4]


# --- strata, uncertainty, fires


def test_a_stratum_may_be_divided_between_the_surveys():
    rows = [survey(FIRST, "S1"), survey(FIRST, "S2"), survey(LAST, "S1", area_ha="200"), survey(LAST, "S2"),
            survey(LAST, "S1") | {"i": "S1b", "area_ha": "100", "reason": "火灾后补植", "version": "2"}]
    plots = [row | ({"i": "S1b"} if row["on"] == LAST and row["p"] in ("S1-4", "S1-5", "S1-6") else {})
             for row in monitored(PLOTS | {LAST: PLOTS[LAST] | {"S1": "33.5 44.2 29.8 39.9 36.1 36.0"}})["plots"]]
    values = monitored(PLOTS | {LAST: PLOTS[LAST] | {"S1": "33.5 44.2 29.8 39.9 36.1 36.0"}})["plot_values"]

    sheet = account(monitored(strata=rows, plots=plots, plot_values=values))

    assert sheet["n_s"] == [5, 4, 3, 4, 3] and sheet["A_t"] == [500, 500]


def test_a_stratum_with_two_plots_is_refused():
    few = {on: strata | {"S2": " ".join(strata["S2"].split()[:2])} for on, strata in PLOTS.items()}

    with pytest.raises(Refusal) as refusal:
        account(monitored(few))

    assert [(broken.rule.id, broken.where) for broken in refusal.value.broken] == [
        ("PLOTS", "/dates/0/strata/1/plots"), ("PLOTS", "/dates/1/strata/1/plots")]


def test_the_other_way_of_deducting_is_a_setting():
    sheet = account(monitored(), {"forest.deduction": "share"})

    assert printed(sheet["DR"], "0.025835") and sheet.tonnes > 15013
    with pytest.raises(Refusal, match="forest.deduction"):
        account(monitored(), {"forest.deduction": "half"})


def test_above_thirty_per_cent_of_uncertainty_nothing_is_certified():
    wild = {FIRST: PLOTS[FIRST], LAST: {"S1": "2 90 3 80 4", "S2": "24.9 33.0 21.7 29.2"}}

    with pytest.raises(Refusal, match="add plots"):
        account(monitored(wild))


@pytest.mark.parametrize("age, comf", [("2", "0.46"), ("5", "0.46"), ("6", "0.67"), ("10", "0.67"), ("11", "0.50"),
                                       ("18", "0.32"), ("60", "0.32")])
def test_what_burns_follows_the_age_of_the_stand(age, comf):
    sheet = account(monitored(fires=[fire(age=age)]))

    assert sheet["GHG"] == Decimal("0.001") * Decimal("3.2") * 30 * Decimal(comf) * (
        Decimal("4.7") * 28 + Decimal("0.26") * 265)


def test_tropical_fires_have_factors_of_their_own():
    ghg = account(monitored(fires=[fire(zone="tropical")]))["GHG"]

    assert ghg == Decimal("0.0032") * 30 * Decimal("0.67") * (Decimal("6.8") * 28 + Decimal("0.20") * 265)


# --- the period


def test_a_deficit_of_earlier_periods_is_taken_off():
    lost = [{"period": "2016-07-01..2021-06-30", "tonnes": "1000.5"}]

    assert account(monitored(deficits=lost)).unrounded == account(monitored()).unrounded - Decimal("1000.5")


def test_a_loss_certifies_nothing_and_is_deducted_with_more():
    turned = {FIRST: PLOTS[LAST], LAST: PLOTS[FIRST]}

    sheet = account(monitored(turned, fires=[]))

    assert sheet.tonnes == 0 and {finding["rule"] for finding in sheet.findings} == {"NEGATIVE_ER"}
    assert sheet["dC_net"] == sheet["dC"] * (1 + sheet["DR"]) or sheet["DR"] == 0
    assert len(sheet.findings) == 6


def test_part_of_the_time_between_the_surveys_has_part_of_the_gain():
    whole = account(monitored(fires=[]))
    part = account(monitored(fires=[], period={"from": FIRST, "to": "2023-12-31"}))

    assert abs(part.unrounded - whole.unrounded * 914 / 1826) < Decimal("1e-9")


def test_the_baseline_counts_by_the_days_of_the_period():
    sheet = account(monitored(), baseline_t="365")

    assert printed(sheet["dC_BSL"], "1825.00")


@pytest.mark.parametrize("period, where", [({"from": LAST, "to": FIRST}, "/period/to"),
                                           ({"from": FIRST, "to": "2026-08-01"}, "/period/to"),
                                           ({"from": FIRST}, "/period/to")])
def test_a_period_that_cannot_be_is_refused(period, where):
    with pytest.raises(Refusal) as refusal:
        account(monitored(period=period))

    assert [broken.where for broken in refusal.value.broken] == [where]


def test_rows_that_belong_nowhere_are_told_before_anything_is_reckoned_with_them():
    data = monitored(trees=[tree(p="S9-9")], fires=[fire(burnt_on="2030-01-01")])

    with pytest.raises(Refusal) as refusal:
        account(data)

    assert [(broken.rule.id, broken.where) for broken in refusal.value.broken] == [("SV-2", "/trees/0/p")]


def test_a_species_of_the_plots_that_no_table_has_is_refused_where_it_stands():
    data = monitored()
    data["plot_values"][0]["species"] = "梭梭"

    with pytest.raises(Refusal) as refusal:
        account(data)

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [("SPECIES_MISSING", "/plot_values/0/species")]


def test_what_was_accounted_comes_out_again_and_a_changed_plot_does_not():
    stored = account(monitored()).to_json()
    stored["inputs"]["dates"][1]["strata"][0]["plots"][0]["parts"][0]["B_W,k"] = "34"

    assert recompute(FOREST, account(monitored()).to_json()) == []
    assert "value" in {difference.kind for difference in recompute(FOREST, stored)}


def test_the_sheet_is_read_as_sentences():
    sheet = FOREST.work("accounting", case_input("two_surveys"))
    lines = list(sheet.lines(1))

    assert any(line.startswith("DR = {deduction; table: DR(u), share: u × DR14(u)}") for line in lines)
    assert date.fromisoformat(FIRST) and any("暂定" in line for line in lines)
