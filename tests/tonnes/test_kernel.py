"""The kernel on small texts of its own: what can be recorded, what is proven at load, what is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from methodologies.kernel.chapter import Chapter, Result
from methodologies.kernel.expressions import NotAFormula, choose, count, floor_tonnes, most, power, root, total
from methodologies.kernel.units import ONE, UnitError, unit
from tests.tonnes.small_text import text

# --- units


def test_units_multiply_divide_and_cancel():
    assert unit("MWh") * unit("tCO2/MWh") == unit("tCO2e") == unit("tCO2")
    assert unit("m^3/s") / unit("m/s") == unit("m^2")
    assert unit("kg") / unit("kg") == ONE == unit("1")
    assert unit("m^2") ** Fraction(1, 2) == unit("m")
    assert str(unit("tC/GJ*a")) == "tC/GJ/a" or str(unit("a*tC/GJ")) == "a*tC/GJ"


@pytest.mark.parametrize("wrong", ["", " ", "t CO2", "m^", "m^-1", "1/", "吨"])
def test_what_is_no_unit_is_refused(wrong):
    with pytest.raises(UnitError):
        unit(wrong)


@pytest.mark.parametrize(
    "give, function",
    [
        ("X_i", lambda x_p, h_p: total(x_p + h_p)),
        ("y_i", lambda a_i, x_p: a_i * total(x_p)),
        ("Y", lambda u: u),
        ("Z", lambda u: floor_tonnes(u)),
        ("Y", lambda u, k: power(u, k)),
        ("n", lambda x_p: total(x_p)),
        ("Y", lambda Y, u: most(Y, u)),
        ("Y", lambda Y: root(Y)),
        ("Y", lambda Y: Y**2),
        ("Y", lambda Y: Y + 1),
    ],
)
def test_a_dimension_that_does_not_fit_stops_the_start(give, function):
    with pytest.raises((UnitError, NotAFormula)):
        text().formula("(1)", give, "1")(function)


def test_nothing_fits_every_unit():
    assert text().formula("(1)", "Y", "1")(lambda Y: most(Y, 0)).gives.unit == "tCO2"


# --- what is no formula


@pytest.mark.parametrize(
    "function",
    [
        lambda u, k: u * (1 - k) if u == 0 else u,
        lambda u: u if u > 0 else -u,
        lambda u, k: u or k,
        lambda u: u * 0.5,
        lambda u: sum(u),
        lambda u: max(u, 0),
        lambda u: abs(u),
        lambda u: round(u),
        lambda u: float(u),
        lambda u: int(u),
        lambda u: "1",
        lambda u: [1][u],
        lambda u: root(u, u),
        lambda u: most(),
        lambda u: u**0.5,
    ],
)
def test_a_branch_a_loop_or_a_float_stops_the_start(function):
    with pytest.raises(NotAFormula):
        text().formula("(1)", "n", "1")(function)


@pytest.mark.parametrize(
    "give, function",
    [
        ("Y", lambda x_p: x_p),
        ("Y", lambda x_p, b_f: total(x_p + b_f)),
        ("Y", lambda b_f: total(total(b_f))),
        ("n", lambda s_i: total(s_i)),
        ("y_i", lambda s_i: s_i * 2),
        ("y_i", lambda s_i: choose(s_i, pine=1)),
        ("y_i", lambda s_i: choose(s_i, pine=1, fir=2, oak=3)),
        ("y_i", lambda a_i: choose(a_i, pine=1)),
        ("Y", lambda x_p: total(floor_tonnes(x_p))),
        ("n", lambda x_p: count(x_p + x_p)),
        ("X_i", lambda b_f: total(b_f)),
    ],
)
def test_rows_and_words_stand_only_where_they_can_be_read(give, function):
    with pytest.raises(NotAFormula):
        text().formula("(1)", give, "1")(function)


def test_an_unknown_symbol_stops_the_start():
    with pytest.raises(NameError, match="no such symbol: nobody"):
        text().formula("(1)", "n", "1")(lambda nobody: nobody)
    with pytest.raises(NameError, match="no such symbol: Nobody"):
        text().formula("(1)", "Nobody", "1")(lambda u: u)


@pytest.mark.parametrize(
    "said",
    [
        {"zh": "系数", "en": "系数"},
        {"zh": "", "en": "factor"},
        {"unit": ""},
        {"source": ""},
        {"symbol": "a-b"},
        {"symbol": "k"},
        {"words": ("a",)},
        {"unit": "word"},
    ],
)
def test_a_symbol_without_meaning_unit_or_source_stops_the_start(said):
    known = {"symbol": "q", "zh": "量", "en": "quantity", "unit": "1", "source": "1"} | said
    law = text()

    with pytest.raises((ValueError, UnitError)):
        law.monitored(known.pop("symbol"), **known)


def test_a_chapter_is_proven_complete_before_any_data_is_seen():
    law = text()
    stratum = law.formula("(1)", "X_i", "1")(lambda x_p: total(x_p))
    whole = law.formula("(2)", "Y", "1")(lambda X_i: total(X_i))
    result = Result(total="Y", unrounded="Y", line="Y")

    with pytest.raises(ValueError, match="needs X_i before"):
        Chapter("accounting", law, (whole, stratum), result=result)
    with pytest.raises(ValueError, match="worked out twice"):
        Chapter("accounting", law, (stratum, whole, whole), result=result)
    with pytest.raises(ValueError, match="is not worked out"):
        Chapter("accounting", law, (stratum,), result=result)
