"""CCER-01-003-V01 中深层地热能井下换热供暖技术应用工程. Code and title are known; of the body nothing was read."""

from __future__ import annotations

from methodologies.ccer_01_003_v01_geothermal_heating import formulas as f
from methodologies.ccer_01_003_v01_geothermal_heating.parameters import combined_margin, law
from methodologies.drafts.balance import chapters
from methodologies.drafts.scope import DAYS, asked, crediting_of, design, said
from methodologies.electricity.grid import GRID_TABLE
from methodologies.kernel.cases import cases_of
from methodologies.kernel.identity import Identity
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.rules import LIKELY, UNSURE

TEXT = law.text
ASKED = (
    asked(
        TEXT, "GEO-1", "closed_loop", "井下闭式换热，取热不取水",
        "A closed loop down the hole takes heat and no water", UNSURE,
    ),
)

METHODOLOGY = Methodology(
    code=TEXT,
    zh="中深层地热能井下换热供暖技术应用工程",
    en="Mid-deep geothermal heating by down-hole heat exchange",
    sector="01",
    type_code="A0301",
    status="draft",
    in_force_from=None,
    identity=Identity(type_code=LIKELY, issued="2025-12-26"),
    reconstructed="正文未取得：公式为骨架重建；基准线供热排放因子是正文规定值，须自行填写。",
    reconstructed_en="The body is not at hand: the formulas are a reconstructed skeleton, and the baseline factor of "
    "heat, a value of the text, has to be stated.",
    about=(
        said(
            TEXT, "2026-01-12 起列入登记平台的方法学清单。",
            "On the platform's list of methodologies since 2026-01-12.", LIKELY,
        ),
        said(TEXT, "基准线：当地燃煤或燃气锅炉供热。", "Baseline: heat of coal or gas boilers of the area.", UNSURE),
        said(TEXT, "额外性免予论证。", "Additionality is exempt from demonstration.", LIKELY),
    ),
    design=design(*(each.field for each in ASKED)),
    records=(),
    rules=tuple(each.rule for each in ASKED),
    crediting=crediting_of(TEXT),
    additionality=("exempt",),
    lifetime=DAYS,
    **chapters(law, combined_margin, *f.BALANCE),
    tables=(GRID_TABLE,),
    cases=cases_of("methodologies.ccer_01_003_v01_geothermal_heating"),
)
