"""What changes if a project moves to another version: what is said, and what each change does in tonnes."""
from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner

from app.cli import calculate as commands
from app.cli.compare import compare_versions
from methodologies.kernel import catalogue as kernel_catalogue
from methodologies.kernel.chapter import Chapter, Result
from methodologies.kernel.compare import compare
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.rules import Refusal
from tests.tonnes.builders import CASES, WIND, accounting, case_input, estimate, window, year
from tests.tonnes.second_version import CODE, second_version

LATER = second_version()
EXAMPLE = case_input("example_3_9")


def named(found, part: str) -> list[str]:
    return [change.name for change in found.changes if change.part == part]


def test_a_version_compared_with_itself_changes_nothing():
    same = compare(WIND, WIND, "accounting", EXAMPLE)

    assert (same.changes, same.steps, same.lines, same.asked) == ((), (), (), ())
    assert same.was == same.now == 576845


def test_rules_limits_symbols_and_formulas_that_differ_are_named():
    found = compare(WIND, LATER, "accounting", EXAMPLE)

    assert named(found, "rule") == ["SITE-GRID", "CP-1", "OW-7"] and named(found, "limit") == ["max_years"]
    assert named(found, "symbol") == ["w_OM", "w_BM", "L", "LE_y"] and named(found, "field") == []
    assert named(found, "formula") == ["ER_y", "LE_y"]
    taken, shorter, added = (change for change in found.changes if change.part == "rule")
    assert taken.now == ("", "") and added.was == ("", "") and added.now == (
        "水深不超过 60 m。（2 · 原文明确 · 必须改正）", "The water is at most 60 m deep. (2 · sure · refuses)")
    assert "10 年" in shorter.was[0] and "7 年" in shorter.now[0]
    formula = next(change for change in found.changes if change.name == "ER_y")
    assert formula.was[1] == "(4) ER_y = BE_y − PE_y (6.5 · sure)"
    assert formula.now[1] == "(5) ER_y = BE_y − PE_y − LE_y (6.5 · sure)"


def test_each_change_has_its_effect_and_the_effects_add_up():
    """One year, 1000 MWh, margins 0.8 and 0.4373: 618.65; with other weights 709.325; less one hundredth 702.23175."""
    found = compare(WIND, LATER, "accounting", accounting(year()))

    assert [(step.symbols, step.tonnes, step.unrounded) for step in found.steps] == [
        (("w_OM",), 200, Decimal("200")), (("w_BM",), -109, Decimal("-109.325")),
        (("LE_y",), 0, Decimal(0)), (("ER_y",), -7, Decimal("-7.09325"))]
    assert (found.was, found.now) == (618, 702) and sum(step.tonnes for step in found.steps) == 84
    lines = {(line.symbol, line.row): (line.was, line.now) for line in found.lines}
    assert lines["BE_y", "2023"] == ("618.65", "709.325") and lines["LE_y", "2023"] == ("", "7.09325")
    assert ("EG_PJ,y", "2023") not in lines


@pytest.mark.parametrize("inputs, chapter", [
    (EXAMPLE, "accounting"), (case_input("two_years"), "accounting"),
    (estimate(("1000", "0"), ("900", "1")), "estimate"),
    (accounting(year("2022"), year("2023", window(export="10", taken="30"))), "accounting")])
def test_there_and_back_are_opposite_and_always_add_up(inputs, chapter):
    there, back = compare(WIND, LATER, chapter, inputs), compare(LATER, WIND, chapter, inputs)

    assert there.was + sum(step.tonnes for step in there.steps) == there.now == back.was
    assert back.was + sum(step.tonnes for step in back.steps) == back.now == there.was


def test_a_confirmed_value_counts_in_both_where_both_leave_it_open():
    def open_at(code: str, value: str, open_value: bool = True):
        """One formula: 1000 MWh at a factor that the text leaves open, or not."""
        law = Symbols(code)
        law.fixed("EF", zh="因子", en="factor", unit="tCO2/MWh", source="1", value=value, provisional=open_value)
        law.monitored("Q", zh="电量", en="energy", unit="MWh", source="1")
        law.worked("ER", zh="减排量", en="reduction", unit="tCO2")
        formula = law.formula("(1)", "ER", "1")(lambda Q, EF: Q * EF)
        return replace(WIND, code=code, accounting=Chapter(
            "accounting", law, (formula,), result=Result(total="ER", unrounded="ER", line="ER")))

    fact = {"value": "0.7", "table": "parameter/1", "published_on": "2026-01-01", "sha256": "ab" * 32}
    inputs = {"Q": "1000", "confirmed": {"EF": fact}}
    here, later, settled = open_at("A", "0.5"), open_at("B", "0.6"), open_at("C", "0.6", open_value=False)

    found = [compare(here, other, "accounting", inputs) for other in (later, settled)]

    assert [(each.was, each.now) for each in found] == [(700, 700), (700, 600)]


