"""Published afforestation projects: what the registry shows is accepted by our rules, and its errors are flagged."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from methodologies.ccer_14_001_v01_afforestation.checks import yield_is_usual
from methodologies.kernel.dates import crediting_years
from methodologies.kernel.rules import judge
from tests.tonnes.forest_builders import FOREST, design, estimate, growth, parcel, stratum
from workflows.public_records import ProjectFacts, ReductionFacts, judge_project, judge_reduction

SAID = tomllib.loads(Path(__file__).with_name("public_afforestation.toml").read_text(encoding="utf-8"))
PROJECTS, WRONG = SAID["project"], SAID["wrong"]
SEEN = date(2026, 8, 20)
EARLY = ("大庆油田“碳中和林”碳汇造林项目", "云南省楚雄彝族自治州楚雄市、武定县、姚安县造林项目")
FIELDS = {"project_name": "name", "province": "province", "commencement_on": "started", "crediting_from": "from",
          "crediting_to": "to", "additionality": "additionality"}


def named(rows):
    return pytest.mark.parametrize("row", rows, ids=lambda row: row["name"])


def day(text):
    return date.fromisoformat(text)


def years(row) -> int:
    return len(list(crediting_years(day(row["from"]), day(row["to"]))))


def broken(row) -> set[str]:
    facts = ProjectFacts(
        methodology_listed=True, commencement_on=day(row.get("started", row["from"])), registered_on=SEEN, today=SEEN,
        crediting_from=day(row["from"]), crediting_to=day(row["to"]), crediting_min_years=FOREST.crediting.min_years,
        crediting_max_years=FOREST.crediting.max_years, annual_t=int(row["annual"]), total_t=int(row["total"]))
    return {each.rule.id for each in judge_project(facts)} - {"H-PR6"}      # no body is named


def test_all_published_rows_are_here():
    assert len(PROJECTS) == 15 and len(WRONG) == 2


@named(PROJECTS)
def test_the_total_fits_the_yearly_mean_and_the_period_the_methodology(row):
    assert abs(Decimal(row["total"]) / years(row) - int(row["annual"])) < 1
    assert broken(row) == ({"R-95"} if row["name"] in EARLY else set())


@named(PROJECTS)
def test_the_form_takes_what_was_published(row):
    said = design(**{name: row[shown] for name, shown in FIELDS.items()}, lifetime_from=row["started"],
                  lifetime_to=row["to"])

    clean, problems = FOREST.read_design(said)
    rules = {each.rule.id for each in judge(FOREST.crediting.rules, clean)} - {"CP-6"}  # the lifetime is made up

    assert problems == ()
    assert {name: clean[name] for name in FIELDS} == {name: row[shown] for name, shown in FIELDS.items()}
    assert rules == ({"CP-5"} if row["name"] in EARLY else set())


@named([row for row in PROJECTS if row["area"]])
def test_each_hectare_takes_up_what_is_usual(row):
    area, annual = Decimal(row["area"]), Decimal(row["annual"])

    assert f"{annual / area:.2f}" == row["yield"]
    assert yield_is_usual.broken_by({"annual_t": annual, "area_ha": area}) == ()


@pytest.mark.parametrize("name, rule", [("凉城", "R-157b"), ("怀集", "R-94a")])
def test_a_record_that_contradicts_itself_is_flagged(name, rule):
    row = next(row for row in WRONG if row["name"] == name)

    assert rule in broken(row)


def test_eighteen_years_are_too_short_for_the_form_too():
    row = next(row for row in WRONG if row["name"] == "怀集")

    said = design(crediting_from=row["from"], crediting_to=row["to"])

    assert "CP-4" in {each.rule.id for each in FOREST.check_design(said)}


def test_twenty_years_would_have_fitted_the_numbers_of_forty():
    row = next(row for row in WRONG if row["name"] == "凉城")

    assert broken(row | {"to": "2040-12-31"}) == set()


@pytest.mark.parametrize("row", SAID["cut"], ids=lambda row: row["area"])
def test_a_cut_at_validation_keeps_the_yield_of_a_hectare(row):
    per_hectare = Decimal(row["annual"]) / Decimal(row["area"])

    assert Decimal("3.5") < per_hectare < Decimal("3.7")
    assert int(Decimal(row["total"]) / 20) == int(row["annual"])


def test_parcels_that_fail_are_cut_out_and_the_tonnes_worked_again():
    first = design(parcels=[parcel("S1"), parcel("S2", canopy="0.5")])
    cut = dict(parcels=[parcel("S1")], strata=[stratum("S1")], growth=[growth("S1")])

    whole, rest = estimate(), estimate(**cut)

    assert [each.where for each in FOREST.check_design(first)] == ["/parcels/1/canopy"]
    assert FOREST.check_design(design(**cut)) == () and rest.tonnes < whole.tonnes
    assert rest["A"] == 300 and abs(rest["C_e"][-1] - sum(whole["C_g"][78:79])) < Decimal("1e-9")


def test_a_verified_period_is_whole_tonnes_by_calendar_year_that_add_up():
    batch = SAID["batch"]
    facts = dict(today=SEEN, period_from=day(batch["from"]), period_to=day(batch["to"]),
                 crediting_from=date(2020, 9, 23), crediting_to=date(2060, 9, 22),
                 other_periods=(), body_code="B", body_approvals=(), sector="14",
                 validator_code="A", by_year=batch["by_year"], expected=None)

    fine = judge_reduction(ReductionFacts(**facts, total=batch["total"]))
    odd = judge_reduction(ReductionFacts(**facts, total=254))

    assert {each.rule.id for each in fine} == {"H-PR6"} and batch["total"] == sum(batch["by_year"].values()) == 253
    assert [each.where for each in odd if each not in fine] == ["/total_t"]
