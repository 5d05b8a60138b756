"""What the later texts on sinks have in common: the length of crediting, and projects that several of them share."""

from __future__ import annotations

from methodologies.drafts.scope import CREDITING, Asked, asked, said
from methodologies.kernel.identity import Saying
from methodologies.kernel.methodology import Crediting
from methodologies.kernel.rules import LIKELY, UNSURE, cite

LONGEST = 40  # years: the first salt-marsh project states as many


def sink_crediting(text: str) -> Crediting:
    """Forty years are seen in one record; no text is at hand, so nothing is judged."""
    return Crediting(LONGEST, 0, cite(text, CREDITING, UNSURE))


def coastal(text: str, prefix: str, rate: str) -> tuple[Asked, tuple[Saying, ...]]:
    """What the notice on the coastal texts says of both: a question, and what is known. rate: tC/ha/yr."""
    holders = asked(
        text, f"{prefix}-1", "every_holder_agrees", "取得全部土地和海域权利人的授权",
        "Every holder of land and sea has given authority",
    )
    known = (
        said(text, "同一省内的红树林、盐沼、海草床项目可以合并申请，减排量按各自方法学分别核算。",
             "Mangrove, salt-marsh and seagrass projects of one province may be filed as one; reductions are worked "
             "separately by methodology."),
        said(text, "任一权利人失去所有权或使用权，合并项目的计入期即告终止。",
             "If any holder loses ownership or use, the crediting period of the whole merged project ends.",
             clause=CREDITING),
        said(text, f"IPCC 的土壤碳积累速率 {rate} tC/ha/年，是否为本方法学默认值未经确认，不用于计算。",
             f"IPCC has {rate} tC/ha/yr of soil carbon; whether the text has it is not known: nothing is worked by it.",
             LIKELY, "土壤有机碳"),
        said(text, "非持久性风险扣减率尚不清楚。", "The non-permanence deduction is not known.", UNSURE, "K_RISK"),
    )
    return holders, known
