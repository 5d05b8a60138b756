"""Which inputs move the result, and how the rows of a level share a total."""

from __future__ import annotations

from decimal import Decimal

from methodologies.kernel.chapter import Chapter, Result
from methodologies.kernel.expressions import band, floor_tonnes, total
from methodologies.kernel.levels import side_by_side
from methodologies.kernel.sensitivity import sensitivity
from tests.tonnes.builders import WIND, accounting, case_input, estimate, window, year
from tests.tonnes.small_text import DISCOUNT, text

ONE_PERCENT = Decimal("0.01")


def strata() -> Chapter:
    """The strata of the small text: a column over them, its total, whole tonnes after a discount by uncertainty."""
    law = text()
    formulas = (
        law.formula("(1)", "X_i", "1")(lambda x_p: total(x_p)),
        law.formula("(2)", "y_i", "1")(lambda a_i: a_i * 2),
        law.formula("(3)", "Y", "1")(lambda X_i, u: total(X_i) * (1 - band(u, DISCOUNT))),
        law.formula("(4)", "Z", "1")(lambda Y: floor_tonnes(Y)),
    )
    return Chapter("accounting", law, formulas, result=Result(total="Z", unrounded="Y", line="Y"))


def forest(u: str = "0.15") -> dict:
    rows = [("A", "2", ("30", "10")), ("B", "3", ("60",))]
    return {
        "u": u,
        "strata": [
            {"i": i, "a_i": a, "plots": [{"p": str(n), "x_p": x} for n, x in enumerate(some)]} for i, a, some in rows
        ],
    }


# --- sensitivity


def test_the_input_that_moves_most_stands_first():
    found = sensitivity(WIND.work("accounting", case_input("example_3_9")))

    assert [each.symbol for each in found][:3] == ["X_export,w", "EF_grid,OM,y", "EF_grid,BM,y"]
    assert [each.reach for each in found] == sorted((each.reach for each in found), reverse=True)


def test_a_step_of_the_export_moves_the_tonnes_by_its_share_of_the_energy():
    sheet = WIND.work("accounting", accounting(year("2023", window(export="1000", taken="100"))))

    export = next(each for each in sensitivity(sheet) if each.symbol == "X_export,w")

    assert sheet.unrounded == Decimal("556.785")            # 900 MWh at 0.61865
    assert (export.lower, export.higher) == (Decimal("-61.865"), Decimal("61.865"))
    assert (export.lower_t, export.higher_t, export.rows) == (-62, 62, 1)


def test_the_step_is_a_setting_and_all_rows_of_a_symbol_move_together():
    sheet = WIND.work("estimate", estimate(("1000", "0"), ("2000", "0")))

    found = {each.symbol: each for each in sensitivity(sheet, ONE_PERCENT)}

    assert found["EG_export,y"].higher == sheet.unrounded * ONE_PERCENT and found["EG_export,y"].rows == 2
    assert found["EG_import,y"].reach == 0


def test_values_of_the_text_and_words_are_no_inputs():
    found = {each.symbol for each in sensitivity(WIND.work("accounting", case_input("example_3_9")))}

    assert found.isdisjoint({"w_OM", "w_BM", "PE_y", "state_w"})


def test_a_step_that_no_formula_can_take_is_told_with_its_reason():
    found = sensitivity(strata().work(forest(u="0.19")))

    assert (found[0].symbol, found[0].higher, found[0].lower) == ("u", None, Decimal(0))
    assert "add plots" in found[0].why_en and found[0].why_zh


def test_the_sheet_itself_stays_as_it_was():
    sheet = WIND.work("accounting", case_input("example_3_9"))
    before = sheet.to_json()

    sensitivity(sheet)

    assert sheet.to_json() == before


# --- rows side by side


def test_strata_stand_side_by_side_with_their_share_of_the_total():
    (rows,) = side_by_side(strata().work(forest()))

    assert (rows.level.name, rows.keys) == ("strata", ("A", "B"))
    first, second = rows.columns
    assert (first.quantity.symbol, first.shares) == ("X_i", (Decimal("0.4"), Decimal("0.6")))
    assert (second.quantity.symbol, second.values, second.shares) == ("y_i", (4, 6), ())


def test_a_share_is_of_the_total_of_its_own_row_above():
    year_of = lambda y: year(y, window("01-01..06-30", "300"), window("07-01..12-31", "100"))
    sheet = WIND.work("accounting", accounting(year_of("2022"), year_of("2023")))

    windows = next(each for each in side_by_side(sheet) if each.level.name == "windows")

    export = next(each for each in windows.columns if each.quantity.symbol == "EG_export,w")
    assert export.shares == (Decimal("0.75"), Decimal("0.25")) * 2


def test_a_total_of_nothing_has_no_shares():
    sheet = WIND.work("accounting", accounting(year("2022", window(export="0")), year("2023", window(export="0"))))

    years = next(each for each in side_by_side(sheet) if each.level.name == "years")

    assert {share for column in years.columns for share in column.shares} == {None}


def test_a_level_of_one_row_has_nothing_beside_it():
    assert side_by_side(WIND.work("accounting", accounting(year("2023")))) == ()
