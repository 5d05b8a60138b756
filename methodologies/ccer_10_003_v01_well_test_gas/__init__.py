"""CCER-10-003-V01 陆上气田试气放喷气回收利用. Code and title are known; the body was not read."""

from __future__ import annotations

from methodologies.drafts.flared_gas import draft_of
from methodologies.drafts.scope import asked, said
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.identity import Identity
from methodologies.kernel.rules import LIKELY, UNSURE

TEXT = "CCER-10-003-V01"

METHODOLOGY = draft_of(
    Symbols(TEXT, "methodologies.ccer_10_003_v01_well_test_gas", "methodologies.drafts",
            "methodologies.electricity"),
    zh="陆上气田试气放喷气回收利用",
    en="Recovery and use of well-test vent gas of onshore gas fields",
    type_code="J0301",
    identity=Identity(issued="2025-11"),
    asked=(
        asked(TEXT, "WT-1", "flared_before", "无项目时试气放喷气送火炬燃烧",
              "Without the project the gas of the well test goes to a flare", UNSURE),
    ),
    about=(
        said(TEXT, "陆上气井试气、放喷返排的气体，通常送火炬燃烧。",
             "Flow-back and test gas of onshore gas wells, normally sent to a flare.", LIKELY),
    ),
)
