"""What makes a row of the species tables implausible, on both sides of each bound."""
from __future__ import annotations

from dataclasses import replace

import pytest

from methodologies.forestry.species import BOUNDS, PARAMETER_TABLE, shipped_parameters

ROW = shipped_parameters()[0]


def reasons(**values: str) -> list[tuple[str, str]]:
    return [(b.rule.id, b.where) for b in PARAMETER_TABLE.judge(replace(ROW, values={**ROW.values, **values}))]


@pytest.mark.parametrize("name, low, high", [(name, *bounds) for name, bounds in BOUNDS.items()])
def test_a_parameter_of_a_species_lies_within_its_bounds(name, low, high):
    out_low, out_high = (str(float(each)) for each in (float(low) * 0.99, float(high) * 1.01))

    assert reasons(**{name: low}) == reasons(**{name: high}) == []
    assert reasons(**{name: out_low}) == reasons(**{name: out_high}) == [("SPECIES_IMPLAUSIBLE", f"/values/{name}")]
