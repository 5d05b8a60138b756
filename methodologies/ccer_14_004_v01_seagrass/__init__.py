"""CCER-14-004-V01 海草床植被修复. Code and title are known; nothing is calculated."""

from __future__ import annotations

from methodologies.drafts.scope import DAYS, design, said
from methodologies.drafts.sinks import LONGEST, coastal, sink_crediting
from methodologies.kernel.identity import Identity
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.rules import UNSURE

TEXT = "CCER-14-004-V01"
HOLDERS, KNOWN = coastal(TEXT, "SG", "0.43")

METHODOLOGY = Methodology(
    code=TEXT,
    zh="海草床植被修复",
    en="Restoration of seagrass-bed vegetation",
    sector="14",
    type_code="N0401",
    status="draft",
    in_force_from=None,
    identity=Identity(issued="2025-12"),
    about=(
        *KNOWN,
        said(TEXT, "海草床通常指覆盖约 100 平方米以上者；是否为适用条件未读到。",
             "A bed is commonly some 100 m² of cover or more; whether that is a condition was not read.", UNSURE),
        said(TEXT, "额外性是否免予论证尚不清楚，按一般论证处理。",
             "Whether additionality is exempt is not known: it would have to be demonstrated.", UNSURE),
        said(TEXT, "登记类型代码按编号规则推定，未见记录。",
             "The type code follows the numbering; no record shows it.", UNSURE),
    ),
    design=design(HOLDERS.field, modes=("general",), longest=LONGEST),
    records=(),
    rules=(HOLDERS.rule,),
    crediting=sink_crediting(TEXT),
    additionality=("general",),
    lifetime=DAYS,
)
