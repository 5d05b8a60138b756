"""CCER-10-004-V01 陆上油田低气量伴生气回收利用. Code and title are known; the body was not read."""

from __future__ import annotations

from methodologies.drafts.balance import chapters
from methodologies.drafts.flared_gas import composition_rule, flared_gas
from methodologies.drafts.scope import DAYS, asked, crediting_of, design, said
from methodologies.electricity.grid import GRID_TABLE
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.identity import Identity
from methodologies.kernel.methodology import Methodology, cases_of
from methodologies.kernel.rules import LIKELY, UNSURE

law = Symbols("CCER-10-004-V01", "methodologies.ccer_10_004_v01_onshore_associated_gas", "methodologies.drafts",
              "methodologies.electricity")
TEXT = law.text
ASKED = (
    asked(TEXT, "LR-1", "low_rate", "陆上油田分散的低气量伴生气（气量界限未知）",
          "Small scattered associated gas of onshore oil wells; the limit of the rate is not known", UNSURE),
)

METHODOLOGY = Methodology(
    code=TEXT, zh="陆上油田低气量伴生气回收利用",
    en="Recovery and use of low-rate associated gas of onshore oilfields", sector="10", type_code="J0401",
    status="draft", in_force_from=None, identity=Identity(issued="2025-11"),
    reconstructed="正文未取得：公式为骨架重建，火炬氧化率和摩尔体积均为暂定值。",
    reconstructed_en="The body is not at hand: the formulas are a reconstructed skeleton; the oxidation rate of "
                     "the flare and the molar volume are provisional.",
    about=(
        said(TEXT, "由生态环境部、国家能源局联合印发，同批共三项油气方法学。",
             "Issued jointly with the energy administration, one of three texts for oil and gas."),
        said(TEXT, "陆上分散油井的小量伴生气；气量界限未知。",
             "Small scattered gas of onshore oil wells. The limit of its rate is not known.", LIKELY),
        said(TEXT, "出售的气体以后由用户燃烧，不计为项目排放。",
             "Gas that is sold and later burnt by its users is no project emission.", LIKELY),
        said(TEXT, "额外性是否免予论证尚不清楚，按一般论证处理。",
             "Whether additionality is exempt is not known: it would have to be demonstrated.", UNSURE),
    ),
    design=design(*(each.field for each in ASKED), modes=("general",)), records=(),
    rules=tuple(each.rule for each in ASKED), crediting=crediting_of(TEXT), lifetime=DAYS,
    **chapters(law, *flared_gas(law), rules=(composition_rule(TEXT),)), tables=(GRID_TABLE,),
    cases=cases_of("methodologies.ccer_10_004_v01_onshore_associated_gas"),
)
