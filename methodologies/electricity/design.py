"""What the design document of every grid-connected power plant states, beyond the general sections."""

from __future__ import annotations

from methodologies.electricity.grid import REGIONS
from methodologies.general.design import COMMENCEMENT, crediting, yes
from methodologies.kernel.records import Field, Record

LIFETIME = ("grid_connected_on", "retirement_on")
CAPACITY = Field("capacity_mw", "装机容量", "Installed capacity", "decimal", unit="MW", minimum="0.1", maximum="20000")
GRID = (
    Field(
        "grid_region",
        "区域电网",
        "Grid region",
        "choice",
        choices=REGIONS,
        help_zh="以并网协议所列调度电网为准",
        help_en="By the dispatch grid named in the grid agreement",
    ),
    Field("dispatch_grid", "并网协议所列调度电网", "Dispatch grid named in the grid agreement", "text"),
    yes("physically_connected", "已与电网物理联接", "Physically linked to the grid"),
    yes("dispatched", "已建立调度关系", "Under grid dispatch"),
)
DATES = (
    COMMENCEMENT,
    Field("grid_connected_on", "并网发电日期", "First day of grid power", "date"),
    Field("retirement_on", "项目寿命期限终止日（退役日）", "End of the lifetime (retirement)", "date"),
    *crediting(10),
)
GREEN = (
    yes("one_claim_per_mwh", "每兆瓦时只申领绿证或减排量之一", "One claim per MWh: green certificate or reduction"),
    Field(
        "green_choice",
        "绿证选择",
        "Green certificates",
        "choice",
        choices=(
            ("none", "不申领绿证", "None are asked for"),
            ("part", "部分电量交易绿证，相应电量不申请减排量", "Part is sold with certificates and not claimed here"),
        ),
    ),
    Field("green_archive_code", "绿证建档立卡编码", "Archive code of the green certificate platform", "text"),
)
YIELD = (
    Field(
        "export_mwh",
        "年上网电量（可行性研究）",
        "Yearly export, from the feasibility study",
        "decimal",
        unit="MWh",
        required=False,
        minimum="0",
        symbol="EG_export,y",
    ),
    Field(
        "import_mwh",
        "年下网电量（可行性研究，无则填 0）",
        "Yearly import, from the feasibility study, else 0",
        "decimal",
        unit="MWh",
        required=False,
        minimum="0",
        symbol="EG_import,y",
    ),
    Field(
        "degradation_percent",
        "年发电量衰减率",
        "Yearly degradation of the output",
        "decimal",
        unit="%",
        required=False,
        minimum="0",
        maximum="20",
    ),
    Record(
        "yearly",
        "逐计入年电量（如各年不同）",
        "Energy by crediting year, where the years differ",
        "y",
        (
            Field("y", "计入年", "Crediting year", "integer", minimum="1", maximum="99"),
            Field("export_mwh", "上网电量", "Export", "decimal", unit="MWh", minimum="0", symbol="EG_export,y"),
            Field("import_mwh", "下网电量", "Import", "decimal", unit="MWh", minimum="0", symbol="EG_import,y"),
        ),
        min_rows=0,
    ),
)
