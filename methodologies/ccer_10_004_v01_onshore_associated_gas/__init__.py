"""CCER-10-004-V01 陆上油田低气量伴生气回收利用. Code and title are known; the body was not read."""

from __future__ import annotations

from methodologies.drafts.flared_gas import draft_of
from methodologies.drafts.scope import asked, said
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.identity import Identity
from methodologies.kernel.rules import LIKELY, UNSURE

TEXT = "CCER-10-004-V01"

METHODOLOGY = draft_of(
    Symbols(TEXT, "methodologies.ccer_10_004_v01_onshore_associated_gas", "methodologies.drafts",
            "methodologies.electricity"),
    zh="陆上油田低气量伴生气回收利用",
    en="Recovery and use of low-rate associated gas of onshore oilfields",
    type_code="J0401",
    identity=Identity(issued="2025-11"),
    asked=(
        asked(TEXT, "LR-1", "low_rate", "陆上油田分散的低气量伴生气（气量界限未知）",
              "Small scattered associated gas of onshore oil wells; the limit of the rate is not known", UNSURE),
    ),
    about=(
        said(TEXT, "陆上分散油井的小量伴生气；气量界限未知。",
             "Small scattered gas of onshore oil wells. The limit of its rate is not known.", LIKELY),
    ),
)
