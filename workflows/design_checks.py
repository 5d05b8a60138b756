"""Checks of form on the design document and the accounting report, before they are filed.

They stand for the corrections that bodies demand most often; what they find is `Facts.checks` of the filing, so that an
owner sees it before a body does. Text is looked at in Chinese, the language in which documents are filed.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from methodologies.kernel.methodology import Methodology
from methodologies.kernel.reader import read_decimal
from methodologies.kernel.rules import LIKELY, SURE, UNSURE, WARN, Broken, Verdict, cite, judge, rule
from workflows.documents import Template, design_template
from workflows.texts import GD, PRACTICE, RECORDS

# What a project of a type calls its technology in its name, and the units a size is given in.
TYPE_WORDS = {"A0201": ("海上风电", "海上风力发电"), "A0101": ("光热",)}
UNIQUENESS = {"design_sink_1_0": "A.8"}                 # the section of the declaration, where it is not A.4
SINK_WORDS = {"N0101": ("造林",), "N0201": ("红树林",), "N0301": ("盐沼",), "N0401": ("海草床",)}
SIZE = re.compile(r"\d\s*(MW|兆瓦|万千瓦)", re.IGNORECASE)
EAST, NORTH = (Decimal(73), Decimal(136)), (Decimal(3), Decimal(54))      # China with its seas, decimal degrees
STANDARD = re.compile(r"(?<![A-Za-z])(?:GB|DL|NB|JJG|JJF|HJ|LY|QX)(?:/T)?\s*\d+(?:\.\d+)*"
                      r"(?![\d.]*\s*[-—–]\s*\d{4})(?!\d)")
TONNES = re.compile(r"(\d[\d,，]*)\s*(?:吨|t\b|tCO2)")
NEAR = Decimal("0.05")                                                  # degrees around the facilities, some 5 km


@dataclass(frozen=True)
class Point:
    """A place in decimal degrees; `where` points at its row or field."""
    where: str
    longitude: Decimal
    latitude: Decimal


@dataclass(frozen=True)
class Parameter:
    """A row of the tables of parameters, as the owner completed it."""
    where: str
    source: str
    reason: str
    purpose: str


@dataclass(frozen=True)
class Energy:
    """Energy said to be delivered in a time; `where` points at it."""
    where: str
    mwh: Decimal
    hours: int


@dataclass(frozen=True, kw_only=True)
class DesignFacts:
    """A design document, as its checks see it."""
    template: Template                  # the one now in use
    template_id: str                    # the one the document was written under
    sections: Mapping[str, str]         # code → text
    name: str
    type_code: str                      # "A0201"
    commencement_on: date | None
    centre: Point | None
    points: tuple[Point, ...]           # turbines, substations …
    parameters: tuple[Parameter, ...]
    annual_tonnes: int | None           # of the estimate; None = none yet
    total_tonnes: int | None
    capacity_mw: Decimal | None = None  # None = the methodology asks for none
    energy: tuple[Energy, ...] = ()


def _text(facts: DesignFacts, code: str) -> str:
    return facts.sections.get(code, "")


def _says(facts: DesignFacts, code: str, *words: str) -> Verdict:
    """True when the section is still empty (another rule's matter) or holds one of the words."""
    text = _text(facts, code)
    return not text.strip() or any(word in text for word in words) or (f"/sections/{code}",)


@rule("N-04", zh="能源类项目名称宜含规模和技术类型。",
      en="An energy project's name should hold its size and technology.",
      source=cite(GD, "项目名称", LIKELY), grade=WARN)
def name_says_what(facts: DesignFacts) -> Verdict:
    words = TYPE_WORDS.get(facts.type_code)
    if words is None:
        return True
    return (bool(SIZE.search(facts.name)) and any(word in facts.name for word in words)) or ("/name",)


@rule("N-01a", zh="碳汇类项目名称宜以造林、红树林等类型词和“项目”结尾。",
      en="A sink's name should end in the word for its type and 项目.",
      source=cite(GD, "项目名称", LIKELY), grade=WARN)
def name_says_which_sink(facts: DesignFacts) -> Verdict:
    words = SINK_WORDS.get(facts.type_code)
    if words is None:
        return True
    return (facts.name.endswith("项目") and any(word in facts.name for word in words)) or ("/name",)


@rule("G-07", zh="文件采用现行模板，不增删章节。", en="The document keeps the present template and its sections.",
      source=cite(GD, "附件", SURE))
def template_is_kept(facts: DesignFacts) -> Verdict:
    known = {each.code for each in facts.template.sections}
    other = () if facts.template_id == facts.template.id else ("/template",)
    return other + tuple(f"/sections/{code}" for code in facts.sections if code not in known) or True


@rule("GC-02", zh="计入期应注明“含首尾两天”。",
      en="The crediting period should say that both end days are included.",
      source=cite(PRACTICE, "2", SURE), grade=WARN)
def crediting_says_both_days(facts: DesignFacts) -> Verdict:
    return _says(facts, "C.3", "含首尾", "首尾两天", "首尾两日", "包含首尾", "both")


@rule("GC-03", zh="开工日期一节应写明该日期及其证明文件。",
      en="The section on commencement should state the day and its proof.",
      source=cite(PRACTICE, "3", SURE), grade=WARN)
def commencement_is_shown(facts: DesignFacts) -> Verdict:
    day = facts.commencement_on
    if day is None:
        return True
    return _says(facts, "C.1", day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day:%Y年%m月%d日}")


@rule("GC-08", zh="每个参数均须写明数据来源、选择理由和用途。",
      en="Every parameter states its source, reason and purpose.", source=cite(PRACTICE, "8", SURE))
def parameters_are_explained(facts: DesignFacts) -> Verdict:
    return tuple(f"{row.where}/{part}" for row in facts.parameters
                 for part in ("source", "reason", "purpose") if not getattr(row, part).strip()) or True


@rule("GC-10", zh="监测计划应写明数据缺失的处理和质量保证、质量控制。",
      en="The monitoring plan should say what is done about missing data, and its quality control.",
      source=cite(PRACTICE, "10", SURE), grade=WARN)
def plan_covers_gaps(facts: DesignFacts) -> Verdict:
    quality = _says(facts, "B.7.3", "质量保证", "质量控制", "QA")
    return quality if quality is not True else _says(facts, "B.7.3", "缺失", "缺测", "missing")


@rule("GC-11", zh="唯一性声明应提及碳普惠等地方机制。",
      en="The declaration of uniqueness should name local schemes too.",
      source=cite(PRACTICE, "11", SURE), grade=WARN)
def uniqueness_names_local_schemes(facts: DesignFacts) -> Verdict:
    return _says(facts, UNIQUENESS.get(facts.template.id, "A.4"), "碳普惠", "地方", "local")


@rule("GC-14", zh="引用标准应注明年号。", en="A standard is cited with its year.",
      source=cite(PRACTICE, "14", SURE), grade=WARN)
def standards_have_years(facts: DesignFacts) -> Verdict:
    return tuple(f"/sections/{code}" for code, text in facts.sections.items() if STANDARD.search(text)) or True


@rule("GC-16", zh="文字所述减排量不得因进位而大于估算结果。",
      en="Tonnes named in the text must not be rounded above the estimate.",
      source=cite(PRACTICE, "16", SURE), grade=WARN)
def text_does_not_round_up(facts: DesignFacts) -> Verdict:
    above = {amount + 1 for amount in (facts.annual_tonnes, facts.total_tonnes) if amount is not None}
    return tuple(f"/sections/{code}" for code, text in facts.sections.items()
                 if any(int(re.sub("[,，]", "", said)) in above for said in TONNES.findall(text))) or True


@rule("GC-17", zh="中心点坐标应位于各设施坐标范围之内，并与批复文件一致。",
      en="The centre lies among the facilities, as in the approvals.", source=cite(PRACTICE, "17", SURE), grade=WARN)
def centre_is_among_the_points(facts: DesignFacts) -> Verdict:
    if facts.centre is None or not facts.points:
        return True
    across = _among(facts.centre.longitude, [each.longitude for each in facts.points])
    along = _among(facts.centre.latitude, [each.latitude for each in facts.points])
    return (across and along) or (facts.centre.where,)


def _among(value: Decimal, others: list[Decimal]) -> bool:
    return min(others) - NEAR <= value <= max(others) + NEAR


@rule("R-157", zh="坐标在我国陆域或海域范围之内。", en="The coordinates lie in China or its seas.",
      source=cite(RECORDS, "经纬度"))
def coordinates_are_in_china(facts: DesignFacts) -> Verdict:
    points = (*((facts.centre,) if facts.centre else ()), *facts.points)
    return tuple(_misplaced(each) for each in points if not in_china(each)) or True


def in_china(point: Point) -> bool:
    return EAST[0] <= point.longitude <= EAST[1] and NORTH[0] <= point.latitude <= NORTH[1]


def _misplaced(point: Point) -> Broken | str:
    if not in_china(Point(point.where, point.latitude, point.longitude)):
        return point.where
    return coordinates_are_in_china.at(point.where, "经度与纬度似乎颠倒。",
                                       "Longitude and latitude seem to be exchanged.")


@dataclass(frozen=True)
class ReportFacts:
    """An accounting report, as its checks see it."""
    total: int                          # tonnes of the worksheet
    expected: Decimal | None            # the design document's estimate for as many days; None = unknown
    capacity_mw: Decimal | None = None
    energy: tuple[Energy, ...] = ()


@rule("R-157a", zh="减排量与预计值之比不在0.5至1.3之间，请说明原因。",
      en="The reductions are below 0.5 or above 1.3 of what was expected: say why.",
      source=cite(RECORDS, "减排量", UNSURE), grade=WARN)
def near_what_was_expected(facts: ReportFacts) -> Verdict:
    if not facts.expected:
        return True
    return Decimal("0.5") <= Decimal(facts.total) / facts.expected <= Decimal("1.3") or ("/total",)


class Powered(Protocol):
    @property
    def capacity_mw(self) -> Decimal | None: ...
    @property
    def energy(self) -> tuple[Energy, ...]: ...


@rule("R-157c", zh="电量不超过装机容量与小时数之积。", en="No more energy than the capacity delivers in those hours.",
      source=cite(RECORDS, "减排量", LIKELY))
def energy_fits_capacity(facts: Powered) -> Verdict:
    if facts.capacity_mw is None:
        return True
    return tuple(each.where for each in facts.energy if each.mwh > facts.capacity_mw * each.hours) or True


DESIGN_CHECKS = (template_is_kept, name_says_what, name_says_which_sink, crediting_says_both_days,
                 commencement_is_shown, parameters_are_explained, plan_covers_gaps, uniqueness_names_local_schemes,
                 standards_have_years, text_does_not_round_up, centre_is_among_the_points, coordinates_are_in_china,
                 energy_fits_capacity)
REPORT_CHECKS = (near_what_was_expected, energy_fits_capacity)


def design_checks(document: Mapping[str, Any], methodology: Methodology, *, annual_tonnes: int | None = None,
                  total_tonnes: int | None = None) -> tuple[Broken, ...]:
    """All that the checks find in a stored document {"template", "sections", "inputs"[, "parameters"]}."""
    inputs = document["inputs"]
    return check_design(DesignFacts(
        template=design_template(methodology.sector), template_id=document["template"], sections=document["sections"],
        name=str(inputs.get("project_name", "")), type_code=methodology.type_code,
        commencement_on=_day(inputs.get("commencement_on")), centre=centre_of(inputs),
        points=tuple(_points(inputs)), parameters=tuple(
            Parameter(f"/parameters/{n}", *(str(row.get(part, "")) for part in ("source", "reason", "purpose")))
            for n, row in enumerate(document.get("parameters", ()))),
        annual_tonnes=annual_tonnes, total_tonnes=total_tonnes))


def centre_of(inputs: Mapping[str, Any]) -> Point | None:
    return _point("/longitude", inputs)


def points_of(inputs: Mapping[str, Any]) -> tuple[Point, ...]:
    """Every place that a document names: the centre, then each row that has coordinates."""
    centre = centre_of(inputs)
    return (*((centre,) if centre else ()), *_points(inputs))


def _points(inputs: Mapping[str, Any]) -> Iterator[Point]:
    """Every row of every table that has coordinates."""
    for name, rows in inputs.items():
        for n, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, Mapping) and (found := _point(f"/{name}/{n}/lon", row)):
                yield found


def _point(where: str, row: Mapping[str, Any]) -> Point | None:
    """The place a row names; None where it is absent or can't be read, which is the reader's matter."""
    east, north = (read_decimal(row.get(short) or row.get(long)) for short, long in (("lon", "longitude"),
                                                                                   ("lat", "latitude")))
    return None if east is None or north is None else Point(where, east, north)


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def check_design(facts: DesignFacts) -> tuple[Broken, ...]:
    """All that the checks find in a design document, whatever its grade."""
    return judge(DESIGN_CHECKS, facts)


def check_report(facts: ReportFacts) -> tuple[Broken, ...]:
    """All that the checks find in an accounting report."""
    return judge(REPORT_CHECKS, facts)
