"""CCER-14-005-V01 (code assumed) 淤地坝碳汇. Title, deduction and pools are known; nothing is calculated."""

from __future__ import annotations

from methodologies.drafts.scope import DAYS, asked, design, said
from methodologies.drafts.sinks import LONGEST, sink_crediting
from methodologies.kernel.identity import Identity
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.rules import UNSURE

TEXT = "CCER-14-005-V01"
ASKED = (
    asked(TEXT, "CD-1", "check_dam", "项目为黄土高原淤地坝，拦蓄泥沙并埋藏其有机碳",
          "The project is a check dam of the Loess Plateau that traps sediment and keeps its organic carbon"),
    asked(TEXT, "CD-2", "code_design", "淤地坝有按其技术规范编制的设计文件",
          "The dam has design documents under the technical code of check dams"),
)

METHODOLOGY = Methodology(
    code=TEXT,
    zh="淤地坝碳汇",
    en="Check-dam sinks",
    sector="14",
    type_code="N0501",
    status="draft",
    in_force_from=None,
    identity=Identity(code=UNSURE, issued="2025-12"),
    about=(
        said(TEXT, "由生态环境部、水利部联合印发；方法学编号按顺序推定，登记类型代码亦同。",
             "Issued with the ministry of water resources; its code is assumed from the numbering, and so is the type "
             "code.", UNSURE, "编号"),
        said(TEXT, "只计表层土壤碳库和部分植物碳库。", "Only the topsoil pool and part of the plant pool count.",
             clause="碳库"),
        said(TEXT, "非持久性风险扣减率为 1%。", "The non-permanence deduction is 1 %.", clause="K_RISK"),
        said(TEXT, "坝地土壤碳汇按基于黄土高原研究的模型核算，参数由方法学规定；公式未见。",
             "Soil carbon of dam land goes by a model from research on the Loess Plateau with prescribed parameters; "
             "the formula was not seen.", clause="核算"),
        said(TEXT, "额外性是否免予论证尚不清楚，按一般论证处理。",
             "Whether additionality is exempt is not known: it would have to be demonstrated.", UNSURE),
    ),
    design=design(*(each.field for each in ASKED), modes=("general",), longest=LONGEST),
    records=(),
    rules=tuple(each.rule for each in ASKED),
    crediting=sink_crediting(TEXT),
    additionality=("general",),
    lifetime=DAYS,
)
