"""The general proof of additionality 额外性一般论证: alternatives, investment analysis with its sensitivity, barriers,
common practice. A methodology that admits it adds the parts of `general_proof()` to its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from methodologies.general.proof import STATED
from methodologies.kernel.methodology import Evidence, KeyPoint
from methodologies.kernel.records import Field, Record
from methodologies.kernel.rules import SURE, UNSURE, WARN, Rule, Verdict, cite

Design = Mapping[str, Any]

MEASURES = cite("《温室气体自愿减排交易管理办法（试行）》", "第48条", SURE)
GUIDE = cite("《温室气体自愿减排项目设计与实施指南》", "额外性一般论证", UNSURE)  # known by quotations only
VARIED = ("minus10", "plus10")  # every assumption is varied by 10 % of itself, both ways
LOWER_IS_BETTER = ("unit_cost",)


@dataclass(frozen=True)
class GeneralProof:
    """What a methodology adds to its design data, its rules, its documents and its key points."""

    design: tuple[Field | Record, ...]
    rules: tuple[Rule, ...]
    documents: tuple[Evidence, ...]
    key_points: tuple[KeyPoint, ...]


def general_proof() -> GeneralProof:
    """The parts of a general proof. Nothing is asked for while the design data say `additionality`: exempt.

    The text gives no pass mark: the indicator is measured against the benchmark or the alternatives that the project
    itself names, and its analysis counts only if it holds under every change of ±10 %; otherwise barriers must carry
    the proof. That order of steps is not read in the issued text, and every rule says so.
    """
    rules = tuple(replace(step, holds=only_if_general(step.holds)) for step in STEPS)
    return GeneralProof(STATED, rules, DOCUMENTS, KEY_POINTS)


def only_if_general(holds: Callable[[Design], Verdict]) -> Callable[[Design], Verdict]:
    return lambda design: design.get("additionality") != "general" or holds(design)


# --- the steps


def an_alternative_is_open(design: Design) -> Verdict:
    return any(open_to_the_owner(row) for row in design.get("alternatives", [])) or ("/alternatives",)


def open_to_the_owner(row: Mapping[str, Any]) -> bool:
    return row.get("same_service") == row.get("alternative_lawful") == "yes"


def something_carries_it(design: Design) -> Verdict:
    """Less attractive than what it is measured against, or held back by barriers."""
    if design.get("barriers") or loses(design, design.get("project_indicator")):
        return True
    return ("/investment_analysis", "/barriers")


def loses(design: Design, indicator: str | None) -> bool:
    """Whether a project with this indicator is not the best choice financially. Without any income it never is."""
    if design.get("investment_analysis") == "simple_cost":
        return design.get("other_income") == "no"
    marks = measured_against(design)
    if indicator is None or not marks:
        return False
    if design.get("indicator_kind") in LOWER_IS_BETTER:
        return Decimal(indicator) > min(marks)
    return Decimal(indicator) < max(marks)


def measured_against(design: Design) -> list[Decimal]:
    """The benchmark, or the indicators of the alternatives that are open to the owner; empty where none is stated."""
    match design.get("investment_analysis"):
        case "benchmark":
            return [Decimal(design["benchmark"])] if "benchmark" in design else []
        case "comparison":
            rows = design.get("alternatives", [])
            return [Decimal(row["indicator"]) for row in rows if "indicator" in row and open_to_the_owner(row)]
        case _:
            return []


NEEDS = {
    "simple_cost": ("other_income",),
    "comparison": ("indicator_kind", "project_indicator", "indicator_with_credits"),
    "benchmark": ("indicator_kind", "project_indicator", "indicator_with_credits", "benchmark", "benchmark_source"),
}


def analysis_is_complete(design: Design) -> Verdict:
    kind = design.get("investment_analysis")
    if kind is None:
        return ("/investment_analysis",)
    places = [f"/{name}" for name in NEEDS.get(kind, ()) if name not in design]
    if kind == "comparison":
        places += [
            f"/alternatives/{n}/indicator"
            for n, row in enumerate(design.get("alternatives", []))
            if open_to_the_owner(row) and "indicator" not in row
        ]
    return tuple(places) or True


def sensitivity_is_shown(design: Design) -> Verdict:
    """For an analysis with an indicator: at least one assumption varied, from the indicator as stated."""
    if design.get("investment_analysis") not in ("comparison", "benchmark"):
        return True
    stated, rows = design.get("project_indicator"), design.get("sensitivity", [])
    odd = tuple(f"/sensitivity/{n}/base" for n, row in enumerate(rows) if row.get("base") != stated)
    return (odd or True) if rows else ("/sensitivity",)


def holds_when_varied(design: Design) -> Verdict:
    """Where barriers carry the proof, the analysis need not."""
    return bool(design.get("barriers")) or tuple(wins(design)) or True


def wins(design: Design) -> Iterator[str]:
    """Where a variation makes the project the best choice financially."""
    if measured_against(design):
        for n, row in enumerate(design.get("sensitivity", [])):
            yield from (f"/sensitivity/{n}/{name}" for name in VARIED if name in row and not loses(design, row[name]))


def barriers_spare_an_alternative(design: Design) -> Verdict:
    known = {row["a"] for row in design.get("alternatives", []) if "a" in row and open_to_the_owner(row)}
    return (
        tuple(
            f"/barriers/{n}/not_held_back"
            for n, row in enumerate(design.get("barriers", []))
            if row.get("not_held_back") not in known
        )
        or True
    )


def it_is_not_common(design: Design) -> Verdict:
    places = [] if "common_practice" in design else ["/common_practice"]
    places += [
        f"/similar_projects/{n}/difference"
        for n, row in enumerate(design.get("similar_projects", []))
        if row.get("with_credits") == "no" and "difference" not in row
    ]
    return tuple(places) or True


def credits_help(design: Design) -> Verdict:
    without, with_credits = design.get("project_indicator"), design.get("indicator_with_credits")
    if without is None or with_credits is None:
        return True
    gain = Decimal(with_credits) - Decimal(without)
    return (gain < 0 if design.get("indicator_kind") in LOWER_IS_BETTER else gain > 0) or ("/indicator_with_credits",)


STEPS = (
    Rule(
        "ADD-1",
        "至少有一个合法、能提供同等产品或服务的替代方案。",
        "At least one alternative is lawful and gives the same product or service.",
        GUIDE,
        holds=an_alternative_is_open,
    ),
    Rule(
        "ADD-2",
        "与替代方案相比，项目在财务指标上不是最佳选择，或者存在融资、关键技术等障碍。",
        "Compared with the alternatives the project is not the best choice by financial indicators, or finance, key "
        "technology or another barrier holds it back.",
        MEASURES,
        holds=something_carries_it,
    ),
    Rule(
        "ADD-3",
        "所选投资分析方法所需的各项均已填写。",
        "Everything is stated that the chosen kind of investment analysis needs.",
        GUIDE,
        holds=analysis_is_complete,
    ),
    Rule(
        "ADD-4",
        "至少对一个参数作 ±10 % 的敏感性分析，其 0 % 一栏等于项目指标。",
        "At least one assumption is varied by ±10 %, starting from the project's indicator.",
        GUIDE,
        holds=sensitivity_is_shown,
    ),
    Rule(
        "ADD-5",
        "任一参数变动 ±10 % 后，项目在财务上仍不是最佳选择；否则须由障碍分析论证。",
        "Under every change of ±10 % the project is still not the best choice financially; otherwise barriers must "
        "carry the proof.",
        GUIDE,
        holds=holds_when_varied,
    ),
    Rule(
        "ADD-6",
        "每项障碍至少不阻碍一个替代方案。",
        "Each barrier leaves at least one open alternative untouched.",
        GUIDE,
        holds=barriers_spare_an_alternative,
    ),
    Rule(
        "ADD-7",
        "已作普遍性分析；没有减排量支持的同类项目须说明本质区别。",
        "Common practice is analysed; a similar project without credits is essentially different, and it is said how.",
        GUIDE,
        holds=it_is_not_common,
    ),
    Rule(
        "ADD-8",
        "减排量收入改善项目的财务指标。",
        "The income from credits improves the project's indicator.",
        MEASURES,
        WARN,
        holds=credits_help,
    ),
)
DOCUMENTS = (
    Evidence(
        "cash_flow",
        "投资分析财务测算表（含、不含减排量收入）",
        "Cash-flow sheet, with and without credits",
        "design",
        ("ADD-2", "ADD-3", "ADD-4", "ADD-5", "ADD-8"),
        "private",
        False,
    ),
    Evidence(
        "barrier_evidence",
        "障碍的证明材料",
        "What proves the barriers",
        "design",
        ("ADD-2", "ADD-6"),
        "redacted",
        False,
    ),
    Evidence(
        "similar_projects_list",
        "同类项目清单及来源",
        "List of similar projects with its sources",
        "design",
        ("ADD-7",),
        required=False,
    ),
)
KEY_POINTS = (
    KeyPoint(
        "A1",
        ("val",),
        "额外性一般论证：替代方案是否合法、齐全；指标、基准值来源与财务测算表一致；±10 % 敏感性；障碍真实；同类项目。",
        "General proof of additionality: alternatives lawful and complete; indicator and source of the benchmark as in "
        "the cash-flow sheet; sensitivity of ±10 %; barriers real; similar projects.",
        GUIDE,
    ),
)
