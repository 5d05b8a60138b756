"""承诺书: each sentence of a letter of commitment, the fact that would break it, and whether it holds today.

The words stand in `templates/papers.toml`, a paragraph a sentence. What the system can see decides; what it cannot see
(other registers, the truth of a paper) is for a person to judge, and is never called kept. Law: Measures, art. 14, 21.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Standing(Enum):
    """Where a promise stands."""
    KEPT = "kept", "未发现违反", "Nothing breaks it"
    BROKEN = "broken", "已违反", "Broken"
    JUDGE = "judge", "须人工判断", "For a person to judge"

    def __init__(self, key: str, zh: str, en: str):
        self.key, self.zh, self.en = key, zh, en


@dataclass(frozen=True)
class Facts:
    """What the system knows about a letter today."""
    elsewhere_here: bool                # another live project of this register has the same centre point
    elsewhere_declared: bool            # the design document itself names another mechanism
    found_false: bool                   # a decided case finds the owner's material or reductions false
    certificates_left_out: bool | None  # electricity with traded green certificates is left out; None = not stated
    measure_overdue: bool               # a measure against the owner was not carried out in time


@dataclass(frozen=True)
class Sentence:
    """paper, n: where its words stand; breaks: the fact that would break it; stands: by the facts of today."""
    paper: str
    n: int
    breaks_zh: str
    breaks_en: str
    stands: Callable[[Facts], Standing]


def _unique(facts: Facts) -> Standing:
    return Standing.BROKEN if facts.elsewhere_here or facts.elsewhere_declared else Standing.JUDGE


def _true(facts: Facts) -> Standing:
    return Standing.BROKEN if facts.found_false else Standing.JUDGE


def _reductions(facts: Facts) -> Standing:
    """Broken by a finding or by certificates that were counted; the rest of it no program sees."""
    counted = facts.certificates_left_out is False
    return Standing.BROKEN if facts.found_false or counted else Standing.JUDGE


def _answers(facts: Facts) -> Standing:
    return Standing.BROKEN if facts.measure_overdue else Standing.KEPT


SENTENCES = (
    Sentence("commitment_letter", 0, "本系统另有同一地点的有效项目，或设计文件载明参与其他机制",
             "Another live project here has the same place, or the design document names another mechanism", _unique),
    Sentence("commitment_letter", 1, "主管部门认定材料虚假的决定（第43条）",
             "A decision that finds the material false (art. 43)", _true),
    Sentence("commitment_letter", 2, "针对业主的处理措施逾期未执行", "A measure against the owner is overdue",
             _answers),
    Sentence("reduction_commitment_letter", 0, "认定虚假的决定，或已交易绿证的电量计入减排量",
             "A decision that finds it false, or electricity with traded certificates that was counted", _reductions),
    Sentence("reduction_commitment_letter", 1, "针对业主的处理措施逾期未执行", "A measure against the owner is overdue",
             _answers),
)
