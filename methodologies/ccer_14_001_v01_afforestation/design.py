"""What the design document of an afforestation project states, beyond the general sections."""

from __future__ import annotations

from typing import Any

from methodologies.ccer_14_001_v01_afforestation.parameters import FORMS
from methodologies.general.design import (
    CENTRE,
    COMMENCEMENT,
    LATITUDE,
    LAWFUL,
    LIFETIME,
    LONGITUDE,
    NAME,
    PLACE,
    UNIQUE,
    additionality,
    crediting,
    yes,
)
from methodologies.kernel.records import Field, Record

FORMER = (
    ("barren", "宜林荒山荒地", "barren hills and land fit for forest"),
    ("no_stand", "无立木林地", "forest land without a stand"),
    ("open", "疏林地", "open woodland"),
    ("burnt", "火烧迹地", "burnt-over land"),
    ("sand", "沙地", "sandy land"),
    ("abandoned", "弃耕地", "abandoned farmland"),
    ("shrub", "一般灌木林地", "ordinary shrub land"),
)
EXEMPT = (
    ("none", "不属于免予论证的情形", "none of the exempt classes"),
    ("dry", "年均降水量不足 400 mm 的地区", "an area with less than 400 mm of rain a year"),
    ("key_zone", "国家重点生态功能区", "a national key ecological function zone"),
    ("public_benefit", "生态公益林", "ecological public-benefit forest"),
)
FORM_WORDS = dict(
    zip(
        FORMS,
        (
            ("理查德", "Richards"),
            ("考尔夫", "Korf"),
            ("逻辑斯谛", "logistic"),
            ("直线至上限", "straight to the asymptote"),
            ("龄级表", "table by age"),
        ),
        strict=True,
    )
)
STRATUM = Field("i", "碳层编号", "Stratum", "text", example="S1")
SPECIES = Field("species", "树种（组）", "Species or group", "text", example="马尾松")
PLANTED = Field("planted_year", "造林年度", "Year of planting", "integer", minimum="2012", maximum="2099")
AREA = Field("area_ha", "面积", "Area", "decimal", unit="ha", minimum="0.0001", maximum="1000000")
PERCENT: dict[str, Any] = {"unit": "%", "minimum": "0", "maximum": "100"}
T_PER_HA: dict[str, Any] = {"unit": "tdm/ha", "minimum": "0.01", "maximum": "2000"}

