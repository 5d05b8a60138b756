"""CCER-10-001-V01 甲烷体积浓度低于8%的煤矿低浓度瓦斯和风排瓦斯利用. Scope and control rules
are known; formulas are not."""

from __future__ import annotations

from methodologies.ccer_10_001_v01_coal_mine_gas import checks as c
from methodologies.ccer_10_001_v01_coal_mine_gas import formulas as f
from methodologies.ccer_10_001_v01_coal_mine_gas.determinations import determine_accounting
from methodologies.ccer_10_001_v01_coal_mine_gas.parameters import combined_margin, fuels, law
from methodologies.drafts.balance import chapters
from methodologies.drafts.scope import DAYS, crediting_of, design, said
from methodologies.electricity.grid import GRID_TABLE
from methodologies.kernel.cases import cases_of
from methodologies.kernel.identity import Identity
from methodologies.kernel.methodology import Duty, Methodology
from methodologies.kernel.rules import LIKELY

TEXT = law.text

METHODOLOGY = Methodology(
    code=TEXT,
    zh="甲烷体积浓度低于8%的煤矿低浓度瓦斯和风排瓦斯利用",
    en="Use of coal-mine gas below 8 % methane and of ventilation air methane",
    sector="10",
    type_code="J0101",
    status="draft",
    in_force_from=None,
    identity=Identity(issued="2025-01-03"),
    reconstructed="只读到正式文本的引言：基准线的三个来源是确定的，公式、密度、增温潜势、供热因子和缺测规则依同类"
                  "方法学重建。",
    reconstructed_en="Only the introduction of the issued text was read: the three sources of the baseline are "
                     "known; formulas, density, warming potential, heat factor and the rule for gaps follow "
                     "methodologies of this kind.",
    about=(
        said(TEXT, "由生态环境部、国家能源局、国家矿山安全监察局办公厅（室）印发。",
             "Issued by the general offices of the ministry of ecology and environment, the energy administration and "
             "the mine safety administration."),
        said(
            TEXT,
            "基准线：项目所销毁瓦斯的排空，区域电网其他电厂（现有和可能新建）的发电，被替代的现有或拟建供热设施。",
            "Baseline: venting of the gas that the project destroys, power of the other plants of the regional "
            "grid, existing and possibly new, and the existing or planned heat supply that is replaced.",
        ),
        said(
            TEXT,
            "强制性排放标准 GB 21522-2024 自 2025-04-01 起禁止排放甲烷体积浓度不低于 8% 的抽采瓦斯，所以以 8% 为"
            "界。",
            "From 2025-04-01 the emission standard GB 21522-2024 forbids venting drained gas of 8 % methane or "
            "more: hence the limit.",
        ),
        said(TEXT, "额外性免予论证。", "Additionality is exempt from demonstration.", LIKELY),
    ),
    design=design(*c.DESIGN),
    records=(c.DRAINAGE,),
    rules=c.RULES,
    monitoring_rules=c.CONTROL,
    monitoring_link="required",
    crediting=crediting_of(TEXT),
    additionality=("exempt",),
    lifetime=DAYS,
    **chapters(law, combined_margin, *fuels, *f.METHANE, *f.BASELINE, *f.PROJECT),
    tables=(GRID_TABLE,),
    determine_accounting=determine_accounting,
    duties=(
        Duty("CMM-D1", "主要监测数据每秒采集，实时上传全国碳市场管理平台。",
             "The main readings are taken every second and uploaded to the national platform as they arise.",
             law.cite("监测")),
        Duty("CMM-D2", "原始秒级数据在本地保存十年。", "The raw readings of every second are kept for ten years.",
             law.cite("监测", LIKELY)),
    ),
    cases=cases_of("methodologies.ccer_10_001_v01_coal_mine_gas"),
)
