"""What must hold for any plant, under offshore wind and under solar thermal alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from methodologies.kernel.catalogue import catalogue
from methodologies.kernel.expressions import dimension
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.reader import decimal_text
from methodologies.kernel.recompute import recompute
from methodologies.kernel.units import UnitError, unit
from tests.tonnes.builders import WIND, accounting, factors, window, year
from tests.tonnes.solar import SOLAR, fuel, fuel_window, solar_accounting, solar_year

MONTHS = ("01-01..01-31", "02-01..02-28", "03-01..03-31", "04-01..04-30", "05-01..05-31", "06-01..06-30")
HALVES = ("01-01..01-15", "01-16..01-31")


def decimals(high: str, places: int = 6):
    """From 0 to `high` with that many decimals, as text."""
    return st.integers(0, int(Decimal(high).scaleb(places))).map(lambda n: decimal_text(Decimal(n).scaleb(-places)))


STATES = st.sampled_from(("OK", "OUT", "NONE"))
ENERGY, ERROR = decimals("90000"), decimals("0.05", 4)
MARGINS = st.tuples(decimals("1.2", 4), decimals("1.2", 4))


@st.composite
def windows(draw, least: int = 1) -> list[dict]:
    """The first months of a year, as one meter saw them."""
    count = draw(st.integers(least, len(MONTHS)))
    return [
        window(days, draw(ENERGY), draw(decimals("500")), state=draw(STATES), error=draw(ERROR))
        for days in MONTHS[:count]
    ]


@st.composite
def gas(draw) -> list[dict]:
    return [fuel_window(days, draw(decimals("30")), state=draw(STATES), error=draw(ERROR))
            for days in MONTHS]


@dataclass(frozen=True)
class Plant:
    """How a methodology is given windows of energy; and of gas, where it knows any."""

    methodology: Methodology
    inputs: Callable[..., dict[str, Any]]

    def work(self, energy: list[dict], margins: tuple[str, str], burnt: list[dict] | None = None):
        return self.methodology.accounting.work(self.inputs(energy, factors(*margins), burnt))


def of_wind(energy, factor, burnt):
    return accounting(year("2023", *energy, **factor))


def of_solar(energy, factor, burnt):
    fuels = (fuel("natural_gas", *(burnt or [fuel_window(days, "0.5") for days in MONTHS])),)
    return solar_accounting(solar_year("2023", *energy, burnt=fuels, **factor))


SUN = Plant(SOLAR, of_solar)
EACH = pytest.mark.parametrize("plant", [Plant(WIND, of_wind), SUN], ids=["wind", "solar"])


def more(rows: list[dict], symbol: str, by: str) -> list[dict]:
    first, *rest = rows
    return [first | {symbol: decimal_text(Decimal(first[symbol]) + Decimal(by))}, *rest]


@EACH
@settings(max_examples=20, deadline=None)
@given(windows(), MARGINS, decimals("1000"))
def test_more_export_never_lowers_the_tonnes(plant, energy, margins, by):
    assert plant.work(more(energy, "X_export,w", by), margins).tonnes >= plant.work(energy, margins).tonnes


@EACH
@settings(max_examples=20, deadline=None)
@given(windows(), MARGINS, decimals("1000"))
def test_more_import_never_raises_the_tonnes(plant, energy, margins, by):
    assert plant.work(more(energy, "X_import,w", by), margins).tonnes <= plant.work(energy, margins).tonnes


@settings(max_examples=20, deadline=None)
@given(windows(), MARGINS, gas(), decimals("100"))
def test_more_fuel_never_raises_the_tonnes(energy, margins, burnt, by):
    assert SUN.work(energy, margins, more(burnt, "X_FC,k", by)).tonnes <= SUN.work(energy, margins, burnt).tonnes


@EACH
@settings(max_examples=20, deadline=None)
@given(windows(), MARGINS, st.integers(0, 10**6))
def test_splitting_a_window_changes_nothing(plant, energy, margins, part):
    """Both halves in the state of the whole."""
    first, *rest = energy
    halves = [dict(first, w=days) for days in HALVES]
    for symbol in ("X_export,w", "X_import,w"):
        whole = Decimal(first[symbol])
        some = (whole * part / 10**6).quantize(Decimal("0.000001"))
        halves[0][symbol], halves[1][symbol] = decimal_text(some), decimal_text(whole - some)

    a, b = plant.work(energy, margins), plant.work([*halves, *rest], margins)

    assert (a.tonnes, a.unrounded) == (b.tonnes, b.unrounded)


@EACH
@settings(max_examples=20, deadline=None)
@given(windows(least=2), MARGINS, gas(), st.integers(1, 5))
def test_splitting_a_period_never_creates_tonnes(plant, energy, margins, burnt, at):
    """A part that is negative is certified as 0, and its deficit is carried into the next."""
    at = min(at, len(energy) - 1)
    whole = plant.work(energy, margins, burnt)
    parts = [plant.work(energy[:at], margins, burnt[:at]), plant.work(energy[at:], margins, burnt[at:])]
    deficit = sum((min(part.unrounded, Decimal(0)) for part in parts), Decimal(0))

    assert sum(part.tonnes for part in parts) + deficit <= max(whole.unrounded, deficit)
    assert deficit or sum(part.tonnes for part in parts) <= whole.tonnes
    assert parts[0].unrounded + parts[1].unrounded == whole.unrounded


@EACH
@settings(max_examples=20, deadline=None)
@given(windows(), MARGINS, gas(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_never_matters(plant, energy, margins, burnt, chance):
    turned, smoke = list(energy), list(burnt)
    chance.shuffle(turned)
    chance.shuffle(smoke)

    a, b = plant.work(energy, margins, burnt), plant.work(turned, margins, smoke)

    assert (a.tonnes, a.unrounded) == (b.tonnes, b.unrounded)


@EACH
@settings(max_examples=20, deadline=None)
@given(windows(), MARGINS, gas())
def test_a_correction_never_gives_more_than_no_correction(plant, energy, margins, burnt):
    plain = [row | {"state_w": "OK"} for row in energy], margins, [row | {"state_k": "OK"} for row in burnt]

    assert plant.work(energy, margins, burnt).tonnes <= plant.work(*plain).tonnes


@EACH
@settings(max_examples=20, deadline=None)
@given(windows(), MARGINS)
def test_every_worksheet_comes_out_again(plant, energy, margins):
    assert recompute(plant.methodology, plant.work(energy, margins).to_json()) == []


@EACH
@settings(max_examples=20, deadline=None)
@given(windows(), MARGINS)
def test_the_total_is_the_sum_of_whole_lines_and_less_than_a_tonne_a_year_is_dropped(plant, energy, margins):
    sheet = plant.work(energy, margins)

    assert sheet.tonnes == sum(sheet.by_year.values())
    if sheet.unrounded > 0:
        assert 0 <= sheet.remainder < len(sheet.by_year)


# --- units

FORMULAS = [
    pytest.param(f, id=f"{m.code}-{chapter.name}-{f.number}-{f.gives.symbol}")
    for m in catalogue().values() for chapter in m.chapters for f in chapter.formulas
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_units_of_a_formula_are_proven(formula):
    assert dimension(formula.expression) in (None, formula.gives.dimension)


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_wrong_unit_of_any_operand_is_noticed(formula):
    """Except of one that is only counted, and of a word."""
    counted = {q for node in formula.expression.walk() if node.op == "count" for q in node.symbols()}
    for q in set(formula.needs) - counted:
        if not q.words:
            assert disproven(formula, q), q.symbol


def disproven(formula, q) -> bool:
    """Whether the proof fails once this operand is in another unit."""
    right = q.dimension
    object.__setattr__(q, "dimension", right * unit("furlong"))
    try:
        return dimension(formula.expression) != formula.gives.dimension
    except UnitError:
        return True
    finally:
        object.__setattr__(q, "dimension", right)
