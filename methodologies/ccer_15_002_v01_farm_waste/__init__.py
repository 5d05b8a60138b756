"""CCER-15-002-V01 农业废弃物集中处理工程. The title is likely, the code unsure; nothing is calculated."""

from __future__ import annotations

from methodologies.drafts.scope import DAYS, crediting_of, said
from methodologies.kernel.identity import Identity
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.rules import LIKELY, UNSURE

TEXT = "CCER-15-002-V01"

METHODOLOGY = Methodology(
    code=TEXT,
    zh="农业废弃物集中处理工程",
    en="Central treatment of farm waste",
    sector="15",
    type_code="O0201",
    status="draft",
    in_force_from=None,
    identity=Identity(code=UNSURE, title=LIKELY, type_code=UNSURE, issued="2025-12-17", issued_as=LIKELY),
    about=(
        said(TEXT, "与猪场沼气方法学同一公告印发。", "Issued by the notice of the pig-farm methodology.", LIKELY),
        said(TEXT, "征求意见稿规定额外性免予论证。", "The draft for comment exempts additionality from demonstration."),
    ),
    design=(),
    records=(),
    rules=(),
    crediting=crediting_of(TEXT, judged=False),
    additionality=("exempt",),
    lifetime=DAYS,
)
