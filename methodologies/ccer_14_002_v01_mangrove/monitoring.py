"""Documents, monitoring duties and key points of CCER-14-002-V01, as data."""

from __future__ import annotations

from methodologies.ccer_14_002_v01_mangrove.equations import TEXT
from methodologies.kernel.methodology import Duty, Evidence, KeyPoint, Setting
from methodologies.kernel.rules import LIKELY, UNSURE, cite

SEEN, TOLD = cite(TEXT, "审定与核查要点", LIKELY), cite(TEXT, "监测", LIKELY)

DOCUMENTS = (
    Evidence("imagery", "营造前影像和场地现状报告", "Imagery before the start, site report", "design", ("M-a",)),
    Evidence("spartina", "互花米草清除证明", "Proof that Spartina was cleared", "design", ("M-a",), required=False),
    Evidence("tenure", "海域或土地权属文件", "Tenure documents of sea and land", "design", ("M-b",)),
    Evidence("transfer", "减排量转让及授权文件", "Authority of every holder and transfer of the credits", "design",
             ("M-b", "M-u"), "redacted"),
    Evidence("parcels_vector", "地块矢量文件及面积表", "Vector file of the parcels with their areas", "design",
             ("M-c", "M-GAPS"), "redacted"),
    Evidence("grid_kml", "项目网格和样地网格 KML、样地数量表", "KML of the project and plot grid, table of plots",
             "design", ("PLOTS",), "redacted"),
    Evidence("elevation", "营造前后滩面高程、底质和近 5 年水文资料",
             "Elevation and substrate before and after, some 5 years of hydrology", "design", ("M-d",)),
    Evidence("planting_design", "营造设计、密度、树种和日期", "Planting design: density, species, dates", "design",
             ("M-f", "STRATA", "STRATA_KEY")),
    Evidence("start", "开工证明：首次整地或栽植的施工记录", "Proof of the start: log of the first works or planting",
             "design", ("PLANTED",)),
    Evidence("approvals", "用海和规划符合性文件、保护地主管部门意见",
             "Approvals: marine zoning, protected areas", "design", ("M-g",)),
    Evidence("seagrass", "对海草床影响的说明", "Statement on seagrass beds", "design", ("M-g",)),
    Evidence("growth_source", "生长数据和参数的来源", "Sources of growth data and parameters", "design", ("M-h",)),
    Evidence("uniqueness", "真实性和唯一性承诺", "Pledge of authenticity and uniqueness", "design", ("M-u",)),
    Evidence("field_books", "样地和植株调查原始记录", "Original records of plots and plants", "monitoring",
             ("PLOTS", "VISITS", "LOST_PLOTS"), "redacted"),
    Evidence("boundary_imagery", "核查时的边界影像", "Imagery of the boundary at verification", "monitoring",
             ("AREAS", "AREA_CHANGE")),
    Evidence("soil_reports", "土壤检测报告", "Laboratory reports on soil", "monitoring", ("CORES",), required=False),
    Evidence("salinity_log", "盐度和水文监测记录", "Log of salinity and hydrology", "monitoring", ("SALINITY",)),
    Evidence("tending_log", "管护和施肥记录", "Log of tending and fertiliser", "monitoring", ("M-e", "M-f"),
             "redacted"),
    Evidence("event_papers", "事件的照片和主管部门记录", "Photographs and records of events", "monitoring", ("EVENTS",),
             required=False),
    Evidence("quality", "复测记录和仪器校准证书", "Second measurements and certificates of instruments", "monitoring",
             ("REMEASURED", "REDO")),
)
DUTIES = (
    Duty("D1", "每次核查前调查全部样地：树种、直径、树高、株数、存活，同一季节和潮情。",
         "Before each verification all plots are surveyed: species, diameter, height, number, survival; in the same "
         "season and state of the tide.", TOLD),
    Duty("D2", "每年监测水文和盐度；每次核查以低潮影像复核边界和各碳层面积。",
         "Hydrology and salinity every year; boundary and areas of strata by imagery at low tide for verification.",
         TOLD),
    Duty("D3", "实测土壤碳时，每一样地中心取 1 m 土芯，分层测定容重和有机碳，由有资质的实验室检测。",
         "Where soil carbon is measured: a core of 1 m at the centre of each plot, bulk density and organic carbon by "
         "layer, by an accredited laboratory.", TOLD),
    Duty("D4", "台风、冻害、病虫害、互花米草再入侵和补植逐次记录，附面积和凭证。",
         "Typhoon, freeze, pest, return of Spartina and replanting are recorded with area and proof.", TOLD),
    Duty("D5", "复测不少于 10% 的样地，培训人员，校准仪器；数据缺失时跳过或保守替代。",
         "At least 10 % of plots are measured again, crews trained, instruments calibrated; lost data are skipped or "
         "replaced conservatively.", TOLD),
    Duty("D6", "原始记录保存至最后一期登记后至少 10 年。",
         "Original records are kept at least 10 years after the last registered period.", TOLD),
)
KEY_POINTS = (
    KeyPoint("V1", ("val",), "营造前为无植被潮滩或退养塘：影像、盖度不超过 5%，互花米草清除证明。",
             "Bare flat or retired pond: imagery, cover of at most 5 %, proof that Spartina was cleared.", SEEN),
    KeyPoint("V2", ("val", "ver"), "地块和斑块：不小于 400 平方米，大于 400 平方米的空斑已扣除。",
             "Parcels and patches: at least 400 m², empty patches above 400 m² cut out.", SEEN),
    KeyPoint("V3", ("val",), "海域权属有效期覆盖项目寿命期限；林业、自然资源主管部门与业主之间的授权链和减排量转让。",
             "Tenure covers the lifetime; chain of authority between forestry, natural resources and owner, and "
             "transfer of the credits.", SEEN),
    KeyPoint("V4", ("val",), "碳层：营造年份、树种、密度和日期逐地块核对，碳层面积表。",
             "Strata: planting year, species, density and dates by parcel; table of areas.", SEEN),
    KeyPoint("V5", ("val", "ver"), "生物量方程与实际树种一致，参数来源、增温潜势取值有依据。",
             "Equations are those of the species planted; sources of parameters and of the warming potentials.", SEEN),
    KeyPoint("V6", ("val", "ver"), "样地网格、随机布设和数量表；核查时按坐标找到样地并独立复测。",
             "Plot grid, random layout and table; at verification plots are found by coordinates and measured "
             "independently.", SEEN),
    KeyPoint("V7", ("val",), "潮间带属性不变：营造前后高程、水文；对海草床的影响。",
             "The land stays intertidal: elevation before and after, hydrology; effect on seagrass.", SEEN),
    KeyPoint("V8", ("val", "ver"), "日期首尾均含；唯一性声明列明地方机制。",
             "Days include both ends; the statement of uniqueness names local schemes.", SEEN),
    KeyPoint("V9", ("ver",), "不确定性及扣减、风险扣减各一次；各年整吨之和等于申请量。",
             "Uncertainty and its deduction, risk deduction once; whole tonnes by year add up to what is applied for.",
             SEEN),
    KeyPoint("V10", ("ver",), "存活、面积变化和事件；与预估差异的说明。",
             "Survival, changes of area, events; differences from the estimate explained.", SEEN),
)
SETTINGS = (
    Setting(
        "forest.deduction",
        "不确定性扣减方式：分级扣减率，或不确定性的一部分",
        "Deduction by uncertainty: a rate by band, or a share of the uncertainty",
        "table",
        cite(TEXT, "F15", UNSURE),
        ("table", "share"),
    ),
)
