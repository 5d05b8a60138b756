"""The published figures of the market, out of the records that ship with the program; on both databases."""
from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner

from app.cli.registry import import_, statistics
from app.database import reading
from app.disclosure import queries as disclosure
from app.imports import queries, reference, service
from workflows.registration import years_later

TODAY = date(2026, 11, 23)
RUNNING = (("2025-03-05", 0), ("2025-03-06", 9_482_312), ("2025-08-28", 12_707_728), ("2025-10-20", 15_042_870),
           ("2025-12-29", 15_179_224), ("2025-12-30", 17_763_663), ("2026-11-23", 17_763_663))
SECTORS = {"01": "energy", "14": "sinks"}


@pytest.fixture
def imported(db_url) -> service.Imported:
    return service.import_reference(today=TODAY)


def test_the_reference_records_come_in_whole_and_every_running_total_stands(imported):
    found = {day: disclosure.statistics(date.fromisoformat(day)) for day, _ in RUNNING}

    assert (imported.projects, imported.reductions) == (33, 16)
    assert [found[day].issued_t for day, _ in RUNNING] == [total for _, total in RUNNING]
    assert [found[day].registered_t for day, _ in RUNNING] == [total for _, total in RUNNING]
    last = found["2025-12-30"]
    assert (last.registered_projects, last.reduction_periods, last.retired_t) == (33, 16, 0)
    assert (found["2025-03-06"].registered_projects, found["2025-03-06"].reduction_periods) == (14, 9)


def test_the_records_break_no_rule_and_two_periods_gave_far_less_than_expected(imported):
    found = {(each.rule.id, each.rule.grade, each.where) for each in imported.problems}

    assert found == {("R-157a", "warn", "/reductions/0/total_t"), ("R-157a", "warn", "/reductions/13/total_t")}


def test_the_zero_year_of_a110003_is_registered_and_not_issued(imported):
    with reading() as db:
        row = next(each for each in queries.reductions(db) if each.project == "A110003")

    assert row.by_year == {2020: 0, 2021: 21196, 2022: 35711, 2023: 38020, 2024: 41427}
    assert sorted(row.issued_by_year) == [2021, 2022, 2023, 2024]
    assert sum(row.issued_by_year.values()) == row.total_t == 136354


def test_the_command_says_the_same_as_the_home_page_and_a_second_run_changes_nothing(db_url):
    run = CliRunner().invoke
    first = json.loads(run(import_, ["registry", "--reference", "--json"]).output)
    second = json.loads(run(import_, ["registry", "--reference", "--json"]).output)
    said = json.loads(run(statistics, ["--until", "2025-03-06", "--json"]).output)
    today = json.loads(run(statistics, ["--json"]).output)

    assert (first["projects"], first["reductions"], len(first["problems"])) == (33, 16, 2)
    assert (second["projects"], second["reductions"], second["already_there"], second["problems"]) == (0, 0, 49, [])
    assert list(said) == ["registered_projects", "reduction_periods", "registered_t", "issued_t", "retired_t"]
    assert said["issued_t"] == 9_482_312
    assert today["issued_t"] == 17_763_663


@pytest.mark.parametrize("row", reference.records().reductions, ids=lambda row: f"{row.project}-{row.period}")
def test_every_published_period_is_sound(row):
    project = next(each for each in reference.records().projects if each.code == row.project)

    assert sum(row.by_year.values()) == row.total_t
    assert reference.same_body(row.verifier) != reference.same_body(project.validator)
    assert date(2020, 9, 23) <= project.crediting_from <= row.starts_on <= row.ends_on <= project.crediting_to
    assert list(row.by_year) == [str(year) for year in range(row.starts_on.year, row.ends_on.year + 1)]
    assert project.registered_on < row.issued_on


@pytest.mark.parametrize("row", reference.records().projects, ids=lambda row: row.code)
def test_every_published_project_is_sound(row):
    listed = reference.methodologies()[row.methodology]
    body = next(each for each in reference.bodies() if each.name == reference.same_body(row.validator))

    assert row.started_on > date(2012, 11, 8)
    assert row.crediting_from >= date(2020, 9, 23)
    assert row.crediting_to <= years_later(row.crediting_from, listed.max_years)
    assert SECTORS[row.methodology[5:7]] in body.scopes


def test_the_months_of_the_market_add_up_to_the_published_totals():
    totals = {day: [m for m in reference.market() if m.month <= day] for day in ("2025-07", "2025-12", "2026-07")}

    found = {day: (sum(m.volume_t for m in rows), sum(m.turnover_cny for m in rows)) for day, rows in totals.items()}

    assert found == {"2025-07": (2_460_324, Decimal("207787223.17")), "2025-12": (9_219_429, Decimal("649636716.80")),
                     "2026-07": (17_847_609, Decimal("1372924285.06"))}
    assert len(reference.market()) == 19
    assert all(abs(m.turnover_cny / m.volume_t - m.average_cny) < Decimal("0.01") for m in reference.market())


def test_the_lists_are_complete():
    scopes = Counter(scope for body in reference.bodies() for scope in body.scopes)

    assert len(reference.methodologies()) == 18 and len(reference.bodies()) == 8
    assert scopes == {"energy": 6, "sinks": 5, "fugitive_fuels": 7, "transport_and_energy_demand": 5}
    assert len({body.approval for body in reference.bodies()}) == 8
    assert [each.on for each in reference.milestones()][0] == "2023-10-19" and len(reference.milestones()) == 20
