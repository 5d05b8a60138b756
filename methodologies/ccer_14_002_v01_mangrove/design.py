"""What the design document of a mangrove project states, beyond the general sections."""

from __future__ import annotations

from typing import Any

from methodologies.ccer_14_002_v01_mangrove.equations import SPECIES
from methodologies.general.design import (
    CENTRE,
    COMMENCEMENT,
    LAWFUL,
    LIFETIME,
    NAME,
    PLACE,
    SUSTAINABLE,
    UNIQUE,
    additionality,
    crediting,
    yes,
)
from methodologies.kernel.records import Field, Record

LAND = (
    ("bare_flat", "无植被潮滩", "bare tidal flat"),
    ("cleared_flat", "清除互花米草后的潮滩", "tidal flat cleared of Spartina"),
    ("retired_pond", "退养养殖塘", "retired aquaculture pond"),
)
TIDES = (("low", "低潮带", "low"), ("middle", "中潮带", "middle"), ("high", "高潮带", "high"))
STRATUM = Field("i", "碳层编号", "Stratum", "text", example="K1", longest=40)
KIND = Field("species", "树种", "Species", "choice", choices=SPECIES)
DIAMETER = Field("diameter_cm", "直径（按方程取基径或胸径）", "Diameter, basal or at breast as the equation asks",
                 "decimal", unit="cm", minimum="0.01", maximum="200", symbol="D_k")
HEIGHT = Field("height_m", "树高", "Height", "decimal", unit="m", minimum="0.01", maximum="50", symbol="H_k")
SHARE: dict[str, Any] = {"minimum": "0", "maximum": "1"}

PARCELS = Record(
    "parcels",
    "地块",
    "Parcels",
    "parcel",
    (
        Field("parcel", "地块编号", "Parcel", "text", example="P001"),
        STRATUM,
        Field("land", "营造前地类", "What the land was", "choice", choices=LAND),
        Field("cover_percent", "营造前植被盖度", "Plant cover before planting", "decimal", unit="%", minimum="0",
              maximum="100"),
        Field("area_ha", "营造面积（不含潮沟、空斑）", "Planted area, without channels and gaps", "decimal", unit="ha",
              minimum="0.0001", maximum="10000"),
        Field("planted_on", "营造日期", "Planted on", "date"),
        Field("tenure", "海域或土地权属文件及编号", "Tenure document and its number", "text"),
        Field("tenure_until", "权属有效期至", "Tenure valid until", "date"),
        Field("boundary", "拐点坐标（CGCS2000，十进制度）", "Corners, CGCS2000, decimal degrees", "longtext",
              example="121.501000 36.401000, 121.502000 36.401000, 121.502000 36.402000",
              publication="redacted"),
    ),
)
STRATA = Record(
    "strata",
    "项目碳层",
    "Strata",
    "i",
    (
        STRATUM,
        Field("planting_year", "营造年份", "Planting year", "integer", minimum="2012", maximum="2100"),
        Field("mix", "树种配置", "Species or mix", "text", example="秋茄"),
        Field("density_ha", "营造密度", "Planting density", "integer", unit="1/ha", minimum="1", maximum="200000"),
        Field("substrate", "底质", "Substrate", "text", example="泥质"),
        Field("tide", "潮带", "Tidal zone", "choice", choices=TIDES),
        Field("salinity_ppt", "预计年均盐度", "Expected yearly mean salinity", "decimal", unit="‰", minimum="0",
              maximum="60"),
    ),
)
PLANTING = Record(
    "planting",
    "碳层树种组成",
    "Species of the strata",
    "",
    (
        STRATUM,
        KIND,
        Field("density_ha", "该树种密度", "Density of this species", "integer", unit="1/ha", minimum="1",
              maximum="200000", symbol="n_k"),
        Field("survival_first", "首年成活率", "Survival after the first year", "decimal", symbol="s1_k", **SHARE),
        Field("mortality", "以后年死亡率", "Yearly mortality afterwards", "decimal", symbol="m_k", **SHARE),
        Field("survival_least", "保存率下限", "Survival that remains", "decimal", symbol="s_min,k", **SHARE),
        Field("general_form", "用通用式", "Uses the general form", "yesno"),
        Field("wood_density", "木材密度（用通用式时填写）", "Wood density, for the general form", "decimal",
              unit="tdm/m3", required=False, minimum="0.1", maximum="1.5", symbol="rho_e"),
    ),
)
GROWTH = Record(
    "growth",
    "预计生长（按造林后年数，其间直线内插）",
    "Expected growth by years since planting, straight between the rows",
    "",
    (
        STRATUM,
        KIND,
        Field("age", "造林后年数", "Years since planting", "decimal", minimum="0", maximum="100", symbol="a_k"),
        DIAMETER,
        HEIGHT,
        Field("source", "数据来源", "Source", "text"),
    ),
)
SOIL = (
    Field(
        "soil_route",
        "土壤有机碳核算方式",
        "How soil carbon is accounted",
        "choice",
        choices=(("default", "默认速率", "by the default rate"), ("measured", "实测", "measured")),
        help_zh="预估一律采用默认速率",
        help_en="The estimate uses the default rate in either case",
    ),
    Field(
        "soil_rate",
        "土壤碳默认速率",
        "Default rate of soil carbon",
        "choice",
        symbol="soil_rate",
        choices=(
            ("ipcc", "1.62 tC/ha/年（IPCC 2013）", "1.62 tC/ha/yr (IPCC 2013)"),
            ("am0014", "0.50 tC/ha/年，20 年（AR-AM0014）", "0.50 tC/ha/yr for 20 years (AR-AM0014)"),
        ),
        help_zh="两者均未经本方法学正式文本确认，属暂定值",
        help_en="Neither is confirmed by the text of this methodology: provisional",
    ),
)
DECLARATIONS = (
    yes("habitat_suitable", "生境适宜，或经改造后适宜红树林生长", "The habitat is suitable, or made so"),
    yes("tenure_clear", "权属清晰，由县级以上人民政府或自然资源（海洋）主管部门出具",
        "Tenure is clear, by a county or higher government or the natural-resources authority"),
    yes("gaps_cut_out", "地块内大于 400 平方米的失败或空白斑块已扣除",
        "Failed or empty patches above 400 m² are cut out"),
    yes("tide_kept", "不改变地块的潮间带属性", "The land stays intertidal"),
    yes("no_fertiliser", "不施肥", "No fertiliser is used"),
    yes("mangrove_kept", "不清除原有红树林", "No mangrove that stood there is removed"),
    yes("soil_undisturbed", "造林后不重复扰动土壤", "The soil is not disturbed again after planting"),
    yes("no_harvest", "不进行商业性采伐", "There is no commercial harvest"),
    yes("seagrass_described", "已说明对海草床的影响", "The effect on seagrass beds is described"),
    LAWFUL,
    SUSTAINABLE,
    additionality("exempt"),
    *UNIQUE,
)
DESIGN = (
    NAME,
    *PLACE,
    *CENTRE,
    COMMENCEMENT,
    *LIFETIME,
    *crediting(40),
    *DECLARATIONS,
    PARCELS,
    STRATA,
    PLANTING,
    GROWTH,
    *SOIL,
)
