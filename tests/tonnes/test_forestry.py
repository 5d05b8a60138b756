"""What forestry texts share, by a text of no law: the number of plots, what plots say, a period cut into years."""

from __future__ import annotations

from decimal import Decimal

import pytest

from methodologies.forestry import formulas as f
from methodologies.forestry.parameters import (
    DATE,
    PLOT,
    declare_period,
    declare_plan,
    declare_sampling,
)
from methodologies.forestry.sampling import passes
from methodologies.forestry.tables import DR_BY_U, INFINITE, SHARE_OF_U, T90
from methodologies.kernel.chapter import Chapter, Result
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.rules import Refusal

STRATA = ((Decimal(300), Decimal(12)), (Decimal(200), Decimal(9)))
PLAN = (f.area_planned, f.plots_to_cover, f.weight_planned, f.weighted_deviation, f.weighted_square,
        f.sum_of_deviations, f.sum_of_squares, f.error_admitted, f.t_of_the_pass, f.number_of_plots, f.whole_plots,
        f.plots_found, f.share_of_plots, f.plots_of_the_stratum, f.plots_in_all)
GIVES = "A N w_i ws_i ws2_i S1 S2 E t_k x_k n_k n x_i n_i n_plots".split()
SAMPLED = (f.area_on_the_date, f.weight, f.plots, f.stratum_mean, f.stratum_variance, f.weighted_mean,
           f.weighted_variance, f.project_mean, f.project_variance, f.freedom, f.uncertainty, f.deduction_rate)
SAMPLED_GIVES = "A_t w_s n_s b_s s2_s wb_s wv_s b_t v_t df_t u DR".split()
FIRST, LAST = (("14.2 17.8 12.9 16.1 15.0", "8.4 10.9 7.6 9.7"), ("33.5 44.2 29.8 39.9 36.1", "24.9 33.0 21.7 29.2"))


def chapter(law, gives, functions, result):
    formulas = tuple(law.formula(f"({n})", symbol, "1")(function)
                     for n, (symbol, function) in enumerate(zip(gives, functions), start=1))
    return Chapter("accounting", law, formulas, result=Result(**result))


def plan(strata=STRATA, plot="0.06", mean="40"):
    law = Symbols("A text")
    declare_plan(law, unit="tdm/ha", zh="生物量", en="biomass", at="1")
    found = passes(strata, Decimal(plot), Decimal(mean), Decimal("0.1"))
    return chapter(law, GIVES, PLAN, dict(total="n_plots", unrounded="n_plots", line="n_i")).work({
        "a_plot": plot, "b_guess": mean,
        "strata": [{"i": str(n), "A_i": str(a), "sd_i": str(s)} for n, (a, s) in enumerate(strata, start=1)],
        "passes": [{"k": str(n), "df_k": str(df)} for n, df in enumerate(found, start=1)]})


def stands(plots):
    return [{"i": str(i), "A_s": area, "plots": [{"p": str(n), "b_p": b} for n, b in enumerate(row.split(), start=1)]}
            for i, (area, row) in enumerate(zip(("300", "200"), plots), start=1)]


def sampled(surveys=(FIRST, LAST), deduction="table"):
    law = Symbols("A text")
    declare_sampling(law, unit="tdm/ha", zh="生物量", en="biomass", at="1")
    law.monitored("b_p", zh="样地生物量", en="biomass of the plot", unit="tdm/ha", source="1", level=PLOT)
    return chapter(law, SAMPLED_GIVES, SAMPLED, dict(total="DR", unrounded="u", line="b_t")).work({
        "deduction": deduction, "dates": [{"t": str(n), "strata": stands(row)} for n, row in enumerate(surveys)]})


def period(first, last, days, between, carried="0"):
    law = Symbols("A text")
    declare_period(law, at="1")
    law.monitored("C_t", zh="碳储量", en="stock", unit="tCO2", source="1", level=DATE)
    law.fixed("DR", zh="扣减率", en="rate", unit="1", source="1", value="0")
    functions = (f.change, f.deducted, f.days_of_the_period, f.change_in_the_period,
                 lambda dC_P, carried: dC_P - carried, f.share_of_the_year, f.whole_tonnes_of_the_year,
                 f.unrounded_sum, f.sum_of_the_lines)
    gives = "dC dC_net days dC_P CDR_P CDR_y CDR_t,y CDR_sum CDR".split()
    return chapter(law, gives, functions, dict(total="CDR", unrounded="CDR_sum", line="CDR_y", whole="CDR_t,y")).work({
        "days_S": between, "carried": carried, "years": [{"y": y, "days_y": n} for y, n in days.items()],
        "dates": [{"t": "1", "C_t": first}, {"t": "2", "C_t": last}]})


