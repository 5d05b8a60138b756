"""What an afforestation project writes down: strata on the day of a survey, plots, plants, fires."""

from __future__ import annotations

from typing import Any

from methodologies.ccer_14_001_v01_afforestation.design import AREA, PLANTED, SPECIES, STRATUM
from methodologies.ccer_14_001_v01_afforestation.parameters import ZONES
from methodologies.kernel.records import Field, Record

ON = Field(
    "on",
    "调查日期",
    "Day of the survey",
    "date",
    help_zh="一次调查各行用同一日期",
    help_en="The same for all rows of one survey",
)
PLOT = Field("p", "样地编号", "Plot", "text", example="S1-01")
PER_HA: dict[str, Any] = {"minimum": "0", "maximum": "5000"}
DIAMETER = Field("d_cm", "胸径", "Diameter", "decimal", unit="cm", minimum="0", maximum="200")
COUNT = Field("count", "株数", "Count", "integer", minimum="1", maximum="100000")

STRATA = Record(
    "strata",
    "碳层（各次调查时）",
    "Strata, as they were at each survey",
    "",
    (
        ON,
        STRATUM,
        AREA,
        PLANTED,
        Field("version", "碳层版本", "Version of the strata", "text", example="2"),
        Field("reason", "划分或变更原因", "Reason of the division, or of a change", "text", required=False),
    ),
    help_zh="每次调查列出全部碳层；面积只减不增",
    help_en="Every stratum at each survey; an area may shrink, not grow",
)
PLOTS = Record(
    "plots",
    "样地",
    "Plots",
    "",
    (
        ON,
        PLOT,
        STRATUM,
        Field("area_m2", "水平面积", "Horizontal area", "decimal", unit="m2", minimum="1", maximum="10000"),
    ),
)
TREES = Record(
    "trees",
    "每木检尺",
    "Trees",
    "",
    (
        ON,
        PLOT,
        SPECIES,
        DIAMETER,
        Field("h_m", "树高", "Height", "decimal", unit="m", minimum="0", maximum="100"),
        COUNT,
        Field(
            "state",
            "状态",
            "State",
            "choice",
            choices=(
                ("live", "活立木", "live"),
                ("dead", "枯立木", "dead"),
                ("before", "造林前原有", "there before the project"),
            ),
        ),
    ),
    min_rows=0,
    publication="private",
)
CULMS = Record(
    "culms",
    "立竹",
    "Bamboo culms",
    "",
    (
        ON,
        PLOT,
        SPECIES,
        DIAMETER,
        Field("age_du", "竹龄", "Age of the culm", "integer", unit="du", minimum="1", maximum="10"),
        COUNT,
    ),
    min_rows=0,
    publication="private",
)
SHRUBS = Record(
    "shrubs",
    "灌木",
    "Shrubs",
    "",
    (
        ON,
        PLOT,
        SPECIES,
        Field("cover", "盖度", "Cover", "decimal", minimum="0", maximum="1"),
        Field(
            "forest_t_ha",
            "当地森林地上生物量",
            "Above-ground biomass of forests there",
            "decimal",
            unit="tdm/ha",
            **PER_HA,
        ),
    ),
    min_rows=0,
)
VALUES = Record(
    "plot_values",
    "样地单位面积值（已有核算时）",
    "Values of plots, where they were worked out",
    "",
    (
        ON,
        PLOT,
        SPECIES,
        Field(
            "gives",
            "所给的量",
            "What is given",
            "choice",
            choices=(
                ("volume", "蓄积量（m3/ha）", "volume, m3/ha"),
                ("above", "地上生物量（t/ha）", "above ground, t/ha"),
                ("whole", "全株生物量（t/ha）", "whole plants, t/ha"),
            ),
        ),
        Field("value", "数值", "Value", "decimal", **PER_HA),
    ),
    min_rows=0,
)
FIRES = Record(
    "fires",
    "火烧和疫木焚烧",
    "Fires, and infected wood burnt",
    "f",
    (
        Field("f", "编号", "No.", "text", example="F1"),
        Field("burnt_on", "日期", "Day", "date"),
        Field(
            "kind",
            "类别",
            "Kind",
            "choice",
            choices=(("fire", "火灾", "fire"), ("infected", "焚烧疫木", "infected wood")),
        ),
        STRATUM,
        AREA,
        Field(
            "above_t_ha",
            "火前地上生物量",
            "Above-ground biomass before",
            "decimal",
            unit="tdm/ha",
            **PER_HA,
            help_zh="最近一次核查值，没有则用预估值",
            help_en="As last verified, else as estimated",
            symbol="B_AB,f",
        ),
        Field("age", "火烧时林龄", "Age at the fire", "integer", unit="a", minimum="0", maximum="100", symbol="age_f"),
        Field(
            "zone",
            "气候带",
            "Climate",
            "choice",
            choices=tuple(zip(ZONES, ("其他", "热带"), ("other", "tropical"), strict=True)),
            symbol="zone_f",
        ),
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
        Field("tonnes", "亏损", "Deficit", "decimal", unit="tCO2e", minimum="0"),
    ),
    min_rows=0,
)
RECORDS = (STRATA, PLOTS, TREES, CULMS, SHRUBS, VALUES, FIRES, DEFICITS)
