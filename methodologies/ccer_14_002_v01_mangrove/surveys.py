"""What is written down in the field: two surveys of plots, plants and soil cores, and what happened in between."""

from __future__ import annotations

from typing import Any

from methodologies.ccer_14_002_v01_mangrove.design import DIAMETER, HEIGHT, KIND, STRATUM
from methodologies.general.design import LATITUDE, LONGITUDE, yes
from methodologies.kernel.records import Field, Record

SURVEY = Field("survey", "调查编号", "Survey", "text", example="2026", longest=40)
PLOT = Field("p", "样地编号", "Plot", "text", example="K1-1", longest=40)
CORE = Field("core", "土芯编号", "Core", "text", example="K1-1-2026", longest=40)
DEPTH: dict[str, Any] = {"unit": "cm", "minimum": "0", "maximum": "300"}
TIDES = (("low", "低潮", "low tide"), ("other", "其他", "another state"))
EVENTS = (
    ("typhoon", "台风", "typhoon"),
    ("freeze", "冻害", "freeze"),
    ("pest", "病虫害", "pest or disease"),
    ("spartina", "互花米草再入侵", "return of Spartina"),
    ("replanting", "补植", "replanting"),
    ("works", "施工或占用", "works or occupation"),
    ("other", "其他", "other"),
)

SURVEYS = Record(
    "surveys",
    "碳储量调查",
    "Surveys of the stock",
    "survey",
    (
        SURVEY,
        Field("on", "调查日期", "Day", "date", help_zh="核算期首尾之间的碳储量按两次调查直线内插",
              help_en="Between the two surveys the stock is taken straight"),
        Field("tide", "潮情", "State of the tide", "choice", choices=TIDES),
        Field("crew", "调查人员", "Crew", "text", publication="private"),
        Field("instruments", "仪器及校准", "Instruments and their calibration", "text"),
    ),
    min_rows=2,
)
AREAS = Record(
    "areas",
    "碳层面积（各次调查）",
    "Areas of the strata, by survey",
    "",
    (
        SURVEY,
        STRATUM,
        Field("area_ha", "面积（不含潮沟、空斑）", "Area, without channels and gaps", "decimal", unit="ha", minimum="0",
              maximum="100000", symbol="A_s"),
        Field("reason", "变更原因（面积有变时填写）", "Reason, where the area changed", "text", required=False),
    ),
    min_rows=2,
)
PLOTS = Record(
    "plots",
    "样地",
    "Plots",
    "p",
    (
        PLOT,
        STRATUM,
        Field("area_m2", "样地面积", "Area", "decimal", unit="m2", minimum="1", maximum="10000", symbol="a_p",
              help_zh="10 m × 10 m；密集幼苗 5 m × 5 m 或 2 m × 2 m",
              help_en="10 m × 10 m; dense juveniles 5 m × 5 m or 2 m × 2 m"),
        Field("lon", "经度", "Longitude", "decimal", **LONGITUDE),
        Field("lat", "纬度", "Latitude", "decimal", **LATITUDE),
        Field("established_on", "设置日期", "Established on", "date"),
    ),
    publication="redacted",
)
VISITS = Record(
    "visits",
    "样地调查（没有活立木的样地也应填写）",
    "Visits to plots, those without living plants too",
    "",
    (SURVEY, PLOT, Field("on", "日期", "Day", "date")),
    min_rows=2,
)
PLANTS = Record(
    "plants",
    "植株",
    "Plants",
    "",
    (
        SURVEY,
        PLOT,
        KIND,
        DIAMETER,
        HEIGHT,
        Field("count", "株数", "Number", "integer", minimum="1", maximum="100000", symbol="N_k"),
        yes("alive", "活立木", "Alive"),
    ),
    min_rows=0,
)
CORES = Record(
    "cores",
    "土芯（实测土壤碳时填写）",
    "Soil cores, where soil carbon is measured",
    "core",
    (
        CORE,
        SURVEY,
        PLOT,
        Field("laboratory", "检测机构（CMA 或 CNAS）", "Laboratory, CMA or CNAS", "text"),
        Field("report", "检测报告编号", "Report no.", "text"),
    ),
    min_rows=0,
)
LAYERS = Record(
    "layers",
    "土层",
    "Layers",
    "",
    (
        CORE,
        Field("top_cm", "上界深度", "From", "decimal", **DEPTH),
        Field("bottom_cm", "下界深度", "To", "decimal", **DEPTH),
        Field("bulk_density", "容重", "Bulk density", "decimal", unit="g/cm^3", minimum="0.05", maximum="2.65",
              symbol="BD_l"),
        Field("organic_carbon", "有机碳含量", "Organic carbon", "decimal", unit="g/kg", minimum="0", maximum="600",
              symbol="OC_l"),
    ),
    min_rows=0,
)
SALINITY = Record(
    "salinity",
    "盐度监测",
    "Salinity",
    "",
    (
        STRATUM,
        Field("on", "日期", "Day", "date"),
        Field("ppt", "盐度", "Salinity", "decimal", unit="‰", minimum="0", maximum="60"),
    ),
    min_rows=0,
)
REMEASURED = Record(
    "remeasured",
    "样地复测",
    "Plots measured again",
    "",
    (
        SURVEY,
        PLOT,
        Field("on", "日期", "Day", "date"),
        Field("differs_percent", "生物量相差", "Biomass differs by", "decimal", unit="%", minimum="0", maximum="1000"),
        Field("crew", "复测人员", "Crew", "text", publication="private"),
    ),
    min_rows=0,
)
HAPPENED = Record(
    "events",
    "事件（没有则不填）",
    "Events, if any",
    "",
    (
        Field("kind", "类别", "Kind", "choice", choices=EVENTS),
        Field("on", "日期", "Day", "date"),
        STRATUM,
        Field("area_ha", "受影响面积", "Area affected", "decimal", unit="ha", minimum="0", maximum="100000"),
        Field("what", "说明及处置", "What happened, and what was done", "longtext"),
    ),
    min_rows=0,
)
DEFICITS = Record(
    "deficits",
    "以前核算期结转的亏损",
    "Deficits carried from earlier periods",
    "",
    (
        Field("period", "核算期", "Period", "text"),
        Field("tonnes", "亏损", "Deficit", "decimal", unit="tCO2e", minimum="0", symbol="carried"),
    ),
    min_rows=0,
)
RECORDS = (SURVEYS, AREAS, PLOTS, VISITS, PLANTS, CORES, LAYERS, SALINITY, REMEASURED, HAPPENED, DEFICITS)