def printed(value, digits):
    return f"{value.quantize(Decimal(digits)):f}" == digits


# --- how many plots


def test_the_number_of_plots_is_found_in_passes_that_are_rows():
    sheet = plan()

    assert (sheet["S1"], sheet["S2"], sheet["E"]) == (Decimal("10.8"), Decimal("118.8"), Decimal(4))
    assert printed(sheet["N"], "8333.333")
    assert all(printed(x, digits) for x, digits in zip(sheet["x_k"], ("19.676", "21.738", "21.529"), strict=True))
    assert sheet["n_k"] == [20, 22, 22]


def test_plots_go_where_area_and_deviation_are_and_are_rounded_up():
    sheet = plan()

    assert all(printed(x, digits) for x, digits in zip(sheet["x_i"], ("14.67", "7.33"), strict=True))
    assert (sheet["n_i"], sheet["n_plots"]) == ([15, 8], 23)


def test_a_small_stratum_has_three_plots_all_the_same():
    assert plan(((Decimal(500), Decimal(12)), (Decimal(1), Decimal(1))))["n_i"][1] == 3


@pytest.mark.parametrize("deviation", range(1, 60))
def test_the_passes_end_where_the_last_number_is_enough_for_its_own_t(deviation):
    strata = [(Decimal(300), Decimal(deviation))]

    sheet, found = plan(strata), passes(strata, Decimal("0.06"), Decimal(40), Decimal("0.1"))

    assert found[0] == INFINITE and len(found) == len(set(found))
    assert sheet["n_k"][-1] >= sheet["n_k"][-2] or len(found) == 2


# --- what plots say


def test_the_uncertainty_comes_out_as_printed():
    sheet = sampled()

    assert sheet["b_s"] == [Decimal(text) for text in ("15.2", "9.15", "36.7", "27.2")]
    assert sheet["s2_s"][2] == Decimal("31.175") and printed(sheet["s2_s"][3], "24.393333")
    assert sheet["w_s"][:2] == [Decimal("0.6"), Decimal("0.4")]
    assert (sheet["b_t"][1], sheet["df_t"][1]) == (Decimal("32.9"), 7)
    assert printed(sheet["v_t"][1], "3.220333") and printed(sheet["v_t"][1].sqrt(), "1.794529")
    assert printed(sheet["u"], "0.103340")
    assert sheet["DR"] == Decimal("0.06")


def test_the_deduction_is_provisional_and_says_so():
    assert sampled().taint["DR"] == {"DR", "DR14"}


def test_the_other_way_deducts_a_share_of_the_uncertainty():
    sheet = sampled(deduction="share")

    assert printed(sheet["DR"] * 4, "0.103340")


def test_above_thirty_per_cent_nothing_is_accepted():
    with pytest.raises(Refusal, match="add plots"):
        sampled((FIRST, ("1 60 2 50 3", "24.9 33.0 21.7 29.2")))


@pytest.mark.parametrize("u, rate, share", [("0.10", "0", "0"), ("0.1000001", "0.06", "0.25"), ("0.15", "0.06", "0.25"),
                                            ("0.20", "0.06", "0.50"), ("0.30", "0.11", "0.75"), ("0.01", "0", "0")])
def test_a_limit_belongs_to_its_own_band(u, rate, share):
    assert (DR_BY_U.band(Decimal(u)), SHARE_OF_U.band(Decimal(u))) == (Decimal(rate), Decimal(share))


@pytest.mark.parametrize("df, t", [("5", "2.015048"), ("7", "1.894579"), ("19", "1.729133"), ("21", "1.720743"),
                                   ("45", "1.683851"), (str(INFINITE), "1.644854")])
def test_the_table_of_t_has_six_decimals_and_is_cautious_between_its_rows(df, t):
    assert T90.at_most(Decimal(df)) == Decimal(t)
    assert [value for _, value in T90.rows] == sorted((value for _, value in T90.rows), reverse=True)


# --- a period by calendar year


def test_a_period_is_cut_by_days_and_each_year_rounded_down_once():
    sheet = period("0", "1826", {"2024": "184", "2025": "365"}, "1826")

    assert sheet.by_year == {"2024": 184, "2025": 365} and sheet.tonnes == 549


def test_a_deficit_carried_is_taken_off_first():
    assert period("0", "1000", {"2024": "100"}, "100", carried="250.5").tonnes == 749


def test_a_loss_certifies_nothing_and_says_what_is_carried():
    sheet = period("1000", "900", {"2024": "50", "2025": "50"}, "100")

    assert sheet.tonnes == 0 and [finding["rule"] for finding in sheet.findings] == ["NEGATIVE_ER", "NEGATIVE_ER"]
