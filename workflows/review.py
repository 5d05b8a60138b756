"""Review 登记审查: items judged, one supplement, experts where needed. Law: M31 14, 15, 21, 22; R-45.

Rules of the state "under review" of both filings, over what the registry's desk has on record.
"""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from methodologies.kernel.rules import HOUSE, LIKELY, SURE, UNSURE, Verdict, cite, rule
from workflows.settings import Value
from workflows.texts import M31, RECORDS


class Reviewed(Protocol):
    """The part of `workflows.application.Facts` that is read here."""
    today: date
    supplement_due: date | None
    items_open: tuple[str, ...]
    gaps: tuple[str, ...]
    evaluation_count: int
    panel_free: int
    opinions_open: int
    evaluation_due: date | None
    settings: Mapping[str, Value]


@rule("R-45a", zh="登记机构已逐项判断完整性、规范性。",
      en="The registry has judged every item of the list for completeness and form.",
      source=cite(M31, "第15、22条", LIKELY))
def list_is_judged(facts: Reviewed) -> Verdict:
    return facts.items_open or True


@rule("R-45b", zh="没有尚待补正的缺漏。", en="No gap is left to be supplied.", source=cite(M31, "第15、22条", SURE))
def nothing_is_missing(facts: Reviewed) -> Verdict:
    return facts.gaps or True


@rule("R-180b", zh="补正通知至少列明一项缺漏。", en="A supplement names at least one gap.",
      source=cite(HOUSE, "review.supplement_max", SURE))
def something_is_missing(facts: Reviewed) -> Verdict:
    return bool(facts.gaps) or ("/review",)


@rule("R-180c", zh="补正在期限内提交。", en="The supplement is handed in within its time.",
      source=cite(HOUSE, "review.supplement_wd", UNSURE))
def supplement_is_in_time(facts: Reviewed) -> Verdict:
    return facts.supplement_due is None or facts.today <= facts.supplement_due or ("/supplement",)


@rule("R-181", zh="本次审核的技术评估次数未达上限。", en="The review has not yet used up its technical evaluations.",
      source=cite(RECORDS, "技术评估", UNSURE))
def evaluation_is_left(facts: Reviewed) -> Verdict:
    return facts.evaluation_count < facts.settings["review.evaluation_max"] or ("/evaluation",)


@rule("R-181a", zh="专家库中与项目各方无利害关系的专家人数足够。",
      en="The panel has enough experts without a tie to any party of the project.",
      source=cite(RECORDS, "随机委派专家", UNSURE))
def panel_is_large_enough(facts: Reviewed) -> Verdict:
    return facts.panel_free >= facts.settings["review.evaluation_experts"] or ("/evaluation",)


@rule("R-181b", zh="专家意见均已提交，或评估期限已过。", en="Every expert has answered, or their time is over.",
      source=cite(RECORDS, "技术评估", UNSURE))
def opinions_are_in(facts: Reviewed) -> Verdict:
    over = facts.evaluation_due is not None and facts.evaluation_due < facts.today
    return facts.opinions_open == 0 or over or ("/evaluation",)
