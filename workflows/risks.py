"""Risk assessment 风险评估 of a verification: what could make the claim wrong, and what the body does about it.

Law: VR 5, R-83. Three kinds as auditors tell them apart: inherent in the data, of the owner's control, of detection.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Protocol

from methodologies.kernel.rules import INPUT, LIKELY, Broken, Verdict, cite, rule
from workflows.texts import VR

KINDS = (("inherent", "固有风险", "inherent"), ("control", "控制风险", "control"),
         ("detection", "检查风险", "detection"))
GRADES = (("low", "低", "low"), ("medium", "中", "medium"), ("high", "高", "high"))
CHOICES = {"kind": KINDS, "likelihood": GRADES, "effect": GRADES}
MOST_RISKS, LONGEST = 50, 1000                          # rows of a list, characters of a cell


@dataclass(frozen=True)
class Risk:
    """One row. source: where it comes from; likelihood, effect: one of GRADES; response: what the body does."""
    kind: str
    risk: str
    source: str
    likelihood: str
    effect: str
    response: str

    @property
    def is_high(self) -> bool:
        """Likely and grave: neither low, and one of both high."""
        return "high" in (self.likelihood, self.effect) and "low" not in (self.likelihood, self.effect)


NAMES = tuple(field.name for field in fields(Risk))
WORDS = {"kind": ("类别", "kind"), "risk": ("风险", "risk"), "source": ("来源", "source"),
         "likelihood": ("可能性", "likelihood"), "effect": ("影响", "effect"), "response": ("应对", "response")}


class Assessed(Protocol):
    @property
    def risks(self) -> tuple[Risk, ...]: ...


def read_risks(rows: Sequence[Mapping[str, str]]) -> tuple[tuple[Risk, ...], tuple[Broken, ...]]:
    """(rows that say something, every cell that is wrong). A row without any words is passed over."""
    said = [(n, {name: str(row.get(name, "")).strip() for name in NAMES}) for n, row in enumerate(rows)]
    said = [(n, row) for n, row in said if row["risk"] or row["source"] or row["response"]]
    broken = [wrong for n, row in said[:MOST_RISKS] for name in NAMES if (wrong := _wrong(n, name, row[name]))]
    if len(said) > MOST_RISKS:
        broken.append(INPUT.at("/risks", f"最多{MOST_RISKS}行。", f"At most {MOST_RISKS} rows."))
    return tuple(Risk(**row) for _, row in said), tuple(broken)


def _wrong(n: int, name: str, value: str) -> Broken | None:
    zh, en = WORDS[name]
    if name in CHOICES and value not in {choice for choice, _, _ in CHOICES[name]}:
        return INPUT.at(f"/risks/{n}/{name}", f"请选择“{zh}”。", f"Choose: {en}.")
    if not 1 <= len(value) <= LONGEST:
        return INPUT.at(f"/risks/{n}/{name}", f"“{zh}”为 1 至 {LONGEST} 字。", f"{en}: 1 to {LONGEST} characters.")
    return None


@rule("R-83d", zh="核查计划载有风险评估：固有、控制、检查风险各至少一项。",
      en="The plan of a verification holds a risk assessment: at least one inherent, one control, one detection risk.",
      source=cite(VR, "5.3", LIKELY))
def risks_are_assessed(facts: Assessed) -> Verdict:
    there = {risk.kind for risk in facts.risks}
    return tuple(Broken(risks_are_assessed, "/risks", f"缺少{zh}。", f"No {en} risk.")
                 for kind, zh, en in KINDS if kind not in there) or True


