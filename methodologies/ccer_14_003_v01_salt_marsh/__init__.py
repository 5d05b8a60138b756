"""CCER-14-003-V01 滨海盐沼植被修复. Code, title and one limit are known; nothing is calculated."""

from __future__ import annotations

from methodologies.ccer_14_003_v01_salt_marsh.checks import TEXT, nearly_bare
from methodologies.drafts.scope import DAYS, asked, design, said
from methodologies.drafts.sinks import LONGEST, coastal, sink_crediting
from methodologies.kernel.identity import Identity
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.records import Field
from methodologies.kernel.rules import LIKELY

COVER = Field("cover_percent", "修复前植被盖度", "Plant cover before restoration", "decimal", unit="%", minimum="0",
              maximum="100")
HOLDERS, KNOWN = coastal(TEXT, "SM", "0.91")
LAND = asked(TEXT, "SM-2", "bare_or_freed", "修复前为无植被潮滩，或退出人类利用（废弃海洋工程、养殖）的潮滩",
             "The land was bare tidal flat, or flat freed from human use (abandoned works, aquaculture)")

METHODOLOGY = Methodology(
    code=TEXT,
    zh="滨海盐沼植被修复",
    en="Restoration of coastal salt-marsh vegetation",
    sector="14",
    type_code="N0301",
    status="draft",
    in_force_from=None,
    identity=Identity(issued="2025-12-04"),
    about=(
        *KNOWN,
        said(TEXT, "碳主要累积在土壤中：季节性枯落物很快被埋藏。",
             "Carbon accrues mainly in the soil: seasonal litter is buried quickly.", clause="碳库"),
        said(TEXT, "首个公示项目 3,551 公顷盐地碱蓬，128 个小班，计入期 40 年，预估 679,997 t，免予论证额外性。",
             "The first filing: 3,551 ha of Suaeda salsa in 128 sub-compartments, 40 years, 679,997 t expected, exempt "
             "from showing additionality."),
        said(TEXT, "预计与红树林营造同样核算生物质和土壤，参数未读到。",
             "It presumably accounts biomass and soil as the mangrove text does; its parameters were not read.", LIKELY,
             "核算"),
    ),
    design=design(COVER, HOLDERS.field, LAND.field, longest=LONGEST),
    records=(),
    rules=(HOLDERS.rule, LAND.rule, nearly_bare),
    crediting=sink_crediting(TEXT),
    additionality=("exempt",),
    lifetime=DAYS,
)