PARCELS = Record(
    "parcels",
    "地块（小班）",
    "Parcels",
    "parcel",
    (
        Field("parcel", "小班号", "Parcel", "text", example="1-2-3"),
        STRATUM,
        AREA,
        Field("county", "县（市、区）、乡镇、林场", "County, town, forest farm", "text"),
        Field("longitude", "中心经度", "Longitude of the centre", "decimal", **LONGITUDE),
        Field("latitude", "中心纬度", "Latitude of the centre", "decimal", **LATITUDE),
        Field("former", "造林前地类", "Land class before", "choice", choices=FORMER),
        Field("canopy", "造林前乔木郁闭度", "Canopy cover before", "decimal", minimum="0", maximum="1"),
        Field("shrub_percent", "造林前灌木盖度", "Shrub cover before", "decimal", **PERCENT),
        Field(
            "removed_percent",
            "清除的灌木和细竹占地比例",
            "Surface from which shrubs and thin bamboo were removed",
            "decimal",
            **PERCENT,
        ),
        PLANTED,
        Field("holder", "权属人", "Holder", "text", publication="redacted"),
        Field("tenure_document", "权属证明编号", "Certificate of tenure", "text", publication="redacted"),
        Field(
            "tenure_to",
            "权属终止日（无限期不填）",
            "Tenure until; nothing where it does not end",
            "date",
            required=False,
        ),
    ),
    publication="redacted",
)
STRATA = Record(
    "strata",
    "项目碳层",
    "Strata",
    "i",
    (
        STRATUM,
        PLANTED,
        Field("mix", "树种配置", "Species mix", "text", example="10 马尾松"),
        Field("density", "造林密度", "Planting density", "decimal", unit="1/ha", minimum="1", maximum="100000"),
        Field(
            "growth_form",
            "乔木、竹子或灌木",
            "Trees, bamboo or shrubs",
            "choice",
            choices=(("trees", "乔木", "trees"), ("bamboo", "竹子", "bamboo"), ("shrubs", "灌木", "shrubs")),
        ),
        AREA,
        Field(
            "deviation",
            "预计生物量标准差",
            "Expected standard deviation of biomass",
            "decimal",
            **T_PER_HA,
            symbol="sd_i",
        ),
    ),
    help_zh="按造林年度、树种配置和密度划分",
    help_en="Divided by year of planting, species mix and density",
)
GROWTH = Record(
    "growth",
    "碳层内的树种和生长曲线",
    "Species in the strata, with their growth",
    "",
    (
        STRATUM,
        SPECIES,
        Field("share_percent", "占碳层比例", "Share of the stratum", "decimal", **PERCENT),
        Field(
            "form",
            "曲线形式",
            "Form of the curve",
            "choice",
            choices=tuple((name, *words) for name, words in FORM_WORDS.items()),
        ),
        Field(
            "of",
            "曲线所表示的量",
            "What the curve tells",
            "choice",
            choices=(
                ("volume", "蓄积量（m3/ha）", "volume, m3/ha"),
                ("biomass", "全株生物量（t/ha）", "whole-tree biomass, t/ha"),
            ),
        ),
        Field(
            "asymptote",
            "上限 p1（不填则用生物量曲线表）",
            "Asymptote p1; nothing: from the table of curves",
            "decimal",
            required=False,
            minimum="0",
            maximum="5000",
        ),
        Field("p2", "参数 p2", "Parameter p2", "decimal", required=False, minimum="0", maximum="100", symbol="p2_c"),
        Field("p3", "参数 p3", "Parameter p3", "decimal", required=False, minimum="0", maximum="1000", symbol="p3_c"),
        Field("source", "曲线来源", "Source of the curve", "text", required=False),
        Field("source_on", "来源日期", "Day of the source", "date", required=False),
    ),
)
AGES = Record(
    "ages",
    "龄级表（仅“龄级表”形式）",
    "Table by age, for that form only",
    "",
    (
        STRATUM,
        SPECIES,
        Field("age", "林龄", "Age", "integer", unit="a", minimum="0", maximum="100"),
        Field("percent", "占上限比例", "Share of the asymptote", "decimal", **PERCENT),
    ),
    min_rows=0,
)
EQUATIONS = Record(
    "equations",
    "单株方程",
    "Equations of a plant",
    "species",
    (SPECIES, Field("equation", "方程编号", "Equation", "text", example="T2 v1/马尾松")),
    min_rows=0,
    help_zh="审定时确定，监测期内不变",
    help_en="Fixed at validation, the same while monitored",
)
LOCAL = Record(
    "local_parameters",
    "当地参数（优先于参数表）",
    "Local parameters, before those of the table",
    "species",
    (
        SPECIES,
        Field("cf", "含碳率", "Carbon fraction", "decimal", unit="tC/tdm", minimum="0.3", maximum="0.6", symbol="CF_j"),
        Field(
            "bef", "生物量扩展因子", "Biomass expansion factor", "decimal", minimum="1", maximum="10", symbol="BEF_j"
        ),
        Field(
            "wd",
            "基本木材密度",
            "Basic wood density",
            "decimal",
            unit="tdm/m3",
            minimum="0.1",
            maximum="1.3",
            symbol="WD_j",
        ),
        Field("r", "根茎比", "Root-to-shoot ratio", "decimal", minimum="0.01", maximum="3", symbol="R_j"),
        Field("sample_trees", "样木株数", "Sample trees", "integer", minimum="0", maximum="100000"),
        Field("source", "来源", "Source", "text"),
        Field("source_on", "来源日期", "Day of the source", "date"),
    ),
    min_rows=0,
)
SITE = (NAME, *PLACE, *CENTRE)
DATES = (COMMENCEMENT, *LIFETIME, *crediting(40))
DECLARATIONS = (
    yes(
        "planned_land",
        "开工前至少三年为规划造林地且未达到森林标准",
        "Planned afforestation land, and no forest, for at least three years before the start",
    ),
    yes("tenure_is_clear", "土地和林木权属清晰", "Tenure of land and trees is clear"),
    yes("no_wetland", "不属于湿地", "Not on wetland"),
    yes("old_trees_kept", "未清除原有散生木、竹", "No scattered trees or bamboo were removed"),
    yes("soil_left_alone", "造林后不再重复扰动土壤", "No repeated disturbance of soil after planting"),
    yes("no_burning", "无人为火烧（清理疫木除外）", "No burning by people, but for infected wood"),
    yes("nobody_displaced", "不造成农业活动和放牧转移", "No farming or grazing is displaced"),
    LAWFUL,
    *UNIQUE,
    additionality("exempt", "general"),
    Field("exempt_class", "免予论证的情形", "Exempt class", "choice", choices=EXEMPT),
    Field(
        "precipitation_mm",
        "年均降水量",
        "Mean annual precipitation",
        "decimal",
        unit="mm",
        required=False,
        minimum="0",
        maximum="5000",
    ),
    Field("list_document", "名录文件", "Document of the list", "text", required=False, example="国发〔2010〕46号"),
    Field("list_entry", "名录所列地名", "Entry of the list, as printed", "text", required=False),
)
POOLS = (
    Field(
        "dead_wood_litter",
        "是否计量枯死木和枯落物",
        "Dead wood and litter are counted",
        "choice",
        choices=(("off", "不计量", "not counted"), ("on", "计量（因子暂定）", "counted, by provisional factors")),
        help_zh="正文如何规定尚未核对；不计量较为保守",
        help_en="The text was not compared; not to count is cautious",
    ),
    Field(
        "soil_growth",
        "土壤有机碳年增量（不计量填 0）",
        "Growth of soil carbon in a year; 0 where not counted",
        "decimal",
        unit="tC/ha/yr",
        minimum="0",
        maximum="0.8",
        symbol="r_SOC",
    ),
    Field(
        "baseline_t",
        "年度基准线清除量（通常为 0）",
        "Baseline removal of a year, usually 0",
        "decimal",
        unit="tCO2e",
        minimum="0",
        symbol="dC_BSL,y",
    ),
)
PLAN = (
    Field("plot_m2", "样地面积", "Area of a plot", "decimal", unit="m2", minimum="1", maximum="10000", symbol="a_plot"),
    Field("expected_biomass", "预计平均生物量", "Expected mean biomass", "decimal", **T_PER_HA, symbol="b_guess"),
)
DESIGN = (*SITE, *DATES, *DECLARATIONS, PARCELS, STRATA, GROWTH, AGES, EQUATIONS, LOCAL, *POOLS, *PLAN)
