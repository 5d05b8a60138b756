"""CCER-01-004-V01 可再生能源电解水制氢. Applicability is known; the formulas are not."""

from __future__ import annotations

from methodologies.ccer_01_004_v01_hydrogen import checks as c
from methodologies.ccer_01_004_v01_hydrogen import formulas as f
from methodologies.ccer_01_004_v01_hydrogen.parameters import combined_margin, fuels, law
from methodologies.drafts.balance import chapters
from methodologies.drafts.scope import DAYS, crediting_of, design, said
from methodologies.electricity.grid import GRID_TABLE
from methodologies.kernel.cases import cases_of
from methodologies.kernel.identity import Identity
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.rules import LIKELY

TEXT = law.text

METHODOLOGY = Methodology(
    code=TEXT,
    zh="可再生能源电解水制氢",
    en="Hydrogen by electrolysis with renewable power",
    sector="01",
    type_code="A0401",
    status="draft",
    in_force_from=None,
    identity=Identity(issued="2025-12-26"),
    reconstructed="适用条件见于报道，公式为骨架重建；基准线制氢排放因子是正文规定值，尚未取得，须自行填写。",
    reconstructed_en="Applicability is reported; the formulas are a reconstructed skeleton. The baseline factor of "
    "hydrogen is a value of the text that is not at hand: it has to be stated.",
    about=(
        said(TEXT, "由生态环境部、国家能源局联合印发；同一公告印发两项方法学。",
             "Issued jointly with the energy administration; one notice issued two methodologies."),
        said(TEXT, "额外性免予论证。", "Additionality is exempt from demonstration."),
        said(TEXT, "计入期最长十年。", "The crediting period is ten years at most.", LIKELY),
    ),
    design=design(*(each.field for each in c.ASKED)),
    records=(),
    rules=tuple(each.rule for each in c.ASKED),
    crediting=crediting_of(TEXT),
    additionality=("exempt",),
    lifetime=DAYS,
    **chapters(law, combined_margin, *fuels, *f.BALANCE, rules=(c.factor_is_plausible,)),
    tables=(GRID_TABLE,),
    cases=cases_of("methodologies.ccer_01_004_v01_hydrogen"),
)