def test_changes_that_make_no_chapter_alone_are_one_step():
    """The leakage stands in the formula of the baseline: the new ER_y alone would need what nobody works out."""
    swapped = replace(LATER, accounting=Chapter(
        "accounting", LATER.accounting.symbols,
        tuple(f for f in LATER.accounting.formulas if f.gives.symbol != "LE_y"), given=("LE_y",),
        result=LATER.accounting.result))
    inputs = accounting(year(**{"LE_y": "5"}))

    with pytest.raises(Refusal):
        compare(swapped, WIND, "accounting", accounting(year()))
    found = compare(swapped, WIND, "accounting", inputs)

    assert found.was + sum(step.tonnes for step in found.steps) == found.now == 618
    assert all(step.symbols for step in found.steps)


def test_what_the_other_version_asks_besides_is_told_and_no_tonnes_are_given():
    asking = replace(LATER, accounting=Chapter(
        "accounting", LATER.accounting.symbols,
        tuple(f for f in LATER.accounting.formulas if f.gives.symbol != "LE_y"), given=("LE_y",),
        result=LATER.accounting.result))

    found = compare(WIND, asking, "accounting", accounting(year()))

    assert found.now is None and found.steps == () and [b.where for b in found.asked] == ["/years/0/LE_y"]
    assert "ER_y" in named(found, "formula")


def test_inputs_that_the_first_can_not_work_are_refused():
    with pytest.raises(Refusal, match="/years"):
        compare(WIND, LATER, "accounting", {})
    with pytest.raises(Refusal, match="NO_CALCULATOR"):
        compare(replace(LATER, accounting=None), WIND, "accounting", EXAMPLE)


def test_a_text_without_calculator_is_compared_by_what_it_says():
    found = compare(WIND, replace(LATER, accounting=None), "accounting", EXAMPLE)

    assert found.now is None and [b.rule.id for b in found.asked] == ["NO_CALCULATOR"]
    assert named(found, "rule")[-1] == "OW-7" and "ER" in named(found, "formula")


def test_a_version_is_in_force_from_its_first_day_until_its_grace_is_over():
    day = date(2026, 6, 30)
    ending = second_version(in_force_from=date(2026, 1, 1), in_force_to=day, grace_until=date(2026, 9, 30))

    assert [ending.admits(on) for on in (date(2025, 12, 31), date(2026, 1, 1), day, date(2026, 9, 30),
                                         date(2026, 10, 1))] == [False, True, True, True, False]
    assert not replace(ending, grace_until=None).admits(date(2026, 7, 1)) and WIND.admits(date(2099, 1, 1))
    assert not replace(ending, status="draft").admits(day)


@pytest.mark.parametrize("known, sentence", [
    ({"replaces": CODE}, "it replaces itself"), ({"in_force_to": date(2025, 12, 31)}, "it ends before it begins"),
    ({"grace_until": date(2026, 6, 1)}, "a grace follows"),
    ({"in_force_to": date(2026, 6, 2), "grace_until": date(2026, 6, 1)}, "a grace follows")])
def test_versions_whose_days_make_no_sense_stop_the_start(known, sentence):
    with pytest.raises(kernel_catalogue.CatalogueError, match=sentence):
        kernel_catalogue.collect([second_version(cases=WIND.cases, **known)])


def test_the_command_prints_what_changes_and_its_effect(monkeypatch):
    both = {WIND.code: WIND, CODE: LATER}
    monkeypatch.setattr(commands, "catalogue", lambda: both)
    words = [WIND.code, CODE, str(CASES / "example_3_9.json")]

    said = CliRunner().invoke(compare_versions, words, catch_exceptions=False).output
    plain = json.loads(CliRunner().invoke(compare_versions, [*words, "--json"], catch_exceptions=False).output)

    assert "规则 rule  OW-7" in said and "w_OM: +" in said and "合计 total: 576,845 →" in said
    assert plain["was"] == 576845 and plain["now"] == 576845 + sum(step["tonnes"] for step in plain["steps"])
