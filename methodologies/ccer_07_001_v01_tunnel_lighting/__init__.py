"""CCER-07-001-V01 公路隧道照明系统节能. Code and title are known; of the body nothing was read."""

from __future__ import annotations

from methodologies.ccer_07_001_v01_tunnel_lighting import formulas as f
from methodologies.ccer_07_001_v01_tunnel_lighting.parameters import combined_margin, law
from methodologies.drafts.balance import chapters
from methodologies.drafts.scope import DAYS, asked, crediting_of, design, said
from methodologies.electricity.grid import GRID_TABLE
from methodologies.kernel.cases import cases_of
from methodologies.kernel.identity import Identity
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.rules import LIKELY, UNSURE

TEXT = law.text
ASKED = (
    asked(TEXT, "TL-1", "highway_tunnel", "公路隧道照明系统的新建或改造",
          "Lighting of a highway tunnel, new or renewed", UNSURE),
    asked(TEXT, "TL-2", "controlled", "采用高光效光源并具有智能控制",
          "Light sources of high efficacy, controlled by luminance, traffic or speed", UNSURE),
    asked(TEXT, "TL-3", "bright_enough", "项目实施后路面亮度、均匀度等符合设计规范",
          "Luminance and uniformity of the road meet the design code after the project", UNSURE),
    asked(TEXT, "TL-4", "metered_apart", "照明用电与风机、水泵、监控用电分开计量",
          "Lighting is metered apart from fans, pumps and monitoring", UNSURE),
    asked(TEXT, "TL-5", "networked", "监测数据已联网，减排量自联网后计入",
          "Monitoring data are linked, and reductions count only afterwards", LIKELY),
    asked(TEXT, "TL-6", "no_saving_certificates", "同一节能量未在节能量交易中主张",
          "The saving is claimed in no scheme of energy-saving certificates", UNSURE),
)

METHODOLOGY = Methodology(
    code=TEXT,
    zh="公路隧道照明系统节能",
    en="Energy saving of highway-tunnel lighting systems",
    sector="07",
    type_code="G0101",
    status="draft",
    in_force_from=None,
    identity=Identity(issued="2025-01-03"),
    reconstructed="正文未取得：适用条件、公式和全部参数均为重建。",
    reconstructed_en="No copy of the body was found: applicability, formulas and every parameter are reconstructed.",
    about=(
        said(TEXT, "由生态环境部、交通运输部联合印发；2024-07-24 征求意见。",
             "Issued jointly with the ministry of transport; the draft was out for comment on 2024-07-24."),
        said(
            TEXT, "边界：各隧道的照明回路（入口段、过渡段、中间段、出口段，不含应急照明）和区域电网；只计二氧化碳。",
            "Boundary: the lighting loops of each tunnel, without emergency lighting, and the regional grid; CO2 "
            "only.", LIKELY,
        ),
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
    cases=cases_of("methodologies.ccer_07_001_v01_tunnel_lighting"),
)
