"""What is known of a text beside its rules and formulas, and how sure that is. A reconstruction says so everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from .rules import HOUSE, SURE, UNSURE, WARN, Confidence, Rule, Source, cite

RECONSTRUCTED = Rule(
    "RECONSTRUCTED",
    "公式为重建，未与正式发布文本核对，结果只供参考，不得据以申请。",
    "The formulas are reconstructed and not checked against the issued text: a figure to look at, never to file.",
    cite(HOUSE, "draft methodologies", UNSURE),
    WARN,
)


@dataclass(frozen=True)
class Identity:
    """How sure code, title and type code are; and when the text was issued, as far as a day is known, and how sure."""

    code: Confidence = SURE
    title: Confidence = SURE
    type_code: Confidence = SURE
    issued: str = ""                                    # "2025-12-26", "2025-11"; "" where in_force_from says it
    issued_as: Confidence = SURE


@dataclass(frozen=True)
class Saying:
    """What is known of a text and is no rule: what it covers, who issued it, what is missing."""

    zh: str
    en: str
    source: Source


def banner(zh: str, en: str = "") -> tuple[dict[str, str], ...]:
    """The finding that stands on every worksheet of reconstructed formulas, with the reason; none without a reason."""
    if not zh:
        return ()
    return (RECONSTRUCTED.at("", f"{RECONSTRUCTED.zh}{zh}", f"{RECONSTRUCTED.en} {en or zh}").problem(),)
