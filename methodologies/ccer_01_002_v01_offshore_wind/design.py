"""What the design document of an offshore wind project states, beyond the general sections."""

from __future__ import annotations

from typing import Any

from methodologies.electricity.grid import REGIONS
from methodologies.electricity.ledger import PLANNED_METERS, SERIAL
from methodologies.kernel.records import Field, Record

LONGITUDE: dict[str, Any] = {
    "unit": "°",
    "minimum": "73",
    "maximum": "136",
    "decimals": 6,
    "help_zh": "十进制度，至少 6 位小数",
    "help_en": "Decimal degrees, at least 6 decimals",
}
LATITUDE: dict[str, Any] = LONGITUDE | {"minimum": "3", "maximum": "54"}


def yes(name: str, zh: str, en: str) -> Field:
    return Field(name, zh, en, "yesno")


SITE = (
    Field(
        "project_name",
        "项目名称",
        "Project name",
        "text",
        help_zh="业主简称 + 地点 + 技术和规模",
        help_en="Short name of the owner, place, technology and size",
    ),
    Field("province", "省（自治区、直辖市）", "Province", "text", example="山东", longest=20),
    Field("city", "市", "City", "text"),
    Field("county", "县（市、区）", "County", "text"),
    Field("location", "位置说明", "Location", "longtext"),
    Field("longitude", "中心经度", "Longitude of the centre", "decimal", example="121.500000", **LONGITUDE),
    Field("latitude", "中心纬度", "Latitude of the centre", "decimal", example="36.400000", **LATITUDE),
    Field("capacity_mw", "装机容量", "Installed capacity", "decimal", unit="MW", minimum="0.1", maximum="20000"),
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
    Field("commencement_on", "开工日期", "Start of construction", "date"),
    Field("grid_connected_on", "并网发电日期", "First day of grid power", "date"),
    Field("retirement_on", "项目寿命期限终止日（退役日）", "End of the lifetime (retirement)", "date"),
    Field("crediting_from", "计入期起始日", "Crediting period from", "date"),
    Field(
        "crediting_to", "计入期终止日", "Crediting period to", "date", help_zh="最长 10 年", help_en="At most 10 years"
    ),
)
DECLARATIONS = (
    yes(
        "seaward_of_tide_line",
        "风机位于多年平均大潮高潮线向海一侧",
        "The turbines stand seaward of the mean high-water spring tide line",
    ),
    yes("lawful", "符合法律法规和产业政策", "Complies with laws, rules and industry policy"),
    yes("sustainable", "不对可持续发展产生不利影响", "Does no harm to sustainable development"),
    Field(
        "additionality",
        "额外性",
        "Additionality",
        "choice",
        choices=(("exempt", "免予论证", "Exempt from demonstration"),),
    ),
    yes("no_legal_duty", "无强制减排义务，不在配额管理边界内", "No legal duty to reduce, outside quota boundaries"),
    yes("no_other_mechanism", "未参加其他温室气体减排机制", "Not in any other greenhouse gas mechanism"),
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
DESIGN = (*SITE, *GRID, *DATES, *DECLARATIONS, *YIELD, PLANNED_METERS)
