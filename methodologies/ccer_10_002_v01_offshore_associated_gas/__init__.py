"""CCER-10-002-V01 海上油田伴生气回收利用. Title and baseline are known, the code is likely; the body was not read."""

from __future__ import annotations

from methodologies.drafts.flared_gas import draft_of
from methodologies.drafts.scope import asked, said
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.identity import Identity
from methodologies.kernel.rules import LIKELY

TEXT = "CCER-10-002-V01"

METHODOLOGY = draft_of(
    Symbols(TEXT, "methodologies.ccer_10_002_v01_offshore_associated_gas", "methodologies.drafts",
            "methodologies.electricity"),
    zh="海上油田伴生气回收利用",
    en="Recovery and use of associated gas of offshore oilfields",
    type_code="J0201",
    identity=Identity(code=LIKELY, type_code=LIKELY, issued="2025-11"),
    asked=(
        asked(TEXT, "OG-1", "flared_before", "无项目时伴生气在火炬燃烧",
              "Without the project the associated gas is burnt at the flare"),
        asked(TEXT, "OG-2", "carried_off", "经新建海底管线，或以液化天然气、压缩天然气、液化石油气回收",
              "Recovered by a new subsea pipe, or as LNG, CNG or LPG"),
    ),
    about=(
        said(TEXT, "伴生气为甲烷至戊烷及更重组分；气源分散、无外输管线，无项目时在火炬燃烧。",
             "The gas is methane to pentane and heavier. Sources are scattered, no pipe leads to shore: it is burnt at "
             "the flare without the project."),
    ),
)
