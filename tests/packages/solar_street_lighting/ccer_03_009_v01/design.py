"""What the design document states beyond the general sections, and the tables of monitored data."""

from __future__ import annotations

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

GROUP = Field("g", "灯组", "Group", "text", example="东一路", symbol="g")
HOURS = Field("hours", "亮灯时数", "Hours alight", "decimal", unit="h", minimum="0", maximum="8784", symbol="h_g")
LAMPS = Record(
    "lamps",
    "路灯",
    "Lamps",
    "g",
    (
        GROUP,
        Field("number", "灯数", "Number of lamps", "integer", minimum="1", symbol="n_g"),
        Field("power_kw", "单灯功率", "Power of a lamp", "decimal", unit="kW", minimum="0", symbol="P_g",
              example="0.1"),
        HOURS,
    ),
    help_zh="每组一行；亮灯时数为一年的预计值",
    help_en="One line a group; hours alight as expected for a year",
)
DESIGN = (
    NAME,
    *PLACE,
    *CENTRE,
    LAMPS,
    yes("off_grid", "路灯不接入电网", "The lamps are not on the grid"),
    COMMENCEMENT,
    *LIFETIME,
    *crediting(10),
    LAWFUL,
    SUSTAINABLE,
    additionality("general"),
    *UNIQUE,
)
RECORDS = (
    Record(
        "hours",
        "亮灯时数",
        "Hours alight",
        "",
        (Field("year", "年份", "Year", "integer", minimum="2000", maximum="2099", example="2024"), GROUP, HOURS),
    ),
)
