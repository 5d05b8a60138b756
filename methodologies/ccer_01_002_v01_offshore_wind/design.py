"""What the design document of an offshore wind project states, beyond the general sections."""

from __future__ import annotations

from methodologies.electricity.design import CAPACITY, DATES, GREEN, GRID, YIELD
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
        "turbines",
        "风电机组",
        "Turbines",
        "t",
        (
            Field("t", "机组编号", "Turbine", "text", example="F01"),
            Field("lon", "经度", "Longitude", "decimal", **LONGITUDE),
            Field("lat", "纬度", "Latitude", "decimal", **LATITUDE),
            Field("distance_km", "离岸距离", "Distance to shore", "decimal", unit="km", minimum="0", maximum="1000"),
            Field("depth_m", "水深", "Depth of the water", "decimal", unit="m", minimum="0", maximum="1000"),
            Field("capacity_mw", "单机容量", "Capacity", "decimal", unit="MW", minimum="0.1", maximum="100"),
            Field("model", "型号", "Model", "text"),
            Field("maker", "制造厂", "Maker", "text"),
            SERIAL,
        ),
        publication="redacted",
    ),
)
DECLARATIONS = (
    yes(
        "seaward_of_tide_line",
        "风机位于多年平均大潮高潮线向海一侧",
        "The turbines stand seaward of the mean high-water spring tide line",
    ),
    LAWFUL,
    SUSTAINABLE,
    additionality("exempt"),
    *UNIQUE,
    *GREEN,
)
DESIGN = (*SITE, *GRID, *DATES, *DECLARATIONS, *YIELD, PLANNED_METERS)
