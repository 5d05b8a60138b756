"""What the design document of a solar thermal project states, beyond the general sections."""

from __future__ import annotations

from methodologies.electricity.design import CAPACITY, DATES, GREEN, GRID, YIELD
from methodologies.electricity.fuel_ledger import PLANNED_FUELS
from methodologies.electricity.ledger import PLANNED_METERS, SERIAL
from methodologies.general.design import (
    CENTRE,
    LATITUDE,
    LAWFUL,
    LONGITUDE,
    NAME,
    PLACE,
    SUSTAINABLE,
    UNIQUE,
    additionality,
    yes,
)
from methodologies.kernel.records import Field, Record

SITE = (
    NAME,
    *PLACE,
    *CENTRE,
    CAPACITY,
    Record(
        "corners",
        "边界拐点",
        "Corners of the boundary",
        "c",
        (
            Field("c", "拐点编号", "Corner", "text", example="J01"),
            Field("lon", "经度", "Longitude", "decimal", **LONGITUDE),
            Field("lat", "纬度", "Latitude", "decimal", **LATITUDE),
        ),
        min_rows=3,
        publication="redacted",
    ),
)
PLANT = (
    Field(
        "plant_kind",
        "项目类型",
        "Kind of plant",
        "choice",
        choices=(
            ("standalone", "独立的光热发电项目", "stand-alone solar thermal plant"),
            ("integrated", "“光热+”一体化项目中的光热部分", "solar-thermal part of an integrated project"),
        ),
    ),
    Field(
        "collectors",
        "集热方式",
        "Collectors",
        "choice",
        choices=(
            ("tower", "塔式", "tower"),
            ("trough", "槽式", "parabolic trough"),
            ("fresnel", "线性菲涅尔式", "linear Fresnel"),
            ("dish", "碟式", "dish"),
        ),
    ),
    Field("aperture_m2", "集热场采光面积", "Aperture of the collector field", "decimal", unit="m2", minimum="1"),
    Field("storage_h", "储热时长", "Thermal storage", "decimal", unit="h", minimum="0", maximum="100"),
    Field("heat_medium", "传热、储热介质", "Heat transfer and storage medium", "text", example="熔盐"),
    Record(
        "units",
        "汽轮发电机组",
        "Turbine generators",
        "u",
        (
            Field("u", "机组编号", "Unit", "text", example="1"),
            Field("capacity_mw", "容量", "Capacity", "decimal", unit="MW", minimum="0.1", maximum="1000"),
            Field("model", "型号", "Model", "text"),
            Field("maker", "制造厂", "Maker", "text"),
            SERIAL,
        ),
        publication="redacted",
    ),
    yes("concentrates_sun", "以聚集的太阳热能发电（集热、储热、蒸汽发生、汽轮机）",
        "Concentrated solar heat makes the power: collectors, storage, steam generator, turbine"),
    yes("separately_metered", "一体化项目：光热部分上网电量单独计量",
        "Integrated project: the export of the solar-thermal part is metered separately", required=False),
    yes("heater_fed", "一体化项目：风电、光伏向熔盐加热器供电",
        "Integrated project: wind or photovoltaic power feeds the molten-salt heater", required=False),
)
DECLARATIONS = (LAWFUL, SUSTAINABLE, additionality("exempt"), *UNIQUE, *GREEN)
INTERNAL = Field(
    "internal_mwh",
    "年供熔盐加热器电量（需扣除时填写）",
    "Yearly power to the molten-salt heater, if it is deducted",
    "decimal",
    unit="MWh",
    required=False,
    minimum="0",
    symbol="EG_int,y",
)
DESIGN = (*SITE, *PLANT, *GRID, *DATES, *DECLARATIONS, *YIELD, INTERNAL, PLANNED_FUELS, PLANNED_METERS)
HEATER = Record(
    "internal",
    "供熔盐加热器电量（需扣除时逐月填写）",
    "Power to the molten-salt heater, if it is deducted",
    "month",
    (
        Field("month", "月份", "Month", "text", example="2025-01"),
        Field("energy_mwh", "电量", "Energy", "decimal", unit="MWh", minimum="0"),
    ),
    min_rows=0,
)
