"""Documents, monitoring duties and key points of CCER-14-001-V01, as data."""

from __future__ import annotations

from methodologies.ccer_14_001_v01_afforestation.land import clause
from methodologies.general.additionality import general_proof
from methodologies.kernel.methodology import Duty, Evidence, KeyPoint, Setting
from methodologies.kernel.rules import LIKELY, UNSURE

PROOF = general_proof()
DOCUMENTS = (
    Evidence(
        "imagery",
        "开工前三年遥感影像（分辨率 5 m 或更优）",
        "Imagery of the three years before, 5 m or finer",
        "design",
        ("AF-A", "AF-A2"),
    ),
    Evidence(
        "forest_map",
        "森林资源“一张图”或调查数据",
        "Extract of the forest-resource map or survey",
        "design",
        ("AF-A", "AF-A2", "AF-D"),
    ),
    Evidence(
        "planting_design",
        "造林作业设计及批复",
        "Planting design and its approval",
        "design",
        ("AF-A", "AF-E", "AF-E2", "AF-STRATA"),
    ),
    Evidence(
        "land_class_report",
        "逐地块地类判读报告",
        "Land class of each parcel, as interpreted",
        "design",
        ("AF-A", "AF-C", "AF-D"),
    ),
    Evidence(
        "tenure", "土地和林木权属证明", "Certificates of tenure of land and trees", "design", ("AF-B",), "redacted"
    ),
    Evidence(
        "transfer",
        "减排量转让协议和授权",
        "Transfer of the reductions, and authority of every holder",
        "design",
        ("AF-B", "AF-U"),
        "redacted",
    ),
    Evidence(
        "parcel_file",
        "地块矢量文件（CGCS2000）",
        "Vector file of the parcels, CGCS2000",
        "design",
        ("AF-C", "AF-STRATA"),
        "redacted",
    ),
    Evidence(
        "start_proof",
        "开工证明：施工日志、开工令",
        "Proof of the start: work log, start order",
        "design",
        ("AF-START", "CP-5"),
    ),
    Evidence(
        "former_use",
        "原土地利用调查和村组证明",
        "Survey of the former use, statement of the village",
        "design",
        ("AF-H",),
        "redacted",
    ),
    Evidence(
        "exemption",
        "免予论证情形的名录或认定文件",
        "List or designation that exempts",
        "design",
        ("AF-EX", "AF-DRY"),
        required=False,
    ),
    Evidence(
        "uniqueness",
        "唯一性声明（含碳普惠、林业碳票）",
        "Declaration of uniqueness, local schemes named",
        "design",
        ("AF-U",),
    ),
    Evidence(
        "growth_source", "生长曲线和参数的来源", "Sources of growth curves and parameters", "design", ("AF-LOCAL",)
    ),
    *PROOF.documents,
    Evidence(
        "acceptance", "造林验收、成活率和保存率记录", "Acceptance of the planting, survival", "monitoring", ("SV-3",)
    ),
    Evidence(
        "boundary_survey",
        "边界和碳层面积复测记录",
        "Survey of boundary and strata",
        "monitoring",
        ("SV-3", "SV-4"),
        "redacted",
    ),
    Evidence(
        "plot_records",
        "样地调查原始记录和定位",
        "Original records and positions of the plots",
        "monitoring",
        ("SV-1", "SV-2", "SV-5"),
        "redacted",
    ),
    Evidence(
        "fire_records",
        "火烧、疫木焚烧记录和主管部门证明",
        "Records of fires and infected wood, of the authority",
        "monitoring",
        ("SV-6", "SV-7"),
        "redacted",
        False,
    ),
    Evidence(
        "tending_records",
        "抚育记录（松土的原因、范围和深度）",
        "Tending, with reason, extent and depth of loosening",
        "monitoring",
        ("AF-F",),
        "private",
        False,
    ),
)
DUTIES = (
    Duty(
        "D1",
        "每次核查前复测边界和碳层面积；边界变化及时记录，面积只减不增。",
        "Survey the boundary and the strata before each verification and on any change; an area may shrink, not grow.",
        clause("监测", LIKELY),
    ),
    Duty(
        "D2",
        "记录造林、成活率、保存率、抚育和补植，每项活动一条。",
        "Record planting, survival, tending and replanting, each event by itself.",
        clause("监测"),
    ),
    Duty(
        "D3",
        "固定样地每次核查测定一次，选同一季节；复测不少于 10% 的样地，生物量相差超过 5% 的重测。",
        "Measure the permanent plots once per verification, in the same season; re-measure at least a tenth of them "
        "and redo a plot whose biomass differs by more than 5 %.",
        clause("监测", LIKELY),
    ),
    Duty(
        "D4",
        "胸径误差不超过 0.5 cm 或 3%，树高误差不超过 10%，株数无误差。",
        "Diameters within 0.5 cm or 3 %, heights within 10 %, counts exact.",
        clause("监测", LIKELY),
    ),
    Duty(
        "D5",
        "火灾、病虫害、采伐和疫木焚烧逐次记录面积和证明。",
        "Record each fire, pest, felling and burning of infected wood with its area and proof.",
        clause("监测"),
    ),
    Duty(
        "D6",
        "碳层按造林年度、树种配置和密度划分；成活或受灾使生长不同的，划为新版本并说明原因。",
        "Strata by year of planting, mix and density; where survival or damage made growth differ, a new version "
        "with its reason.",
        clause("碳层"),
    ),
    Duty(
        "D7",
        "数据缺失不估高：跳过或取保守值，并说明。",
        "Missing data are skipped or replaced cautiously, and it is said.",
        clause("监测", LIKELY),
    ),
    Duty(
        "D8",
        "原始记录保存至最后一期减排量登记后至少十年。",
        "Keep original records at least ten years after the last registered period.",
        clause("监测", LIKELY),
    ),
)
KEY_POINTS = (
    KeyPoint(
        "V1",
        ("val",),
        "项目名称含业主、地点和林种；开工日期有批复或开工令，寿命期限覆盖计入期。",
        "The name states owner, place and kind of forest; the start is proven by an approval or order; the lifetime "
        "holds the crediting period.",
        clause("项目描述"),
    ),
    KeyPoint(
        "V2",
        ("val",),
        "逐地块核对适用条件 a、c、f、g，不符合的剔除并重新计算。",
        "Each parcel against conditions a, c, f and g; what fails is cut out and the tonnes are worked again.",
        clause("适用条件"),
    ),
    KeyPoint(
        "V3",
        ("val",),
        "开工前三年影像；灌木盖度低于 30%，郁闭度低于 0.20，非湿地。",
        "Imagery of three years before; shrubs below 30 %, canopy below 0.20, no wetland.",
        clause("适用条件 a"),
    ),
    KeyPoint(
        "V4",
        ("val",),
        "土地、林木和减排量权属，转让协议和逐一授权，有效期覆盖寿命期限。",
        "Tenure of land, trees and reductions; transfer and authority of every holder, through the lifetime.",
        clause("适用条件 b"),
    ),
    KeyPoint(
        "V5",
        ("val",),
        "唯一性：未进入其他机制、碳普惠或林业碳票，与其他项目无空间重叠。",
        "Uniqueness: in no other mechanism, local scheme or forestry ticket; no overlap with another project.",
        clause("唯一性"),
    ),
    KeyPoint(
        "V6",
        ("val",),
        "免予论证的名录文件和条目，或一般论证。",
        "Document and entry that exempt, or the general proof.",
        clause("额外性"),
    ),
    KeyPoint(
        "V7",
        ("val",),
        "碳层以造林年度、树种配置和密度为准；生长曲线和参数写明来源、用途和理由，表格可复算。",
        "Strata by year, mix and density; curves and parameters with source, purpose and reason; the sheet gives the "
        "totals again.",
        clause("碳层"),
    ),
    KeyPoint(
        "V8",
        ("val",),
        "抽样设计：样地数量计算、随机布设和分配表，质量保证和数据缺失的处理。",
        "Sampling: number of plots, random layout and allocation; quality control and missing data.",
        clause("抽样", LIKELY),
    ),
    KeyPoint(
        "V9",
        ("val",),
        "环境和生物多样性影响，利益相关方意见的答复。",
        "Effects on environment and biodiversity; answers to comments.",
        clause("可持续发展"),
    ),
    KeyPoint(
        "V10",
        ("ver",),
        "复核边界，剔除原有林木，核对成活和树种；按坐标找到样地，独立复测一部分，误差在允许范围。",
        "Boundary, trees that stood before, survival and species; plots found by their positions, some measured again "
        "within tolerance.",
        clause("监测"),
    ),
    KeyPoint(
        "V11",
        ("ver",),
        "不确定性按 F21 计算并扣减；火烧和疫木计入；GWP 版本；扣减率在最后使用一次。",
        "Uncertainty by F21 and its deduction; fires and infected wood; version of GWP; the rate of risk once, last.",
        clause("F15, F21", LIKELY),
    ),
    KeyPoint(
        "V12",
        ("ver",),
        "核算期在计入期内，不与前期重叠，五年之内；按日历年分列整数，合计相符。",
        "The period lies in the crediting period, overlaps none, is at most five years back; whole tonnes by "
        "calendar year that add up.",
        clause("F16"),
    ),
    KeyPoint(
        "V13",
        ("ver",),
        "实测与预估的差异及其原因。",
        "Why what was measured differs from the estimate.",
        clause("监测"),
    ),
    *PROOF.key_points,
)
SETTINGS = (
    Setting(
        "forest.deduction",
        "不确定性扣减方式：分级扣减率，或不确定性的一部分",
        "Deduction by uncertainty: a rate by band, or a share of the uncertainty",
        "table",
        clause("F15", UNSURE),
        ("table", "share"),
    ),
)
