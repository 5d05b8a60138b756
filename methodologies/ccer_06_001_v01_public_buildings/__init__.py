"""CCER-06-001-V01 既有公共建筑围护结构与供暖通风空调系统能效提升. Code and title are known; nothing is calculated."""

from __future__ import annotations

from methodologies.drafts.scope import DAYS, crediting_of, said
from methodologies.kernel.identity import Identity
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.rules import LIKELY

TEXT = "CCER-06-001-V01"

METHODOLOGY = Methodology(
    code=TEXT,
    zh="既有公共建筑围护结构与供暖通风空调系统能效提升",
    en="Envelope and HVAC efficiency of existing public buildings",
    sector="06",
    type_code="F0101",
    status="draft",
    in_force_from=None,
    identity=Identity(type_code=LIKELY, issued="2025-12-23"),
    about=(
        said(TEXT, "征求意见稿估计全国年减排 2030 年约 80 万吨、2035 年约 160 万吨。",
             "The draft for comment expected 0.8 Mt a year by 2030 and 1.6 Mt by 2035 for the whole country."),
        said(
            TEXT, "2026 年 1 月已列入登记平台的方法学清单。",
            "On the platform's list of methodologies in January 2026.", LIKELY,
        ),
        said(TEXT, "征求意见稿规定额外性免予论证。", "The draft for comment exempts additionality from demonstration."),
    ),
    design=(),
    records=(),
    rules=(),
    crediting=crediting_of(TEXT, judged=False),
    additionality=("exempt",),
    lifetime=DAYS,
)
