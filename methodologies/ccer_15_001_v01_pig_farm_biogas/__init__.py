"""CCER-15-001-V01 规模化猪场粪污沼气回收利用工程. Code and title are known; nothing is calculated."""

from __future__ import annotations

from methodologies.drafts.scope import DAYS, crediting_of, said
from methodologies.kernel.identity import Identity
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.rules import LIKELY, UNSURE

TEXT = "CCER-15-001-V01"

METHODOLOGY = Methodology(
    code=TEXT,
    zh="规模化猪场粪污沼气回收利用工程",
    en="Recovery and use of biogas from manure of large pig farms",
    sector="15",
    type_code="O0101",
    status="draft",
    in_force_from=None,
    identity=Identity(type_code=LIKELY, issued="2025-12-17"),
    about=(
        said(TEXT, "与农业农村部联合印发。", "Issued together with the ministry of agriculture and rural affairs."),
        said(
            TEXT, "场内厌氧发酵并利用沼气，按仪器监测。",
            "Digested on the farm, the biogas used, by instruments that monitor.", LIKELY,
        ),
        said(
            TEXT, "养殖规模下限的公开说法互相矛盾，未读到正文之前均不采用。",
            "Reports of the least size of a farm contradict each other: none is used before the text is read.", UNSURE,
        ),
        said(
            TEXT, "征求意见稿规定额外性免予论证。", "The draft for comment exempts additionality from demonstration.",
            LIKELY,
        ),
    ),
    design=(),
    records=(),
    rules=(),
    crediting=crediting_of(TEXT, judged=False),
    additionality=("exempt",),
    lifetime=DAYS,
)
