"""Published tables of species: what is shipped is plausible, provisional, and gives way to what two people confirm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from methodologies.forestry.equations import culm, equation, equation_of, judge, read_terms, shipped, shrubs
from methodologies.forestry.species import (
    BOUNDS,
    PARAMETER_TABLE,
    curve_of,
    outside,
    parameters_of,
    pick,
    shipped_curves,
    shipped_parameters,
)
from methodologies.kernel.rules import Refusal

ON = date(2026, 7, 31)
TWENTY, HIGH = Decimal(20), Decimal(15)
PRINTED = {  # kg of a whole plant of 20 cm
    "马尾松等松类": 212, "栎类": 241, "杉木": 122, "柏木": 169, "云杉、冷杉": 171, "桦木": 192, "落叶松": 149,
    "红松": 142, "华山松": 136, "油松": 164, "樟子松": 122, "硬阔": 187, "软阔": 147, "杨树": 141, "桉树": 206,
    "铁杉、柳杉": 129, "樟木": 153, "木荷": 172, "枫香": 161, "水杉": 127, "针叶混": 150, "阔叶混": 164, "针阔混": 162,
}


def rows(table, label):
    return [row for row in table() if row.key["version"] == label]


@pytest.mark.parametrize("row", rows(shipped, "T3 v1"), ids=lambda row: row.key["species"])
def test_an_equation_by_parts_gives_the_printed_weight_at_twenty_centimetres(row):
    assert abs(equation(row).of(TWENTY, HIGH) - PRINTED[row.key["species"]]) < 1


def test_every_shipped_equation_is_plausible_and_provisional():
    assert len(shipped()) == 10 + 4 + 23
    assert [row.id for row in shipped() if judge(row) or row.purpose != "provisional"] == []


@pytest.mark.parametrize("terms, told", [("0.625 3 0", "5000–5000 kg"), ("0.01 2.5 0", "18–18 kg"),
                                         ("0.0336 2.5 0", ""),
                                         ("0.196 2.5 0", "351–351 kg"), ("0.195 2.5 0", "")])
def test_an_equation_far_from_a_tree_is_not_believed(terms, told):
    row = replace(rows(shipped, "T3 v1")[0], values={"gives": "whole", "terms": terms})

    assert [told in broken.en for broken in judge(row)] == ([True] if told else [])


@pytest.mark.parametrize("terms", ["", "1 2", "1 2 x", "1 2 NaN", "1 2 3 4"])
def test_terms_that_are_no_equation_are_told(terms):
    row = replace(shipped()[0], values={"gives": "volume", "terms": terms})

    with pytest.raises(ValueError):
        read_terms(terms)
    assert [broken.where for broken in judge(row)] == ["/values/terms"]


def test_an_equation_says_where_it_is_used_and_is_never_negative():
    pine = equation(shipped()[0])

    assert pine.covers(Decimal(5)) and not pine.covers(Decimal("4.9")) and pine.covers(Decimal(80))
    assert [replace(pine, d_max=Decimal(60)).covers(Decimal(d)) for d in (60, 61)] == [True, False]
    assert replace(pine, terms=((Decimal(-1), Decimal(1), Decimal(0)),)).of(TWENTY, HIGH) == 0


def test_every_shipped_species_is_plausible_and_provisional():
    found = shipped_parameters()

    assert len(found) == 48 and {row.purpose for row in found} == {"provisional"}
    assert [row.id for row in found if PARAMETER_TABLE.judge(row)] == []
    assert found[0].values == {"cf": "0.460", "bef": "1.472", "wd": "0.380", "r": "0.187"}


@pytest.mark.parametrize("name, low, high", [(name, *bounds) for name, bounds in BOUNDS.items()])
def test_parameters_outside_what_wood_is_are_told(name, low, high):
    step = Decimal("0.001")

    assert outside({name: low}, BOUNDS) == () == outside({name: high}, BOUNDS)
    assert [each.where for end in (Decimal(low) - step, Decimal(high) + step)
            for each in outside({name: str(end)}, BOUNDS)] == [f"/values/{name}"] * 2


def test_a_confirmed_row_comes_before_a_provisional_one_and_the_newest_of_its_kind():
    row = shipped_parameters()[0]
    confirmed = replace(row, purpose="official", published_on=date(2013, 1, 1), values=row.values | {"cf": "0.47"})
    later = replace(confirmed, published_on=date(2026, 8, 1), values=row.values | {"cf": "0.48"})

    tables = [later, row, confirmed]

    assert pick(row.table, tables, ON, species="马尾松") is confirmed
    assert pick(row.table, tables, date(2026, 8, 1), species="马尾松") is later
    assert parameters_of("马尾松", tables, ON, "")["CF_j"]["value"] == "0.47"


@pytest.mark.parametrize("species, row", [("侧柏", "柏木"), ("刺槐", "硬阔"), ("元宝枫", "硬阔"), ("青冈", "硬阔")])
def test_a_species_without_a_row_is_stood_for_and_says_so(species, row):
    fact = parameters_of(species, shipped_parameters(), ON, "")["CF_j"]

    assert (fact["table"], fact["fallback"]) == (f"T1 v1/{row}", True)


def test_a_curve_of_the_table_carries_its_doubt():
    found = curve_of("油松", shipped_curves(), ON, "")

    assert {letter: fact["value"] for letter, fact in found.items()} == {"w": "87.98", "k": "13.6990", "r": "0.0678"}
    assert {(fact["purpose"], fact["confidence"]) for fact in found.values()} == {("provisional", "unsure")}


@pytest.mark.parametrize("look, name, rows, on", [
    (parameters_of, "沙柳", shipped_parameters, ON), (parameters_of, "马尾松", shipped_parameters, date(2013, 12, 30)),
    (curve_of, "沙柳", shipped_curves, ON), (equation_of, "T9/沙柳", shipped, ON)])
def test_what_no_table_has_is_refused_where_it_was_asked_for(look, name, rows, on):
    with pytest.raises(Refusal) as refusal:
        look(name, rows(), on, "/growth/3/species")

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [("SPECIES_MISSING", "/growth/3/species")]


def test_a_bamboo_culm_weighs_fourteen_kilograms_at_ten_centimetres():
    assert f"{culm(Decimal(10), Decimal(3)):.2f}" == "14.08"


@pytest.mark.parametrize("cover, biomass", [("0.0499", "0"), ("0.05", "0.5"), ("0.3", "3")])
def test_shrubs_count_from_five_per_cent_of_cover(cover, biomass):
    assert shrubs(Decimal(cover), Decimal(100)) == Decimal(biomass)
