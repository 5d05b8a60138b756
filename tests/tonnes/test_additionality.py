"""The general proof of additionality: every step on both sides of its edge, and the proofs that hold."""

from __future__ import annotations

from typing import Any

import pytest

from methodologies.general.additionality import general_proof
from methodologies.kernel.records import read
from methodologies.kernel.rules import UNSURE, WARN, judge
from tests.edges import ALWAYS, Edge, survives
from tests.edges import judge as judge_edge

PROOF = general_proof()
BARRIER = {"barrier": "finance", "why": "贷款被拒", "overcome": "收入作担保", "not_held_back": "A1"}


def alternative(a: str = "A1", **known: str) -> dict[str, str]:
    return {"a": a, "situation": "维持现状", "same_service": "yes", "alternative_lawful": "yes"} | known


def varied(minus10: str = "5.9", plus10: str = "7.9", base: str = "6.8", parameter: str = "投资") -> dict[str, str]:
    return {"parameter": parameter, "minus10": minus10, "base": base, "plus10": plus10}


def general(**known: Any) -> dict[str, Any]:
    """A benchmark analysis that holds: 6.8 % against 8 %. None leaves a field out."""
    said = {
        "additionality": "general",
        "alternatives": [alternative()],
        "investment_analysis": "benchmark",
        "indicator_kind": "irr",
        "project_indicator": "6.8",
        "indicator_with_credits": "8.2",
        "benchmark": "8",
        "benchmark_source": "行业基准",
        "sensitivity": [varied()],
        "barriers": [],
        "common_practice": "本省同规模项目均有减排量支持",
        "similar_projects": [],
    }
    return {name: value for name, value in (said | known).items() if value is not None}


def compared(**known: Any) -> dict[str, Any]:
    """A comparison of unit costs, of which lower is better."""
    rows = [alternative(indicator="300"), alternative("A2", indicator="100", alternative_lawful="no")]
    said = dict(investment_analysis="comparison", indicator_kind="unit_cost", project_indicator="330.1",
                indicator_with_credits="320", alternatives=rows, benchmark=None, benchmark_source=None,
                sensitivity=[varied("300.1", "360", "330.1")])
    return general(**said | known)


def similar(**known: str) -> list[dict[str, str]]:
    return [{"similar": "某项目", "place": "某县", "with_credits": "no"} | known]


def edges_of_the_general_proof(code: str) -> tuple[Edge, ...]:
    """The edges of the rules of `general_proof()` in the methodology `code` that uses them."""
    rows = (
        ("ADD-1", general, {}, dict(alternatives=[alternative(same_service="no")]), ("/alternatives",)),
        ("ADD-1", general, {}, dict(alternatives=[alternative(alternative_lawful="no")]), ("/alternatives",)),
        ("ADD-2", general, dict(project_indicator="7.99"), dict(project_indicator="8"),
         ("/investment_analysis", "/barriers")),
        ("ADD-2", compared, dict(project_indicator="300.01"), dict(project_indicator="300"),
         ("/investment_analysis", "/barriers")),
        ("ADD-2", general, dict(project_indicator="9", barriers=[BARRIER]), dict(project_indicator="9"),
         ("/investment_analysis", "/barriers")),
        ("ADD-2", general, dict(investment_analysis="simple_cost", other_income="no"),
         dict(investment_analysis="simple_cost", other_income="yes"), ("/investment_analysis", "/barriers")),
        ("ADD-3", general, {}, dict(benchmark_source=None), ("/benchmark_source",)),
        ("ADD-3", general, {}, dict(investment_analysis=None), ("/investment_analysis",)),
        ("ADD-3", compared, {}, dict(alternatives=[alternative()]), ("/alternatives/0/indicator",)),
        ("ADD-4", general, dict(investment_analysis="none", sensitivity=[]), dict(sensitivity=[]), ("/sensitivity",)),
        ("ADD-4", general, {}, dict(sensitivity=[varied(base="6.9")]), ("/sensitivity/0/base",)),
        ("ADD-5", general, dict(sensitivity=[varied(plus10="7.99")]), dict(sensitivity=[varied(plus10="8")]),
         ("/sensitivity/0/plus10",)),
        ("ADD-5", general, dict(sensitivity=[varied(minus10="8")], barriers=[BARRIER]),
         dict(sensitivity=[varied(minus10="8")]), ("/sensitivity/0/minus10",)),
        ("ADD-5", compared, {}, dict(sensitivity=[varied("300", "360", "330.1")]), ("/sensitivity/0/minus10",)),
        ("ADD-6", general, dict(barriers=[BARRIER]), dict(barriers=[BARRIER | {"not_held_back": "A9"}]),
         ("/barriers/0/not_held_back",)),
        ("ADD-7", general, dict(similar_projects=similar(difference="林种不同")),
         dict(similar_projects=similar()), ("/similar_projects/0/difference",)),
        ("ADD-7", general, dict(similar_projects=similar(with_credits="yes")), dict(common_practice=None),
         ("/common_practice",)),
        ("ADD-8", general, dict(indicator_with_credits="6.81"), dict(indicator_with_credits="6.8"),
         ("/indicator_with_credits",)),
        ("ADD-8", compared, dict(indicator_with_credits="330"), dict(indicator_with_credits="331"),
         ("/indicator_with_credits",)),
    )
    return tuple(Edge(f"{code}/{id}", *rest) for id, *rest in rows)


OWN = edges_of_the_general_proof("GENERAL")
RULES = {f"GENERAL/{rule.id}": rule for rule in PROOF.rules}


@pytest.mark.parametrize("edge", OWN, ids=lambda edge: edge.rule)
def test_each_step_holds_and_breaks_at_its_edge(edge):
    judge_edge(edge, RULES[edge.rule])


def test_no_step_could_be_always_true_or_always_false():
    alive = [(name, word) for name, rule in RULES.items() for word, holds in ALWAYS.items()
             if survives(rule, holds, [edge for edge in OWN if edge.rule == name])]

    assert alive == []


@pytest.mark.parametrize("said", [general(), compared(), general(investment_analysis="none", barriers=[BARRIER])])
def test_a_proof_by_analysis_or_by_barriers_holds(said):
    assert judge(PROOF.rules, said) == ()


def test_an_exempt_project_is_asked_for_nothing_of_it():
    clean, broken = read(PROOF.design, {})

    assert broken == () and judge(PROOF.rules, clean | {"additionality": "exempt"}) == ()


def test_a_general_proof_without_a_word_breaks_every_step_that_asks_for_one():
    broken = judge(PROOF.rules, read(PROOF.design, {})[0] | {"additionality": "general"})

    assert [(each.rule.id, each.where) for each in broken] == [
        ("ADD-1", "/alternatives"), ("ADD-2", "/investment_analysis"), ("ADD-2", "/barriers"),
        ("ADD-3", "/investment_analysis"), ("ADD-7", "/common_practice")]


def test_what_was_written_is_read_as_a_design_document():
    clean, broken = read(PROOF.design, {name: value for name, value in compared().items() if name != "additionality"})

    assert broken == () and clean["alternatives"][0]["indicator"] == "300"


def test_the_order_of_steps_is_marked_as_not_read_in_the_issued_text():
    assert {rule.id for rule in PROOF.rules if rule.source.confidence is not UNSURE} == {"ADD-2", "ADD-8"}
    assert [rule.id for rule in PROOF.rules if rule.grade is WARN] == ["ADD-8"]


def test_every_document_proves_a_step():
    assert {id for paper in PROOF.documents for id in paper.rules} <= {rule.id for rule in PROOF.rules}
