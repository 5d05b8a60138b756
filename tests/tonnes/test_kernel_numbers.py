"""What the kernel functions give, what a chapter asks for, and the days of the law."""

from __future__ import annotations

from decimal import Decimal

import pytest

from methodologies.kernel import dates
from methodologies.kernel.chapter import Chapter, Result, schema
from methodologies.kernel.expressions import (
    at_most,
    band,
    before,
    choose,
    count,
    first,
    floor_tonnes,
    last,
    least,
    row_of,
    size,
    total,
    whole_up,
)
from methodologies.kernel.parameters import Keys, Level
from methodologies.kernel.rules import Refusal
from tests.tonnes.small_text import DISCOUNT, SPECIES, T90, text, work

# --- numbers


@pytest.mark.parametrize(
    "give, function, inputs, expected",
    [
        ("X_i", lambda x_p: total(x_p), {}, ["4", "4"]),
        ("y_i", lambda x_p: count(x_p), {}, ["2", "1"]),
        ("X_i", lambda x_p: first(x_p), {}, ["1.5", "4"]),
        ("X_i", lambda x_p: last(x_p), {}, ["2.5", "4"]),
        ("X_i", lambda x_p: total(x_p * 2) - least(first(x_p), last(x_p)), {}, ["6.5", "4"]),
        ("Y", lambda b_f: total(b_f), {}, ["0"]),
        ("n", lambda b_f: count(b_f), {}, ["0"]),
        ("n", lambda u: band(u, DISCOUNT), {"u": "0.1"}, ["0"]),
        ("n", lambda u: band(u, DISCOUNT), {"u": "0.10000001"}, ["0.06"]),
        ("n", lambda u: at_most(u, T90), {"u": "7"}, ["1.9"]),
        ("n", lambda u: at_most(u, T90), {"u": "6.9"}, ["6.3"]),
        ("y_i", lambda s_i: row_of(s_i, SPECIES, "CF"), {}, ["0.5", "0.4"]),
        ("y_i", lambda s_i, a_i: choose(s_i, pine=a_i, fir=-a_i), {}, ["2", "-2"]),
        ("y_i", lambda a_i: before(a_i, 9), {}, ["9", "2"]),
        ("n", lambda u: -(u**2), {"u": "3"}, ["-9"]),
        ("n", lambda u: whole_up(u), {"u": "19.000001"}, ["20"]),
        ("n", lambda u: size(u - 5), {"u": "3"}, ["2"]),
    ],
)
def test_each_kernel_function_gives_its_number(give, function, inputs, expected):
    assert work(give, function, **inputs) == [Decimal(x) for x in expected]


def test_only_the_chosen_case_is_worked():
    """A case that can't be worked is nobody's business while another one applies."""
    assert work("y_i", lambda s_i, a_i: choose(s_i, pine=a_i, fir=a_i / a_i)) == [Decimal(2), Decimal(1)]


@pytest.mark.parametrize(
    "value, tonnes",
    [("10.999999999999", 10), ("10.9999999999995", 11), ("10.9999999999994", 10), ("11", 11), ("-0.5", -1), ("0", 0)],
)
def test_whole_tonnes_are_guarded_by_a_microgram(value, tonnes):
    law = text()
    law.monitored("v", zh="吨", en="tonnes", unit="tCO2", source="1")
    chapter = Chapter(
        "accounting",
        law,
        (law.formula("(1)", "Z", "1")(lambda v: floor_tonnes(v)),),
        result=Result(total="Z", unrounded="Z", line="Z"),
    )

    assert chapter.work({"v": value}).tonnes == tonnes


def test_a_division_does_not_lose_a_tonne():
    """1 / 12 × 44 × 9 is 33; with 34 digits it is 32.99…9."""
    law = text()
    law.monitored("v", zh="吨", en="tonnes", unit="tCO2", source="1")
    chapter = Chapter(
        "accounting",
        law,
        (law.formula("(1)", "Z", "1")(lambda v: floor_tonnes(v / 12 * 44 * 9)),),
        result=Result(total="Z", unrounded="Z", line="Z"),
    )

    assert chapter.work({"v": "1"}).tonnes == 33


def test_past_the_end_of_a_table_is_refused_with_the_words_of_the_text():
    with pytest.raises(Refusal) as refusal:
        work("n", lambda u: band(u, DISCOUNT), u="0.21")

    assert "add plots" in refusal.value.broken[0].en and refusal.value.broken[0].rule.id == "WORKING"


def test_a_division_by_zero_names_the_formula():
    with pytest.raises(Refusal) as refusal:
        work("n", lambda u: 1 / u, u="0")

    assert "Formula (1), n" in refusal.value.broken[0].en


# --- the input that a chapter asks for


def test_the_schema_is_the_free_symbols():
    law = text()
    chapter = Chapter(
        "accounting",
        law,
        (
            law.formula("(1)", "X_i", "1")(lambda x_p, k: total(x_p) * k),
            law.formula("(2)", "Y", "1")(lambda X_i, b_f: total(X_i) - total(b_f)),
        ),
        result=Result(total="Y", unrounded="Y", line="Y"),
    )

    found = schema(chapter)

    assert found["required"] == ["strata"] and set(found["properties"]) == {"strata", "fires", "note"}
    plots = found["properties"]["strata"]["items"]["properties"]["plots"]
    assert plots["minItems"] == 1 and plots["items"]["required"] == ["p", "x_p"]
    assert plots["items"]["properties"]["x_p"]["x-unit"] == "tCO2"


# --- days


def test_days_of_the_law():
    from datetime import date

    assert dates.years_after(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert dates.years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert [n for n, *_ in dates.crediting_years(date(2022, 4, 1), date(2032, 3, 31))] == list(range(1, 11))
    assert list(dates.months_in(date(2024, 11, 30), date(2025, 1, 1))) == ["2024-11", "2024-12", "2025-01"]
    assert [y for y, *_ in dates.calendar_years(date(2022, 12, 31), date(2024, 1, 1))] == [2022, 2023, 2024]


@pytest.mark.parametrize(
    "text_", ["2023-02-29", "20230228", "2023-2-28", "", None, 20230228, "2023-02-28T00", "２023-02-28"]
)
def test_only_real_days_in_one_spelling_are_read(text_):
    assert dates.read_day(text_) is None


def test_the_two_kinds_of_year_are_levels_of_their_own():
    level = Level("years", "y", keys=Keys.CALENDAR, estimate_keys=Keys.CREDITING)

    assert level.keys_in("estimate") is Keys.CREDITING and level.keys_in("accounting") is Keys.CALENDAR
