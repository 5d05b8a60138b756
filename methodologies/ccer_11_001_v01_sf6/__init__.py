"""CCER-11-001-V01 电气设备六氟化硫回收和净化. The title is likely, the code unsure; of the body nothing was read."""

from __future__ import annotations

from methodologies.ccer_11_001_v01_sf6 import formulas as f
from methodologies.ccer_11_001_v01_sf6.parameters import combined_margin, law
from methodologies.drafts.balance import chapters
from methodologies.drafts.scope import DAYS, asked, crediting_of, design, said
from methodologies.electricity.grid import GRID_TABLE
from methodologies.kernel.cases import cases_of
from methodologies.kernel.identity import Identity
from methodologies.kernel.methodology import Evidence, Methodology
from methodologies.kernel.rules import LIKELY, UNSURE

TEXT = law.text
ASKED = (
    asked(TEXT, "SF6-1", "from_power_equipment", "气体回收自检修或退役的电气设备，净化后重新利用",
          "The gas comes from power equipment under overhaul or replaced, is purified and used again", UNSURE),
)

METHODOLOGY = Methodology(
    code=TEXT,
    zh="电气设备六氟化硫回收和净化",
    en="Recovery and purification of SF6 from electrical equipment",
    sector="11",
    type_code="K0101",
    status="draft",
    in_force_from=None,
    identity=Identity(code=UNSURE, title=LIKELY, type_code=UNSURE, issued="2025-12-26", issued_as=LIKELY),
    reconstructed="正文未取得：公式为骨架重建；无项目时的回收率是决定性的未知数，此处按零计。",
    reconstructed_en="The body is not at hand: the formulas are a reconstructed skeleton. The rate recovered "
                     "without the project decides the result and is not known; it is taken as nothing here.",
    about=(
        said(TEXT, "由生态环境部、国家能源局联合印发。", "Issued jointly with the energy administration."),
        said(TEXT, "减排来自六氟化硫不排放，净化后的气体重新利用；正文计入哪一项尚不清楚。",
             "SF6 is not released, and purified gas replaces new gas; which of the two is credited is not known."),
        said(
            TEXT, "征求意见稿规定额外性免予论证。", "The draft for comment exempts additionality from demonstration.",
            LIKELY,
        ),
    ),
    design=design(*(each.field for each in ASKED)),
    records=(),
    rules=tuple(each.rule for each in ASKED),
    crediting=crediting_of(TEXT),
    additionality=("exempt",),
    lifetime=DAYS,
    **chapters(law, combined_margin, *f.BALANCE),
    tables=(GRID_TABLE,),
    documents=(
        Evidence("weighing", "钢瓶编号和称重记录", "Serial numbers and weighing slips of the cylinders", "monitoring"),
        Evidence("nameplates", "设备铭牌充气量", "Nameplate charge of the equipment", "design"),
        Evidence("work_tickets", "停电检修工作票", "Work tickets of the outage", "monitoring"),
        Evidence("purity", "纯度和水分检测报告", "Reports of purity and moisture", "monitoring"),
        Evidence("dispatch", "净化气体出厂记录", "Dispatch of the purified gas", "monitoring"),
        Evidence("residues", "残余物处置记录", "Disposal of the residues", "monitoring"),
    ),
    cases=cases_of("methodologies.ccer_11_001_v01_sf6"),
)
