"""What must hold for any stand: more biomass never lowers, a period cut in two never gains, order never matters."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from methodologies.kernel.reader import decimal_text
from methodologies.kernel.recompute import recompute
from tests.tonnes.forest_builders import FIRST, FOREST, LAST, ON, TABLES, account, design, fire, monitored, tree

DAYS = (date.fromisoformat(LAST) - date.fromisoformat(FIRST)).days


def decimals(low: str, high: str, places: int = 3):
    numbers = st.decimals(Decimal(low), Decimal(high), places=places, allow_nan=False, allow_infinity=False)
    return numbers.map(decimal_text)


@st.composite
def surveys(draw):
    """Plots whose values lie near each other, so that the uncertainty stays below 30 %."""
    def row(low, high):
        return " ".join(draw(st.lists(decimals(low, high), min_size=4, max_size=8)))

    return {FIRST: {"S1": row("10", "14"), "S2": row("8", "11")}, LAST: {"S1": row("36", "46"), "S2": row("28", "36")}}


@st.composite
def records(draw):
    return monitored(draw(surveys()), fires=[fire(area_ha=draw(decimals("0.1", "50")))])


def inputs_of(data):
    return FOREST.determined("accounting", design(), data, TABLES, ON, {"forest.deduction": "table"}).inputs


def tonnes(inputs) -> int:
    return FOREST.accounting.work(inputs).tonnes


def lifted(inputs, by: str):
    """Every plot of the later survey holds that much more: mean and deviation keep their places."""
    turned = copy.deepcopy(inputs)
    for row in turned["dates"][1]["strata"]:
        for part in (part for plot in row["plots"] for part in plot["parts"]):
            part["B_W,k"] = decimal_text(Decimal(part["B_W,k"]) + Decimal(by))
    return turned


@settings(max_examples=15, deadline=None)
@given(records(), decimals("0", "30"))
def test_more_biomass_at_the_later_survey_never_lowers_the_tonnes(data, more):
    inputs = inputs_of(data)

    assert tonnes(lifted(inputs, more)) >= tonnes(inputs)


@settings(max_examples=15, deadline=None)
@given(records(), decimals("0", "9"))
def test_more_biomass_at_the_earlier_survey_never_raises_the_tonnes(data, more):
    inputs = inputs_of(data)
    turned = lifted(inputs | {"dates": inputs["dates"][::-1]}, more)

    assert tonnes(turned | {"dates": turned["dates"][::-1]}) <= tonnes(inputs)


@settings(max_examples=15, deadline=None)
@given(records(), decimals("0.1", "250"))
def test_more_fire_never_raises_the_tonnes(data, area):
    larger = data | {"fires": [*data["fires"], fire(f="F2", area_ha=area)]}

    assert account(larger).tonnes <= account(data).tonnes


@settings(max_examples=15, deadline=None)
@given(records(), st.integers(1, DAYS - 1))
def test_a_period_cut_in_two_never_creates_tonnes(data, days):
    cut = date.fromisoformat(FIRST) + timedelta(days)
    one = data | {"period": {"from": FIRST, "to": cut.isoformat()}, "fires": []}
    two = data | {"period": {"from": (cut + timedelta(1)).isoformat(), "to": LAST}, "fires": []}

    assert account(one).tonnes + account(two).tonnes <= account(data | {"fires": []}).tonnes


@settings(max_examples=12, deadline=None)
@given(records(), st.lists(st.tuples(decimals("6", "30", 1), decimals("4", "20", 1), st.integers(1, 3).map(str)),
                           min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_strata_plots_and_trees_never_matters(data, stems, chance):
    trees = [tree(*stem, p=f"S1-{n % 4 + 1}") for n, stem in enumerate(stems)]
    data = data | {"trees": trees, "plot_values": [
        row | {"value": decimal_text(Decimal(row["value"]) + 20)} if row["on"] == LAST else row
        for row in data["plot_values"]]}
    turned = {name: chance.sample(rows, len(rows)) if isinstance(rows, list) else rows for name, rows in data.items()}

    a, b = account(data), account(turned)

    assert (a.tonnes, a.by_year) == (b.tonnes, b.by_year) and abs(a.unrounded - b.unrounded) < Decimal("1e-20")


@settings(max_examples=8, deadline=None)
@given(records())
def test_every_worksheet_comes_out_again(data):
    assert recompute(FOREST, account(data).to_json()) == []


@settings(max_examples=12, deadline=None)
@given(records())
def test_the_total_is_the_sum_of_whole_years_and_less_than_a_tonne_a_year_is_dropped(data):
    sheet = account(data)

    assert sheet.tonnes == sum(sheet.by_year.values())
    assert 0 <= sheet.remainder < len(sheet.by_year)
