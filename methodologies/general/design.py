"""What the design document of every project states under the same name, whatever its methodology: the names that the
procedure reads. A methodology puts them in the order of its own text and adds its own."""

from __future__ import annotations

from typing import Any

from methodologies.kernel.records import Field

LONGITUDE: dict[str, Any] = {
    "unit": "°",
    "minimum": "73",
    "maximum": "136",
    "decimals": 6,
    "help_zh": "十进制度，至少 6 位小数",
    "help_en": "Decimal degrees, at least 6 decimals",
}
LATITUDE: dict[str, Any] = LONGITUDE | {"minimum": "3", "maximum": "54"}
MODES = {
    "exempt": ("exempt", "免予论证", "Exempt from demonstration"),
    "general": ("general", "一般论证", "Demonstrated step by step"),
}


def yes(name: str, zh: str, en: str, **more: Any) -> Field:
    return Field(name, zh, en, "yesno", **more)


def additionality(*modes: str, **more: Any) -> Field:
    """How additionality is shown; `modes`: those that the methodology admits."""
    return Field("additionality", "额外性", "Additionality", "choice", choices=tuple(MODES[m] for m in modes), **more)


NAME = Field(
    "project_name",
    "项目名称",
    "Project name",
    "text",
    help_zh="业主简称 + 地点 + 技术和规模",
    help_en="Short name of the owner, place, technology and size",
)
PLACE = (
    Field("province", "省（自治区、直辖市）", "Province", "text", example="山东", longest=20),
    Field("city", "市", "City", "text"),
    Field("county", "县（市、区）", "County", "text"),
    Field("location", "位置说明", "Location", "longtext"),
)
CENTRE = (
    Field("longitude", "中心经度", "Longitude of the centre", "decimal", example="121.500000", **LONGITUDE),
    Field("latitude", "中心纬度", "Latitude of the centre", "decimal", example="36.400000", **LATITUDE),
)
LAWFUL = yes("lawful", "符合法律法规和产业政策", "Complies with laws, rules and industry policy")
SUSTAINABLE = yes("sustainable", "不对可持续发展产生不利影响", "Does no harm to sustainable development")
UNIQUE = (
    yes("no_legal_duty", "无强制减排义务，不在配额管理边界内", "No legal duty to reduce, outside quota boundaries"),
    yes("no_other_mechanism", "未参加其他温室气体减排机制", "Not in any other greenhouse gas mechanism"),
)
COMMENCEMENT = Field("commencement_on", "开工日期", "Start of construction", "date")
LIFETIME = (
    Field("lifetime_from", "项目寿命期限起始日", "Lifetime from", "date"),
    Field("lifetime_to", "项目寿命期限终止日", "Lifetime to", "date"),
)


def crediting(longest: int) -> tuple[Field, Field]:
    """The crediting period, both days included; `longest`: years."""
    return (
        Field("crediting_from", "计入期起始日", "Crediting period from", "date"),
        Field("crediting_to", "计入期终止日", "Crediting period to", "date", help_zh=f"最长 {longest} 年",
              help_en=f"At most {longest} years"),
    )
